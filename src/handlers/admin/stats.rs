//! `/api/admin/stats` and `/api/admin/apps/{appid}/stats`: how many users there are, and what they do.

use serde::Serialize;

use super::{Admin, error::AdminError, users};
use crate::{
    config::Config,
    domain::{
        stats::{DAYS, registrations},
        time,
    },
    reply::Reply,
    store::admin::stats as store,
};

/// Days of registrations where the caller does not say.
const DEFAULT_DAYS: i64 = 30;

/// Statistics as the admin API shows them.
#[derive(Serialize)]
struct View<'a> {
    computed_at: i64,
    days: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    apps: Option<i64>,
    users: i64,
    disabled: i64,
    with_qq: i64,
    with_email: i64,
    active_1d: i64,
    active_7d: i64,
    active_30d: i64,
    registrations: Vec<Day>,
    newest: Vec<users::View<'a>>,
}

#[derive(Serialize)]
struct Day {
    day: String,
    count: i64,
}

/// `GET …/stats`: of the app `appid`, or of all apps that the key reaches.
pub async fn get(admin: &Admin<'_>, appid: Option<&str>) -> Result<Reply, AdminError> {
    let days = admin.number("days", DEFAULT_DAYS, DAYS)?;
    let config = Config::of(&admin.call.env).map_err(|error| AdminError::Internal(error.0))?;
    let now = admin.call.now();
    let stats = store::get(&admin.call.db(), admin.scope, appid, now, config.zone).await?;
    let stats = stats.ok_or(AdminError::NotFound)?;
    let today = config.zone.day(now);
    let counts = registrations(&stats.snapshot.registrations, today, days);
    let wide = appid.is_none();
    let view = View {
        computed_at: stats.snapshot.computed_at,
        days,
        apps: wide.then_some(stats.apps),
        users: stats.snapshot.users,
        disabled: stats.snapshot.disabled,
        with_qq: stats.snapshot.with_qq,
        with_email: stats.snapshot.with_email,
        active_1d: stats.snapshot.active_1d,
        active_7d: stats.snapshot.active_7d,
        active_30d: stats.snapshot.active_30d,
        registrations: (today - days + 1..)
            .zip(counts)
            .map(|(day, count)| Day {
                day: time::date(day),
                count,
            })
            .collect(),
        newest: stats
            .newest
            .iter()
            .map(|(app, user)| {
                let mut view = users::view(user);
                view.appid = wide.then_some(&app.appid);
                view
            })
            .collect(),
    };
    Ok(Reply::json(200, &view))
}
