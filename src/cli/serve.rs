//! `demarche serve`: the graph on a page, or for other programs.

use super::demo;
use super::exit::{Exit, Failure, Outcome};
use super::limits::LimitArgs;
use super::terminal::Terminal;
use crate::graph::Graph;
use crate::query::Limits;
use crate::serve::page::{Server, Site};
use crate::serve::stdio;
use crate::store::Store;
use std::io::{ErrorKind, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The arguments of `demarche serve`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche serve news.db                     # then open http://127.0.0.1:8420/ in a browser
  demarche serve --port 0 --timeout 10 news.db
  demarche serve --stdio news.db
  echo '{\"op\":\"run\",\"query\":\"MATCH (a:Actor) RETURN a.name\"}' | demarche serve --stdio news.db")]
pub(super) struct ServeArgs {
    /// Answer requests from standard input on standard output, a JSON object a line each, instead of a browser's
    #[arg(long, conflicts_with_all = ["port", "host"])]
    stdio: bool,
    /// The port of the page; 0 takes one that is free
    #[arg(short, long, value_name = "N", default_value_t = 8420)]
    port: u16,
    /// The address that the page is served on: others than this machine can read the graph where it is not a loopback one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    #[command(flatten)]
    limits: LimitArgs,
    /// The graph: a file that `demarche build` made, or `:memory:` for an empty one
    #[arg(value_name = "GRAPH")]
    graph: PathBuf,
}

/// How long a question from a page may take where nothing else is said: whoever asked may have left.
const PATIENCE: Duration = Duration::from_secs(60);

/// Serves until the input ends, or a page until the program is ended.
pub(super) fn run(args: &ServeArgs, terminal: &Terminal) -> Outcome {
    if args.stdio { serve_lines(args, terminal) } else { serve_page(args, terminal) }
}

fn serve_page(args: &ServeArgs, terminal: &Terminal) -> Outcome {
    if args.graph == Path::new(":memory:") {
        return Err(Failure::Usage("a page shows a graph in a file; `:memory:` goes with --stdio".to_owned()));
    }
    let limits = args.limits.limits()?;
    let limits = Limits { timeout: limits.timeout.or(Some(PATIENCE)), ..limits };
    let site = Site::open(&args.graph, limits, demo::questions())?;
    let address = SocketAddr::new(args.host, args.port);
    let server = Server::bind(site, address).map_err(|error| {
        let remedy = "another program has this port; name one with --port, or 0 for any that is free";
        let taken = error.kind() == ErrorKind::AddrInUse;
        let source = if taken { std::io::Error::new(ErrorKind::AddrInUse, remedy) } else { error };
        crate::Error::Io { path: address.to_string(), source }
    })?;
    if !args.host.is_loopback() {
        terminal.warning("whoever reaches this address can read the graph and its articles");
    }
    let mut out = terminal.results();
    writeln!(out, "http://{}/", server.address())?;
    out.flush()?;
    drop(out);
    terminal.remark("open this address in a browser; Ctrl-C ends it");
    server.run();
    Ok(Exit::Done)
}

fn serve_lines(args: &ServeArgs, terminal: &Terminal) -> Outcome {
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
