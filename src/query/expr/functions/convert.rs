//! Functions from one type to another.

use super::{ANY, Function, Kind, LIST, Result, Returns, scalar, unsuitable};
use crate::graph::Value;
use crate::query::expr::eval::Env;

pub(super) const FUNCTIONS: &[Function] = &[
    scalar(
        "toBoolean",
        &[&[Kind::Boolean, Kind::String, Kind::Integer]],
        Kind::Boolean,
        to_boolean,
        "reads true or false",
    ),
    scalar(
        "toInteger",
        &[&[Kind::Number, Kind::String, Kind::Boolean]],
        Kind::Integer,
        to_integer,
        "gives a whole number",
    ),
    scalar("toFloat", &[&[Kind::Number, Kind::String]], Kind::Float, to_float, "gives a floating point number"),
    scalar("toString", &[ANY], Kind::String, to_string, "gives a value as a text"),
    scalar(
        "toBooleanOrNull",
        &[ANY],
        Kind::Boolean,
        |a, env| Ok(to_boolean(a, env).unwrap_or_default()),
        "reads true or false, else gives null",
    ),
    scalar(
        "toIntegerOrNull",
        &[ANY],
        Kind::Integer,
        |a, env| Ok(to_integer(a, env).unwrap_or_default()),
        "gives a whole number, else null",
    ),
    scalar(
        "toFloatOrNull",
        &[ANY],
        Kind::Float,
        |a, env| Ok(to_float(a, env).unwrap_or_default()),
        "gives a floating point number, else null",
    ),
    scalar(
        "toStringOrNull",
        &[ANY],
        Kind::String,
        |a, env| Ok(to_string(a, env).unwrap_or_default()),
        "gives a value as a text, else null",
    ),
    scalar(
        "toBooleanList",
        &[LIST],
        Kind::List,
        |a, env| each(a, env, to_boolean),
        "applies toBooleanOrNull to a list",
    )
    .returning(Returns::ListOf(Kind::Boolean)),
    scalar(
        "toIntegerList",
        &[LIST],
        Kind::List,
        |a, env| each(a, env, to_integer),
        "applies toIntegerOrNull to a list",
    )
    .returning(Returns::ListOf(Kind::Integer)),
    scalar("toFloatList", &[LIST], Kind::List, |a, env| each(a, env, to_float), "applies toFloatOrNull to a list")
        .returning(Returns::ListOf(Kind::Float)),
    scalar("toStringList", &[LIST], Kind::List, |a, env| each(a, env, to_string), "applies toStringOrNull to a list")
        .returning(Returns::ListOf(Kind::String)),
    scalar("valueType", &[ANY], Kind::String, |a, _| Ok(a[0].type_name().into()), "names the type of a value"),
];

fn each(arguments: &[Value], env: &Env<'_>, run: fn(&[Value], &Env<'_>) -> Result<Value>) -> Result<Value> {
    match &arguments[0] {
        Value::List(items) => {
            Ok(items.iter().map(|item| run(std::slice::from_ref(item), env).unwrap_or_default()).collect())
        }
        Value::Null => Ok(Value::Null),
        other => Err(unsuitable("a conversion of lists", other)),
    }
}

fn to_boolean(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Boolean(truth) => Ok(Value::Boolean(*truth)),
        Value::Integer(number) => Ok(Value::Boolean(*number != 0)),
        Value::String(text) => Ok(match text.trim().to_lowercase().as_str() {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            _ => Value::Null,
        }),
        other => Err(unsuitable("toBoolean", other)),
    }
}

fn to_integer(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Integer(number) => Ok(Value::Integer(*number)),
        Value::Float(number) => Ok(truncated(*number)),
        Value::Boolean(truth) => Ok(Value::Integer(i64::from(*truth))),
        Value::String(text) => {
            let text = text.trim();
            let whole = text.parse::<i64>().ok().map(Value::Integer);
            Ok(whole.or_else(|| decimal(text).map(truncated)).unwrap_or_default())
        }
        other => Err(unsuitable("toInteger", other)),
    }
}

/// Cuts the fraction off; null where the rest does not fit 64 bits.
fn truncated(number: f64) -> Value {
    let whole = number.trunc();
    let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&whole);
    if fits { Value::Integer(whole as i64) } else { Value::Null }
}

/// Reads a number with a fraction or exponent; words like `inf` are no numbers here.
fn decimal(text: &str) -> Option<f64> {
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    text.parse().ok().filter(|_| is_number)
}

fn to_float(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Float(number) => Ok(Value::Float(*number)),
        Value::Integer(number) => Ok(Value::Float(*number as f64)),
        Value::String(text) => Ok(decimal(text.trim()).map_or(Value::Null, Value::Float)),
        other => Err(unsuitable("toFloat", other)),
    }
}

fn to_string(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::String(text) => Ok(Value::String(text.clone())),
        Value::List(_) | Value::Map(_) | Value::Node(_) | Value::Relationship(_) | Value::Path(_) => {
            Err(unsuitable("toString", &arguments[0]))
        }
        other => Ok(text_of(other).into()),
    }
}

/// Returns a number, truth or time as text.
pub(in crate::query) fn text_of(value: &Value) -> String {
    match value {
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => float_text(*number),
        Value::String(text) => text.to_string(),
        Value::Date(date) => date.to_string(),
        Value::LocalTime(time) => time.to_string(),
        Value::Time(time) => time.to_string(),
        Value::LocalDateTime(local) => local.to_string(),
        Value::DateTime(moment) => moment.to_string(),
        Value::Duration(duration) => duration.to_string(),
        _ => String::new(),
    }
}

/// Returns a floating point number so that it reads as one.
fn float_text(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number != 0.0 && !(1e-3..1e7).contains(&number.abs()) {
        let text = format!("{number:E}");
        if text.split('E').next().is_some_and(|digits| digits.contains('.')) { text } else { text.replace('E', ".0E") }
    } else {
        format!("{number:?}")
    }
}
