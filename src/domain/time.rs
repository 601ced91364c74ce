//! Time as the contract writes it: strings in the deployment's zone, and how long something is overdue.

use time::{OffsetDateTime, UtcOffset};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
/// Seconds of a day.
pub const DAY: i64 = 24 * HOUR;

/// The deployment's zone: a fixed distance from UTC (variable `UTC_OFFSET_MINUTES`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    minutes: i32,
}

impl Zone {
    /// UTC+8, the default.
    pub const CHINA: Self = Self { minutes: 480 };

    /// The zone `minutes` east of UTC, if there is such a one (less than a day away).
    pub fn from_minutes(minutes: i32) -> Option<Self> {
        (minutes.abs() < 24 * 60).then_some(Self { minutes })
    }

    /// `at` (Unix seconds) as `YYYY-MM-DD HH:MM:SS`.
    ///
    /// A time outside the years 0 to 9999 is written as the nearest one inside.
    pub fn format(self, at: i64) -> String {
        let (first, last) = (-62_135_596_800, 253_402_300_799 - DAY);
        let utc = OffsetDateTime::from_unix_timestamp(at.clamp(first + DAY, last))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let offset =
            UtcOffset::from_whole_seconds(self.minutes * MINUTE as i32).unwrap_or(UtcOffset::UTC);
        let t = utc.to_offset(offset);
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }

    /// How far east of UTC it is, in seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.minutes) * MINUTE
    }

    /// The number of the calendar day that `at` (Unix seconds) falls on.
    pub fn day(self, at: i64) -> i64 {
        (at + self.seconds()).div_euclid(DAY)
    }

    /// When that day began, Unix seconds.
    pub fn midnight(self, at: i64) -> i64 {
        self.day(at) * DAY - self.seconds()
    }
}

/// The calendar day of a [`Zone::day`] number, as `YYYY-MM-DD`.
pub fn date(day: i64) -> String {
    let mut text = Zone { minutes: 0 }.format(day.saturating_mul(DAY));
    text.truncate("YYYY-MM-DD".len());
    text
}

/// `at` (Unix seconds) as mails write it (RFC 5322), in UTC.
pub fn rfc5322(at: i64) -> String {
    let t = OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (weekday, month) = (t.weekday().to_string(), t.month().to_string());
    format!(
        "{weekday:.3}, {} {month:.3} {:04} {:02}:{:02}:{:02} +0000",
        t.day(),
        t.year(),
        t.hour(),
        t.minute(),
        t.second()
    )
}

/// `at` (Unix seconds) as programs write it (RFC 3339), in UTC.
pub fn iso(at: i64) -> String {
    Zone { minutes: 0 }.format(at).replace(' ', "T") + "Z"
}

/// How long something has been overdue (`seconds`), as the contract phrases it:
/// minutes (at least 1) below an hour, hours below a day, days below 31, then months of 30 days.
pub fn overdue(seconds: i64) -> String {
    let (n, unit) = match seconds {
        ..HOUR => ((seconds / MINUTE).max(1), "分钟"),
        HOUR..DAY => (seconds / HOUR, "时"),
        _ if seconds < 31 * DAY => (seconds / DAY, "天"),
        _ => (seconds / (30 * DAY), "月"),
    };
    format!("已逾期({n}{unit})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_documents_login_time_is_in_utc_plus_8() {
        assert_eq!(Zone::CHINA.format(1_749_719_791), "2025-06-12 17:16:31");
    }

    #[test]
    fn mails_have_the_date_in_utc() {
        assert_eq!(rfc5322(1_749_719_791), "Thu, 12 Jun 2025 09:16:31 +0000");
        assert_eq!(rfc5322(0), "Thu, 1 Jan 1970 00:00:00 +0000");
        assert_eq!(rfc5322(i64::MAX), rfc5322(0));
    }

    #[test]
    fn another_zone_shifts_the_string() {
        let zone = Zone::from_minutes(-90).unwrap();
        assert_eq!(zone.format(0), "1969-12-31 22:30:00");
        assert_eq!(Zone::from_minutes(1_440), None);
    }

    #[test]
    fn overdue_phrases_change_at_their_documented_borders() {
        for (seconds, phrase) in [
            (0, "已逾期(1分钟)"),
            (59, "已逾期(1分钟)"),
            (120, "已逾期(2分钟)"),
            (3_599, "已逾期(59分钟)"),
            (3_600, "已逾期(1时)"),
            (86_399, "已逾期(23时)"),
            (86_400, "已逾期(1天)"),
            (31 * 86_400 - 1, "已逾期(30天)"),
            (31 * 86_400, "已逾期(1月)"),
            (60 * 86_400 - 1, "已逾期(1月)"),
            (60 * 86_400, "已逾期(2月)"),
            (400 * 86_400, "已逾期(13月)"),
        ] {
            assert_eq!(overdue(seconds), phrase, "{seconds}");
        }
    }

    #[test]
    fn days_change_at_local_midnight() {
        // 2025-06-11 16:00:00 UTC is midnight in UTC+8.
        let midnight = 1_749_657_600;
        assert_eq!(Zone::CHINA.midnight(midnight), midnight);
        assert_eq!(Zone::CHINA.midnight(midnight + 86_399), midnight);
        assert_eq!(Zone::CHINA.day(midnight), Zone::CHINA.day(midnight - 1) + 1);
    }

    proptest! {
        #[test]
        fn no_time_and_no_zone_panics(at in any::<i64>(), minutes in -1_439_i32..1_440) {
            let text = Zone::from_minutes(minutes).unwrap().format(at);
            prop_assert_eq!(text.len(), 19);
        }

        #[test]
        fn no_overdue_span_panics(seconds in any::<i64>()) {
            prop_assert!(overdue(seconds).starts_with("已逾期("));
        }
    }
}
