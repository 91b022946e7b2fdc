//! A Markdown table.

use super::Rows;
use crate::export::value::plain;
use crate::graph::Value;
use std::io::{self, Write};

/// Writes the rows; columns of numbers are aligned to the right.
pub(super) fn write(rows: Rows<'_>, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> = rows.columns.iter().map(|name| escaped(name)).collect();
    writeln!(out, "| {} |", names.join(" | "))?;
    let marks = (0..names.len()).map(|column| if is_numeric(rows, column) { "---:" } else { "---" });
    writeln!(out, "|{}|", marks.collect::<Vec<_>>().join("|"))?;
    for row in rows.rows {
        let cells: Vec<String> = row.iter().map(|value| escaped(&plain(value, rows.graph))).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

fn is_numeric(rows: Rows<'_>, column: usize) -> bool {
    let mut values = rows.rows.iter().filter_map(|row| row.get(column)).peekable();
    values.peek().is_some() && values.all(|value| matches!(value, Value::Integer(_) | Value::Float(_)))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('\r', "").replace('\n', "<br>")
}
