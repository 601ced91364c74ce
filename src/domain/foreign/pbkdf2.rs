//! PBKDF2, in the forms in which other systems write it.

use base64::{
    Engine, alphabet,
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD_NO_PAD,
    },
};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;

use crate::table::Cell;

/// The most rounds that are taken: about three seconds.
const MOST: u32 = 2_000_000;
/// The same where the hash is made of several digests, each of which takes all the rounds: a check is waited for 8 seconds.
const MOST_IN_ALL: u64 = 5_000_000;

/// Base64 with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A hash of PBKDF2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pbkdf2 {
    digest: Sha,
    rounds: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

states! {
    /// The digest in its HMAC.
    Sha {
        /// SHA-1.
        Sha1 = "sha1",
        /// SHA-256.
        Sha256 = "sha256",
        /// SHA-512.
        Sha512 = "sha512",
    }
}

impl Pbkdf2 {
    /// The hash that `text` is, as Django (`pbkdf2_sha256$N$SALT$BASE64`), passlib (`$pbkdf2-sha256$N$…`), PHC strings
    /// (`$pbkdf2-sha256$i=N,l=32$…`) and Werkzeug (`pbkdf2:sha256:N$SALT$HEX`) write it. Nothing for too many rounds.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('$').collect();
        let (name, rounds, salt, hash) = match *parts.as_slice() {
            // passlib and PHC
            ["", name, rounds, salt, hash] => {
                let rounds = rounds.strip_prefix("i=").unwrap_or(rounds);
                let rounds = rounds.split_once(',').map_or(rounds, |(rounds, _)| rounds);
                // passlib writes "." for "+".
                let decode = |text: &str| BASE64.decode(text.replace('.', "+")).ok();
                let name = name.strip_prefix("pbkdf2-")?;
                (name, rounds, decode(salt)?, decode(hash)?)
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
        let digest = Sha::of(name.into())?;
        let rounds = rounds.parse().ok()?;
        let fits = (1..=MOST).contains(&rounds) && (16..=64).contains(&hash.len());
        let read = fits.then_some(Self {
            digest,
            rounds,
            salt,
            hash,
        })?;
        (read.work() <= MOST_IN_ALL).then_some(read)
    }

    /// As it is kept: a PHC string.
    pub fn to_text(&self) -> String {
        let [salt, hash] = [&self.salt, &self.hash].map(|it| STANDARD_NO_PAD.encode(it));
        format!(
            "$pbkdf2-{}$i={}${salt}${hash}",
            self.digest.word(),
            self.rounds
        )
    }

    /// Whether the password `raw` made it.
    pub fn opens(&self, raw: &str) -> bool {
        let compute = match self.digest {
            Sha::Sha1 => pbkdf2_hmac::<Sha1>,
            Sha::Sha256 => pbkdf2_hmac::<Sha256>,
            Sha::Sha512 => pbkdf2_hmac::<Sha512>,
        };
        let mut computed = vec![0; self.hash.len()];
        compute(raw.as_bytes(), &self.salt, self.rounds, &mut computed);
        computed.ct_eq(&self.hash).into()
    }

    /// About how long a check takes, milliseconds.
    pub fn milliseconds(&self) -> u32 {
        (self.work() / 700) as u32
    }

    /// Rounds, for each digest that the hash is made of.
    fn work(&self) -> u64 {
        let digest = match self.digest {
            Sha::Sha1 => 20,
            Sha::Sha256 => 32,
            Sha::Sha512 => 64,
        };
        u64::from(self.rounds) * self.hash.len().div_ceil(digest) as u64
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_of_several_digests_takes_as_many_times_the_rounds() {
        let read = |name: &str, rounds: u32, bytes: usize| {
            let hash = "00".repeat(bytes);
            Pbkdf2::read(&format!("pbkdf2:{name}:{rounds}$salt${hash}"))
        };
        let takes = |name: &str, bytes: usize| read(name, 70_000, bytes).unwrap().milliseconds();
        assert_eq!(takes("sha1", 20), 100);
        assert_eq!(takes("sha1", 64), 400);
        assert_eq!(takes("sha256", 32), 100);
        assert_eq!(takes("sha256", 64), 200);
        assert_eq!(takes("sha512", 64), 100);
        assert!(read("sha1", 2_000_000, 40).is_some() && read("sha1", 1_000_000, 64).is_some());
        assert_eq!(read("sha1", 2_000_000, 64), None);
        assert_eq!(read("sha512", 2_000_001, 64), None);
    }
}
