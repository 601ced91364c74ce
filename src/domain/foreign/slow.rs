//! Hashes of other systems that are slow enough to be kept as they are until the first login.

use base64::{
    Engine, alphabet,
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD_NO_PAD,
    },
};
use bcrypt::HashParts;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

/// The highest cost of bcrypt that is taken: about a second.
const BCRYPT_MOST: u32 = 14;
/// The most rounds of PBKDF2 that are taken: about two seconds.
const PBKDF2_MOST: u32 = 2_000_000;

/// Base64 with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A slow hash of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slow {
    /// bcrypt: "$2b$10$…", also as "$2a$" and "$2y$".
    Bcrypt(String),
    /// WordPress 6.8 and later: "$wp" before bcrypt of a keyed digest of the password.
    WordPress(String),
    /// PBKDF2.
    Pbkdf2 {
        /// The digest in HMAC.
        digest: Sha,
        /// How many rounds.
        rounds: u32,
        /// The salt.
        salt: Vec<u8>,
        /// What came out.
        hash: Vec<u8>,
    },
}

/// A digest of the SHA family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sha {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// Each with its name.
const DIGESTS: [(&str, Sha); 3] = [
    ("sha1", Sha::Sha1),
    ("sha256", Sha::Sha256),
    ("sha512", Sha::Sha512),
];

impl Slow {
    /// The hash that `text` is, in the forms that are in use: bcrypt, WordPress's, and PBKDF2 as Django
    /// (`pbkdf2_sha256$N$SALT$BASE64`), passlib (`$pbkdf2-sha256$N$…`), PHC strings (`$pbkdf2-sha256$i=N,l=32$…`) and
    /// Werkzeug (`pbkdf2:sha256:N$SALT$HEX`) write it. Nothing for a cost that is too high.
    pub fn read(text: &str) -> Option<Self> {
        if let Some(bcrypt) = text.strip_prefix("$wp") {
            return is_bcrypt(bcrypt).then(|| Self::WordPress(bcrypt.to_owned()));
        }
        if text.starts_with("$2") {
            return is_bcrypt(text).then(|| Self::Bcrypt(text.to_owned()));
        }
        pbkdf2_of(text)
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        match self {
            Self::Bcrypt(text) => text.clone(),
            Self::WordPress(text) => format!("$wp{text}"),
            Self::Pbkdf2 {
                digest,
                rounds,
                salt,
                hash,
            } => {
                let name = DIGESTS.iter().find(|(_, it)| it == digest);
                let name = name.map_or("", |(name, _)| name);
                let [salt, hash] = [salt, hash].map(|it| STANDARD_NO_PAD.encode(it));
                format!("$pbkdf2-{name}$i={rounds}${salt}${hash}")
            }
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
                bcrypt::verify(
                    base64::engine::general_purpose::STANDARD.encode(keyed),
                    hash,
                )
                .unwrap_or(false)
            }
            Self::Pbkdf2 {
                digest,
                rounds,
                salt,
                hash,
            } => {
                let mut computed = vec![0; hash.len()];
                let raw = raw.as_bytes();
                match digest {
                    Sha::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(raw, salt, *rounds, &mut computed),
                    Sha::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(raw, salt, *rounds, &mut computed),
                    Sha::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(raw, salt, *rounds, &mut computed),
                }
                computed.ct_eq(hash).into()
            }
        }
    }

    /// About how long a check takes, milliseconds.
    pub fn milliseconds(&self) -> u32 {
        match self {
            Self::Bcrypt(hash) | Self::WordPress(hash) => {
                bcrypt_cost(hash).map_or(0, |cost| (1 << cost) / 10)
            }
            Self::Pbkdf2 { rounds, .. } => rounds / 700,
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

fn pbkdf2_of(text: &str) -> Option<Slow> {
    let parts: Vec<&str> = text.split('$').collect();
    let (name, rounds, salt, hash) = match *parts.as_slice() {
        // passlib and PHC
        ["", name, rounds, salt, hash] => {
            let rounds = rounds.strip_prefix("i=").unwrap_or(rounds);
            let rounds = rounds.split_once(',').map_or(rounds, |(rounds, _)| rounds);
            // passlib writes "." for "+".
            let decode = |text: &str| BASE64.decode(text.replace('.', "+")).ok();
            (
                name.strip_prefix("pbkdf2-")?,
                rounds,
                decode(salt)?,
                decode(hash)?,
            )
        }
        // Django
        [name, rounds, salt, hash] => {
            let hash = BASE64.decode(hash).ok()?;
            (name.strip_prefix("pbkdf2_")?, rounds, salt.into(), hash)
        }
        // Werkzeug
        [name, salt, hash] => {
            let (name, rounds) = name.strip_prefix("pbkdf2:")?.split_once(':')?;
            (name, rounds, salt.into(), unhex(hash)?)
        }
        _ => return None,
    };
    let (_, digest) = DIGESTS.iter().find(|(it, _)| *it == name)?;
    let rounds = rounds.parse().ok()?;
    let fits = (1..=PBKDF2_MOST).contains(&rounds) && (16..=64).contains(&hash.len());
    fits.then_some(Slow::Pbkdf2 {
        digest: *digest,
        rounds,
        salt,
        hash,
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let pairs = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok());
    pairs.collect()
}
