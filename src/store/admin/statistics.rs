//! Statistics of an app's users, or of all the users that a key reaches.
//!
//! Nothing is counted while users register and log in: that would be rows written. Statistics scan the
//! users, and what a scan found is kept in the table `statistics`, as one JSON object, for as long as
//! [`stale`] says.

use serde_json::{Map, Value as Json};

use super::Scope;
use crate::{
    domain::{
        statistics::{DAYS, stale},
        time::Zone,
        user::User,
    },
    json,
    store::{
        db::{Db, StoreError},
        sql::{Binds, Statement},
    },
    table::{Row, select},
};

/// What is counted, in the order in which it is shown: its name, and which users `u` count (NOW is Unix
/// seconds). What an earlier release found without one of these is found again.
pub const COUNTS: [(&str, &str); 7] = [
    ("users", "TRUE"),
    ("disabled", "u.status = 'disabled'"),
    ("with_qq", "u.qq IS NOT NULL"),
    ("with_email", "u.email IS NOT NULL"),
    ("active_1d", "u.login_at > NOW - 86400"),
    ("active_7d", "u.login_at > NOW - 7 * 86400"),
    ("active_30d", "u.login_at > NOW - 30 * 86400"),
];

/// The meaning of what is counted. Another number makes all that an earlier release found be found again.
const SHAPE: i64 = 1;

/// What the last scan found.
pub struct Snapshot {
    /// When, Unix seconds.
    pub computed_at: i64,
    /// The counts by name, and as `registrations` those of each day, by its number.
    pub found: Map<String, Json>,
}

/// Statistics.
pub struct Statistics {
    /// How many apps there are now.
    pub apps: i64,
    /// All that is counted; nothing where there are no apps.
    pub snapshot: Option<Snapshot>,
    /// The newest users, newest first, each with its `appid`.
    pub newest: Vec<Row>,
}

/// Whose users are counted.
#[derive(Clone, Copy)]
pub struct Whose<'a> {
    /// What the key reaches.
    pub scope: Scope,
    /// The app, or all that are reached.
    pub appid: Option<&'a str>,
}

