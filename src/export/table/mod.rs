//! The rows of a query as text: boxes for people, and the formats that programs read.

mod boxes;
mod delimited;
mod json;
mod line;
mod markdown;
mod wrap;

use super::{ExportError, TableFormat};
use crate::query::Table;
use std::io::Write;

/// How rows are shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// The columns of the terminal that a line may take; no limit where unknown.
    pub width: Option<usize>,
    /// How many lines a cell may take before it is cut; no limit where unknown.
    pub cell_lines: Option<usize>,
    /// Colour with ANSI codes.
    pub color: bool,
    /// Put an apostrophe before cells that a spreadsheet would run as a formula.
    pub safe_formulas: bool,
    /// Put the number of each row before it, in tables for people.
    pub numbered: bool,
}

/// Writes rows in one format and tells how many cells were cut to fit.
pub fn write_table(
    table: &Table,
    format: TableFormat,
    style: &Style,
    out: &mut dyn Write,
) -> Result<usize, ExportError> {
    let mut writer = TableWriter::new(format, *style);
    writer.part(table, out)?;
    writer.finish(out)
}

/// Writes an answer that comes in parts, in bounded memory.
///
/// Boxes are as wide as the first rows need; those of later parts are fitted to them.
#[derive(Debug)]
pub struct TableWriter {
    format: TableFormat,
    style: Style,
    /// How many rows were taken.
    rows: usize,
    begun: bool,
    boxes: boxes::Boxes,
}

impl TableWriter {
    /// Begins an answer.
    pub fn new(format: TableFormat, style: Style) -> Self {
        Self { format, style, rows: 0, begun: false, boxes: boxes::Boxes::new(style) }
    }

    /// Returns how many rows were taken.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Writes the rows of a part; every part has the same columns.
    ///
    /// # Errors
    ///
    /// Fails where the stream does.
    pub fn part(&mut self, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
        let first = !std::mem::replace(&mut self.begun, true);
        let before = self.rows;
        self.rows += table.rows.len();
        match self.format {
            TableFormat::Table => self.boxes.part(table, out)?,
            TableFormat::Line => line::write(table, &self.style, before, out)?,
            TableFormat::Csv => delimited::write_csv(table, first, self.style.safe_formulas, out)?,
            TableFormat::Tsv => delimited::write_tsv(table, first, self.style.safe_formulas, out)?,
            TableFormat::Json => json::write_array(table, before, out)?,
            TableFormat::JsonLines => json::write_lines(table, out)?,
            TableFormat::Markdown => markdown::write(table, first, out)?,
        }
        Ok(())
    }

    /// Ends the answer and tells how many cells were cut to fit; where no part came, nothing is written.
    ///
    /// # Errors
    ///
    /// Fails where the stream does.
    pub fn finish(self, out: &mut dyn Write) -> Result<usize, ExportError> {
        match self.format {
            TableFormat::Table => return Ok(self.boxes.finish(out)?),
            TableFormat::Json if self.begun => json::close_array(self.rows, out)?,
            _ => {}
        }
        Ok(0)
    }
}

/// Makes a text harmless and plain for a terminal: control characters that articles may hold become U+FFFD.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|&c| c != '\r')
        .map(|c| match c {
            '\t' => ' ',
            '\n' => '\n',
            c if c.is_control() => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// The ANSI codes of a table.
mod ansi {
    pub(super) const BOLD: &str = "\x1b[1m";
    pub(super) const DIM: &str = "\x1b[2m";
    pub(super) const CYAN: &str = "\x1b[36m";
    pub(super) const GREEN: &str = "\x1b[32m";
    pub(super) const RESET: &str = "\x1b[0m";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Value};
    use crate::query::Stats;

    /// Renders two columns in a format.
    pub(super) fn rendered(format: TableFormat, style: &Style, rows: &[[Value; 2]]) -> (String, usize) {
        let columns = vec!["who".to_owned(), "what".to_owned()];
        let rows = rows.iter().map(|row| row.to_vec()).collect();
        let table = Table::new(columns, rows, Stats::default(), &Graph::new());
        let mut out = Vec::new();
        let cut = write_table(&table, format, style, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), cut)
    }

    #[test]
    fn programs_get_whole_values() {
        let rows = [["Seoul".into(), Value::Null], ["a, \"b\"".into(), vec!["x", "y|z"].into()]];
        let text = |format| rendered(format, &Style::default(), &rows).0;
        assert_eq!(text(TableFormat::Csv), "who,what\r\nSeoul,\r\n\"a, \"\"b\"\"\",\"[\"\"x\"\", \"\"y|z\"\"]\"\r\n");
        assert_eq!(text(TableFormat::Tsv), "who\twhat\nSeoul\t\na, \"b\"\t[\"x\", \"y|z\"]\n");
        assert_eq!(
            text(TableFormat::JsonLines),
            "{\"who\":\"Seoul\",\"what\":null}\n{\"who\":\"a, \\\"b\\\"\",\"what\":[\"x\",\"y|z\"]}\n"
        );
        assert_eq!(
            text(TableFormat::Markdown),
            "| who | what |\n|---|---|\n| Seoul |  |\n| a, \"b\" | [\"x\", \"y\\|z\"] |\n"
        );
    }

    #[test]
    fn parts_are_written_as_one_answer() {
        let rows: Vec<[Value; 2]> = (0..5).map(|n| [format!("who {n}").into(), Value::Integer(n)]).collect();
        for format in TableFormat::ALL {
            let mut writer = TableWriter::new(format, Style::default());
            let mut out = Vec::new();
            for part in rows.chunks(2) {
                let columns = vec!["who".to_owned(), "what".to_owned()];
                let part = part.iter().map(|row| row.to_vec()).collect();
                writer.part(&Table::new(columns, part, Stats::default(), &Graph::new()), &mut out).unwrap();
            }
            assert_eq!(writer.rows(), 5);
            writer.finish(&mut out).unwrap();
            let whole = rendered(format, &Style::default(), &rows).0;
            assert_eq!(String::from_utf8(out).unwrap(), whole, "{}", format.name());
        }
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        assert_eq!(printable("a\x1b[2Jb\r\nc\td"), "a\u{FFFD}[2Jb\nc d");
    }
}
