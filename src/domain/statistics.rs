//! Statistics of users: how long they stay good, and registrations by the day.

use serde_json::Value;

/// Days of registrations that are kept.
pub const DAYS: i64 = 90;

/// Seconds for which statistics stay good however few rows they take.
const MIN_AGE: i64 = 60;
/// Rows that looking at statistics may read in a second, on average.
const ROWS_PER_SECOND: i64 = 25;

/// Whether statistics of `age` seconds, which took `rows` rows to find, are to be found again. Who
/// looks at those of one scope all day long makes about 2 million rows be read, of the free plan's 5
/// million.
pub fn stale(age: i64, rows: i64) -> bool {
    age < 0 || age >= MIN_AGE.max(rows / ROWS_PER_SECOND)
}

/// Registrations of the last `days` days, oldest first, the day `today` last, from what was `found`: an
/// object of counts by the day's number. A day that it does not name has none.
pub fn registrations(found: &Value, today: i64, days: i64) -> Vec<i64> {
    (today - days + 1..=today)
        .map(|day| found[day.to_string()].as_i64().unwrap_or_default())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn few_rows_are_good_for_a_minute_and_many_for_longer() {
        for (age, rows, expected) in [
            (59, 0, false),
            (60, 0, true),
            (60, 1_525, false),
            (61, 1_525, true),
            (3_999, 100_000, false),
            (4_000, 100_000, true),
            (-1, 0, true),
        ] {
            assert_eq!(stale(age, rows), expected, "{age} {rows}");
        }
    }

    #[test]
    fn looking_all_day_reads_about_two_million_rows() {
        for rows in [100_i64, 1_500, 10_000, 100_000, 1_000_000] {
            let (mut last, mut read) = (0, rows);
            for second in 1..86_400 {
                if stale(second - last, rows) {
                    (last, read) = (second, read + rows);
                }
            }
            assert!(read <= 2_160_000 + rows, "{rows}: {read}");
            assert!(read >= 60 * rows.min(1_500), "{rows}: {read}");
        }
    }

    #[test]
    fn days_without_an_entry_have_none() {
        let found = json!({"12": 5, "10": 3});
        assert_eq!(registrations(&found, 12, 4), [0, 3, 0, 5]);
        for found in [json!({}), json!(null), json!("12:5")] {
            assert_eq!(registrations(&found, 12, 2), [0, 0]);
        }
    }

    #[test]
    fn days_before_the_first_and_after_today_are_left_out() {
        let found = json!({"8": 9, "9": 1, "10": 2, "11": 7});
        assert_eq!(registrations(&found, 10, 2), [1, 2]);
        assert_eq!(registrations(&found, 12, 2), [7, 0]);
    }
}
