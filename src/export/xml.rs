//! What the XML formats share: escaped text and typed attributes.

use super::columns::{Column, columns};
use super::value::{property_json, property_text};
use crate::graph::{Scalar, Value};
use std::collections::BTreeMap;

/// Escapes a text for element content and attribute values; what XML 1.0 can't hold becomes U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // A reader turns bare line ends and tabs in attributes into spaces.
            '\n' => safe.push_str("&#10;"),
            '\t' => safe.push_str("&#9;"),
            '\r' => safe.push_str("&#13;"),
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => safe.push('\u{FFFD}'),
            c => safe.push(c),
        }
    }
    safe
}

/// The attributes of a kind of element: each key with its number and type.
#[derive(Debug, Default)]
pub(super) struct Attributes<'g> {
    columns: BTreeMap<&'g str, Column>,
}

impl<'g> Attributes<'g> {
    /// Collects the keys and types of all properties.
    pub(super) fn of(properties: impl Iterator<Item = (&'g str, &'g Value)>) -> Self {
        Self { columns: columns(properties) }
    }

    /// Iterates over number, key and type.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &'g str, Column)> + '_ {
        self.columns.iter().enumerate().map(|(number, (key, column))| (number, *key, *column))
    }
}

/// Returns the type that the XML formats have for a column.
pub(super) const fn xml_type(column: Column) -> &'static str {
    match column {
        Column::Scalar(Scalar::Boolean) => "boolean",
        Column::Scalar(Scalar::Integer) => "long",
        Column::Scalar(Scalar::Float | Scalar::Number) => "double",
        _ => "string",
    }
}

/// Returns a value as the text of an attribute; lists are JSON.
pub(super) fn attribute_text(value: &Value) -> String {
    match value {
        Value::List(_) | Value::Map(_) => property_json(value).to_string(),
        _ => property_text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_control_characters_are_replaced() {
        assert_eq!(escaped("<a & \"b\">\u{1}\n"), "&lt;a &amp; &quot;b&quot;&gt;\u{FFFD}&#10;");
    }
}
