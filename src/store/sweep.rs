//! What the cron trigger clears away: tokens that are dead, users of deleted apps, old codes and mails, and pictures that are to go.
//!
//! `tokens` has no index but its key, so that a login writes one row. The sweep therefore walks the
//! table: each run starts at another point and goes on for a bounded number of windows, so that the
//! whole table is visited in turn however large it grows, and a small one at every run. How far it goes
//! follows the load: while it finds many dead tokens it goes on, so that what it reads stays in
//! proportion to what it deletes, and it keeps up with as many logins as D1 takes.

use std::rc::Rc;

use serde_json::json;
use worker::{Env, js_sys::Date};

use super::{
    admin, audit, codes,
    cost::Cost,
    db::{Db, StoreError},
    deliveries, pictures, refusals,
    sql::{Binds, plain},
    webhooks,
};
use crate::log;

/// Rows of `tokens` one statement looks at. A window an hour, the least that a run looks at, is 960,000
/// rows read a day at most, a fifth of what the free plan has.
const WINDOW: i64 = 10_000;
/// Windows that one run looks at, however much it finds. Each takes 2 statements, as does finding the end of
/// the table; with the 13 for deleted apps, 7 for what is kept for a while and 4 for pictures that is under the 50 that the
/// free plan gives one run.
const AT_MOST: u32 = 11;
/// Tokens that a run deletes before it ends: as many as the paid plan's logins leave in an hour, and not all
/// the rows that the free plan may write in a day, however many die at once.
const ENOUGH: usize = 30_000;
/// A run goes on while one in so many of a window's tokens was dead.
const DENSE: i64 = 4;
/// Rows of a deleted app that one statement removes.
const AT_ONCE: i64 = 1_000;
/// Pictures of a deleted app that one statement marks: each writes a row and an index entry.
const MARKED: i64 = 500;
/// Times one run removes them: 48,000 rows a day and a few more, half of what the free plan may write.
const REMOVALS: u32 = 2;

/// What the cron trigger runs.
pub async fn scheduled(env: &Env) {
    let now = Date::now() as i64 / 1_000;
    // What it deletes stays dead, however late.
    let cost = Rc::new(Cost::default());
    let db = Db::new(env, Rc::clone(&cost)).unfenced();
    match run(&db, now).await {
        Ok((tokens, users)) => {
            let (read, written) = (cost.rows_read.get(), cost.rows_written.get());
            let figures =
                json!({"tokens": tokens, "users": users, "read": read, "written": written});
            log::done("sweep", &figures);
        }
        Err(error) => log::error("sweep", &error.0),
    }
    // Last, so that those of users that have just gone are among them.
    match pictures::sweep(env, &db).await {
        Ok(many) => log::done("sweep", &json!({"pictures": many})),
        Err(error) => log::error("sweep", &error.0),
    }
}

/// One run of the sweep at `now` (Unix seconds). Returns how many tokens and users went.
///
/// Costs at most [`AT_MOST`] and 6 round trips; reads up to four rows for each token it looks at; writes
/// one row for each that it deletes.
///
/// # Errors
/// [`StoreError`].
pub async fn run(db: &Db, now: i64) -> Result<(usize, usize), StoreError> {
    let users = deleted_apps(db).await?;
    let [codes, requests] = codes::swept(now);
    db.batch([
        codes,
        requests,
        deliveries::swept(now),
        webhooks::swept(now),
        audit::swept(now),
        refusals::swept(now),
        admin::sessions::swept(now),
    ])
    .await?;
    let tokens = dead_tokens(db, now).await?;
    Ok((tokens, users))
}

/// How far a run has come.
#[derive(Default)]
struct Progress {
    windows: u32,
    /// Tokens looked at.
    seen: i64,
    /// Tokens deleted.
    deleted: usize,
    /// Those of the last window, and how many of them were dead.
    last: (i64, i64),
}

impl Progress {
    /// Whether the run goes on: until it has seen a whole window, which may take two at the end of the
    /// table, and on while the last one was dense and there is room for more.
    fn goes_on(&self) -> bool {
        let (seen, dead) = self.last;
        let room = self.windows < AT_MOST && self.deleted < ENOUGH;
        self.seen < WINDOW || (room && dead * DENSE >= seen)
    }
}

/// Deletes tokens that are expired, revoked or without a user, walking some windows from a point
/// that moves with each hour, around the end once.
async fn dead_tokens(db: &Db, now: i64) -> Result<usize, StoreError> {
    let start = start_of_walk(now / 3_600);
    let mut from = start.clone();
    let mut wrapped = false;
    let mut progress = Progress::default();
    while progress.goes_on() {
        let Some((last, seen, gone)) = window(db, &from, now).await? else {
            // The end of the table: go on at its beginning, once.
            if wrapped {
                break;
            }
            (wrapped, from) = (true, String::new());
            continue;
        };
        progress.windows += 1;
        progress.seen += seen;
        progress.last = (seen, gone as i64);
        progress.deleted += gone;
        if wrapped && last >= start {
            break;
        }
        // The least text after `last`: digests hold no character below '0'.
        from = last + "!";
    }
    Ok(progress.deleted)
}

