//! Days of the proleptic Gregorian calendar.

use std::fmt;

/// The farthest year from year 0 that a date may have.
const YEAR_BOUND: i64 = 999_999_999;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i64,
}

impl Date {
    /// Makes the date of a number of days after 1970-01-01; `None` beyond the years ±999,999,999.
    pub fn from_days(days: i64) -> Option<Self> {
        (-365_243_219_162..=365_241_780_471).contains(&days).then_some(Self { days })
    }

    /// Makes a date; `None` where there is no such day.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(-YEAR_BOUND..=YEAR_BOUND).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        if !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        Some(Self { days: days_from_civil(year, month, day) })
    }

    /// Makes a date from ISO year, week and day of the week (Monday is 1).
    pub fn from_week(year: i64, week: i64, weekday: i64) -> Option<Self> {
        if !(1..=weeks_in_year(year)).contains(&week) || !(1..=7).contains(&weekday) {
            return None;
        }
        let fourth = Self::new(year, 1, 4)?;
        Self::from_days(fourth.days - (fourth.weekday() - 1) + (week - 1) * 7 + weekday - 1)
    }

    /// Makes a date from year and day of the year.
    pub fn from_ordinal(year: i64, ordinal: i64) -> Option<Self> {
        let length = if is_leap(year) { 366 } else { 365 };
        if !(1..=length).contains(&ordinal) {
            return None;
        }
        Self::from_days(Self::new(year, 1, 1)?.days + ordinal - 1)
    }

    /// Makes a date from year, quarter and day of the quarter.
    pub fn from_quarter(year: i64, quarter: i64, day: i64) -> Option<Self> {
        if !(1..=4).contains(&quarter) {
            return None;
        }
        let first = Self::new(year, (quarter - 1) * 3 + 1, 1)?;
        let date = Self::from_days(first.days + day - 1)?;
        (day >= 1 && date.quarter() == quarter && date.year() == year).then_some(date)
    }

    /// Returns the days since 1970-01-01.
    pub const fn days(self) -> i64 {
        self.days
    }

    /// Returns year, month and day.
    pub const fn civil(self) -> (i64, i64, i64) {
        civil_from_days(self.days)
    }

    /// Returns the year.
    pub const fn year(self) -> i64 {
        self.civil().0
    }

    /// Returns the month, from 1.
    pub const fn month(self) -> i64 {
        self.civil().1
    }

    /// Returns the day of the month, from 1.
    pub const fn day(self) -> i64 {
        self.civil().2
    }

    /// Returns the quarter, from 1.
    pub const fn quarter(self) -> i64 {
        (self.month() - 1) / 3 + 1
    }

    /// Returns the day of the quarter, from 1.
    pub const fn day_of_quarter(self) -> i64 {
        self.days - days_from_civil(self.year(), (self.quarter() - 1) * 3 + 1, 1) + 1
    }

    /// Returns the day of the year, from 1.
    pub const fn ordinal(self) -> i64 {
        self.days - days_from_civil(self.year(), 1, 1) + 1
    }

    /// Returns the day of the week; Monday is 1.
    pub const fn weekday(self) -> i64 {
        (self.days + 3).rem_euclid(7) + 1
    }

    /// Returns ISO year and week.
    pub const fn week(self) -> (i64, i64) {
        let year = self.year();
        let week = (self.ordinal() - self.weekday() + 10) / 7;
        if week < 1 {
            (year - 1, weeks_in_year(year - 1))
        } else if week > weeks_in_year(year) {
            (year + 1, 1)
        } else {
            (year, week)
        }
    }

    /// Returns the date that many months later; a day that the month lacks becomes its last.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let (year, month, day) = self.civil();
        let total = year.checked_mul(12)?.checked_add(month - 1)?.checked_add(months)?;
        let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
        Self::new(year, month, day.min(days_in_month(year, month)))
    }

    /// Returns the date that many days later.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_days(self.days.checked_add(days)?)
    }
}

/// Returns how many days a month has.
pub(super) const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Returns 53 for the years that begin on a Thursday, and for leap years that begin on a Wednesday; else 52.
const fn weeks_in_year(year: i64) -> i64 {
    let first = (days_from_civil(year, 1, 1) + 3).rem_euclid(7) + 1;
    if first == 4 || (first == 3 && is_leap(year)) { 53 } else { 52 }
}

// Both ways after Howard Hinnant, "chrono-compatible low-level date algorithms": eras of 400 years that begin in March.

const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        let (year, month, day) = (date.year().into(), date.month().into(), date.day().into());
        Self { days: days_from_civil(year, month, day) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        match year {
            0..=9999 => write!(f, "{year:04}")?,
            10_000.. => write!(f, "+{year}")?,
            _ => write!(f, "-{:04}", -year)?,
        }
        write!(f, "-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_calendar_meet_at_both_ends() {
        for (year, month, day) in
            [(1970, 1, 1), (2000, 2, 29), (1900, 2, 28), (-999_999_999, 1, 1), (999_999_999, 12, 31)]
        {
            let date = Date::new(year, month, day).unwrap();
            assert_eq!(date.civil(), (year, month, day));
            assert_eq!(Date::from_days(date.days()), Some(date));
        }
        assert_eq!(Date::new(2021, 2, 29), None);
        assert_eq!(Date::new(999_999_999, 12, 31).and_then(|last| last.plus_days(1)), None);
    }

    #[test]
    fn weeks_follow_the_iso_calendar() {
        assert_eq!(Date::new(2021, 1, 3).unwrap().week(), (2020, 53));
        assert_eq!(Date::new(2018, 12, 31).unwrap().week(), (2019, 1));
        assert_eq!(Date::from_week(2015, 30, 2), Date::new(2015, 7, 21));
    }
}
