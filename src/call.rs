//! One call's circumstances: when and where it came in, and the services it may use.

use std::{cell::Cell, future::Future, rc::Rc, time::Duration};

use worker::{Context, Delay, Env, js_sys::Date};

use crate::{
    config::ConfigError,
    domain::place::Place,
    hasher::Hashing,
    log,
    mail::Mailer,
    panics,
    request::Request,
    runtime,
    store::{
        cost::Cost,
        db::{Db, Rows, StoreError},
        pictures::{Files, GONE},
        sql::Statement,
        tokens::{LIST, Tokens},
    },
    throttle::Throttle,
};

/// What a handler gets besides its parameters.
pub struct Call {
    /// The request.
    pub request: Request,
    /// Variables, secrets and bindings.
    pub env: Env,
    /// When its head came, Unix milliseconds.
    came_ms: i64,
    /// When all of it was there.
    now_ms: Cell<i64>,
    /// What the call has cost so far.
    pub cost: Rc<Cost>,
    context: Rc<Context>,
}

impl Call {
    /// The circumstances of `request`.
    pub fn new(request: Request, env: Env, context: Context) -> Self {
        let now_ms = Date::now() as i64;
        Self {
            request,
            env,
            context: Rc::new(context),
            came_ms: now_ms,
            now_ms: Cell::new(now_ms),
            cost: Rc::default(),
        }
    }

    /// Its body has been read: the call counts from now on. A body may be sent slowly, and what was true when it began is not
    /// asked for.
    pub fn received(&self) {
        self.now_ms.set(Date::now() as i64);
    }

    /// When the call came, Unix seconds.
    pub fn now(&self) -> i64 {
        self.now_ms.get() / 1_000
    }

    /// The same in microseconds, for rows that are numbered by their time.
    pub fn now_us(&self) -> i64 {
        self.now_ms.get() * 1_000
    }

    /// Waits until `milliseconds` have passed since all of the call was there.
    pub async fn no_sooner(&self, milliseconds: i64) {
        if milliseconds == 0 {
            return;
        }
        runtime::clock_set().await;
        let left = self.now_ms.get() + milliseconds - Date::now() as i64;
        Delay::from(Duration::from_millis(left.max(0).unsigned_abs())).await;
    }

    /// Logs what became of it, once its answer is made: `outcome` is [`log::OK`] or a failure's name.
    pub fn log(&self, event: &str, appid: Option<&str>, outcome: &str) {
        let ms = Date::now() as i64 - self.came_ms;
        log::call(&self.env, event, appid, outcome, self.cost.trips.get(), ms);
    }

    /// Does `work` after the answer.
    pub fn after(&self, work: impl Future<Output = ()> + 'static) {
        self.context.wait_until(async {
            panics::contained(work).await;
        });
    }

    /// Scheme and host the client used, without a path.
    pub fn origin(&self) -> &str {
        split(&self.request.url).0
    }

    /// The path, as it was sent.
    pub fn path(&self) -> &str {
        split(&self.request.url).1
    }

    /// The network that it came from, as a place of `account` of `appid`; nothing if that is not known.
    pub fn place(&self, appid: &str, account: &str) -> Option<Place> {
        Place::of(&self.request.address(), appid, account)
    }

    /// The database.
    pub fn db(&self) -> Db {
        Db::new(&self.env, self.cost.clone())
    }

    /// Tokens in KV.
    pub fn tokens(&self) -> Tokens {
        Tokens::new(&self.env, &self.context, &self.cost)
    }

    /// Has KV forget, after the answer, the tokens of a user where a revocation failed (`why`) and may have happened: the
    /// statement `list` reads which they are, once it is done or will never be: a login meanwhile adds one that it ends. A
    /// token that it did not end is found in D1 from then on. 1 round trip.
    pub fn tokens_may_be_dead(&self, why: &StoreError, list: Statement) {
        if !why.may_be_done() {
            return;
        }
        let (db, tokens) = (self.db(), self.tokens());
        self.after(async move {
            db.settled().await;
            let rows = db.run(list).await;
            if let Err(StoreError(why)) = rows.and_then(|rows| tokens.delete_revoked(rows)) {
                log::error("tokens that may be dead", &why);
            }
        });
    }

    /// Pictures of users.
    pub fn files(&self) -> Files<'_> {
        Files::new(&self.env, &self.context, &self.cost)
    }

    /// Has KV forget, after the answer, the tokens of a user who was deleted, whose pictures go too; answers the account.
    ///
    /// # Errors
    /// [`StoreError`] if `rows` say nothing of either.
    pub fn user_is_gone(&self, rows: Rows) -> Result<Option<String>, StoreError> {
        let Some(mut row) = rows.first_row() else {
            return Ok(None);
        };
        let tokens: Option<String> = row.take(LIST)?;
        self.tokens().delete_listed(tokens.as_deref());
        self.files().remove_later(row.take(GONE)?);
        Ok(Some(row.take("account")?))
    }

    /// Password hashing.
    pub fn hashing(&self) -> Hashing<'_> {
        Hashing::new(&self.env, &self.request, &self.cost)
    }

    /// What sends mails; nothing where the deployment sends none.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn mailer(&self) -> Result<Option<Mailer<'_>>, ConfigError> {
        Mailer::new(&self.env, &self.context, self.now_us())
    }

    /// Limits on attempts.
    pub fn throttle(&self) -> Throttle<'_> {
        // Not when the call came: its body may have taken longer than what is counted goes on.
        let now = Date::now() as i64 / 1_000;
        Throttle::new(&self.env, &self.request.address(), now)
    }
}

/// Origin and path of a URL as the runtime writes it.
fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |i| i + 3);
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let path = url[host..end].find('/').map_or(end, |i| host + i);
    (&url[..path], &url[path..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_split_into_origin_and_path() {
        assert_eq!(
            split("https://h.cn:8443/a/b?b=//c"),
            ("https://h.cn:8443", "/a/b")
        );
        assert_eq!(split("http://h.cn?x=/"), ("http://h.cn", ""));
        assert_eq!(split("http://h.cn#/"), ("http://h.cn", ""));
        assert_eq!(split("http://h.cn"), ("http://h.cn", ""));
        assert_eq!(split("http://h.cn/"), ("http://h.cn", "/"));
    }
}
