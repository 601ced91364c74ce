//! Days in a row with a login (连续登录).

use super::time::Zone;

/// The streak that a login at `now` leaves behind: how many calendar days in a row before
/// today had a login (contract, "Login's profile object").
///
/// `previous` is the last login and the streak it left, `None` for the first login ever.
/// Times are Unix seconds; the calendar is the deployment's `zone`.
pub fn after_login(previous: Option<(i64, i64)>, now: i64, zone: Zone) -> i64 {
    let Some((last, streak)) = previous else {
        return 0;
    };
    match zone.day(now) - zone.day(last) {
        1 => streak + 1,
        // Today already counted; a clock that ran ahead elsewhere must not end a streak.
        ..=0 => streak,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;
    /// 2025-06-12 00:00:00 in UTC+8.
    const MIDNIGHT: i64 = 1_749_657_600;

    #[test]
    fn the_first_login_starts_at_zero() {
        assert_eq!(after_login(None, MIDNIGHT, Zone::CHINA), 0);
    }

    #[test]
    fn a_login_on_the_next_calendar_day_adds_one() {
        let late = MIDNIGHT - 1;
        assert_eq!(after_login(Some((late, 4)), MIDNIGHT, Zone::CHINA), 5);
    }

    #[test]
    fn more_logins_on_one_day_change_nothing() {
        let last = MIDNIGHT;
        assert_eq!(after_login(Some((last, 4)), last + DAY - 1, Zone::CHINA), 4);
        assert_eq!(after_login(Some((last, 4)), last - DAY, Zone::CHINA), 4);
    }

    #[test]
    fn a_gap_starts_again_at_zero() {
        let last = MIDNIGHT - 1;
        assert_eq!(after_login(Some((last, 9)), MIDNIGHT + DAY, Zone::CHINA), 0);
    }
}
