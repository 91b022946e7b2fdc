//! `demarche import`: tables and GraphML become a graph.

mod manifest;

use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;
use crate::Error;
use crate::graph::Graph;
use crate::import::{read_graphml, read_tables};
use crate::store::{DateKeys, Store};
use manifest::Manifest;
use std::path::{Path, PathBuf};

/// The arguments of `demarche import`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche import tables/ -o again.db
  demarche import people.csv offers.csv -o negotiation.db
  demarche import karate.graphml -o karate.db
  demarche import --manifest tables/manifest.json -o tables.db

CSV files have the headers of `neo4j-admin database import` (:ID, :LABEL, :START_ID, :END_ID, :TYPE, name:string, \
words:long, aliases:string[]), which `demarche export --format csv` writes; a folder stands for all its CSV files. \
Both CSV and GraphML bring back the graph that was exported.

For tables of any other form, a manifest names CSV files beside it:
  {\"nodes\": [{\"label\": \"Person\", \"file\": \"person.csv\",
              \"columns\": {\"id\": \"INT64\", \"name\": \"STRING\"}}],
   \"rels\": [{\"type\": \"KNOWS\", \"file\": \"knows.csv\",
             \"from\": \"Person\", \"to\": \"Person\", \"columns\": {}}]}
Column types are INT64, DOUBLE, BOOL, STRING and DATE; relationship files begin with the columns `from` and `to`.")]
pub(super) struct ImportArgs {
    /// A GraphML file, or CSV files of nodes and relationships, or a folder of these
    #[arg(value_name = "PATH", required_unless_present = "manifest")]
    paths: Vec<PathBuf>,
    /// Read which files hold what from this JSON file
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    manifest: Option<PathBuf>,
    /// Write the graph to this file, which must not exist
    #[arg(short, long, value_name = "GRAPH")]
    output: PathBuf,
}

/// Reads all files and writes the graph.
pub(super) fn run(args: &ImportArgs, terminal: &Terminal) -> Outcome {
    let graph = match &args.manifest {
        Some(manifest) => {
            let manifest = Manifest::open(manifest)?;
            Store::write_new(&args.output, manifest.dates(), |feed| manifest.read(feed))?
        }
        None => {
            let graph = by_form(&args.paths)?;
            Store::write_new::<Failure>(&args.output, DateKeys::of(&graph), |_| Ok(graph))?
        }
    };
    terminal.remark(format!(
        "{} nodes and {} relationships in {}",
        graph.node_count(),
        graph.relationship_count(),
        args.output.display()
    ));
    // The program ends now; freeing millions of values one by one would only take time.
    std::mem::forget(graph);
    Ok(Exit::Done)
}

/// Reads files that say themselves what they hold.
fn by_form(paths: &[PathBuf]) -> Result<Graph, Failure> {
    let is = |path: &Path, wanted: &[&str]| {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        wanted.iter().any(|known| extension.eq_ignore_ascii_case(known))
    };
    if let [path] = paths
        && is(path, &["graphml", "xml"])
    {
        return Ok(read_graphml(path)?);
    }
    let mut tables = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(|source| unreadable(path, source))?;
            let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
            files.retain(|file| is(file, &["csv"]));
            files.sort();
            if files.is_empty() {
                return Err(Failure::Usage(format!("{}: no CSV file in this folder", path.display())));
            }
            tables.append(&mut files);
        } else if is(path, &["csv"]) {
            tables.push(path.clone());
        } else {
            let message = "expected one .graphml file, or .csv files and folders of them";
            return Err(Failure::Usage(format!("{}: {message}", path.display())));
        }
    }
    Ok(read_tables(&tables)?)
}

fn unreadable(path: &Path, source: std::io::Error) -> Failure {
    Failure::Library(Error::Io { path: path.display().to_string(), source })
}
