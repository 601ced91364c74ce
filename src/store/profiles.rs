//! Profiles that users look at, and whose a token is.

use super::{
    apps::{self, Caller},
    db::{Db, StoreError},
    guard::same_password,
    sql::{Bind, Binds},
    users::Credential,
};
use crate::{
    domain::{app::CalledApp, state::UserState, token::TokenDigest, user::User},
    table::{Record, Row, Unexpected, select},
};

/// A user and who asks for them.
pub struct Seen {
    /// The app, if there is one.
    pub app: Option<CalledApp>,
    /// The user whom the token or the password proves: number and state. Nobody without a good one.
    pub asker: Option<(i64, UserState)>,
    /// The user who is looked at, if there is one.
    pub user: Option<User>,
}

/// The user `account`, as `token` may see them, or whose password was right when it was `checked`. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn look(
    db: &Db,
    caller: &Caller<'_>,
    account: &str,
    token: &TokenDigest,
    checked: Option<&Credential>,
) -> Result<Seen, StoreError> {
    let mut binds = Binds::default();
    let of = binds.bind(caller.appid);
    let asker = match checked {
        Some(seen) => format!(
            "LEFT JOIN users u ON u.appid = {of} AND u.id = {} AND {}",
            binds.bind(seen.id),
            same_password(&mut binds, seen, "u.")
        ),
        None => of_token(&mut binds, of, token, caller.now),
    };
    let app = apps::called(of, ", u.id AS asker_id, u.status AS asker_status", &asker);
    let app = binds.statement(app);
    let mut binds = Binds::default();
    let user = format!(
        "SELECT {} FROM users WHERE appid = {} AND account = {}",
        select(User::COLUMNS, ""),
        binds.bind(caller.appid),
        binds.bind(account)
    );
    let [app, user] = db.batch([app, binds.statement(user)]).await?;
    let user = user.first()?;
    let Some(mut row) = app.first_row() else {
        return Ok(Seen {
            app: None,
            asker: None,
            user,
        });
    };
    let id: Option<i64> = row.take("asker_id")?;
    let state: Option<UserState> = row.take("asker_status")?;
    Ok(Seen {
        app: Some(CalledApp::read(&mut row)?),
        asker: id.zip(state),
        user,
    })
}

/// The user whom a token leads to.
pub struct Holder {
    /// The account.
    pub account: String,
    /// Whether the user may act.
    pub state: UserState,
    /// Unix seconds at which the token dies.
    pub token_dead: i64,
}

impl Record for Holder {
    const KEY: &'static str = "holder";

    fn read(row: &mut Row) -> Result<Self, Unexpected> {
        Ok(Self {
            account: row.take("holder")?,
            state: row.take("holder_status")?,
            token_dead: row.take("token_dead")?,
        })
    }
}

/// The app, and who holds `token` in it at `now` (Unix seconds). 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn holder(
    db: &Db,
    appid: &str,
    token: &TokenDigest,
    now: i64,
) -> Result<(Option<CalledApp>, Option<Holder>), StoreError> {
    let mut binds = Binds::default();
    let appid = binds.bind(appid);
    let sql = apps::called(
        appid,
        ", u.account AS holder, u.status AS holder_status, t.expires_at AS token_dead",
        &of_token(&mut binds, appid, token, now),
    );
    let Some(mut row) = db.run(binds.statement(sql)).await?.first_row() else {
        return Ok((None, None));
    };
    Ok((Some(CalledApp::read(&mut row)?), row.joined()?))
}

/// Joins the token `t` and its user `u`, NULL where it is not good.
fn of_token(binds: &mut Binds, appid: Bind, token: &TokenDigest, now: i64) -> String {
    format!(
        "LEFT JOIN (tokens t JOIN users u ON u.appid = t.appid AND u.id = t.user_id AND u.generation = t.generation)
         ON t.digest = {} AND t.appid = {appid} AND t.expires_at > {}",
        binds.bind(token.as_str()),
        binds.bind(now)
    )
}
