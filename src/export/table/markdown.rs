//! A Markdown table.

use crate::export::value::plain;
use crate::graph::Value;
use crate::query::Table;
use std::io::{self, Write};

/// Writes the rows, after the header where they are the first; columns of numbers are aligned to the right.
pub(super) fn write(table: &Table, header: bool, out: &mut dyn Write) -> io::Result<()> {
    if header {
        let names: Vec<String> = table.columns.iter().map(|name| escaped(name)).collect();
        writeln!(out, "| {} |", names.join(" | "))?;
        let marks = (0..names.len()).map(|column| if is_numeric(table, column) { "---:" } else { "---" });
        writeln!(out, "|{}|", marks.collect::<Vec<_>>().join("|"))?;
    }
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|value| escaped(&plain(value, table))).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

fn is_numeric(table: &Table, column: usize) -> bool {
    let mut values = table.rows.iter().filter_map(|row| row.get(column)).peekable();
    values.peek().is_some() && values.all(|value| matches!(value, Value::Integer(_) | Value::Float(_)))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('\r', "").replace('\n', "<br>")
}
