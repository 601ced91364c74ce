//! Texts that other systems computed quickly, and that are therefore wrapped in Argon2id.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use md5::{Digest, Md5};
use sha2::Sha512;

use crate::{domain::digest, table::Cell};

/// How another system computed the text that it stored, with its salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quick {
    recipe: Recipe,
    salt: String,
}

states! {
    /// What is computed, with the name under which it is kept.
    Recipe {
        /// The password itself: the other system's hash was Argon2id already.
        Raw = "raw",
        /// Hex MD5 of password and salt.
        Md5PassSalt = "md5(pass+salt)",
        /// Hex MD5 of salt and password.
        Md5SaltPass = "md5(salt+pass)",
        /// Hex MD5 of the password's hex MD5 and the salt (Discuz).
        Md5Md5Salt = "md5(md5(pass)+salt)",
        /// phpass's portable hash (WordPress, Typecho); the salt is its setting, "$P$B" and 8 characters.
        Phpass = "phpass",
        /// LeanCloud: SHA-512 of salt and password, and 512 times of the digest before, in base64.
        LeanCloud = "leancloud",
    }
}

/// The digits of phpass, by value.
const ITOA64: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters of a setting of phpass: "$P$", the count and the salt.
pub const PHPASS_SETTING: usize = 12;
/// Bytes of a password that phpass's rounds are computed of, because each of them takes in the whole: 64 characters, the most
/// that a password set here has, of 4 bytes. A longer one is never right.
const PHPASS_LONGEST: usize = 256;
/// The exponents of its count that are taken: its own least, and 262,144 rounds, about 50 ms.
const PHPASS_COUNTS: std::ops::RangeInclusive<usize> = 7..=18;

impl Quick {
    /// The text of `recipe` with `salt`; nothing for a setting of phpass that is none.
    pub fn new(recipe: Recipe, salt: &str) -> Option<Self> {
        let fits = recipe != Recipe::Phpass || phpass_rounds(salt).is_some();
        fits.then(|| Self {
            recipe,
            salt: salt.to_owned(),
        })
    }

    /// What is kept, where `phc` is Argon2id of the other system's text.
    pub fn wrapped(&self, phc: &str) -> String {
        let name = self.recipe.word();
        format!("{name}:{}:{phc}", STANDARD_NO_PAD.encode(&self.salt))
    }

    /// The recipe and the PHC string of what [`Quick::wrapped`] made.
    pub fn unwrap(stored: &str) -> Option<(Self, &str)> {
        let (name, rest) = stored.split_once(':')?;
        let (salt, phc) = rest.split_once(':')?;
        let recipe = Recipe::of(name.into())?;
        let salt = String::from_utf8(STANDARD_NO_PAD.decode(salt).ok()?).ok()?;
        phc.starts_with("$argon2id$")
            .then_some((Self::new(recipe, &salt)?, phc))
    }

    /// The text that the other system would have stored for the password `raw`.
    pub fn text(&self, raw: &str) -> String {
        let salt = self.salt.as_str();
        match self.recipe {
            Recipe::Raw => raw.to_owned(),
            Recipe::Md5PassSalt => md5(&[raw, salt]),
            Recipe::Md5SaltPass => md5(&[salt, raw]),
            Recipe::Md5Md5Salt => md5(&[&md5(&[raw]), salt]),
            Recipe::Phpass => phpass(salt, raw),
            Recipe::LeanCloud => leancloud(salt, raw),
        }
    }

    /// About how long computing the text takes, milliseconds.
    pub fn milliseconds(&self) -> u32 {
        match self.recipe {
            Recipe::Phpass => phpass_rounds(&self.salt).unwrap_or_default() / 2_000,
            Recipe::LeanCloud => 2,
            _ => 0,
        }
    }
}

fn md5(parts: &[&str]) -> String {
    digest::hex(&Md5::digest(parts.concat()))
}

/// How often a setting of phpass has MD5 computed after the first time.
fn phpass_rounds(setting: &str) -> Option<u32> {
    let tagged = setting.starts_with("$P$") || setting.starts_with("$H$");
    if !tagged || setting.len() != PHPASS_SETTING || !setting.is_ascii() {
        return None;
    }
    let count = setting.as_bytes()[3];
    let count = ITOA64.iter().position(|digit| *digit == count)?;
    PHPASS_COUNTS.contains(&count).then(|| 1 << count)
}

fn phpass(setting: &str, raw: &str) -> String {
    let salt = &setting.as_bytes()[4..];
    let all = raw.as_bytes();
    let raw = &all[..all.len().min(PHPASS_LONGEST)];
    let mut hash = Md5::digest([salt, raw].concat());
    for _ in 0..phpass_rounds(setting).unwrap_or_default() {
        hash = Md5::new().chain_update(hash).chain_update(raw).finalize();
    }
    // Its base64 takes bytes from the low end: three bytes are four digits.
    let mut text = setting.to_owned();
    for three in hash.chunks(3) {
        let bytes = three.iter().rev();
        let mut value = bytes.fold(0, |value, byte| value << 8 | usize::from(*byte));
        for _ in 0..=three.len() {
            text.push(char::from(ITOA64[value & 63]));
            value >>= 6;
        }
    }
    if raw.len() < all.len() {
        text.push('*'); // what nobody's text ends in
    }
    text
}

fn leancloud(salt: &str, raw: &str) -> String {
    let mut hash = Sha512::digest([salt, raw].concat());
    for _ in 0..512 {
        hash = Sha512::digest(hash);
    }
    STANDARD.encode(hash)
}
