//! A negotiation day by day: who offered, demanded or threatened what, on which condition, and who answered how.
//!
//! An entry is an act of an actor, with the conditions of its content and, where the act answers one, whose act it
//! answers. Acts without a date stand last.

use super::caption::title;
use crate::graph::{Direction, Graph, Node, NodeId, Relationship, Value};
use crate::query::{Stats, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The acts, each with the verb that tells it.
const VERBS: &[(&str, &str)] = &[
    ("PROPOSES", "proposes"),
    ("REJECTS", "rejects"),
    ("ACCEPTS", "accepts"),
    ("DEMANDS", "demands"),
    ("PROMISES", "promises"),
    ("THREATENS", "threatens"),
    ("WARNS", "warns"),
    ("DENIES", "denies"),
    ("CANCELS", "cancels"),
    ("ACCUSES", "accuses"),
    ("CRITICIZES", "criticizes"),
    ("SUPPORTS", "supports"),
    ("CONSULTS", "meets"),
];

/// The acts that put a content forward, which others answer.
const OPENINGS: &[&str] = &["PROPOSES", "DEMANDS", "PROMISES", "THREATENS"];

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// When, as `2031-03-05`; empty where unknown.
    pub date: String,
    /// Where its evidence begins, so that acts of one day keep the order of their articles.
    place: (String, i64),
    /// Who.
    pub actor: String,
    /// What it does: `proposes`, `rejects` …
    pub verb: &'static str,
    /// The content, or the other actor.
    pub object: String,
    /// To whom, where the text says so.
    pub to: Vec<String>,
    /// What it depends on: kind, whether it is said not to, and the condition.
    pub conditions: Vec<(String, bool, String)>,
    /// Whose content it answers: `Ecuador`.
    pub answers: Vec<String>,
    /// The titles of the articles that show it.
    pub article: String,
}

/// Lists the acts of the chosen actors (of all, where none is chosen), and the answers that others give to them.
pub fn timeline(graph: &Graph, actors: &[NodeId]) -> Vec<Entry> {
    let sides = with_speakers(graph, actors);
    let titles: BTreeMap<&str, String> = graph
        .nodes()
        .filter(|node| node.has_label("Article"))
        .filter_map(|node| Some((node.get("id").as_str()?, title(node))))
        .collect();
    let chosen = |id: NodeId| actors.is_empty() || sides.contains(&id);
    let mut entries: Vec<Entry> = graph
        .relationships()
        .filter_map(|act| {
            let verb = VERBS.iter().find(|(kind, _)| *kind == act.kind())?.1;
            let (actor, content) = (graph.node(act.start())?, graph.node(act.end())?);
            let others = openers(graph, act);
            let concerned = chosen(act.start()) || chosen(act.end()) || others.iter().any(|&id| chosen(id));
            (actor.has_label("Actor") && concerned).then(|| Entry {
                article: titles.get(act.get("article").as_str().unwrap_or_default()).cloned().unwrap_or_default(),
                ..entry(graph, act, verb, actor, content, &others)
            })
        })
        .collect();
    entries.sort_by(|a, b| (a.date.is_empty(), a).cmp(&(b.date.is_empty(), b)));
    entries
}

/// Writes entries as a table.
pub fn timeline_table(entries: &[Entry]) -> Table {
    let columns = ["date", "actor", "act", "content", "to", "condition", "answer_to", "article"].map(str::to_owned);
    let joined = |parts: Vec<String>| if parts.is_empty() { Value::Null } else { parts.join("; ").into() };
    let or_null = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    let row = |entry: &Entry| {
        let conditions = entry.conditions.iter().map(condition_words).collect();
        vec![
            or_null(&entry.date),
            entry.actor.as_str().into(),
            entry.verb.into(),
            entry.object.as_str().into(),
            joined(entry.to.clone()),
            joined(conditions),
            joined(entry.answers.clone()),
            or_null(&entry.article),
        ]
    };
    Table::new(columns.to_vec(), entries.iter().map(row).collect(), Stats::default(), &Graph::new())
}

/// Returns a condition in words: `if Peru withdraws`, `not if …` where the text says that there is none.
pub fn condition_words((kind, negated, text): &(String, bool, String)) -> String {
    let kind = kind.replace('-', " ");
    if *negated { format!("not {kind}: {text}") } else { format!("{kind}: {text}") }
}

