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

use std::{fmt, rc::Rc};

use worker::{Context, Env};

use super::{
    cost::{Cost, add},
    db::{Rows, StoreError},
    sql::{Bind, Binds, Statement},
};
use crate::{
    domain::token::TokenDigest,
    log,
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

/// The list of a user's tokens in KV after a login: those of `list` that are neither dead at `now` nor revoked
/// (of another `generation`), and the new one `digest`, which dies at `expires_at`. Nothing where the new one is
/// not to be put into KV: it lives too short, or there is no room.
pub fn listed(
    list: Option<&str>,
    digest: &TokenDigest,
    generation: i64,
    now: i64,
    expires_at: i64,
) -> Option<String> {
    let alive = |entry: &&str| {
        let mut parts = entry
            .split(':')
            .skip(1)
            .map(|part| part.parse::<i64>().ok());
        parts.next().flatten() > Some(now) && parts.next().flatten() == Some(generation)
    };
    let list = list.unwrap_or_default();
    let mut entries: Vec<&str> = list.split(' ').filter(alive).collect();
    let new = format!("{}:{expires_at}:{generation}", digest.as_str());
    entries.push(&new);
    (entries.len() <= KNOWN && expires_at - now >= SHORTEST_TTL).then(|| entries.join(" "))
}

/// The statement that reads the list of a user, by app and number: `appid` and what `id` says of it are in `binds`.
pub fn list_of(binds: Binds, appid: Bind, id: impl fmt::Display) -> Statement {
    binds.statement(format!(
        "SELECT {LIST} FROM users WHERE appid = {appid} AND id = {id}"
    ))
}

/// The digests of a list.
fn digests(list: &str) -> impl Iterator<Item = &str> {
    list.split(' ')
        .filter_map(|entry| Some(entry.split_once(':')?.0))
}

/// The KV namespace of tokens, for one call.
pub struct Tokens {
    env: Env,
    context: Rc<Context>,
    cost: Rc<Cost>,
}

impl Tokens {
    /// The namespace of `env`; `context` lets a put outlast the answer, `cost` collects what is asked.
    pub fn new(env: &Env, context: &Rc<Context>, cost: &Rc<Cost>) -> Self {
        Self {
            env: env.clone(),
            context: context.clone(),
            cost: cost.clone(),
        }
    }

    /// What KV knows of a token that is sent to `appid` at `now` (Unix seconds). 1 KV get.
    pub async fn get(&self, token: &TokenDigest, appid: &str, now: i64) -> Option<Issued> {
        add(&self.cost.kv_gets, 1);
        let entry = runtime::get(&self.env, binding::TOKENS, &key(token.as_str())).await;
        let entry = runtime::text(entry).inspect_err(|why| log::error("KV get", why));
        let issued = Issued::parse(&entry.ok()?)?;
        (issued.appid == appid && issued.expires_at > now).then_some(issued)
    }

    /// Puts a token after the answer, to be gone at its `expires_at`; counted when it is scheduled.
    /// 1 KV put.
    pub fn put(&self, token: &TokenDigest, issued: &Issued) {
        add(&self.cost.kv_puts, 1);
        runtime::put_later(
            &self.env,
            self.context.as_ref().as_ref(),
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

    /// Deletes the tokens that a revocation ended, whose list is in `rows`. A KV deletion for each.
    ///
    /// # Errors
    /// [`StoreError`] if there is no such list.
    pub fn delete_revoked(&self, rows: Rows) -> Result<(), StoreError> {
        let list: Option<Option<String>> = rows.first_value(LIST)?;
        self.delete_listed(list.flatten().as_deref());
        Ok(())
    }

    /// Deletes the tokens of a user's `list`, which has just been revoked. A KV deletion for each.
    pub fn delete_listed(&self, list: Option<&str>) {
        for digest in list.into_iter().flat_map(digests) {
            self.delete_digest(digest);
        }
    }

    fn delete_digest(&self, digest: &str) {
        add(&self.cost.kv_puts, 1);
        let key = key(digest);
        let context = self.context.as_ref().as_ref();
        runtime::delete_later(&self.env, context, binding::TOKENS, &key);
    }
}

fn key(digest: &str) -> String {
    format!("token:{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::token::Token;

    #[test]
    fn a_list_has_the_tokens_that_live_and_no_more_than_there_is_room_for() {
        let digest = |n: u8| Token::from_random([n; 32]).digest();
        let name = |n: u8| digest(n).as_str().to_owned();
        let first = listed(None, &digest(1), 7, 1_000, 2_000).unwrap();
        assert_eq!(first, format!("{}:2000:7", name(1)));
        let second = listed(Some(&first), &digest(2), 7, 1_000, 3_000).unwrap();
        assert_eq!(digests(&second).collect::<Vec<_>>(), [name(1), name(2)]);
        // Dead by time, and by another generation.
        let third = listed(Some(&second), &digest(3), 7, 2_000, 3_000).unwrap();
        assert_eq!(digests(&third).collect::<Vec<_>>(), [name(2), name(3)]);
        let fourth = listed(Some(&third), &digest(4), 8, 2_000, 3_000).unwrap();
        assert_eq!(digests(&fourth).collect::<Vec<_>>(), [name(4)]);

        assert_eq!(listed(None, &digest(1), 7, 1_000, 1_089), None, "too short");
        let mut list = None;
        for n in 0..16 {
            list = listed(list.as_deref(), &digest(n), 7, 1_000, 2_000);
        }
        assert_eq!(listed(list.as_deref(), &digest(99), 7, 1_000, 2_000), None);
        assert!(listed(list.as_deref(), &digest(99), 7, 2_000, 3_000).is_some());
        assert_eq!(digests("").count(), 0);
    }

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
