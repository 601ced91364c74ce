//! The deployment's variables and secrets, read and checked.
//!
//! A wrong value is an error that the log names, never a silent default: `wrangler.toml` holds the
//! defaults.

use worker::Env;

use crate::domain::{
    failure::Failure,
    kdf::{KdfError, Policy},
    time::Zone,
};

/// A variable is missing or makes no sense. The text names it and never holds a secret.
#[derive(Debug)]
pub struct ConfigError(String);

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Internal(error.0)
    }
}

/// Where password hashes are computed (variable `HASHER`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasherPlace {
    /// In the Durable Object, which has the CPU time for it on the free plan.
    Object,
    /// In the Worker's own request, for paid plans.
    Inline,
}

/// The variable `name`, as text.
fn var(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string())
}

fn needed(env: &Env, name: &str) -> Result<String, ConfigError> {
    var(env, name).ok_or_else(|| ConfigError(format!("variable {name} is missing")))
}

fn switch(env: &Env, name: &str, on: &str, off: &str) -> Result<bool, ConfigError> {
    match needed(env, name)?.as_str() {
        value if value == on => Ok(true),
        value if value == off => Ok(false),
        _ => Err(ConfigError(format!(
            "variable {name} must be {on:?} or {off:?}"
        ))),
    }
}

/// The zone of all time strings (`UTC_OFFSET_MINUTES`).
pub fn zone(env: &Env) -> Result<Zone, ConfigError> {
    let minutes = needed(env, "UTC_OFFSET_MINUTES")?.parse().ok();
    minutes.and_then(Zone::from_minutes).ok_or_else(|| {
        ConfigError("variable UTC_OFFSET_MINUTES must be a number from -1439 to 1439".into())
    })
}

/// How passwords are hashed (`PASSWORD_COST`, `PASSWORD_PEPPER`).
pub fn password_policy(env: &Env) -> Result<Policy, ConfigError> {
    let pepper = var(env, "PASSWORD_PEPPER").filter(|pepper| !pepper.is_empty());
    Policy::new(&needed(env, "PASSWORD_COST")?, pepper).map_err(|error| match error {
        KdfError::Cost => {
            ConfigError("variable PASSWORD_COST must look like m=19456,t=2,p=1".into())
        }
        _ => ConfigError("secret PASSWORD_PEPPER cannot be used".into()),
    })
}

/// Where passwords are hashed (`HASHER`).
pub fn hasher_place(env: &Env) -> Result<HasherPlace, ConfigError> {
    let object = switch(env, "HASHER", "object", "inline")?;
    Ok(if object {
        HasherPlace::Object
    } else {
        HasherPlace::Inline
    })
}

/// Whether attempts are limited (`THROTTLE`).
pub fn throttle(env: &Env) -> Result<bool, ConfigError> {
    switch(env, "THROTTLE", "on", "off")
}

/// Whether every answer says what it cost (`COST_HEADER`).
pub fn cost_header(env: &Env) -> bool {
    var(env, "COST_HEADER").is_some_and(|value| value == "on")
}

/// The owner's key (`ADMIN_KEY`), if one is set.
pub fn admin_key(env: &Env) -> Option<String> {
    var(env, "ADMIN_KEY").filter(|key| !key.is_empty())
}
