//! Boxes for people, fitted to the terminal.
//!
//! # Why cells wrap
//!
//! Half the columns of a typical answer are sentences. Cut to a column's width they say nothing, so they are broken into
//! lines, and cut only after `cell_lines` of these. Width is taken from the widest columns first; where even narrow
//! columns do not fit side by side, each row is written as lines.

use super::wrap::{cut, width, wrap};
use super::{Style, ansi, line, printable};
use crate::export::value::plain;
use crate::graph::Value;
use crate::query::Table;
use std::io::{self, Write};

/// No column gets narrower than this by fitting.
const NARROWEST: usize = 8;

/// Writes the rows and tells how many cells were cut.
pub(super) fn write(table: &Table, style: &Style, out: &mut dyn Write) -> io::Result<usize> {
    if table.columns.is_empty() {
        return Ok(0);
    }
    // The number of a row is a column without a name.
    let lead = usize::from(style.numbered);
    let number_of = |number: usize| style.numbered.then(|| (number + 1).to_string());
    let columns: Vec<String> =
        style.numbered.then(String::new).into_iter().chain(table.columns.iter().cloned()).collect();
    let cells: Vec<Vec<String>> = table
        .rows
        .iter()
        .enumerate()
        .map(|(number, row)| number_of(number).into_iter().chain(row.iter().map(|value| text(value, table))).collect())
        .collect();
    let Some(widths) = widths(&columns, &cells, style.width) else {
        line::write(table, style, out)?;
        return Ok(0);
    };
    let mut count = 0;
    let heads = columns.iter().zip(&widths).map(|(name, &w)| wrap(&printable(name), w)).collect::<Vec<_>>();
    let bodies: Vec<Vec<Vec<String>>> = cells
        .iter()
        .map(|row| {
            let fitted = row.iter().zip(&widths).map(|(cell, &limit)| {
                let mut lines = wrap(cell, limit);
                count += usize::from(style.cell_lines.is_some_and(|most| cut(&mut lines, most, limit)));
                lines
            });
            fitted.collect()
        })
        .collect();
    let frame = Frame { widths: &widths, color: style.color };
    frame.rule(['┌', '┬', '┐'], '─', out)?;
    let left = vec![false; widths.len()];
    frame.row(&heads, &left, &vec![ansi::BOLD; widths.len()], out)?;
    frame.rule(['├', '┼', '┤'], '─', out)?;
    for (number, (lines, row)) in bodies.iter().zip(&table.rows).enumerate() {
        let tall = |row: &[Vec<String>]| row.iter().any(|lines| lines.len() > 1);
        let above = number.checked_sub(1).and_then(|above| bodies.get(above));
        if above.is_some_and(|above| tall(above) || tall(lines)) {
            frame.rule(['├', '┼', '┤'], '╌', out)?;
        }
        let is_number = |v: &Value| matches!(v, Value::Integer(_) | Value::Float(_));
        let right: Vec<bool> = std::iter::repeat_n(true, lead).chain(row.iter().map(is_number)).collect();
        let codes: Vec<&str> = std::iter::repeat_n(ansi::DIM, lead).chain(row.iter().map(code)).collect();
        frame.row(lines, &right, &codes, out)?;
    }
    frame.rule(['└', '┴', '┘'], '─', out)?;
    Ok(count)
}

fn text(value: &Value, table: &Table) -> String {
    match value {
        Value::Null => "null".to_owned(),
        // For people, names in a list read better without quotation marks.
        Value::List(items) if items.iter().all(|item| item.as_str().is_some()) => {
            let names: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            printable(&format!("[{}]", names.join(", ")))
        }
        value => printable(&plain(value, table)),
    }
}

const fn code(value: &Value) -> &'static str {
    match value {
        Value::Null => ansi::DIM,
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => ansi::GREEN,
        Value::Node(_) | Value::Relationship(_) | Value::Path(_) => ansi::CYAN,
        _ => "",
    }
}

