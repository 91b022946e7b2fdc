//! The types of properties that tables, GraphML and GEXF declare, with their names there.

use super::Value;

/// The type of a property that is no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// True or false.
    Boolean,
    /// 64 bits.
    Integer,
    /// 64 bits.
    Float,
    /// Integers and floats side by side: what is written with a point or an exponent is a float.
    Number,
    /// Text, and whatever fits no other type.
    String,
    /// A day.
    Date,
    /// A time of day.
    LocalTime,
    /// A time of day with its offset.
    Time,
    /// A day with a time.
    LocalDateTime,
    /// A moment.
    DateTime,
    /// A length of time.
    Duration,
}

impl Scalar {
    /// Returns its name in what we write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "long",
            Self::Float => "double",
            Self::Number => "number",
            Self::String => "string",
            Self::Date => "date",
            Self::LocalTime => "localtime",
            Self::Time => "time",
            Self::LocalDateTime => "localdatetime",
            Self::DateTime => "datetime",
            Self::Duration => "duration",
        }
    }

    /// Finds a type by the name that Neo4j's headers, GraphML or our own exports give it.
    ///
    /// ```
    /// use demarche::graph::Scalar;
    /// assert_eq!(Scalar::named("Int"), Some(Scalar::Integer));
    /// assert_eq!(Scalar::named(Scalar::Float.name()), Some(Scalar::Float));
    /// assert_eq!(Scalar::named("point"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "boolean" | "bool" => Self::Boolean,
            "long" | "int" | "integer" | "short" | "byte" => Self::Integer,
            "double" | "float" => Self::Float,
            "number" => Self::Number,
            "string" | "char" => Self::String,
            "date" => Self::Date,
            "localtime" => Self::LocalTime,
            "time" => Self::Time,
            "localdatetime" => Self::LocalDateTime,
            "datetime" => Self::DateTime,
            "duration" => Self::Duration,
            _ => return None,
        })
    }

    /// Returns the type of a value; lists and what can't be stored count as text.
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Boolean(_) => Self::Boolean,
            Value::Integer(_) => Self::Integer,
            Value::Float(_) => Self::Float,
            Value::Date(_) => Self::Date,
            Value::LocalTime(_) => Self::LocalTime,
            Value::Time(_) => Self::Time,
            Value::LocalDateTime(_) => Self::LocalDateTime,
            Value::DateTime(_) => Self::DateTime,
            Value::Duration(_) => Self::Duration,
            _ => Self::String,
        }
    }

    /// Returns the narrowest type that holds the values of both.
    pub fn widened(self, other: Self) -> Self {
        let is_number = |kind| matches!(kind, Self::Integer | Self::Float | Self::Number);
        match (self, other) {
            (a, b) if a == b => a,
            (a, b) if is_number(a) && is_number(b) => Self::Number,
            _ => Self::String,
        }
    }
}
