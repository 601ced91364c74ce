//! The rules of tests, as regular expressions, each compiled once.

use std::{cell::RefCell, collections::HashMap};

use regex::Regex;

thread_local! {
    static RULES: RefCell<HashMap<&'static str, Regex>> = RefCell::default();
}

/// Whether `text` satisfies `rule`.
pub fn fits(rule: &'static str, text: &str) -> bool {
    RULES.with_borrow_mut(|rules| {
        let rule = rules
            .entry(rule)
            .or_insert_with(|| Regex::new(rule).unwrap());
        rule.is_match(text)
    })
}
