//! The sentences behind a row: what the relationships of its nodes were read from.
//!
//! A row often holds texts only (`RETURN x.name, p.text`). Then the nodes are those that bear these texts, and the
//! relationships those between them, so that `:why` needs no query of its own.

use crate::export::{Place, main_label, title};
use crate::graph::{Direction, Graph, Node, NodeId, RelationshipId, Value};
use std::collections::BTreeSet;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// More places than this are only counted.
const MOST_PLACES: usize = 8;

/// Text is not broken into lines shorter than this.
const NARROWEST: usize = 20;

/// The properties by which a text in a row leads to its node.
const TELLING_KEYS: [&str; 3] = ["name", "title", "text"];

/// Returns the whole text of an article by its id.
pub(super) type Texts<'t> = &'t dyn Fn(&str) -> Option<String>;

/// What a row rests on: captions with the places that show them.
#[derive(Debug, Default)]
pub(super) struct Grounds {
    shown: Vec<(String, Vec<Place>)>,
}

impl Grounds {
    /// Finds what the values of a row rest on.
    pub(super) fn of(row: &[Value], graph: &Graph) -> Self {
        let (nodes, mut relationships) = named_by(row, graph);
        if relationships.is_empty() {
            relationships = between(&nodes, graph);
        }
        if relationships.is_empty() {
            for &id in &nodes {
                let reports = graph.incident(id, Direction::Outgoing).map(|(r, _)| r);
                relationships.extend(reports.filter(|&r| kind(r, graph) == "REPORTED_IN"));
            }
        }
        let mut ordered: Vec<RelationshipId> = relationships.into_iter().collect();
        ordered.sort_by_key(|&id| (rank(kind(id, graph)), id));
        let mut grounds = Self::default();
        for id in ordered {
            if let Some(caption) = caption(id, graph) {
                grounds.shown.push((caption, graph.relationship(id).map(Place::of).unwrap_or_default()));
            }
        }
        grounds
    }

    /// Returns the grounds as text, fitted to a width: each sentence marked in its paragraph.
    pub(super) fn render(&self, graph: &Graph, texts: Texts<'_>, color: bool, width: Option<usize>) -> String {
        let (bold, dim, reset) = if color { ("\x1b[1m", "\x1b[2m", "\x1b[0m") } else { ("", "", "") };
        let room = |indent: usize| width.map_or(usize::MAX, |width| width.saturating_sub(indent).max(NARROWEST));
        let mut out = String::new();
        let mut left = MOST_PLACES;
        let mut hidden = 0;
        // Several relationships often rest on one sentence: it is shown once, under all of them.
        let mut by_places: Vec<(Vec<&str>, &[Place])> = Vec::new();
        for (caption, places) in &self.shown {
            match by_places.iter_mut().find(|(_, known)| known == places) {
                Some((captions, _)) => captions.push(caption),
                None => by_places.push((vec![caption], places)),
            }
        }
        for (captions, places) in by_places {
            if left == 0 {
                hidden += places.len().max(1);
                continue;
            }
            for caption in captions {
                for (number, line) in broken(&[(caption, false)], room(2)).into_iter().enumerate() {
                    let indent = if number == 0 { "" } else { "  " };
                    let _ = writeln!(out, "{indent}{bold}{}{reset}", painted(&line, color));
                }
            }
            for place in places.iter() {
                if left == 0 {
                    hidden += 1;
                    continue;
                }
                left -= 1;
                let _ = writeln!(out, "  {dim}{}{reset}", heading(&place.article, graph));
                match texts(&place.article).and_then(|text| paragraph(&text, place)) {
                    Some([before, shown, after]) => {
                        // Without colours the marks are letters, and take room.
                        let (open, close) = if color { ("", "") } else { ("»", "«") };
                        let shown = format!("{open}{shown}{close}");
                        for line in broken(&[(&before, false), (&shown, true), (&after, false)], room(4)) {
                            let _ = writeln!(out, "    {}", painted(&line, color));
                        }
                    }
                    None => {
                        let _ =
                            writeln!(out, "    (characters {} to {}; the text is not stored)", place.start, place.end);
                    }
                }
            }
            out.push('\n');
        }
        if hidden > 0 {
            let _ = writeln!(out, "and {hidden} more place{}", if hidden == 1 { "" } else { "s" });
        }
        out
    }

    /// Tells whether nothing was found.
    pub(super) const fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }
}

