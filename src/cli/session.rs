//! Queries on a graph in a file: load, answer, write back what they change, show.

use super::corpus;
use super::exit::Failure;
use super::terminal::Terminal;
use crate::export::{Style, TableFormat, write_table};
use crate::graph::{Graph, Value};
use crate::query::{self, Limits, Params, QueryError, Table};
use crate::repl::unknown_names;
use crate::store::Store;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

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
    /// Stop a query after this many seconds
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    /// Refuse answers of more rows
    #[arg(long, value_name = "N")]
    max_rows: Option<usize>,
}

/// A graph that is being asked.
pub(super) struct Session {
    graph: Graph,
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
        let timeout = args.timeout.map(Duration::try_from_secs_f64).transpose();
        let timeout = timeout.map_err(|_| Failure::Usage("--timeout: not a number of seconds".to_owned()))?;
        let limits = Limits { max_rows: args.max_rows, timeout, ..Limits::default() };
        Ok(Self { graph, read, args: args.clone(), format: args.format.parse()?, params, limits })
    }

    /// Answers one query; what it changes in the graph is in the file when this returns.
    pub(super) fn answer(&mut self, text: &str) -> Result<Result<Table, QueryError>, Failure> {
        let table = match query::execute(&mut self.graph, text, &self.params, &self.limits) {
            Ok(table) => table,
            Err(error) => return Ok(Err(error)),
        };
        if let (true, Some(read)) = (table.stats.is_changed(), self.read) {
            let store = Store::open_for_writing(&self.args.file)?;
            // Nothing that another program wrote in the meantime is written over.
            self.read = Some(store.write_after(&self.graph, read)?);
        }
        Ok(Ok(table))
    }

    /// Writes the rows, and on standard error what the query changed.
    pub(super) fn show(&self, table: &Table, terminal: &Terminal, out: &mut dyn Write) -> Result<(), Failure> {
        let style = Style { color: terminal.color_results, width: super::terminal::width(), ..self.style() };
        if !(table.columns.is_empty() && table.rows.is_empty()) {
            write_table(table, self.format, &style, out)?;
        }
        let changes: Vec<String> = table
            .stats
            .entries()
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| format!("{count} {}", what.replace('_', " ")))
            .collect();
        if !changes.is_empty() {
            out.flush()?;
            terminal.remark(changes.join(", "));
        }
        Ok(())
    }

    /// Says which names of a query without an answer the graph does not have.
    pub(super) fn tell_unknown(&self, text: &str, table: &Table, terminal: &Terminal) {
        if table.rows.is_empty() && !table.columns.is_empty() {
            for hint in unknown_names(text, &self.graph) {
                terminal.remark(hint);
            }
        }
    }

    /// Returns the usual extension of a file with rows in the format at hand.
    pub(super) const fn extension(&self) -> &'static str {
        self.format.extension()
    }

    /// Writes rows to a file, whole.
    pub(super) fn write(&self, table: &Table, out: &mut dyn Write) -> Result<(), Failure> {
        write_table(table, self.format, &self.style(), out)?;
        Ok(())
    }

    fn style(&self) -> Style {
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
