//! Offsets from UTC and the zones that give them.

use super::datetime::LocalDateTime;
use super::time::NANOS_PER_SECOND;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::sync::{Arc, LazyLock};

/// A fixed offset, or a zone with its own rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Seconds ahead of UTC.
    Offset(i32),
    /// A zone of the tz database, by its name (`Europe/Stockholm`).
    Named(Arc<str>),
}

impl Zone {
    /// Makes a named zone; `None` where the tz database has none of that name.
    pub fn named(name: &str) -> Option<Self> {
        let zone = database().get(name).ok()?;
        Some(Self::Named(zone.iana_name().unwrap_or(name).into()))
    }

    /// Returns the offset that holds at a moment, given in seconds of UTC since 1970.
    pub fn offset_at(&self, epoch_seconds: i64) -> i32 {
        match self {
            Self::Offset(offset) => *offset,
            Self::Named(name) => {
                let zone = database().get(name).unwrap_or(TimeZone::UTC);
                let moment = jiff::Timestamp::new(epoch_seconds, 0).unwrap_or_else(|_| beyond(epoch_seconds));
                zone.to_offset(moment).seconds()
            }
        }
    }

    /// Returns the offset that holds at a time on the clock there.
    ///
    /// In a gap it is the offset before the gap, in a fold that of the earlier moment.
    pub fn offset_for(&self, local: LocalDateTime) -> i32 {
        match self {
            Self::Offset(offset) => *offset,
            Self::Named(name) => {
                let zone = database().get(name).unwrap_or(TimeZone::UTC);
                let Some(civil) = civil(local) else { return self.offset_at(local.epoch_seconds()) };
                let found = zone.to_ambiguous_timestamp(civil).offset();
                match found {
                    jiff::tz::AmbiguousOffset::Unambiguous { offset } => offset.seconds(),
                    jiff::tz::AmbiguousOffset::Gap { before, .. } | jiff::tz::AmbiguousOffset::Fold { before, .. } => {
                        before.seconds()
                    }
                }
            }
        }
    }

    /// Returns the zone's name, or its offset as text.
    pub fn name(&self) -> String {
        match self {
            Self::Offset(offset) => format_offset(*offset),
            Self::Named(name) => name.to_string(),
        }
    }
}

/// The zones that are built in, so that the answer is the same on every machine.
fn database() -> &'static TimeZoneDatabase {
    static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
    &DATABASE
}

/// The first or last moment that the tz database can be asked about.
fn beyond(epoch_seconds: i64) -> jiff::Timestamp {
    if epoch_seconds < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX }
}

fn civil(local: LocalDateTime) -> Option<jiff::civil::DateTime> {
    let (year, month, day) = local.date.civil();
    let time = local.time;
    jiff::civil::DateTime::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
        time.hour().try_into().ok()?,
        time.minute().try_into().ok()?,
        time.second().try_into().ok()?,
        (time.nanos() % NANOS_PER_SECOND).try_into().ok()?,
    )
    .ok()
}

/// Returns an offset as text: `Z`, `+01:00`, `-00:30:15`.
pub fn format_offset(seconds: i32) -> String {
    if seconds == 0 {
        return "Z".to_owned();
    }
    let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let (hours, minutes, rest) = (size / 3600, size / 60 % 60, size % 60);
    if rest == 0 {
        format!("{sign}{hours:02}:{minutes:02}")
    } else {
        format!("{sign}{hours:02}:{minutes:02}:{rest:02}")
    }
}
