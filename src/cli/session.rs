//! Queries on a graph in a file: load, answer, write back what they change, show.

use super::corpus;
use super::exit::Failure;
use super::limits::LimitArgs;
use super::terminal::Terminal;
use crate::export::{Style, TableFormat, TableWriter};
use crate::graph::{Graph, Value};
use crate::query::{self, Limits, Params, QueryError, Stats};
use crate::repl::unknown_names;
use crate::store::Store;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// What every subcommand that runs queries takes.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct SessionArgs {
    /// A graph that `demarche build` made, or `:memory:` for an empty one
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// How to write the rows
    #[arg(short, long, value_name = "FORMAT", default_value = "table",
          value_parser = clap::builder::PossibleValuesParser::new(TableFormat::ALL.map(TableFormat::name)))]
    format: String,
    /// Value of a parameter: JSON, or else a text (`-p name=Norland` for `$name`)
    #[arg(short, long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    params: Vec<(String, Value)>,
    /// csv, tsv: put an apostrophe before cells that a spreadsheet would run as a formula
    #[arg(long)]
    safe_formulas: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

/// What is told of an answer beside its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answer {
    /// How many columns it has.
    pub(super) columns: usize,
    /// How many rows it has.
    pub(super) rows: usize,
    /// What the query changed.
    pub(super) stats: Stats,
}

/// A graph that is being asked.
pub(super) struct Session {
    graph: Graph,
    queries: query::Session,
    /// What the file held when it was read; `None` for a graph that lives in memory only.
    read: Option<i64>,
    args: SessionArgs,
    format: TableFormat,
    params: Params,
    limits: Limits,
}

impl Session {
    /// Loads the graph.
    pub(super) fn open(args: &SessionArgs, terminal: &Terminal) -> Result<Self, Failure> {
        let (graph, read) = if args.file.as_os_str() == ":memory:" {
            (Graph::new(), None)
        } else {
            let generation = Store::open(&args.file)?.generation()?;
            (corpus::load(&args.file, terminal)?, Some(generation))
        };
        let params = args.params.iter().cloned().collect();
        let limits = args.limits.limits()?;
        let queries = crate::fulltext::session();
        Ok(Self { graph, queries, read, args: args.clone(), format: args.format.parse()?, params, limits })
    }

    /// Answers one query and writes its rows as they are found; what it changes in the graph is in the file before.
    ///
    /// Where it fails early nothing is written; where it fails later, the rows written so far stand.
    pub(super) fn answer(
        &mut self,
        text: &str,
        style: &Style,
        out: &mut dyn Write,
    ) -> Result<Result<Answer, QueryError>, Failure> {
        let mut answer = Answer::default();
        let mut writer = TableWriter::new(self.format, *style);
        let mut failed: Option<Failure> = None;
        // The only part of a query that changes the graph, until the change is kept.
        let mut held = None;
        let answered = self.queries.stream(&mut self.graph, text, &self.params, &self.limits, &mut |part| {
            answer.columns = part.columns.len();
            answer.stats = part.stats;
            if part.stats.is_changed() {
                held = Some(part);
            } else if !part.columns.is_empty() {
                failed = writer.part(&part, out).err().map(Failure::from);
            }
            if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if let Some(failure) = failed {
            return Err(failure);
        }
        if let Err(error) = answered {
            return Ok(Err(error));
        }
        if let (true, Some(read)) = (answer.stats.is_changed(), self.read) {
            let store = Store::open_for_writing(&self.args.file)?;
            // Nothing that another program wrote in the meantime is written over.
            self.read = Some(store.write_after(&mut self.graph, read)?);
        }
        if let Some(part) = held.filter(|part| !part.columns.is_empty()) {
            writer.part(&part, out)?;
        }
        answer.rows = writer.rows();
        if answer.columns > 0 {
            writer.finish(out)?;
        }
        Ok(Ok(answer))
    }

    /// Returns how rows are shown on standard output.
    pub(super) fn style_for(&self, terminal: &Terminal) -> Style {
        Style { color: terminal.color_results, width: super::terminal::width(), ..self.style() }
    }

    /// Says what a query changed.
    pub(super) fn tell_changes(answer: &Answer, terminal: &Terminal) {
        let changes = answer.stats.entries().into_iter().filter(|(_, count)| *count > 0);
        let changes: Vec<String> = changes.map(|(what, count)| format!("{count} {}", what.replace('_', " "))).collect();
        if !changes.is_empty() {
            terminal.remark(changes.join(", "));
        }
    }

    /// Says which names of a query without an answer the graph does not have.
    pub(super) fn tell_unknown(&self, text: &str, answer: &Answer, terminal: &Terminal) {
        if answer.rows == 0 && answer.columns > 0 {
            for hint in unknown_names(text, &self.graph) {
                terminal.remark(hint);
            }
        }
    }

    /// Returns the usual extension of a file with rows in the format at hand.
    pub(super) const fn extension(&self) -> &'static str {
        self.format.extension()
    }

    /// Returns how rows are written to a file: whole.
    pub(super) fn style(&self) -> Style {
        Style { safe_formulas: self.args.safe_formulas, ..Style::default() }
    }

    /// Tells whether rows are shown to people rather than programs.
    pub(super) fn is_for_people(&self) -> bool {
        matches!(self.format, TableFormat::Table | TableFormat::Line | TableFormat::Markdown)
    }
}

impl Drop for Session {
    /// Leaves the graph to the operating system: the program ends now, and freeing millions of values one by one would
    /// take a fifth of the time that loading them took.
    fn drop(&mut self) {
        std::mem::forget(std::mem::take(&mut self.graph));
    }
}

/// Reads `name=value`.
fn parameter(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE")?;
    let value = serde_json::from_str(value).map_or_else(|_| value.into(), |json| value_of(&json));
    Ok((name.trim_start_matches('$').to_owned(), value))
}

fn value_of(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Boolean(*truth),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or(f64::NAN)), Value::Integer)
        }
        serde_json::Value::String(text) => text.as_str().into(),
        serde_json::Value::Array(items) => Value::list(items.iter().map(value_of).collect()),
        serde_json::Value::Object(members) => {
            Value::map(members.iter().map(|(key, value)| (key.clone(), value_of(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_json_or_text() {
        assert_eq!(parameter("n=3"), Ok(("n".into(), Value::Integer(3))));
        assert_eq!(parameter("$who=North Korea"), Ok(("who".into(), "North Korea".into())));
        assert_eq!(parameter("l=[1, 2.5]"), Ok(("l".into(), Value::list(vec![Value::Integer(1), Value::Float(2.5)]))));
        assert!(parameter("n").is_err());
    }
}
