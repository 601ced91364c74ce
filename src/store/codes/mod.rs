//! Codes that were sent to addresses (contract, section 5).
//!
//! A code is one row: of an app, an address, a purpose and a user. Its digest is kept, and how often it was tried. The
//! addresses that codes were asked for are rows of their own, whether or not a user has them, so that asking too
//! often is the same for all.
//!
//! - `reset`: for a new password
//! - `bind`: for binding an address

mod bind;
mod reset;

pub use self::bind::{bind, request_bind, whose};
pub use self::reset::{request_reset, reset, token_list, try_reset};

use super::sql::{Binds, Statement};
use crate::domain::code;

/// The column by which a refused request says in how many seconds the address may be sent another code.
pub const WAIT: &str = "wait";

/// The statement that counts a request for `mail` by those that `from`, a FROM clause with its condition, finds; it
/// changes nothing where it is too soon.
fn count(
    binds: &mut Binds,
    appid: &str,
    mail: &str,
    now: i64,
    from: &str,
    returning: &str,
) -> String {
    let (appid, mail) = (binds.bind(appid), binds.bind(mail));
    let (now_at, pause) = (binds.bind(now), binds.bind(now - code::PAUSE));
    let (day, daily) = (binds.bind(now - code::DAY), binds.bind(code::DAILY));
    format!(
        "INSERT INTO code_requests AS r (appid, mail, last_at, since, count)
         SELECT {appid}, {mail}, {now_at}, {now_at}, 1 {from}
         ON CONFLICT (appid, mail) DO UPDATE SET last_at = {now_at},
             count = iif(r.since <= {day}, 1, r.count + 1), since = iif(r.since <= {day}, {now_at}, r.since)
         WHERE r.last_at <= {pause} AND (r.since <= {day} OR r.count < {daily})
         {returning}"
    )
}

/// Seconds that `mail` has to wait for the next code; an SQL expression beside a row of the app `a`.
fn wait(binds: &mut Binds, appid: &str, mail: &str, now: i64) -> String {
    format!(
        "(SELECT max(r.last_at + {}, iif(r.count >= {}, r.since + {}, 0)) - {} FROM code_requests r
          WHERE r.appid = {} AND r.mail = {}) AS {WAIT}",
        code::PAUSE,
        code::DAILY,
        code::DAY,
        binds.bind(now),
        binds.bind(appid),
        binds.bind(mail)
    )
}

/// A condition on a row of `codes`, whose columns are those after `of`: it still lives.
fn lives(binds: &mut Binds, of: &str, now: i64) -> String {
    let since = binds.bind(now - code::LIFE);
    format!("{of}sent_at > {since}")
}

/// The statements that delete some of the codes that are dead, and of the requests that do not count any more; the sweep's.
pub fn swept(now: i64) -> [Statement; 2] {
    let statement = |table: &str, key: &str, time: &str, age: i64, limit: i64| {
        let mut binds = Binds::default();
        let sql = format!(
            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {time} <= {} LIMIT {limit})",
            binds.bind(now - age)
        );
        binds.statement(sql)
    };
    [
        statement(
            "codes",
            "appid, mail, purpose, user_id",
            "sent_at",
            code::LIFE,
            5_000,
        ),
        statement("code_requests", "appid, mail", "last_at", code::DAY, 5_000),
    ]
}
