//! The KDF: how a secret becomes what is stored, and how it is checked against that.
//!
//! Argon2id over the canonical secret, kept as a PHC string (contract, "Passwords").

use argon2::{
    Algorithm, Argon2, KeyId, Params, ParamsBuilder, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use super::{digest, foreign::Kept, password::Secret};

/// The cost at which what an import offers is hashed until the first login.
const QUICK: &str = "m=2048,t=1,p=1";
/// The most work (KiB times passes) and memory (KiB) of an imported hash of Argon2: the Hasher object has 128 MB.
const MOST: u64 = 262_144;
const MOST_MEMORY: u32 = 65_536;

/// How hashes are made today: Argon2id's cost and, where the deployment has one, its pepper.
#[derive(Debug, Clone)]
pub struct Policy {
    cost: Params,
    pepper: Option<Pepper>,
    /// The pepper of before: what it made opens until it is renewed.
    retired: Option<Pepper>,
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
pub enum KdfError {
    /// The variable `PASSWORD_COST` is not of the form `m=KIB,t=PASSES,p=LANES`.
    Cost,
    /// What is stored is not a PHC string of Argon2.
    Stored,
    /// What is stored was made with another pepper than today's, or today there is none.
    UnknownPepper,
    /// Argon2 itself refused.
    Argon2,
}

/// What checking a password came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the password opens the account.
    pub opens: bool,
    /// A hash by today's policy to store in place of the one checked, where that one is
    /// cheaper than today's cost, lacks today's pepper, or is another system's.
    pub renewed: Option<String>,
}

impl Policy {
    /// The policy of `cost` (`m=19456,t=2,p=1`: KiB, passes, lanes) and an optional pepper.
    ///
    /// # Errors
    /// [`KdfError::Cost`].
    pub fn new(cost: &str, pepper: Option<String>) -> Result<Self, KdfError> {
        let text = cost;
        let cost: Params = text.parse().map_err(|_| KdfError::Cost)?;
        // Argon2's parser fills in what is left out; a cost is to be said in full.
        if cost.to_string() != text {
            return Err(KdfError::Cost);
        }
        let pepper = pepper.map(Pepper::new).transpose()?;
        Ok(Self {
            cost,
            pepper,
            retired: None,
        })
    }

    /// The same, which also checks what was made with the pepper of before, and renews it at a right password.
    ///
    /// # Errors
    /// [`KdfError::Argon2`] for a pepper that cannot be one.
    pub fn after(self, retired: Option<String>) -> Result<Self, KdfError> {
        let retired = retired.map(Pepper::new).transpose()?;
        Ok(Self { retired, ..self })
    }

    /// Hashes `secret` with a random `salt`, to a PHC string.
    ///
    /// # Errors
    /// [`KdfError::Argon2`], for a cost that Argon2 or the memory refuses.
    pub fn hash(&self, secret: &Secret, salt: [u8; 16]) -> Result<String, KdfError> {
        self.make(&self.cost, secret.as_bytes(), salt)
    }

    /// Hashes what an import offers; `quick` at a cost by which 100,000 of them take minutes, and which the first login
    /// raises to today's.
    ///
    /// # Errors
    /// [`KdfError::Argon2`].
    pub fn wrap(&self, input: &[u8], quick: bool, salt: [u8; 16]) -> Result<String, KdfError> {
        let cost: Params = QUICK.parse().map_err(|_| KdfError::Argon2)?;
        let dearer = effort(&cost) >= effort(&self.cost);
        let cost = if quick && !dearer { &cost } else { &self.cost };
        self.make(cost, input, salt)
    }

    fn make(&self, cost: &Params, input: &[u8], salt: [u8; 16]) -> Result<String, KdfError> {
        let mut params = ParamsBuilder::new();
        params
            .m_cost(cost.m_cost())
            .t_cost(cost.t_cost())
            .p_cost(cost.p_cost());
        if let Some(pepper) = &self.pepper {
            params.keyid(pepper.id);
        }
        let params = params.build().map_err(|_| KdfError::Argon2)?;
        argon2(self.pepper.as_ref(), params)?
            .hash_password_with_salt(input, &salt)
            .map(|phc| phc.to_string())
            .map_err(|_| KdfError::Argon2)
    }

    /// Checks the password `raw` against what is `stored`. `salt` is random, for a renewed hash.
    ///
    /// An unknown account (`stored` is `None`) and a wrong password cost the same work: what a
    /// cheaper stored hash saves is spent all the same. Two things cannot be hidden by work: older hashes take longer
    /// where the cost was lowered since, and other systems' hashes take their own time (see the apps' `refusal_ms`).
    ///
    /// # Errors
    /// [`KdfError::Stored`] and [`KdfError::UnknownPepper`] for what is stored.
    pub fn check(
        &self,
        raw: &str,
        stored: Option<&str>,
        salt: [u8; 16],
    ) -> Result<Verdict, KdfError> {
        let secret = Secret::of_raw(raw);
        let kept = stored.map(|stored| Kept::read(stored).ok_or(KdfError::Stored));
        let (opens, stale) = match kept.transpose()? {
            None | Some(Kept::Nothing) => {
                self.hash(&secret, salt)?;
                (false, false)
            }
            Some(Kept::Own(phc)) => self.verify(secret.as_bytes(), phc, salt)?,
            Some(Kept::Wrapped(quick, phc)) => {
                let (opens, _) = self.verify(quick.text(raw).as_bytes(), phc, salt)?;
                (opens, true)
            }
            Some(Kept::Foreign(slow)) => (slow.opens(raw), true),
        };
        let renew = (opens && stale).then(|| self.hash(&secret, salt));
        Ok(Verdict {
            opens,
            renewed: renew.transpose()?,
        })
    }

    /// Whether `input` made `phc`, and whether that is cheaper than today's cost or lacks today's pepper. Where it did not,
    /// what it costs less than today's is spent.
    fn verify(&self, input: &[u8], phc: &str, salt: [u8; 16]) -> Result<(bool, bool), KdfError> {
        let (phc, params, pepper) = self.read(phc)?;
        let saved = effort(&self.cost).saturating_sub(effort(&params));
        let stale = saved > 0 || pepper.map(|it| it.id) != self.pepper.as_ref().map(|it| it.id);
        let opens = argon2(pepper, params)?.verify_password(input, &phc).is_ok();
        if !opens {
            self.burn(saved, salt)?;
        }
        Ok((opens, stale))
    }

    /// Whether what an import wants to be `stored` can be checked here: in a known form, of no excessive cost, and with no
    /// pepper that is not known.
    ///
    /// # Errors
    /// [`KdfError::Stored`], [`KdfError::UnknownPepper`].
    pub fn accepts(&self, stored: &str) -> Result<(), KdfError> {
        match Kept::read(stored).ok_or(KdfError::Stored)? {
            Kept::Own(phc) | Kept::Wrapped(_, phc) => {
                let (_, params, _) = self.read(phc)?;
                let most = effort(&self.cost).max(MOST);
                let fits = effort(&params) <= most && params.m_cost() <= MOST_MEMORY;
                fits.then_some(()).ok_or(KdfError::Stored)
            }
            Kept::Foreign(_) | Kept::Nothing => Ok(()),
        }
    }

    fn read(&self, phc: &str) -> Result<(PasswordHash, Params, Option<&Pepper>), KdfError> {
        let phc = PasswordHash::new(phc).map_err(|_| KdfError::Stored)?;
        let params = Params::try_from(&phc).map_err(|_| KdfError::Stored)?;
        let pepper = self.pepper_of(&params)?;
        Ok((phc, params, pepper))
    }

    /// Spends about `saved` work (KiB times passes) on nothing.
    fn burn(&self, saved: u64, salt: [u8; 16]) -> Result<(), KdfError> {
        let passes = self.cost.t_cost();
        let memory = u32::try_from(saved / u64::from(passes)).unwrap_or(u32::MAX);
        match Params::new(memory, passes, 1, None) {
            Ok(params) => argon2(None, params)?
                .hash_password_into(b"nothing", &salt, &mut [0; 32])
                .map_err(|_| KdfError::Argon2),
            // Less than Argon2's least: too little to be noticed.
            Err(_) => Ok(()),
        }
    }

    /// The pepper a stored hash was made with: none, today's, or that of before.
    fn pepper_of(&self, stored: &Params) -> Result<Option<&Pepper>, KdfError> {
        if stored.keyid().is_empty() {
            return Ok(None);
        }
        let mut known = [&self.pepper, &self.retired].into_iter().flatten();
        let pepper = known.find(|it| it.id.as_bytes() == stored.keyid());
        pepper.map(Some).ok_or(KdfError::UnknownPepper)
    }
}

impl Pepper {
    fn new(key: String) -> Result<Self, KdfError> {
        let id = digest::sha256_hex(format!("pepper:{key}").as_bytes());
        let id = KeyId::new(&id.as_bytes()[..6]).map_err(|_| KdfError::Argon2)?;
        Ok(Self { key, id })
    }
}

/// How expensive a hash of this cost is to try: memory times passes.
fn effort(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost())
}

