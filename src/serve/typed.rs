//! Values as typed JSON, both ways: what JSON has no word for is an object with one key that starts with `$`.

use crate::graph::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};
use crate::graph::{OwnedNode, OwnedRelationship, Properties, Value};
use crate::query::{QueryError, Stats, Table};
use serde_json::{Map, Number, Value as Json, json};
use std::sync::Arc;

/// Returns a value of a table as typed JSON.
pub(super) fn encode(value: &Value, table: &Table) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(truth) => Json::Bool(*truth),
        Value::Integer(number) => Json::Number((*number).into()),
        Value::Float(number) => float(*number),
        Value::String(text) => Json::String(text.to_string()),
        Value::Date(date) => json!({"$date": date.to_string()}),
        Value::LocalTime(time) => json!({"$localtime": time.to_string()}),
        Value::Time(time) => json!({"$time": time.to_string()}),
        Value::LocalDateTime(local) => json!({"$localdatetime": local.to_string()}),
        Value::DateTime(moment) => json!({"$datetime": moment.to_string()}),
        Value::Duration(duration) => json!({"$duration": duration.to_string()}),
        Value::List(items) => Json::Array(items.iter().map(|item| encode(item, table)).collect()),
        Value::Map(entries) => map(entries, table),
        Value::Node(id) => table.node(*id).map_or(Json::Null, |node| encode_node(node, table)),
        Value::Relationship(id) => table.relationship(*id).map_or(Json::Null, |r| encode_relationship(r, table)),
        Value::Path(path) => {
            let nodes: Vec<Json> = path.nodes.iter().map(|&id| encode(&Value::Node(id), table)).collect();
            let rels: Vec<Json> =
                path.relationships.iter().map(|&id| encode(&Value::Relationship(id), table)).collect();
            json!({"$path": {"nodes": nodes, "rels": rels}})
        }
    }
}

fn float(number: f64) -> Json {
    match Number::from_f64(number) {
        Some(number) => Json::Number(number),
        None if number.is_nan() => json!({"$float": "NaN"}),
        None if number > 0.0 => json!({"$float": "Infinity"}),
        None => json!({"$float": "-Infinity"}),
    }
}

fn object(entries: &Properties, table: &Table) -> Json {
    Json::Object(entries.iter().map(|(key, value)| (key.clone(), encode(value, table))).collect())
}

fn map(entries: &Properties, table: &Table) -> Json {
    let plain = object(entries, table);
    if entries.keys().any(|key| key.starts_with('$')) { json!({"$map": plain}) } else { plain }
}

/// Returns a node as typed JSON.
pub(super) fn encode_node(node: &OwnedNode, table: &Table) -> Json {
    json!({"$node": {"id": node.id.0, "labels": node.labels, "properties": object(&node.properties, table)}})
}

/// Returns a relationship as typed JSON.
pub(super) fn encode_relationship(relationship: &OwnedRelationship, table: &Table) -> Json {
    let OwnedRelationship { id, kind, start, end, properties } = relationship;
    let properties = object(properties, table);
    json!({"$rel": {"id": id.0, "type": kind, "start": start.0, "end": end.0, "properties": properties}})
}

/// Returns the rows of an answer, and what it changed.
pub(super) fn encode_table(table: &Table) -> Json {
    let encode_row = |row: &Vec<_>| Json::Array(row.iter().map(|value| encode(value, table)).collect());
    let rows: Vec<Json> = table.rows.iter().map(encode_row).collect();
    json!({"columns": table.columns, "rows": rows, "stats": encode_stats(&table.stats)})
}

fn encode_stats(stats: &Stats) -> Json {
    let changed = stats.entries().into_iter().filter(|(_, count)| *count > 0);
    Json::Object(changed.map(|(name, count)| (name.to_owned(), count.into())).collect())
}

/// Returns an error as JSON; places are counted in code points.
pub(super) fn encode_error(error: &QueryError, query: &str) -> Json {
    let code_points = |byte: u32| query.get(..byte as usize).map_or(0, |before| before.chars().count());
    json!({
        "kind": error.kind.as_str(),
        "phase": error.phase.as_str().to_lowercase(),
        "detail": error.detail.as_str(),
        "message": error.message,
        "start": error.span.map(|span| code_points(span.start)),
        "end": error.span.map(|span| code_points(span.end)),
        "hint": if error.hints.is_empty() { Json::Null } else { error.hints.join("; ").into() },
    })
}

/// Reads a value from typed JSON.
pub(super) fn decode(json: &Json) -> Result<Value, String> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Boolean(*truth),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Value::Integer(integer),
            (None, Some(float)) if number.is_f64() => Value::Float(float),
            _ => return Err(format!("the number {number} does not fit 64 bits")),
        },
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => Value::list(items.iter().map(decode).collect::<Result<_, _>>()?),
        Json::Object(entries) => decode_object(entries)?,
    })
}

/// Reads the values of an object by key.
pub(super) fn decode_entries(entries: &Map<String, Json>) -> Result<Properties, String> {
    entries.iter().map(|(key, value)| Ok((key.clone(), decode(value)?))).collect()
}

fn decode_object(entries: &Map<String, Json>) -> Result<Value, String> {
    let tagged = entries.iter().next().filter(|(key, _)| entries.len() == 1 && key.starts_with('$'));
    let Some((tag, body)) = tagged else { return decode_entries(entries).map(Value::map) };
    if let ("$map", Json::Object(inner)) = (tag.as_str(), body) {
        return decode_entries(inner).map(Value::map);
    }
    let text = body.as_str().ok_or_else(|| format!("`{tag}` can't be given as a parameter"))?;
    let read = match tag.as_str() {
        "$float" => match text {
            "NaN" => Some(Value::Float(f64::NAN)),
            "Infinity" => Some(Value::Float(f64::INFINITY)),
            "-Infinity" => Some(Value::Float(f64::NEG_INFINITY)),
            _ => None,
        },
        "$date" => Date::parse(text).map(Value::Date),
        "$localtime" => LocalTime::parse(text).map(Value::LocalTime),
        "$time" => Time::parse(text).map(Value::Time),
        "$localdatetime" => LocalDateTime::parse(text).map(Value::LocalDateTime),
        "$datetime" => DateTime::parse(text).map(|moment| Value::DateTime(Arc::new(moment))),
        "$duration" => Duration::parse(text).map(|duration| Value::Duration(Arc::new(duration))),
        _ => None,
    };
    read.ok_or_else(|| format!("`{text}` can't be read as `{tag}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let table = Table::default();
        for text in [
            r#"null"#,
            r#"[1,1.0,"a",true]"#,
            r#"{"a":{"$date":"2020-01-31"},"b":{"$duration":"P1Y2M3DT4H"}}"#,
            r#"{"$map":{"$a":1}}"#,
            r#"{"$float":"-Infinity"}"#,
            r#"{"$datetime":"2015-07-21T21:40:32.142+02:00[Europe/Stockholm]"}"#,
        ] {
            let value = decode(&serde_json::from_str(text).unwrap()).unwrap();
            assert_eq!(encode(&value, &table).to_string(), text);
        }
    }
}
