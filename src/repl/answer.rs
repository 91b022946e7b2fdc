//! Statements of a session: asked, shown as they are answered, and kept for the commands that look behind them.
//!
//! Rows that programs read are written as they are found. People are shown the first; the rest is counted. Of either only
//! so many are kept; a command that needs all of them asks again.

use super::english;
use super::session::{Flow, Mode, Session, io_only, unknown_names};
use crate::export::{ExportError, Options, Selection, Style, TableWriter, write_graph};
use crate::graph::Properties;
use crate::query::{Limits, QueryError, Table};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

/// How many lines a cell gets before it is cut.
const CELL_LINES: usize = 4;
/// How many rows of an answer are kept.
const ROWS_KEPT: usize = 20_000;

/// An answer as a session keeps it.
#[derive(Debug, Default)]
pub(super) struct Answered {
    /// The first rows.
    pub(super) table: Table,
    /// How many rows there are in all.
    pub(super) rows: usize,
    /// The question, and the parameters that it was asked with.
    question: String,
    parameters: Properties,
}

impl Answered {
    /// Makes an answer of rows that no query gave.
    pub(super) fn of(table: Table) -> Self {
        Self { rows: table.rows.len(), table, ..Self::default() }
    }

    /// Tells whether all rows are kept.
    pub(super) const fn is_whole(&self) -> bool {
        self.table.rows.len() == self.rows
    }
}

