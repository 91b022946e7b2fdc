//! `demarche merge`: graphs of different articles into one.

use super::analysis::Tally;
use super::corpus;
use super::exit::{Exit, Outcome};
use super::summary::Summary;
use super::terminal::Terminal;
use crate::store::{Added, Store};
use std::path::PathBuf;
use std::time::Instant;

/// How many articles are taken over at a time.
const BATCH: usize = 256;

/// The arguments of `demarche merge`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche merge monday.db tuesday.db -o week.db

The result is the same as building one graph from all the articles, in whatever order they are merged.")]
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
    let store = Store::create(&args.output)?;
    let mut tally = Tally::default();
    for part in &parts {
        for numbers in part.article_numbers()?.chunks(BATCH) {
            let mut batch = Vec::with_capacity(numbers.len());
            for &number in numbers {
                batch.extend(part.article(number)?);
            }
            for (article, added) in batch.iter().zip(store.add_articles(&batch)?) {
                match added {
                    Added::New => {
                        tally.articles += 1;
                        tally.words += u64::from(article.words);
                    }
                    Added::Known => tally.known += 1,
                    Added::Conflict => {
                        tally.failed += 1;
                        let (file, id) = (part.path().display(), &article.article.id);
                        terminal.error(format_args!("{file}: article `{id}`: another text came under this id before"));
                    }
                }
            }
        }
    }
    if !args.discard_changes {
        parts.iter().try_for_each(|part| store.adopt_curations(part))?;
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let graph = corpus::assemble(&store, threads, terminal)?;
    Summary { path: &args.output, graph: &graph, tally, elapsed: started.elapsed() }.tell(terminal);
    Ok(if tally.failed > 0 { Exit::Failed } else { Exit::Done })
}
