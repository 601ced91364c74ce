//! The deployment's variables and secrets, read and checked once in an isolate's life.
//!
//! A wrong value is an error that the log names, never a silent default: `wrangler.toml` holds the
//! defaults.

use std::cell::OnceCell;
use std::rc::Rc;

use worker::Env;

use crate::domain::{
    digest,
    failure::Failure,
    kdf::{KdfError, Policy},
    time::Zone,
};

/// What the deployment is set to.
pub struct Config {
    /// The zone of all time strings (`UTC_OFFSET_MINUTES`).
    pub zone: Zone,
    /// How passwords are hashed (`PASSWORD_COST`, `PASSWORD_PEPPER`, `PASSWORD_PEPPER_BEFORE`).
    pub password_policy: Policy,
    /// Where they are hashed (`HASHER`).
    pub hasher: HasherPlace,
    /// Whether attempts are limited (`THROTTLE`).
    pub throttle: bool,
    /// Whether every answer says what it cost (`COST_HEADER`).
    pub cost_header: bool,
    /// Which calls the log tells of (`LOG`).
    pub logged: Logged,
    /// The owner's key (`ADMIN_KEY`).
    pub owners_key: OwnersKey,
}

/// Where password hashes are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasherPlace {
    /// In the Durable Object, which has the CPU time for it on the free plan.
    Object,
    /// In the Worker's own request, for paid plans.
    Inline,
}

/// Which calls the log tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logged {
    /// Every call.
    All,
    /// Those that were refused or failed.
    Refused,
    /// None; what fails inside is logged all the same.
    Off,
}

/// Fewest characters of the owner's key: a shorter one may be guessed.
pub const SHORTEST_KEY: usize = 32;

/// The owner's key, as it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnersKey {
    /// There is none: only developers' keys work.
    Unset,
    /// It has fewer than [`SHORTEST_KEY`] characters: the admin API is not served with it.
    TooShort,
    /// Its SHA-256, hex.
    Digest(String),
}

impl OwnersKey {
    /// The key of the secret `key`, if it is set.
    pub fn of(key: Option<&str>) -> Self {
        match key {
            None | Some("") => Self::Unset,
            Some(key) if key.chars().count() < SHORTEST_KEY => Self::TooShort,
            Some(key) => Self::Digest(digest::sha256_hex(key.as_bytes())),
        }
    }

    /// The key's SHA-256, hex, if there is one that may be used.
    pub fn digest(&self) -> Option<&str> {
        match self {
            Self::Digest(digest) => Some(digest),
            Self::Unset | Self::TooShort => None,
        }
    }
}

/// A variable is missing or makes no sense. The text names it and never holds a secret.
#[derive(Debug)]
pub struct ConfigError(pub String);

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Internal(error.0)
    }
}

thread_local! {
    static CONFIG: OnceCell<Rc<Config>> = const { OnceCell::new() };
}

impl Config {
    /// The deployment's configuration; an isolate never sees two.
    ///
    /// # Errors
    /// [`ConfigError`] for the first variable that is missing or wrong.
    pub fn of(env: &Env) -> Result<Rc<Self>, ConfigError> {
        if let Some(config) = CONFIG.with(|cell| cell.get().cloned()) {
            return Ok(config);
        }
        let config = Rc::new(Self::read(env)?);
        Ok(CONFIG.with(|cell| cell.get_or_init(|| config).clone()))
    }

    fn read(env: &Env) -> Result<Self, ConfigError> {
        let var = |name: &str| env.var(name).ok().map(|value| value.to_string());
        let needed = |name: &str| {
            var(name).ok_or_else(|| ConfigError(format!("variable {name} is missing")))
        };
        let switch = |name: &str, [first, second]: [&str; 2]| match needed(name)? {
            value if value == first => Ok(true),
            value if value == second => Ok(false),
            _ => Err(ConfigError(format!(
                "variable {name} must be {first} or {second}"
            ))),
        };
        let minutes = needed("UTC_OFFSET_MINUTES")?.parse().ok();
        let zone = minutes.and_then(Zone::from_minutes).ok_or_else(|| {
            ConfigError("variable UTC_OFFSET_MINUTES must be a number from -1439 to 1439".into())
        })?;
        let secret = |name: &str| var(name).filter(|value| !value.is_empty());
        let policy = Policy::new(&needed("PASSWORD_COST")?, secret("PASSWORD_PEPPER"))
            .and_then(|policy| policy.after(secret("PASSWORD_PEPPER_BEFORE")));
        let password_policy = policy.map_err(|error| match error {
            KdfError::Cost => "variable PASSWORD_COST must look like m=19456,t=2,p=1",
            _ => "secret PASSWORD_PEPPER or PASSWORD_PEPPER_BEFORE cannot be used",
        });
        Ok(Self {
            zone,
            password_policy: password_policy.map_err(|why| ConfigError(why.into()))?,
            hasher: if switch("HASHER", ["object", "inline"])? {
                HasherPlace::Object
            } else {
                HasherPlace::Inline
            },
            throttle: switch("THROTTLE", ["on", "off"])?,
            cost_header: switch("COST_HEADER", ["on", "off"])?,
            // The variable came later than the others: without it, as it is in wrangler.toml.
            logged: match var("LOG").as_deref() {
                None | Some("all") => Logged::All,
                Some("refused") => Logged::Refused,
                Some("off") => Logged::Off,
                Some(_) => {
                    let why = "variable LOG must be all, refused or off";
                    return Err(ConfigError(why.into()));
                }
            },
            owners_key: OwnersKey::of(var("ADMIN_KEY").as_deref()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_fewer_than_32_characters_is_too_short() {
        assert_eq!(OwnersKey::of(None), OwnersKey::Unset);
        assert_eq!(OwnersKey::of(Some("")), OwnersKey::Unset);
        assert_eq!(OwnersKey::of(Some(&"k".repeat(31))), OwnersKey::TooShort);
        let digest = digest::sha256_hex("k".repeat(32).as_bytes());
        assert_eq!(
            OwnersKey::of(Some(&"k".repeat(32))),
            OwnersKey::Digest(digest)
        );
    }
}
