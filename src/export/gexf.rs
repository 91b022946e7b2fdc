//! GEXF 1.3, for Gephi: labels and colours ready to look at, properties as attributes.

use super::Selection;
use super::caption::{look, main_label, title};
use super::value::shortened;
use super::xml::{Attributes, attribute_text, escaped, xml_type};
use crate::graph::Value;
use std::io::{self, Write};

/// Writes the part as one static, directed graph.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nodes = Attributes::of(part.nodes().flat_map(|node| node.properties()));
    let edges = Attributes::of(part.relationships().flat_map(|relationship| relationship.properties()));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">"
    )?;
    writeln!(out, "  <meta><creator>demarche</creator></meta>")?;
    writeln!(out, "  <graph mode=\"static\" defaultedgetype=\"directed\">")?;
    declarations(&nodes, "node", &["labels", "kind_of_node"], out)?;
    declarations(&edges, "edge", &["type"], out)?;
    writeln!(out, "    <nodes>")?;
    for node in part.nodes() {
        let label = escaped(&shortened(&title(node), 80));
        writeln!(out, "      <node id=\"{}\" label=\"{label}\">", node.id().0)?;
        writeln!(out, "        <attvalues>")?;
        let labels = node.labels().collect::<Vec<_>>().join(";");
        writeln!(out, "          <attvalue for=\"labels\" value=\"{}\"/>", escaped(&labels))?;
        let main = main_label(node).unwrap_or_default();
        writeln!(out, "          <attvalue for=\"kind_of_node\" value=\"{}\"/>", escaped(main))?;
        values(&nodes, |key| node.get(key), out)?;
        writeln!(out, "        </attvalues>")?;
        if let Some((r, g, b)) = rgb(look(node).line) {
            writeln!(out, "        <viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/>")?;
        }
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for edge in part.relationships() {
        let (start, end, kind) = (edge.start().0, edge.end().0, escaped(edge.kind()));
        writeln!(
            out,
            "      <edge id=\"{}\" source=\"{start}\" target=\"{end}\" kind=\"{kind}\" label=\"{kind}\">",
            edge.id().0
        )?;
        writeln!(out, "        <attvalues>")?;
        writeln!(out, "          <attvalue for=\"type\" value=\"{kind}\"/>")?;
        values(&edges, |key| edge.get(key), out)?;
        writeln!(out, "        </attvalues>\n      </edge>")?;
    }
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")
}

fn declarations(attributes: &Attributes<'_>, class: &str, own: &[&str], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    <attributes class=\"{class}\" mode=\"static\">")?;
    for name in own {
        writeln!(out, "      <attribute id=\"{name}\" title=\"{name}\" type=\"string\"/>")?;
    }
    for (number, key, column) in attributes.iter() {
        let kind = xml_type(column);
        writeln!(out, "      <attribute id=\"{number}\" title=\"{}\" type=\"{kind}\"/>", escaped(key))?;
    }
    writeln!(out, "    </attributes>")
}

fn values<'g>(attributes: &Attributes<'g>, get: impl Fn(&str) -> &'g Value, out: &mut dyn Write) -> io::Result<()> {
    for (number, key, _) in attributes.iter() {
        let value = get(key);
        if *value != Value::Null {
            let text = escaped(&attribute_text(value));
            writeln!(out, "          <attvalue for=\"{number}\" value=\"{text}\"/>")?;
        }
    }
    Ok(())
}

/// Splits `#rrggbb`.
fn rgb(color: &str) -> Option<(u8, u8, u8)> {
    let part = |range| color.get(range).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    Some((part(1..3)?, part(3..5)?, part(5..7)?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn colours_split_into_their_parts() {
        assert_eq!(super::rgb("#1f5f9e"), Some((31, 95, 158)));
        assert_eq!(super::rgb("red"), None);
    }
}
