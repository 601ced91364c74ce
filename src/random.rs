//! Randomness, from the runtime's own generator.

use crate::domain::failure::Failure;

/// `N` random bytes.
///
/// # Errors
/// [`Failure::Internal`] if the runtime has none to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Failure::Internal(format!("randomness: {e}")))?;
    Ok(bytes)
}
