//! Equality, comparison and order of values.
//!
//! There are three: equality and comparison know "unknown" (null); order is total, for sorting, and puts values of
//! different types in a fixed sequence; equivalence, for grouping, takes null for null and NaN for NaN.

use crate::graph::{Properties, Value};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// Tells whether two values are equal; `None` where that is unknown.
pub(in crate::query) fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Integer(a), Value::Float(b)) | (Value::Float(b), Value::Integer(a)) => Some(equal_numbers(*a, *b)),
        (Value::List(a), Value::List(b)) => equal_lists(a, b),
        (Value::Map(a), Value::Map(b)) => equal_maps(a, b),
        (a, b) => Some(a == b),
    }
}

fn equal_numbers(a: i64, b: f64) -> bool {
    compare_mixed(a, b) == Some(Ordering::Equal)
}

/// Compares an integer with a floating point number without losing digits; `None` for NaN.
fn compare_mixed(a: i64, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    // 2^63 and beyond have no integer to compare with.
    if b >= 9_223_372_036_854_775_808.0 {
        return Some(Ordering::Less);
    }
    if b < -9_223_372_036_854_775_808.0 {
        return Some(Ordering::Greater);
    }
    let whole = b.trunc();
    Some(a.cmp(&(whole as i64)).then_with(|| 0.0.partial_cmp(&(b - whole)).unwrap_or(Ordering::Equal)))
}

fn equal_lists(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    all_known(a.iter().zip(b).map(|(a, b)| equal(a, b)))
}

fn equal_maps(a: &Properties, b: &Properties) -> Option<bool> {
    if a.len() != b.len() || !a.keys().eq(b.keys()) {
        return Some(false);
    }
    all_known(a.values().zip(b.values()).map(|(a, b)| equal(a, b)))
}

/// Joins answers with "and".
fn all_known(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            None => all = None,
            Some(true) => {}
        }
    }
    all
}

/// The answer to a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) enum Comparison {
    /// The one comes before the other, or they are equal.
    Ordered(Ordering),
    /// Neither: one is NaN.
    Unordered,
    /// Unknown: one is null, or they are of types that do not compare.
    Unknown,
}

