//! Text and its declared type in, a value out.

use crate::graph::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};
use crate::graph::{Scalar, Value};
use serde_json::Value as Json;

/// Reads values of a type.
pub(super) trait ReadTyped {
    /// Reads a value; `None` where the text is no such value.
    fn read(self, text: &str) -> Option<Value>;

    /// Reads a list that is written as a JSON array.
    fn read_json_list(self, text: &str) -> Option<Value>;
}

impl ReadTyped for Scalar {
    fn read(self, text: &str) -> Option<Value> {
        let trimmed = text.trim();
        match self {
            Self::String => Some(text.into()),
            Self::Boolean => match trimmed.to_ascii_lowercase().as_str() {
                "true" | "1" => Some(Value::Boolean(true)),
                "false" | "0" => Some(Value::Boolean(false)),
                _ => None,
            },
            Self::Integer => trimmed.parse().ok().map(Value::Integer),
            Self::Float => float(trimmed).map(Value::Float),
            Self::Number => trimmed.parse().ok().map(Value::Integer).or_else(|| float(trimmed).map(Value::Float)),
            Self::Date => Date::parse(trimmed).map(Value::Date),
            Self::LocalTime => LocalTime::parse(trimmed).map(Value::LocalTime),
            Self::Time => Time::parse(trimmed).map(Value::Time),
            Self::LocalDateTime => LocalDateTime::parse(trimmed).map(Value::LocalDateTime),
            Self::DateTime => DateTime::parse(trimmed).map(|time| Value::DateTime(time.into())),
            Self::Duration => Duration::parse(trimmed).map(|length| Value::Duration(length.into())),
        }
    }

    fn read_json_list(self, text: &str) -> Option<Value> {
        let json: Json = serde_json::from_str(text).ok()?;
        json.is_array().then(|| of_json(self, &json))?
    }
}

/// Reads an item of a list that is written as JSON.
fn of_json(kind: Scalar, json: &Json) -> Option<Value> {
    match (kind, json) {
        (_, Json::Null) => Some(Value::Null),
        (_, Json::Array(items)) => {
            Some(Value::list(items.iter().map(|item| of_json(kind, item)).collect::<Option<_>>()?))
        }
        (_, Json::Bool(truth)) => Some(Value::Boolean(*truth)),
        (Scalar::Float, Json::Number(number)) => number.as_f64().map(Value::Float),
        (_, Json::Number(number)) => number.as_i64().map(Value::Integer).or_else(|| number.as_f64().map(Value::Float)),
        (_, Json::String(text)) => kind.read(text),
        (_, Json::Object(_)) => None,
    }
}

fn float(text: &str) -> Option<f64> {
    match text {
        "Infinity" | "+Infinity" | "INF" => Some(f64::INFINITY),
        "-Infinity" | "-INF" => Some(f64::NEG_INFINITY),
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_type_that_is_declared() {
        assert_eq!(Scalar::Float.read("1"), Some(Value::Float(1.0)));
        assert_eq!(Scalar::Number.read("1"), Some(Value::Integer(1)));
        assert_eq!(Scalar::Number.read("1.0"), Some(Value::Float(1.0)));
        assert_eq!(Scalar::Integer.read("x"), None);
        assert_eq!(Scalar::String.read(" x "), Some(" x ".into()));
        assert_eq!(Scalar::Float.read("-Infinity"), Some(Value::Float(f64::NEG_INFINITY)));
    }

    #[test]
    fn lists_keep_the_type_of_their_items() {
        let days = Scalar::Date.read_json_list("[\"2031-03-10\"]");
        assert_eq!(days, Some(Value::list(vec![jiff::civil::date(2031, 3, 10).into()])));
        assert_eq!(Scalar::String.read_json_list("[\"a\", null]"), Some(Value::list(vec!["a".into(), Value::Null])));
        assert_eq!(Scalar::String.read_json_list("{}"), None);
    }
}
