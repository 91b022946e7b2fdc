//! The keys of a part as columns, each with the one type that all its values fit.

use crate::graph::{Scalar, Value};
use std::collections::BTreeMap;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Scalar(Scalar),
    List(Scalar),
    /// Lists with gaps or lists inside, or lists beside other values: written as JSON.
    Json,
}

impl Column {
    fn of(value: &Value) -> Self {
        match value {
            Value::List(items) if items.iter().any(|item| matches!(item, Value::Null | Value::List(_))) => Self::Json,
            Value::List(items) => {
                let first = items.first().map_or(Scalar::String, Scalar::of);
                Self::List(items.iter().map(Scalar::of).fold(first, Scalar::widened))
            }
            value => Self::Scalar(Scalar::of(value)),
        }
    }

    fn widened(self, other: Self) -> Self {
        match (self, other) {
            (Self::Scalar(a), Self::Scalar(b)) => Self::Scalar(a.widened(b)),
            (Self::List(a), Self::List(b)) => Self::List(a.widened(b)),
            _ => Self::Json,
        }
    }
}

/// Finds the columns of properties, by key.
pub(super) fn columns<'g>(properties: impl Iterator<Item = (&'g str, &'g Value)>) -> BTreeMap<&'g str, Column> {
    let mut columns = BTreeMap::new();
    for (key, value) in properties {
        let found = Column::of(value);
        columns.entry(key).and_modify(|column: &mut Column| *column = column.widened(found)).or_insert(found);
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_widen_until_all_values_fit() {
        let (one, half, word, gap) = (Value::Integer(1), Value::Float(0.5), Value::from("x"), Value::Null);
        let list = |items: &[&Value]| Value::list(items.iter().map(|&item| item.clone()).collect());
        let (words, mixed, gaps) = (list(&[&word]), list(&[&one, &half]), list(&[&one, &gap]));
        let all = [
            ("a", &one),
            ("a", &half),
            ("b", &one),
            ("b", &word),
            ("c", &words),
            ("d", &mixed),
            ("e", &gaps),
            ("f", &words),
            ("f", &word),
        ];
        let found: Vec<Column> = columns(all.into_iter()).into_values().collect();
        assert_eq!(
            found,
            [
                Column::Scalar(Scalar::Number),
                Column::Scalar(Scalar::String),
                Column::List(Scalar::String),
                Column::List(Scalar::Number),
                Column::Json,
                Column::Json,
            ]
        );
    }
}
