//! Rows as JSON objects, their members in the order of the columns.

use crate::export::ExportError;
use crate::export::value::json_value;
use crate::graph::Value;
use crate::query::Table;
use serde_json::{Map, Value as Json};
use std::io::{self, Write};

/// Writes rows of one array, a row a line; `before` rows of it are written already.
pub(super) fn write_array(table: &Table, before: usize, out: &mut dyn Write) -> Result<(), ExportError> {
    for (number, row) in table.rows.iter().enumerate() {
        out.write_all(if before + number == 0 { b"[\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &object(table, row))?;
    }
    Ok(())
}

/// Writes the end of an array of so many rows.
pub(super) fn close_array(rows: usize, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(if rows == 0 { b"[]\n" } else { b"\n]\n" })
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
