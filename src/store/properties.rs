//! Properties as JSON and back; the form is described in [`schema`](super::schema).

use crate::graph::column::{Cells, NO_INTEGER, NO_TEXT};
use crate::graph::{Column, Graph, Value, temporal};
use crate::text::Symbol;
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// Writes properties, sorted by key, as JSON objects.
pub(super) struct Encoder<'g> {
    columns: Vec<KeyColumn<'g>>,
}

/// A column with its key.
struct KeyColumn<'g> {
    name: &'g str,
    /// The key as it stands in an object, with its colon.
    prefix: String,
    column: &'g Column,
    has_dates: bool,
}

impl<'g> Encoder<'g> {
    /// Makes an encoder for the entities that have these columns; `dates` are the keys under which there may be a date.
    pub(super) fn new(
        graph: &'g Graph,
        columns: impl Iterator<Item = (Symbol, &'g Column)>,
        dates: &BTreeSet<String>,
    ) -> Self {
        let of = |(key, column): (Symbol, &'g Column)| {
            let name = graph.name(key);
            let mut prefix = String::new();
            push_string(&mut prefix, name);
            prefix.push(':');
            KeyColumn { name, prefix, column, has_dates: dates.contains(name) }
        };
        let mut columns: Vec<_> = columns.map(of).collect();
        columns.sort_unstable_by_key(|column| column.name);
        Self { columns }
    }

    /// Writes the properties of an entity after what `json` holds; nothing where there is none.
    pub(super) fn encode(&self, entity: usize, json: &mut String) {
        let start = json.len();
        for KeyColumn { prefix, column, has_dates, .. } in &self.columns {
            if !column.has(entity) {
                continue;
            }
            json.push(if json.len() == start { '{' } else { ',' });
            json.push_str(prefix);
            if let (Cells::Texts(codes, texts), false) = (column.cells(), *has_dates) {
                push_string(json, texts.get(column.slice(codes).get(entity as u32, NO_TEXT)));
                continue;
            }
            match column.get(entity).unwrap_or_default() {
                Value::Date(date) if *has_dates => push_string(json, &date.to_string()),
                Value::String(text) if *has_dates => push_tagged(json, "$string", &text),
                value => push_value(json, &value),
            }
        }
        if json.len() > start {
            json.push('}');
        }
    }
}

/// Tells whether a column holds a date anywhere.
pub(super) fn has_dates(column: &Column) -> bool {
    match column.cells() {
        Cells::Dates(days) => days.iter().any(|&day| day != NO_INTEGER),
        Cells::Values(values) => values.iter().any(|value| matches!(value, Value::Date(_))),
        _ => false,
    }
}

/// Writes a value by itself.
pub(super) fn encode_value(value: &Value) -> String {
    let mut json = String::new();
    push_value(&mut json, value);
    json
}

/// Reads a value by itself.
pub(super) fn decode_value(json: &str) -> Result<Value, String> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = ValueSeed { key: None }.deserialize(&mut reader).map_err(|e| e.to_string())?;
    reader.end().map_err(|e| e.to_string())?;
    Ok(value)
}

pub(super) fn push_value(json: &mut String, value: &Value) {
    use fmt::Write;
    match value {
        Value::Boolean(truth) => json.push_str(if *truth { "true" } else { "false" }),
        Value::Integer(number) => write!(json, "{number}").unwrap_or_default(),
        // `{:?}` writes the shortest form that reads back the same, and always with a point or an exponent.
        Value::Float(number) if number.is_finite() => write!(json, "{number:?}").unwrap_or_default(),
        Value::Float(number) if number.is_nan() => push_tagged(json, "$float", "NaN"),
        Value::Float(number) => push_tagged(json, "$float", if *number > 0.0 { "Infinity" } else { "-Infinity" }),
        Value::String(text) => push_string(json, text),
        Value::Date(date) => push_tagged(json, "$date", &date.to_string()),
        Value::LocalTime(time) => push_tagged(json, "$localtime", &time.to_string()),
        Value::Time(time) => push_tagged(json, "$time", &time.to_string()),
        Value::LocalDateTime(time) => push_tagged(json, "$localdatetime", &time.to_string()),
        Value::DateTime(time) => push_tagged(json, "$datetime", &time.to_string()),
        Value::Duration(duration) => push_tagged(json, "$duration", &duration.to_string()),
        Value::List(items) => {
            json.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    json.push(',');
                }
                push_value(json, item);
            }
            json.push(']');
        }
        // No property holds these (`Value::is_storable`).
        Value::Null | Value::Map(_) | Value::Node(_) | Value::Relationship(_) | Value::Path(_) => json.push_str("null"),
    }
}

