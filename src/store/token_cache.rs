//! Tokens in KV: the hot path and the clock.
//!
//! | key | value | TTL |
//! |---|---|---|
//! | `token:` + SHA-256 of the token, hex | [`Issued`]: app id, user id, generation, expiry, with spaces between | until `token_dead` |
//!
//! KV only ever says which row of D1 to look at. An entry that is missing (not propagated yet, the
//! day's quota gone) or a KV that fails costs a look-up in D1, never a login or a valid token; an
//! entry that is out of date is caught by the row's generation.

use std::cell::RefCell;
use std::fmt;

use worker::{Context, Env, console_error};

use super::{
    cost::{Cost, add},
    memory::Memory,
};
use crate::{domain::token::TokenDigest, runtime};

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The app it was issued in.
    pub appid: String,
    /// The user it was issued to.
    pub user_id: i64,
    /// The user's generation at the time.
    pub generation: i64,
    /// Unix seconds at which it dies.
    pub expires_at: i64,
}

impl fmt::Display for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            appid,
            user_id,
            generation,
            expires_at,
        } = self;
        write!(f, "{appid} {user_id} {generation} {expires_at}")
    }
}

impl Issued {
    /// Reads what `Display` writes.
    fn parse(entry: &str) -> Option<Self> {
        let mut parts = entry.split(' ');
        let appid = parts.next()?.to_owned();
        let mut number = || parts.next()?.parse().ok();
        Some(Self {
            appid,
            user_id: number()?,
            generation: number()?,
            expires_at: number()?,
        })
    }
}

thread_local! {
    static REMEMBERED: RefCell<Memory<Issued>> = RefCell::new(Memory::new(4_096, MAX_AGE));
}

/// Seconds for which an isolate remembers what a token stands for, in front of KV. The guarded
/// write still decides, so a revocation works at once all the same.
const MAX_AGE: i64 = 60;

/// KV takes no expiration nearer than this, in seconds; a little is added for the way there.
/// Tokens that live shorter are D1's alone.
const SHORTEST_TTL: i64 = 60 + 30;

/// The KV namespace of tokens, for one call.
pub struct TokenCache<'a> {
    env: &'a Env,
    context: &'a Context,
    cost: &'a Cost,
}

impl<'a> TokenCache<'a> {
    /// The namespace of `env`; `context` lets a put outlast the answer, `cost` collects what is asked.
    pub fn new(env: &'a Env, context: &'a Context, cost: &'a Cost) -> Self {
        Self { env, context, cost }
    }

    /// What this isolate or KV knows of a token that `appid`'s caller sent at `now`. 1 KV get,
    /// none while the isolate remembers.
    pub async fn get(&self, token: &TokenDigest, appid: &str, now: i64) -> Option<Issued> {
        let remembered = REMEMBERED.with_borrow(|memory| memory.get(token.as_str(), now));
        let issued = match remembered {
            Some(issued) => issued,
            None => {
                let issued = self.ask_kv(token).await?;
                remember(token, &issued, now);
                issued
            }
        };
        (issued.appid == appid && issued.expires_at > now).then_some(issued)
    }

    async fn ask_kv(&self, token: &TokenDigest) -> Option<Issued> {
        add(&self.cost.kv_gets, 1);
        let entry = runtime::text(runtime::get_token(self.env, &key(token))).await;
        let entry = entry.inspect_err(|why| console_error!("KV get: {why}"));
        let entry = entry.ok()??;
        let issued = Issued::parse(&entry);
        if issued.is_none() {
            console_error!("KV get: an entry of another form");
        }
        issued
    }

    /// Puts a token after the answer, to be gone at its `expires_at`; counted when it is scheduled.
    pub fn put(&self, token: &TokenDigest, issued: &Issued, now: i64) {
        if issued.expires_at - now < SHORTEST_TTL {
            return;
        }
        add(&self.cost.kv_puts, 1);
        let (key, value) = (key(token), issued.to_string());
        let expiration = issued.expires_at as f64;
        runtime::put_token(self.env, self.context.as_ref(), &key, &value, expiration);
    }
}

/// Remembers in this isolate what `token` stands for.
pub fn remember(token: &TokenDigest, issued: &Issued, now: i64) {
    let key = token.as_str().to_owned();
    REMEMBERED.with_borrow_mut(|memory| memory.put(key, issued.clone(), now));
}

fn key(token: &TokenDigest) -> String {
    format!("token:{}", token.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_as_it_was_written() {
        let issued = Issued {
            appid: "9870700171".into(),
            user_id: 1_795_352_274_000_001,
            generation: 7,
            expires_at: 1_795_352_274,
        };
        assert_eq!(Issued::parse(&issued.to_string()), Some(issued));
        for entry in ["", "a", "a 1 2", "a 1 2 x", "{}"] {
            assert_eq!(Issued::parse(entry), None, "{entry}");
        }
    }
}
