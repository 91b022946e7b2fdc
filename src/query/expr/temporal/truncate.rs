//! The beginning of the year, month, hour … in which a point in time lies.

use super::construct::from_map;
use super::{Parts, Target, invalid};
use crate::graph::temporal::{Date, LocalTime, NANOS_PER_DAY, NANOS_PER_SECOND};
use crate::graph::{Properties, Value};
use crate::query::error::QueryError;

type Result<T> = std::result::Result<T, QueryError>;

/// Truncates a point in time to a unit, then replaces what `entries` name.
pub(in crate::query::expr) fn truncate(
    target: Target,
    unit: &str,
    value: &Value,
    entries: Option<&Properties>,
) -> Result<Value> {
    let wrong = || invalid(format!("`{}.truncate` can't take a {}", target.name(), value.type_name()));
    let mut parts = Parts::of(value).ok_or_else(wrong)?;
    if target.has_date() && parts.date.is_none() || !target.has_date() && parts.time.is_none() {
        return Err(wrong());
    }
    let unit = unit.to_lowercase();
    let length = match unit.as_str() {
        "hour" => Some(3_600 * NANOS_PER_SECOND),
        "minute" => Some(60 * NANOS_PER_SECOND),
        "second" => Some(NANOS_PER_SECOND),
        "millisecond" => Some(1_000_000),
        "microsecond" => Some(1_000),
        "day" => Some(NANOS_PER_DAY),
        _ => None,
    };
    let of_date = date_unit(&unit, parts.date);
    match (length, of_date) {
        (Some(length), _) if unit == "day" || target.has_time() => {
            let time = parts.time.unwrap_or(LocalTime::MIDNIGHT);
            parts.time = LocalTime::from_nanos(time.nanos() - time.nanos() % length);
        }
        (_, Some(date)) => {
            parts.date = date;
            parts.time = Some(LocalTime::MIDNIGHT);
        }
        _ => return Err(invalid(format!("`{}` can't be truncated to `{unit}`", target.name()))),
    }
    // The offset may be another at the beginning of the unit.
    if target == Target::DateTime {
        parts.offset = None;
    }
    let mut entries = entries.cloned().unwrap_or_default();
    // Here a zone replaces that of the point: the beginning of the unit is meant on that clock.
    if let Some(Value::String(_)) = entries.get("timezone") {
        (parts.zone, parts.offset) = (None, None);
    }
    if entries.values().all(Value::is_null) {
        entries.clear();
    }
    from_map(target, &entries, &parts)
}

/// Returns the first day of a unit of the calendar; `None` where it is none.
fn date_unit(unit: &str, date: Option<Date>) -> Option<Option<Date>> {
    let date = date?;
    let year = date.year();
    let first = |year: i64| Date::new(year, 1, 1);
    Some(match unit {
        "millennium" => first(year - year.rem_euclid(1000)),
        "century" => first(year - year.rem_euclid(100)),
        "decade" => first(year - year.rem_euclid(10)),
        "year" => first(year),
        "weekyear" => Date::from_week(date.week().0, 1, 1),
        "quarter" => Date::new(year, (date.quarter() - 1) * 3 + 1, 1),
        "month" => Date::new(year, date.month(), 1),
        "week" => date.plus_days(1 - date.weekday()),
        _ => return None,
    })
}