pub(super) fn push_tagged(json: &mut String, tag: &str, text: &str) {
    json.push_str("{\"");
    json.push_str(tag);
    json.push_str("\":");
    push_string(json, text);
    json.push('}');
}

pub(super) fn push_string(json: &mut String, text: &str) {
    json.push('"');
    let mut plain = 0;
    for (i, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        json.push_str(&text[plain..i]);
        plain = i + 1;
        match byte {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            b'\n' => json.push_str("\\n"),
            b'\t' => json.push_str("\\t"),
            b'\r' => json.push_str("\\r"),
            _ => {
                use fmt::Write;
                write!(json, "\\u{byte:04x}").unwrap_or_default();
            }
        }
    }
    json.push_str(&text[plain..]);
    json.push('"');
}

/// Reads properties; keeps the keys it met, since rows of one kind have the same keys in the same order.
pub(super) struct Decoder {
    date_keys: BTreeSet<String>,
    keys: Vec<Key>,
    /// Indexes into `keys` of the last row's keys, in order.
    last: Vec<usize>,
}

/// A key and what is known of its values.
struct Key {
    name: String,
    symbol: Symbol,
    /// Whether its strings are dates.
    is_date: bool,
    /// The last string that was read under it and its value: rows of one kind often repeat it, and share it then.
    last: Option<(Box<str>, Value)>,
}

impl Key {
    fn value_of(&mut self, text: &str) -> Result<Value, String> {
        if let Some((last, value)) = &self.last
            && **last == *text
        {
            return Ok(value.clone());
        }
        let value = if self.is_date { tagged("$date", text)? } else { text.into() };
        if text.len() <= SHARED {
            self.last = Some((text.into(), value.clone()));
        }
        Ok(value)
    }
}

/// The longest string that is looked for in the row before.
const SHARED: usize = 64;

impl Decoder {
    pub(super) fn new(date_keys: BTreeSet<String>) -> Self {
        Self { date_keys, keys: Vec::new(), last: Vec::new() }
    }

    /// Reads one JSON object.
    pub(super) fn decode(&mut self, json: &[u8], graph: &mut Graph) -> Result<Vec<(Symbol, Value)>, String> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let properties = ObjectSeed { decoder: self, graph }.deserialize(&mut reader).map_err(|e| e.to_string())?;
        reader.end().map_err(|e| e.to_string())?;
        Ok(properties)
    }

    /// Returns the index of a key that stands at `position` of its row.
    fn key(&mut self, position: usize, key: &str, graph: &mut Graph) -> usize {
        if let Some(&index) = self.last.get(position)
            && self.keys[index].name == key
        {
            return index;
        }
        let known = self.keys.iter().position(|known| known.name == key);
        let index = known.unwrap_or_else(|| {
            let is_date = self.date_keys.contains(key);
            self.keys.push(Key { name: key.to_owned(), symbol: graph.intern(key), is_date, last: None });
            self.keys.len() - 1
        });
        self.last.truncate(position);
        self.last.push(index);
        index
    }
}

struct ObjectSeed<'d> {
    decoder: &'d mut Decoder,
    graph: &'d mut Graph,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = Vec<(Symbol, Value)>;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = Vec<(Symbol, Value)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of properties")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut properties = Vec::with_capacity(self.decoder.last.len());
        while let Some(index) =
            map.next_key_seed(KeySeed { decoder: self.decoder, graph: self.graph, position: properties.len() })?
        {
            let key = &mut self.decoder.keys[index];
            let symbol = key.symbol;
            properties.push((symbol, map.next_value_seed(ValueSeed { key: Some(key) })?));
        }
        Ok(properties)
    }
}

struct KeySeed<'d> {
    decoder: &'d mut Decoder,
    graph: &'d mut Graph,
    position: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = usize;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<usize, E> {
        Ok(self.decoder.key(self.position, key, self.graph))
    }
}

/// Reads one value; of a key, or inside a list.
struct ValueSeed<'k> {
    key: Option<&'k mut Key>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property value")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Boolean(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number).map(Value::Integer).map_err(|_| E::custom("an integer beyond 64 bits"))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        self.key.map_or_else(|| Ok(text.into()), |key| key.value_of(text)).map_err(E::custom)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(ValueSeed { key: None })? {
            list.push(item);
        }
        Ok(Value::list(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let (tag, text) = map.next_entry::<String, String>()?.ok_or_else(|| de::Error::custom("an empty object"))?;
        tagged(&tag, &text).map_err(de::Error::custom)
    }
}

