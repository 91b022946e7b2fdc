//! Patterns to text.

use super::expression::expression;
use super::name::{variable, word};
use crate::graph::Direction;
use crate::query::ast::{Expr, NodePattern, Parsed, PatternPart, RelationshipPattern, Shortest};

/// Returns the text of a pattern, with the name of its path.
pub(super) fn part(part: &PatternPart<Parsed>) -> String {
    let path = part.path.as_ref().map_or_else(String::new, |path| format!("{} = ", variable(&path.text)));
    let mut chain = node(&part.start);
    for (link, end) in &part.chain {
        chain += &relationship(link);
        chain += &node(end);
    }
    match part.shortest {
        None => format!("{path}{chain}"),
        Some(Shortest::One) => format!("{path}shortestPath({chain})"),
        Some(Shortest::All) => format!("{path}allShortestPaths({chain})"),
    }
}

fn node(node: &NodePattern<Parsed>) -> String {
    let name = node.variable.as_ref().map_or_else(String::new, |name| variable(&name.text));
    let labels: String = node.labels.iter().map(|label| format!(":{}", word(&label.text))).collect();
    format!("({})", with_properties(name + &labels, node.properties.as_ref()))
}

fn relationship(link: &RelationshipPattern<Parsed>) -> String {
    let mut inner = link.variable.as_ref().map_or_else(String::new, |name| variable(&name.text));
    if !link.types.is_empty() {
        let types: Vec<String> = link.types.iter().map(|kind| word(&kind.text)).collect();
        inner += &format!(":{}", types.join("|"));
    }
    let shown = |bound: Option<u64>| bound.map_or_else(String::new, |bound| bound.to_string());
    match link.length {
        None => {}
        Some((None, None)) => inner += "*",
        Some((least, most)) if least == most => inner += &format!("*{}", shown(least)),
        Some((least, most)) => inner += &format!("*{}..{}", shown(least), shown(most)),
    }
    let inner = with_properties(inner, link.properties.as_ref());
    let inner = if inner.is_empty() { inner } else { format!("[{inner}]") };
    match link.direction {
        Direction::Outgoing => format!("-{inner}->"),
        Direction::Incoming => format!("<-{inner}-"),
        Direction::Both => format!("-{inner}-"),
    }
}

fn with_properties(name: String, properties: Option<&Expr<Parsed>>) -> String {
    match properties {
        None => name,
        Some(properties) if name.is_empty() => expression(properties),
        Some(properties) => format!("{name} {}", expression(properties)),
    }
}
