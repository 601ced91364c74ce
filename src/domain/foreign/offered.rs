//! What an import says of a user's password.

use super::{
    Kept, NOTHING, Quick, Slow,
    quick::{PHPASS_SETTING, Recipe},
};
use crate::domain::password::Secret;

/// Longest hash, and longest salt, in bytes.
const LONGEST: usize = 512;

states! {
    /// How another system hashed, as an import names it.
    Form {
        /// Hex MD5 of the password.
        Md5 = "md5",
        /// Hex MD5 of password and salt.
        Md5PassSalt = "md5(pass+salt)",
        /// Hex MD5 of salt and password.
        Md5SaltPass = "md5(salt+pass)",
        /// Hex MD5 of the password's hex MD5 and the salt.
        Md5Md5Salt = "md5(md5(pass)+salt)",
        /// phpass.
        Phpass = "phpass",
        /// bcrypt.
        Bcrypt = "bcrypt",
        /// PBKDF2.
        Pbkdf2 = "pbkdf2",
        /// LeanCloud.
        LeanCloud = "leancloud",
        /// Argon2id of the password.
        Argon2id = "argon2id",
        /// What an export of nobase-edge holds.
        Own = "nobase-edge",
    }
}

/// What is wrong with what an import says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    /// The field.
    pub field: &'static str,
    /// What it must be.
    pub must: &'static str,
}

/// A user's password, as an import offers it.
pub enum Offered {
    /// The canonical secret, to be hashed.
    Secret(Secret),
    /// Another system's text, to be wrapped, and how it came to it.
    Text(Quick, String),
    /// What is kept as it is.
    Kept(String),
    /// None: nobody can log in until a password is set.
    Nothing,
}

const HASH: &str = "password_hash";

fn wrong<T>(field: &'static str, must: &'static str) -> Result<T, Wrong> {
    Err(Wrong { field, must })
}

impl Offered {
    /// What the fields `password` (`raw`), `password_hash`, `password_form` and `password_salt` say. Without a form the
    /// hash has to tell its own.
    ///
    /// # Errors
    /// [`Wrong`] for the first of them that cannot be used.
    pub fn parse(
        raw: Option<&str>,
        hash: Option<&str>,
        form: Option<Form>,
        salt: Option<&str>,
    ) -> Result<Self, Wrong> {
        let hash = match (raw, hash) {
            (Some(_), Some(_)) => return wrong(HASH, "cannot be sent beside password"),
            (Some(""), None) => return wrong("password", "must not be empty"),
            (Some(raw), None) => return Ok(Self::Secret(Secret::of_raw(raw))),
            (None, None) => return Ok(Self::Nothing),
            (None, Some(hash)) => hash,
        };
        if hash.len() > LONGEST {
            return wrong(HASH, "must be at most 512 characters");
        }
        let Some(form) = form.or_else(|| told(hash, salt)) else {
            return wrong("password_form", "is needed: the hash does not tell its own");
        };
        Self::of(hash, form, salt)
    }

    fn of(hash: &str, form: Form, salt: Option<&str>) -> Result<Self, Wrong> {
        let hex = hash.to_ascii_lowercase();
        let is_md5 = hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        let text = |recipe, salt: &str, text: &str| match Quick::new(recipe, salt) {
            Some(quick) if salt.len() <= LONGEST => Ok(Self::Text(quick, text.to_owned())),
            _ => wrong("password_salt", "is not one"),
        };
        let salted = |recipe, hash: &str| match salt {
            Some(salt) => text(recipe, salt, hash),
            None => wrong("password_salt", "is needed for this form"),
        };
        let slow = |fits: fn(&Slow) -> bool, must| match Slow::read(hash).filter(fits) {
            Some(slow) => Ok(Self::Kept(slow.to_text())),
            None => wrong(HASH, must),
        };
        match form {
            Form::Md5 | Form::Md5PassSalt | Form::Md5SaltPass | Form::Md5Md5Salt if !is_md5 => {
                wrong(HASH, "must be 32 hexadecimal digits")
            }
            Form::Md5 => Ok(Self::Secret(Secret::of_canonical(&hex))),
            Form::Md5PassSalt => salted(Recipe::Md5PassSalt, &hex),
            Form::Md5SaltPass => salted(Recipe::Md5SaltPass, &hex),
            Form::Md5Md5Salt => salted(Recipe::Md5Md5Salt, &hex),
            Form::LeanCloud => salted(Recipe::LeanCloud, hash),
            Form::Phpass => match hash.split_at_checked(PHPASS_SETTING) {
                Some((setting, rest)) if rest.len() == 22 => text(Recipe::Phpass, setting, hash),
                _ => wrong(HASH, "must be a hash of phpass, of at most 2^18 rounds"),
            },
            Form::Bcrypt => slow(
                |it| !matches!(it, Slow::Pbkdf2(_)),
                "must be a hash of bcrypt, of a cost of at most 14",
            ),
            Form::Pbkdf2 => slow(
                |it| matches!(it, Slow::Pbkdf2(_)),
                "must be a hash of PBKDF2 with SHA-1, SHA-256 or SHA-512, of at most 2,000,000 rounds",
            ),
            Form::Argon2id => match Quick::new(Recipe::Raw, "") {
                Some(raw) if hash.starts_with("$argon2id$") => Ok(Self::Kept(raw.wrapped(hash))),
                _ => wrong(HASH, "must be a PHC string of Argon2id"),
            },
            Form::Own => match Kept::read(hash) {
                Some(Kept::Nothing) => Ok(Self::Nothing),
                Some(_) => Ok(Self::Kept(hash.to_owned())),
                None => wrong(HASH, "must come from an export of nobase-edge"),
            },
        }
    }

    /// What has to go through Argon2id, if anything has. Never to be logged.
    pub fn input(&self) -> Option<&str> {
        match self {
            Self::Secret(secret) => Some(secret.reveal()),
            Self::Text(_, text) => Some(text),
            Self::Kept(_) | Self::Nothing => None,
        }
    }

    /// What `users.password` is to hold, where `phc` is what became of [`Offered::input`].
    pub fn stored(&self, phc: Option<String>) -> String {
        match (self, phc) {
            (Self::Kept(stored), _) => stored.clone(),
            (Self::Secret(_), Some(phc)) => phc,
            (Self::Text(quick, _), Some(phc)) => quick.wrapped(&phc),
            _ => NOTHING.to_owned(),
        }
    }
}

/// The form that `hash` tells by itself.
fn told(hash: &str, salt: Option<&str>) -> Option<Form> {
    let begins = |with: &[&str]| with.iter().any(|it| hash.starts_with(it));
    if begins(&["$2", "$wp$2"]) {
        return Some(Form::Bcrypt);
    }
    if begins(&["$P$", "$H$"]) {
        return Some(Form::Phpass);
    }
    if begins(&["$pbkdf2", "pbkdf2"]) {
        return Some(Form::Pbkdf2);
    }
    if begins(&["$argon2id$"]) {
        return Some(Form::Argon2id);
    }
    match (salt, hash.len()) {
        (None, 32) => Some(Form::Md5),
        (Some(_), 88) => Some(Form::LeanCloud),
        _ => None,
    }
}
