//! Values as text and as JSON.

use super::caption;
use crate::graph::{NodeId, Path, RelationshipId, Value};
use crate::query::Table;
use serde_json::{Map, Value as Json, json};
use std::fmt::Write;

/// How long the caption of a node or relationship gets inside a cell.
const CAPTION_CHARS: usize = 60;

/// How long a node at the end of a relationship gets, and a property of a relationship.
const END_CHARS: usize = 40;

/// How many properties of a relationship are told.
const PROPERTIES_TOLD: usize = 3;

/// Returns a value as the text of a cell: strings bare, everything else as in [`inline`]; null is empty.
pub fn plain(value: &Value, table: &Table) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.to_string(),
        _ => inline(value, table),
    }
}

/// Returns a value as people read it inside a list or a sentence: strings in quotation marks, nodes as
/// `(:Country {name: "Norway"})`.
pub fn inline(value: &Value, table: &Table) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => float(*number),
        Value::String(text) => quoted(text),
        Value::List(items) => format!("[{}]", list(items.iter().map(|item| inline(item, table)))),
        Value::Map(entries) => {
            format!("{{{}}}", list(entries.iter().map(|(key, value)| format!("{key}: {}", inline(value, table)))))
        }
        Value::Node(id) => node(*id, table),
        Value::Relationship(id) => relationship(*id, table),
        Value::Path(steps) => path(steps, table),
        temporal => temporal_text(temporal),
    }
}

/// Returns a value as JSON; a node is `{"id", "labels", "properties"}`, a relationship has `type`, `start` and `end`
/// too, dates and times are texts.
pub fn json_value(value: &Value, table: &Table) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(truth) => json!(truth),
        Value::Integer(number) => json!(number),
        // JSON has no word for infinity and for what is not a number.
        Value::Float(number) => {
            serde_json::Number::from_f64(*number).map_or_else(|| json!(float(*number)), Json::Number)
        }
        Value::String(text) => json!(&**text),
        Value::List(items) => items.iter().map(|item| json_value(item, table)).collect(),
        Value::Map(entries) => {
            Json::Object(entries.iter().map(|(key, value)| (key.clone(), json_value(value, table))).collect())
        }
        Value::Node(id) => node_json(*id, table),
        Value::Relationship(id) => relationship_json(*id, table),
        Value::Path(steps) => json!({
            "nodes": steps.nodes.iter().map(|&id| node_json(id, table)).collect::<Vec<_>>(),
            "relationships": steps.relationships.iter().map(|&id| relationship_json(id, table)).collect::<Vec<_>>(),
        }),
        temporal => json!(temporal_text(temporal)),
    }
}

/// Returns properties as a JSON object.
pub(super) fn json_properties<'v>(properties: impl Iterator<Item = (&'v str, &'v Value)>) -> Json {
    Json::Object(properties.map(|(key, value)| (key.to_owned(), property_json(value))).collect::<Map<_, _>>())
}

/// Returns a property as the text of a cell; properties name no nodes, so no table is asked.
pub(super) fn property_text(value: &Value) -> String {
    plain(value, &Table::default())
}

/// Returns a property as JSON.
pub(super) fn property_json(value: &Value) -> Json {
    json_value(value, &Table::default())
}

/// Returns a value as an openCypher literal.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => cypher_string(text),
        Value::Float(number) if number.is_finite() => float(*number),
        Value::Float(number) if number.is_nan() => "(0.0 / 0.0)".to_owned(),
        Value::Float(number) => if *number > 0.0 { "(1.0 / 0.0)" } else { "(-1.0 / 0.0)" }.to_owned(),
        Value::List(items) => format!("[{}]", list(items.iter().map(literal))),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        temporal => match temporal_function(temporal) {
            Some(function) => format!("{function}({})", cypher_string(&temporal_text(temporal))),
            None => "null".to_owned(),
        },
    }
}

/// Returns a name as openCypher reads it, in backticks where it is no plain word.
pub(super) fn identifier(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().next().is_some_and(|c| !c.is_ascii_digit());
    if plain { name.to_owned() } else { format!("`{}`", name.replace('`', "``")) }
}

/// Cuts a text to a number of characters, at a word where one ends near by.
pub(super) fn shortened(text: &str, chars: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= chars {
        return text;
    }
    let cut: String = text.chars().take(chars.saturating_sub(1)).collect();
    let end = cut.rfind(' ').filter(|&at| at * 3 > cut.len() * 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([' ', ',', ';', ':']))
}

fn node(id: NodeId, table: &Table) -> String {
    let Some(node) = table.node(id) else { return "()".to_owned() };
    let (label, property) = caption::told(node);
    let mut text = String::from("(");
    if let Some(label) = label {
        let _ = write!(text, ":{label}");
    }
    if let Some((key, value)) = property {
        if text.len() > 1 {
            text.push(' ');
        }
        let _ = match value {
            Value::String(words) => write!(text, "{{{key}: {}}}", quoted(&shortened(words, CAPTION_CHARS))),
            other => write!(text, "{{{key}: {}}}", inline(other, table)),
        };
    }
    text.push(')');
    text
}

/// Returns a relationship with its ends, as people read it: `(Norland)-[:REPRESENTS {role: "envoy"}]->(Ostia)`.
fn relationship(id: RelationshipId, table: &Table) -> String {
    let Some(relationship) = table.relationship(id) else { return "[]".to_owned() };
    let mut step = format!("[:{}", relationship.kind);
    let telling = relationship.properties.iter().filter(|(key, value)| tells(key, value)).take(PROPERTIES_TOLD);
    let telling = list(telling.map(|(key, value)| match value {
        Value::String(words) => format!("{key}: {}", quoted(&shortened(words, END_CHARS))),
        other => format!("{key}: {}", inline(other, table)),
    }));
    if !telling.is_empty() {
        let _ = write!(step, " {{{telling}}}");
    }
    step.push(']');
    if table.node(relationship.start).is_none() && table.node(relationship.end).is_none() {
        return step;
    }
    format!("{}-{step}->{}", end(relationship.start, table), end(relationship.end, table))
}

