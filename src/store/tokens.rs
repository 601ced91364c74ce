//! Tokens in KV: where they expire by TTL, and where token_check finds them at the edge.
//!
//! | key | value | TTL |
//! |---|---|---|
//! | `token:` + SHA-256 of the token, hex | [`Issued`]: app id, user id, generation, expiry, account, with spaces between | until `token_dead` |
//!
//! Writes do not ask KV: they find the token in D1 by its digest, in the one trip that they take anyway.
//! An entry that is missing (not propagated yet, the day's quota gone) or a KV that fails costs nobody
//! a login or a valid token.
//!
//! An entry says nothing of a revocation, so a revocation deletes it. The user's row knows which there are
//! (`users.kv_tokens`, [`KNOWN`] of them at most, kept with the login's own write): what is not in that list
//! is not put into KV.

use std::fmt;

use serde_json::Value;
use worker::{Context, Env, console_error};

use super::{
    cost::{Cost, add},
    sql::Binds,
};
use crate::{
    domain::token::TokenDigest,
    runtime::{self, binding},
};

/// Tokens of one user that KV knows at most.
const KNOWN: usize = 16;

/// The column of a user's row that lists them.
pub const LIST: &str = "kv_tokens";

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
    /// The user's account.
    pub account: String,
}

impl fmt::Display for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            appid,
            user_id,
            generation,
            expires_at,
            account,
        } = self;
        write!(f, "{appid} {user_id} {generation} {expires_at} {account}")
    }
}

impl Issued {
    /// Reads what `Display` writes; nothing of an entry of another release.
    fn parse(entry: &str) -> Option<Self> {
        let mut parts = entry.split(' ');
        let appid = parts.next()?.to_owned();
        let mut number = || parts.next()?.parse().ok();
        let (user_id, generation, expires_at) = (number()?, number()?, number()?);
        let account = parts.next()?.to_owned();
        Some(Self {
            appid,
            user_id,
            generation,
            expires_at,
            account,
        })
    }
}

/// KV takes no expiration nearer than this, in seconds; a little is added for the way there.
/// Tokens that live shorter are D1's alone.
const SHORTEST_TTL: i64 = 60 + 30;

/// The list of a user's tokens in KV after a login at `now` with the token `digest`, which lives for `ttl`
/// seconds: those that are dead by time or revocation go, and the new one comes if there is room. An SQL
/// expression of the user's row.
pub fn listed(binds: &mut Binds, digest: &TokenDigest, now: i64, ttl: i64) -> String {
    if ttl < SHORTEST_TTL {
        return LIST.to_owned();
    }
    format!(
        "(SELECT iif(json_array_length(known) < {KNOWN}, json_insert(known, '$[#]', json_array({digest}, {dies}, generation)), known)
          FROM (SELECT json_group_array(json(value)) AS known FROM json_each(coalesce({LIST}, '[]'))
                WHERE value ->> 1 > {now} AND value ->> 2 = generation))",
        digest = binds.bind(digest.as_str()),
        dies = binds.bind(now + ttl),
        now = binds.bind(now),
    )
}

/// Whether the row's list has the token `digest`, an SQL expression.
pub fn has(binds: &mut Binds, digest: &TokenDigest) -> String {
    let digest = binds.bind(digest.as_str());
    format!("coalesce(instr({LIST}, {digest}) > 0, 0)")
}

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

    /// What KV knows of a token that is sent to `appid` at `now` (Unix seconds). 1 KV get.
    pub async fn get(&self, token: &TokenDigest, appid: &str, now: i64) -> Option<Issued> {
        add(&self.cost.kv_gets, 1);
        let entry = runtime::get(self.env, binding::TOKENS, &key(token.as_str())).await;
        let entry = runtime::text(entry).inspect_err(|why| console_error!("KV get: {why}"));
        let issued = Issued::parse(&entry.ok()?)?;
        (issued.appid == appid && issued.expires_at > now).then_some(issued)
    }

    /// Puts a token after the answer, to be gone at its `expires_at`; counted when it is scheduled.
    /// 1 KV put.
    pub fn put(&self, token: &TokenDigest, issued: &Issued) {
        add(&self.cost.kv_puts, 1);
        runtime::put_later(
            self.env,
            self.context.as_ref(),
            binding::TOKENS,
            &key(token.as_str()),
            &issued.to_string(),
            issued.expires_at as f64,
        );
    }

    /// Deletes a token after the answer; counted as a put. 1 KV deletion.
    pub fn delete(&self, token: &TokenDigest) {
        self.delete_digest(token.as_str());
    }

    /// Deletes the tokens of a user's `list`, which has just been revoked. A KV deletion for each.
    pub fn delete_listed(&self, list: Option<&str>) {
        let list = list.and_then(|list| serde_json::from_str(list).ok());
        let Some(Value::Array(entries)) = list else {
            return;
        };
        for entry in entries {
            if let Some(digest) = entry[0].as_str() {
                self.delete_digest(digest);
            }
        }
    }

    fn delete_digest(&self, digest: &str) {
        add(&self.cost.kv_puts, 1);
        let key = key(digest);
        runtime::delete_later(self.env, self.context.as_ref(), binding::TOKENS, &key);
    }
}

fn key(digest: &str) -> String {
    format!("token:{digest}")
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
            account: "Alice_01".into(),
        };
        assert_eq!(Issued::parse(&issued.to_string()), Some(issued));
        // The fifth is an entry as the first release wrote it.
        for entry in ["", "a", "a 1 2 x b", "{}", "9870700171 1 2 3"] {
            assert_eq!(Issued::parse(entry), None, "{entry}");
        }
    }
}
