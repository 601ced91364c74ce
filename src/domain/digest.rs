//! SHA-256 fingerprints, and comparing them without telling how far they agree.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The SHA-256 of `data` as 64 lower-case hex digits.
///
/// Secrets are stored and looked up by this (tokens, developer keys), or compared by it
/// (signatures, the admin key), so that no comparison runs over the secret itself.
pub fn sha256_hex(data: &[u8]) -> String {
    hex(&Sha256::digest(data))
}

/// `bytes` as lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .map(char::from)
        .collect()
}

/// Whether two digests are the same, in time that depends on their lengths alone.
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sha256_of_abc_is_the_standards() {
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    proptest! {
        #[test]
        fn same_is_equality(a in "[0-9a-f]{0,8}", b in "[0-9a-f]{0,8}") {
            prop_assert_eq!(same(&a, &b), a == b);
            prop_assert!(same(&a, &a));
        }
    }
}
