//! Limits on failed logins and registrations, by the Workers rate-limiting bindings.
//!
//! A binding counts and answers in one step; it cannot be asked without counting. So failures are
//! counted when they happen, and an isolate remembers for a minute whom the binding has refused: it
//! turns them away before their password is even looked at. Other isolates let their first guesses
//! through, and Cloudflare counts by location: the limits slow guessing, they are not exact.

use std::cell::RefCell;
use std::net::Ipv6Addr;

use worker::{Env, console_error};

use crate::{
    config::Config,
    domain::{digest, failure::Failure},
    reply::RETRY_AFTER,
    runtime,
    store::memory::Memory,
};

thread_local! {
    static REFUSED: RefCell<Memory<()>> = RefCell::new(Memory::new(4_096, RETRY_AFTER));
}

/// The limits, for one request.
pub struct Throttle<'a> {
    env: &'a Env,
    address: Option<String>,
    now: i64,
}

impl<'a> Throttle<'a> {
    /// The limits for a client at `address` (`CF-Connecting-IP`, empty if unknown) at `now` (Unix
    /// seconds).
    pub fn new(env: &'a Env, address: &str, now: i64) -> Self {
        Self {
            env,
            address: (!address.is_empty()).then(|| network(address)),
            now,
        }
    }

    /// Counts a registration from this address.
    ///
    /// # Errors
    /// [`Failure::Throttled`] if there were too many.
    pub async fn registration(&self) -> Result<(), Failure> {
        if !self.is_on()? {
            return Ok(());
        }
        match &self.address {
            Some(address) if !self.count("REGISTRATIONS_BY_ADDRESS", address).await => {
                Err(Failure::Throttled)
            }
            _ => Ok(()),
        }
    }

    /// Turns away a login to `account` that is refused already, for the account's or the
    /// address's failures.
    ///
    /// # Errors
    /// [`Failure::Throttled`].
    pub fn login(&self, appid: &str, account: &str) -> Result<(), Failure> {
        if !self.is_on()? {
            return Ok(());
        }
        let refused = REFUSED.with_borrow(|memory| {
            self.login_keys(appid, account)
                .iter()
                .any(|(_, key)| memory.get(key, self.now).is_some())
        });
        if refused {
            Err(Failure::Throttled)
        } else {
            Ok(())
        }
    }

    /// Counts a login with wrong credentials, and says what to answer.
    pub async fn failed_login(&self, appid: &str, account: &str) -> Failure {
        match self.is_on() {
            Ok(true) => {}
            Ok(false) => return Failure::WrongCredentials,
            Err(error) => return error,
        }
        let mut answer = Failure::WrongCredentials;
        for (binding, key) in self.login_keys(appid, account) {
            if !self.count(binding, &key).await {
                REFUSED.with_borrow_mut(|memory| memory.put(key, (), self.now));
                answer = Failure::Throttled;
            }
        }
        answer
    }

    /// Counts an admin call with a key that nobody has.
    ///
    /// # Errors
    /// [`Failure::Throttled`] if there were too many from this address.
    pub async fn wrong_key(&self) -> Result<(), Failure> {
        let Some(address) = &self.address else {
            return Ok(());
        };
        // Not the key of failed logins: neither is to use up the other's limit.
        let key = format!("admin:{address}");
        if self.is_on()? && !self.count("FAILURES_BY_ADDRESS", &key).await {
            return Err(Failure::Throttled);
        }
        Ok(())
    }

    fn is_on(&self) -> Result<bool, Failure> {
        Ok(Config::of(self.env)?.throttle)
    }

    fn login_keys(&self, appid: &str, account: &str) -> Vec<(&'static str, String)> {
        // As a digest: what was sent as an account may be as long as a body.
        let account = format!("{appid}:{}", account.to_ascii_lowercase());
        let account = digest::sha256_hex(account.as_bytes());
        let mut keys = vec![("FAILURES_BY_ACCOUNT", account)];
        if let Some(address) = &self.address {
            keys.push(("FAILURES_BY_ADDRESS", address.clone()));
        }
        keys
    }

    /// Counts `key` and says whether it is still within its limit. A limiter that fails limits
    /// nobody: it guards the service, it must not end it.
    async fn count(&self, binding: &str, key: &str) -> bool {
        let within = runtime::value(runtime::count(self.env, binding, key)).await;
        let within = within.inspect_err(|why| console_error!("{binding}: {why}"));
        within.map_or(true, |within| within.is_truthy())
    }
}

/// What is counted as one client: an IPv4 address, or the /64 network that an IPv6 client owns.
fn network(address: &str) -> String {
    match address.parse::<Ipv6Addr>() {
        Ok(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_client_is_its_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::1"), "2001:db8:1:2::/64");
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
    }
}