/// The chosen actors with those who speak for them or are part of them.
fn with_speakers(graph: &Graph, actors: &[NodeId]) -> BTreeSet<NodeId> {
    let mut sides: BTreeSet<NodeId> = actors.iter().copied().collect();
    let mut border = actors.to_vec();
    while let Some(id) = border.pop() {
        for (relationship, other) in graph.incident(id, Direction::Incoming) {
            let kind = graph.relationship(relationship).map_or("", |r| r.kind());
            if matches!(kind, "REPRESENTS" | "PART_OF") && sides.insert(other) {
                border.push(other);
            }
        }
    }
    sides
}

/// Returns who put forward the content that an act is about, beside the one whose act it is.
fn openers(graph: &Graph, act: Relationship<'_>) -> Vec<NodeId> {
    if OPENINGS.contains(&act.kind()) {
        return Vec::new();
    }
    let mut found: Vec<NodeId> = graph
        .incident(act.end(), Direction::Incoming)
        .filter(|&(relationship, other)| {
            let opens = graph.relationship(relationship).is_some_and(|r| OPENINGS.contains(&r.kind()));
            opens && other != act.start()
        })
        .map(|(_, other)| other)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn entry(
    graph: &Graph,
    act: Relationship<'_>,
    verb: &'static str,
    actor: Node<'_>,
    content: Node<'_>,
    others: &[NodeId],
) -> Entry {
    let mut conditions = Vec::new();
    let mut to = Vec::new();
    for (id, other) in graph.incident(act.end(), Direction::Outgoing) {
        let (Some(link), Some(node)) = (graph.relationship(id), graph.node(other)) else { continue };
        if content.has_label("Actor") {
            continue;
        }
        match link.kind() {
            "CONDITIONS_ON" => {
                let kind = link.get("kind").as_str().unwrap_or("if").to_owned();
                conditions.push((kind, *link.get("negated") == Value::Boolean(true), title(node)));
            }
            "TARGET" if other != act.start() => to.push(title(node)),
            _ => {}
        }
    }
    conditions.sort();
    to.sort();
    let article = act.get("article").as_str().unwrap_or_default();
    let about = act.get("text").as_str().filter(|_| content.has_label("Actor"));
    let object = match about {
        Some(text) => format!("{}: {text}", title(content)),
        None => title(content),
    };
    Entry {
        date: match act.get("date") {
            Value::Date(day) => day.to_string(),
            Value::String(day) => day.to_string(),
            _ => String::new(),
        },
        place: (article.to_owned(), act.get("start").as_integer().unwrap_or(0)),
        actor: title(actor),
        verb,
        object,
        to,
        conditions,
        answers: others.iter().filter_map(|&id| graph.node(id).map(title)).collect(),
        article: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Properties;

    #[test]
    fn offers_show_their_conditions_and_answers_whose_offer_they_answer() {
        let mut graph = Graph::new();
        let named = |key: &str, text: &str| Properties::from([(key.to_owned(), text.into())]);
        let on = |day: i8| Properties::from([("date".to_owned(), jiff::civil::date(2031, 3, day).into())]);
        let ecuador = graph.add_node(["Actor", "Country"], named("name", "Ecuador"));
        let peru = graph.add_node(["Actor", "Country"], named("name", "Peru"));
        let minister = graph.add_node(["Actor", "Person"], named("name", "Teresa Albornoz"));
        let free = graph.add_node(["Event"], named("text", "to free the crews"));
        let withdraw = graph.add_node(["Event"], named("text", "Peru withdrew its boats"));
        graph.add_relationship(minister, "REJECTS", free, on(6));
        graph.add_relationship(ecuador, "PROPOSES", free, on(5));
        graph.add_relationship(free, "CONDITIONS_ON", withdraw, named("kind", "if"));
        graph.add_relationship(free, "TARGET", peru, Properties::new());
        graph.add_relationship(minister, "REPRESENTS", peru, Properties::new());
        let told = |actors: &[NodeId]| {
            let line = |e: Entry| {
                let conditions: Vec<String> = e.conditions.iter().map(condition_words).collect();
                format!("{} {} {} {} | {:?} {:?} {:?}", e.date, e.actor, e.verb, e.object, e.to, conditions, e.answers)
            };
            timeline(&graph, actors).into_iter().map(line).collect::<Vec<_>>()
        };
        let all = [
            r#"2031-03-05 Ecuador proposes to free the crews | ["Peru"] ["if: Peru withdrew its boats"] []"#,
            r#"2031-03-06 Teresa Albornoz rejects to free the crews | ["Peru"] ["if: Peru withdrew its boats"] ["Ecuador"]"#,
        ];
        assert_eq!(told(&[]), all);
        assert_eq!(told(&[ecuador]), all);
        assert_eq!(told(&[peru]), all[1..]);
    }
}