impl Whose<'_> {
    /// The condition on an app `a`.
    fn apps(&self, binds: &mut Binds) -> String {
        let reached = self.scope.condition(binds, "a.");
        match self.appid {
            Some(appid) => format!("a.appid = {} AND {reached}", binds.bind(appid)),
            None => reached,
        }
    }

    /// The name under which the last scan is kept.
    fn name(&self) -> String {
        match (self.appid, self.scope) {
            (Some(appid), _) => appid.to_owned(),
            (None, Scope::All) => "all".to_owned(),
            (None, Scope::Developer(id)) => format!("developer {id}"),
        }
    }

    /// How many apps there are, and what the last scan found in the present form.
    fn kept(&self) -> Statement {
        let mut binds = Binds::default();
        let sql = format!(
            "SELECT apps, computed_at, found FROM (SELECT count(*) AS apps FROM apps a WHERE {})
             LEFT JOIN statistics ON scope = {} AND shape = {SHAPE} AND apps > 0",
            self.apps(&mut binds),
            binds.bind(self.name().as_str())
        );
        binds.statement(sql)
    }

    /// The ten newest users: they are users of the ten apps with the newest ones. Reads an app and its
    /// newest user for each app, and 20 rows for each of ten.
    fn newest(&self) -> Statement {
        let mut binds = Binds::default();
        let sql = format!(
            "SELECT appid, {} FROM (SELECT u.* FROM (
                SELECT a.appid, (SELECT max(id) FROM users WHERE appid = a.appid) AS last
                FROM apps a WHERE {} ORDER BY last DESC LIMIT 10) t
             CROSS JOIN users u ON u.appid = t.appid AND u.id IN (
                SELECT id FROM users WHERE appid = t.appid ORDER BY id DESC LIMIT 10)
             ORDER BY u.id DESC LIMIT 10)",
            select(User::COLUMNS, ""),
            self.apps(&mut binds)
        );
        binds.statement(sql)
    }

    /// Counts the users in one pass: a range of the primary key (an id is the microsecond of the
    /// registration) for each of the last days, and one for all before them. The last has no end, lest a
    /// clock that was ahead lose a user. Grouping by day would sort, which D1 counts as rows again.
    fn scan(&self, now: i64, zone: Zone) -> Statement {
        let mut binds = Binds::default();
        let bound = binds.bind(now).to_string();
        let counts = COUNTS.map(|(_, which)| {
            let which = which.replace("NOW", &bound);
            format!("count(*) FILTER (WHERE {which})")
        });
        let sums: String = COUNTS
            .iter()
            .enumerate()
            .map(|(i, (name, _))| format!("'{name}', sum(n ->> {i}), "))
            .collect();
        let sql = format!(
            "WITH RECURSIVE days (day) AS (
                 SELECT CAST({today} AS INTEGER) - {DAYS} UNION ALL SELECT day + 1 FROM days WHERE day < {today}
             ), counted (day, n) AS MATERIALIZED (
                 SELECT day, (
                     SELECT json_array({counts})
                     FROM apps a CROSS JOIN users u ON u.appid = a.appid
                      AND id >= iif(day = {today} - {DAYS}, 0, (day * 86400 - {zone}) * 1000000)
                      AND id < iif(day = {today}, 9e18, ((day + 1) * 86400 - {zone}) * 1000000)
                     WHERE {apps})
                 FROM days
             )
             INSERT OR REPLACE INTO statistics (scope, shape, computed_at, found)
             SELECT {name}, {SHAPE}, {bound}, json_object(
                 {sums}'registrations', json_group_object(day, n ->> 0))
             FROM counted HAVING EXISTS (SELECT 1 FROM apps a WHERE {apps_there})
             RETURNING computed_at, found",
            today = binds.bind(zone.day(now)),
            counts = counts.join(", "),
            zone = binds.bind(zone.seconds()),
            apps = self.apps(&mut binds),
            apps_there = self.apps(&mut binds),
            name = binds.bind(self.name().as_str()),
        );
        binds.statement(sql)
    }
}

fn snapshot(mut row: Row) -> Result<Option<Snapshot>, StoreError> {
    let Some(found) = row.take::<Option<String>>("found")? else {
        return Ok(None);
    };
    let Some(Json::Object(found)) = json::parse(found.as_bytes()) else {
        return Err(StoreError("D1: statistics that are no object".into()));
    };
    Ok(Some(Snapshot {
        computed_at: row.take("computed_at")?,
        found,
    }))
}

impl Snapshot {
    /// Whether all that is counted now is in it.
    fn is_whole(&self) -> bool {
        let mut names = COUNTS.iter().map(|(name, _)| *name);
        names.all(|name| self.found.contains_key(name))
    }

    /// How many users there were.
    fn users(&self) -> i64 {
        self.found.get("users").and_then(Json::as_i64).unwrap_or(0)
    }
}

/// Statistics of `whose` users.
///
/// 1 round trip while the last scan is good, reading up to 4 rows for each app and 220 more (an app
/// alone: 44 in all). Else 1 more, which reads a row for each user, and 182 for each app and once, and
/// writes 1.
///
/// # Errors
/// [`StoreError`].
pub async fn get(
    db: &Db,
    whose: Whose<'_>,
    now: i64,
    zone: Zone,
) -> Result<Statistics, StoreError> {
    let [kept, newest] = db.batch([whose.kept(), whose.newest()]).await?;
    let mut kept = kept.first_row().unwrap_or_default();
    let apps = kept.take("apps")?;
    let mut last = snapshot(kept)?;
    let good = |last: &Snapshot| {
        last.is_whole() && !stale(now - last.computed_at, last.users() + 182 * apps)
    };
    if apps > 0 && !last.as_ref().is_some_and(good) {
        // No row: the last app has gone meanwhile.
        let found = db.run(whose.scan(now, zone)).await?.first_row();
        last = found.map(snapshot).transpose()?.flatten();
    }
    Ok(Statistics {
        apps,
        snapshot: last,
        newest: newest.all(),
    })
}
