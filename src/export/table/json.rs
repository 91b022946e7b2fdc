//! Rows as JSON objects, their members in the order of the columns.

use super::Rows;
use crate::export::ExportError;
use crate::export::value::json_value;
use crate::graph::Value;
use serde_json::{Map, Value as Json};
use std::io::Write;

/// Writes one array, a row a line.
pub(super) fn write_array(rows: Rows<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    out.write_all(b"[")?;
    for (number, row) in rows.rows.iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &object(rows, row))?;
    }
    Ok(out.write_all(if rows.rows.is_empty() { b"]\n" } else { b"\n]\n" })?)
}

/// Writes one object a line.
pub(super) fn write_lines(rows: Rows<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    for row in rows.rows {
        serde_json::to_writer(&mut *out, &object(rows, row))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn object(rows: Rows<'_>, row: &[Value]) -> Json {
    let members = rows.columns.iter().zip(row);
    Json::Object(members.map(|(name, value)| (name.clone(), json_value(value, rows.graph))).collect::<Map<_, _>>())
}
