//! How apps are told of events: what is due is taken, posted and noted. Tried at once after the call that an event is of,
//! and by the cron trigger until it is delivered or given up.

use std::rc::Rc;

use futures_util::{StreamExt, stream};
use serde_json::json;
use worker::{Env, js_sys::Date};

use crate::{
    call::Call,
    domain::webhook::{DeliveryState, PAUSES, body, signature},
    log, runtime,
    store::{
        db::{Db, StoreError},
        webhooks::{self, Attempt, Which},
    },
    table::{Row, Unexpected},
};

/// Milliseconds that a receiver has for its answer.
const PATIENCE: u32 = 10_000;
/// Deliveries that are posted at once. The runtime lets one call wait for 6 answers and has the others stand in line, where they
/// would use up their patience without having been sent.
const AT_ONCE: usize = 5;
/// Deliveries that one run of the cron trigger takes, and how often it does: the free plan gives it 50 calls to elsewhere, of which
/// each time takes 22 (D1's among them). After a call no more are taken than are posted at once: the runtime ends it after 30
/// seconds, and what became of them is still to be written down.
const TAKEN: usize = 20;
const TIMES: usize = 2;

/// Delivers what `appid` is to be told of, after the answer.
pub fn deliver_later(call: &Call, appid: &str) {
    let (env, appid) = (call.env.clone(), appid.to_owned());
    call.after(async move {
        let db = Db::new(&env, Rc::default());
        logged(deliver(&db, Which::Of(&appid), AT_ONCE).await);
    });
}

/// Delivers what is due of all apps; the cron trigger's.
pub async fn run(env: &Env) {
    let db = Db::new(env, Rc::default());
    for _ in 0..TIMES {
        if !logged(deliver(&db, Which::All, TAKEN).await) {
            break;
        }
    }
}

/// Whether there may be more, after a failure not.
fn logged(delivered: Result<bool, StoreError>) -> bool {
    delivered.unwrap_or_else(|error| {
        log::error("webhooks", &error.0);
        false
    })
}

/// Delivers up to `most` of `which` that are due; says whether there may be more. 2 round trips, 1 where nothing is due.
///
/// # Errors
/// [`StoreError`].
pub async fn deliver(db: &Db, which: Which<'_>, most: usize) -> Result<bool, StoreError> {
    let now = Date::now() as i64 / 1_000;
    let due = webhooks::take(db, which, now, most as i64).await?;
    let due = due.into_iter().map(Due::read);
    let due = due.collect::<Result<Vec<_>, _>>()?;
    if due.is_empty() {
        return Ok(false);
    }
    let attempts = stream::iter(due.into_iter().map(Due::attempt));
    let attempts: Vec<_> = attempts.buffer_unordered(AT_ONCE).collect().await;
    webhooks::tried(db, &attempts).await?;
    Ok(attempts.len() == most)
}

/// A delivery that is due.
struct Due {
    appid: String,
    id: i64,
    event: String,
    account: Option<String>,
    attempts: i64,
    url: Option<String>,
    secret: Option<String>,
}

impl Due {
    fn read(mut row: Row) -> Result<Self, Unexpected> {
        Ok(Self {
            appid: row.take("appid")?,
            id: row.take("id")?,
            event: row.take("event")?,
            account: row.take("account")?,
            attempts: row.take("attempts")?,
            url: row.take("webhook_url")?,
            secret: row.take("webhook_secret")?,
        })
    }

    /// Posts it.
    async fn attempt(self) -> Attempt {
        // It may have waited for others: a receiver refuses a time that is long over.
        let now = Date::now() as i64 / 1_000;
        let posted = self.post(now).await;
        let last = self.attempts > PAUSES.len() as i64;
        let (state, status, reason) = match posted {
            Ok(status @ 200..300) => (DeliveryState::Delivered, Some(status), None),
            // There is nowhere to go.
            Err("no_address") => (DeliveryState::Failed, None, Some("no_address")),
            Ok(status) => (after(last), Some(status), Some("refused")),
            Err(why) => (after(last), None, Some(why)),
        };
        Attempt {
            appid: self.appid,
            id: self.id,
            state,
            status,
            reason,
        }
    }

    /// Answers the HTTP status, or why there is none.
    async fn post(&self, now: i64) -> Result<i64, &'static str> {
        let url = self.url.as_deref().ok_or("no_address")?;
        let at = self.id / 1_000_000;
        let body = body(&self.event, at, &self.appid, self.account.as_deref());
        // The same for every attempt, so that a receiver knows what it has already.
        let id = format!("{}-{}", self.appid, self.id);
        let secret = self.secret.as_deref().ok_or("no_secret")?;
        let headers = json!({
            "webhook-id": id,
            "webhook-timestamp": now.to_string(),
            "webhook-signature": signature(secret, &id, now, &body).ok_or("no_secret")?,
        });
        let status = runtime::post(url, &headers.to_string(), &body, PATIENCE).await;
        let status = status.map_err(|thrown| match runtime::message(&thrown).as_str() {
            "timeout" => "timeout",
            _ => "unreachable",
        })?;
        Ok(status.as_f64().unwrap_or_default() as i64)
    }
}

const fn after(last: bool) -> DeliveryState {
    if last {
        DeliveryState::Failed
    } else {
        DeliveryState::Pending
    }
}
