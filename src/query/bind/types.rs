//! What can be known of a value before the query runs.

use crate::graph::Value;

/// The type of an expression, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Not known.
    Any,
    /// Always null.
    Null,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A floating point number.
    Float,
    /// A number.
    Number,
    /// A text.
    String,
    /// A point in time.
    Temporal,
    /// A length of time.
    Duration,
    /// A list, and what is in it.
    List(Box<Type>),
    /// A map.
    Map,
    /// A node.
    Node,
    /// A relationship.
    Relationship,
    /// A path.
    Path,
}

impl Type {
    /// Returns the type of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Boolean(_) => Self::Boolean,
            Value::Integer(_) => Self::Integer,
            Value::Float(_) => Self::Float,
            Value::String(_) => Self::String,
            Value::Duration(_) => Self::Duration,
            Value::List(items) => Self::list(items.iter().map(Self::of)),
            Value::Map(_) => Self::Map,
            Value::Node(_) => Self::Node,
            Value::Relationship(_) => Self::Relationship,
            Value::Path(_) => Self::Path,
            _ => Self::Temporal,
        }
    }

    /// Returns the type of a list of items.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(Box::new(items.into_iter().reduce(Self::common).unwrap_or(Self::Any)))
    }

    /// Returns the narrowest type that covers both.
    pub fn common(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            (Self::Null, a) | (a, Self::Null) => a,
            (a, b) if a.is_number() && b.is_number() => Self::Number,
            (Self::List(a), Self::List(b)) => Self::List(Box::new(a.common(*b))),
            _ => Self::Any,
        }
    }

    /// Tells whether this is known to be a number.
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Float | Self::Number)
    }

    /// Tells whether a value of this type may be taken where `wanted` is.
    pub fn may_be(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (Self::Any | Self::Null, _) | (_, Self::Any) => true,
            (Self::Number, Self::Integer | Self::Float) => true,
            (a, Self::Number) => a.is_number(),
            (Self::List(a), Self::List(b)) => a.may_be(b),
            (a, b) => a == b,
        }
    }

    /// Returns the type of the elements, where this is a list.
    pub fn element(&self) -> Self {
        if let Self::List(element) = self { (**element).clone() } else { Self::Any }
    }

    /// Returns the type in words.
    pub fn name(&self) -> String {
        match self {
            Self::Any => "any value".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Integer => "an integer".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Temporal => "a point in time".to_owned(),
            other => format!("a {}", format!("{other:?}").to_lowercase()),
        }
    }
}
