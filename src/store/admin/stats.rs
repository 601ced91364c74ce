//! Statistics of an app's users, or of all the users that a key reaches.
//!
//! Nothing is counted while users register and log in: that would be rows written. Statistics scan the
//! users, and what a scan found is kept in the table `stats` for as long as [`stale`] says.

use super::Scope;
use crate::{
    domain::{stats::stale, time::Zone, user::User},
    store::{
        db::{Db, Record, Row, StoreError, Value, statement},
        users::WHOLE,
    },
};

/// What the last scan found.
pub struct Snapshot {
    /// How many apps there are now.
    pub apps: i64,
    /// When, Unix seconds.
    pub computed_at: i64,
    /// How many users.
    pub users: i64,
    /// All counts, as the inside of a JSON object.
    pub counts: String,
    /// For [`crate::domain::stats::registrations`].
    pub registrations: String,
}

impl Record for Snapshot {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            apps: row.int()?,
            computed_at: row.int()?,
            users: row.int()?,
            counts: row.text()?,
            registrations: row.text()?,
        })
    }
}

/// One of the newest users.
pub struct Newest {
    /// The user's app.
    pub appid: String,
    /// The user.
    pub user: User,
}

impl Record for Newest {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            appid: row.text()?,
            user: User::read(row)?,
        })
    }
}

/// Statistics.
pub struct Stats {
    /// All that is counted.
    pub snapshot: Snapshot,
    /// The newest users, newest first.
    pub newest: Vec<Newest>,
}

/// How many of the apps `a` there are, and what the last scan found of the scope `?3`.
const KEPT: &str = "
    SELECT apps, coalesce(computed_at, 0) AS computed_at, coalesce(users, 0) AS users,
           coalesce(counts, '\"users\":0,\"disabled\":0,\"with_qq\":0,\"with_email\":0,\"active_1d\":0,\"active_7d\":0,\"active_30d\":0') AS counts,
           coalesce(registrations, '') AS registrations
    FROM (SELECT count(*) AS apps FROM apps a WHERE {apps}) LEFT JOIN stats ON scope = ?3 AND apps > 0";

/// The ten newest users of the apps `a`: they are users of the ten apps with the newest ones. Reads an
/// app and its newest user for each app, and 20 rows for each of ten.
const NEWEST: &str = "
    SELECT appid, {whole} FROM (SELECT u.* FROM (
        SELECT a.appid, (SELECT max(id) FROM users WHERE appid = a.appid) AS last
        FROM apps a WHERE {apps} ORDER BY last DESC LIMIT 10) t
    CROSS JOIN users u ON u.appid = t.appid AND u.id IN (
        SELECT id FROM users WHERE appid = t.appid ORDER BY id DESC LIMIT 10)
    ORDER BY u.id DESC LIMIT 10)";

/// Counts the users of the apps `a` in one pass: a range of the primary key (an id is the microsecond
/// of the registration) for each of the last days, and one for all before them. The last has no end,
/// lest a clock that was ahead lose a user. Grouping by day would sort, which D1 counts as rows again.
/// Takes `?3` the scope's name, `?4` now, `?5` today's number, `?6` the zone in seconds.
const SCAN: &str = "
    WITH RECURSIVE days (day) AS (
        SELECT CAST(?5 AS INTEGER) - 90 UNION ALL SELECT day + 1 FROM days WHERE day < ?5
    ), counted (day, n) AS MATERIALIZED (
        SELECT day, (
            SELECT json_array(count(*), count(*) FILTER (WHERE u.status = 'disabled'), count(qq), count(email),
                              count(*) FILTER (WHERE login_at > ?4 - 86400),
                              count(*) FILTER (WHERE login_at > ?4 - 7 * 86400),
                              count(*) FILTER (WHERE login_at > ?4 - 30 * 86400))
            FROM apps a CROSS JOIN users u ON u.appid = a.appid
             AND id >= iif(day = ?5 - 90, 0, (day * 86400 - ?6) * 1000000)
             AND id < iif(day = ?5, 9e18, ((day + 1) * 86400 - ?6) * 1000000)
            WHERE {apps})
        FROM days
    )
    INSERT OR REPLACE INTO stats
    SELECT ?3, ?4, sum(n ->> 0),
           trim(json_object('users', sum(n ->> 0), 'disabled', sum(n ->> 1), 'with_qq', sum(n ->> 2),
                            'with_email', sum(n ->> 3), 'active_1d', sum(n ->> 4), 'active_7d', sum(n ->> 5),
                            'active_30d', sum(n ->> 6)), '{}'),
           group_concat(day || ':' || (n ->> 0))
    FROM counted HAVING EXISTS (SELECT 1 FROM apps a WHERE {apps})
    RETURNING 0 AS apps, computed_at, users, counts, registrations";

/// Statistics of the app `appid`, or of all apps that `scope` reaches.
///
/// 1 round trip while the last scan is good, reading up to 4 rows for each app and 220 more (an app
/// alone: 44 in all). Else 1 more, which reads a row for each user, and 182 for each app and once, and
/// writes 1.
pub async fn get(
    db: &Db,
    scope: Scope,
    appid: Option<&str>,
    now: i64,
    zone: Zone,
) -> Result<Stats, StoreError> {
    // Three texts, so that each finds its index.
    let (apps, name) = match (appid, scope) {
        (Some(appid), _) => (
            "a.appid = ?2 AND (?1 IS NULL OR a.developer_id = ?1) AND a.status <> 'deleted'",
            appid.to_owned(),
        ),
        (None, Scope::All) => (
            "?1 IS NULL AND ?2 IS NULL AND a.status <> 'deleted'",
            "all".to_owned(),
        ),
        (None, Scope::Developer(id)) => (
            "a.developer_id = ?1 AND ?2 IS NULL AND a.status <> 'deleted'",
            format!("developer {id}"),
        ),
    };
    let of_apps = |sql: &str, values: usize| {
        let mut bound: Vec<Value> = vec![
            scope.into(),
            appid.into(),
            name.as_str().into(),
            now.into(),
            zone.day(now).into(),
            zone.seconds().into(),
        ];
        bound.truncate(values);
        statement(sql.replace("{apps}", apps).replace("{whole}", WHOLE), bound)
    };
    let [kept, newest] = db.batch([of_apps(KEPT, 3), of_apps(NEWEST, 2)]).await?;
    let Some(mut snapshot) = kept.first::<Snapshot>()? else {
        return Err(StoreError("D1: no row came back".into()));
    };
    let apps = snapshot.apps;
    if apps == 0 {
        snapshot.computed_at = now;
    } else if stale(now - snapshot.computed_at, snapshot.users + 182 * apps) {
        // No row: the last app has gone meanwhile.
        if let Some(found) = db.run(of_apps(SCAN, 6)).await?.first()? {
            snapshot = found;
            snapshot.apps = apps;
        }
    }
    Ok(Stats {
        snapshot,
        newest: newest.all()?,
    })
}
