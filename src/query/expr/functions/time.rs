//! Functions of time.

use super::{Function, Kind, Result, scalar, unsuitable};
use crate::graph::Value;
use crate::graph::temporal::{DateTime, Zone};
use crate::query::expr::eval::Env;
use crate::query::expr::temporal::between::{Unit, between};
use crate::query::expr::temporal::construct::{construct, duration};
use crate::query::expr::temporal::truncate::truncate;
use crate::query::expr::temporal::{Target, invalid, out_of_range};
use std::sync::Arc;

const ANY: &[Kind] = super::ANY;
const POINT: Kind = Kind::Temporal;

/// Makes the entries of one type: from a value, and the current one by each of the three clocks.
macro_rules! point {
    ($target:expr, $name:literal, $what:literal) => {
        [
            scalar(
                $name,
                &[ANY],
                POINT,
                |a, env| made($target, a, env),
                concat!("makes ", $what, " of a text, a map or another point in time"),
            )
            .optional(1),
            scalar(
                concat!($name, ".truncate"),
                &[super::STRING, ANY, ANY],
                POINT,
                |a, _| cut($target, a),
                concat!("gives the beginning of the unit in which a point lies, as ", $what),
            )
            .optional(2),
            scalar(
                concat!($name, ".transaction"),
                &[super::STRING],
                POINT,
                |a, env| now($target, a.first(), env),
                concat!("gives ", $what, " now, the same throughout the query"),
            )
            .optional(1),
            scalar(
                concat!($name, ".statement"),
                &[super::STRING],
                POINT,
                |a, env| now($target, a.first(), env),
                concat!("gives ", $what, " now, the same throughout the query"),
            )
            .optional(1),
            scalar(
                concat!($name, ".realtime"),
                &[super::STRING],
                POINT,
                |a, env| now($target, a.first(), env),
                concat!("gives ", $what, " now"),
            )
            .optional(1),
        ]
    };
}

const DATE: [Function; 5] = point!(Target::Date, "date", "a date");
const LOCAL_TIME: [Function; 5] = point!(Target::LocalTime, "localtime", "a time of day");
const TIME: [Function; 5] = point!(Target::Time, "time", "a time of day with its offset");
const LOCAL_DATE_TIME: [Function; 5] = point!(Target::LocalDateTime, "localdatetime", "a date and time");
const DATE_TIME: [Function; 5] = point!(Target::DateTime, "datetime", "a date and time in a zone");

const OTHER: [Function; 8] = [
    scalar("duration", &[ANY], Kind::Duration, |a, _| duration(&a[0]), "makes a length of time of a text or a map"),
    scalar(
        "duration.between",
        &[ANY, ANY],
        Kind::Duration,
        |a, _| between(Unit::All, &a[0], &a[1]),
        "gives the time from one point to another",
    ),
    scalar(
        "duration.inMonths",
        &[ANY, ANY],
        Kind::Duration,
        |a, _| between(Unit::Months, &a[0], &a[1]),
        "gives the whole months from one point to another",
    ),
    scalar(
        "duration.inDays",
        &[ANY, ANY],
        Kind::Duration,
        |a, _| between(Unit::Days, &a[0], &a[1]),
        "gives the whole days from one point to another",
    ),
    scalar(
        "duration.inSeconds",
        &[ANY, ANY],
        Kind::Duration,
        |a, _| between(Unit::Seconds, &a[0], &a[1]),
        "gives the seconds from one point to another",
    ),
    scalar(
        "datetime.fromepoch",
        &[ANY, ANY],
        POINT,
        |a, _| from_epoch(&a[0], &a[1]),
        "makes a date and time of seconds and nanoseconds since 1970",
    ),
    scalar(
        "datetime.fromepochmillis",
        &[ANY],
        POINT,
        |a, _| from_epoch_millis(&a[0]),
        "makes a date and time of milliseconds since 1970",
    ),
    scalar(
        "timestamp",
        &[],
        Kind::Integer,
        |_, env| Ok(Value::Integer(env.reader.shared.now().as_millisecond())),
        "gives the milliseconds since 1970",
    ),
];

/// Joins the arrays above into one table.
const fn joined() -> [Function; 33] {
    macro_rules! flat {
        ($($array:ident [$($index:literal)+])+) => { [$($(entry(&$array[$index]),)+)+] };
    }
    flat!(DATE[0 1 2 3 4] LOCAL_TIME[0 1 2 3 4] TIME[0 1 2 3 4] LOCAL_DATE_TIME[0 1 2 3 4] DATE_TIME[0 1 2 3 4] OTHER[0 1 2 3 4 5 6 7])
}

const fn entry(function: &Function) -> Function {
    Function { ..*function }
}

pub(super) const FUNCTIONS: &[Function] = &joined();

fn made(target: Target, arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    match arguments.first() {
        Some(argument) => construct(target, argument),
        None => now(target, None, env),
    }
}

fn now(target: Target, zone: Option<&Value>, env: &Env<'_>) -> Result<Value> {
    let zone = match zone {
        None => Zone::Offset(0),
        Some(Value::Null) => return Ok(Value::Null),
        Some(Value::String(name)) => {
            Zone::parse(name).ok_or_else(|| invalid(format!("there is no time zone `{name}`")))?
        }
        Some(other) => return Err(unsuitable(target.name(), other)),
    };
    let now = env.reader.shared.now();
    let moment = DateTime::at(now.as_second(), now.subsec_nanosecond().into(), zone).ok_or_else(out_of_range)?;
    construct(target, &Value::DateTime(Arc::new(moment)))
}

fn cut(target: Target, arguments: &[Value]) -> Result<Value> {
    let [Value::String(unit), rest @ ..] = arguments else {
        return arguments.first().map_or(Ok(Value::Null), |unit| {
            if unit.is_null() { Ok(Value::Null) } else { Err(unsuitable("truncate", unit)) }
        });
    };
    match rest {
        [] | [Value::Null, ..] => Ok(Value::Null),
        [point] | [point, Value::Null] => truncate(target, unit, point, None),
        [point, Value::Map(entries), ..] => truncate(target, unit, point, Some(entries)),
        [_, other, ..] => Err(unsuitable("truncate", other)),
    }
}

fn from_epoch(seconds: &Value, nanos: &Value) -> Result<Value> {
    match (seconds, nanos) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(seconds), Value::Integer(nanos)) => {
            let moment = DateTime::at(*seconds, *nanos, Zone::Offset(0)).ok_or_else(out_of_range)?;
            Ok(Value::DateTime(Arc::new(moment)))
        }
        (other, _) => Err(unsuitable("datetime.fromepoch", other)),
    }
}

fn from_epoch_millis(millis: &Value) -> Result<Value> {
    match millis {
        Value::Null => Ok(Value::Null),
        Value::Integer(millis) => {
            from_epoch(&Value::Integer(millis.div_euclid(1_000)), &Value::Integer(millis.rem_euclid(1_000) * 1_000_000))
        }
        other => Err(unsuitable("datetime.fromepochmillis", other)),
    }
}
