//! Node-link JSON: `nodes` and `links` with numbers, as d3 and networkx read them.

use super::caption::title;
use super::value::{json_properties, shortened};
use super::{ExportError, Selection};
use serde_json::json;
use std::io::Write;

/// Writes the part as one object, one node or link a line.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    out.write_all(b"{\"directed\": true, \"multigraph\": true, \"graph\": {},\n\"nodes\": [")?;
    for (position, node) in part.nodes().enumerate() {
        out.write_all(if position == 0 { b"\n" } else { b",\n" })?;
        let object = json!({
            "id": node.id().0,
            "caption": shortened(&title(node), 80),
            "labels": node.labels().collect::<Vec<_>>(),
            "properties": json_properties(node.properties()),
        });
        serde_json::to_writer(&mut *out, &object)?;
    }
    out.write_all(b"\n],\n\"links\": [")?;
    for (position, relationship) in part.relationships().enumerate() {
        out.write_all(if position == 0 { b"\n" } else { b",\n" })?;
        let object = json!({
            "source": relationship.start().0,
            "target": relationship.end().0,
            "key": relationship.id().0,
            "type": relationship.kind(),
            "properties": json_properties(relationship.properties()),
        });
        serde_json::to_writer(&mut *out, &object)?;
    }
    Ok(out.write_all(b"\n]}\n")?)
}
