//! `demarche serve`: the graph for other programs.

use super::exit::{Exit, Outcome};
use super::limits::LimitArgs;
use super::terminal::Terminal;
use crate::graph::Graph;
use crate::serve::stdio;
use crate::store::Store;
use std::path::{Path, PathBuf};

/// The arguments of `demarche serve`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche serve --stdio news.db
  echo '{\"op\":\"run\",\"query\":\"MATCH (a:Actor) RETURN a.name\"}' | demarche serve --stdio news.db")]
pub(super) struct ServeArgs {
    /// Answer requests from standard input on standard output, a JSON object a line each
    #[arg(long, required = true)]
    stdio: bool,
    #[command(flatten)]
    limits: LimitArgs,
    /// The graph: a file that `demarche build` made, or `:memory:` for an empty one
    #[arg(value_name = "GRAPH")]
    graph: PathBuf,
}

/// Serves until the input ends.
pub(super) fn run(args: &ServeArgs, terminal: &Terminal) -> Outcome {
    let limits = args.limits.limits()?;
    let input = std::io::stdin().lock();
    if args.graph == Path::new(":memory:") {
        stdio::serve(Graph::new(), None, limits, input, terminal.results())?;
        return Ok(Exit::Done);
    }
    let store = Store::open_for_writing(&args.graph)?;
    let mut read = store.generation()?;
    let graph = store.load()?;
    let mut save = |graph: &mut Graph| {
        read = store.write_after(graph, read).map_err(|error| error.to_string())?;
        Ok(())
    };
    stdio::serve(graph, Some(&mut save), limits, input, terminal.results())?;
    Ok(Exit::Done)
}
