//! `+ - * / % ^` and signs, over numbers, texts, lists and time.

use super::temporal::arithmetic as time;
use crate::graph::Value;
use crate::query::ast::BinaryOp;
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};

type Result<T> = std::result::Result<T, QueryError>;

/// How long a text or list made by a query may be.
const MAX_LENGTH: usize = 1 << 28;

pub(super) fn calculate(op: BinaryOp, a: &Value, b: &Value) -> Result<Value> {
    if op == BinaryOp::Add {
        return add(a, b);
    }
    if a.is_null() || b.is_null() {
        return Ok(Value::Null);
    }
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => integers(op, *a, *b),
        (Value::Integer(a), Value::Float(b)) => Ok(floats(op, *a as f64, *b)),
        (Value::Float(a), Value::Integer(b)) => Ok(floats(op, *a, *b as f64)),
        (Value::Float(a), Value::Float(b)) => Ok(floats(op, *a, *b)),
        _ => time::calculate(op, a, b).unwrap_or_else(|| Err(unsuitable(op, a, b))),
    }
}

fn add(a: &Value, b: &Value) -> Result<Value> {
    match (a, b) {
        (Value::List(a), Value::List(b)) => joined(a, b),
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::List(a), b) => joined(a, std::slice::from_ref(b)),
        (a, Value::List(b)) => joined(std::slice::from_ref(a), b),
        (Value::Integer(a), Value::Integer(b)) => integers(BinaryOp::Add, *a, *b),
        (Value::Integer(a), Value::Float(b)) => Ok(Value::Float(*a as f64 + b)),
        (Value::Float(a), Value::Integer(b)) => Ok(Value::Float(a + *b as f64)),
        (Value::Float(a), Value::Float(b)) => Ok(Value::Float(a + b)),
        (Value::String(a), Value::String(b)) => text(&[a, b]),
        (Value::String(a), b @ (Value::Integer(_) | Value::Float(_) | Value::Boolean(_))) => {
            text(&[a, &super::functions::text_of(b)])
        }
        (a @ (Value::Integer(_) | Value::Float(_) | Value::Boolean(_)), Value::String(b)) => {
            text(&[&super::functions::text_of(a), b])
        }
        (Value::Map(a), Value::Map(b)) => {
            let mut joined = (**a).clone();
            joined.extend(b.iter().map(|(key, value)| (key.clone(), value.clone())));
            Ok(Value::map(joined))
        }
        _ => time::calculate(BinaryOp::Add, a, b).unwrap_or_else(|| Err(unsuitable(BinaryOp::Add, a, b))),
    }
}

fn joined(a: &[Value], b: &[Value]) -> Result<Value> {
    check_length(a.len() + b.len())?;
    Ok(a.iter().chain(b).cloned().collect::<Value>())
}

fn text(parts: &[&str]) -> Result<Value> {
    check_length(parts.iter().map(|part| part.len()).sum())?;
    Ok(parts.concat().into())
}

pub(super) fn check_length(length: usize) -> Result<()> {
    if length <= MAX_LENGTH {
        return Ok(());
    }
    let message = format!("a text or list of more than {MAX_LENGTH} elements is too large");
    Err(QueryError::runtime(ErrorKind::Interrupted, ErrorDetail::MemoryLimit, message))
}

fn integers(op: BinaryOp, a: i64, b: i64) -> Result<Value> {
    let by_zero = || QueryError::runtime(ErrorKind::ArithmeticError, ErrorDetail::DivisionByZero, "division by zero");
    let made = match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Subtract => a.checked_sub(b),
        BinaryOp::Multiply => a.checked_mul(b),
        BinaryOp::Divide if b == 0 => return Err(by_zero()),
        BinaryOp::Divide => a.checked_div(b),
        BinaryOp::Modulo if b == 0 => return Err(by_zero()),
        BinaryOp::Modulo => Some(a.wrapping_rem(b)),
        _ => return Ok(floats(op, a as f64, b as f64)),
    };
    made.map(Value::Integer).ok_or_else(|| overflow(&format!("the result of {a} and {b}")))
}

pub(super) fn overflow(what: &str) -> QueryError {
    let message = format!("{what} does not fit 64 bits");
    QueryError::runtime(ErrorKind::ArithmeticError, ErrorDetail::IntegerOverflow, message)
}

fn floats(op: BinaryOp, a: f64, b: f64) -> Value {
    Value::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::Modulo => a % b,
        _ => a.powf(b),
    })
}

pub(super) fn negate(value: &Value) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Integer(number) => {
            number.checked_neg().map(Value::Integer).ok_or_else(|| overflow("the negated number"))
        }
        Value::Float(number) => Ok(Value::Float(-number)),
        Value::Duration(_) => calculate(BinaryOp::Multiply, value, &Value::Integer(-1)),
        other => {
            let message = format!("a {} has no negative", other.type_name());
            Err(QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message))
        }
    }
}

fn unsuitable(op: BinaryOp, a: &Value, b: &Value) -> QueryError {
    let (a, b) = (a.type_name(), b.type_name());
    let message = match op {
        BinaryOp::Add => format!("{a} and {b} can't be added"),
        BinaryOp::Subtract => format!("{b} can't be subtracted from {a}"),
        BinaryOp::Multiply => format!("{a} can't be multiplied by {b}"),
        _ => format!("{a} can't be divided by {b}"),
    };
    QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message)
}
