//! GraphML: labels and types as the attributes `labels` and `label`, as Neo4j's APOC writes them.
//!
//! A type that GraphML does not have stands in the `desc` of its key (`date`, `list of string`), where imports find it.

use super::Selection;
use super::columns::Column;
use super::xml::{Attributes, attribute_text, escaped, xml_type};
use crate::graph::{Scalar, Value};
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
    for (number, key, column) in attributes.iter() {
        let (name, kind) = (token(key), xml_type(column));
        write!(out, "  <key id=\"{prefix}k{number}\" for=\"{element}\" attr.name=\"{name}\" attr.type=\"{kind}\"")?;
        let mut remark = match column {
            Column::Scalar(Scalar::Boolean | Scalar::Integer | Scalar::Float | Scalar::String) | Column::Json => {
                String::new()
            }
            Column::Scalar(scalar) => scalar.name().to_owned(),
            Column::List(scalar) => format!("list of {}", scalar.name()),
        };
        if name != key {
            remark = format!("{}: {key}", if remark.is_empty() { kind } else { &remark });
        }
        if remark.is_empty() {
            writeln!(out, "/>")?;
        } else {
            writeln!(out, "><desc>{}</desc></key>", escaped(&remark))?;
        }
    }
    Ok(())
}

/// Returns a key as a name token, which is all that the schema allows; the key itself stands in `desc` where it differs.
fn token(key: &str) -> String {
    let token = |c: char| if c.is_alphanumeric() || "._-:".contains(c) { c } else { '_' };
    if key.is_empty() { "_".to_owned() } else { key.chars().map(token).collect() }
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
