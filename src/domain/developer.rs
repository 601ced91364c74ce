//! A developer: who owns apps, and whether their account still stands.

use super::time;

/// What a developer's record says about their standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Developer {
    /// Whether the owner has disabled the developer.
    pub disabled: bool,
    /// Unix seconds at which the account lapses; `None` never does.
    pub expires_at: Option<i64>,
}

/// Why a developer's apps are not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lapse {
    /// Disabled by the owner.
    Disabled,
    /// Past `expires_at`, with the phrase that says for how long.
    Overdue(String),
}

impl Developer {
    /// Whether the developer is in good standing at `now` (Unix seconds).
    ///
    /// # Errors
    /// The [`Lapse`]; being disabled comes before being overdue.
    pub fn standing(&self, now: i64) -> Result<(), Lapse> {
        if self.disabled {
            return Err(Lapse::Disabled);
        }
        match self.expires_at {
            Some(end) if end <= now => Err(Lapse::Overdue(time::overdue(now - end))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_developer_lapses_at_the_second_it_expires() {
        let developer = Developer {
            disabled: false,
            expires_at: Some(1_000),
        };
        assert_eq!(developer.standing(999), Ok(()));
        assert_eq!(
            developer.standing(1_000),
            Err(Lapse::Overdue("已逾期(1分钟)".into()))
        );
    }

    #[test]
    fn disabled_comes_before_overdue() {
        let developer = Developer {
            disabled: true,
            expires_at: Some(0),
        };
        assert_eq!(developer.standing(1), Err(Lapse::Disabled));
    }
}
