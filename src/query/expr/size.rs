//! How large a value is, so that none grows beyond what can be shown, compared or dropped.

use crate::graph::Value;
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};

/// How many lists and maps may lie inside each other in a value: later steps walk it by calling themselves.
const MAX_DEPTH: usize = 250;

/// Returns how many bytes a value takes where it is written out, roughly; what is shared counts wherever it stands.
///
/// A value that is nested too deeply, or takes more than `most` bytes, is an error: a few steps that each put the last
/// result into a list twice make one whose parts no memory could hold.
pub(in crate::query) fn check_size(value: &Value, most: usize) -> Result<usize, QueryError> {
    let mut bytes = 0;
    let mut open: Vec<(&Value, usize)> = vec![(value, 0)];
    while let Some((value, depth)) = open.pop() {
        bytes += match value {
            Value::String(text) => text.len(),
            Value::List(items) => {
                open.extend(items.iter().filter(|item| nests(item)).map(|item| (item, depth + 1)));
                items.len() * size_of::<Value>()
            }
            Value::Map(entries) => {
                open.extend(entries.values().filter(|item| nests(item)).map(|item| (item, depth + 1)));
                entries.len() * 2 * size_of::<Value>()
            }
            _ => size_of::<Value>(),
        };
        if depth > MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} lists or maps lie inside each other in a value");
            return Err(QueryError::runtime(ErrorKind::Interrupted, ErrorDetail::NestingTooDeep, message));
        }
        if bytes > most {
            let message = format!("a value takes more than {} MB", most >> 20);
            let error = QueryError::runtime(ErrorKind::Interrupted, ErrorDetail::MemoryLimit, message);
            return Err(error.hint("ask for less, or raise the memory limit"));
        }
    }
    Ok(bytes)
}

/// Tells whether a value may be larger than its own place.
const fn nests(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_) | Value::String(_))
}