impl Session {
    pub(super) fn statement(&mut self, text: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let started = Instant::now();
        let mut answer =
            Answered { question: text.to_owned(), parameters: self.parameters.clone(), ..Answered::default() };
        // Pictures need the whole answer; people are shown a part of it.
        let (mut writer, most) = match self.mode {
            Mode::Rows(format) if !format.is_for_people() => {
                (Some(TableWriter::new(format, Style::default())), ROWS_KEPT)
            }
            Mode::Rows(_) => (None, ROWS_KEPT),
            Mode::Sketch | Mode::Picture(_) => (None, usize::MAX),
        };
        let mut failed = None;
        let answered = self.ask(text, &self.parameters.clone(), &mut |part| {
            answer.rows += part.rows.len();
            if let Some(writer) = writer.as_mut().filter(|_| !part.columns.is_empty()) {
                failed = writer.part(&part, out).err();
            }
            answer.table.append(part, most);
            if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let changed = answer.table.stats.is_changed();
        self.stale |= changed;
        self.changed |= changed;
        if let Some(error) = failed {
            return io_only(Err(error));
        }
        if let Err(error) = answered {
            let friendly = || english::answer(text).or_else(|| english::about(text, &self.graph));
            match Some(()).filter(|()| self.settings.interactive).and_then(|()| friendly()) {
                Some(help) => write!(out, "{help}")?,
                None => write!(out, "{}", self.painted(&error.render(text)))?,
            }
            return Ok(Flow::Failed);
        }
        let elapsed = started.elapsed();
        match writer {
            Some(writer) => {
                io_only(writer.finish(out))?;
            }
            None => self.show(&answer, true, out)?,
        }
        if self.timer && self.mode_is_for_people() {
            writeln!(out, "{}", self.dim(&format!("{:.1} ms", elapsed.as_secs_f64() * 1000.0)))?;
        }
        if answer.rows == 0 && !answer.table.columns.is_empty() && self.settings.interactive {
            for hint in unknown_names(text, &self.graph) {
                writeln!(out, "{hint}")?;
            }
        }
        self.last = Some(answer);
        Ok(Flow::Done)
    }

    /// Answers a query whole, for a command of the shell.
    pub(super) fn answer(&mut self, text: &str) -> Result<Table, QueryError> {
        let mut table = Table::default();
        self.ask(text, &self.parameters.clone(), &mut |part| {
            table.append(part, usize::MAX);
            ControlFlow::Continue(())
        })?;
        Ok(table)
    }

    fn ask(
        &mut self,
        text: &str,
        parameters: &Properties,
        take: &mut dyn FnMut(Table) -> ControlFlow<()>,
    ) -> Result<(), QueryError> {
        let limits = Limits { cancel: Some(Arc::clone(&self.cancel)), ..self.limits.clone() };
        self.queries.stream(&mut self.graph, text, parameters, &limits, take)
    }

    /// Gives every row of the last answer to a writer; what was not kept is asked for again.
    ///
    /// # Errors
    ///
    /// Fails where the stream does, and says what went wrong where the question can't be answered again.
    pub(super) fn write_last(
        &mut self,
        mut writer: TableWriter,
        out: &mut dyn Write,
    ) -> Result<Result<usize, QueryError>, ExportError> {
        let Some(last) = self.last.take() else { return Ok(Ok(0)) };
        let mut failed = None;
        let mut write = |part: Table| {
            failed = writer.part(&part, out).err();
            if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let asked = if last.is_whole() {
            let _ = write(last.table.clone());
            Ok(())
        } else {
            // Only a query that changes nothing gives its rows in parts, so this changes nothing either.
            self.ask(&last.question, &last.parameters, &mut write)
        };
        self.last = Some(last);
        if let Some(error) = failed {
            return Err(error);
        }
        let rows = writer.rows();
        if let Err(error) = asked {
            return Ok(Err(error));
        }
        writer.finish(out)?;
        Ok(Ok(rows))
    }

    /// Shows the last answer again, uncut.
    pub(super) fn show_all(&mut self, out: &mut dyn Write) -> io::Result<Flow> {
        let Some(last) = &self.last else { return self.fail("nothing was asked yet", out) };
        let Mode::Rows(format) = self.mode else {
            self.show(last, false, out)?;
            return Ok(Flow::Done);
        };
        let style = self.style(format.is_for_people(), false);
        let rows = match io_only(self.write_last(TableWriter::new(format, style), out))? {
            Ok(rows) => rows,
            Err(error) => return self.fail(&error.to_string(), out),
        };
        if format.is_for_people() {
            writeln!(out, "{}", self.dim(&counted(rows, "row")))?;
        }
        Ok(Flow::Done)
    }

    /// Writes an answer in the current mode, cut to the screen where it is for people.
    pub(super) fn show(&self, answer: &Answered, cut: bool, out: &mut dyn Write) -> io::Result<()> {
        let table = &answer.table;
        let part = || Selection::of_values(&self.graph, table.rows.iter().flatten());
        let nothing = format!("no node to draw: return nodes, relationships or paths in mode {}", self.mode.name());
        let format = match self.mode {
            Mode::Rows(format) => format,
            Mode::Sketch | Mode::Picture(_) if part().is_empty() => return writeln!(out, "{nothing}"),
            Mode::Sketch => return super::sketch::draw(&part(), self.settings.width, self.settings.color, out),
            Mode::Picture(format) => return io_only(write_graph(&part(), format, &Options::default(), out)),
        };
        let people = format.is_for_people();
        let limited = people && cut && answer.rows > self.rows_shown;
        let mut writer = TableWriter::new(format, self.style(people, cut));
        let cells_cut = if table.columns.is_empty() || people && table.rows.is_empty() {
            0
        } else {
            if limited {
                let mut first = table.clone();
                first.rows.truncate(self.rows_shown);
                io_only(writer.part(&first, out))?;
            } else {
                io_only(writer.part(table, out))?;
            }
            io_only(writer.finish(out))?
        };
        if people {
            writeln!(out, "{}", self.dim(&self.remark(answer, limited, cells_cut)))?;
        }
        Ok(())
    }

    fn style(&self, people: bool, cut: bool) -> Style {
        Style {
            width: self.settings.width.filter(|_| people),
            cell_lines: (people && cut && self.settings.interactive).then_some(CELL_LINES),
            color: self.settings.color && people,
            safe_formulas: false,
            // `:why N` and `:explain N` need the number.
            numbered: people && self.settings.interactive,
        }
    }

    /// Returns what stands under a table: rows, what was cut, what was changed.
    fn remark(&self, answer: &Answered, limited: bool, cells_cut: usize) -> String {
        let mut parts = Vec::new();
        if !answer.table.columns.is_empty() {
            let rows = counted(answer.rows, "row");
            parts.push(if limited { format!("{rows}, the first {} shown", self.rows_shown) } else { rows });
        }
        if cells_cut > 0 {
            parts.push(format!("{} cut", counted(cells_cut, "cell")));
        }
        if (limited || cells_cut > 0) && self.settings.interactive {
            parts.push("`:all` shows everything".to_owned());
        }
        for (name, count) in answer.table.stats.entries().into_iter().filter(|(_, count)| *count > 0) {
            parts.push(format!("{count} {}", name.replace('_', " ")));
        }
        if parts.is_empty() { "done".to_owned() } else { parts.join("; ") }
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
