//! Functions of numbers.

use super::{Function, Kind, NUMBER, Result, Returns, scalar, unsuitable};
use crate::graph::Value;
use crate::query::expr::arithmetic::overflow;
use crate::query::expr::eval::Env;

/// Makes an entry for a function from one floating point number to another.
macro_rules! real {
    ($name:literal, $run:expr, $caption:literal) => {
        scalar($name, &[NUMBER], Kind::Float, |arguments, _| real($name, &arguments[0], $run), $caption)
    };
}

pub(super) const FUNCTIONS: &[Function] = &[
    scalar("abs", &[NUMBER], Kind::Number, abs, "gives a number without its sign").returning(Returns::First),
    scalar("sign", &[NUMBER], Kind::Integer, sign, "gives -1, 0 or 1"),
    scalar(
        "round",
        &[NUMBER, NUMBER],
        Kind::Float,
        round,
        "gives the nearest whole number, or that of some decimal places",
    )
    .optional(1),
    real!("ceil", f64::ceil, "gives the next whole number above"),
    real!("floor", f64::floor, "gives the next whole number below"),
    real!("sqrt", f64::sqrt, "gives the square root"),
    real!("exp", f64::exp, "gives e to the power of a number"),
    real!("log", f64::ln, "gives the natural logarithm"),
    real!("log10", f64::log10, "gives the logarithm to base 10"),
    real!("sin", f64::sin, "gives the sine"),
    real!("cos", f64::cos, "gives the cosine"),
    real!("tan", f64::tan, "gives the tangent"),
    real!("cot", |x| 1.0 / x.tan(), "gives the cotangent"),
    real!("asin", f64::asin, "gives the arc sine"),
    real!("acos", f64::acos, "gives the arc cosine"),
    real!("atan", f64::atan, "gives the arc tangent"),
    real!("degrees", f64::to_degrees, "turns radians into degrees"),
    real!("radians", f64::to_radians, "turns degrees into radians"),
    real!("haversin", |x| (1.0 - x.cos()) / 2.0, "gives half the versed sine"),
    scalar("atan2", &[NUMBER, NUMBER], Kind::Float, atan2, "gives the angle of a point"),
    scalar("pi", &[], Kind::Float, |_, _| Ok(Value::Float(std::f64::consts::PI)), "gives π"),
    scalar("e", &[], Kind::Float, |_, _| Ok(Value::Float(std::f64::consts::E)), "gives e"),
    scalar(
        "rand",
        &[],
        Kind::Float,
        |_, env| Ok(Value::Float(env.reader.shared.random())),
        "gives a random number from 0 up to 1",
    ),
    scalar("isNaN", &[NUMBER], Kind::Boolean, is_nan, "tells whether this is not a number"),
];

fn number(function: &str, value: &Value) -> Result<Option<f64>> {
    match value {
        Value::Null => Ok(None),
        Value::Integer(number) => Ok(Some(*number as f64)),
        Value::Float(number) => Ok(Some(*number)),
        other => Err(unsuitable(function, other)),
    }
}

fn real(function: &str, value: &Value, run: fn(f64) -> f64) -> Result<Value> {
    Ok(number(function, value)?.map_or(Value::Null, |number| Value::Float(run(number))))
}

fn abs(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Integer(number) => {
            number.checked_abs().map(Value::Integer).ok_or_else(|| overflow("the number without its sign"))
        }
        other => real("abs", other, f64::abs),
    }
}

fn sign(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    Ok(number("sign", &arguments[0])?
        .map_or(Value::Null, |number| Value::Integer(i64::from(number > 0.0) - i64::from(number < 0.0))))
}

fn round(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    let places = arguments.get(1).map_or(Ok(Some(0.0)), |places| number("round", places))?;
    let (Some(number), Some(places)) = (number("round", &arguments[0])?, places) else { return Ok(Value::Null) };
    let scale = 10_f64.powi(places as i32);
    // Halves go up, as `round(-1.5)` is -1 in openCypher.
    let rounded = (number * scale + 0.5).floor() / scale;
    // So many places leave every number as it is, or nothing of it.
    Ok(Value::Float(if rounded.is_finite() {
        rounded
    } else if places < 0.0 {
        0.0
    } else {
        number
    }))
}

fn atan2(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    let (y, x) = (number("atan2", &arguments[0])?, number("atan2", &arguments[1])?);
    Ok(y.zip(x).map_or(Value::Null, |(y, x)| Value::Float(y.atan2(x))))
}

fn is_nan(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    Ok(number("isNaN", &arguments[0])?.map_or(Value::Null, |number| Value::Boolean(number.is_nan())))
}
