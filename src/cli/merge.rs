//! `demarche merge`: graphs of different articles into one.

use super::analysis::Tally;
use super::corpus;
use super::exit::{Exit, Outcome};
use super::summary::Summary;
use super::terminal::Terminal;
use crate::store::Store;
use std::path::PathBuf;
use std::time::Instant;

/// The arguments of `demarche merge`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche merge monday.db tuesday.db -o week.db

The result is the graph that building it from all the articles at once gives, in any order.")]
pub(super) struct MergeArgs {
    /// Graphs that `demarche build` made
    #[arg(required = true, num_args = 1.., value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The file to make
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Lose what queries or an import changed in the graphs
    #[arg(long)]
    discard_changes: bool,
}

/// Merges the graphs.
pub(super) fn run(args: &MergeArgs, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let mut parts = Vec::new();
    for file in &args.files {
        let part = Store::open(file)?;
        corpus::refuse_edited(&part, args.discard_changes)?;
        parts.push(part);
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let store = super::build::open(&args.output, false, threads, terminal)?;
    let mut tally = Tally::default();
    for part in &parts {
        corpus::each_stored(part, threads, terminal, |batch| {
            let mut batch = batch.into_iter().map(|(_, incoming)| incoming).collect();
            corpus::commit(&store, &mut batch, &mut tally, terminal)
        })?;
    }
    if !args.discard_changes {
        parts.iter().try_for_each(|part| store.adopt_curations(part))?;
    }
    // Before the build counts as done: one that is killed here is finished by the next run.
    store.keep_snapshot()?;
    store.set_meta("building", 0)?;
    Summary::of(&store, tally, started.elapsed())?.tell(terminal);
    Ok(if tally.failed > 0 { Exit::Failed } else { Exit::Done })
}
