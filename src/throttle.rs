//! Limits on failed logins and registrations, by the Workers rate-limiting bindings.
//!
//! A binding counts and answers in one step; it cannot be asked without counting. So failures are
//! counted when they happen, and an isolate remembers for a minute whom the binding has refused: it
//! turns them away before their password is even looked at. Other isolates let their first guesses
//! through, and Cloudflare counts by location: the limits slow guessing, they are not exact. Those that come at once are
//! not counted yet when they begin: so an isolate looks at a few at a time and turns the others away.
//!
//! Keys of the admin API are rarer and worth more: there every call of an address is counted before its
//! key is compared, unless the same key was right from there within the last minute. So an address past
//! the limit learns nothing of a key, right or wrong.

use std::cell::{LazyCell, RefCell};
use std::net::Ipv6Addr;

use worker::Env;

use crate::{
    at_once::AtOnce,
    config::Config,
    domain::{digest, failure::Failure, place::Place},
    log,
    reply::RETRY_AFTER,
    runtime::{self, binding},
    store::memory::Memory,
};

thread_local! {
    static REFUSED: RefCell<Memory<()>> = RefCell::new(Memory::new(4_096, RETRY_AFTER));
    static AT_ONCE: RefCell<AtOnce> = RefCell::default();
    static RIGHT_KEYS: RefCell<Memory<()>> = RefCell::new(Memory::new(1_024, RETRY_AFTER));
}

/// Logins to one account whose passwords an isolate looks at in the same moment: more than any app has.
const AT_ONCE_BY_ACCOUNT: usize = 20;
/// The same from one address, which may be that of a server that calls for all users of an app.
const AT_ONCE_BY_ADDRESS: usize = 60;

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
            Some(address) if !self.count(binding::REGISTRATIONS_BY_ADDRESS, address).await => {
                Err(Failure::Throttled)
            }
            _ => Ok(()),
        }
    }

    /// Counts a code that is asked for from this address.
    ///
    /// # Errors
    /// [`Failure::MailTooSoon`] if there were too many.
    pub async fn code(&self) -> Result<(), Failure> {
        if !self.is_on()? {
            return Ok(());
        }
        match &self.address {
            Some(address) if !self.count(binding::CODES_BY_ADDRESS, address).await => {
                Err(Failure::MailTooSoon(RETRY_AFTER))
            }
            _ => Ok(()),
        }
    }

    /// The limits of a login to `account`. `known` says the place that it comes from, if the account has logged in from there:
    /// it has a count of its own, so that those who guess from elsewhere do not keep its owner out. Nothing is computed, and
    /// `known` not asked, before the limits are: a caller who is refused for the signature costs no digest of what was sent.
    ///
    /// # Errors
    /// [`Failure::Internal`] of the configuration.
    pub fn login<'b>(
        &'b self,
        appid: &'b str,
        account: &'b str,
        known: impl FnOnce() -> Option<Place> + 'b,
    ) -> Result<Login<'b>, Failure> {
        let is_on = self.is_on()?;
        let keys = move || {
            let mut keys = Vec::new();
            if is_on {
                // As a digest: what was sent as an account may be as long as a body.
                let known = known();
                let place = known.as_ref().map_or("", Place::as_str);
                let account = format!("{appid}:{}:{place}", account.to_ascii_lowercase());
                let account = digest::sha256_hex(account.as_bytes());
                keys.push((binding::FAILURES_BY_ACCOUNT, account));
                if let Some(address) = &self.address {
                    keys.push((binding::FAILURES_BY_ADDRESS, address.clone()));
                }
            }
            keys
        };
        Ok(Login {
            throttle: self,
            keys: LazyCell::new(Box::new(keys)),
        })
    }

    /// Counts an admin call with the key of this `digest`, before anybody looks whether it is right;
    /// not one whose key was right a moment ago ([`Throttle::right_key`]).
    ///
    /// # Errors
    /// [`Failure::Throttled`] if there were too many from this address.
    pub async fn admin_key(&self, digest: &str) -> Result<(), Failure> {
        let Some(address) = &self.address else {
            return Ok(());
        };
        let known = right_key(address, digest);
        if RIGHT_KEYS.with_borrow(|memory| memory.get(&known, self.now).is_some()) {
            return Ok(());
        }
        // Not the name of failed logins: neither is to use up the other's limit.
        let name = format!("admin:{address}");
        if self.is_on()? && !self.count(binding::FAILURES_BY_ADDRESS, &name).await {
            return Err(Failure::Throttled);
        }
        Ok(())
    }

    /// Remembers that the admin key of this `digest` was right from this address.
    pub fn right_key(&self, digest: &str) {
        if let Some(address) = &self.address {
            let known = right_key(address, digest);
            RIGHT_KEYS.with_borrow_mut(|memory| memory.put(known, (), self.now));
        }
    }

    fn is_on(&self) -> Result<bool, Failure> {
        Ok(Config::of(self.env)?.throttle)
    }

    /// Counts `key` and says whether it is still within its limit. A limiter that fails limits
    /// nobody: it guards the service, it must not end it.
    async fn count(&self, binding: &str, key: &str) -> bool {
        match runtime::count(self.env, binding, key).await {
            Ok(within) => within.is_truthy(),
            Err(thrown) => {
                log::error(binding, &runtime::message(&thrown));
                true
            }
        }
    }
}

