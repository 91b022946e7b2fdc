//! Rows as JSON objects, their members in the order of the columns.

use crate::export::ExportError;
use crate::export::value::json_value;
use crate::graph::Value;
use crate::query::Table;
use serde_json::{Map, Value as Json};
use std::io::Write;

/// Writes one array, a row a line.
pub(super) fn write_array(table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
    out.write_all(b"[")?;
    for (number, row) in table.rows.iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &object(table, row))?;
    }
    Ok(out.write_all(if table.rows.is_empty() { b"]\n" } else { b"\n]\n" })?)
}

/// Writes one object a line.
pub(super) fn write_lines(table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
    for row in &table.rows {
        serde_json::to_writer(&mut *out, &object(table, row))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn object(table: &Table, row: &[Value]) -> Json {
    let members = table.columns.iter().zip(row);
    Json::Object(members.map(|(name, value)| (name.clone(), json_value(value, table))).collect::<Map<_, _>>())
}
