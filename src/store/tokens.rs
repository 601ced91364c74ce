//! Tokens in KV: where they expire by TTL.
//!
//! | key | value | TTL |
//! |---|---|---|
//! | `token:` + SHA-256 of the token, hex | [`Issued`]: app id, user id, generation, expiry, with spaces between | until `token_dead` |
//!
//! Writes do not ask KV: they find the token in D1 by its digest, in the one trip that they take anyway.
//! An entry that is missing (not propagated yet, the day's quota gone) or a KV that fails costs nobody
//! a login or a valid token.

use std::fmt;

use worker::{Context, Env};

use super::cost::{Cost, add};
use crate::{
    domain::token::TokenDigest,
    runtime::{self, binding},
};

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued<'a> {
    /// The app it was issued in.
    pub appid: &'a str,
    /// The user it was issued to.
    pub user_id: i64,
    /// The user's generation at the time.
    pub generation: i64,
    /// Unix seconds at which it dies.
    pub expires_at: i64,
}

impl fmt::Display for Issued<'_> {
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

/// KV takes no expiration nearer than this, in seconds; a little is added for the way there.
/// Tokens that live shorter are D1's alone.
const SHORTEST_TTL: i64 = 60 + 30;

/// The KV namespace of tokens, for one call.
pub struct Tokens<'a> {
    env: &'a Env,
    context: &'a Context,
    cost: &'a Cost,
}

impl<'a> Tokens<'a> {
    /// The namespace of `env`; `context` lets a put outlast the answer, `cost` collects what is asked.
    pub fn new(env: &'a Env, context: &'a Context, cost: &'a Cost) -> Self {
        Self { env, context, cost }
    }

    /// Puts a token after the answer, to be gone at its `expires_at`; counted when it is scheduled.
    /// 1 KV put.
    pub fn put(&self, token: &TokenDigest, issued: &Issued<'_>, now: i64) {
        if issued.expires_at - now < SHORTEST_TTL {
            return;
        }
        add(&self.cost.kv_puts, 1);
        runtime::put_later(
            self.env,
            self.context.as_ref(),
            binding::TOKENS,
            &key(token),
            &issued.to_string(),
            issued.expires_at as f64,
        );
    }

    /// Deletes a token after the answer; counted as a put. 1 KV deletion.
    pub fn delete(&self, token: &TokenDigest) {
        add(&self.cost.kv_puts, 1);
        runtime::delete_later(
            self.env,
            self.context.as_ref(),
            binding::TOKENS,
            &key(token),
        );
    }
}

fn key(token: &TokenDigest) -> String {
    format!("token:{}", token.as_str())
}
