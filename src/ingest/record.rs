//! An article as a record: its text and what came beside it, before anything is made of them.

use serde_json::{Map, Value};

/// The members that a record may have, by the names that `--field` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Text,
    Html,
    Title,
    Byline,
    Published,
    Publisher,
    Url,
    Language,
    Dateline,
}

/// Every field and its name.
const FIELDS: [(Field, &str); 10] = [
    (Field::Id, "id"),
    (Field::Text, "text"),
    (Field::Html, "html"),
    (Field::Title, "title"),
    (Field::Byline, "byline"),
    (Field::Published, "published"),
    (Field::Publisher, "publisher"),
    (Field::Url, "url"),
    (Field::Language, "language"),
    (Field::Dateline, "dateline"),
];

/// Under which name each field stands in JSON and CSV.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldNames([String; FIELDS.len()]);

impl Default for FieldNames {
    fn default() -> Self {
        Self(FIELDS.map(|(_, name)| name.to_owned()))
    }
}

impl FieldNames {
    /// The names of all fields.
    pub fn known() -> impl Iterator<Item = &'static str> {
        FIELDS.into_iter().map(|(_, name)| name)
    }

    /// Sets the name under which a field stands in the input.
    ///
    /// # Errors
    ///
    /// Says which fields there are, where this is none.
    pub fn set(&mut self, field: &str, name: &str) -> Result<(), String> {
        let number = FIELDS.iter().position(|(_, known)| *known == field).ok_or_else(|| {
            let known: Vec<&str> = Self::known().collect();
            format!("unknown field `{field}`; known are {}", known.join(", "))
        })?;
        self.0[number] = name.to_owned();
        Ok(())
    }

    /// Returns every field with the name under which it stands in the input.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        FIELDS.into_iter().zip(&self.0).map(|((field, _), name)| (field, &**name))
    }

    /// Returns the name of the text.
    pub(super) fn text(&self) -> &str {
        self.iter().find(|(field, _)| *field == Field::Text).map_or("text", |(_, name)| name)
    }
}

/// An article's text and what came beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Record {
    pub(super) id: Option<String>,
    pub(super) text: Option<String>,
    /// The text as markup, where it comes as such: a page or a part of one.
    pub(super) html: Option<String>,
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) published: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) dateline: Option<String>,
    pub(super) warnings: Vec<String>,
}

impl Record {
    /// Returns the place of a field.
    pub(super) fn field(&mut self, field: Field) -> &mut Option<String> {
        match field {
            Field::Id => &mut self.id,
            Field::Text => &mut self.text,
            Field::Html => &mut self.html,
            Field::Title => &mut self.title,
            Field::Byline => &mut self.byline,
            Field::Published => &mut self.published,
            Field::Publisher => &mut self.publisher,
            Field::Url => &mut self.url,
            Field::Language => &mut self.language,
            Field::Dateline => &mut self.dateline,
        }
    }

    /// Fills what is not known from another record.
    pub(super) fn or(mut self, mut other: Self) -> Self {
        for (field, _) in FIELDS {
            let known = self.field(field).as_deref().is_some_and(|value| !value.trim().is_empty());
            if !known {
                *self.field(field) = other.field(field).take();
            }
        }
        self.warnings.append(&mut other.warnings);
        self
    }

    /// Makes a record of a JSON object; members that are not named are passed over.
    pub(super) fn of_object(mut object: Map<String, Value>, names: &FieldNames) -> Result<Self, String> {
        let mut record = Self::default();
        for (field, name) in names.iter() {
            if let Some(value) = take(&mut object, name) {
                *record.field(field) =
                    string_of(value, field).map_err(|kind| format!("\"{name}\" is {kind} and not a string"))?;
            }
        }
        let is_blank = record.text.as_ref().is_some_and(|text| text.trim().is_empty());
        if is_blank && record.html.is_some() {
            record.text = None;
        }
        match (&record.text, &record.html) {
            (Some(_), _) if !is_blank => {}
            (None, Some(_)) => {}
            (Some(_), _) => return Err(format!("\"{}\" is empty", names.text())),
            (None, None) => return Err(missing(names.text(), object.iter())),
        }
        Ok(record)
    }
}

