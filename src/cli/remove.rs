//! `demarche remove`: articles out of a graph, with all that only they show.

use super::corpus;
use super::exit::{Exit, Outcome};
use super::terminal::Terminal;
use crate::store::Store;
use std::path::PathBuf;

/// The arguments of `demarche remove`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche remove news.db reuters-5801
  demarche query news.db --format csv \"MATCH (a:Article {publisher: 'X'}) RETURN a.id\"")]
pub(super) struct RemoveArgs {
    /// A graph that `demarche build` made
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The ids of the articles
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Lose what queries or an import changed in the graph
    #[arg(long)]
    discard_changes: bool,
}

/// Removes the articles.
pub(super) fn run(args: &RemoveArgs, terminal: &Terminal) -> Outcome {
    let store = Store::open_for_writing(&args.file)?;
    if args.discard_changes {
        store.discard_curations()?;
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    corpus::ensure_joined(&store, args.discard_changes, threads, terminal)?;
    let mut removed = 0;
    for (id, was_there) in args.ids.iter().zip(store.remove_articles(&args.ids)?) {
        if was_there {
            removed += 1;
        } else {
            terminal.error(format_args!("{}: no article `{id}` in it", args.file.display()));
        }
    }
    terminal.remark(format_args!(
        "{}: {removed} articles removed, {} left",
        args.file.display(),
        store.article_count()?
    ));
    Ok(if removed == args.ids.len() { Exit::Done } else { Exit::Failed })
}
