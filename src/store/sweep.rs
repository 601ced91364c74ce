//! What the cron trigger clears away: tokens that are dead, and users of deleted apps.
//!
//! `tokens` has no index but its key, so that a login writes one row. The sweep therefore walks the
//! table: each run starts at another point and goes on for a bounded number of rows, so that the
//! whole table is visited in turn however large it grows, and a small one at every run.

use std::rc::Rc;

use serde::Deserialize;
use worker::{Date, Env, console_error, console_log};

use super::{
    apps::AppId,
    db::{Db, StoreError, statement},
};

/// Rows of `tokens` one statement looks at.
const WINDOW: i64 = 2_500;
/// Windows in one run. 10,000 tokens an hour are 720,000 rows read a day, a seventh of what the free
/// plan has; a table of more tokens than that is gone through in more hours.
const WINDOWS: u32 = 4;
/// Users of a deleted app that one statement removes.
const USERS_AT_ONCE: i64 = 1_000;
/// Times one run removes them: 48,000 rows a day, half of what the free plan may write.
const REMOVALS: u32 = 2;

#[derive(Deserialize)]
struct Window {
    last: Option<String>,
}

/// What the cron trigger runs.
pub async fn scheduled(env: &Env) {
    let now = i64::try_from(Date::now().as_millis() / 1_000).unwrap_or(i64::MAX);
    match run(&Db::new(env, Rc::default()), now).await {
        Ok((tokens, users)) => console_log!("sweep: {tokens} dead tokens, {users} users removed"),
        Err(error) => console_error!("sweep: {}", error.0),
    }
}

/// One run of the sweep at `now` (Unix seconds). Returns how many tokens and users went.
///
/// Costs at most 12 round trips; reads up to three rows for each token it looks at; writes one row
/// for each that it deletes.
pub async fn run(db: &Db, now: i64) -> Result<(usize, usize), StoreError> {
    let users = deleted_apps(db).await?;
    let tokens = dead_tokens(db, now).await?;
    Ok((tokens, users))
}

/// Deletes tokens that are expired, revoked or without a user, walking some windows from a point
/// that moves with each hour, around the end once.
async fn dead_tokens(db: &Db, now: i64) -> Result<usize, StoreError> {
    let start = start_of_walk(now / 3_600);
    let mut deleted = 0;
    let mut from = start.clone();
    let mut wrapped = false;
    let mut windows = 0;
    while windows < WINDOWS {
        let end = statement(
            "SELECT max(digest) AS last FROM
             (SELECT digest FROM tokens WHERE digest >= ?1 ORDER BY digest LIMIT ?2)",
            [from.as_str().into(), WINDOW.into()],
        );
        let Some(Window { last: Some(last) }) = db.run(end).await?.first()? else {
            // The end of the table: go on at its beginning, once.
            if wrapped {
                break;
            }
            (wrapped, from) = (true, String::new());
            continue;
        };
        let delete = statement(
            "DELETE FROM tokens WHERE digest >= ?1 AND digest <= ?2 AND (
                expires_at <= ?3 OR NOT EXISTS (
                    SELECT 1 FROM users u WHERE u.appid = tokens.appid AND u.id = tokens.user_id
                                            AND u.generation = tokens.generation))",
            [from.as_str().into(), last.as_str().into(), now.into()],
        );
        windows += 1;
        deleted += db.run(delete).await?.changes();
        if wrapped && last >= start {
            break;
        }
        // The least text after `last`: digests hold no character below '0'.
        from = last + "!";
    }
    Ok(deleted)
}

/// Where in the space of digests the walk of the `hour`-th hour begins. Steps of the golden ratio
/// spread the starts evenly, whatever the table's size.
fn start_of_walk(hour: i64) -> String {
    let step = (hour as u32).wrapping_mul(0x9E37_79B9);
    format!("{step:08x}")
}

/// Removes users of apps that were deleted while they had too many to remove at once, and the app
/// once it has none. Returns how many users went.
async fn deleted_apps(db: &Db) -> Result<usize, StoreError> {
    let doomed = statement("SELECT appid FROM apps WHERE status = 'deleted'", []);
    let mut doomed: Vec<AppId> = db.run(doomed).await?.all()?;
    let mut removed = 0;
    for _ in 0..REMOVALS {
        let Some(app) = doomed.last() else { break };
        let (users, done) = remove_users(db, &app.appid).await?;
        removed += users;
        if done {
            doomed.pop();
        }
    }
    Ok(removed)
}

/// Removes some users of a deleted app, its statistics, and the app itself with the last user: 1 round
/// trip, writing one row a user. Says how many went and whether that was all.
pub async fn remove_users(db: &Db, appid: &str) -> Result<(usize, bool), StoreError> {
    let users = statement(
        "DELETE FROM users WHERE appid = ?1 AND id IN
         (SELECT id FROM users WHERE appid = ?1 LIMIT ?2)",
        [appid.into(), USERS_AT_ONCE.into()],
    );
    let app = statement(
        "DELETE FROM apps WHERE appid = ?1 AND status = 'deleted'
         AND NOT EXISTS (SELECT 1 FROM users WHERE appid = ?1)",
        [appid.into()],
    );
    let stats = statement("DELETE FROM stats WHERE scope = ?1", [appid.into()]);
    let [users, app, _] = db.batch([users, app, stats]).await?;
    Ok((users.changes(), app.changes() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_begin_all_over_the_table() {
        let mut starts: Vec<u32> = (0..24)
            .map(|hour| u32::from_str_radix(&start_of_walk(hour), 16).unwrap())
            .collect();
        starts.sort_unstable();
        let widest = starts.windows(2).map(|w| w[1] - w[0]).max().unwrap();
        assert!(widest < u32::MAX / 8, "{widest:#x}");
    }
}