/// Returns the nodes and relationships of a row, and the nodes that bear its texts.
pub(super) fn named_by(row: &[Value], graph: &Graph) -> (BTreeSet<NodeId>, BTreeSet<RelationshipId>) {
    let (mut nodes, mut relationships, mut texts) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for value in row {
        collect(value, &mut nodes, &mut relationships, &mut texts);
    }
    if !texts.is_empty() {
        let bears =
            |node: Node<'_>| TELLING_KEYS.iter().any(|key| node.get(key).as_str().is_some_and(|t| texts.contains(t)));
        nodes.extend(graph.nodes().filter(|&node| bears(node)).map(Node::id));
    }
    (nodes, relationships)
}

fn collect<'v>(
    value: &'v Value,
    nodes: &mut BTreeSet<NodeId>,
    relationships: &mut BTreeSet<RelationshipId>,
    texts: &mut BTreeSet<&'v str>,
) {
    match value {
        Value::Node(id) => {
            nodes.insert(*id);
        }
        Value::Relationship(id) => {
            relationships.insert(*id);
        }
        Value::Path(path) => relationships.extend(path.relationships.iter().copied()),
        Value::String(text) if !text.is_empty() => {
            texts.insert(text);
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, nodes, relationships, texts)),
        Value::Map(entries) => entries.values().for_each(|item| collect(item, nodes, relationships, texts)),
        _ => {}
    }
}

/// Returns the relationships between nodes of a set; where there are others, not those to articles.
fn between(nodes: &BTreeSet<NodeId>, graph: &Graph) -> BTreeSet<RelationshipId> {
    let mut found = BTreeSet::new();
    for &id in nodes {
        let inside = graph.incident(id, Direction::Outgoing).filter(|(_, end)| nodes.contains(end));
        found.extend(inside.map(|(relationship, _)| relationship));
    }
    let acts: BTreeSet<RelationshipId> = found.iter().copied().filter(|&id| rank(kind(id, graph)) == 0).collect();
    if acts.is_empty() { found } else { acts }
}

fn kind(id: RelationshipId, graph: &Graph) -> &str {
    graph.relationship(id).map_or("", |relationship| relationship.kind())
}

/// Acts and links between contents come first, then what is said, then the frame.
fn rank(kind: &str) -> usize {
    match kind {
        "SAYS" => 1,
        "AGENT" | "TARGET" | "ABOUT" | "CONTAINS" | "ADDRESSES" | "LOCATED_IN" => 2,
        "PART_OF" | "REPRESENTS" => 3,
        "REPORTED_IN" => 4,
        _ => 0,
    }
}

/// Returns a relationship in words: `Peru PROPOSES to reopen the bridge (rule, 0.85)`.
fn caption(id: RelationshipId, graph: &Graph) -> Option<String> {
    let relationship = graph.relationship(id)?;
    let name = |id| {
        graph.node(id).map(|node| {
            let quote = if matches!(main_label(node), Some("Event" | "Statement")) { "\"" } else { "" };
            format!("{quote}{}{quote}", title(node))
        })
    };
    let mut text = if relationship.kind() == "REPORTED_IN" {
        name(relationship.start())?
    } else {
        format!("{} {} {}", name(relationship.start())?, relationship.kind(), name(relationship.end())?)
    };
    let mut remarks = Vec::new();
    if let Some(condition) = relationship.get("kind").as_str() {
        remarks.push(condition.to_owned());
    }
    if *relationship.get("negated") == Value::Boolean(true) {
        remarks.push("negated".to_owned());
    }
    if let Some(rule) = relationship.get("rule").as_str() {
        remarks.push(format!("found by {rule}"));
    }
    if let Value::Float(confidence) = relationship.get("confidence") {
        remarks.push(format!("confidence {confidence:.2}"));
    }
    if !remarks.is_empty() {
        let _ = write!(text, " ({})", remarks.join(", "));
    }
    Some(text)
}