/// Takes a member out of an object: by its name, or by the path that the name spells (`content.body`, `authors.0`).
fn take(object: &mut Map<String, Value>, name: &str) -> Option<Value> {
    if let Some(value) = object.get_mut(name) {
        return Some(value.take());
    }
    let (first, rest) = name.split_once('.')?;
    let mut value = object.get_mut(first)?;
    for step in rest.split('.') {
        value = match value {
            Value::Object(object) => object.get_mut(step)?,
            Value::Array(array) => array.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value.take())
}

/// Makes text of a value; says of what kind it is where that is not possible.
///
/// Many corpora write ids and times as numbers, paragraphs and authors as arrays.
fn string_of(value: Value, field: Field) -> Result<Option<String>, &'static str> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Number(number) if matches!(field, Field::Id | Field::Published) => Ok(Some(number.to_string())),
        Value::Array(parts) if matches!(field, Field::Text | Field::Html | Field::Byline) => {
            let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
            let between = if field == Field::Byline { ", " } else { "\n\n" };
            parts.map(|parts| Some(parts.join(between))).ok_or("an array of other things than strings")
        }
        Value::Number(_) => Err("a number"),
        Value::Bool(_) => Err("a boolean"),
        Value::Array(_) => Err("an array"),
        Value::Object(_) => Err("an object"),
    }
}

/// Says that the text is missing, and which member could be meant: the longest one.
fn missing<'o>(text: &str, members: impl Iterator<Item = (&'o String, &'o Value)>) -> String {
    let lengths = members.filter_map(|(name, value)| Some((name, value.as_str()?.len())));
    // Of equals the first, so that the same line gives the same message.
    let longest = lengths.reduce(|best, next| if next.1 > best.1 { next } else { best });
    match longest {
        Some((name, _)) => format!("no member \"{text}\"; if the text is in \"{name}\", say --field text={name}"),
        None => format!("no member \"{text}\"; --field text=NAME says where the text is"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(value: Value, fields: &[(&str, &str)]) -> Result<Record, String> {
        let mut names = FieldNames::default();
        for (field, name) in fields {
            names.set(field, name).unwrap();
        }
        let Value::Object(object) = value else { panic!() };
        Record::of_object(object, &names)
    }

    #[test]
    fn fields_are_found_by_name_and_by_path() {
        let value = json!({"id": 7, "doc": {"body": ["Talks.", "No talks."]}, "a.b": "T", "authors": [{"name": "Jane Doe"}],
                           "published": 548380800, "title": null, "topics": ["x"]});
        let fields = [("text", "doc.body"), ("publisher", "a.b"), ("byline", "authors.0.name")];
        let found = record(value, &fields).unwrap();
        assert_eq!(
            found,
            Record {
                id: Some("7".into()),
                text: Some("Talks.\n\nNo talks.".into()),
                publisher: Some("T".into()),
                byline: Some("Jane Doe".into()),
                published: Some("548380800".into()),
                ..Record::default()
            }
        );
    }

    #[test]
    fn what_is_wrong_with_an_object_is_said() {
        for (value, message) in [
            (
                json!({"title": "x", "body": "Talks."}),
                "no member \"text\"; if the text is in \"body\", say --field text=body",
            ),
            (json!({"n": 1}), "no member \"text\"; --field text=NAME says where the text is"),
            (json!({"text": " "}), "\"text\" is empty"),
            (json!({"text": 3}), "\"text\" is a number and not a string"),
            (json!({"text": "x", "url": ["y"]}), "\"url\" is an array and not a string"),
        ] {
            assert_eq!(record(value, &[]).unwrap_err(), message);
        }
        assert!(FieldNames::default().set("body", "text").unwrap_err().contains("known are id, text, html, title"));
    }
}
