//! `demarche export`: a graph, a part of it or an answer, for other programs.

use super::corpus;
use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;
use crate::Error;
use crate::export::{Format, Options, Selection, write_graph, write_nodes, write_relationships};
use crate::graph::{Graph, NodeId, Value};
use crate::query::{Limits, Params};
use clap::builder::PossibleValuesParser;
use std::fs::File;
use std::io::{self, BufWriter, Write};
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
  svg      a picture
  events   event data: one row a source, target and event

Examples:
  demarche export news.demarche -o news.graphml
  demarche export news.demarche --format csv -o tables/
  demarche export news.demarche --actor Peru --hops 2 --format dot | dot -Tsvg > peru.svg
  demarche export news.demarche --query 'MATCH p = (:Actor)-[:REJECTS]->() RETURN p' -o rejections.mmd")]
pub(super) struct ExportArgs {
    /// The graph to export
    #[arg(value_name = "FILE")]
    graph: PathBuf,
    /// The format; where it is not given, the extension of OUT tells
    #[arg(short, long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)))]
    format: Option<String>,
    /// The file to write (csv: the folder), instead of standard output
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
    let written = match (&args.output, format) {
        (None, _) => {
            let mut out = terminal.results();
            write_graph(&part, format, &options, &mut out).map_err(lifted)?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        (Some(path), Format::Csv) => {
            let [nodes, relationships] = tables(path)?;
            into_file(&nodes, |out| write_nodes(&part, &options, out).map_err(lifted))?;
            into_file(&relationships, |out| write_relationships(&part, &options, out).map_err(lifted))?;
            format!("{} and {}", nodes.display(), relationships.display())
        }
        (Some(path), _) => {
            into_file(path, |out| write_graph(&part, format, &options, out).map_err(lifted))?;
            path.display().to_string()
        }
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

/// Returns the files of the two tables: in a folder, or beside a name that ends in `.csv`.
fn tables(path: &Path) -> Result<[PathBuf; 2], Failure> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("graph");
        return Ok(["nodes", "relationships"].map(|name| path.with_file_name(format!("{stem}-{name}.csv"))));
    }
    std::fs::create_dir_all(path).map_err(|source| Error::Io { path: path.display().to_string(), source })?;
    Ok(["nodes.csv", "relationships.csv"].map(|name| path.join(name)))
}

fn into_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>) -> Result<(), Failure> {
    let named = |source: io::Error| Error::Io { path: path.display().to_string(), source };
    let mut out = BufWriter::new(File::create(path).map_err(named)?);
    write(&mut out)?;
    Ok(out.flush().map_err(named)?)
}

/// Lets a closed pipe be seen as one.
fn lifted(error: crate::export::ExportError) -> Failure {
    match error {
        crate::export::ExportError::Io(error) => Failure::Output(error),
        other => other.into(),
    }
}
