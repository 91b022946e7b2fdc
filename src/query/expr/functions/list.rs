//! Functions of lists.

use super::{ANY, Function, Kind, LIST, Result, Returns, bad_argument, scalar, unsuitable};
use crate::graph::Value;
use crate::query::error::ErrorDetail;
use crate::query::expr::arithmetic::check_length;
use crate::query::expr::eval::Env;

const SIZED: &[Kind] = &[Kind::List, Kind::String, Kind::Map];
const REVERSIBLE: &[Kind] = &[Kind::List, Kind::String];

pub(super) const FUNCTIONS: &[Function] = &[
    scalar(
        "size",
        &[&[Kind::List, Kind::String]],
        Kind::Integer,
        size,
        "counts the elements of a list or the letters of a text",
    ),
    scalar("isEmpty", &[SIZED], Kind::Boolean, is_empty, "tells whether a list, text or map has nothing in it"),
    scalar("head", &[LIST], Kind::Any, head, "gives the first element").returning(Returns::Element),
    scalar("last", &[LIST], Kind::Any, last, "gives the last element").returning(Returns::Element),
    scalar("tail", &[LIST], Kind::List, tail, "gives all elements but the first").returning(Returns::First),
    scalar("reverse", &[REVERSIBLE], Kind::Any, reverse, "turns a list or text round").returning(Returns::First),
    scalar("range", &[ANY, ANY, ANY], Kind::List, range, "lists the integers from one to another, both included")
        .optional(1)
        .returning(Returns::ListOf(Kind::Integer)),
    scalar("coalesce", &[ANY], Kind::Any, coalesce, "gives the first argument that is not null").optional(usize::MAX),
];

fn size(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(Value::Integer(items.len() as i64)),
        Value::String(text) => Ok(Value::Integer(text.chars().count() as i64)),
        other => Err(unsuitable("size", other)),
    }
}

fn is_empty(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(Value::Boolean(items.is_empty())),
        Value::String(text) => Ok(Value::Boolean(text.is_empty())),
        Value::Map(entries) => Ok(Value::Boolean(entries.is_empty())),
        other => Err(unsuitable("isEmpty", other)),
    }
}

fn head(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(items.first().cloned().unwrap_or_default()),
        other => Err(unsuitable("head", other)),
    }
}

fn last(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(items.last().cloned().unwrap_or_default()),
        other => Err(unsuitable("last", other)),
    }
}

fn tail(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(Value::list(items.get(1..).unwrap_or(&[]).to_vec())),
        other => Err(unsuitable("tail", other)),
    }
}

fn reverse(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(items.iter().rev().cloned().collect()),
        Value::String(text) => Ok(text.chars().rev().collect::<String>().into()),
        other => Err(unsuitable("reverse", other)),
    }
}

/// The integers that `range` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) struct Range {
    next: i64,
    end: i64,
    step: i64,
}

impl Range {
    /// Reads the arguments of `range`.
    pub(in crate::query) fn new(arguments: &[Value]) -> Result<Self> {
        let integer = |value: &Value| match value {
            Value::Integer(number) => Ok(*number),
            other => {
                let message = format!("`range` takes integers, not a {}", other.type_name());
                Err(bad_argument(ErrorDetail::InvalidArgumentType, message))
            }
        };
        let (next, end) = (integer(&arguments[0])?, integer(&arguments[1])?);
        let step = arguments.get(2).map_or(Ok(1), integer)?;
        if step == 0 {
            return Err(bad_argument(ErrorDetail::NumberOutOfRange, "the step of `range` can't be 0"));
        }
        Ok(Self { next, end, step })
    }

    /// Returns how many integers are left.
    pub(in crate::query) fn len(&self) -> u64 {
        let (next, end, step) = (i128::from(self.next), i128::from(self.end), i128::from(self.step));
        u64::try_from((end - next) / step + 1)
            .map_or(0, |count| if (end - next) * step.signum() < 0 { 0 } else { count })
    }
}

impl Iterator for Range {
    type Item = i64;

    fn next(&mut self) -> Option<i64> {
        if self.len() == 0 {
            return None;
        }
        let number = self.next;
        match number.checked_add(self.step) {
            Some(next) => self.next = next,
            // Past the last integer there is: leave nothing.
            None => *self = Self { next: 1, end: 0, step: 1 },
        }
        Some(number)
    }
}

fn range(arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    if arguments.iter().any(Value::is_null) {
        return Err(bad_argument(ErrorDetail::InvalidArgumentType, "`range` takes integers, not null"));
    }
    let range = Range::new(arguments)?;
    let length = usize::try_from(range.len()).unwrap_or(usize::MAX);
    check_length(length.saturating_mul(8))?;
    env.reader.shared.check_room(length.saturating_mul(size_of::<Value>()))?;
    Ok(range.collect())
}

fn coalesce(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    Ok(arguments.iter().find(|value| !value.is_null()).cloned().unwrap_or_default())
}
