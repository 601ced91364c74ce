//! Passwords as other systems kept them: what an import says of one, what is kept of it, and how it is checked once, until
//! the first login makes an ordinary hash of it ([`super::kdf`]).
//!
//! What another system hashed quickly ([`quick`]) is wrapped: the other system's text goes through Argon2id, so that a
//! stolen database gives nobody those texts. What it hashed slowly ([`slow`]) is kept as it was.

mod offered;
mod pbkdf2;
mod quick;
mod slow;

pub use offered::{Form, Offered};
pub use quick::Quick;
pub use slow::Slow;

/// What `users.password` holds of a user for whom no password is known: it opens for nobody.
pub const NOTHING: &str = "none";

/// What `users.password` holds.
pub enum Kept<'a> {
    /// Argon2id of the canonical secret: a PHC string.
    Own(&'a str),
    /// Argon2id of another system's text: which text that is, and a PHC string.
    Wrapped(Quick, &'a str),
    /// Another system's own hash.
    Foreign(Slow),
    /// No password.
    Nothing,
}

impl<'a> Kept<'a> {
    /// Tells what `stored` is.
    pub fn read(stored: &'a str) -> Option<Self> {
        if stored == NOTHING {
            return Some(Self::Nothing);
        }
        if stored.starts_with("$argon2id$") {
            return Some(Self::Own(stored));
        }
        if let Some((quick, phc)) = Quick::unwrap(stored) {
            return Some(Self::Wrapped(quick, phc));
        }
        Slow::read(stored).map(Self::Foreign)
    }

    /// About how long a check takes beyond Argon2id of today's cost, milliseconds.
    pub fn own_work(&self) -> u32 {
        match self {
            Self::Wrapped(quick, _) => quick.milliseconds(),
            Self::Foreign(slow) => slow.milliseconds(),
            Self::Own(_) | Self::Nothing => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{quick::Recipe, *};
    use crate::domain::{kdf::Policy, password::Secret};
    use crate::table::Cell;
    use proptest::prelude::*;

    const SALT: [u8; 16] = [7; 16];

    /// Hashes of "password" that other programs made, with their forms and salts.
    const KNOWN: &[(&str, &str, &str)] = &[
        ("5f4dcc3b5aa765d61d8327deb882cf99", "", ""),
        // PHP: md5('password' . 'ab12')
        ("4d63bbe0361fa46b5faeb03642317d2b", "md5(pass+salt)", "ab12"),
        ("a721e1847515b460ba03fc9d8535945d", "md5(salt+pass)", "ab12"),
        // Discuz
        (
            "0e518fd88e5c93e9d1ca35dbcd9846ec",
            "md5(md5(pass)+salt)",
            "ab12",
        ),
        (
            "tA7BLW+NK0UeARng0693gCaVnljkglCB9snqlpCSUKjx2RgYp8VZZOQt0S5iUtlDrkJXfT3gknS4rRqjYsd/Ug==",
            "",
            "h60d8x797d3oa0naxybxxv9bn7xpt2yiowz68mpiwou7gwr2",
        ),
        ("$P$68hJRlv6Wu.3cYT3QO9F7L.egjtLKp0", "", ""),
        (
            "$2b$04$SDn6.6fW63BSmzJrqZYh5.MWiAEqZVWou3hGsVu4zKO.J7xT9Zr3K",
            "",
            "",
        ),
        (
            "$wp$2y$04$.Y/2OKXiXzlINcCK360FYux0AxPFiEjsPBfsJt00SYqLD/OSh1OpG",
            "",
            "",
        ),
        (
            "pbkdf2_sha256$100$seasalt$dyJ9iJEOk1cyIaO66OaOstmzFEfb5vXjLLYgmzDOcDY=",
            "",
            "",
        ),
        (
            "$pbkdf2-sha256$100$K0VorXXOmfN.r7VWao1xDg$JFT3BgIKSr1Qeu718ugC31J2EbRlqntS3.gBcS7eGGw",
            "",
            "",
        ),
        (
            "pbkdf2:sha512:100$E1vjok2N1DrwPDN5$7058de3bc261f68109a0c7c6106f3880382e6d48fac9bdd0ca58616fb8412cc87894fd54a9c8a3e7b329261314ef092f86a0082f42f2dd5ac7306da737bbe43a",
            "",
            "",
        ),
        (
            "$argon2id$v=19$m=8,t=1,p=1$7Oo7YPtELhXMqh+KzdQbSA$HK0wbt8oLlDU8C123g2CdfoX2VN2WYLZSRAhKpIIX0E",
            "argon2id",
            "",
        ),
    ];

    fn policy() -> Policy {
        Policy::new("m=8,t=1,p=1", Some("pepper".into())).unwrap()
    }

    /// What is kept of what an import offers.
    fn kept(hash: &str, form: &str, salt: &str) -> String {
        let form = (!form.is_empty()).then(|| Form::of(form.into()).unwrap());
        let salt = (!salt.is_empty()).then_some(salt);
        let offered = Offered::parse(None, Some(hash), form, salt);
        let offered =
            offered.unwrap_or_else(|wrong| panic!("{hash}: {} {}", wrong.field, wrong.must));
        let wrapped = offered
            .input()
            .map(|input| policy().wrap(input.as_bytes(), true, SALT).unwrap());
        offered.stored(wrapped)
    }

    #[test]
    fn what_other_programs_made_opens_once_and_becomes_an_ordinary_hash() {
        for (hash, form, salt) in KNOWN {
            let kept = kept(hash, form, salt);
            assert!(
                !kept.contains(hash) || hash.len() > 40,
                "quick ones are wrapped: {kept}"
            );
            let wrong = policy().check("Password", Some(&kept), SALT).unwrap();
            assert!(!wrong.opens && wrong.renewed.is_none(), "{hash}");
            let right = policy().check("password", Some(&kept), SALT).unwrap();
            assert!(right.opens, "{hash}");
            let renewed = right.renewed.unwrap_or(kept);
            let again = policy().check("password", Some(&renewed), SALT).unwrap();
            assert!(again.opens && again.renewed.is_none(), "{hash}");
        }
    }

    #[test]
    fn nobody_opens_an_account_without_a_password() {
        for raw in ["none", "", "password"] {
            let verdict = policy().check(raw, Some(NOTHING), SALT).unwrap();
            assert!(!verdict.opens && verdict.renewed.is_none());
        }
    }

    #[test]
    fn what_is_kept_may_be_exported_and_imported_again() {
        for (hash, form, salt) in KNOWN {
            let kept = kept(hash, form, salt);
            let offered = Offered::parse(None, Some(&kept), Some(Form::Own), None).unwrap();
            assert!(offered.input().is_none());
            assert_eq!(offered.stored(None), kept);
        }
        let own = policy().hash(&Secret::of_raw("a"), SALT).unwrap();
        assert!(Offered::parse(None, Some(&own), Some(Form::Own), None).is_ok());
    }

    #[test]
    fn the_rounds_of_phpass_are_computed_of_no_more_than_its_longest_password() {
        let salt = "$P$5hJRlv6Wu";
        let quick = |raw: &str| {
            let name = Recipe::of("phpass".into()).unwrap();
            Quick::new(name, salt).unwrap().text(raw)
        };
        let (longest, longer) = ("x".repeat(256), "x".repeat(257));
        assert_ne!(quick(&longest), quick(&longer));
        assert_eq!(quick(&longer), quick(&"x".repeat(60_000)));
        let phc = policy().wrap(quick(&longer).as_bytes(), true, SALT);
        let kept = Quick::new(Recipe::of("phpass".into()).unwrap(), salt);
        let kept = kept.unwrap().wrapped(&phc.unwrap());
        assert!(
            policy()
                .check(&longest, Some(&kept), SALT)
                .is_ok_and(|it| !it.opens)
        );
    }

    proptest! {
        #[test]
        fn what_is_wrapped_is_unwrapped(
            name in "raw|md5\\(pass\\+salt\\)|md5\\(salt\\+pass\\)|md5\\(md5\\(pass\\)\\+salt\\)|phpass|leancloud",
            salt in "\\PC{0,12}|\\$[PH]\\$5[./0-9A-Za-z]{8}",
            phc in "\\$argon2id\\$(v=19\\$m=8,t=1,p=1\\$[a-zA-Z0-9+/]{21}[AQgw]\\$[a-zA-Z0-9+/]{42}[AEIMQUYcgkosw048]|[a-z0-9=,$]{0,30})",
            raw in "\\PC{0,12}",
        ) {
            let Some(quick) = Quick::new(Recipe::of(name.as_str().into()).unwrap(), &salt) else {
                return Ok(());
            };
            quick.text(&raw); // of whatever was sent as a password
            let stored = quick.wrapped(&phc);
            prop_assert_eq!(Quick::unwrap(&stored), Some((quick, phc.as_str())));
        }

        #[test]
        fn nothing_stored_panics(stored in "\\PC{0,80}|(md5|phpass|leancloud|raw|\\$2b\\$0?[0-9]|\\$pbkdf2-sha256\\$i=[0-9]{1,4}|pbkdf2:sha1:[0-9]{1,3})[:$][a-zA-Z0-9+/.=:$]{0,90}") {
            let _ = policy().check("password", Some(&stored), SALT);
            for form in [None, Some(Form::Own), Some(Form::Bcrypt), Some(Form::Pbkdf2), Some(Form::Argon2id), Some(Form::Phpass), Some(Form::LeanCloud)] {
                let _ = Offered::parse(None, Some(&stored), form, Some("x"));
            }
        }
    }
}
