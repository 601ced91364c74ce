//! Statistics of an app's users, or of all the users that a key reaches.
//!
//! Nothing is counted while users register and log in: that would be rows written. Statistics scan the
//! users, and what a scan found is kept in the table `stats` for as long as [`domain::stats`] says.
//!
//! [`domain::stats`]: crate::domain::stats

use serde::Deserialize;

use super::Scope;
use crate::{
    domain::{
        stats::{DAYS, stale},
        time::Zone,
        user::User,
    },
    store::db::{Db, StoreError, Value, statement},
};

/// Rows that a scan reads for each app besides its users: one or two for each range of [`SCAN`].
const ROWS_OF_APP: i64 = 2 * (DAYS + 1);

/// What a scan found.
#[derive(Default, Deserialize)]
pub struct Snapshot {
    /// When, Unix seconds.
    pub computed_at: i64,
    /// All users.
    pub users: i64,
    /// Those that may not act.
    pub disabled: i64,
    /// Those with a QQ number.
    pub with_qq: i64,
    /// Those with an e-mail address.
    pub with_email: i64,
    /// Those that logged in within the last 24 hours.
    pub active_1d: i64,
    /// Those that logged in within the last 7 days.
    pub active_7d: i64,
    /// Those that logged in within the last 30 days.
    pub active_30d: i64,
    /// For [`crate::domain::stats::registrations`].
    pub registrations: String,
}

/// Statistics, and what of them is never old.
pub struct Stats {
    /// What the last scan found.
    pub snapshot: Snapshot,
    /// How many apps there are.
    pub apps: i64,
    /// The newest users, newest first, each with its app.
    pub newest: Vec<(AppId, User)>,
}

/// The app of a user.
#[derive(Deserialize)]
pub struct AppId {
    /// Its public id.
    pub appid: String,
}

#[derive(Deserialize)]
struct Apps {
    apps: i64,
}

/// The users of the apps `a`, in one pass: a range of the primary key (an id is the microsecond of
/// the registration) for each of the last days, and one for all before them. The last has no end, lest
/// a clock that was ahead lose a user. No ORDER BY and no GROUP BY, whose sorting D1 counts as rows.
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
    SELECT ?3, ?4, sum(n ->> 0), sum(n ->> 1), sum(n ->> 2), sum(n ->> 3), sum(n ->> 4), sum(n ->> 5), sum(n ->> 6),
           group_concat(day || ':' || (n ->> 0))
    FROM counted HAVING EXISTS (SELECT 1 FROM apps a WHERE {apps}) RETURNING *";

/// The ten newest users of the apps `a`: they are users of the ten apps with the newest ones. Reads an
/// app and its newest user for each app, and 20 rows for each of ten.
const NEWEST: &str = "
    SELECT u.* FROM (
        SELECT a.appid, (SELECT max(id) FROM users WHERE appid = a.appid) AS last
        FROM apps a WHERE {apps} ORDER BY last DESC LIMIT 10) t
    CROSS JOIN users u ON u.appid = t.appid AND u.id IN (
        SELECT id FROM users WHERE appid = t.appid ORDER BY id DESC LIMIT 10)
    ORDER BY u.id DESC LIMIT 10";

/// Statistics of the app `appid`, or of all apps that `scope` reaches. Nothing if there is no such app.
///
/// 1 round trip while the last scan is good, reading up to 4 rows for each app and 220 more (an app
/// alone: 25). Else 1 more, which reads a row for each user and [`ROWS_OF_APP`] for each app, and
/// writes 1 or 2.
pub async fn get(
    db: &Db,
    scope: Scope,
    appid: Option<&str>,
    now: i64,
    zone: Zone,
) -> Result<Option<Stats>, StoreError> {
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
    let of_apps = |sql: &str| sql.replace("{apps}", apps);
    let which = || -> [Value; 2] { [scope.into(), appid.into()] };
    let count = of_apps("SELECT count(*) AS apps FROM apps a WHERE {apps}");
    let kept = statement(
        "SELECT * FROM stats WHERE scope = ?1",
        [name.as_str().into()],
    );
    let [count, kept, newest] = db
        .batch([
            statement(count, which()),
            kept,
            statement(of_apps(NEWEST), which()),
        ])
        .await?;
    let apps = count.first()?.map_or(0, |Apps { apps }| apps);
    if appid.is_some() && apps == 0 {
        return Ok(None);
    }
    let kept: Option<Snapshot> = kept.first()?;
    let good = kept.filter(|kept| !stale(now - kept.computed_at, kept.users + apps * ROWS_OF_APP));
    let snapshot = match good {
        Some(snapshot) => snapshot,
        None => {
            let [scope, appid] = which();
            let values = [
                scope,
                appid,
                name.as_str().into(),
                now.into(),
                zone.day(now).into(),
                zone.seconds().into(),
            ];
            let scan = db.run(statement(of_apps(SCAN), values)).await?;
            scan.first()?.unwrap_or_else(|| Snapshot {
                computed_at: now,
                ..Snapshot::default()
            })
        }
    };
    let newest = newest.all()?.into_iter().zip(newest.all()?).collect();
    Ok(Some(Stats {
        snapshot,
        apps,
        newest,
    }))
}
