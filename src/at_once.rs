//! What goes on at the same time in an isolate, by key: so that no key has more than a few at once.

use std::collections::HashMap;

/// Seconds after which one is over, whatever became of it: the runtime may end a call without dropping what it held.
const OVER: i64 = 30;
/// Keys that are held before those of which all are over are looked for.
const MANY: usize = 4_096;

/// When each that goes on began (Unix seconds), by key.
#[derive(Default)]
pub struct AtOnce(HashMap<String, Vec<i64>>);

impl AtOnce {
    /// Takes one more in under `key` at `now`, if `most` are not there already; says whether it did.
    pub fn begin(&mut self, key: &str, most: usize, now: i64) -> bool {
        let goes_on = |at: &i64| now - at < OVER;
        if self.0.len() >= MANY {
            self.0.retain(|_, begun| begun.iter().any(goes_on));
        }
        let begun = self.0.entry(key.to_owned()).or_default();
        begun.retain(goes_on);
        let within = begun.len() < most;
        if within {
            begun.push(now);
        }
        within
    }

    /// Ends one under `key` that began at `at`.
    pub fn end(&mut self, key: &str, at: i64) {
        let Some(begun) = self.0.get_mut(key) else {
            return;
        };
        if let Some(own) = begun.iter().position(|it| *it == at) {
            begun.swap_remove(own);
        }
        if begun.is_empty() {
            self.0.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_no_more_than_its_most_until_one_ends() {
        let mut at_once = AtOnce::default();
        assert_eq!(
            [0, 1, 2].map(|_| at_once.begin("a", 2, 100)),
            [true, true, false]
        );
        assert!(at_once.begin("b", 2, 100), "another key");
        at_once.end("a", 100);
        assert_eq!([0, 1].map(|_| at_once.begin("a", 2, 101)), [true, false]);
        // One that is over already, or never was.
        at_once.end("a", 77);
        at_once.end("c", 77);
        assert!(!at_once.begin("a", 2, 101));
    }

    #[test]
    fn what_never_ended_is_over_after_a_while() {
        let mut at_once = AtOnce::default();
        assert!(at_once.begin("a", 1, 100));
        assert!(!at_once.begin("a", 1, 100 + OVER - 1));
        assert!(at_once.begin("a", 1, 100 + OVER));
        at_once.end("a", 100);
        assert!(
            !at_once.begin("a", 1, 100 + OVER),
            "the end of one that was over ends no other"
        );
    }

    #[test]
    fn nothing_stays_of_what_has_ended_or_is_over() {
        let mut at_once = AtOnce::default();
        for n in 0..MANY {
            assert!(at_once.begin(&n.to_string(), 1, 100));
        }
        at_once.end("0", 100);
        assert_eq!(at_once.0.len(), MANY - 1);
        assert!(
            at_once.begin("x", 1, 100 + OVER - 1),
            "all go on, and are held"
        );
        assert_eq!(at_once.0.len(), MANY);
        assert!(at_once.begin("y", 1, 100 + OVER));
        let mut held: Vec<&str> = at_once.0.keys().map(String::as_str).collect();
        held.sort_unstable();
        assert_eq!(held, ["x", "y"]);
    }
}
