//! Points and lengths of time from maps, texts and other points in time.

use super::{Parts, Target, invalid, out_of_range};
use crate::graph::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, NANOS_PER_SECOND, Time, Zone};
use crate::graph::{Properties, Value};
use crate::query::error::QueryError;
use std::sync::Arc;

type Result<T> = std::result::Result<T, QueryError>;

/// Makes a point in time of what a function was given.
pub(in crate::query::expr) fn construct(target: Target, argument: &Value) -> Result<Value> {
    match argument {
        Value::Null => Ok(Value::Null),
        Value::String(text) => parse(target, text),
        Value::Map(entries) => from_map(target, entries, &Parts::default()),
        other => match Parts::of(other) {
            Some(parts) => converted(target, parts),
            None => Err(invalid(format!("`{}` can't be made of a {}", target.name(), other.type_name()))),
        },
    }
}

fn parse(target: Target, text: &str) -> Result<Value> {
    let parsed = match target {
        Target::Date => Date::parse(text).map(Value::Date),
        Target::LocalTime => LocalTime::parse(text).map(Value::LocalTime),
        Target::Time => Time::parse(text).map(Value::Time),
        Target::LocalDateTime => LocalDateTime::parse(text).map(Value::LocalDateTime),
        Target::DateTime => DateTime::parse(text).map(|moment| Value::DateTime(Arc::new(moment))),
    };
    parsed.ok_or_else(|| invalid(format!("`{text}` can't be read as {}", target.name())))
}

/// Makes one type of point in time of another.
fn converted(target: Target, parts: Parts) -> Result<Value> {
    if target.has_date() && parts.date.is_none() || !target.has_date() && parts.time.is_none() {
        return Err(invalid(format!("`{}` can't be made of this, since parts of it are missing", target.name())));
    }
    assembled(target, parts)
}

/// Puts the parts together; a missing time is midnight, a missing zone UTC.
pub(super) fn assembled(target: Target, parts: Parts) -> Result<Value> {
    let time = parts.time.unwrap_or(LocalTime::MIDNIGHT);
    let date = || parts.date.ok_or_else(|| invalid("the date is missing"));
    Ok(match target {
        Target::Date => Value::Date(date()?),
        Target::LocalTime => Value::LocalTime(time),
        Target::Time => Value::Time(Time { local: time, offset: time_offset(&parts) }),
        Target::LocalDateTime => Value::LocalDateTime(LocalDateTime { date: date()?, time }),
        Target::DateTime => {
            let local = LocalDateTime { date: date()?, time };
            let zone = parts.zone.clone().unwrap_or(Zone::Offset(0));
            // Where the clock shows a time twice, the offset that the parts came with tells which is meant.
            let kept = parts.offset.and_then(|offset| {
                DateTime::at(local.epoch_seconds() - i64::from(offset), time.nanosecond(), zone.clone())
            });
            let moment = kept.filter(|moment| moment.local == local).unwrap_or_else(|| DateTime::new(local, zone));
            Value::DateTime(Arc::new(moment))
        }
    })
}

fn time_offset(parts: &Parts) -> i32 {
    match (&parts.zone, parts.offset) {
        (_, Some(offset)) => offset,
        (Some(zone), None) => {
            let today = || Date::from_days(0).expect("the first of January 1970 is a day");
            let (date, time) = (parts.date.unwrap_or_else(today), parts.time.unwrap_or(LocalTime::MIDNIGHT));
            zone.offset_for(LocalDateTime { date, time })
        }
        (None, None) => 0,
    }
}

/// Makes a point in time of named parts; what they leave open is taken from `base`.
pub(super) fn from_map(target: Target, entries: &Properties, base: &Parts) -> Result<Value> {
    let mut base = base.clone();
    for (key, of_date, of_time) in [("date", true, false), ("time", false, true), ("datetime", true, true)] {
        let Some(value) = entries.get(key).filter(|value| !value.is_null()) else { continue };
        let wrong = || invalid(format!("`{key}` can't be a {}", value.type_name()));
        let parts = Parts::of(value).ok_or_else(wrong)?;
        if of_date && parts.date.is_none() || of_time && !of_date && parts.time.is_none() {
            return Err(wrong());
        }
        if of_date {
            base.date = parts.date;
        }
        if of_time {
            (base.time, base.zone, base.offset) = (parts.time, parts.zone, parts.offset);
        }
    }
    if let Some(epoch) = from_epoch(target, entries)? {
        return Ok(epoch);
    }
    check_keys(target, entries)?;
    let zone = zone_of(entries)?;
    let mut parts = Parts { zone: zone.clone().or_else(|| base.zone.clone()), ..Parts::default() };
    // A zone given beside a point that has one shows the same moment on another clock.
    if let (Some(zone), Some(offset), Some(time)) = (&zone, base.offset, base.time) {
        (base.date, base.time) = moved(base.date, time, offset, zone)?;
        base.offset = None;
    }
    if target.has_date() {
        parts.date = Some(date_of(entries, base.date)?);
    }
    if target.has_time() {
        parts.time = Some(time_of(entries, base.time, target.has_date() || base.time.is_some())?);
    }
    parts.offset = if zone.is_some() {
        None
    } else {
        base.offset.filter(|_| {
            matches!(base.zone, Some(Zone::Offset(_)))
                || parts.date == base.date && parts.time == base.time
                || target == Target::Time
        })
    };
    assembled(target, parts)
}

