//! Time as the query language sees it: made from maps and texts, taken apart, truncated, added and subtracted.

pub(super) mod arithmetic;
pub(super) mod between;
pub(super) mod component;
pub(super) mod construct;
pub(super) mod truncate;

use crate::graph::Value;
use crate::graph::temporal::{Date, LocalTime, Zone};
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};

/// A point in time in parts, some of which may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parts {
    pub(super) date: Option<Date>,
    pub(super) time: Option<LocalTime>,
    pub(super) zone: Option<Zone>,
    /// The offset that holds there, where there is a zone.
    pub(super) offset: Option<i32>,
}

impl Parts {
    /// Takes a point in time apart; `None` for other values.
    pub(super) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Date(date) => Self { date: Some(*date), ..Self::default() },
            Value::LocalTime(time) => Self { time: Some(*time), ..Self::default() },
            Value::Time(time) => Self {
                date: None,
                time: Some(time.local),
                zone: Some(Zone::Offset(time.offset)),
                offset: Some(time.offset),
            },
            Value::LocalDateTime(local) => Self { date: Some(local.date), time: Some(local.time), ..Self::default() },
            Value::DateTime(moment) => Self {
                date: Some(moment.local.date),
                time: Some(moment.local.time),
                zone: Some(moment.zone.clone()),
                offset: Some(moment.offset),
            },
            _ => return None,
        })
    }
}

/// A type of points in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A day.
    Date,
    /// A time of day.
    LocalTime,
    /// A time of day with offset.
    Time,
    /// A day and time of day.
    LocalDateTime,
    /// A day and time of day in a zone.
    DateTime,
}

impl Target {
    pub(super) const fn has_date(self) -> bool {
        matches!(self, Self::Date | Self::LocalDateTime | Self::DateTime)
    }

    pub(super) const fn has_time(self) -> bool {
        !matches!(self, Self::Date)
    }

    pub(super) const fn has_zone(self) -> bool {
        matches!(self, Self::Time | Self::DateTime)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::LocalTime => "localtime",
            Self::Time => "time",
            Self::LocalDateTime => "localdatetime",
            Self::DateTime => "datetime",
        }
    }
}

/// Says that a point or length of time can't be made like this.
pub(super) fn invalid(message: impl Into<String>) -> QueryError {
    QueryError::runtime(ErrorKind::ArgumentError, ErrorDetail::InvalidArgumentValue, message)
}

/// Says that a point in time lies outside what can be told.
pub(super) fn out_of_range() -> QueryError {
    QueryError::runtime(ErrorKind::ArgumentError, ErrorDetail::NumberOutOfRange, "the year is beyond ±999,999,999")
}