/// Breaks the parts of a text into lines between words; each part is marked or not.
fn broken<'t>(parts: &[(&'t str, bool)], room: usize) -> Vec<Vec<(String, bool)>> {
    let mut lines: Vec<Vec<(String, bool)>> = vec![Vec::new()];
    let mut taken = 0;
    // A word that goes on in the next part stays whole: what is between two spaces is one unit.
    let mut unit: Vec<(&'t str, bool)> = Vec::new();
    let mut set = |unit: &mut Vec<(&'t str, bool)>, taken: &mut usize| {
        let width: usize = unit.iter().map(|(text, _)| text.width()).sum();
        if width == 0 {
            unit.clear();
            return;
        }
        let gap = usize::from(*taken > 0);
        if *taken > 0 && *taken + gap + width > room {
            lines.push(Vec::new());
            *taken = 0;
        }
        if let Some(line) = lines.last_mut() {
            let is_marked_gap = unit[0].1 && line.last().is_some_and(|(_, marked)| *marked);
            if *taken > 0 {
                line.push((" ".to_owned(), is_marked_gap));
                *taken += 1;
            }
            line.extend(unit.iter().map(|(text, marked)| ((*text).to_owned(), *marked)));
            *taken += width;
        }
        unit.clear();
    };
    for &(part, marked) in parts {
        for (number, word) in part.split([' ', '\n']).enumerate() {
            if number > 0 {
                set(&mut unit, &mut taken);
            }
            unit.push((word, marked));
        }
    }
    set(&mut unit, &mut taken);
    lines
}

/// Joins the parts of a line, the marked ones in colour.
fn painted(line: &[(String, bool)], color: bool) -> String {
    let mut text = String::new();
    for run in line.chunk_by(|a, b| a.1 == b.1) {
        let words: String = run.iter().map(|(word, _)| word.as_str()).collect();
        if color && run[0].1 {
            let _ = write!(text, "\x1b[1;33m{words}\x1b[0m");
        } else {
            text.push_str(&words);
        }
    }
    text
}

fn heading(article: &str, graph: &Graph) -> String {
    let Some(node) = graph.node_with_id("Article", article) else { return article.to_owned() };
    let day = match node.get("published") {
        Value::Date(day) => format!(", {day}"),
        _ => String::new(),
    };
    format!("{}{day}", title(node))
}

/// Returns the paragraph around a place in three parts; places count Unicode code points.
fn paragraph(text: &str, place: &Place) -> Option<[String; 3]> {
    let byte = |point: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(point);
    let (start, end) = (byte(place.start)?, byte(place.end)?);
    let shown = text.get(start..end)?;
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| at + end);
    let clean =
        |part: &str| part.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect::<String>();
    Some([clean(text[from..start].trim_start()), clean(shown), clean(text[end..to].trim_end())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Properties;

    const NEWS: &str = "LIMA - Perú spoke first.\n\nIt was late. Peru offered to talk. Nobody answered.\n\nEnd.";

    fn news() -> Graph {
        let mut graph = Graph::new();
        let one = |key: &str, text: &str| Properties::from([(key.to_owned(), text.into())]);
        let peru = graph.add_node(["Actor", "Country"], one("name", "Peru"));
        let talk = graph.add_node(["Event"], one("text", "to talk"));
        let mut article = one("id", "x:1");
        article.insert("title".to_owned(), "News".into());
        let article = graph.add_node(["Article"], article);
        let mut evidence = one("rule", "offer");
        evidence.insert("evidence".to_owned(), vec!["x:1:39-60"].into());
        evidence.insert("confidence".to_owned(), 0.9.into());
        graph.add_relationship(peru, "PROPOSES", talk, evidence.clone());
        graph.add_relationship(talk, "REPORTED_IN", article, evidence);
        graph
    }

    #[test]
    fn a_row_of_texts_leads_to_the_marked_sentence() {
        let graph = news();
        let grounds = Grounds::of(&["Peru".into(), "to talk".into()], &graph);
        let captions: Vec<&str> = grounds.shown.iter().map(|(caption, _)| caption.as_str()).collect();
        assert_eq!(captions, ["Peru PROPOSES \"to talk\" (found by offer, confidence 0.90)"]);
        let texts = |id: &str| (id == "x:1").then(|| NEWS.to_owned());
        insta::assert_snapshot!(grounds.render(&graph, &texts, false, None), @r#"
        Peru PROPOSES "to talk" (found by offer, confidence 0.90)
          News
            It was late. »Peru offered to talk.« Nobody answered.
        "#);
    }

    #[test]
    fn lines_break_between_words_and_marks_go_on() {
        let parts = [("It was late. ", false), ("Peru offered to talk", true), (". Nobody answered.", false)];
        let lines: Vec<String> = broken(&parts, 20).iter().map(|line| painted(line, true)).collect();
        assert_eq!(
            lines,
            ["It was late. \x1b[1;33mPeru\x1b[0m", "\x1b[1;33moffered to talk\x1b[0m.", "Nobody answered."]
        );
    }

    #[test]
    fn a_content_alone_rests_on_its_report() {
        let graph = news();
        let grounds = Grounds::of(&["to talk".into()], &graph);
        assert_eq!(grounds.shown.len(), 1);
        assert!(Grounds::of(&[Value::Integer(1)], &graph).is_empty());
    }

    #[test]
    fn places_outside_the_text_are_no_panic() {
        let place = |start, end| Place { article: String::new(), start, end };
        assert_eq!(paragraph("é", &place(5, 9)), None);
        assert_eq!(paragraph("é", &place(1, 0)), None);
        assert_eq!(Place::parse("a:b:1-x"), None);
    }
}
