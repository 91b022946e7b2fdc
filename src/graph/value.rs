//! Values of the query language, and which of them a property may hold.

use super::graph::{NodeId, RelationshipId};
use super::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The properties of a node or relationship, in the order of their keys.
pub type Properties = BTreeMap<String, Value>;

/// A value of the query language.
///
/// Properties hold everything but nodes, relationships, paths and maps; see [`Value::is_storable`].
/// Texts and lists are shared, so that a copy of a value costs a counter.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A floating point number.
    Float(f64),
    /// A text.
    String(Arc<str>),
    /// A day of the calendar.
    Date(Date),
    /// A time of day.
    LocalTime(LocalTime),
    /// A time of day with its offset from UTC.
    Time(Time),
    /// A day and a time of day.
    LocalDateTime(LocalDateTime),
    /// A day and a time of day in a time zone.
    DateTime(Arc<DateTime>),
    /// A length of time in months, days and seconds.
    Duration(Arc<Duration>),
    /// Values in order.
    List(Arc<[Value]>),
    /// Values by name.
    Map(Arc<Properties>),
    /// A node of the graph.
    Node(NodeId),
    /// A relationship of the graph.
    Relationship(RelationshipId),
    /// Nodes joined by relationships.
    Path(Arc<Path>),
}

/// A walk through the graph: one more node than relationships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The nodes, in order.
    pub nodes: Vec<NodeId>,
    /// The relationships, in order, each followed forwards or backwards.
    pub relationships: Vec<RelationshipId>,
}

impl Value {
    /// Makes a list.
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(items.into())
    }

    /// Makes a map.
    pub fn map(entries: Properties) -> Self {
        Self::Map(Arc::new(entries))
    }

    /// Returns the text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// Returns the number of an integer.
    pub const fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// Tells whether this is null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Tells whether a property may hold this: no node, relationship, path or map, and no list that has one.
    pub fn is_storable(&self) -> bool {
        match self {
            Self::Node(_) | Self::Relationship(_) | Self::Path(_) | Self::Map(_) => false,
            Self::List(items) => items.iter().all(|item| !matches!(item, Self::List(_)) && item.is_storable()),
            _ => true,
        }
    }

    /// Returns the name of the value's type in the words of openCypher.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "Null",
            Self::Boolean(_) => "Boolean",
            Self::Integer(_) => "Integer",
            Self::Float(_) => "Float",
            Self::String(_) => "String",
            Self::Date(_) => "Date",
            Self::LocalTime(_) => "LocalTime",
            Self::Time(_) => "Time",
            Self::LocalDateTime(_) => "LocalDateTime",
            Self::DateTime(_) => "DateTime",
            Self::Duration(_) => "Duration",
            Self::List(_) => "List",
            Self::Map(_) => "Map",
            Self::Node(_) => "Node",
            Self::Relationship(_) => "Relationship",
            Self::Path(_) => "Path",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}
impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}
impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}
impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}
impl From<jiff::civil::Date> for Value {
    fn from(date: jiff::civil::Date) -> Self {
        Self::Date(date.into())
    }
}
impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
impl<T: Into<Self>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