/// The limits of a login, by what is counted: none where they are off.
pub struct Login<'a> {
    throttle: &'a Throttle<'a>,
    keys: LazyCell<Keys, Box<dyn FnOnce() -> Keys + 'a>>,
}

/// What is counted: the binding that counts it, and the name by which it does.
type Keys = Vec<(&'static str, String)>;

impl Login<'_> {
    /// Turns it away if it is refused already, for the account's or the address's failures.
    ///
    /// # Errors
    /// [`Failure::Throttled`].
    pub fn admit(&self) -> Result<(), Failure> {
        let now = self.throttle.now;
        let refused = REFUSED.with_borrow(|memory| {
            let mut keys = self.keys.iter();
            keys.any(|(_, key)| memory.get(key, now).is_some())
        });
        if refused {
            return Err(Failure::Throttled);
        }
        Ok(())
    }

    /// The same; then takes it in among those whose passwords are looked at, until what this answers is dropped.
    ///
    /// # Errors
    /// [`Failure::Throttled`], also where there are too many of the account or from the address.
    pub fn begin(&self) -> Result<Pending<'_>, Failure> {
        self.admit()?;
        let now = self.throttle.now;
        let mut pending = Pending {
            keys: Vec::new(),
            now,
        };
        for (binding, key) in self.keys.iter() {
            let most = match *binding {
                binding::FAILURES_BY_ACCOUNT => AT_ONCE_BY_ACCOUNT,
                _ => AT_ONCE_BY_ADDRESS,
            };
            if !AT_ONCE.with_borrow_mut(|at_once| at_once.begin(key, most, now)) {
                return Err(Failure::Throttled);
            }
            pending.keys.push(key);
        }
        Ok(pending)
    }

    /// Counts it, whose credentials were wrong, and says what to answer.
    pub async fn failed(&self) -> Failure {
        let mut answer = Failure::WrongCredentials;
        for (binding, key) in self.keys.iter() {
            if !self.throttle.count(binding, key).await {
                REFUSED.with_borrow_mut(|memory| memory.put(key.clone(), (), self.throttle.now));
                answer = Failure::Throttled;
            }
        }
        answer
    }
}

/// A login whose password is being looked at, until this is dropped.
pub struct Pending<'a> {
    keys: Vec<&'a str>,
    now: i64,
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        AT_ONCE.with_borrow_mut(|at_once| {
            for key in &self.keys {
                at_once.end(key, self.now);
            }
        });
    }
}

fn right_key(address: &str, digest: &str) -> String {
    format!("{address} {digest}")
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
