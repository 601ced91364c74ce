//! `/api/admin/stats` and `/api/admin/apps/{appid}/stats`: how many users there are, and what they do.

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

/// `GET …/stats`: of the app `appid`, or of all apps that the key reaches.
pub async fn get(admin: &Admin<'_>, appid: Option<&str>) -> Result<Reply, AdminError> {
    let days = admin.number("days", DEFAULT_DAYS, DAYS)?;
    let config = Config::of(&admin.call.env)?;
    let now = admin.call.now();
    let stats = store::get(&admin.call.db(), admin.scope, appid, now, config.zone).await?;
    let snapshot = stats.snapshot;
    let apps = match appid {
        Some(_) if snapshot.apps == 0 => return Err(AdminError::NotFound),
        Some(_) => String::new(),
        None => format!(r#""apps":{},"#, snapshot.apps),
    };
    let newest = stats.newest.iter().map(|newest| {
        let mut view = users::view(&newest.user);
        view.appid = appid.is_none().then_some(&newest.appid);
        view
    });
    let mut reply = Reply::json(200, &newest.collect::<Vec<_>>());

    let mut registered = String::new();
    let today = config.zone.day(now);
    for (day, count) in
        (today - days + 1..).zip(registrations(&snapshot.registrations, today, days))
    {
        let comma = if registered.is_empty() { "" } else { "," };
        registered += &format!(r#"{comma}{{"day":"{}","count":{count}}}"#, time::date(day));
    }
    // The counts are JSON already: they are put in as they are.
    reply.body = format!(
        r#"{{"computed_at":{},"days":{days},{apps}{},"registrations":[{registered}],"newest":{}}}"#,
        snapshot.computed_at, snapshot.counts, reply.body,
    );
    Ok(reply)
}
