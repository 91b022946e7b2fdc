//! Parts of points and lengths of time: `d.year`, `t.offset`, `p.minutesOfHour`.

use super::Parts;
use crate::graph::Value;
use crate::graph::temporal::{Date, Duration, LocalTime, format_offset};

/// Returns a part by its name; `None` where there is none of that name.
pub(in crate::query::expr) fn component(value: &Value, name: &str) -> Option<Value> {
    if let Value::Duration(duration) = value {
        return duration_component(duration, name).map(Value::Integer);
    }
    if let Value::DateTime(moment) = value {
        match name {
            "epochSeconds" => return Some(Value::Integer(moment.epoch_seconds())),
            "epochMillis" => return Some(Value::Integer((moment.epoch_nanos().div_euclid(1_000_000)) as i64)),
            _ => {}
        }
    }
    let parts = Parts::of(value)?;
    let of_date = parts.date.and_then(|date| date_component(date, name));
    let of_time = || parts.time.and_then(|time| time_component(time, name));
    let number = of_date.or_else(of_time).map(Value::Integer);
    number.or_else(|| {
        let (zone, offset) = (parts.zone.as_ref()?, parts.offset?);
        Some(match name {
            "timezone" => zone.name().into(),
            "offset" => format_offset(offset).into(),
            "offsetMinutes" => Value::Integer((offset / 60).into()),
            "offsetSeconds" => Value::Integer(offset.into()),
            _ => return None,
        })
    })
}

fn date_component(date: Date, name: &str) -> Option<i64> {
    Some(match name {
        "year" => date.year(),
        "quarter" => date.quarter(),
        "month" => date.month(),
        "week" => date.week().1,
        "weekYear" => date.week().0,
        "day" => date.day(),
        "ordinalDay" => date.ordinal(),
        "dayOfWeek" | "weekDay" => date.weekday(),
        "dayOfQuarter" | "quarterDay" => date.day_of_quarter(),
        _ => return None,
    })
}

fn time_component(time: LocalTime, name: &str) -> Option<i64> {
    Some(match name {
        "hour" => time.hour(),
        "minute" => time.minute(),
        "second" => time.second(),
        "millisecond" => time.nanosecond() / 1_000_000,
        "microsecond" => time.nanosecond() / 1_000,
        "nanosecond" => time.nanosecond(),
        _ => return None,
    })
}

fn duration_component(duration: &Duration, name: &str) -> Option<i64> {
    let Duration { months, days, seconds, nanos } = *duration;
    let nanos = i64::from(nanos);
    Some(match name {
        "years" => months / 12,
        "quarters" => months / 3,
        "months" => months,
        "weeks" => days / 7,
        "days" => days,
        "hours" => seconds / 3600,
        "minutes" => seconds / 60,
        "seconds" => seconds,
        "milliseconds" => seconds.checked_mul(1_000)?.checked_add(nanos / 1_000_000)?,
        "microseconds" => seconds.checked_mul(1_000_000)?.checked_add(nanos / 1_000)?,
        "nanoseconds" => seconds.checked_mul(1_000_000_000)?.checked_add(nanos)?,
        "quartersOfYear" => months / 3 % 4,
        "monthsOfQuarter" => months % 3,
        "monthsOfYear" => months % 12,
        "daysOfWeek" => days % 7,
        "minutesOfHour" => seconds / 60 % 60,
        "secondsOfMinute" => seconds % 60,
        "millisecondsOfSecond" => nanos / 1_000_000,
        "microsecondsOfSecond" => nanos / 1_000,
        "nanosecondsOfSecond" => nanos,
        _ => return None,
    })
}
