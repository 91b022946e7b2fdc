//! Points and lengths of time added, subtracted, multiplied.

use super::{invalid, out_of_range};
use crate::graph::Value;
use crate::graph::temporal::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, NANOS_PER_DAY, NANOS_PER_SECOND, Time,
};
use crate::query::ast::BinaryOp;
use crate::query::error::QueryError;
use std::sync::Arc;

type Result<T> = std::result::Result<T, QueryError>;

/// Calculates where time is concerned; `None` where the types do not fit each other.
pub(in crate::query::expr) fn calculate(op: BinaryOp, a: &Value, b: &Value) -> Option<Result<Value>> {
    Some(match (op, a, b) {
        (BinaryOp::Add, Value::Duration(a), Value::Duration(b)) => summed(a, b, 1),
        (BinaryOp::Subtract, Value::Duration(a), Value::Duration(b)) => summed(a, b, -1),
        (BinaryOp::Multiply, Value::Duration(d), number) | (BinaryOp::Multiply, number, Value::Duration(d)) => {
            scaled(d, as_float(number)?)
        }
        (BinaryOp::Divide, Value::Duration(d), number) => scaled(d, 1.0 / as_float(number)?),
        (BinaryOp::Add, Value::Duration(d), point) | (BinaryOp::Add, point, Value::Duration(d)) => later(point, d, 1)?,
        (BinaryOp::Subtract, point, Value::Duration(d)) => later(point, d, -1)?,
        _ => return None,
    })
}

const fn as_float(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

fn too_long() -> QueryError {
    invalid("the duration is too long")
}

fn summed(a: &Duration, b: &Duration, sign: i64) -> Result<Value> {
    let sum = |a: i64, b: i64| b.checked_mul(sign).and_then(|b| a.checked_add(b)).ok_or_else(too_long);
    let nanos = i64::from(a.nanos) + sign * i64::from(b.nanos);
    let made = Duration::new(sum(a.months, b.months)?, sum(a.days, b.days)?, sum(a.seconds, b.seconds)?, nanos);
    made.map(|duration| Value::Duration(Arc::new(duration))).ok_or_else(too_long)
}

fn scaled(duration: &Duration, factor: f64) -> Result<Value> {
    let part = |number: i64| number as f64 * factor;
    let (months, days) = (part(duration.months), part(duration.days));
    let made = Duration::from_parts(months, days, part(duration.seconds), part(duration.nanos.into()));
    made.map(|duration| Value::Duration(Arc::new(duration))).ok_or_else(too_long)
}

/// Returns the point in time that much later; `None` where it is no point in time.
fn later(point: &Value, duration: &Duration, sign: i64) -> Option<Result<Value>> {
    let made = match point {
        Value::Date(date) => date_later(*date, duration, sign).map(Value::Date),
        Value::LocalTime(time) => Some(Value::LocalTime(time_later(*time, duration, sign))),
        Value::Time(time) => {
            Some(Value::Time(Time { local: time_later(time.local, duration, sign), offset: time.offset }))
        }
        Value::LocalDateTime(local) => local_later(*local, duration, sign).map(Value::LocalDateTime),
        Value::DateTime(moment) => moment_later(moment, duration, sign).map(|moment| Value::DateTime(Arc::new(moment))),
        _ => return None,
    };
    Some(made.ok_or_else(out_of_range))
}

/// Returns the date later; of the seconds only whole days count.
fn date_later(date: Date, duration: &Duration, sign: i64) -> Option<Date> {
    let days = duration.days.checked_add(duration.seconds / 86_400)?;
    date.plus_months(duration.months.checked_mul(sign)?)?.plus_days(days.checked_mul(sign)?)
}

fn time_later(time: LocalTime, duration: &Duration, sign: i64) -> LocalTime {
    let total = i128::from(duration.seconds) * i128::from(NANOS_PER_SECOND) + i128::from(duration.nanos);
    let within = (total % i128::from(NANOS_PER_DAY)) as i64;
    LocalTime::wrapping(time.nanos() + sign * within)
}

fn local_later(local: LocalDateTime, duration: &Duration, sign: i64) -> Option<LocalDateTime> {
    let date =
        local.date.plus_months(duration.months.checked_mul(sign)?)?.plus_days(duration.days.checked_mul(sign)?)?;
    let seconds =
        LocalDateTime { date, time: local.time }.epoch_seconds().checked_add(duration.seconds.checked_mul(sign)?)?;
    LocalDateTime::from_epoch(seconds, local.time.nanosecond() + sign * i64::from(duration.nanos))
}

/// Returns the moment later: months and days on the calendar there, seconds on the clock of UTC.
fn moment_later(moment: &DateTime, duration: &Duration, sign: i64) -> Option<DateTime> {
    let calendar = Duration { seconds: 0, nanos: 0, ..*duration };
    let there = DateTime::new(local_later(moment.local, &calendar, sign)?, moment.zone.clone());
    let seconds = there.epoch_seconds().checked_add(duration.seconds.checked_mul(sign)?)?;
    DateTime::at(seconds, there.local.time.nanosecond() + sign * i64::from(duration.nanos), moment.zone.clone())
}
