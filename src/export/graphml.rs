//! GraphML: labels and types as the attributes `labels` and `label`, as Neo4j's APOC writes them.

use super::Selection;
use super::xml::{Attributes, attribute_text, escaped};
use crate::graph::Value;
use std::io::{self, Write};

/// Writes the part as one directed graph.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nodes = Attributes::of(part.nodes().flat_map(|node| node.properties()));
    let edges = Attributes::of(part.relationships().flat_map(|relationship| relationship.properties()));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    writeln!(out, "  <key id=\"labels\" for=\"node\" attr.name=\"labels\" attr.type=\"string\"/>")?;
    keys(&nodes, "node", 'n', out)?;
    writeln!(out, "  <key id=\"label\" for=\"edge\" attr.name=\"label\" attr.type=\"string\"/>")?;
    keys(&edges, "edge", 'e', out)?;
    writeln!(out, "  <graph id=\"demarche\" edgedefault=\"directed\">")?;
    for node in part.nodes() {
        writeln!(out, "    <node id=\"n{}\">", node.id().0)?;
        let labels: String = node.labels().map(|label| format!(":{label}")).collect();
        writeln!(out, "      <data key=\"labels\">{}</data>", escaped(&labels))?;
        data(&nodes, 'n', |key| node.get(key), out)?;
        writeln!(out, "    </node>")?;
    }
    for edge in part.relationships() {
        let (start, end) = (edge.start().0, edge.end().0);
        writeln!(out, "    <edge id=\"e{}\" source=\"n{start}\" target=\"n{end}\">", edge.id().0)?;
        writeln!(out, "      <data key=\"label\">{}</data>", escaped(edge.kind()))?;
        data(&edges, 'e', |key| edge.get(key), out)?;
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

fn keys(attributes: &Attributes<'_>, element: &str, prefix: char, out: &mut dyn Write) -> io::Result<()> {
    for (number, key, kind) in attributes.iter() {
        let name = escaped(key);
        writeln!(out, "  <key id=\"{prefix}k{number}\" for=\"{element}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    Ok(())
}

fn data<'g>(
    attributes: &Attributes<'g>,
    prefix: char,
    get: impl Fn(&str) -> &'g Value,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (number, key, _) in attributes.iter() {
        let value = get(key);
        if *value != Value::Null {
            let text = escaped(&attribute_text(value));
            writeln!(out, "      <data key=\"{prefix}k{number}\">{text}</data>")?;
        }
    }
    Ok(())
}