/// Deletes the dead ones of the [`WINDOW`] tokens from the digest `from` on. Answers the last digest
/// among them, how many there were and how many went; nothing if there are no tokens from there on. 1 round
/// trip.
async fn window(db: &Db, from: &str, now: i64) -> Result<Option<(String, i64, usize)>, StoreError> {
    let these = |binds: &mut Binds| {
        format!(
            "(SELECT digest FROM tokens WHERE digest >= {} ORDER BY digest LIMIT {WINDOW})",
            binds.bind(from)
        )
    };
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT max(digest) AS last, count(*) AS seen FROM {}",
        these(&mut binds)
    );
    let end = binds.statement(sql);
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM tokens WHERE digest >= {} AND digest <= (SELECT max(digest) FROM {}) AND (
            expires_at <= {} OR NOT EXISTS (
                SELECT 1 FROM users u WHERE u.appid = tokens.appid AND u.id = tokens.user_id
                                        AND u.generation = tokens.generation))",
        binds.bind(from),
        these(&mut binds),
        binds.bind(now)
    );
    let [end, delete] = db.batch([end, binds.statement(sql)]).await?;
    let Some(mut end) = end.first_row() else {
        return Ok(None);
    };
    let (last, seen): (Option<String>, i64) = (end.take("last")?, end.take("seen")?);
    Ok(last.map(|last| (last, seen, delete.changes())))
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
    let doomed = plain("SELECT appid FROM apps WHERE status = 'deleted'");
    let mut doomed = db.run(doomed).await?.all();
    let mut removed = 0;
    for _ in 0..REMOVALS {
        let Some(app) = doomed.last() else { break };
        let appid = app.value("appid").as_str().unwrap_or_default();
        let (users, done) = remove_users(db, appid).await?;
        removed += users;
        if done {
            doomed.pop();
        }
    }
    Ok(removed)
}

/// Removes some users of a deleted app and what is kept of them, its statistics, and the app itself with the
/// last of it: 1 round trip, writing a row for each. Says how many users went and whether that was all.
///
/// # Errors
/// [`StoreError`].
pub async fn remove_users(db: &Db, appid: &str) -> Result<(usize, bool), StoreError> {
    let of_app = |sql: &dyn Fn(&str) -> String| {
        let mut binds = Binds::default();
        let appid = binds.bind(appid).to_string();
        binds.statement(sql(&appid))
    };
    // One table after the other, so that the rows written at once stay few.
    let some = |table: &'static str, key: &'static str, before: &'static str| {
        of_app(&|appid| {
            format!(
                "DELETE FROM {table} WHERE appid = {appid} AND ({key}) IN
                 (SELECT {key} FROM {table} WHERE appid = {appid} LIMIT {AT_ONCE})
                 AND NOT EXISTS (SELECT 1 FROM {before} WHERE appid = {appid})"
            )
        })
    };
    // Before users, each of whom takes the own pictures along: so that no statement marks more of them than this. Only those of
    // the users who go next are looked at: others that are marked may wait long for their bytes to go.
    let left = |appid: &str| {
        let next =
            format!("SELECT id FROM users WHERE appid = {appid} ORDER BY id LIMIT {AT_ONCE}");
        format!(
            "FROM pictures WHERE appid = {appid} AND kind <> 'gone'
             AND user_id >= (SELECT id FROM users WHERE appid = {appid} ORDER BY id LIMIT 1) AND user_id <= (SELECT max(id) FROM ({next}))"
        )
    };
    let pictures = of_app(&|appid| {
        format!(
            "UPDATE pictures SET kind = 'gone' WHERE appid = {appid} AND (user_id, id) IN (SELECT user_id, id {} LIMIT {MARKED})",
            left(appid)
        )
    });
    let users = of_app(&|appid| {
        format!(
            "DELETE FROM users WHERE appid = {appid} AND id IN (SELECT id FROM users WHERE appid = {appid} ORDER BY id LIMIT {AT_ONCE})
             AND NOT EXISTS (SELECT 1 {})",
            left(appid)
        )
    });
    let app = of_app(&|appid| {
        let left = ["users", "ledger", "feedback"]
            .map(|table| format!("AND NOT EXISTS (SELECT 1 FROM {table} WHERE appid = {appid})"));
        format!(
            "DELETE FROM apps WHERE appid = {appid} AND status = 'deleted' {}",
            left.join(" ")
        )
    });
    let statistics = of_app(&|appid| format!("DELETE FROM statistics WHERE scope = {appid}"));
    let [_, users, _, _, app, _] = db
        .batch([
            pictures,
            users,
            some("ledger", "user_id, id", "users"),
            some("feedback", "id", "ledger"),
            app,
            statistics,
        ])
        .await?;
    Ok((users.changes(), app.changes() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_on_while_it_finds_many_dead_tokens_but_not_for_ever() {
        let goes_on = |windows, seen, deleted, last| {
            let progress = Progress {
                windows,
                seen,
                deleted,
                last,
            };
            progress.goes_on()
        };
        assert!(goes_on(0, 0, 0, (0, 0)));
        assert!(goes_on(1, 9_999, 0, (9_999, 0)), "the end of the table");
        assert!(!goes_on(1, 10_000, 2_499, (10_000, 2_499)));
        assert!(goes_on(1, 10_000, 2_500, (10_000, 2_500)));
        assert!(goes_on(10, 100_000, 29_999, (10_000, 2_500)));
        assert!(!goes_on(3, 30_000, 30_000, (10_000, 10_000)));
        assert!(!goes_on(11, 110_000, 20_000, (10_000, 2_500)));
    }

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
