//! A part of a graph as a drawing in text: each node with what leads out of it, indented.
//!
//! A node is drawn out where it is met first and only named after that (`↑`), so that each relationship stands once and
//! cycles end. Nodes to which nothing leads come first.

use crate::export::{Selection, main_label, title};
use crate::graph::{Node, NodeId, Relationship, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text is never cut to less than this.
const NARROWEST: usize = 16;

/// Draws a part; lines are cut to `width` columns where it is known.
pub(super) fn draw(part: &Selection<'_>, width: Option<usize>, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut leaving: BTreeMap<NodeId, Vec<Relationship<'_>>> = BTreeMap::new();
    let mut led_to = BTreeSet::new();
    for relationship in part.relationships() {
        leaving.entry(relationship.start()).or_default().push(relationship);
        led_to.insert(relationship.end());
    }
    let nodes: BTreeMap<NodeId, Node<'_>> = part.nodes().map(|node| (node.id(), node)).collect();
    let mut pen = Pen { nodes: &nodes, leaving: &leaving, drawn: BTreeSet::new(), width, color, out };
    let roots = nodes.keys().filter(|id| !led_to.contains(id)).chain(nodes.keys().filter(|id| led_to.contains(id)));
    for &root in roots {
        if !pen.drawn.contains(&root) {
            pen.node(root, "")?;
            pen.branches(root, "")?;
        }
    }
    Ok(())
}

struct Pen<'p, 'g> {
    nodes: &'p BTreeMap<NodeId, Node<'g>>,
    leaving: &'p BTreeMap<NodeId, Vec<Relationship<'g>>>,
    drawn: BTreeSet<NodeId>,
    width: Option<usize>,
    color: bool,
    out: &'p mut dyn Write,
}

impl Pen<'_, '_> {
    /// Writes the name of a node after what stands on its line already.
    fn node(&mut self, id: NodeId, before: &str) -> io::Result<()> {
        let Some(&node) = self.nodes.get(&id) else { return writeln!(self.out) };
        let label = main_label(node).map(|label| format!(" :{label}")).unwrap_or_default();
        let again = if self.drawn.contains(&id) && self.leaving.contains_key(&id) { " ↑" } else { "" };
        let room = self.width.map_or(usize::MAX, |width| {
            width.saturating_sub(before.width() + label.width() + again.width()).max(NARROWEST)
        });
        let name = cut(&title(node), room);
        let name = self.painted(&name, "1");
        let label = self.painted(&label, "36");
        writeln!(self.out, "{name}{label}{again}")
    }

    /// Writes what leads out of a node, unless that was done before.
    fn branches(&mut self, id: NodeId, indent: &str) -> io::Result<()> {
        if !self.drawn.insert(id) {
            return Ok(());
        }
        let Some(edges) = self.leaving.get(&id) else { return Ok(()) };
        for (number, edge) in edges.iter().enumerate() {
            let last = number + 1 == edges.len();
            let (fork, trunk) = if last { ("└─", "   ") } else { ("├─", "│  ") };
            let kind = caption(*edge);
            write!(self.out, "{indent}{fork} {} ─▶ ", self.painted(&kind, "33"))?;
            self.node(edge.end(), &format!("{indent}{fork} {kind} ─▶ "))?;
            self.branches(edge.end(), &format!("{indent}{trunk}"))?;
        }
        Ok(())
    }

    fn painted(&self, text: &str, code: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Returns the type, with the kind of a condition.
fn caption(edge: Relationship<'_>) -> String {
    let no = if *edge.get("negated") == Value::Boolean(true) { "no " } else { "" };
    match edge.get("kind").as_str() {
        Some(kind) => format!("{} ({no}{kind})", edge.kind()),
        None => format!("{no}{}", edge.kind()),
    }
}

/// Makes one line of a text, cut to a number of columns.
fn cut(text: &str, room: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    if line.width() <= room {
        return line;
    }
    let mut taken = 0;
    let mut short = String::new();
    for c in line.chars() {
        taken += c.width().unwrap_or(0);
        if taken >= room {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Properties};

    #[test]
    fn each_relationship_stands_once_and_cycles_end() {
        let mut graph = Graph::new();
        let named = |key: &str, text: &str| Properties::from([(key.to_owned(), text.into())]);
        let peru = graph.add_node(["Actor", "Country"], named("name", "Peru"));
        let ecuador = graph.add_node(["Actor", "Country"], named("name", "Ecuador"));
        let offer = graph.add_node(["Event"], named("text", "to reopen the bridge at Huaquillas on Friday"));
        let crews = graph.add_node(["Event"], named("text", "Ecuador freed the crews"));
        graph.add_relationship(peru, "PROPOSES", offer, Properties::new());
        graph.add_relationship(offer, "CONDITIONS_ON", crews, named("kind", "if"));
        graph.add_relationship(crews, "AGENT", ecuador, Properties::new());
        graph.add_relationship(ecuador, "REJECTS", offer, Properties::new());
        let mut out = Vec::new();
        draw(&Selection::whole(&graph), Some(48), false, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        Peru :Country
        └─ PROPOSES ─▶ to reopen the bridge at H… :Event
           └─ CONDITIONS_ON (if) ─▶ Ecuador freed t… :Event
              └─ AGENT ─▶ Ecuador :Country
                 └─ REJECTS ─▶ to reopen the b… :Event ↑
        ");
    }
}