/// Compares two values.
pub(in crate::query) fn compare(a: &Value, b: &Value) -> Comparison {
    let partial = |order: Option<Ordering>| order.map_or(Comparison::Unordered, Comparison::Ordered);
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => partial(a.partial_cmp(b)),
        (Value::Integer(a), Value::Float(b)) => partial(compare_mixed(*a, *b)),
        (Value::Float(a), Value::Integer(b)) => partial(compare_mixed(*b, *a).map(Ordering::reverse)),
        (Value::String(a), Value::String(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Boolean(a), Value::Boolean(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::LocalTime(a), Value::LocalTime(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Comparison::Ordered(a.utc_nanos().cmp(&b.utc_nanos())),
        (Value::LocalDateTime(a), Value::LocalDateTime(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Comparison::Ordered(a.epoch_nanos().cmp(&b.epoch_nanos())),
        (Value::List(a), Value::List(b)) => compare_lists(a, b),
        _ => Comparison::Unknown,
    }
}

fn compare_lists(a: &[Value], b: &[Value]) -> Comparison {
    for (a, b) in a.iter().zip(b) {
        if equal(a, b) != Some(true) {
            return compare(a, b);
        }
    }
    Comparison::Ordered(a.len().cmp(&b.len()))
}

/// Orders any two values, for sorting: null comes last.
pub(in crate::query) fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Integer(_) | Value::Float(_), Value::Integer(_) | Value::Float(_)) => match compare(a, b) {
            Comparison::Ordered(order) => order,
            _ => is_nan(a).cmp(&is_nan(b)),
        },
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::LocalTime(a), Value::LocalTime(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::LocalDateTime(a), Value::LocalDateTime(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => {
            let parts = |d: &crate::graph::temporal::Duration| (d.mean_nanos(), d.months, d.days, d.seconds);
            parts(a).cmp(&parts(b))
        }
        (Value::Node(a), Value::Node(b)) => a.cmp(b),
        (Value::Relationship(a), Value::Relationship(b)) => a.cmp(b),
        (Value::Path(a), Value::Path(b)) => (&a.nodes, &a.relationships).cmp(&(&b.nodes, &b.relationships)),
        (Value::List(a), Value::List(b)) => {
            let differ = a.iter().zip(b.iter()).map(|(a, b)| order(a, b)).find(|order| *order != Ordering::Equal);
            differ.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        (Value::Map(a), Value::Map(b)) => {
            let keys = a.keys().cmp(b.keys());
            let differ = a.values().zip(b.values()).map(|(a, b)| order(a, b)).find(|order| *order != Ordering::Equal);
            keys.then(differ.unwrap_or(Ordering::Equal))
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

const fn is_nan(value: &Value) -> bool {
    matches!(value, Value::Float(number) if number.is_nan())
}

/// Where the values of a type stand among those of other types.
const fn rank(value: &Value) -> u8 {
    match value {
        Value::Map(_) => 0,
        Value::Node(_) => 1,
        Value::Relationship(_) => 2,
        Value::List(_) => 3,
        Value::Path(_) => 4,
        Value::DateTime(_) => 5,
        Value::LocalDateTime(_) => 6,
        Value::Date(_) => 7,
        Value::Time(_) => 8,
        Value::LocalTime(_) => 9,
        Value::Duration(_) => 10,
        Value::String(_) => 11,
        Value::Boolean(_) => 12,
        Value::Integer(_) | Value::Float(_) => 13,
        Value::Null => 14,
    }
}

/// A value as the key of a group: equivalent values are the same key.
#[derive(Clone, Debug)]
pub(in crate::query) struct GroupKey(pub(in crate::query) Value);

impl PartialEq for GroupKey {
    fn eq(&self, other: &Self) -> bool {
        order(&self.0, &other.0) == Ordering::Equal
    }
}
impl Eq for GroupKey {}

impl Hash for GroupKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_value(&self.0, state);
    }
}

fn hash_value<H: Hasher>(value: &Value, state: &mut H) {
    state.write_u8(rank(value));
    match value {
        Value::Null => {}
        Value::Boolean(truth) => truth.hash(state),
        Value::Integer(number) => hash_number(*number as f64, state),
        Value::Float(number) => hash_number(*number, state),
        Value::String(text) => text.hash(state),
        Value::Date(date) => date.hash(state),
        Value::LocalTime(time) => time.hash(state),
        Value::Time(time) => time.utc_nanos().hash(state),
        Value::LocalDateTime(local) => local.hash(state),
        Value::DateTime(moment) => moment.epoch_nanos().hash(state),
        Value::Duration(duration) => duration.hash(state),
        Value::Node(id) => id.hash(state),
        Value::Relationship(id) => id.hash(state),
        Value::Path(path) => path.relationships.hash(state),
        Value::List(items) => items.iter().for_each(|item| hash_value(item, state)),
        Value::Map(entries) => {
            for (key, value) in entries.iter() {
                key.hash(state);
                hash_value(value, state);
            }
        }
    }
}

/// Hashes a number so that an integer and the floating point number equal to it are the same.
fn hash_number<H: Hasher>(number: f64, state: &mut H) {
    let bits = if number.is_nan() {
        f64::NAN.to_bits()
    } else if number == 0.0 {
        0
    } else {
        number.to_bits()
    };
    state.write_u64(bits);
}

/// Tells whether two values are the same for grouping: null is null, NaN is NaN, 1 is 1.0.
pub fn equivalent(a: &Value, b: &Value) -> bool {
    order(a, b) == Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_integers_do_not_lose_digits_beside_floats() {
        let (a, b) = (Value::Integer(i64::MAX), Value::Float(9_223_372_036_854_775_807.0));
        assert_eq!(equal(&a, &b), Some(false));
        assert_eq!(compare(&a, &b), Comparison::Ordered(Ordering::Less));
        assert_eq!(equal(&1i64.into(), &1.0.into()), Some(true));
    }

    #[test]
    fn a_null_inside_makes_equality_unknown_unless_something_else_differs() {
        let list = |items: Vec<Value>| Value::list(items);
        let (one, two) = (Value::Integer(1), Value::Integer(2));
        assert_eq!(equal(&list(vec![one.clone(), Value::Null]), &list(vec![one.clone(), two.clone()])), None);
        assert_eq!(equal(&list(vec![two.clone(), Value::Null]), &list(vec![one, two])), Some(false));
    }
}
