//! Lengths of time.

use super::time::NANOS_PER_SECOND;
use std::fmt;

/// The mean length of a month in the Gregorian calendar, for fractions of a month.
pub const DAYS_PER_MONTH: f64 = 30.436_875;

/// A length of time in months, days and seconds, which do not convert into each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    /// Months.
    pub months: i64,
    /// Days.
    pub days: i64,
    /// Seconds; rounded down where there are nanoseconds.
    pub seconds: i64,
    /// Nanoseconds of the second, 0 to 999,999,999.
    pub nanos: i32,
}

impl Duration {
    /// Makes a length of time; `None` where the seconds do not fit.
    pub fn new(months: i64, days: i64, seconds: i64, nanos: i64) -> Option<Self> {
        let seconds = seconds.checked_add(nanos.div_euclid(NANOS_PER_SECOND))?;
        let nanos = i32::try_from(nanos.rem_euclid(NANOS_PER_SECOND)).ok()?;
        Some(Self { months, days, seconds, nanos })
    }

    /// Makes a length of time from parts with fractions: that of a month goes on as days, that of a day as seconds.
    pub fn from_parts(months: f64, days: f64, seconds: f64, nanos: f64) -> Option<Self> {
        let whole_months = months.trunc();
        let days = days + (months - whole_months) * DAYS_PER_MONTH;
        let whole_days = days.trunc();
        let seconds = seconds + (days - whole_days) * 86_400.0;
        let whole_seconds = seconds.trunc();
        let nanos = nanos + (seconds - whole_seconds) * NANOS_PER_SECOND as f64;
        Self::new(whole(whole_months)?, whole(whole_days)?, whole(whole_seconds)?, whole(nanos.trunc())?)
    }

    /// Returns the length for ordering: nanoseconds, with months and days at their mean length.
    pub fn mean_nanos(&self) -> i128 {
        let seconds = i128::from(self.months) * 2_629_746 + i128::from(self.days) * 86_400 + i128::from(self.seconds);
        seconds * i128::from(NANOS_PER_SECOND) + i128::from(self.nanos)
    }
}

/// Returns a whole number that fits.
fn whole(number: f64) -> Option<i64> {
    (number.is_finite() && number.abs() < 9.2e18).then_some(number as i64)
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::default() {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        let mut part = |number: i64, unit: char| if number == 0 { Ok(()) } else { write!(f, "{number}{unit}") };
        part(self.months / 12, 'Y')?;
        part(self.months % 12, 'M')?;
        part(self.days, 'D')?;
        if self.seconds == 0 && self.nanos == 0 {
            return Ok(());
        }
        f.write_str("T")?;
        let total = i128::from(self.seconds) * i128::from(NANOS_PER_SECOND) + i128::from(self.nanos);
        let (negative, size) = (total < 0, total.unsigned_abs());
        let (seconds, nanos) = (size / 1_000_000_000, size % 1_000_000_000);
        let sign = if negative { "-" } else { "" };
        for (number, unit) in [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M')] {
            if number != 0 {
                write!(f, "{sign}{number}{unit}")?;
            }
        }
        if seconds % 60 != 0 || nanos != 0 {
            write!(f, "{sign}{}", seconds % 60)?;
            if nanos != 0 {
                write!(f, ".{}", format!("{nanos:09}").trim_end_matches('0'))?;
            }
            f.write_str("S")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fraction_of_a_second_keeps_its_sign() {
        let half_less = Duration::new(0, 0, 0, -500_000_000).unwrap();
        assert_eq!(half_less.to_string(), "PT-0.5S");
        assert_eq!(Duration::new(14, -3, 3661, 0).unwrap().to_string(), "P1Y2M-3DT1H1M1S");
    }

    #[test]
    fn a_fraction_of_a_month_goes_on_as_days() {
        assert_eq!(Duration::from_parts(0.5, 0.0, 0.0, 0.0).unwrap().to_string(), "P15DT5H14M33S");
    }
}