fn argon2(pepper: Option<&Pepper>, params: Params) -> Result<Argon2<'_>, KdfError> {
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    match pepper {
        Some(pepper) => Argon2::new_with_secret(pepper.key.as_bytes(), algorithm, version, params)
            .map_err(|_| KdfError::Argon2),
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
        let verdict = new.check("password", Some(&stored), SALT).unwrap();
        assert!(verdict.opens && verdict.renewed.unwrap().contains("m=16,"));
        let wrong = new.check("x", Some(&stored), SALT).unwrap();
        assert!(!wrong.opens && wrong.renewed.is_none());
        let kept = old.check("password", Some(&stored), SALT).unwrap();
        assert!(kept.opens && kept.renewed.is_none());
    }

    #[test]
    fn a_lowered_cost_leaves_the_hash_alone() {
        let stored = policy("m=16,t=1,p=1", None)
            .hash(&Secret::of_raw("a"), SALT)
            .unwrap();
        let verdict = policy(CHEAP, None).check("a", Some(&stored), SALT).unwrap();
        assert!(verdict.opens && verdict.renewed.is_none());
    }

    #[test]
    fn a_pepper_can_be_added_later_and_then_is_needed() {
        let secret = Secret::of_raw("password");
        let (plain, peppered) = (policy(CHEAP, None), policy(CHEAP, Some("pepper")));
        let stored = plain.hash(&secret, SALT).unwrap();
        let renewed = peppered
            .check("password", Some(&stored), SALT)
            .unwrap()
            .renewed
            .unwrap();
        assert!(
            peppered
                .check("password", Some(&renewed), SALT)
                .unwrap()
                .opens
        );
        for other in [plain, policy(CHEAP, Some("another"))] {
            let lost = other.check("password", Some(&renewed), SALT);
            assert_eq!(lost, Err(KdfError::UnknownPepper));
        }
    }

    #[test]
    fn a_pepper_is_exchanged_while_the_one_of_before_is_known() {
        let secret = Secret::of_raw("password");
        let stored = policy(CHEAP, Some("old")).hash(&secret, SALT).unwrap();
        for new in [Some("new"), None] {
            let both = policy(CHEAP, new).after(Some("old".into())).unwrap();
            let verdict = both.check("password", Some(&stored), SALT).unwrap();
            let renewed = verdict.renewed.unwrap();
            let alone = policy(CHEAP, new).check("password", Some(&renewed), SALT);
            assert_eq!(alone.unwrap().renewed, None, "renewed for good");
            let wrong = both.check("another", Some(&stored), SALT).unwrap();
            assert!(!wrong.opens && wrong.renewed.is_none());
        }
    }

    #[test]
    fn an_unknown_account_opens_for_nobody() {
        let verdict = policy(CHEAP, None).check("a", None, SALT);
        assert!(!verdict.unwrap().opens);
    }

    #[test]
    fn what_an_import_offers_is_hashed_quickly_until_the_first_login() {
        let policy = policy("m=4096,t=1,p=1", Some("pepper"));
        let secret = Secret::of_raw("password");
        let wrap = |quick| policy.wrap(secret.as_bytes(), quick, SALT).unwrap();
        assert_eq!(wrap(false), policy.hash(&secret, SALT).unwrap());
        let quick = wrap(true);
        assert!(
            quick.starts_with("$argon2id$v=19$m=2048,t=1,p=1,keyid="),
            "{quick}"
        );
        let verdict = policy.check("password", Some(&quick), SALT).unwrap();
        assert_eq!(verdict.renewed, Some(wrap(false)));
    }

    #[test]
    fn a_hash_of_excessive_cost_or_another_pepper_is_not_taken() {
        let policy = policy(CHEAP, Some("pepper"));
        let hash = |cost: &str, pepper| {
            let other = Policy::new(cost, pepper).unwrap();
            other.hash(&Secret::of_raw("a"), SALT).unwrap()
        };
        let own = hash(CHEAP, None);
        assert_eq!(policy.accepts(&own), Ok(()));
        assert_eq!(policy.accepts(&hash(CHEAP, Some("pepper".into()))), Ok(()));
        let another = policy.accepts(&hash(CHEAP, Some("another".into())));
        assert_eq!(another, Err(KdfError::UnknownPepper));
        for cost in ["m=65537,t=1", "m=65536,t=5"] {
            let dear = own.replace("m=8,t=1", cost);
            assert_eq!(policy.accepts(&dear), Err(KdfError::Stored), "{cost}");
        }
        assert_eq!(policy.accepts("abc"), Err(KdfError::Stored));
    }

    #[test]
    fn a_malformed_cost_is_refused() {
        for cost in ["", "fast", "m=1", "m=8,t=1,p=1,x=2", "m=-8,t=1,p=1"] {
            assert!(
                matches!(Policy::new(cost, None), Err(KdfError::Cost)),
                "{cost}"
            );
        }
    }

    proptest! {
        #[test]
        fn nothing_offered_panics(stored in "\\PC{0,60}|\\$argon2id\\$v=19\\$m=[0-9]{1,12},t=[0-9]{1,12},p=[0-9]{1,4}(,keyid=[a-zA-Z0-9]{0,8})?\\$[a-zA-Z0-9+/]{8,30}\\$[a-zA-Z0-9+/]{8,50}") {
            let _ = policy(CHEAP, Some("pepper")).accepts(&stored);
        }

        #[test]
        fn no_cost_panics(cost in "\\PC{0,20}|m=[0-9]{0,12},t=[0-9]{0,12},p=[0-9]{0,12}") {
            let _ = Policy::new(&cost, None);
        }
    }

    proptest! {
        // Each costs hashes.
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn only_the_same_password_opens(a in "\\PC{1,12}", b in "\\PC{1,12}") {
            let policy = policy(CHEAP, None);
            let stored = policy.hash(&Secret::of_raw(&a), SALT).unwrap();
            let verdict = policy.check(&b, Some(&stored), SALT).unwrap();
            prop_assert_eq!(verdict.opens, a == b);
        }

        #[test]
        fn nothing_stored_panics(stored in "\\PC{0,60}|\\$argon2id\\$v=19\\$m=[0-9]{1,3},t=[0-9],p=1\\$[a-zA-Z0-9]{8,30}\\$[a-zA-Z0-9]{8,50}") {
            let _ = policy(CHEAP, None).check("a", Some(&stored), SALT);
        }
    }
}
