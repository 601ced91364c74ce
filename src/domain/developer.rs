//! A developer: who owns apps, and whether they are still served.

use super::{state::DeveloperState, time};
use crate::{
    columns,
    table::{Initial, Kind, MAX_INT, shown},
};

columns! {
    /// One row of `developers`, but for the digest of its key.
    pub struct Developer, key id {
        /// Number; 1 is the built-in "owner".
        id: i64 = shown(Kind::Integer(1, MAX_INT)),
            ["编号", "Number", "1 为内置开发者 owner。", "1 is the built-in developer owner."];
        /// Display name.
        name: String = shown(Kind::Line(100)).written(), ["名称", "Name", "只在后台里显示。最多 100 个字符。", "Shown in this console only. At most 100 characters."];
        /// Whether the developer's key and apps work.
        status: DeveloperState = shown(Kind::Word(DeveloperState::WORDS)).written().initially(Initial::Word("active")),
            ["状态", "Status", "停用后，其密钥与全部应用都不能使用。", "Disabling stops the developer's key and all its apps."];
        /// When the developer lapses, Unix seconds; never where there is none.
        expires_at: Option<i64> = shown(Kind::Time).written().clears(),
            ["到期时间", "Expires", "到期后，开发者的应用会提示“开发者账号已逾期”，直到你延长；数据不会丢，开发者仍能登录后台。",
             "After that the developer's apps are refused (“开发者账号已逾期”) until you extend it. No data is lost, and the developer can still sign in here."];
        /// Unix seconds.
        created_at: i64 = shown(Kind::Time), ["创建时间", "Created", "Unix 秒。", "Unix seconds."];
    }
}

/// Why a developer's apps are not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lapse {
    /// Disabled by the owner.
    Disabled,
    /// Past `expires_at`, with the phrase that says for how long.
    Overdue(String),
}

/// Whether the apps of a developer in `state`, who lapses at `expires_at`, are served at `now` (both
/// Unix seconds; without the first never).
///
/// # Errors
/// The [`Lapse`]; being disabled comes before being overdue.
pub fn check(state: DeveloperState, expires_at: Option<i64>, now: i64) -> Result<(), Lapse> {
    if state == DeveloperState::Disabled {
        return Err(Lapse::Disabled);
    }
    match expires_at {
        Some(end) if end <= now => Err(Lapse::Overdue(time::overdue(now - end))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_developer_lapses_at_the_second_it_expires() {
        let at = |now| check(DeveloperState::Active, Some(1_000), now);
        assert_eq!(at(999), Ok(()));
        assert_eq!(at(1_000), Err(Lapse::Overdue("已逾期(1分钟)".into())));
    }

    #[test]
    fn disabled_comes_before_overdue() {
        let disabled = check(DeveloperState::Disabled, Some(0), 1);
        assert_eq!(disabled, Err(Lapse::Disabled));
    }
}
