//! Who may act: the caller's app first, then the user by token or by password.
//!
//! Steps are numbered as in the contract's "Order of checks"; handlers refer to them. The gate writes
//! nothing: it answers the [`Guard`] that the handler's own write carries, and says why that write was
//! refused.

pub mod password;
mod remembered;
mod terms;

use self::password::Presented;
pub use self::terms::{Forms, Proofs, Setting, Terms};
use crate::{
    call::Call,
    domain::{
        account::{self, AccountRules},
        app::CalledApp,
        failure::Failure,
        password as passwords,
        state::UserState,
        token::TokenDigest,
    },
    store::{
        apps::{self, Caller},
        db::{Rows, StoreError},
        guard::{Asks, Guard, Proven, Reasons, Written},
        profiles,
    },
    table::Row,
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

/// A user who may act, as far as that is known before the write.
pub struct Actor<'a> {
    /// What the write has to carry.
    pub guard: Guard<'a>,
    proof: Proof<'a>,
    terms: Terms,
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

/// Steps 3 to 10 of an endpoint with these `terms`.
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
    terms: Terms,
) -> Result<Actor<'a>, Failure> {
    let mut asks = terms.asks();
    let user = match proof {
        Proof::Token(token) if terms.flaw.is_none() => {
            // What never was a token cannot be found under this digest either.
            let digest = TokenDigest::of_presented(token);
            Proven::Token(digest.unwrap_or_else(TokenDigest::of_nothing))
        }
        Proof::Token(_) | Proof::Mixed => {
            // Refused whatever the proof says; but the app comes first.
            let (app, _) = apps::load(&call.db(), caller.appid, caller.now).await?;
            let refused = vet(&admit(app, caller)?, proof, &terms);
            return Err(refused.err().unwrap_or(Failure::MixedCredentials));
        }
        Proof::Password(account, pass) => {
            let presented = Presented {
                account: account.unwrap_or_default(),
                pass: pass.unwrap_or_default(),
                repeated: true,
            };
            let vet = |app: &CalledApp| vet(app, proof, &terms);
            let checked = password::check(call, caller, presented, &vet).await?;
            asks = asks_by_password(asks, &presented, &terms);
            Proven::Password {
                seen: checked.user,
                renewed: checked.renewed,
            }
        }
    };
    let guard = Guard { caller, user, asks };
    Ok(Actor {
        guard,
        proof,
        terms,
    })
}

/// What a write after a password check asks of the settings.
fn asks_by_password(asks: Asks, presented: &Presented<'_>, terms: &Terms) -> Asks {
    let Presented { account, pass, .. } = presented;
    let documented = terms.forms == Forms::Documented;
    let narrow = account.bytes().all(|b| b.is_ascii_digit())
        && passwords::check_documented(pass, true).is_ok();
    Asks {
        token_required: (terms.proofs == Proofs::AsTheAppSays).then_some(false),
        lenient: asks.lenient || (documented && !narrow),
        length: documented.then(|| account.chars().count()),
        ..asks
    }
}

/// Steps 7 and 8: the setting is on, the proof is of the kind that the app wants, and what was sent is well
/// formed.
fn vet(app: &CalledApp, proof: Proof<'_>, terms: &Terms) -> Result<(), Failure> {
    let app = &app.app;
    terms.allowed(app)?;
    match proof {
        Proof::Mixed => return Err(Failure::MixedCredentials),
        Proof::Token(_) if app.token_required || terms.proofs == Proofs::AnyToken => {}
        Proof::Token(_) => return Err(Failure::Missing("user")),
        Proof::Password(account, pass) => {
            let nothing = account.is_none() && pass.is_none();
            if let (true, Some(failure)) = (nothing, &terms.unproven) {
                return Err(failure.clone());
            }
            if app.token_required && (nothing || terms.proofs != Proofs::PasswordToo) {
                return Err(Failure::Missing("token"));
            }
            let account = account.ok_or(Failure::Missing("user"))?;
            let pass = pass.ok_or(Failure::Missing("pass"))?;
            if terms.forms == Forms::Documented {
                let rules = AccountRules::from(app);
                account::check_documented(account, &rules)?;
                passwords::check_documented(pass, rules.strict)?;
            }
        }
    }
    terms.well_formed(app)
}

