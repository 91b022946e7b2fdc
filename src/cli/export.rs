//! `demarche export`: a graph, a part of it or an answer, for other programs.

use super::corpus;
use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;
use crate::Error;
use crate::export::{Format, Options, Selection, write_graph, write_tables};
use crate::graph::{Graph, NodeId, Value};
use crate::query::{Limits, Params};
use clap::builder::PossibleValuesParser;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Write a graph, or a part of it, for other programs
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Formats:
  csv      two tables, nodes and relationships, as neo4j-admin imports them
  dot      a picture by Graphviz
  graphml  networkx, igraph, yEd, Cytoscape
  gexf     Gephi
  json     node-link JSON, for d3 and networkx
  jsonl    one node or relationship a line, as APOC imports them
  cypher   a script for any openCypher database
  mermaid  a flowchart in Markdown pages
  turtle   RDF, with PROV-O for the evidence
  nquads   the same, with a graph for each article
  svg      a picture
  png      the same as pixels
  parquet  two files, nodes and relationships, for DuckDB, PyArrow, Polars
  events   event data: one row a source, target and event

Examples:
  demarche export news.db -o news.graphml
  demarche export news.db --format csv -o tables/
  demarche export news.db --format parquet -o parquet/
  demarche export news.db --actor Peru --hops 1 -o peru.png
  demarche export news.db --actor Peru --hops 2 --format dot | dot -Tsvg > peru.svg
  demarche export news.db --query 'MATCH p = (:Actor)-[:REJECTS]->() RETURN p' -o r.mmd")]
pub(super) struct ExportArgs {
    /// The graph to export
    #[arg(value_name = "FILE")]
    graph: PathBuf,
    /// The format; where it is not given, the extension of OUT tells
    #[arg(short, long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)))]
    format: Option<String>,
    /// The file to write (csv, parquet: the folder), instead of standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Export the nodes, relationships and paths that a query returns
    #[arg(long, value_name = "CYPHER", conflicts_with = "actor")]
    query: Option<String>,
    /// Export what lies around an actor, by name, alias, code or id; may be given several times
    #[arg(long, value_name = "NAME")]
    actor: Vec<String>,
    /// How many relationships away from the actors
    #[arg(long, value_name = "N", default_value_t = 2, requires = "actor")]
    hops: usize,
    /// csv: put an apostrophe before cells that a spreadsheet would run as a formula
    #[arg(long)]
    safe_formulas: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &ExportArgs, terminal: &Terminal) -> Outcome {
    let format = format(args)?;
    let graph = corpus::load(&args.graph, terminal)?;
    let part = match &args.query {
        Some(query) => {
            let table = match crate::query::run(&graph, query, &Params::new(), &Limits::default()) {
                Ok(table) => table,
                Err(error) => {
                    terminal.error(error.render(query).trim_start_matches("error: ").trim_end());
                    return Ok(Exit::Failed);
                }
            };
            let part = Selection::of_values(&graph, table.rows.iter().flatten());
            if part.is_empty() {
                return Err(Failure::Usage("the query returns no node, relationship or path to export".into()));
            }
            part
        }
        None if !args.actor.is_empty() => {
            let mut starts = Vec::new();
            for name in &args.actor {
                starts.extend(actors(&graph, name)?);
            }
            Selection::neighbourhood(&graph, &starts, args.hops)
        }
        None => Selection::whole(&graph),
    };
    let options = Options { safe_formulas: args.safe_formulas };
    let Some(path) = &args.output else {
        if !format.is_text() && std::io::stdout().is_terminal() {
            return Err(Failure::Usage(format!("{} is no text for a terminal; name a file with -o", format.name())));
        }
        let mut out = terminal.results();
        write_graph(&part, format, &options, &mut out).map_err(lifted)?;
        out.flush()?;
        return Ok(Exit::Done);
    };
    let written = if format.is_two_files() {
        let [nodes, relationships] = format.two_files(path);
        if let Some(folder) = nodes.parent().filter(|folder| *folder == path) {
            std::fs::create_dir_all(folder).map_err(|source| named(folder, source))?;
        }
        let (mut first, mut second) = (create(&nodes)?, create(&relationships)?);
        write_tables(&part, format, &options, [&mut first, &mut second]).map_err(lifted)?;
        first.flush().map_err(|source| named(&nodes, source))?;
        second.flush().map_err(|source| named(&relationships, source))?;
        format!("{} and {}", nodes.display(), relationships.display())
    } else {
        let mut file = create(path)?;
        write_graph(&part, format, &options, &mut file).map_err(lifted)?;
        file.flush().map_err(|source| named(path, source))?;
        path.display().to_string()
    };
    let (nodes, relationships) = (part.nodes().count(), part.relationships().count());
    terminal.remark(format!("{nodes} nodes and {relationships} relationships written to {written}"));
    Ok(Exit::Done)
}

fn format(args: &ExportArgs) -> Result<Format, Failure> {
    if let Some(name) = &args.format {
        return name.parse().map_err(lifted);
    }
    let guess = args.output.as_deref().and_then(Format::of_path);
    guess.ok_or_else(|| {
        let known = Format::ALL.map(Format::name).join(", ");
        Failure::Usage(format!("name a format with --format, or a file with a known extension with -o: {known}"))
    })
}

/// Finds actors by name, alias, code or id, whatever the case.
pub(super) fn actors(graph: &Graph, wanted: &str) -> Result<Vec<NodeId>, Failure> {
    let lower = wanted.to_lowercase();
    let is = |value: &Value| match value {
        Value::String(text) => text.to_lowercase() == lower,
        Value::List(items) => items.iter().any(|item| item.as_str().is_some_and(|text| text.to_lowercase() == lower)),
        _ => false,
    };
    let all = || graph.nodes().filter(|node| node.has_label("Actor"));
    for keys in [["name", "id"], ["code", "aliases"]] {
        let found: Vec<NodeId> =
            all().filter(|node| keys.iter().any(|key| is(node.get(key)))).map(|n| n.id()).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let near: Vec<&str> = all()
        .filter_map(|node| node.get("name").as_str())
        .filter(|name| name.to_lowercase().contains(&lower))
        .take(5)
        .collect();
    let hint = if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) };
    Err(Failure::Usage(format!("no actor is called `{wanted}`{hint}")))
}

fn create(path: &Path) -> Result<BufWriter<File>, Failure> {
    Ok(File::create(path).map(BufWriter::new).map_err(|source| named(path, source))?)
}

fn named(path: &Path, source: io::Error) -> Error {
    Error::Io { path: path.display().to_string(), source }
}

/// Lets a closed pipe be seen as one.
fn lifted(error: crate::export::ExportError) -> Failure {
    match error {
        crate::export::ExportError::Io(error) => Failure::Output(error),
        other => other.into(),
    }
}
