//! `demarche search`: articles and statements by their words.

use super::exit::{Exit, Outcome};
use super::terminal::Terminal;
use crate::export::{Style, TableFormat, write_table};
use crate::graph::{Graph, Value};
use crate::query::{Stats, Table};
use crate::store::Store;
use std::io::Write;
use std::path::PathBuf;

/// The arguments of `demarche search`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche search news.db 'preconditions talks'
  demarche search news.db '\"no preconditions\" NOT sanctions' --limit 50 --format jsonl
  demarche search news.db 'negotiat*'")]
pub(super) struct SearchArgs {
    /// A graph that `demarche build` made
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Words that must all be there; AND, OR, NOT, \"a phrase\" and a prefix* work too
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Hits of each kind, at most
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// How to write the hits
    #[arg(short, long, value_name = "FORMAT", default_value = "table",
          value_parser = clap::builder::PossibleValuesParser::new(TableFormat::ALL.map(TableFormat::name)))]
    format: String,
}

/// Searches.
pub(super) fn run(args: &SearchArgs, terminal: &Terminal) -> Outcome {
    let hits = Store::open(&args.file)?.search(&args.words.join(" "), args.limit)?;
    let columns = ["kind", "article", "date", "title", "excerpt"].map(str::to_owned).to_vec();
    let rows = hits.into_iter().map(|hit| -> Vec<Value> {
        vec![hit.kind.into(), hit.article.into(), hit.date.into(), hit.title.into(), hit.excerpt.into()]
    });
    let table = Table::new(columns, rows.collect(), Stats::default(), &Graph::new());
    let style = Style { color: terminal.color_results, width: super::terminal::width(), ..Style::default() };
    let mut out = terminal.results();
    write_table(&table, args.format.parse()?, &style, &mut out)?;
    out.flush()?;
    Ok(Exit::Done)
}
