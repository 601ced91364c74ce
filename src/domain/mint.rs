//! What the deployment makes up: app ids, signatures and developer keys.

use super::digest;

/// A new app id: ten decimal digits, the first of them not 0.
///
/// An id is a name, not a secret; the database refuses the rare second use of one.
pub fn appid(random: [u8; 8]) -> String {
    let span = 9_000_000_000_u64;
    (1_000_000_000 + u64::from_le_bytes(random) % span).to_string()
}

/// A new app signature: 32 lower-case hex digits (128 random bits).
pub fn signature(random: [u8; 16]) -> String {
    digest::hex(&random)
}

/// A new developer key: `nbk_` and 64 hex digits (256 random bits). Only its digest is stored.
///
/// The prefix lets secret scanners and people recognise a leaked key.
pub fn developer_key(random: [u8; 32]) -> String {
    format!("nbk_{}", digest::hex(&random))
}

/// A new secret by which an app's webhooks are signed: `whsec_` and 48 hex digits, which are base64 of 36 bytes as well.
pub fn webhook_secret(random: [u8; 24]) -> String {
    format!("whsec_{}", digest::hex(&random))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_appid_is_ten_digits(random in any::<[u8; 8]>()) {
            let fits = rule::fits("^[1-9][0-9]{9}$", &appid(random));
            prop_assert!(fits);
        }
    }
}
