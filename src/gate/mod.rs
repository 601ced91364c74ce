//! Who may act: the caller's app first, then the user by token or by password.
//!
//! Steps are numbered as in the contract's "Order of checks"; handlers refer to them. The gate writes
//! nothing: it answers the [`Guard`] that the handler's own write carries, and says why that write was
//! refused.

pub mod password;
mod remembered;

use self::password::Presented;
use crate::{
    call::Call,
    domain::{
        account::{self, AccountRules},
        app::CalledApp,
        failure::Failure,
        flaw::Flaw,
        password as passwords,
        state::UserState,
        token::TokenDigest,
    },
    store::{
        apps::{self, Caller},
        guard::{Guard, Proven, Refusal, SentForm},
    },
};

/// What a user presented to prove who they are.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// A token alone.
    Token(&'a str),
    /// Account and password; either may be missing.
    Password(Option<&'a str>, Option<&'a str>),
    /// Both kinds at once.
    Mixed,
}

/// Whether the documents narrow the form of accounts and passwords at this endpoint
/// (bind_mail, update_sign) or not (qq).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Forms {
    /// Account and password are checked for their documented form.
    Documented,
    /// They are taken as they come; a malformed one is simply wrong.
    Any,
}

/// A user who may act, as far as that is known before the write.
pub struct Actor<'a> {
    /// What the write has to carry.
    pub guard: Guard<'a>,
    proof: Proof<'a>,
    forms: Forms,
}

/// Steps 3 to 6: the app exists, the signature is its own, developer and app are served.
///
/// # Errors
/// The first of them that fails.
pub fn admit(app: Option<CalledApp>, caller: &Caller<'_>) -> Result<CalledApp, Failure> {
    let app = app.ok_or(Failure::UnknownApp)?;
    app.admit(&caller.signature_digest, caller.now)?;
    Ok(app)
}

/// Steps 3 to 10 of an endpoint whose user proves who they are as the app says. `flaw` is what was wrong with
/// the endpoint's own parameters when they were parsed: it is answered when its turn comes (step 8).
///
/// A token is left to the write itself, which finds it in the same trip: no trip here, 1 for a flaw. With
/// a password the user is read first, because only the hash can tell: 1 trip.
///
/// # Errors
/// The first check that fails.
pub async fn actor<'a>(
    call: &Call,
    caller: &'a Caller<'a>,
    proof: Proof<'a>,
    forms: Forms,
    flaw: Option<Flaw>,
) -> Result<Actor<'a>, Failure> {
    let well_formed = || flaw.map_or(Ok(()), |flaw| Err(Failure::from(flaw)));
    let user = match proof {
        Proof::Token(token) if flaw.is_none() => {
            // What never was a token cannot be found under this digest either.
            let digest = TokenDigest::of_presented(token);
            Proven::Token(digest.unwrap_or_else(TokenDigest::of_nothing))
        }
        Proof::Token(_) | Proof::Mixed => {
            // Refused whatever the proof says; but the app comes first.
            let (app, _) = apps::load(&call.db(), caller.appid, caller.now).await?;
            let refused = wanted(&admit(app, caller)?, proof, forms).and_then(|()| well_formed());
            return Err(refused.err().unwrap_or(Failure::MixedCredentials));
        }
        Proof::Password(account, pass) => {
            let presented = Presented {
                account: account.unwrap_or_default(),
                pass: pass.unwrap_or_default(),
                repeated: true,
            };
            let vet = |app: &CalledApp| wanted(app, proof, forms).and_then(|()| well_formed());
            let checked = password::check(call, caller, presented, vet).await?;
            Proven::Password {
                seen: checked.user,
                renewed: checked.renewed,
                form: (forms == Forms::Documented).then(|| sent_form(&presented)),
            }
        }
    };
    let guard = Guard { caller, user };
    Ok(Actor {
        guard,
        proof,
        forms,
    })
}

/// Step 7, which proof the app wants, and step 8 for account and password.
fn wanted(app: &CalledApp, proof: Proof<'_>, forms: Forms) -> Result<(), Failure> {
    match proof {
        Proof::Mixed => Err(Failure::MixedCredentials),
        Proof::Token(_) if app.app.token_required => Ok(()),
        Proof::Token(_) => Err(Failure::Missing("user")),
        Proof::Password(..) if app.app.token_required => Err(Failure::Missing("token")),
        Proof::Password(account, pass) => {
            let account = account.ok_or(Failure::Missing("user"))?;
            let pass = pass.ok_or(Failure::Missing("pass"))?;
            if forms == Forms::Documented {
                let rules = AccountRules::from(&app.app);
                account::check_documented(account, &rules)?;
                passwords::check_documented(pass, rules.strict)?;
            }
            Ok(())
        }
    }
}

fn sent_form(presented: &Presented<'_>) -> SentForm {
    let Presented { account, pass, .. } = presented;
    SentForm {
        narrow: account.bytes().all(|b| b.is_ascii_digit())
            && passwords::check_documented(pass, true).is_ok(),
        length: account.chars().count(),
    }
}

impl Actor<'_> {
    /// Why a write that carries this actor's guard was refused: the first check that fails as things stood
    /// then, or `own`, what the action itself knows.
    pub fn why(&self, refusal: Refusal, own: Option<Failure>) -> Failure {
        let app = match admit(refusal.app, self.guard.caller) {
            Ok(app) => app,
            Err(failure) => return failure,
        };
        if let Err(failure) = wanted(&app, self.proof, self.forms) {
            return failure;
        }
        match (refusal.user, self.proof) {
            (None, Proof::Token(_)) => Failure::WrongToken,
            (None, _) => Failure::WrongCredentials,
            (Some(UserState::Disabled), _) => Failure::UserDisabled,
            // Without a reason: nothing stands in the way now; it did when the write was tried.
            (Some(UserState::Active), _) => own.unwrap_or_else(Failure::without_reason),
        }
    }
}
