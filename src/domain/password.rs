//! Passwords: the canonical secret both documented forms lead to, and its salted, slow hash.
//!
//! register documents an MD5 digest, every other endpoint the raw password. Both become the same
//! [`Secret`]; what is stored is an Argon2id hash of that, as a PHC string (DESIGN, "Passwords").

use argon2::{
    Algorithm, Argon2, KeyId, Params, ParamsBuilder, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use super::{digest, flaw::Flaw};

/// Fewest characters of a raw password at registration.
const MIN_LENGTH: usize = 6;

/// The canonical secret of an account: the lower-case hex MD5 of its raw password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret(String);

impl Secret {
    /// The secret of a password that is always sent raw (every endpoint but register).
    pub fn of_raw(raw: &str) -> Self {
        Self(digest::hex(&Md5::digest(raw.as_bytes())))
    }

    /// The secret of what register got: 32 hex digits in either case are the MD5 itself,
    /// anything else is a raw password.
    ///
    /// # Errors
    /// [`Flaw::PasswordShort`] for a raw password of fewer than 6 characters.
    pub fn of_registration(pass: &str) -> Result<Self, Flaw> {
        if pass.len() == 32 && pass.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(Self(pass.to_ascii_lowercase()));
        }
        if pass.chars().take(MIN_LENGTH).count() < MIN_LENGTH {
            return Err(Flaw::PasswordShort);
        }
        Ok(Self::of_raw(pass))
    }

    /// The bytes that are hashed. Never to be logged.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Checks the form of a password that bind_mail and update_sign got instead of a token
/// (contract, "Accounts"): ASCII letters and digits only where the app is strict.
///
/// # Errors
/// [`Flaw::PasswordNotAlphanumeric`].
pub fn check_documented(raw: &str, strict: bool) -> Result<(), Flaw> {
    if strict && !raw.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Flaw::PasswordNotAlphanumeric);
    }
    Ok(())
}

/// How hashes are made today: Argon2id's cost and, where the deployment has one, its pepper.
#[derive(Debug, Clone)]
pub struct Policy {
    cost: Params,
    pepper: Option<Pepper>,
}

/// A deployment's secret that goes into every hash as Argon2's key, so that a stolen database
/// alone cannot be attacked. Its id is stored with each hash made with it.
#[derive(Clone)]
struct Pepper {
    key: String,
    id: KeyId,
}

impl std::fmt::Debug for Pepper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pepper(..)")
    }
}

/// Why a hash could not be made or checked. None of these is the caller's doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordError {
    /// The variable `PASSWORD_COST` is not of the form `m=KIB,t=PASSES,p=LANES`.
    Cost,
    /// What is stored is not a PHC string of Argon2.
    Stored,
    /// What is stored was made with another pepper than today's, or today there is none.
    UnknownPepper,
    /// Argon2 itself refused.
    Argon2,
}

/// What checking a secret came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the secret opens the account.
    pub opens: bool,
    /// A hash by today's policy to store in place of the one checked, where that one is
    /// cheaper than today's cost or lacks today's pepper.
    pub renewed: Option<String>,
}

impl Policy {
    /// The policy of `cost` (`m=19456,t=2,p=1`: KiB, passes, lanes) and an optional pepper.
    ///
    /// # Errors
    /// [`PasswordError::Cost`].
    pub fn new(cost: &str, pepper: Option<String>) -> Result<Self, PasswordError> {
        let text = cost;
        let cost: Params = text.parse().map_err(|_| PasswordError::Cost)?;
        // Argon2's parser fills in what is left out; a cost is to be said in full.
        if cost.to_string() != text {
            return Err(PasswordError::Cost);
        }
        let pepper = pepper.map(Pepper::new).transpose()?;
        Ok(Self { cost, pepper })
    }

