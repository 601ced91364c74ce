//! Registration: a new user, if account and QQ number are free.

use super::{
    apps::{self, Caller, IF_REFUSED, served},
    db::{Db, StoreError},
    sql::{Bind, Binds},
    webhooks::Told,
};
use crate::{
    domain::{
        account::Account, app::CalledApp, avatar::AvatarUrl, email::Email, nickname::Nickname,
        place::Place, qq::Qq, webhook::WebhookEvent,
    },
    table::Record,
};

/// What a registration stores, every part of it checked.
pub struct NewUser {
    /// The account.
    pub account: Account,
    /// PHC string.
    pub password: String,
    /// The nickname.
    pub nickname: Nickname,
    /// QQ number, if any.
    pub qq: Option<Qq>,
    /// E-mail address, if any.
    pub email: Option<Email>,
    /// Link to a picture, if any.
    pub icon: Option<AvatarUrl>,
    /// From where, if that is known.
    pub place: Option<Place>,
    /// What the app is told of it, if anything.
    pub told: bool,
    /// Random: no token of a deleted user fits this one, should it ever get the same number.
    pub generation: u32,
}

/// What became of a registration.
pub enum Registration {
    /// The account is there now.
    Done,
    /// Nothing was written; this is how things stood.
    Refused {
        /// The app, if there is one.
        app: Option<Box<CalledApp>>,
        /// Whether another user has the account.
        account_taken: bool,
        /// Whether another user has the QQ number.
        qq_taken: bool,
    },
}

/// The number of a new user of `appid`, an SQL expression: `now_us` (microseconds), or the next free one after
/// the newest user's.
pub fn next_id(now_us: Bind, appid: Bind) -> String {
    format!(
        "max({now_us}, coalesce((SELECT id + 1 FROM users WHERE appid = {appid} ORDER BY id DESC LIMIT 1), 0))"
    )
}

/// Registers a user if the caller is served, the account's length is the app's, and account and QQ
/// number are free.
///
/// 1 round trip; writes 2 rows (the user and its account), 1 more with a QQ number, 1 more with an
/// e-mail address, 2 more where the app is told of it.
///
/// # Errors
/// [`StoreError`].
pub async fn register(
    db: &Db,
    caller: &Caller<'_>,
    user: &NewUser,
    now_us: i64,
) -> Result<Registration, StoreError> {
    let mut binds = Binds::default();
    let appid = binds.bind(caller.appid);
    let account = binds.bind(user.account.as_str());
    let now = binds.bind(caller.now);
    let fits = format!("AND length({account}) BETWEEN a.account_min AND a.account_max");
    let insert = format!(
        "INSERT INTO users (appid, id, account, password, nickname, qq, email, icon, generation, places,
                            vip_until, created_at)
         SELECT {appid}, {id}, {account}, {password}, {nickname}, {qq}, {email}, {icon}, {generation}, {places}, {now}, {now}
         WHERE {served}
         ON CONFLICT DO NOTHING",
        id = next_id(binds.bind(now_us), appid),
        password = binds.bind(user.password.as_str()),
        nickname = binds.bind(user.nickname.as_str()),
        qq = binds.bind(user.qq.as_ref().map(Qq::as_str)),
        email = binds.bind(user.email.as_ref().map(Email::as_str)),
        icon = binds.bind(user.icon.as_ref().map(AvatarUrl::as_str)),
        generation = binds.bind(i64::from(user.generation)),
        places = binds.bind(user.place.as_ref().map(|it| format!("{} ", it.as_str())).as_deref()),
        served = served(&mut binds, caller, &fits),
    );
    let insert = binds.statement(insert);

    let mut binds = Binds::default();
    let appid = binds.bind(caller.appid);
    let taken = format!(
        ", EXISTS (SELECT 1 FROM users WHERE appid = {appid} AND account = {}) AS account_taken
         , EXISTS (SELECT 1 FROM users WHERE appid = {appid} AND qq = {}) AS qq_taken",
        binds.bind(user.account.as_str()),
        binds.bind(user.qq.as_ref().map(Qq::as_str)),
    );
    let reasons = format!("{} {IF_REFUSED}", apps::called(appid, &taken, ""));
    let reasons = binds.statement(reasons);
    let [insert, reasons] = if user.told {
        let told = Told {
            event: WebhookEvent::Registered,
            appid: caller.appid,
            account: Some(user.account.as_str()),
            now_us,
        };
        let [insert, reasons, _] = db.batch([insert, reasons, told.if_changed()]).await?;
        [insert, reasons]
    } else {
        db.batch([insert, reasons]).await?
    };
    if insert.changes() > 0 {
        return Ok(Registration::Done);
    }
    let Some(mut row) = reasons.first_row() else {
        return Ok(Registration::Refused {
            app: None,
            account_taken: false,
            qq_taken: false,
        });
    };
    Ok(Registration::Refused {
        app: Some(Box::new(CalledApp::read(&mut row)?)),
        account_taken: row.take("account_taken")?,
        qq_taken: row.take("qq_taken")?,
    })
}
