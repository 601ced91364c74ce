//! Passwords that opened their account a moment ago, as an isolate remembers them.
//!
//! An app in password mode sends the password with every call, and each would cost a hash of many
//! milliseconds. Remembered is only a digest under a random key that lives and dies with the isolate:
//! its memory gives nobody a password, and is of no use elsewhere. The stored hash is part of the
//! digest, so a new password is not remembered, and the write that follows is guarded by it.

use std::cell::RefCell;

use crate::{
    domain::{digest, failure::Failure, password::Secret},
    random,
    store::memory::Memory,
};

/// Seconds for which a password is remembered.
const MAX_AGE: i64 = 60;

thread_local! {
    static KEY: RefCell<Option<[u8; 32]>> = const { RefCell::new(None) };
    static RIGHT: RefCell<Memory<()>> = RefCell::new(Memory::new(4_096, MAX_AGE));
}

/// What stands for the password `raw` opening `stored`, in this isolate alone.
///
/// # Errors
/// [`Failure::Internal`] if there is no randomness for the isolate's key.
pub fn mark(raw: &str, stored: &str) -> Result<String, Failure> {
    let key = match KEY.with_borrow(|key| *key) {
        Some(key) => key,
        None => random::bytes()?,
    };
    KEY.set(Some(key));
    // Of fixed length but for the last, so no two inputs read alike.
    let secret = Secret::of_raw(raw);
    let input = [&key, secret.as_bytes(), stored.as_bytes()].concat();
    Ok(digest::sha256_hex(&input))
}

/// Whether what `mark` stands for was so within the last minute before `now` (Unix seconds).
pub fn was_right(mark: &str, now: i64) -> bool {
    RIGHT.with_borrow(|memory| memory.get(mark, now).is_some())
}

/// Remembers what `mark` stands for.
pub fn remember(mark: String, now: i64) {
    RIGHT.with_borrow_mut(|memory| memory.put(mark, (), now));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_one_password_and_one_hash() {
        let mark = |raw, stored| mark(raw, stored).unwrap();
        assert_eq!(mark("a", "x"), mark("a", "x"));
        assert_ne!(mark("a", "x"), mark("b", "x"));
        assert_ne!(mark("a", "x"), mark("a", "y"));
    }

    #[test]
    fn only_what_was_remembered_is_right_and_only_for_a_minute() {
        let mark = mark("a", "z").unwrap();
        assert!(!was_right(&mark, 100));
        remember(mark.clone(), 100);
        assert!(was_right(&mark, 159));
        assert!(!was_right(&mark, 160));
    }
}
