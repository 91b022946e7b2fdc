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

/// How many rows are looked at before the widths of the columns are settled.
const LOOKED_AT: usize = 50_000;

/// How many more digits the numbers of a column may have than the first rows show.
const MORE_DIGITS: usize = 3;

/// A row as it will be shown.
#[derive(Debug)]
struct Row {
    cells: Vec<String>,
    /// Which cells stand at the right.
    right: Vec<bool>,
    codes: Vec<&'static str>,
}

/// Boxes in the making.
#[derive(Debug)]
pub(super) struct Boxes {
    style: Style,
    names: Vec<String>,
    waiting: Vec<Row>,
    /// How many rows were taken, waiting or written.
    taken: usize,
    /// How many rows were written.
    written: usize,
    /// The widths of the columns once they are settled; none where they can't stand side by side.
    widths: Option<Option<Vec<usize>>>,
    above_is_tall: bool,
    cut: usize,
}

impl Boxes {
    pub(super) const fn new(style: Style) -> Self {
        Self {
            style,
            names: Vec::new(),
            waiting: Vec::new(),
            taken: 0,
            written: 0,
            widths: None,
            above_is_tall: false,
            cut: 0,
        }
    }

    /// Takes rows, and writes them once enough of them are known to settle how wide columns are.
    pub(super) fn part(&mut self, table: &Table, out: &mut dyn Write) -> io::Result<()> {
        if self.names.is_empty() {
            self.names = table.columns.iter().map(|name| printable(name)).collect();
        }
        if self.names.is_empty() {
            return Ok(());
        }
        for row in &table.rows {
            self.taken += 1;
            let is_number = |v: &Value| matches!(v, Value::Integer(_) | Value::Float(_));
            // The number of a row is a column without a name.
            let number = self.style.numbered.then(|| self.taken.to_string());
            let lead = usize::from(self.style.numbered);
            self.waiting.push(Row {
                cells: number.into_iter().chain(row.iter().map(|value| text(value, table))).collect(),
                right: std::iter::repeat_n(true, lead).chain(row.iter().map(is_number)).collect(),
                codes: std::iter::repeat_n(ansi::DIM, lead).chain(row.iter().map(code)).collect(),
            });
        }
        if self.waiting.len() >= LOOKED_AT || self.widths.is_some() { self.write(false, out) } else { Ok(()) }
    }

    /// Writes what waits and the end; tells how many cells were cut.
    pub(super) fn finish(mut self, out: &mut dyn Write) -> io::Result<usize> {
        if self.names.is_empty() {
            return Ok(0);
        }
        self.write(true, out)?;
        if let Some(Some(widths)) = &self.widths {
            Frame { widths, color: self.style.color }.rule(['└', '┴', '┘'], '─', out)?;
        }
        Ok(self.cut)
    }

    /// Writes the rows that wait; `all` tells that there will be no more.
    fn write(&mut self, all: bool, out: &mut dyn Write) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let widths = match self.widths.take() {
            Some(settled) => settled,
            None => self.begin(&waiting, all, out)?,
        };
        for row in waiting {
            match &widths {
                Some(widths) => self.row(&row, widths, out)?,
                None => {
                    let lead = usize::from(self.style.numbered);
                    let cells = row.cells.into_iter().skip(lead);
                    line::write_row(&self.names, self.written, cells, &self.style, out)?;
                }
            }
            self.written += 1;
        }
        self.widths = Some(widths);
        Ok(())
    }

    /// Settles the widths by the first rows and writes the head.
    fn begin(&self, first: &[Row], all: bool, out: &mut dyn Write) -> io::Result<Option<Vec<usize>>> {
        let number = self.style.numbered.then(String::new);
        let names: Vec<String> = number.into_iter().chain(self.names.iter().cloned()).collect();
        let more_digits = if all { 0 } else { MORE_DIGITS };
        let Some(widths) = widths(&names, first, more_digits, self.style.width) else { return Ok(None) };
        let frame = Frame { widths: &widths, color: self.style.color };
        frame.rule(['┌', '┬', '┐'], '─', out)?;
        let heads: Vec<Vec<String>> = names.iter().zip(&widths).map(|(name, &w)| wrap(name, w)).collect();
        frame.row(&heads, &vec![false; widths.len()], &vec![ansi::BOLD; widths.len()], out)?;
        frame.rule(['├', '┼', '┤'], '─', out)?;
        Ok(Some(widths))
    }

    fn row(&mut self, row: &Row, widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
        let frame = Frame { widths, color: self.style.color };
        let mut tall = false;
        let mut fitted = Vec::with_capacity(row.cells.len());
        for (cell, &limit) in row.cells.iter().zip(widths) {
            let mut lines = wrap(cell, limit);
            self.cut += usize::from(self.style.cell_lines.is_some_and(|most| cut(&mut lines, most, limit)));
            tall |= lines.len() > 1;
            fitted.push(lines);
        }
        if self.written > 0 && (self.above_is_tall || tall) {
            frame.rule(['├', '┼', '┤'], '╌', out)?;
        }
        self.above_is_tall = tall;
        frame.row(&fitted, &row.right, &row.codes, out)
    }
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

/// Finds the width of each column, numbers with room for `more_digits`; `None` where they can't stand side by side.
fn widths(names: &[String], rows: &[Row], more_digits: usize, limit: Option<usize>) -> Option<Vec<usize>> {
    let widest = |text: &str| text.split('\n').map(width).max().unwrap_or(0);
    let mut widths: Vec<usize> = names.iter().map(|name| width(name).max(1)).collect();
    for row in rows {
        for ((known, cell), is_number) in widths.iter_mut().zip(&row.cells).zip(&row.right) {
            *known = (*known).max(widest(cell) + if *is_number { more_digits } else { 0 });
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
