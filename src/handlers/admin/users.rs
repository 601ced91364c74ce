//! `/api/admin/apps/{appid}/users`: the users of an app.

use serde_json::json;

use super::{
    Admin,
    error::AdminError,
    fields::{self, Fields},
    page_reply,
};
use crate::{
    domain::{
        account::{Account, AccountRules},
        app::App,
        audit::Event,
        nickname::Nickname,
        password::Secret,
        state::UserState,
        user::User,
        webhook::WebhookEvent,
    },
    random,
    reply::Reply,
    store::{
        admin::{
            apps,
            new_user::{self, Added},
            user_list::{self, Cursor},
            users::{self as store, Patch, UserAddress},
        },
        tokens::LIST,
        webhooks::Told,
    },
    table::{Record, Row, View},
    webhooks,
};

/// A user as it is answered.
pub fn view(user: &Row) -> View<'_> {
    View::new(User::COLUMNS, user)
}

/// The user that a call names.
pub fn address<'a>(admin: &Admin<'_>, appid: &'a str, account: &'a str) -> UserAddress<'a> {
    UserAddress {
        scope: admin.scope,
        appid,
        account,
    }
}

/// `GET …/users`: a page of them, newest first; of a search first those whom an index finds.
pub async fn list(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let mut filter = admin.filter(UserState::WORDS)?;
    let verified = admin.flag("email_verified")?;
    filter.flag = verified.map(|on| ("email_verified", on));
    let cursor = match admin.query("cursor") {
        None => Some(Cursor::Start),
        Some(text) => Cursor::parse(text),
    };
    // Any other than the newest comes of a search.
    let fits = |cursor: &Cursor| {
        filter.search.is_some() || matches!(cursor, Cursor::Start | Cursor::Newest(_))
    };
    let cursor = cursor.filter(fits);
    let cursor = cursor.ok_or_else(|| AdminError::invalid("cursor", "must be a next_cursor"))?;
    let (db, limit) = (admin.call.db(), admin.limit()?);
    let users = user_list::list(&db, admin.scope, appid, &filter, cursor, limit).await?;
    let users = users.ok_or(AdminError::NotFound)?;
    let next = users.next.map(|cursor| cursor.to_string());
    Ok(page_reply(User::COLUMNS, &users.items, next, users.scanned))
}

/// `POST …/users`: adds a user by hand, as the app's rules have accounts. What is not sent is as after a
/// registration; the nickname is the account. 2 round trips, 3 where the QQ number is taken.
pub async fn create(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let name = body.take("user", fields::text)?;
    let secret = new_secret(&mut body)?;
    let mut columns = body.take_written(User::COLUMNS)?;
    body.finish()?;
    let name = name.ok_or_else(|| AdminError::invalid("user", "is needed"))?;
    let secret = secret.ok_or_else(|| AdminError::invalid("password", "is needed"))?;
    // Hashing is dear: not for an app that is not there, or does not have such accounts.
    let account = vet(admin, appid, &name).await?;
    if !columns.has("nickname") {
        columns.set("nickname", Nickname::of_account(&account).as_str());
    }
    let phc = admin.call.hashing().hash(secret).await?;
    columns.set("password", phc.as_str());
    let generation = u32::from_le_bytes(random::bytes()?);
    columns.set("generation", i64::from(generation));
    let user = address(admin, appid, account.as_str());
    let audit = admin.audit(Event::UserCreated).of_app(appid);
    let audit = audit.about(account.as_str());
    match new_user::create(&admin.call.db(), user, columns, &audit).await? {
        Added::Done(user) => Ok(Reply::json(201, &view(&user))),
        Added::AccountTaken => Err(AdminError::AccountTaken),
        Added::Refused => {
            vet(admin, appid, &name).await?;
            // The only other unique value.
            Err(AdminError::QqTaken)
        }
    }
}

/// `name` as a new account of the app. 1 round trip.
async fn vet(admin: &Admin<'_>, appid: &str, name: &str) -> Result<Account, AdminError> {
    let app = apps::get(&admin.call.db(), admin.scope, appid).await?;
    let app = App::read(&mut app.ok_or(AdminError::NotFound)?)?;
    Account::parse(name, &AccountRules::from(&app)).map_err(|flaw| AdminError::flaw("user", flaw))
}

/// `GET …/users/{user}`.
pub async fn get(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let user = store::get(&admin.call.db(), address(admin, appid, account)).await?;
    Ok(Reply::json(200, &view(&user.ok_or(AdminError::NotFound)?)))
}

