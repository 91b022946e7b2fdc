//! Comma- and tab-separated values, one header line.

use crate::export::ExportError;
use crate::export::csv::{without_formula, writer};
use crate::export::value::{json_value, plain};
use crate::graph::Value;
use crate::query::Table;
use std::io::{self, Write};

/// Writes comma-separated values (RFC 4180); lists and maps read as in the query language, nodes are JSON.
pub(super) fn write_csv(
    table: &Table,
    header: bool,
    safe_formulas: bool,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut writer = writer(out);
    if header {
        writer.write_record(&table.columns)?;
    }
    for row in &table.rows {
        writer.write_record(row.iter().map(|value| cell(value, table, safe_formulas)))?;
    }
    Ok(writer.flush()?)
}

/// Writes tab-separated values; tabs, line ends and backslashes inside a cell are written `\t`, `\n`, `\\`.
pub(super) fn write_tsv(table: &Table, header: bool, safe_formulas: bool, out: &mut dyn Write) -> io::Result<()> {
    let escaped =
        |text: &str| text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
    if header {
        let names: Vec<String> = table.columns.iter().map(|name| escaped(name)).collect();
        writeln!(out, "{}", names.join("\t"))?;
    }
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|value| escaped(&cell(value, table, safe_formulas))).collect();
        writeln!(out, "{}", cells.join("\t"))?;
    }
    Ok(())
}

fn cell(value: &Value, table: &Table, safe_formulas: bool) -> String {
    let text = match value {
        Value::Node(_) | Value::Relationship(_) | Value::Path(_) => json_value(value, table).to_string(),
        value => plain(value, table),
    };
    if safe_formulas { without_formula(text) } else { text }
}