/// Returns calendar and clock of the same moment in another zone.
fn moved(date: Option<Date>, time: LocalTime, offset: i32, zone: &Zone) -> Result<(Option<Date>, Option<LocalTime>)> {
    match date {
        Some(date) => {
            let seconds = LocalDateTime { date, time }.epoch_seconds() - i64::from(offset);
            let there = DateTime::at(seconds, time.nanosecond(), zone.clone()).ok_or_else(out_of_range)?;
            Ok((Some(there.local.date), Some(there.local.time)))
        }
        None => {
            let there = i64::from(zone.offset_at(0) - offset);
            Ok((None, Some(LocalTime::wrapping(time.nanos() + there * NANOS_PER_SECOND))))
        }
    }
}

fn from_epoch(target: Target, entries: &Properties) -> Result<Option<Value>> {
    let number = |key: &str| entries.get(key).and_then(Value::as_integer);
    let (seconds, nanos) = match (number("epochSeconds"), number("epochMillis")) {
        (Some(seconds), _) => (seconds, 0),
        (None, Some(millis)) => (millis.div_euclid(1000), millis.rem_euclid(1000) * 1_000_000),
        (None, None) => return Ok(None),
    };
    let nanos = nanos + fraction(entries, 0)?;
    let zone = zone_of(entries)?.unwrap_or(Zone::Offset(0));
    let moment = DateTime::at(seconds, nanos, zone).ok_or_else(out_of_range)?;
    let parts = Parts::of(&Value::DateTime(Arc::new(moment))).unwrap_or_default();
    assembled(target, parts).map(Some)
}

fn check_keys(target: Target, entries: &Properties) -> Result<()> {
    const DATE: [&str; 9] =
        ["date", "year", "month", "day", "week", "dayOfWeek", "quarter", "dayOfQuarter", "ordinalDay"];
    const TIME: [&str; 7] = ["time", "hour", "minute", "second", "millisecond", "microsecond", "nanosecond"];
    for key in entries.keys().map(String::as_str) {
        let known = DATE.contains(&key) && target.has_date()
            || TIME.contains(&key) && target.has_time()
            || key == "timezone" && target.has_zone()
            || key == "datetime"
            || key == "date" && target.has_date();
        if !known {
            return Err(invalid(format!("`{}` has no part `{key}`", target.name())));
        }
    }
    Ok(())
}

fn zone_of(entries: &Properties) -> Result<Option<Zone>> {
    match entries.get("timezone") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            Zone::parse(text).map(Some).ok_or_else(|| invalid(format!("there is no time zone `{text}`")))
        }
        Some(other) => Err(invalid(format!("a time zone is a String, not a {}", other.type_name()))),
    }
}

/// Returns a whole number of the map.
fn number(entries: &Properties, key: &str) -> Result<Option<i64>> {
    match entries.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Integer(number)) => Ok(Some(*number)),
        Some(other) => Err(invalid(format!("`{key}` is an Integer, not a {}", other.type_name()))),
    }
}

fn date_of(entries: &Properties, base: Option<Date>) -> Result<Date> {
    let part = |key: &str| number(entries, key);
    let default = |given: Option<i64>, of_base: fn(Date) -> i64| given.or_else(|| base.map(of_base)).unwrap_or(1);
    let year = part("year")?;
    let need_year =
        |of_base: fn(Date) -> i64| year.or_else(|| base.map(of_base)).ok_or_else(|| invalid("a date needs its year"));
    let (week, weekday) = (part("week")?, part("dayOfWeek")?);
    let (quarter, quarter_day) = (part("quarter")?, part("dayOfQuarter")?);
    let (month, day, ordinal) = (part("month")?, part("day")?, part("ordinalDay")?);
    let made = if week.is_some() || weekday.is_some() {
        let year = need_year(|date| date.week().0)?;
        Date::from_week(year, default(week, |date| date.week().1), default(weekday, Date::weekday))
    } else if let Some(ordinal) = ordinal {
        Date::from_ordinal(need_year(Date::year)?, ordinal)
    } else if quarter.is_some() || quarter_day.is_some() {
        let year = need_year(Date::year)?;
        Date::from_quarter(year, default(quarter, Date::quarter), default(quarter_day, Date::day_of_quarter))
    } else {
        if base.is_none() && day.is_some() && month.is_none() {
            return Err(invalid("a day of the month needs its month"));
        }
        Date::new(need_year(Date::year)?, default(month, Date::month), default(day, Date::day))
    };
    made.ok_or_else(|| invalid("there is no such day"))
}