/// Reads a value of which JSON has no form of its own.
fn tagged(tag: &str, text: &str) -> Result<Value, String> {
    let value = match tag {
        "$string" => Some(text.into()),
        "$float" => match text {
            "NaN" => Some(Value::Float(f64::NAN)),
            "Infinity" => Some(Value::Float(f64::INFINITY)),
            "-Infinity" => Some(Value::Float(f64::NEG_INFINITY)),
            _ => None,
        },
        "$date" => temporal::Date::parse(text).map(Value::Date),
        "$localtime" => temporal::LocalTime::parse(text).map(Value::LocalTime),
        "$time" => temporal::Time::parse(text).map(Value::Time),
        "$localdatetime" => temporal::LocalDateTime::parse(text).map(Value::LocalDateTime),
        "$datetime" => temporal::DateTime::parse(text).map(|time| Value::DateTime(time.into())),
        "$duration" => temporal::Duration::parse(text).map(|duration| Value::Duration(duration.into())),
        _ => return Err(format!("unknown kind of value `{tag}`")),
    };
    value.ok_or_else(|| format!("`{text}` is no value of kind `{tag}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes and reads properties; `days` are keys that another node has dates under.
    fn there_and_back(values: &[(&str, Value)], days: &[&str]) -> (Option<String>, Vec<(String, Value)>) {
        let mut graph = Graph::new();
        let properties = |values: &[(&str, Value)]| values.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
        let node = graph.add_node([""; 0], properties(values));
        let day = temporal::Date::parse("2015-05-03").map(Value::Date).unwrap();
        let days: Vec<_> = days.iter().map(|key| (*key, day.clone())).collect();
        graph.add_node([""; 0], properties(&days));
        let dates = crate::store::rows::DateKeys::of(&graph).nodes;
        let mut json = String::new();
        Encoder::new(&graph, graph.node_columns(), &dates).encode(node.0 as usize, &mut json);
        let there = !json.is_empty();
        let mut other = Graph::new();
        let text = if there { json.as_str() } else { "{}" };
        let read = Decoder::new(dates).decode(text.as_bytes(), &mut other).unwrap();
        let read = read.into_iter().map(|(key, value)| (other.name(key).to_owned(), value)).collect();
        (there.then_some(json), read)
    }

    #[test]
    fn every_kind_of_value_survives() {
        let time = temporal::DateTime::parse("2015-05-03T10:00:00+02:00").map(|t| Value::DateTime(t.into())).unwrap();
        let day = temporal::Date::parse("2015-05-03").map(Value::Date).unwrap();
        let duration = temporal::Duration::parse("P1M2DT3S").map(|d| Value::Duration(d.into())).unwrap();
        let values = [
            ("a", Value::Boolean(true)),
            ("b", Value::Integer(i64::MIN)),
            ("c", Value::Float(1.0)),
            ("d", Value::Float(f64::NEG_INFINITY)),
            ("day", day.clone()),
            ("e", "“quoted” \"\\\u{1}\n".into()),
            ("f", Value::list(vec![day, Value::Integer(1), time])),
            ("g", duration),
        ];
        let (json, read) = there_and_back(&values, &["day"]);
        assert_eq!(read, values.map(|(key, value)| (key.to_owned(), value)));
        let json: serde_json::Value = serde_json::from_str(&json.unwrap()).unwrap();
        assert_eq!(json["day"], "2015-05-03");
        assert_eq!(json["c"].to_string(), "1.0");
    }

    #[test]
    fn a_string_under_a_key_of_dates_stays_a_string() {
        let values = [("date", Value::from("2015-05-03"))];
        assert_eq!(there_and_back(&values, &["date"]).1, [("date".to_owned(), values[0].1.clone())]);
    }

    #[test]
    fn no_properties_take_no_room() {
        assert_eq!(there_and_back(&[], &[]), (None, vec![]));
    }

    proptest! {
        #[test]
        fn floats_and_strings_survive(number in any::<f64>().prop_filter("NaN is never equal", |n| !n.is_nan()), text in ".*") {
            let values = [("n", Value::Float(number)), ("t", text.into())];
            prop_assert_eq!(there_and_back(&values, &[]).1, values.map(|(key, value)| (key.to_owned(), value)));
        }
    }
}