impl Actor<'_> {
    /// Steps 3 to 8 for `app`, before something dear is done for a user who is not checked yet.
    ///
    /// # Errors
    /// The first check that fails.
    fn vet(&self, app: Option<CalledApp>) -> Result<(), Failure> {
        vet(&admit(app, self.guard.caller)?, self.proof, &self.terms)
    }

    /// Steps 3 to 10 with a token, as far as they are known before the write, so that nobody without a good token costs
    /// what comes before it. 1 KV get and no round trip where the isolate remembers the app and KV knows the token;
    /// else 1 round trip, after a KV get where the app is remembered.
    ///
    /// # Errors
    /// The first check that fails.
    pub async fn foresee(&self, call: &Call) -> Result<(), Failure> {
        let Proven::Token(digest) = &self.guard.user else {
            return Ok(());
        };
        let Caller { appid, now, .. } = *self.guard.caller;
        if self.vet(apps::remembered(appid, now)).is_ok()
            && call.tokens().get(digest, appid, now).await.is_some()
        {
            return Ok(());
        }
        let (app, holder) = profiles::holder(&call.db(), appid, digest, now).await?;
        if let Some(app) = &app {
            apps::remember(app, now);
        }
        self.vet(app)?;
        match holder.map(|holder| holder.state) {
            None => Err(Failure::WrongToken),
            Some(UserState::Disabled) => Err(Failure::UserDisabled),
            Some(UserState::Active) => Ok(()),
        }
    }

    /// Has KV forget, after the answer, what this actor's proof tells of the user's tokens: the one they sent, or those that were
    /// listed when their password was checked.
    pub fn forget_tokens(&self, call: &Call) {
        match &self.guard.user {
            Proven::Token(digest) => call.tokens().delete(digest),
            Proven::Password { seen, .. } => call.tokens().delete_listed(seen.kv_tokens.as_deref()),
        }
    }

    /// The same where a write failed (`why`) that ends tokens, and may have happened.
    pub fn tokens_may_be_dead(&self, call: &Call, why: &StoreError) {
        if why.may_be_done() {
            self.forget_tokens(call);
        }
    }

    /// The first check that failed, as things stood when a write that carries this actor's guard was refused;
    /// if none did, what the action itself asked for.
    ///
    /// # Errors
    /// That check's failure.
    pub fn why(&self, reasons: Reasons) -> Result<Row, Failure> {
        let app = admit(reasons.app.map(|app| *app), self.guard.caller)?;
        vet(&app, self.proof, &self.terms)?;
        match (reasons.user, self.proof) {
            (None, Proof::Token(_)) => Err(Failure::WrongToken),
            (None, _) => Err(Failure::WrongCredentials),
            (Some(UserState::Disabled), _) => Err(Failure::UserDisabled),
            (Some(UserState::Active), _) => Ok(reasons.own),
        }
    }

    /// What a write returned that carries this actor's guard, and that nothing else can refuse.
    ///
    /// # Errors
    /// The first check that failed, where it was refused.
    pub fn written(&self, written: Written) -> Result<Rows, Failure> {
        match written {
            Written::Done(rows) => Ok(rows),
            Written::Refused(reasons) => {
                self.why(reasons)?;
                // Nothing stands in the way now; it did when the write was tried.
                Err(Failure::without_reason())
            }
        }
    }

    /// The same of a write that `ended` every token of the user: KV forgets them, also where nobody knows whether it happened.
    /// In that case those that the proof tells of are forgotten at once, because D1 may not answer either which others there are.
    ///
    /// # Errors
    /// The first check that failed, where it was refused.
    pub fn revoked(&self, call: &Call, ended: Result<Written, StoreError>) -> Result<(), Failure> {
        let ended = ended.inspect_err(|why| {
            self.tokens_may_be_dead(call, why);
            call.tokens_may_be_dead(why, self.guard.token_list());
        })?;
        let rows = self.written(ended)?;
        Ok(call.tokens().delete_revoked(rows)?)
    }
}
