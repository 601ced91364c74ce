//! Sessions: a checked password becomes a login and a token.

use super::{
    apps::{Caller, served},
    db::{Db, StoreError},
    guard::same_password,
    sql::Binds,
    tokens::{self, LIST},
    users::{Credential, set_places},
    webhooks::Told,
};
use crate::{
    domain::{place::Place, time::Zone, token::TokenDigest, user::User},
    table::{Record, select},
};

/// A login that is about to be written.
pub struct Opening<'a> {
    /// The user as the password was checked against it.
    pub seen: &'a Credential,
    /// A better hash to store, if the check made one.
    pub renewed: Option<&'a str>,
    /// The new token.
    pub token: &'a TokenDigest,
    /// Seconds it lives: the app's `token_ttl`, as it was read with the user.
    pub ttl: i64,
    /// The zone whose calendar days count.
    pub zone: Zone,
    /// From where the user logs in, if that is known.
    pub place: Option<&'a Place>,
    /// What the app is told of it, if anything.
    pub told: Option<&'a Told<'a>>,
}

/// A login that was written.
pub struct Begun {
    /// The user, this login included.
    pub user: User,
    /// Whether KV may know the token: the user's row has it in its list.
    pub listed: bool,
}

/// Writes the login and its token, if caller, user, password and `token_ttl` still stand as they were read:
/// that may have been from a copy. Nothing if something has changed.
///
/// 1 round trip; reads 5 rows, writes 2 (the user, the token), 2 more where the app is told of it.
///
/// # Errors
/// [`StoreError`].
pub async fn begin(
    db: &Db,
    caller: &Caller<'_>,
    opening: &Opening<'_>,
) -> Result<Option<Begun>, StoreError> {
    let seen = opening.seen;
    let dies = caller.now + opening.ttl;
    let list_seen = seen.kv_tokens.as_deref();
    let new_list = tokens::listed(list_seen, opening.token, seen.generation, caller.now, dies);
    let mut binds = Binds::default();
    let lives = format!("AND a.token_ttl = {}", binds.bind(opening.ttl));
    let login = format!(
        "UPDATE users SET login_at = {login_at}, login_streak = {streak}, issued = issued + 1,
                          password = coalesce({renewed}, password), {LIST} = {listed}{places}
         WHERE appid = {appid} AND id = {id} AND {same_password} AND status = 'active' AND {served}
         RETURNING {whole}, coalesce({LIST} = {is_new}, 0) AS listed",
        login_at = login_at(&mut binds, caller.now),
        streak = streak(&mut binds, caller.now, opening.zone),
        renewed = binds.bind(opening.renewed),
        appid = binds.bind(caller.appid),
        id = binds.bind(seen.id),
        same_password = same_password(&mut binds, seen, ""),
        served = served(&mut binds, caller, &lives),
        listed = list(&mut binds, seen, new_list.as_deref()),
        places = set_places(opening.place, &mut binds),
        whole = select(User::COLUMNS, ""),
        is_new = binds.bind(new_list.as_deref()),
    );
    let login = binds.statement(login);

    let mut binds = Binds::default();
    let token = format!(
        "INSERT INTO tokens (digest, appid, user_id, generation, expires_at)
         SELECT {digest}, appid, id, generation, {expires_at} FROM users
         WHERE changes() = 1 AND appid = {appid} AND id = {id}",
        digest = binds.bind(opening.token.as_str()),
        expires_at = binds.bind(dies),
        appid = binds.bind(caller.appid),
        id = binds.bind(seen.id),
    );
    let token = binds.statement(token);
    let user = match opening.told {
        None => {
            let [user, _] = db.batch([login, token]).await?;
            user
        }
        Some(told) => {
            let [user, ..] = db.batch([login, token, told.if_changed()]).await?;
            user
        }
    };
    let Some(mut row) = user.first_row() else {
        return Ok(None);
    };
    Ok(Some(Begun {
        user: User::read(&mut row)?,
        listed: row.take("listed")?,
    }))
}

/// The list of tokens that KV may know: `new`, unless another login or a revocation came between; then the token
/// is D1's alone.
fn list(binds: &mut Binds, seen: &Credential, new: Option<&str>) -> String {
    match new {
        None => LIST.to_owned(),
        Some(new) => format!(
            "iif({LIST} IS {} AND generation = {}, {}, {LIST})",
            binds.bind(seen.kv_tokens.as_deref()),
            binds.bind(seen.generation),
            binds.bind(new)
        ),
    }
}

/// When the user logged in last, after a login at `now`: a login that was on its way for longer than another does not undo the
/// later one, whose day would count once more for the streak. A time that is more than 10 minutes ahead is that of a wrong clock.
fn login_at(binds: &mut Binds, now: i64) -> String {
    format!(
        "iif(login_at > {now} AND login_at <= {now} + 600, login_at, {now})",
        now = binds.bind(now)
    )
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
