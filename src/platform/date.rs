//! Days of the calendar, as the tables write them.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Deserialize, Deserializer, de};

/// A day of the Gregorian calendar: `2027-01-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Not a day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date like 2027-01-06")]
pub struct DateError(String);

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

impl Date {
    /// The day that it is, in UTC.
    pub fn today() -> Self {
        let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        Self::from_unix_seconds(since.as_secs())
    }

    /// The day, in UTC, on which so many seconds have passed since 1970 began.
    pub fn from_unix_seconds(seconds: u64) -> Self {
        // Howard Hinnant's civil_from_days; eras of 400 years begin on the first of March.
        let days = seconds / SECONDS_A_DAY + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let months_since_march = (5 * day_of_year + 2) / 153;
        let month = if months_since_march < 10 {
            months_since_march + 3
        } else {
            months_since_march - 9
        };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        Self {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month: u8::try_from(month).unwrap_or(12),
            day: u8::try_from(day_of_year - (153 * months_since_march + 2) / 5 + 1).unwrap_or(31),
        }
    }

    /// Days from `earlier` to this day; negative where it is the later one.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.day_number() - earlier.day_number()
    }

    fn day_number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let months_since_march = (i64::from(self.month) + 9) % 12;
        let leap_days = year / 4 - year / 100 + year / 400;
        365 * year + leap_days + (153 * months_since_march + 2) / 5 + i64::from(self.day)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let mut parts = text.splitn(3, '-').map(str::parse::<u16>);
        let (Some(Ok(year)), Some(Ok(month @ 1..=12)), Some(Ok(day @ 1..=31))) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(DateError(text.to_owned()));
        };
        let small = |number: u16| u8::try_from(number).map_err(|_| DateError(text.to_owned()));
        Ok(Self {
            year,
            month: small(month)?,
            day: small(day)?,
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn seconds_since_1970_become_the_day_in_utc() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (951_868_799, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_795_219_199, "2026-11-20"),
            (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
        ] {
            assert_eq!(Date::from_unix_seconds(seconds).to_string(), day);
        }
    }

    #[test]
    fn days_between_dates_cross_months_and_leap_years() {
        assert_eq!(date("2027-01-06").days_since(date("2026-11-21")), 46);
        assert_eq!(date("2028-03-01").days_since(date("2028-02-28")), 2);
        assert_eq!(date("2026-11-21").days_since(date("2027-01-06")), -46);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2026-13-01", "2026-11", "tomorrow", "2026-01-00"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
