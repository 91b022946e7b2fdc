//! The length of time from one point to another.

use super::{Parts, invalid};
use crate::graph::Value;
use crate::graph::temporal::{Date, Duration, LocalDateTime, LocalTime, NANOS_PER_DAY, NANOS_PER_SECOND, Zone};
use crate::query::error::QueryError;
use std::sync::Arc;

type Result<T> = std::result::Result<T, QueryError>;

/// In which units the length is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query::expr) enum Unit {
    /// Months, then days, then seconds.
    All,
    /// Whole months.
    Months,
    /// Whole days.
    Days,
    /// Seconds.
    Seconds,
}

/// Returns the length of time from `a` to `b`.
pub(in crate::query::expr) fn between(unit: Unit, a: &Value, b: &Value) -> Result<Value> {
    if a.is_null() || b.is_null() {
        return Ok(Value::Null);
    }
    let parts = |value: &Value| {
        Parts::of(value).ok_or_else(|| {
            invalid(format!("a length of time lies between points in time, not at a {}", value.type_name()))
        })
    };
    let (mut a, mut b) = (parts(a)?, parts(b)?);
    // A time of day by itself is on the day of the other side.
    (a.date, b.date) = (a.date.or(b.date), b.date.or(a.date));
    let made = match unit {
        Unit::All => all(&a, &b),
        Unit::Months => months_and_rest(&a, &b).map(|(months, _)| (months, 0, 0)),
        Unit::Days => Some((0, (nanos_between(&a, &b) / i128::from(NANOS_PER_DAY)) as i64, 0)),
        Unit::Seconds => Some((0, 0, nanos_between(&a, &b))),
    };
    let made = made.and_then(|(months, days, nanos)| {
        let second = i128::from(NANOS_PER_SECOND);
        let (seconds, nanos) = (nanos.div_euclid(second), nanos.rem_euclid(second));
        Duration::new(months, days, i64::try_from(seconds).ok()?, nanos as i64)
    });
    made.map(|duration| Value::Duration(Arc::new(duration))).ok_or_else(|| invalid("the duration is too long"))
}

/// Returns what calendar and clock show, for `b` in the zone of `a`.
fn local(parts: &Parts) -> LocalDateTime {
    let first = Date::from_days(0).expect("the first of January 1970 is a day");
    LocalDateTime { date: parts.date.unwrap_or(first), time: parts.time.unwrap_or(LocalTime::MIDNIGHT) }
}

/// Returns the offsets of both; a side without zone is taken to be in that of the other.
fn offsets(a: &Parts, b: &Parts) -> (i32, i32) {
    let there = |zone: &Zone, parts: &Parts| zone.offset_for(local(parts));
    let dated = a.date.is_some();
    match (a.offset, b.offset) {
        (Some(a), Some(b)) => (a, b),
        (Some(offset), None) => (offset, a.zone.as_ref().filter(|_| dated).map_or(offset, |zone| there(zone, b))),
        (None, Some(offset)) => (b.zone.as_ref().filter(|_| dated).map_or(offset, |zone| there(zone, a)), offset),
        (None, None) => (0, 0),
    }
}

fn nanos_between(a: &Parts, b: &Parts) -> i128 {
    let (offset_a, offset_b) = offsets(a, b);
    let shift = i128::from(offset_b - offset_a) * i128::from(NANOS_PER_SECOND);
    local(b).epoch_nanos() - local(a).epoch_nanos() - shift
}

/// Returns the whole months from `a` to `b`, and where `a` is that many months later.
fn months_and_rest(a: &Parts, b: &Parts) -> Option<(i64, LocalDateTime)> {
    let start = local(a);
    let end = end_on_the_clock_of(a, b)?;
    let count = |date: Date| date.year() * 12 + date.month();
    let mut months = count(end.date) - count(start.date);
    let after = |months: i64| Some(LocalDateTime { date: start.date.plus_months(months)?, time: start.time });
    let mut reached = after(months)?;
    if months > 0 && reached > end {
        months -= 1;
        reached = after(months)?;
    } else if months < 0 && reached < end {
        months += 1;
        reached = after(months)?;
    }
    Some((months, reached))
}

/// Returns `b` as the clock of `a` shows it.
fn end_on_the_clock_of(a: &Parts, b: &Parts) -> Option<LocalDateTime> {
    let (offset_a, offset_b) = offsets(a, b);
    let end = local(b);
    if a.offset.is_none() || b.offset.is_none() || offset_a == offset_b {
        return Some(end);
    }
    LocalDateTime::from_epoch(end.epoch_seconds() + i64::from(offset_a - offset_b), end.time.nanosecond())
}

fn all(a: &Parts, b: &Parts) -> Option<(i64, i64, i128)> {
    if a.date.is_none() {
        return Some((0, 0, nanos_between(a, b)));
    }
    let (months, reached) = months_and_rest(a, b)?;
    let end = end_on_the_clock_of(a, b)?;
    let rest = end.epoch_nanos() - reached.epoch_nanos();
    let days = rest / i128::from(NANOS_PER_DAY);
    Some((months, days as i64, rest % i128::from(NANOS_PER_DAY)))
}
