//! An app: what its developer set, and whether its callers are served.

use super::{developer::Developer, digest, failure::Failure};

/// What an app asks of account names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRules {
    /// Shortest account, in characters.
    pub min: i64,
    /// Longest account, in characters.
    pub max: i64,
    /// Setting `strict_format`: bind_mail and update_sign without a token take digits-only
    /// accounts and letters-and-digits passwords, as their documents say.
    pub strict: bool,
}

/// What a call needs to know of its app and the app's developer: one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// SHA-256 of the app's signature, hex.
    pub signature_digest: String,
    /// "active", "reviewing" or "disabled".
    pub status: String,
    /// Whether qq, bind_mail and update_sign want a token; else they want user and pass.
    pub token_required: bool,
    /// Seconds a token lives.
    pub token_ttl: i64,
    /// Shortest account, in characters.
    pub account_min: i64,
    /// Longest account, in characters.
    pub account_max: i64,
    /// Whether the documents' narrower formats apply.
    pub strict_format: bool,
    /// "active" or "disabled".
    pub developer_status: String,
    /// Unix seconds at which the developer lapses.
    pub developer_expires_at: Option<i64>,
}

impl Standing {
    /// Steps 4 to 6 of the contract's order of checks: the signature (given as its SHA-256,
    /// compared in constant time), the developer, the app. `now` is in Unix seconds.
    ///
    /// # Errors
    /// The first of [`Failure::WrongSignature`], [`Failure::Developer`], [`Failure::AppReviewing`]
    /// and [`Failure::AppDisabled`] that holds.
    pub fn admit(&self, signature_digest: &str, now: i64) -> Result<(), Failure> {
        if !digest::same(&self.signature_digest, signature_digest) {
            return Err(Failure::WrongSignature);
        }
        let developer = Developer {
            disabled: self.developer_status != "active",
            expires_at: self.developer_expires_at,
        };
        developer.standing(now)?;
        match self.status.as_str() {
            "active" => Ok(()),
            "reviewing" => Err(Failure::AppReviewing),
            _ => Err(Failure::AppDisabled),
        }
    }

    /// Whether the app's users prove themselves by token (后台“用户令牌校验”).
    pub fn wants_token(&self) -> bool {
        self.token_required
    }

    /// What the app asks of account names.
    pub fn account_rules(&self) -> AccountRules {
        AccountRules {
            min: self.account_min,
            max: self.account_max,
            strict: self.strict_format,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::developer::Lapse;

    fn standing() -> Standing {
        Standing {
            signature_digest: digest::sha256_hex(b"signature"),
            status: "active".into(),
            token_required: true,
            token_ttl: 86_400,
            account_min: 4,
            account_max: 32,
            strict_format: true,
            developer_status: "active".into(),
            developer_expires_at: None,
        }
    }

    #[test]
    fn an_active_app_with_its_signature_is_admitted() {
        let right = digest::sha256_hex(b"signature");
        assert_eq!(standing().admit(&right, 0), Ok(()));
    }

    #[test]
    fn checks_follow_the_contracts_order() {
        let right = digest::sha256_hex(b"signature");
        let mut app = standing();
        app.status = "disabled".into();
        assert_eq!(app.admit(&right, 9), Err(Failure::AppDisabled));
        app.status = "reviewing".into();
        assert_eq!(app.admit(&right, 9), Err(Failure::AppReviewing));
        app.developer_expires_at = Some(9);
        let overdue = Lapse::Overdue("已逾期(1分钟)".into());
        assert_eq!(app.admit(&right, 9), Err(Failure::Developer(overdue)));
        app.developer_status = "disabled".into();
        assert_eq!(
            app.admit(&right, 9),
            Err(Failure::Developer(Lapse::Disabled))
        );
        let wrong = digest::sha256_hex(b"Signature");
        assert_eq!(app.admit(&wrong, 9), Err(Failure::WrongSignature));
    }
}
