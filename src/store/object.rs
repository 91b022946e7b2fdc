//! Properties of one node or relationship as a JSON object, without a graph around them.

use super::properties::{push_string, push_tagged, push_value};
use crate::graph::Value;
use std::collections::BTreeSet;

/// Writes the properties that are known; strings under the keys of `dates` are dates. `None` where nothing is known.
pub(super) fn object_of<'p>(
    properties: impl Iterator<Item = (&'p String, &'p Value)>,
    dates: &BTreeSet<String>,
) -> Option<String> {
    let mut json = String::new();
    for (key, value) in properties.filter(|(_, value)| **value != Value::Null) {
        json.push(if json.is_empty() { '{' } else { ',' });
        push_string(&mut json, key);
        json.push(':');
        match value {
            Value::Date(date) if dates.contains(key) => push_string(&mut json, &date.to_string()),
            Value::String(text) if dates.contains(key) => push_tagged(&mut json, "$string", text),
            value => push_value(&mut json, value),
        }
    }
    (!json.is_empty()).then(|| json + "}")
}

/// Adds a list of texts to an object, or to nothing.
pub(super) fn push_list(json: &mut String, key: &str, items: &[String]) {
    let opening = if json.pop().is_some() { ',' } else { '{' };
    json.push(opening);
    push_string(json, key);
    json.push_str(":[");
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            json.push(',');
        }
        push_string(json, item);
    }
    json.push_str("]}");
}
