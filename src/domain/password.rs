//! Passwords: the canonical secret that both documented forms lead to.
//!
//! register documents an MD5 digest, every other endpoint the raw password. Both become the same
//! [`Secret`]; what is stored is a slow hash of that ([`super::kdf`]).

use md5::{Digest, Md5};

use super::{digest, flaw::Flaw, has_length};

/// Fewest characters of a raw password at registration.
const MIN_LENGTH: usize = 6;

/// The canonical secret of an account: the lower-case hex MD5 of its raw password.
#[derive(Clone, PartialEq, Eq)]
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
        Self::of_new_raw(pass)
    }

    /// The secret of a new password that is always sent raw (the admin API).
    ///
    /// # Errors
    /// [`Flaw::PasswordShort`] for fewer than 6 characters.
    pub fn of_new_raw(raw: &str) -> Result<Self, Flaw> {
        if raw.chars().take(MIN_LENGTH).count() < MIN_LENGTH {
            return Err(Flaw::PasswordShort);
        }
        Ok(Self::of_raw(raw))
    }

    /// The secret of a new password that a user sends raw (new_pass): 6 to 64 characters.
    ///
    /// # Errors
    /// [`Flaw::NewPassword`].
    pub fn of_changed(raw: &str) -> Result<Self, Flaw> {
        if has_length(raw, MIN_LENGTH, 64) {
            Ok(Self::of_raw(raw))
        } else {
            Err(Flaw::NewPassword)
        }
    }

    /// A secret that [`Secret::reveal`] gave away.
    pub fn of_canonical(md5: &str) -> Self {
        Self(md5.to_owned())
    }

    /// The secret itself, for the way to the hasher. Never to be logged.
    pub fn reveal(&self) -> &str {
        &self.0
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn register_takes_md5_or_at_least_six_characters(pass in any::<String>()) {
            let fits = pass.chars().count() >= 6;
            prop_assert_eq!(Secret::of_registration(&pass).is_ok(), fits);
        }
    }
}
