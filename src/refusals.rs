//! How often calls are refused, by app, hour and reason: counted in the isolate's memory and added up in D1, so that whoever
//! is refused a thousand times costs a few rows. What an isolate has not written when it ends is lost: at most what came since
//! its last write.

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

/// Counts that are kept at once. Where there would be more, the least goes: that of an appid that somebody made up, sooner than
/// that of an app which is refused often.
const MOST: usize = 200;
/// Seconds between two writes of an isolate, at the least.
const PAUSE: i64 = 300;
/// How long after the first refusal they are written: others may come with it.
const AFTERWARDS: Duration = Duration::from_secs(5);

thread_local! {
    static TALLY: RefCell<Tally> = RefCell::default();
}

type Key = (String, i64, &'static str);

/// What an isolate has counted.
#[derive(Default)]
struct Tally {
    counts: HashMap<Key, i64>,
    /// When it may be written next, Unix seconds.
    next: i64,
}

impl Tally {
    /// Counts `count` refusals.
    fn add(&mut self, key: Key, count: i64) {
        if self.counts.len() == MOST && !self.counts.contains_key(&key) {
            let least = self.counts.iter().min_by_key(|(_, count)| **count);
            if let Some(least) = least.map(|(key, _)| key.clone()) {
                self.counts.remove(&least);
            }
        }
        *self.counts.entry(key).or_default() += count;
    }

    /// Whether there is something to write and it is time to, at `now` (Unix seconds); the next time is a pause later.
    fn is_due(&mut self, now: i64) -> bool {
        let due = !self.counts.is_empty() && now >= self.next;
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

    fn put_back(&mut self, refused: Vec<Refused>) {
        for it in refused {
            self.add((it.appid, it.hour, it.reason), it.count);
        }
    }
}

/// Counts what became of a call of `appid`: `failure` if it was refused. Any call brings to D1 what was counted before it, once
/// that is due. Costs the call nothing.
pub fn count(call: &Call, appid: Option<&str>, failure: Option<&Failure>) {
    let due = TALLY.with_borrow_mut(|tally| {
        if let (Some(appid), Some(failure)) = (appid.filter(|it| is_appid(it)), failure) {
            tally.add((appid.to_owned(), call.now() / 3_600, failure.name()), 1);
        }
        tally.is_due(call.now())
    });
    if due {
        let env = call.env.clone();
        call.after(async move {
            Delay::from(AFTERWARDS).await;
            let refused = TALLY.with_borrow_mut(Tally::take);
            let db = Db::new(&env, Rc::default());
            if let Err(error) = refusals::add(&db, &refused).await {
                log::error("refusals", &error.0);
                TALLY.with_borrow_mut(|tally| tally.put_back(refused));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(appid: &str) -> Key {
        (appid.to_owned(), 0, "missing")
    }

    #[test]
    fn an_isolate_writes_once_in_a_while_whatever_comes() {
        let mut tally = Tally::default();
        let writes = |second: &i64| {
            tally.add(key("1"), 1);
            tally.is_due(3_600_000 + second)
        };
        assert_eq!((0..400).filter(writes).count(), 2);
        assert_eq!(tally.take()[0].count, 400);
        assert!(!tally.is_due(4_000_000));
    }

    #[test]
    fn a_call_that_is_not_refused_brings_what_was_counted_before() {
        let mut tally = Tally::default();
        tally.add(key("1"), 1);
        assert!(tally.is_due(1_000));
        tally.take();
        tally.add(key("1"), 1);
        assert_eq!([1_001, 1_300].map(|now| tally.is_due(now)), [false, true]);
    }

    #[test]
    fn what_is_counted_at_once_is_bounded_and_the_least_goes() {
        let mut tally = Tally::default();
        for n in 1..=1_000 {
            tally.add(key(&n.to_string()), 1);
            tally.add(key("0"), 1);
        }
        let counts = tally.take();
        assert_eq!(counts.len(), MOST);
        assert_eq!(counts.iter().map(|it| it.count).max(), Some(1_000));
    }

    #[test]
    fn what_could_not_be_written_is_kept() {
        let mut tally = Tally::default();
        tally.add(key("1"), 3);
        let taken = tally.take();
        tally.add(key("1"), 1);
        tally.put_back(taken);
        assert_eq!(tally.take()[0].count, 4);
    }
}
