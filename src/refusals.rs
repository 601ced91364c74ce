//! How often calls are refused, by app, hour and reason: counted in the isolate's memory and added up in D1, so that whoever
//! is refused a thousand times costs a few rows. What an isolate has not written when it ends is lost.

use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

use worker::Delay;

use crate::{
    call::Call,
    domain::{app::is_appid, failure::Failure},
    log,
    store::{
        db::Db,
        refusals::{self, Refused},
    },
};

/// What is counted at once: whatever comes beyond is not.
const MOST: usize = 200;
/// Seconds between two writes of an isolate, at the least.
const PAUSE: i64 = 300;
/// How long after the first refusal they are written: others may come with it.
const AFTERWARDS: Duration = Duration::from_secs(5);

thread_local! {
    static TALLY: RefCell<Tally> = RefCell::default();
}

/// What an isolate has counted.
#[derive(Default)]
struct Tally {
    counts: HashMap<(String, i64, &'static str), i64>,
    /// When it may be written next, Unix seconds.
    next: i64,
}

impl Tally {
    /// Counts a refusal at `now` (Unix seconds); says whether it is time to write.
    fn add(&mut self, appid: &str, reason: &'static str, now: i64) -> bool {
        let key = (appid.to_owned(), now / 3_600, reason);
        if self.counts.len() < MOST || self.counts.contains_key(&key) {
            *self.counts.entry(key).or_default() += 1;
        }
        let due = now >= self.next;
        if due {
            self.next = now + PAUSE;
        }
        due
    }

    fn take(&mut self) -> Vec<Refused> {
        let counts = std::mem::take(&mut self.counts).into_iter();
        let refused = counts.map(|((appid, hour, reason), count)| Refused {
            appid,
            hour,
            reason,
            count,
        });
        refused.collect()
    }
}

/// Counts that a call of `appid` was refused by `failure`. Costs the call nothing.
pub fn count(call: &Call, appid: Option<&str>, failure: &Failure) {
    let Some(appid) = appid.filter(|it| is_appid(it)) else {
        return;
    };
    let due = TALLY.with_borrow_mut(|tally| tally.add(appid, failure.name(), call.now()));
    if due {
        let env = call.env.clone();
        call.after(async move {
            Delay::from(AFTERWARDS).await;
            let refused = TALLY.with_borrow_mut(Tally::take);
            let db = Db::new(&env, Rc::default());
            if let Err(error) = refusals::add(&db, &refused).await {
                log::error("refusals", &error.0);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_isolate_writes_once_in_a_while_whatever_comes() {
        let mut tally = Tally::default();
        let due: Vec<bool> = (0..400)
            .map(|second| tally.add("1", "wrong_token", 3_600_000 + second))
            .collect();
        let written = due.iter().filter(|due| **due).count();
        assert_eq!(written, 2);
        assert_eq!(tally.take()[0].count, 400);
        assert!(tally.take().is_empty());
    }

    #[test]
    fn what_is_counted_at_once_is_bounded() {
        let mut tally = Tally::default();
        for n in 0..1_000 {
            tally.add(&n.to_string(), "missing", 0);
            tally.add("0", "missing", 0);
        }
        let counts = tally.take();
        assert_eq!(counts.len(), MOST);
        let first = counts.iter().find(|it| it.appid == "0").unwrap();
        assert_eq!(first.count, 1_001);
    }
}
