//! Pure rules: what an account, a QQ number, a token or a password is, and what time it is.
//!
//! Nothing in here knows the Workers runtime. `now` (Unix seconds) and random bytes are arguments,
//! so every rule is tested natively by plain `cargo test`.

#[macro_use]
pub mod state;

pub mod account;
pub mod amount;
pub mod app;
pub mod audit;
pub mod avatar;
pub mod code;
pub mod delivery;
pub mod developer;
pub mod digest;
pub mod email;
pub mod failure;
pub mod feedback;
pub mod flaw;
pub mod foreign;
pub mod html;
pub mod kdf;
pub mod ledger;
pub mod letter;
pub mod mint;
pub mod nickname;
pub mod password;
pub mod picture;
pub mod place;
pub mod profile;
pub mod qq;
pub mod sign;
pub mod statistics;
pub mod time;
pub mod token;
pub mod user;
pub mod webhook;

/// Whether `text` holds `min` to `max` characters (Unicode scalar values, not bytes).
///
/// Stops counting at `max + 1`, so a long text costs no more than a short one.
pub(crate) fn has_length(text: &str, min: usize, max: usize) -> bool {
    let count = text.chars().take(max + 1).count();
    (min..=max).contains(&count)
}
