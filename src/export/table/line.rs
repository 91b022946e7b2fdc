//! One line per cell: for rows that are wider than the terminal, and to see cells whole.

use super::wrap::{width, wrap};
use super::{Style, ansi, printable};
use crate::export::value::plain;
use crate::graph::Value;
use crate::query::Table;
use std::io::{self, Write};

/// Writes each row as `name: value` lines under a heading with its number; `before` rows are written already.
pub(super) fn write(table: &Table, style: &Style, before: usize, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> = table.columns.iter().map(|name| printable(name)).collect();
    for (number, row) in table.rows.iter().enumerate() {
        let cells = row.iter().map(|value| match value {
            Value::Null => "null".to_owned(),
            value => printable(&plain(value, table)),
        });
        write_row(&names, before + number, cells, style, out)?;
    }
    Ok(())
}

/// Writes one row; the number of the first is 0.
pub(super) fn write_row(
    names: &[String],
    number: usize,
    cells: impl Iterator<Item = String>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let margin = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let room = style.width.map_or(usize::MAX, |w| w.saturating_sub(margin + 2).max(20));
    if number > 0 {
        writeln!(out)?;
    }
    let heading = format!("row {}", number + 1);
    writeln!(out, "{}", if style.color { format!("{}{heading}{}", ansi::DIM, ansi::RESET) } else { heading })?;
    for (name, text) in names.iter().zip(cells) {
        let pad = " ".repeat(margin - width(name));
        for (position, piece) in wrap(&text, room).iter().enumerate() {
            let line = match (position, style.color) {
                (0, true) => format!("{pad}{}{name}{}: {piece}", ansi::BOLD, ansi::RESET),
                (0, false) => format!("{pad}{name}: {piece}"),
                _ => format!("{}{piece}", " ".repeat(margin + 2)),
            };
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::rendered;
    use super::*;
    use crate::export::TableFormat;

    #[test]
    fn names_are_aligned_and_long_values_indented() {
        let rows = [["Lima".into(), "to reopen the border bridge".into()], [Value::Null, Value::Integer(1)]];
        let style = Style { width: Some(26), ..Style::default() };
        insta::assert_snapshot!(rendered(TableFormat::Line, &style, &rows).0, @r"
        row 1
         who: Lima
        what: to reopen the border
              bridge

        row 2
         who: null
        what: 1
        ");
    }
}
