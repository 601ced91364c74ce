//! `/api/admin/stats` and `/api/admin/apps/{appid}/stats`: how many users there are, and what they do.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Admin, error::AdminError};
use crate::{
    config::Config,
    domain::{
        statistics::{DAYS, registrations},
        time,
        user::User,
    },
    reply::Reply,
    store::admin::statistics::{self as store, COUNTS, Whose},
    table::View,
};

/// Days of registrations where the caller does not say.
const DEFAULT_DAYS: i64 = 30;

#[derive(Serialize)]
struct Body<'a> {
    computed_at: i64,
    days: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    apps: Option<i64>,
    #[serde(flatten)]
    counts: Counts,
    registrations: Vec<Registrations>,
    newest: Vec<View<'a>>,
}

/// The counts of what was found, 0 where there are no apps.
struct Counts(Map<String, Value>);

impl Serialize for Counts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(COUNTS.map(|(name, _)| (name, self.0.get(name).map_or(0, number))))
    }
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_default()
}

#[derive(Serialize)]
struct Registrations {
    day: String,
    count: i64,
}

/// `GET …/stats`: of the app `appid`, or of all apps that the key reaches.
pub async fn get(admin: &Admin<'_>, appid: Option<&str>) -> Result<Reply, AdminError> {
    let days = admin.number("days", DEFAULT_DAYS, DAYS)?;
    let zone = Config::of(&admin.call.env)?.zone;
    let now = admin.call.now();
    let whose = Whose {
        scope: admin.scope,
        appid,
    };
    let statistics = store::get(&admin.call.db(), whose, now, zone).await?;
    if appid.is_some() && statistics.apps == 0 {
        return Err(AdminError::NotFound);
    }
    let (computed_at, found) = match statistics.snapshot {
        Some(snapshot) => (snapshot.computed_at, snapshot.found),
        None => (now, Map::new()),
    };
    let today = zone.day(now);
    let by_day = found.get("registrations").unwrap_or(&Value::Null);
    let counts = registrations(by_day, today, days).into_iter();
    let newest = statistics.newest.iter().map(|row| {
        let view = View::new(User::COLUMNS, row);
        match appid {
            Some(_) => view,
            None => view.after("appid"),
        }
    });
    let body = Body {
        computed_at,
        days,
        apps: appid.is_none().then_some(statistics.apps),
        registrations: (today - days + 1..)
            .zip(counts)
            .map(|(day, count)| Registrations {
                day: time::date(day),
                count,
            })
            .collect(),
        newest: newest.collect(),
        counts: Counts(found),
    };
    Ok(Reply::json(200, &body))
}
