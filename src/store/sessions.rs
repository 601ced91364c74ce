//! Sessions: a checked password becomes a login and a token.

use super::{
    apps::{Caller, served},
    db::{Db, StoreError},
    guard::same_password,
    sql::Binds,
    users::{self, Candidate, Credential},
};
use crate::{
    domain::{time::Zone, token::TokenDigest, user::User},
    table::select,
};

/// A login that is about to be written.
pub struct Opening<'a> {
    /// The user as the password was checked against it.
    pub seen: &'a Credential,
    /// A better hash to store, if the check made one.
    pub renewed: Option<&'a str>,
    /// The new token.
    pub token: &'a TokenDigest,
    /// The zone whose calendar days count.
    pub zone: Zone,
}

/// What became of a login.
pub enum Login {
    /// The token is good.
    Done {
        /// Its user, this login included.
        user: Box<User>,
        /// Unix seconds at which the token dies.
        expires_at: i64,
    },
    /// Something changed since the password was checked; this is how things stand now.
    Refused(Candidate),
}

/// Writes the login and its token, if caller, user and password still stand as they were checked. The
/// token dies when the app's `token_ttl` of this moment says: what was read before may be of a copy.
///
/// 1 round trip; writes 2 rows (the user, the token).
///
/// # Errors
/// [`StoreError`].
pub async fn begin(
    db: &Db,
    caller: &Caller<'_>,
    account: &str,
    opening: &Opening<'_>,
) -> Result<Login, StoreError> {
    let seen = opening.seen;
    let mut binds = Binds::default();
    let login = format!(
        "UPDATE users SET login_at = {now}, login_streak = {streak}, issued = issued + 1,
                          password = coalesce({renewed}, password)
         WHERE appid = {appid} AND id = {id} AND {same_password} AND status = 'active' AND {served}
         RETURNING {whole}",
        now = binds.bind(caller.now),
        streak = streak(&mut binds, caller.now, opening.zone),
        renewed = binds.bind(opening.renewed),
        appid = binds.bind(caller.appid),
        id = binds.bind(seen.id),
        same_password = same_password(&mut binds, seen),
        served = served(&mut binds, caller, ""),
        whole = select(User::COLUMNS, ""),
    );
    let login = binds.statement(login);

    let mut binds = Binds::default();
    let token = format!(
        "INSERT INTO tokens (digest, appid, user_id, generation, expires_at)
         SELECT {digest}, u.appid, u.id, u.generation, {now} + a.token_ttl
         FROM users u JOIN apps a ON a.appid = u.appid
         WHERE changes() = 1 AND u.appid = {appid} AND u.id = {id}
         RETURNING expires_at",
        digest = binds.bind(opening.token.as_str()),
        now = binds.bind(caller.now),
        appid = binds.bind(caller.appid),
        id = binds.bind(seen.id),
    );
    let token = binds.statement(token);

    let [user, token] = db.batch([login, token]).await?;
    match (user.first()?, token.first_value("expires_at")?) {
        (Some(user), Some(expires_at)) => Ok(Login::Done {
            user: Box::new(user),
            expires_at,
        }),
        // Rare: something changed within the last moments. Ask how things stand.
        _ => {
            let (now, _) = users::candidate(db, caller.appid, account).await?;
            Ok(Login::Refused(now))
        }
    }
}

/// The login streak after a login at `now`, in `zone`: how many calendar days in a row before today had
/// one (contract, "Login's profile object"). Another login on the same day leaves the streak as it is,
/// and so does the first one after a clock elsewhere has run ahead. In SQL, because only the statement
/// that writes a login knows the login before it.
///
/// D1 binds numbers as floating point, whose division has to be cut.
fn streak(binds: &mut Binds, now: i64, zone: Zone) -> String {
    let seconds = binds.bind(zone.seconds());
    format!(
        "(SELECT CASE WHEN days = 1 THEN login_streak + 1 WHEN days <= 0 THEN login_streak ELSE 0 END
          FROM (SELECT CAST(({now} + {seconds}) / 86400 AS INTEGER)
                     - CAST((login_at + {seconds}) / 86400 AS INTEGER) AS days))",
        now = binds.bind(now)
    )
}