/// Finds the width of each column; `None` where they can't stand side by side.
fn widths(columns: &[String], cells: &[Vec<String>], limit: Option<usize>) -> Option<Vec<usize>> {
    let widest = |text: &str| text.split('\n').map(width).max().unwrap_or(0);
    let mut widths: Vec<usize> = columns.iter().map(|name| width(&printable(name)).max(1)).collect();
    for row in cells {
        for (known, cell) in widths.iter_mut().zip(row) {
            *known = (*known).max(widest(cell));
        }
    }
    let Some(limit) = limit else { return Some(widths) };
    let room = limit.checked_sub(3 * widths.len() + 1)?;
    if widths.iter().sum::<usize>() <= room {
        return Some(widths);
    }
    // The largest cap under which all columns fit.
    let fits = |cap: usize| widths.iter().map(|&w| w.min(cap)).sum::<usize>() <= room;
    let cap = (NARROWEST..=room).rev().find(|&cap| fits(cap))?;
    let mut spare = room - widths.iter().map(|&w| w.min(cap)).sum::<usize>();
    for width in &mut widths {
        if *width > cap {
            let extra = usize::from(spare > 0);
            *width = cap + extra;
            spare -= extra;
        }
    }
    Some(widths)
}

/// The lines around the cells.
struct Frame<'w> {
    widths: &'w [usize],
    color: bool,
}

impl Frame<'_> {
    fn rule(&self, [left, middle, right]: [char; 3], stroke: char, out: &mut dyn Write) -> io::Result<()> {
        let parts: Vec<String> = self.widths.iter().map(|&w| stroke.to_string().repeat(w + 2)).collect();
        let line = format!("{left}{}{right}", parts.join(&middle.to_string()));
        writeln!(out, "{}", self.painted(&line, ansi::DIM))
    }

    fn row(&self, cells: &[Vec<String>], right: &[bool], codes: &[&str], out: &mut dyn Write) -> io::Result<()> {
        let height = cells.iter().map(Vec::len).max().unwrap_or(1);
        let bar = self.painted("│", ansi::DIM);
        for number in 0..height {
            let mut line = bar.clone();
            for (((cell, &width_of), &right), code) in cells.iter().zip(self.widths).zip(right).zip(codes) {
                let text = cell.get(number).map_or("", String::as_str);
                let pad = " ".repeat(width_of.saturating_sub(width(text)));
                let text = self.painted(text, code);
                line += &if right { format!(" {pad}{text} {bar}") } else { format!(" {text}{pad} {bar}") };
            }
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    fn painted(&self, text: &str, code: &str) -> String {
        if self.color && !code.is_empty() && !text.is_empty() {
            format!("{code}{text}{}", ansi::RESET)
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::rendered;
    use super::*;
    use crate::export::TableFormat;

    #[test]
    fn short_rows_stand_close() {
        let rows = [["Seoul".into(), Value::Integer(3)], ["東京".into(), Value::Null]];
        insta::assert_snapshot!(rendered(TableFormat::Table, &Style::default(), &rows).0, @r"
        ┌───────┬──────┐
        │ who   │ what │
        ├───────┼──────┤
        │ Seoul │    3 │
        │ 東京  │ null │
        └───────┴──────┘
        ");
    }

    #[test]
    fn rows_have_numbers_on_demand() {
        let rows = [["Seoul".into(), Value::Integer(3)], ["Lima".into(), Value::Integer(12)]];
        let style = Style { numbered: true, ..Style::default() };
        insta::assert_snapshot!(rendered(TableFormat::Table, &style, &rows).0, @r"
        ┌───┬───────┬──────┐
        │   │ who   │ what │
        ├───┼───────┼──────┤
        │ 1 │ Seoul │    3 │
        │ 2 │ Lima  │   12 │
        └───┴───────┴──────┘
        ");
    }

    #[test]
    fn sentences_wrap_and_long_ones_are_cut() {
        let style = Style { width: Some(34), cell_lines: Some(2), ..Style::default() };
        let rows = [
            ["Lima".into(), "to reopen the bridge".into()],
            ["Quito".into(), "to release the crews of all four trawlers at once".into()],
        ];
        let (text, cut) = rendered(TableFormat::Table, &style, &rows);
        assert_eq!(cut, 1);
        insta::assert_snapshot!(text, @r"
        ┌───────┬────────────────────────┐
        │ who   │ what                   │
        ├───────┼────────────────────────┤
        │ Lima  │ to reopen the bridge   │
        ├╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤
        │ Quito │ to release the crews   │
        │       │ of all four trawlers…  │
        └───────┴────────────────────────┘
        ");
    }

    #[test]
    fn what_cannot_stand_side_by_side_becomes_lines() {
        let style = Style { width: Some(16), ..Style::default() };
        let rows = [["Quito Quito Quito".into(), "to release the crews".into()]];
        assert!(rendered(TableFormat::Table, &style, &rows).0.contains("what: to release the crews"));
    }
}
