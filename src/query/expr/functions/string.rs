//! Functions of texts.

use super::{Function, INTEGER, Kind, Result, Returns, STRING, bad_argument, scalar, unsuitable};
use crate::graph::Value;
use crate::query::error::ErrorDetail;
use crate::query::expr::arithmetic::check_length;
use crate::query::expr::eval::Env;

pub(super) const FUNCTIONS: &[Function] = &[
    scalar("toLower", &[STRING], Kind::String, |a, _| mapped("toLower", a, str::to_lowercase), "gives small letters"),
    scalar("toUpper", &[STRING], Kind::String, |a, _| mapped("toUpper", a, str::to_uppercase), "gives capital letters"),
    scalar("lower", &[STRING], Kind::String, |a, _| mapped("lower", a, str::to_lowercase), "gives small letters"),
    scalar("upper", &[STRING], Kind::String, |a, _| mapped("upper", a, str::to_uppercase), "gives capital letters"),
    scalar(
        "trim",
        &[STRING],
        Kind::String,
        |a, _| mapped("trim", a, |t| t.trim().to_owned()),
        "cuts white space at both ends",
    ),
    scalar(
        "lTrim",
        &[STRING],
        Kind::String,
        |a, _| mapped("lTrim", a, |t| t.trim_start().to_owned()),
        "cuts white space at the start",
    ),
    scalar(
        "rTrim",
        &[STRING],
        Kind::String,
        |a, _| mapped("rTrim", a, |t| t.trim_end().to_owned()),
        "cuts white space at the end",
    ),
    scalar("replace", &[STRING, STRING, STRING], Kind::String, replace, "puts one text for another wherever it stands"),
    scalar("split", &[STRING, &[Kind::String, Kind::List]], Kind::List, split, "cuts a text at a delimiter")
        .returning(Returns::ListOf(Kind::String)),
    scalar(
        "substring",
        &[STRING, INTEGER, INTEGER],
        Kind::String,
        substring,
        "gives a part of a text, from a start counted from 0",
    )
    .optional(1),
    scalar("left", &[STRING, INTEGER], Kind::String, left, "gives the first letters of a text"),
    scalar("right", &[STRING, INTEGER], Kind::String, right, "gives the last letters of a text"),
    scalar("charLength", &[STRING], Kind::Integer, char_length, "counts the letters of a text"),
];

/// Returns the texts of the arguments; `None` where one is null.
fn texts<'v>(function: &str, arguments: &'v [Value]) -> Result<Option<Vec<&'v str>>> {
    if arguments.iter().any(Value::is_null) {
        return Ok(None);
    }
    let text = |value: &'v Value| value.as_str().ok_or_else(|| unsuitable(function, value));
    arguments.iter().map(text).collect::<Result<Vec<_>>>().map(Some)
}

fn mapped(function: &str, arguments: &[Value], change: fn(&str) -> String) -> Result<Value> {
    Ok(texts(function, arguments)?.map_or(Value::Null, |texts| change(texts[0]).into()))
}

fn replace(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    let Some(texts) = texts("replace", arguments)? else { return Ok(Value::Null) };
    let (text, from, to) = (texts[0], texts[1], texts[2]);
    let count = if from.is_empty() { text.len() + 1 } else { text.len() / from.len() };
    check_length(text.len() + count.saturating_mul(to.len()))?;
    Ok(text.replace(from, to).into())
}

fn split(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    if arguments.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let delimiters = match &arguments[1] {
        Value::List(items) => texts("split", items)?,
        one => texts("split", std::slice::from_ref(one))?,
    };
    let (Some(text), Some(delimiters)) = (arguments[0].as_str(), delimiters) else {
        return Err(unsuitable("split", &arguments[0]));
    };
    if delimiters.iter().any(|delimiter| delimiter.is_empty()) {
        return Ok(text.chars().map(String::from).collect());
    }
    let mut parts = vec![text];
    for delimiter in delimiters {
        parts = parts.into_iter().flat_map(|part| part.split(delimiter)).collect();
    }
    Ok(parts.into_iter().collect())
}

/// Returns a count that is not negative.
fn count(function: &str, value: &Value) -> Result<usize> {
    match value {
        Value::Integer(number) => usize::try_from(*number)
            .map_err(|_| bad_argument(ErrorDetail::NumberOutOfRange, format!("`{function}` takes no negative number"))),
        other => Err(unsuitable(function, other)),
    }
}

fn substring(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    if arguments.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let Value::String(text) = &arguments[0] else { return Err(unsuitable("substring", &arguments[0])) };
    let start = count("substring", &arguments[1])?;
    let length = arguments.get(2).map_or(Ok(usize::MAX), |length| count("substring", length))?;
    Ok(text.chars().skip(start).take(length).collect::<String>().into())
}

fn left(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    if arguments.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let Value::String(text) = &arguments[0] else { return Err(unsuitable("left", &arguments[0])) };
    Ok(text.chars().take(count("left", &arguments[1])?).collect::<String>().into())
}

fn right(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    if arguments.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let Value::String(text) = &arguments[0] else { return Err(unsuitable("right", &arguments[0])) };
    let skipped = text.chars().count().saturating_sub(count("right", &arguments[1])?);
    Ok(text.chars().skip(skipped).collect::<String>().into())
}

fn char_length(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    Ok(texts("charLength", arguments)?.map_or(Value::Null, |texts| Value::Integer(texts[0].chars().count() as i64)))
}
