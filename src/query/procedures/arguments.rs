//! The arguments of procedures, read and checked.

use crate::graph::{Direction, Graph, NodeId, Properties, Value};
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};

type Result<T> = std::result::Result<T, QueryError>;

/// Makes the error for an argument that is no good.
pub(super) fn wrong(message: String) -> QueryError {
    QueryError::runtime(ErrorKind::ArgumentError, ErrorDetail::InvalidArgumentValue, message)
}

/// Reads names: one text, a list of texts, or null for all there are. What the graph does not know is an error.
pub(super) fn names<'v, 'k>(
    value: &'v Value,
    what: &str,
    known: impl Fn() -> Vec<&'k str>,
) -> Result<Option<Vec<&'v str>>> {
    let not_names = || wrong(format!("{what}s are given as a list of texts, not as {}", value.type_name()));
    let names: Vec<&str> = match value {
        Value::Null => return Ok(None),
        Value::String(name) => vec![name],
        Value::List(items) if items.is_empty() => return Ok(None),
        Value::List(items) => {
            items.iter().map(|item| item.as_str().ok_or_else(not_names)).collect::<Result<Vec<_>>>()?
        }
        _ => return Err(not_names()),
    };
    let known = known();
    match names.iter().find(|name| !known.contains(name)) {
        Some(name) => Err(wrong(format!("the graph has no {what} `{name}`")).did_you_mean(name, known.iter().copied())),
        None => Ok(Some(names)),
    }
}

/// The options of a procedure, a map by name.
pub(super) struct Options<'v> {
    procedure: &'v str,
    entries: Option<&'v Properties>,
}

impl<'v> Options<'v> {
    /// Takes the options out of an argument; all of them must be among `known`.
    pub(super) fn new(procedure: &'v str, value: &'v Value, known: &[&str]) -> Result<Self> {
        let entries = match value {
            Value::Null => None,
            Value::Map(entries) => Some(&**entries),
            other => return Err(wrong(format!("options are given as a map, not as {}", other.type_name()))),
        };
        if let Some(name) = entries.iter().flat_map(|e| e.keys()).find(|name| !known.contains(&name.as_str())) {
            let error = wrong(format!("`{procedure}` has no option `{name}`"));
            let error = error.did_you_mean(name, known.iter().copied());
            return Err(if error.hints.is_empty() {
                error.hint(format!("its options are {}", known.join(", ")))
            } else {
                error
            });
        }
        Ok(Self { procedure, entries })
    }

    fn get(&self, name: &str) -> Option<&'v Value> {
        self.entries.and_then(|entries| entries.get(name)).filter(|value| !value.is_null())
    }

    fn not(&self, name: &str, wanted: &str, value: &Value) -> QueryError {
        let given = match value {
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::String(text) => format!("`{text}`"),
            other => other.type_name().to_owned(),
        };
        wrong(format!("option `{name}` of `{}` is {wanted}, not {given}", self.procedure))
    }

    /// Returns a number of a range.
    pub(super) fn number(&self, name: &str, usual: f64, range: std::ops::RangeInclusive<f64>) -> Result<f64> {
        let Some(value) = self.get(name) else { return Ok(usual) };
        let number = match value {
            Value::Integer(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            _ => None,
        };
        let wanted = || format!("a number from {} to {}", range.start(), range.end());
        number.filter(|number| range.contains(number)).ok_or_else(|| self.not(name, &wanted(), value))
    }

    /// Returns a whole number that is at least 1.
    pub(super) fn count(&self, name: &str) -> Result<Option<usize>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let count = value.as_integer().and_then(|number| usize::try_from(number).ok()).filter(|&count| count > 0);
        count.map(Some).ok_or_else(|| self.not(name, "a whole number from 1 on", value))
    }

    /// Returns whether an option is set.
    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Boolean(truth)) => Ok(*truth),
            Some(value) => Err(self.not(name, "true or false", value)),
        }
    }

    /// Returns a text.
    pub(super) fn text(&self, name: &str) -> Result<Option<&'v str>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.not(name, "a text", value))
    }

    /// Returns one of several words' meanings, of which the first is the usual one.
    pub(super) fn one_of<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<T> {
        let Some(value) = self.get(name) else { return Ok(words[0].1) };
        let found = value.as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let wanted = || format!("one of {}", known.join(", "));
        found.map(|(_, meaning)| *meaning).ok_or_else(|| {
            self.not(name, &wanted(), value).did_you_mean(value.as_str().unwrap_or_default(), known.iter().copied())
        })
    }

    /// Returns which way relationships are followed; `usual` where nothing is said.
    pub(super) fn direction(&self, usual: Direction) -> Result<Direction> {
        let mut words = vec![("out", Direction::Outgoing), ("in", Direction::Incoming), ("both", Direction::Both)];
        words.sort_by_key(|(_, direction)| *direction != usual);
        self.one_of("direction", &words)
    }

    /// Returns a node of the graph.
    pub(super) fn node(&self, name: &str, graph: &Graph) -> Result<Option<NodeId>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Node(id)) if graph.has_node(*id) => Ok(Some(*id)),
            Some(value) => Err(self.not(name, "a node", value)),
        }
    }
}
