//! JSON Lines: first the nodes, then the relationships, in the form of APOC's `export.json` and `import.json`.

use super::value::json_properties;
use super::{ExportError, Selection};
use crate::graph::NodeId;
use serde_json::{Value as Json, json};
use std::io::Write;

/// Writes the part, one object a line.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut line = |object: &Json| -> Result<(), ExportError> {
        serde_json::to_writer(&mut *out, object)?;
        Ok(out.write_all(b"\n")?)
    };
    let labels = |id: NodeId| part.graph().node(id).map(|node| node.labels().collect::<Vec<_>>()).unwrap_or_default();
    for node in part.nodes() {
        line(&json!({
            "type": "node",
            "id": node.id().0.to_string(),
            "labels": labels(node.id()),
            "properties": json_properties(node.properties()),
        }))?;
    }
    for relationship in part.relationships() {
        let end = |id: NodeId| json!({"id": id.0.to_string(), "labels": labels(id)});
        line(&json!({
            "type": "relationship",
            "id": relationship.id().0.to_string(),
            "label": relationship.kind(),
            "properties": json_properties(relationship.properties()),
            "start": end(relationship.start()),
            "end": end(relationship.end()),
        }))?;
    }
    Ok(())
}