    /// Hashes `secret` with a random `salt`, to a PHC string.
    ///
    /// # Errors
    /// [`PasswordError::Argon2`], for a cost that Argon2 or the memory refuses.
    pub fn hash(&self, secret: &Secret, salt: [u8; 16]) -> Result<String, PasswordError> {
        let mut params = ParamsBuilder::new();
        params
            .m_cost(self.cost.m_cost())
            .t_cost(self.cost.t_cost())
            .p_cost(self.cost.p_cost());
        if let Some(pepper) = &self.pepper {
            params.keyid(pepper.id);
        }
        let params = params.build().map_err(|_| PasswordError::Argon2)?;
        argon2(self.pepper.as_ref(), params)?
            .hash_password_with_salt(secret.as_bytes(), &salt)
            .map(|phc| phc.to_string())
            .map_err(|_| PasswordError::Argon2)
    }

    /// Checks `secret` against the `stored` PHC string. `salt` is random, for a renewed hash.
    ///
    /// An unknown account (`stored` is `None`) and a wrong password cost the same work: what a
    /// cheaper stored hash saves is spent on one of today's cost, whether or not it is kept.
    ///
    /// # Errors
    /// [`PasswordError::Stored`] and [`PasswordError::UnknownPepper`] for what is stored.
    pub fn check(
        &self,
        secret: &Secret,
        stored: Option<&str>,
        salt: [u8; 16],
    ) -> Result<Verdict, PasswordError> {
        let Some(stored) = stored else {
            self.hash(secret, salt)?;
            return Ok(Verdict {
                opens: false,
                renewed: None,
            });
        };
        let phc = PasswordHash::new(stored).map_err(|_| PasswordError::Stored)?;
        let params = Params::try_from(&phc).map_err(|_| PasswordError::Stored)?;
        let pepper = self.pepper_of(&params)?;
        let cheaper = work(&params) < work(&self.cost);
        let stale = cheaper || pepper.is_none() != self.pepper.is_none();
        let opens = argon2(pepper, params)?
            .verify_password(secret.as_bytes(), &phc)
            .is_ok();
        let renewed = if stale {
            Some(self.hash(secret, salt)?)
        } else {
            None
        };
        Ok(Verdict {
            opens,
            renewed: renewed.filter(|_| opens),
        })
    }

    /// The pepper a stored hash was made with: none, or today's.
    fn pepper_of(&self, stored: &Params) -> Result<Option<&Pepper>, PasswordError> {
        match &self.pepper {
            _ if stored.keyid().is_empty() => Ok(None),
            Some(pepper) if pepper.id.as_bytes() == stored.keyid() => Ok(Some(pepper)),
            _ => Err(PasswordError::UnknownPepper),
        }
    }
}

impl Pepper {
    fn new(key: String) -> Result<Self, PasswordError> {
        let id = digest::sha256_hex(format!("pepper:{key}").as_bytes());
        let id = KeyId::new(&id.as_bytes()[..6]).map_err(|_| PasswordError::Argon2)?;
        Ok(Self { key, id })
    }
}

/// How expensive a hash of this cost is to try: memory times passes.
fn work(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost())
}

