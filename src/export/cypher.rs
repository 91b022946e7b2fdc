//! A script of openCypher that makes the graph again.
//!
//! Each node gets a number for the time of the import (`_Import` and `_import`, removed at the end), by which the
//! relationships find their ends.

use super::Selection;
use super::value::{identifier, literal};
use crate::graph::Value;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes the part as a script.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    for node in part.nodes() {
        let labels: String = node.labels().fold(String::new(), |mut text, label| {
            let _ = write!(text, ":{}", identifier(label));
            text
        });
        let rest = map(node.properties());
        let comma = if rest.is_empty() { "" } else { ", " };
        writeln!(out, "CREATE ({labels}:_Import {{{rest}{comma}_import: {}}});", node.id().0)?;
    }
    for relationship in part.relationships() {
        let properties = map(relationship.properties());
        let properties = if properties.is_empty() { String::new() } else { format!(" {{{properties}}}") };
        writeln!(
            out,
            "MATCH (a:_Import {{_import: {}}}), (b:_Import {{_import: {}}}) CREATE (a)-[:{}{properties}]->(b);",
            relationship.start().0,
            relationship.end().0,
            identifier(relationship.kind()),
        )?;
    }
    if part.is_empty() { Ok(()) } else { writeln!(out, "MATCH (n:_Import) REMOVE n:_Import, n._import;") }
}

/// Returns properties as the inside of a map literal.
fn map<'v>(properties: impl Iterator<Item = (&'v str, &'v Value)>) -> String {
    properties.map(|(key, value)| format!("{}: {}", identifier(key), literal(value))).collect::<Vec<_>>().join(", ")
}
