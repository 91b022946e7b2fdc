//! `demarche add`: more articles into a graph.

use super::corpus;
use super::exit::{Exit, Outcome};
use super::input::InputArgs;
use super::summary::Summary;
use super::terminal::Terminal;
use crate::store::Store;
use std::path::PathBuf;
use std::time::Instant;

/// The arguments of `demarche add`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche add news.db today/
  curl -s https://example.org/feed.xml | demarche add news.db -
  demarche add news.db --input-format extraction part-*.jsonl

Articles that are in the graph already are passed over. The graph is the same in whatever \
order and in however many steps its articles came.")]
pub(super) struct AddArgs {
    /// A graph that `demarche build` made
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Articles: files, directories, patterns such as 'news/*.txt', or `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    input: InputArgs,
    /// Lose what queries or an import changed in the graph; else what queries changed is kept
    #[arg(long)]
    discard_changes: bool,
}

/// Adds the articles.
pub(super) fn run(args: &AddArgs, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let store = Store::open_for_writing(&args.file)?;
    if args.discard_changes {
        store.discard_curations()?;
    }
    corpus::ensure_joined(&store, args.discard_changes, args.input.threads(), terminal)?;
    let tally = corpus::read_into(&store, &args.paths, &args.input, terminal)?;
    store.set_meta("building", 0)?;
    Summary::of(&store, tally, started.elapsed())?.tell(terminal);
    Ok(if tally.failed > 0 { Exit::Failed } else { Exit::Done })
}