fn argon2(pepper: Option<&Pepper>, params: Params) -> Result<Argon2<'_>, PasswordError> {
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    match pepper {
        Some(pepper) => Argon2::new_with_secret(pepper.key.as_bytes(), algorithm, version, params)
            .map_err(|_| PasswordError::Argon2),
        None => Ok(Argon2::new(algorithm, version, params)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHEAP: &str = "m=8,t=1,p=1";
    const SALT: [u8; 16] = [7; 16];

    fn policy(cost: &str, pepper: Option<&str>) -> Policy {
        Policy::new(cost, pepper.map(String::from)).unwrap()
    }

    #[test]
    fn md5_and_raw_passwords_lead_to_the_same_secret() {
        let md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
        let raw = Secret::of_raw("password");
        assert!(Secret::of_registration(md5) == Ok(raw.clone()));
        assert!(Secret::of_registration(&md5.to_uppercase()) == Ok(raw.clone()));
        assert!(Secret::of_registration("password") == Ok(raw));
    }

    #[test]
    fn a_raw_password_has_at_least_six_characters() {
        assert!(Secret::of_registration("12345") == Err(Flaw::PasswordShort));
        assert!(Secret::of_registration("密码密码密码").is_ok());
        assert!(Secret::of_registration("密码密码密").is_err());
    }

    #[test]
    fn other_endpoints_always_take_the_password_as_raw() {
        let md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
        assert!(Secret::of_raw(md5) != Secret::of_raw("password"));
    }

    #[test]
    fn the_stored_hash_is_argon2id_of_the_default_cost() {
        let phc = policy("m=19456,t=2,p=1", None)
            .hash(&Secret::of_raw("password"), SALT)
            .unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
    }

    #[test]
    fn a_raised_cost_renews_the_hash_at_a_right_password_only() {
        let (old, new) = (policy(CHEAP, None), policy("m=16,t=1,p=1", None));
        let secret = Secret::of_raw("password");
        let stored = old.hash(&secret, SALT).unwrap();
        let verdict = new.check(&secret, Some(&stored), SALT).unwrap();
        assert!(verdict.opens && verdict.renewed.unwrap().contains("m=16,"));
        let wrong = new
            .check(&Secret::of_raw("x"), Some(&stored), SALT)
            .unwrap();
        assert!(!wrong.opens && wrong.renewed.is_none());
        let kept = old.check(&secret, Some(&stored), SALT).unwrap();
        assert!(kept.opens && kept.renewed.is_none());
    }

    #[test]
    fn a_lowered_cost_leaves_the_hash_alone() {
        let stored = policy("m=16,t=1,p=1", None)
            .hash(&Secret::of_raw("a"), SALT)
            .unwrap();
        let verdict = policy(CHEAP, None)
            .check(&Secret::of_raw("a"), Some(&stored), SALT)
            .unwrap();
        assert!(verdict.opens && verdict.renewed.is_none());
    }

    #[test]
    fn a_pepper_can_be_added_later_and_then_is_needed() {
        let secret = Secret::of_raw("password");
        let (plain, peppered) = (policy(CHEAP, None), policy(CHEAP, Some("pepper")));
        let stored = plain.hash(&secret, SALT).unwrap();
        let renewed = peppered
            .check(&secret, Some(&stored), SALT)
            .unwrap()
            .renewed
            .unwrap();
        assert!(peppered.check(&secret, Some(&renewed), SALT).unwrap().opens);
        for other in [plain, policy(CHEAP, Some("another"))] {
            let lost = other.check(&secret, Some(&renewed), SALT);
            assert_eq!(lost, Err(PasswordError::UnknownPepper));
        }
    }

    #[test]
    fn an_unknown_account_opens_for_nobody() {
        let verdict = policy(CHEAP, None).check(&Secret::of_raw("a"), None, SALT);
        assert!(!verdict.unwrap().opens);
    }

    #[test]
    fn a_malformed_cost_is_refused() {
        for cost in ["", "fast", "m=1", "m=8,t=1,p=1,x=2", "m=-8,t=1,p=1"] {
            assert!(
                matches!(Policy::new(cost, None), Err(PasswordError::Cost)),
                "{cost}"
            );
        }
    }

    proptest! {
        #[test]
        fn only_the_same_password_opens(a in "\\PC{1,12}", b in "\\PC{1,12}") {
            let policy = policy(CHEAP, None);
            let stored = policy.hash(&Secret::of_raw(&a), SALT).unwrap();
            let verdict = policy.check(&Secret::of_raw(&b), Some(&stored), SALT).unwrap();
            prop_assert_eq!(verdict.opens, a == b);
        }

        #[test]
        fn nothing_stored_panics(stored in "\\PC{0,60}|\\$argon2id\\$v=19\\$m=[0-9]{1,3},t=[0-9],p=1\\$[a-zA-Z0-9]{8,30}\\$[a-zA-Z0-9]{8,50}") {
            let _ = policy(CHEAP, None).check(&Secret::of_raw("a"), Some(&stored), SALT);
        }

        #[test]
        fn register_takes_md5_or_at_least_six_characters(pass in any::<String>()) {
            let fits = pass.chars().count() >= 6;
            prop_assert_eq!(Secret::of_registration(&pass).is_ok(), fits);
        }
    }
}
