//! An isolate's short memory: bounded in size and age, never the last word.
//!
//! What is remembered may be out of date by its age. What stands in the database as well is only
//! believed as far as a guarded write will check it; what stands nowhere else (who was throttled) may
//! be forgotten.

use std::collections::HashMap;

/// Values by key, each kept for `max_age` seconds, at most `capacity` of them.
pub struct Memory<V> {
    entries: HashMap<String, (V, i64)>,
    capacity: usize,
    max_age: i64,
}

impl<V: Clone> Memory<V> {
    /// An empty memory of `capacity` entries that forgets after `max_age` seconds.
    pub fn new(capacity: usize, max_age: i64) -> Self {
        Self {
            entries: HashMap::new(),
            capacity,
            max_age,
        }
    }

    /// What was put under `key` less than `max_age` seconds before `now` (Unix seconds).
    pub fn get(&self, key: &str, now: i64) -> Option<V> {
        self.get_within(key, now, self.max_age)
    }

    /// The same for another age in seconds, below the memory's own.
    pub fn get_within(&self, key: &str, now: i64, age: i64) -> Option<V> {
        let (value, at) = self.entries.get(key)?;
        (now - at < age).then(|| value.clone())
    }

    /// Remembers `value`. A full memory first forgets what is too old, then everything:
    /// to begin again is cheaper than to keep an order of use.
    pub fn put(&mut self, key: String, value: V, now: i64) {
        if self.entries.len() >= self.capacity {
            let max_age = self.max_age;
            self.entries.retain(|_, (_, at)| now - *at < max_age);
            if self.entries.len() >= self.capacity {
                self.entries.clear();
            }
        }
        self.entries.insert(key, (value, now));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Forgets `key`.
    pub fn forget(&mut self, key: &str) {
        self.entries.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_is_kept_until_its_age_ends() {
        let mut memory = Memory::new(8, 10);
        memory.put("a".into(), 1, 100);
        assert_eq!(memory.get("a", 109), Some(1));
        assert_eq!(memory.get("a", 110), None);
    }

    #[test]
    fn what_is_forgotten_is_gone() {
        let mut memory = Memory::new(8, 10);
        memory.put("a".into(), 1, 100);
        memory.forget("a");
        assert_eq!(memory.get("a", 100), None);
    }

    proptest! {
        // Each puts a hundred.
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn it_never_outgrows_its_capacity(keys in prop::collection::vec("[a-z]{1,3}", 0..100)) {
            let mut memory = Memory::new(8, 10);
            for (i, key) in keys.into_iter().enumerate() {
                memory.put(key, i, i as i64);
                prop_assert!(memory.entries.len() <= 8);
            }
        }
    }
}
