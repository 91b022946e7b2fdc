//! Times of day.

use super::zone::format_offset;
use std::cmp::Ordering;
use std::fmt;

/// Nanoseconds in a second.
pub const NANOS_PER_SECOND: i64 = 1_000_000_000;
/// Nanoseconds in a day of 24 hours.
pub const NANOS_PER_DAY: i64 = 86_400 * NANOS_PER_SECOND;

/// A time of day, to the nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    nanos: i64,
}

/// A time of day with its offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// The time on the clock there.
    pub local: LocalTime,
    /// Seconds that the clock there is ahead of UTC.
    pub offset: i32,
}

impl LocalTime {
    /// The first moment of the day.
    pub const MIDNIGHT: Self = Self { nanos: 0 };

    /// Makes a time from nanoseconds after midnight.
    pub fn from_nanos(nanos: i64) -> Option<Self> {
        (0..NANOS_PER_DAY).contains(&nanos).then_some(Self { nanos })
    }

    /// Makes a time from nanoseconds after some midnight, whatever the day.
    pub const fn wrapping(nanos: i64) -> Self {
        Self { nanos: nanos.rem_euclid(NANOS_PER_DAY) }
    }

    /// Makes a time; `None` where the clock has no such time.
    pub fn new(hour: i64, minute: i64, second: i64, nanosecond: i64) -> Option<Self> {
        let valid = (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second)
            && (0..NANOS_PER_SECOND).contains(&nanosecond);
        valid.then(|| Self { nanos: ((hour * 60 + minute) * 60 + second) * NANOS_PER_SECOND + nanosecond })
    }

    /// Returns the nanoseconds since midnight.
    pub const fn nanos(self) -> i64 {
        self.nanos
    }

    /// Returns the hour.
    pub const fn hour(self) -> i64 {
        self.nanos / (3600 * NANOS_PER_SECOND)
    }

    /// Returns the minute of the hour.
    pub const fn minute(self) -> i64 {
        self.nanos / (60 * NANOS_PER_SECOND) % 60
    }

    /// Returns the second of the minute.
    pub const fn second(self) -> i64 {
        self.nanos / NANOS_PER_SECOND % 60
    }

    /// Returns the nanosecond of the second.
    pub const fn nanosecond(self) -> i64 {
        self.nanos % NANOS_PER_SECOND
    }
}

impl Time {
    /// Returns the nanoseconds between UTC's midnight and this time; two times that are equal here are the same moment.
    pub const fn utc_nanos(self) -> i64 {
        self.local.nanos - self.offset as i64 * NANOS_PER_SECOND
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.utc_nanos(), self.local, self.offset).cmp(&(other.utc_nanos(), other.local, other.offset))
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())?;
        if self.second() != 0 || self.nanosecond() != 0 {
            write!(f, ":{:02}", self.second())?;
        }
        if self.nanosecond() != 0 {
            write!(f, ".{}", format!("{:09}", self.nanosecond()).trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, format_offset(self.offset))
    }
}
