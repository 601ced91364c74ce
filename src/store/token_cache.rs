//! Tokens in KV: the hot path and the clock.
//!
//! | key | value | TTL |
//! |---|---|---|
//! | `token:` + SHA-256 of the token, hex | JSON of [`Issued`] | until `token_dead` |
//!
//! KV only ever says which row of D1 to look at. An entry that is missing (not propagated yet, the
//! day's quota gone) or a KV that fails costs a look-up in D1, never a login or a valid token; an
//! entry that is out of date is caught by the row's generation.

use std::cell::RefCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use worker::{KvStore, console_error};

use super::{
    cost::{Cost, add},
    memory::Memory,
};
use crate::domain::token::TokenDigest;

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

thread_local! {
    static REMEMBERED: RefCell<Memory<Issued>> = RefCell::new(Memory::new(4_096, MAX_AGE));
}

/// Seconds for which an isolate remembers what a token stands for, in front of KV. The guarded
/// write still decides, so a revocation works at once all the same.
const MAX_AGE: i64 = 60;

/// KV takes no expiration nearer than this, in seconds; a little is added for the way there.
/// Tokens that live shorter are D1's alone.
const SHORTEST_TTL: i64 = 60 + 30;

/// The KV namespace of tokens, or nothing where the binding is missing.
#[derive(Clone)]
pub struct TokenCache {
    kv: Option<KvStore>,
    cost: Rc<Cost>,
}

impl TokenCache {
    /// Wraps the binding; `cost` collects what it is asked.
    pub fn new(kv: worker::Result<KvStore>, cost: Rc<Cost>) -> Self {
        let kv = kv.inspect_err(|e| console_error!("KV: {e}")).ok();
        Self { kv, cost }
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
        let kv = self.kv.as_ref()?;
        add(&self.cost.kv_gets, 1);
        let found = kv.get(&key(token)).text().await;
        let text = found
            .inspect_err(|e| console_error!("KV get: {e}"))
            .ok()??;
        serde_json::from_str(&text)
            .inspect_err(|e| console_error!("KV entry: {e}"))
            .ok()
    }

    /// Whether a token that dies at `expires_at` is to be put into KV; counts that put.
    pub fn schedules(&self, expires_at: i64, now: i64) -> bool {
        let wanted = self.kv.is_some() && expires_at - now >= SHORTEST_TTL;
        if wanted {
            add(&self.cost.kv_puts, 1);
        }
        wanted
    }

    /// Puts a token, to be gone at its `expires_at`. Meant to run after the answer.
    pub async fn put(self, token: TokenDigest, issued: Issued) {
        let Some(kv) = &self.kv else { return };
        let put = async {
            let value = serde_json::to_string(&issued)?;
            kv.put(&key(&token), value)?
                .expiration(issued.expires_at.unsigned_abs())
                .execute()
                .await
        };
        if let Err(error) = put.await {
            console_error!("KV put: {error}");
        }
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
