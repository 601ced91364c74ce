//! One call's circumstances: when and where it came in, and the services it may use.

use std::rc::Rc;

use js_sys::Reflect;
use worker::{Context, Date, Env, Method, Request};

use crate::{
    hasher::Hashing,
    store::{cost::Cost, db::Db, token_cache::TokenCache},
    throttle::Throttle,
};

/// What a handler gets besides its parameters.
pub struct Call {
    /// Variables, secrets and bindings.
    pub env: Env,
    /// For work after the answer.
    pub context: Context,
    /// When the call came, Unix milliseconds.
    pub now_ms: i64,
    /// Scheme and host the client used, without a path.
    pub origin: String,
    /// What the call has cost so far.
    pub cost: Rc<Cost>,
    address: Option<String>,
    colo: String,
}

impl Call {
    /// The circumstances of `request`.
    pub fn new(request: &Request, env: Env, context: Context) -> Self {
        Self {
            env,
            context,
            now_ms: i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX),
            origin: origin_of(&request.inner().url()).to_owned(),
            cost: Rc::default(),
            address: request.headers().get("CF-Connecting-IP").ok().flatten(),
            colo: colo_of(request),
        }
    }

    /// When the call came, Unix seconds.
    pub fn now(&self) -> i64 {
        self.now_ms / 1_000
    }

    /// The database.
    pub fn db(&self) -> Db {
        Db::new(&self.env, self.cost.clone())
    }

    /// Tokens in KV.
    pub fn token_cache(&self) -> TokenCache {
        TokenCache::new(self.env.kv("TOKENS"), self.cost.clone())
    }

    /// Password hashing.
    pub fn hashing(&self) -> Hashing<'_> {
        Hashing::new(&self.env, &self.colo)
    }

    /// Limits on attempts.
    pub fn throttle(&self) -> Throttle<'_> {
        Throttle::new(&self.env, self.address.as_deref(), self.now())
    }
}

/// The method of `request`. The `worker` crate reads a method that it does not know as GET; here it
/// is one that no path takes.
pub fn method_of(request: &Request) -> Method {
    let method = request.method();
    if request.inner().method() == method.as_ref() {
        method
    } else {
        Method::Trace
    }
}

/// Cloudflare's name for the data centre that `request` arrived at. Local runs may lack the
/// property; any name will do for them.
fn colo_of(request: &Request) -> String {
    let cf = Reflect::get(request.inner(), &"cf".into());
    let colo = cf.and_then(|cf| Reflect::get(&cf, &"colo".into()));
    let colo = colo.ok().and_then(|colo| colo.as_string());
    colo.unwrap_or_else(|| "local".to_owned())
}

/// Scheme and host of a URL as the runtime writes it.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |i| i + 3);
    let end = url[host..].find(['/', '?', '#']);
    &url[..end.map_or(url.len(), |i| host + i)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_and_host() {
        assert_eq!(origin_of("https://h.cn:8443/a?b=//c"), "https://h.cn:8443");
        assert_eq!(origin_of("http://h.cn?x=/"), "http://h.cn");
        assert_eq!(origin_of("http://h.cn"), "http://h.cn");
    }
}