/// `PATCH …/users/{user}`: fields not sent stay, null clears. Disabling a user or changing the
/// password ends every token of the user with the same write.
pub async fn patch(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let secret = new_secret(&mut body)?;
    let mut changes = body.take_written(User::COLUMNS)?;
    body.finish()?;
    let disables = changes.word("status") == Some(UserState::Disabled.word());
    let revoke = disables || secret.is_some();
    if let Some(secret) = secret {
        // Hashing is dear: not for a user that is not there.
        get(admin, appid, account).await?;
        let phc = admin.call.hashing().hash(secret).await?;
        changes.set("password", phc.as_str());
    }
    if changes.is_empty() {
        return get(admin, appid, account).await;
    }
    let event = if disables {
        Event::UserDisabled
    } else if changes.has("balance") {
        Event::BalanceChanged
    } else {
        Event::UserChanged
    };
    let audit = admin.audit(event).of_app(appid).about(account);
    let audit = audit.with(changes.summary(User::COLUMNS));
    let user = address(admin, appid, account);
    let told = told(admin, WebhookEvent::Disabled, appid, account);
    let told = disables.then_some(&told);
    let done = store::update(&admin.call.db(), user, changes, revoke, &audit, told).await;
    match done.inspect_err(|why| {
        if revoke {
            admin.call.tokens_may_be_dead(why, user.select(LIST));
        }
    })? {
        Patch::Done(user, changed) => {
            if disables {
                webhooks::deliver_later(admin.call, appid);
            }
            if revoke {
                admin.call.tokens().delete_revoked(changed)?;
            }
            Ok(Reply::json(200, &view(&user)))
        }
        Patch::NoUser => Err(AdminError::NotFound),
        Patch::QqTaken => Err(AdminError::QqTaken),
    }
}

/// What the app's webhook is told of what happens to a user.
fn told<'a>(admin: &Admin<'_>, event: WebhookEvent, appid: &'a str, account: &'a str) -> Told<'a> {
    Told {
        event,
        appid,
        account: Some(account),
        now_us: admin.call.now_us(),
    }
}

/// The new password, if one is sent: no column takes it as it is.
fn new_secret(body: &mut Fields) -> Result<Option<Secret>, AdminError> {
    let password = body.take("password", fields::text)?;
    let secret = password.as_deref().map(Secret::of_new_raw).transpose();
    secret.map_err(|flaw| AdminError::flaw("password", flaw))
}

/// `DELETE …/users/{user}`: the user and, with it, its tokens. 2 round trips.
pub async fn delete(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let audit = admin.audit(Event::UserDeleted).of_app(appid).about(account);
    let user = address(admin, appid, account);
    let told = told(admin, WebhookEvent::Deleted, appid, account);
    let db = admin.call.db();
    // Before it: where nobody knows whether it happened, nobody can ask for the list later.
    let tokens: Option<Option<String>> = db.run(user.select(LIST)).await?.first_value(LIST)?;
    let tokens = tokens.ok_or(AdminError::NotFound)?;
    let deleted = store::delete(&db, user, &audit, &told).await;
    let deleted = deleted.inspect_err(|why| {
        if why.may_be_done() {
            admin.call.tokens().delete_listed(tokens.as_deref());
        }
    })?;
    if deleted.is_empty() {
        return Err(AdminError::NotFound);
    }
    let name = admin.call.user_is_gone(deleted)?;
    webhooks::deliver_later(admin.call, appid);
    Ok(Reply::json(200, &json!({"deleted": name})))
}

/// `DELETE …/users/{user}/tokens`: every token of the user stops working at once. `revoked` counts
/// the tokens issued since the last revocation, expired ones among them.
pub async fn revoke_tokens(
    admin: &Admin<'_>,
    appid: &str,
    account: &str,
) -> Result<Reply, AdminError> {
    let audit = admin.audit(Event::TokensRevoked).of_app(appid);
    let user = address(admin, appid, account);
    let revoked = store::revoke(&admin.call.db(), user, &audit.about(account)).await;
    let revoked =
        revoked.inspect_err(|why| admin.call.tokens_may_be_dead(why, user.select(LIST)))?;
    let (revoked, rows) = revoked.ok_or(AdminError::NotFound)?;
    admin.call.tokens().delete_revoked(rows)?;
    Ok(Reply::json(200, &json!({"revoked": revoked})))
}
