//! A day and a time of day, with and without a zone.

use super::date::Date;
use super::time::{LocalTime, NANOS_PER_DAY, NANOS_PER_SECOND};
use super::zone::{Zone, format_offset};
use std::cmp::Ordering;
use std::fmt;

/// A day and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: LocalTime,
}

/// A day and a time of day in a zone: a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTime {
    /// What calendar and clock there show.
    pub local: LocalDateTime,
    /// Seconds that the clock there is ahead of UTC.
    pub offset: i32,
    /// The zone that gives the offset.
    pub zone: Zone,
}

impl LocalDateTime {
    /// Makes a day and time from seconds since 1970-01-01T00:00 and nanoseconds.
    pub fn from_epoch(seconds: i64, nanos: i64) -> Option<Self> {
        let seconds = seconds.checked_add(nanos.div_euclid(NANOS_PER_SECOND))?;
        let date = Date::from_days(seconds.div_euclid(86_400))?;
        let nanos = seconds.rem_euclid(86_400) * NANOS_PER_SECOND + nanos.rem_euclid(NANOS_PER_SECOND);
        Some(Self { date, time: LocalTime::from_nanos(nanos)? })
    }

    /// Returns the seconds since 1970-01-01T00:00 on the same clock.
    pub const fn epoch_seconds(self) -> i64 {
        self.date.days() * 86_400 + self.time.nanos() / NANOS_PER_SECOND
    }

    /// Returns the nanoseconds since 1970-01-01T00:00 on the same clock.
    pub const fn epoch_nanos(self) -> i128 {
        self.date.days() as i128 * NANOS_PER_DAY as i128 + self.time.nanos() as i128
    }
}

impl DateTime {
    /// Makes the moment at which the clock of a zone shows `local`; in a gap the clock is taken forward.
    pub fn new(local: LocalDateTime, zone: Zone) -> Self {
        let offset = zone.offset_for(local);
        let seconds = local.epoch_seconds() - i64::from(offset);
        Self::at(seconds, local.time.nanosecond(), zone.clone()).unwrap_or(Self { local, offset, zone })
    }

    /// Makes the moment of a number of seconds of UTC since 1970, as a zone's clock shows it.
    pub fn at(seconds: i64, nanos: i64, zone: Zone) -> Option<Self> {
        let offset = zone.offset_at(seconds);
        let local = LocalDateTime::from_epoch(seconds.checked_add(offset.into())?, nanos)?;
        Some(Self { local, offset, zone })
    }

    /// Returns the seconds of UTC since 1970.
    pub fn epoch_seconds(&self) -> i64 {
        self.local.epoch_seconds() - i64::from(self.offset)
    }

    /// Returns the nanoseconds of UTC since 1970.
    pub fn epoch_nanos(&self) -> i128 {
        self.local.epoch_nanos() - i128::from(self.offset) * i128::from(NANOS_PER_SECOND)
    }
}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_name = || self.zone.name().cmp(&other.zone.name());
        self.epoch_nanos().cmp(&other.epoch_nanos()).then(self.offset.cmp(&other.offset)).then_with(by_name)
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, format_offset(self.offset))?;
        if let Zone::Named(name) = &self.zone {
            write!(f, "[{name}]")?;
        }
        Ok(())
    }
}
