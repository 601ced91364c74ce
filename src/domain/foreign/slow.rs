//! Hashes of other systems that are slow enough to be kept as they are until the first login.

use base64::{Engine, engine::general_purpose::STANDARD};
use bcrypt::HashParts;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha384;

use super::pbkdf2::Pbkdf2;

/// The highest cost of bcrypt that is taken: about a second.
const BCRYPT_MOST: u32 = 14;

/// A slow hash of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slow {
    /// bcrypt: "$2b$10$…", also as "$2a$" and "$2y$".
    Bcrypt(String),
    /// WordPress 6.8 and later: "$wp" before bcrypt of a keyed digest of the password.
    WordPress(String),
    /// PBKDF2.
    Pbkdf2(Pbkdf2),
}

impl Slow {
    /// The hash that `text` is. Nothing for a cost that is too high.
    pub fn read(text: &str) -> Option<Self> {
        if let Some(bcrypt) = text.strip_prefix("$wp") {
            return is_bcrypt(bcrypt).then(|| Self::WordPress(bcrypt.to_owned()));
        }
        if text.starts_with("$2") {
            return is_bcrypt(text).then(|| Self::Bcrypt(text.to_owned()));
        }
        Pbkdf2::read(text).map(Self::Pbkdf2)
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        match self {
            Self::Bcrypt(text) => text.clone(),
            Self::WordPress(text) => format!("$wp{text}"),
            Self::Pbkdf2(hash) => hash.to_text(),
        }
    }

    /// Whether the password `raw` made it.
    pub fn opens(&self, raw: &str) -> bool {
        match self {
            Self::Bcrypt(hash) => bcrypt::verify(raw, hash).unwrap_or(false),
            Self::WordPress(hash) => {
                let Ok(mac) = Hmac::<Sha384>::new_from_slice(b"wp-sha384") else {
                    return false;
                };
                let keyed = mac.chain_update(raw.trim()).finalize().into_bytes();
                bcrypt::verify(STANDARD.encode(keyed), hash).unwrap_or(false)
            }
            Self::Pbkdf2(hash) => hash.opens(raw),
        }
    }

    /// About how long a check takes, milliseconds.
    pub fn milliseconds(&self) -> u32 {
        match self {
            Self::Bcrypt(hash) | Self::WordPress(hash) => {
                bcrypt_cost(hash).map_or(0, |cost| (1 << cost) / 10)
            }
            Self::Pbkdf2(hash) => hash.milliseconds(),
        }
    }
}

fn bcrypt_cost(text: &str) -> Option<u32> {
    text.parse::<HashParts>().ok().map(|parts| parts.get_cost())
}

fn is_bcrypt(text: &str) -> bool {
    let known = ["$2a$", "$2b$", "$2y$"]
        .iter()
        .any(|it| text.starts_with(it));
    known && bcrypt_cost(text).is_some_and(|cost| (4..=BCRYPT_MOST).contains(&cost))
}