fn time_of(entries: &Properties, base: Option<LocalTime>, optional: bool) -> Result<LocalTime> {
    let part = |key: &str| number(entries, key);
    let (hour, minute, second) = (part("hour")?, part("minute")?, part("second")?);
    let finer = ["millisecond", "microsecond", "nanosecond"].iter().any(|key| entries.contains_key(*key));
    if base.is_none() {
        if hour.is_none() && !optional {
            return Err(invalid("a time needs its hour"));
        }
        if hour.is_none() && (minute.is_some() || second.is_some() || finer)
            || minute.is_none() && (second.is_some() || finer)
            || second.is_none() && finer
        {
            return Err(invalid("a part of a time needs the parts before it"));
        }
    }
    let from = base.unwrap_or(LocalTime::MIDNIGHT);
    let nanos = fraction(entries, from.nanosecond())?;
    LocalTime::new(
        hour.unwrap_or_else(|| from.hour()),
        minute.unwrap_or_else(|| from.minute()),
        second.unwrap_or_else(|| from.second()),
        nanos,
    )
    .ok_or_else(|| invalid("the clock has no such time"))
}

/// Returns the nanoseconds of the second: each part that is given replaces its digits of `base`.
fn fraction(entries: &Properties, base: i64) -> Result<i64> {
    let part = |key: &str| number(entries, key);
    let (millis, micros, nanos) = (part("millisecond")?, part("microsecond")?, part("nanosecond")?);
    let within = |value: i64, bound: i64| {
        let fits = (0..bound).contains(&value);
        fits.then_some(value).ok_or_else(|| invalid("a fraction of a second is too large"))
    };
    // Without a coarser part the finer one may count the whole second.
    let millis_given = millis.is_some();
    let micros_given = micros.is_some();
    let mut total = match millis {
        Some(millis) => within(millis, 1_000)? * 1_000_000,
        None => base / 1_000_000 * 1_000_000,
    };
    match micros {
        Some(micros) if millis_given => total += within(micros, 1_000)? * 1_000,
        Some(micros) if micros >= 1_000 => total = within(micros, 1_000_000)? * 1_000,
        Some(micros) => total += within(micros, 1_000)? * 1_000,
        None => total += base / 1_000 % 1_000 * 1_000 * i64::from(!millis_given),
    }
    match nanos {
        Some(nanos) if micros_given => total += within(nanos, 1_000)?,
        Some(nanos) if millis_given => total = total / 1_000_000 * 1_000_000 + within(nanos, 1_000_000)?,
        Some(nanos) if nanos >= 1_000 => total = within(nanos, NANOS_PER_SECOND)?,
        Some(nanos) => total += within(nanos, 1_000)?,
        None => total += base % 1_000 * i64::from(!millis_given && !micros_given),
    }
    Ok(total)
}

/// Makes a length of time of what `duration` was given.
pub(in crate::query::expr) fn duration(argument: &Value) -> Result<Value> {
    let entries = match argument {
        Value::Null => return Ok(Value::Null),
        Value::Duration(_) => return Ok(argument.clone()),
        Value::String(text) => {
            let read = Duration::parse(text).ok_or_else(|| invalid(format!("`{text}` can't be read as a duration")))?;
            return Ok(Value::Duration(Arc::new(read)));
        }
        Value::Map(entries) => entries,
        other => return Err(invalid(format!("a duration can't be made of a {}", other.type_name()))),
    };
    let (mut months, mut days, mut seconds, mut nanos) = (0.0, 0.0, 0.0, 0.0);
    for (key, value) in entries.iter() {
        let number = match value {
            Value::Null => continue,
            Value::Integer(number) => *number as f64,
            Value::Float(number) => *number,
            other => return Err(invalid(format!("`{key}` is a number, not a {}", other.type_name()))),
        };
        match key.as_str() {
            "years" => months += number * 12.0,
            "quarters" => months += number * 3.0,
            "months" => months += number,
            "weeks" => days += number * 7.0,
            "days" => days += number,
            "hours" => seconds += number * 3_600.0,
            "minutes" => seconds += number * 60.0,
            "seconds" => seconds += number,
            "milliseconds" => nanos += number * 1e6,
            "microseconds" => nanos += number * 1e3,
            "nanoseconds" => nanos += number,
            _ => return Err(invalid(format!("a duration has no part `{key}`"))),
        }
    }
    let made = Duration::from_parts(months, days, seconds, nanos).ok_or_else(|| invalid("the duration is too long"))?;
    Ok(Value::Duration(Arc::new(made)))
}
