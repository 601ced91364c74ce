//! Profiles that users look at.

use super::{
    apps,
    db::{Db, StoreError},
    sql::Binds,
};
use crate::{
    domain::{app::CalledApp, state::UserState, token::TokenDigest, user::User},
    table::{Record, select},
};

/// A user and who asks for them.
pub struct Seen {
    /// The app, if there is one.
    pub app: Option<CalledApp>,
    /// The user whom the token leads to: number and state. Nobody without a good token.
    pub asker: Option<(i64, UserState)>,
    /// The user who is looked at, if there is one.
    pub user: Option<User>,
}

/// The user `account` of `appid`, as `token` may see them at `now` (Unix seconds). 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn look(
    db: &Db,
    appid: &str,
    account: &str,
    token: &TokenDigest,
    now: i64,
) -> Result<Seen, StoreError> {
    let mut binds = Binds::default();
    let of = binds.bind(appid);
    let asker = format!(
        "LEFT JOIN (tokens t JOIN users u ON u.appid = t.appid AND u.id = t.user_id AND u.generation = t.generation)
         ON t.digest = {} AND t.appid = {of} AND t.expires_at > {}",
        binds.bind(token.as_str()),
        binds.bind(now)
    );
    let app = apps::called(of, ", u.id AS asker_id, u.status AS asker_status", &asker);
    let app = binds.statement(app);
    let mut binds = Binds::default();
    let user = format!(
        "SELECT {} FROM users WHERE appid = {} AND account = {}",
        select(User::COLUMNS, ""),
        binds.bind(appid),
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
