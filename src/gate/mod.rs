//! Who may act: the caller's app first, then the user by token or by password.
//!
//! Steps are numbered as in the contract's "Order of checks"; handlers refer to them.

pub mod password;
mod remembered;

use self::password::{Presented, open};
use crate::{
    call::Call,
    domain::{
        account, app::Standing, failure::Failure, flaw::Flaw, password::check_documented,
        token::TokenDigest,
    },
    params::Params,
    store::{
        apps::{self, Caller},
        updates::{self, Change, Holder, Update},
    },
};

/// What a user presented to prove who they are, in qq, bind_mail and update_sign.
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

impl<'a> Proof<'a> {
    /// What `params` hold.
    pub fn of(params: &'a Params) -> Self {
        let (user, pass) = (params.get("user"), params.get("pass"));
        match params.get("token") {
            Some(token) if user.is_none() && pass.is_none() => Self::Token(token),
            Some(_) => Self::Mixed,
            None => Self::Password(user, pass),
        }
    }
}

/// Step 2: the parameter `name` is there.
///
/// # Errors
/// [`Failure::Missing`].
pub fn required<'a>(params: &'a Params, name: &'static str) -> Result<&'a str, Failure> {
    params.get(name).ok_or(Failure::Missing(name))
}

/// Step 2, as every endpoint begins: `appid` and `signature` are there.
///
/// # Errors
/// [`Failure::Missing`].
pub fn caller<'a>(call: &Call, params: &'a Params) -> Result<Caller<'a>, Failure> {
    let appid = required(params, "appid")?;
    let signature = required(params, "signature")?;
    Ok(Caller::new(appid, signature, call.now()))
}

/// Steps 3 to 6: the app exists, the signature is its own, developer and app are served.
///
/// # Errors
/// The first of them that fails.
pub fn admit(app: Option<Standing>, caller: &Caller<'_>) -> Result<Standing, Failure> {
    let app = app.ok_or(Failure::UnknownApp)?;
    app.admit(&caller.signature_digest, caller.now)?;
    Ok(app)
}

/// Steps 3 to 11 of qq, bind_mail and update_sign: lets the user that `proof` leads to make
/// `change`, which is already parsed; a malformed one is refused when its turn comes (step 8).
///
/// # Errors
/// The first check that fails.
pub async fn update(
    call: &Call,
    caller: &Caller<'_>,
    proof: Proof<'_>,
    forms: Forms,
    change: Result<Change, Flaw>,
) -> Result<(), Failure> {
    match proof {
        Proof::Token(token) => by_token(call, caller, token, change).await,
        Proof::Password(user, pass) => by_password(call, caller, user, pass, forms, change).await,
        Proof::Mixed => {
            let (app, _) = apps::load(&call.db(), caller.appid, caller.now).await?;
            admit(app, caller)?;
            Err(Failure::MixedCredentials)
        }
    }
}

/// With a token the write itself is the check: it carries every condition, and only a refusal asks
/// for the reason. One trip to D1 either way.
async fn by_token(
    call: &Call,
    caller: &Caller<'_>,
    token: &str,
    change: Result<Change, Flaw>,
) -> Result<(), Failure> {
    let db = call.db();
    let change = match change {
        Ok(change) => change,
        Err(flaw) => {
            // Refused whatever the token says; but app and kind of proof come first.
            let (app, _) = apps::load(&db, caller.appid, caller.now).await?;
            wants_token(&admit(app, caller)?)?;
            return Err(flaw.into());
        }
    };
    // What never was a token cannot be found under this digest either; the order of checks is kept.
    let digest = TokenDigest::of_presented(token);
    let issued = match &digest {
        Some(digest) => {
            call.token_cache()
                .get(digest, caller.appid, caller.now)
                .await
        }
        None => None,
    };
    let digest = digest.unwrap_or_else(TokenDigest::of_nothing);
    let update = updates::update_by_token(&db, caller, &digest, issued.as_ref(), &change).await?;
    let (app, user) = match update {
        Update::Done => return Ok(()),
        Update::Refused { app, user } => (app, user),
    };
    wants_token(&admit(app, caller)?)?;
    Err(why_refused(user.ok_or(Failure::WrongToken)?, &change))
}

/// Step 7 for a caller with a token: an app without tokens asks for user and pass.
fn wants_token(app: &Standing) -> Result<(), Failure> {
    if app.wants_token() {
        Ok(())
    } else {
        Err(Failure::Missing("user"))
    }
}

/// With a password the user is read first, because only the hash can tell; the write is guarded by
/// the very hash that was checked. Two trips to D1.
async fn by_password(
    call: &Call,
    caller: &Caller<'_>,
    user: Option<&str>,
    pass: Option<&str>,
    forms: Forms,
    change: Result<Change, Flaw>,
) -> Result<(), Failure> {
    let vet = |app: &Standing| {
        if app.wants_token() {
            return Err(Failure::Missing("token"));
        }
        let user = user.ok_or(Failure::Missing("user"))?;
        let pass = pass.ok_or(Failure::Missing("pass"))?;
        if forms == Forms::Documented {
            let rules = app.account_rules();
            account::check_documented(user, &rules)?;
            check_documented(pass, rules.strict)?;
        }
        match &change {
            Ok(_) => Ok(()),
            Err(flaw) => Err((*flaw).into()),
        }
    };
    let presented = Presented {
        account: user.unwrap_or_default(),
        pass: pass.unwrap_or_default(),
        repeated: true,
    };
    let opened = open(call, caller, presented, vet).await?;
    let change = change?;
    let renewed = opened.renewed.as_deref();
    let update =
        updates::update_by_password(&call.db(), caller, &opened.user, renewed, &change).await?;
    let (app, user) = match update {
        Update::Done => return Ok(()),
        Update::Refused { app, user } => (app, user),
    };
    // Something changed since the first trip, or the QQ number is taken.
    if admit(app, caller)?.wants_token() {
        return Err(Failure::Missing("token"));
    }
    Err(why_refused(user.ok_or(Failure::WrongCredentials)?, &change))
}

/// Why a user who proved themselves could not make `change`.
fn why_refused(user: Holder, change: &Change) -> Failure {
    if user.status != "active" {
        Failure::UserDisabled
    } else if user.qq_taken && matches!(change, Change::Qq(_)) {
        Failure::QqTaken
    } else {
        // Nothing stands in the way now; it did when the write was tried.
        Failure::Internal("a guarded write was refused for no reason that remains".into())
    }
}
