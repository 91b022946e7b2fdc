//! Gold relations: one JSON file for each article, its text beside it or in a folder of its own.

use super::ScoreError;
use super::actor_name::ActorName;
use super::relation::{Paragraphs, Reading, Wanted};
use crate::extract::RelationKind;
use crate::text::{Byte, CodePoints, Span};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// An annotated article.
#[derive(Clone, Debug)]
pub struct RelationArticle {
    /// Its name, that of the files.
    pub id: String,
    /// Where its text stands.
    pub path: std::path::PathBuf,
    /// Its text.
    pub text: String,
    /// Its relations, in the order of the file.
    pub(super) wanted: Vec<Wanted>,
}

#[derive(Deserialize)]
struct File {
    actors: BTreeMap<String, Actor>,
    relations: Vec<Item>,
}

#[derive(Deserialize)]
struct Actor {
    code: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    represents: Option<Represented>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Represented {
    One(String),
    Many(Vec<String>),
}

/// A place in the text: code points, or the words themselves.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Place {
    Offsets([u32; 2]),
    Words(String),
}

/// A member that may be absent, null or given.
#[derive(Clone, Default)]
enum Member<T> {
    #[default]
    Absent,
    Given(Option<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::Given)
    }
}

impl<T: Clone> Member<T> {
    /// The value, that of `other` where it is absent.
    fn or(&self, other: &Self) -> Option<T> {
        match (self, other) {
            (Self::Given(value), _) | (Self::Absent, Self::Given(value)) => value.clone(),
            _ => None,
        }
    }
}

#[derive(Clone, Deserialize)]
struct Item {
    para: usize,
    #[serde(default)]
    optional: bool,
    #[serde(flatten)]
    fields: Fields,
    #[serde(default)]
    also_ok: Option<Vec<Fields>>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Fields {
    #[serde(rename = "type")]
    kind: Member<String>,
    from: Member<String>,
    to: Member<String>,
    content: Member<Place>,
    from_content: Member<Place>,
    to_content: Member<Place>,
}

/// Reads the gold of a folder, in the order of the names; texts stand in `texts` as `ID.txt`.
///
/// # Errors
/// Where a file can't be read or is not in the form, or there is none.
pub fn read_relation_gold(folder: &Path, texts: &Path) -> Result<Vec<RelationArticle>, ScoreError> {
    let entries = std::fs::read_dir(folder).map_err(|e| ScoreError::io(folder, e))?;
    let mut files = Vec::new();
    for entry in entries {
        files.push(entry.map_err(|e| ScoreError::io(folder, e))?.path());
    }
    files.retain(|p| p.extension().is_some_and(|e| e == "json") && !p.to_string_lossy().ends_with(".meta.json"));
    files.sort();
    let mut articles = Vec::with_capacity(files.len());
    for file in files {
        let id = file.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        let path = texts.join(format!("{id}.txt"));
        let text = std::fs::read_to_string(&path).map_err(|e| ScoreError::io(&path, e))?;
        let json = std::fs::read_to_string(&file).map_err(|e| ScoreError::io(&file, e))?;
        let wanted =
            parse(&json, &text).map_err(|message| ScoreError::Gold { path: file.display().to_string(), message })?;
        articles.push(RelationArticle { id, path, text, wanted });
    }
    if articles.is_empty() {
        return Err(ScoreError::NoGold { path: folder.display().to_string() });
    }
    Ok(articles)
}

fn parse(json: &str, text: &str) -> Result<Vec<Wanted>, String> {
    let file: File = serde_json::from_str(json).map_err(|e| e.to_string())?;
    let points = CodePoints::new(text);
    let paragraphs = Paragraphs::of(text);
    let find = |place: Option<Place>, paragraph: usize| -> Result<Option<Span<Byte>>, String> {
        match place {
            None => Ok(None),
            Some(Place::Offsets(window)) => Ok(Some(points.to_span(window))),
            Some(Place::Words(words)) => {
                let window = paragraphs.get(paragraph).ok_or_else(|| format!("there is no paragraph {paragraph}"))?;
                let at = text[window.start as usize..].find(&words).map(|at| window.start + at as u32);
                let start = at.filter(|&at| at < window.end).ok_or_else(|| format!("not in its paragraph: {words}"))?;
                Ok(Some(Span::new(start, start + words.len() as u32)))
            }
        }
    };
    let actor = |name: Option<String>| -> Option<ActorName> {
        let name = name.filter(|name| !name.is_empty())?;
        Some(match file.actors.get(&name) {
            None => ActorName::new([name.as_str()], None, []),
            Some(actor) => {
                let up = match &actor.represents {
                    None => Vec::new(),
                    Some(Represented::One(one)) => vec![one.as_str()],
                    Some(Represented::Many(many)) => many.iter().map(String::as_str).collect(),
                };
                let names = std::iter::once(name.as_str()).chain(actor.aliases.iter().map(String::as_str));
                ActorName::new(names, actor.code.as_deref(), up)
            }
        })
    };
    let mut wanted = Vec::with_capacity(file.relations.len());
    for item in &file.relations {
        let none = Fields::default();
        let also = item.also_ok.iter().flatten();
        let readings: Result<Vec<Reading>, String> = std::iter::once(&none)
            .chain(also)
            .map(|other| {
                let kind = other.kind.or(&item.fields.kind).ok_or("a relation without type")?;
                Ok(Reading {
                    kind: kind.parse::<RelationKind>().map_err(|_| format!("no relation type: {kind}"))?,
                    from: actor(other.from.or(&item.fields.from)),
                    to: actor(other.to.or(&item.fields.to)),
                    content: find(other.content.or(&item.fields.content), item.para)?,
                    from_content: find(other.from_content.or(&item.fields.from_content), item.para)?,
                    to_content: find(other.to_content.or(&item.fields.to_content), item.para)?,
                })
            })
            .collect();
        let from = item.fields.from.or(&Member::Absent).unwrap_or_default();
        let to = item.fields.to.or(&Member::Absent).unwrap_or_default();
        wanted.push(Wanted { readings: readings?, paragraph: item.para, optional: item.optional, from, to });
    }
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_replace_only_what_they_name() {
        let text = "Headline\n\nNorland offered talks to Sudland.";
        let json = r#"{"doc": "d", "actors": {"Norland": {"code": "NOR"}}, "relations": [
            {"type": "PROPOSES", "from": "Norland", "content": "talks", "to": "Sudland", "para": 1,
             "also_ok": [{"to": null}, {"content": [18, 23]}]}]}"#;
        let wanted = parse(json, text).expect("well-formed");
        let spans: Vec<_> = wanted[0].readings.iter().map(|r| r.content.map(|s| s.of(text))).collect();
        assert_eq!(spans, [Some("talks"), Some("talks"), Some("offer")]);
        let addressed: Vec<_> = wanted[0].readings.iter().map(|r| r.to.is_some()).collect();
        assert_eq!(addressed, [true, false, true]);
    }
}
