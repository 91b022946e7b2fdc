//! `demarche serve`: the graph for other programs.

use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;
use crate::graph::Graph;
use crate::query::Limits;
use crate::serve::stdio;
use crate::store::Store;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The arguments of `demarche serve`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche serve --stdio news.db
  echo '{\"op\":\"run\",\"query\":\"MATCH (a:Actor) RETURN a.name\"}' | demarche serve --stdio news.db")]
pub(super) struct ServeArgs {
    /// Answer requests from standard input on standard output, a JSON object a line each
    #[arg(long, required = true)]
    stdio: bool,
    /// Stop a query after this many seconds
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    /// Refuse answers of more rows
    #[arg(long, value_name = "N")]
    max_rows: Option<usize>,
    /// Stop a query that needs more memory, in megabytes [default: 4096]
    #[arg(long, value_name = "MB")]
    memory_limit: Option<usize>,
    /// The graph: a file that `demarche build` made, or `:memory:` for an empty one
    #[arg(value_name = "GRAPH")]
    graph: PathBuf,
}

/// Serves until the input ends.
pub(super) fn run(args: &ServeArgs, terminal: &Terminal) -> Outcome {
    let timeout = args.timeout.map(Duration::try_from_secs_f64).transpose();
    let timeout = timeout.map_err(|_| Failure::Usage("--timeout: not a number of seconds".to_owned()))?;
    let mut limits = Limits { max_rows: args.max_rows, timeout, ..Limits::default() };
    if let Some(megabytes) = args.memory_limit {
        limits.memory = Some(megabytes.saturating_mul(1 << 20));
    }
    let input = std::io::stdin().lock();
    if args.graph == Path::new(":memory:") {
        stdio::serve(Graph::new(), None, limits, input, terminal.results())?;
        return Ok(Exit::Done);
    }
    let store = Store::open_for_writing(&args.graph)?;
    let graph = store.load()?;
    let mut save = |graph: &Graph| store.write(graph).map_err(|error| error.to_string());
    stdio::serve(graph, Some(&mut save), limits, input, terminal.results())?;
    Ok(Exit::Done)
}
