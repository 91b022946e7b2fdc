//! All that the graph holds about the nodes and relationships of a row.

use super::evidence::named_by;
use crate::export::{inline, title};
use crate::graph::{Direction, Graph, NodeId, RelationshipId, Value};
use crate::query::Table;
use std::collections::BTreeMap;
use std::fmt::Write;

/// No more neighbours are named for each kind of relationship.
const NEIGHBOURS: usize = 5;

/// Describes what a row names: each node with its labels, properties and relationships. Empty where it names nothing.
pub(super) fn portrait(row: &[Value], graph: &Graph, color: bool) -> String {
    let (bold, dim, end) = if color { ("\x1b[1m", "\x1b[2m", "\x1b[0m") } else { ("", "", "") };
    let (nodes, relationships) = named_by(row, graph);
    let mut parts = Vec::new();
    for id in nodes {
        let Some(node) = graph.node(id) else { continue };
        let labels: String = node.labels().map(|label| format!(":{label}")).collect();
        let mut text = format!("{bold}({labels}){end}\n");
        list(node.properties(), &mut text, (dim, end));
        neighbours(id, graph, &mut text, (dim, end));
        parts.push(text);
    }
    for id in relationships {
        let Some(relationship) = graph.relationship(id) else { continue };
        let name = |id| graph.node(id).map(title).unwrap_or_default();
        let (start, kind, stop) = (name(relationship.start()), relationship.kind(), name(relationship.end()));
        let mut text = format!("{bold}({start})-[:{kind}]->({stop}){end}\n");
        list(relationship.properties(), &mut text, (dim, end));
        parts.push(text);
    }
    parts.join("\n")
}

fn list<'v>(properties: impl Iterator<Item = (&'v str, &'v Value)>, text: &mut String, (dim, end): (&str, &str)) {
    let table = Table::default();
    for (key, value) in properties {
        let _ = writeln!(text, "  {dim}{key}:{end} {}", clean(&inline(value, &table)));
    }
}

/// Names the neighbours by type and direction of what joins them.
fn neighbours(id: NodeId, graph: &Graph, text: &mut String, (dim, end): (&str, &str)) {
    for (direction, left, right) in [(Direction::Outgoing, "─", "▶"), (Direction::Incoming, "◀", "─")] {
        let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut incident: Vec<(RelationshipId, NodeId)> = graph.incident(id, direction).collect();
        incident.sort_unstable();
        for (relationship, other) in incident {
            let name = graph.node(other).map(title).unwrap_or_default();
            kinds.entry(kind(relationship, graph)).or_default().push(clean(&name));
        }
        for (kind, mut names) in kinds {
            let count = names.len();
            names.truncate(NEIGHBOURS);
            let more = if count > NEIGHBOURS { format!(", and {} more", count - NEIGHBOURS) } else { String::new() };
            let _ = writeln!(text, "  {dim}{left}{kind}{right}{end} {}{more}", names.join(" | "));
        }
    }
}

fn kind(id: RelationshipId, graph: &Graph) -> &str {
    graph.relationship(id).map_or("", |relationship| relationship.kind())
}

fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Properties;

    #[test]
    fn a_name_in_a_row_is_described() {
        let mut graph = Graph::new();
        let named = |key: &str, text: &str| Properties::from([(key.to_owned(), text.into())]);
        let peru = graph.add_node(["Actor", "Country"], named("name", "Peru"));
        for number in 0..7 {
            let event = graph.add_node(["Event"], named("text", &format!("offer {number}")));
            graph.add_relationship(peru, "PROPOSES", event, Properties::new());
        }
        insta::assert_snapshot!(portrait(&["Peru".into()], &graph, false), @r#"
        (:Actor:Country)
          name: "Peru"
          ─PROPOSES▶ offer 0 | offer 1 | offer 2 | offer 3 | offer 4, and 2 more
        "#);
        assert_eq!(portrait(&[Value::Integer(3)], &graph, false), "");
    }
}