/// Tells whether a property of a relationship says something to a reader; where it was found is for `:why`.
fn tells(key: &str, value: &Value) -> bool {
    let is_evidence =
        matches!(key, "article" | "start" | "end" | "rule" | "evidence" | "confidence" | "quote" | "event");
    !is_evidence && !matches!(value, Value::Null | Value::Boolean(false))
}

/// Returns a node at the end of a relationship: by its name alone, or an excerpt of what it says.
fn end(id: NodeId, table: &Table) -> String {
    let Some(told) = table.node(id) else { return "()".to_owned() };
    match caption::told(told) {
        (_, Some(("name", Value::String(name)))) => format!("({})", shortened(name, END_CHARS)),
        (_, Some((_, Value::String(words)))) => format!("({})", quoted(&shortened(words, END_CHARS))),
        _ => node(id, table),
    }
}

fn path(steps: &Path, table: &Table) -> String {
    let mut text = String::new();
    for (position, &id) in steps.nodes.iter().enumerate() {
        if let Some(step) = position.checked_sub(1).and_then(|before| steps.relationships.get(before)) {
            let relationship = table.relationship(*step);
            let kind = relationship.map_or("", |r| &r.kind);
            let forward = relationship.is_none_or(|r| r.end == id);
            let _ = if forward { write!(text, "-[:{kind}]->") } else { write!(text, "<-[:{kind}]-") };
        }
        text.push_str(&end(id, table));
    }
    text
}

fn node_json(id: NodeId, table: &Table) -> Json {
    table.node(id).map_or(Json::Null, |node| {
        json!({
            "id": id.0,
            "labels": node.labels,
            "properties": json_properties(node.properties.iter().map(|(key, value)| (key.as_str(), value))),
        })
    })
}

fn relationship_json(id: RelationshipId, table: &Table) -> Json {
    table.relationship(id).map_or(Json::Null, |relationship| {
        let properties = relationship.properties.iter().map(|(key, value)| (key.as_str(), value));
        json!({
            "id": id.0,
            "type": relationship.kind,
            "start": relationship.start.0,
            "end": relationship.end.0,
            "properties": json_properties(properties),
        })
    })
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

/// Writes a float so that it is read as a float again.
fn float(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        format!("{number:?}")
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn cypher_string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for c in text.chars() {
        match c {
            '\'' => literal.push_str("\\'"),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c => literal.push(c),
        }
    }
    literal.push('\'');
    literal
}

fn temporal_text(value: &Value) -> String {
    match value {
        Value::Date(date) => date.to_string(),
        Value::LocalTime(time) => time.to_string(),
        Value::Time(time) => time.to_string(),
        Value::LocalDateTime(time) => time.to_string(),
        Value::DateTime(time) => time.to_string(),
        Value::Duration(duration) => duration.to_string(),
        _ => String::new(),
    }
}

const fn temporal_function(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Date(_) => "date",
        Value::LocalTime(_) => "localtime",
        Value::Time(_) => "time",
        Value::LocalDateTime(_) => "localdatetime",
        Value::DateTime(_) => "datetime",
        Value::Duration(_) => "duration",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Properties};
    use crate::query::Stats;

    #[test]
    fn nodes_and_paths_read_like_patterns() {
        let mut graph = Graph::new();
        let named = |key: &str, text: &str| Properties::from([(key.to_owned(), text.into())]);
        let north = graph.add_node(["Actor", "Country"], named("name", "North Korea"));
        let offer = graph.add_node(["Event"], named("text", "suspend \"all\" tests"));
        let found = [("article", "a1"), ("date", "1987-03-17"), ("rule", "r")];
        let found = found.map(|(key, text)| (key.to_owned(), text.into()));
        let edge = graph.add_relationship(north, "PROPOSES", offer, Properties::from(found)).unwrap();
        let path = Value::Path(Path { nodes: vec![offer, north], relationships: vec![edge] }.into());
        let table = Table::new(vec!["p".to_owned()], vec![vec![path.clone()]], Stats::default(), &graph);
        assert_eq!(inline(&path, &table), r#"("suspend \"all\" tests")<-[:PROPOSES]-(North Korea)"#);
        let alone = Table::new(vec!["r".to_owned()], vec![vec![Value::Relationship(edge)]], Stats::default(), &graph);
        assert_eq!(
            inline(&Value::Relationship(edge), &alone),
            r#"(North Korea)-[:PROPOSES {date: "1987-03-17"}]->("suspend \"all\" tests")"#
        );
        assert_eq!(inline(&Value::Node(north), &alone), r#"(:Country {name: "North Korea"})"#);
    }

    #[test]
    fn floats_stay_floats_and_quotes_are_escaped() {
        assert_eq!(property_text(&Value::Float(1.0)), "1.0");
        assert_eq!(property_text(&Value::Null), "");
        assert_eq!(literal(&"it's\\".into()), r"'it\'s\\'");
        assert_eq!(property_json(&Value::Float(f64::NAN)), json!("NaN"));
    }

    #[test]
    fn shortening_ends_at_a_word() {
        assert_eq!(shortened("one two  three", 20), "one two three");
        assert_eq!(shortened("the quick brown fox jumps", 18), "the quick brown…");
        assert_eq!(shortened("äöüäöüäöü", 4), "äöü…");
    }
}
