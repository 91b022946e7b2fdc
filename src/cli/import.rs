//! `demarche import`: tables and GraphML become a graph.

use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;
use crate::Error;
use crate::graph::temporal::Date;
use crate::graph::{Graph, NodeId, Value};
use crate::import::{read_graphml, read_tables};
use crate::store::Store;
use crate::text::Symbol;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The arguments of `demarche import`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche import tables/ -o again.db
  demarche import people.csv offers.csv -o negotiation.db
  demarche import karate.graphml -o karate.db
  demarche import --manifest tables/manifest.json -o tables.db

CSV files have the headers of `neo4j-admin database import` (:ID, :LABEL, :START_ID, :END_ID, :TYPE, name:string,
words:long, aliases:string[]), which `demarche export --format csv` writes; a folder stands for all its CSV files. Both
CSV and GraphML bring back the graph that was exported.

For tables of any other form, a manifest names CSV files beside it:
  {\"nodes\": [{\"label\": \"Person\", \"file\": \"person.csv\", \"columns\": {\"id\": \"INT64\", \"name\": \"STRING\"}}],
   \"rels\": [{\"type\": \"KNOWS\", \"file\": \"knows.csv\", \"from\": \"Person\", \"to\": \"Person\", \"columns\": {}}]}
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

/// Which files hold what.
#[derive(Debug, Deserialize)]
struct Manifest {
    nodes: Vec<NodeTable>,
    #[serde(default)]
    rels: Vec<RelationshipTable>,
}

/// A file of nodes.
#[derive(Debug, Deserialize)]
struct NodeTable {
    label: String,
    file: PathBuf,
    columns: serde_json::Map<String, serde_json::Value>,
}

/// A file of relationships.
#[derive(Debug, Deserialize)]
struct RelationshipTable {
    #[serde(rename = "type")]
    kind: String,
    file: PathBuf,
    from: String,
    to: String,
    #[serde(default)]
    columns: serde_json::Map<String, serde_json::Value>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug)]
enum ColumnType {
    Integer,
    Float,
    Boolean,
    String,
    Date,
}

/// The nodes of each label by their `id`.
type Ids = FxHashMap<String, FxHashMap<String, NodeId>>;

/// Reads all files and writes the graph.
pub(super) fn run(args: &ImportArgs, terminal: &Terminal) -> Outcome {
    let graph = match &args.manifest {
        Some(manifest) => by_manifest(manifest)?,
        None => by_form(&args.paths)?,
    };
    let store = Store::create(&args.output)?;
    store.write(&graph)?;
    terminal.remark(format!(
        "{} nodes and {} relationships in {}",
        graph.node_count(),
        graph.relationship_count(),
        args.output.display()
    ));
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

/// Reads the tables that a manifest names.
fn by_manifest(manifest: &Path) -> Result<Graph, Failure> {
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let text = std::fs::read_to_string(manifest).map_err(|source| unreadable(manifest, source))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| Failure::Usage(format!("{}: {error}", manifest.display())))?;
    let (mut graph, mut ids) = (Graph::new(), Ids::default());
    for table in &manifest.nodes {
        import_nodes(table, folder, &mut graph, &mut ids)?;
    }
    for table in &manifest.rels {
        import_relationships(table, folder, &mut graph, &ids)?;
    }
    Ok(graph)
}

fn unreadable(path: &Path, source: std::io::Error) -> Failure {
    Failure::Library(Error::Io { path: path.display().to_string(), source })
}

fn import_nodes(table: &NodeTable, folder: &Path, graph: &mut Graph, ids: &mut Ids) -> Result<(), Failure> {
    let path = folder.join(&table.file);
    let mut file = Table::open(&path, &table.columns, &[], graph)?;
    let label = graph.intern(&table.label);
    let known = ids.entry(table.label.clone()).or_default();
    let key = file.header.iter().position(|name| name == "id");
    while let Some(properties) = file.next_row()? {
        let id = graph.add_node_by_symbol(vec![label], properties);
        let Some(name) = key.and_then(|at| file.record.get(at)) else { continue };
        if known.insert(name.to_owned(), id).is_some() {
            return Err(file.wrong(&format!("the id {name} is there twice in {}", table.label)));
        }
    }
    Ok(())
}

fn import_relationships(table: &RelationshipTable, folder: &Path, graph: &mut Graph, ids: &Ids) -> Result<(), Failure> {
    let path = folder.join(&table.file);
    let mut file = Table::open(&path, &table.columns, &["from", "to"], graph)?;
    let kind = graph.intern(&table.kind);
    let empty = FxHashMap::default();
    let (from, to) = (ids.get(&table.from).unwrap_or(&empty), ids.get(&table.to).unwrap_or(&empty));
    while let Some(properties) = file.next_row()? {
        let end = |at: usize, of: &FxHashMap<String, NodeId>| file.record.get(at).and_then(|id| of.get(id)).copied();
        let (Some(start), Some(stop)) = (end(0, from), end(1, to)) else {
            return Err(file.wrong(&format!("no {} or no {} has this id", table.from, table.to)));
        };
        graph.add_relationship_by_symbol(start, kind, stop, properties);
    }
    Ok(())
}

/// A CSV file under way.
struct Table {
    path: PathBuf,
    reader: csv::Reader<std::fs::File>,
    record: csv::StringRecord,
    header: Vec<String>,
    /// Per column its key and type; none for the ends of a relationship.
    columns: Vec<Option<(Symbol, ColumnType)>>,
}

impl Table {
    fn open(
        path: &Path,
        types: &serde_json::Map<String, serde_json::Value>,
        ends: &[&str],
        graph: &mut Graph,
    ) -> Result<Self, Failure> {
        let file = std::fs::File::open(path).map_err(|source| unreadable(path, source))?;
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let wrong = |message: String| Failure::Usage(format!("{}: {message}", path.display()));
        let header = reader.headers().map_err(|error| wrong(error.to_string()))?;
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        if !header.iter().zip(ends).all(|(name, end)| name == end) || header.len() < ends.len() {
            return Err(wrong(format!("the first columns are {}", ends.join(", "))));
        }
        let mut columns = Vec::new();
        for (at, name) in header.iter().enumerate() {
            if at < ends.len() {
                columns.push(None);
                continue;
            }
            let kind = match types.get(name).and_then(serde_json::Value::as_str) {
                Some("INT64") => ColumnType::Integer,
                Some("DOUBLE") => ColumnType::Float,
                Some("BOOL") => ColumnType::Boolean,
                Some("DATE") => ColumnType::Date,
                Some("STRING") => ColumnType::String,
                Some(other) => return Err(wrong(format!("column {name} has the unknown type {other}"))),
                None => return Err(wrong(format!("the manifest does not name the column {name}"))),
            };
            columns.push(Some((graph.intern(name), kind)));
        }
        Ok(Self { path: path.to_owned(), reader, record: csv::StringRecord::new(), header, columns })
    }

    /// Reads the next row; `None` after the last.
    fn next_row(&mut self) -> Result<Option<Vec<(Symbol, Value)>>, Failure> {
        let more = self
            .reader
            .read_record(&mut self.record)
            .map_err(|error| Failure::Usage(format!("{}: {error}", self.path.display())))?;
        if !more {
            return Ok(None);
        }
        let mut properties = Vec::with_capacity(self.columns.len());
        for (field, column) in self.record.iter().zip(&self.columns) {
            // An empty field is no value.
            let Some((key, kind)) = column.filter(|_| !field.is_empty()) else { continue };
            let value = read(field, kind).ok_or_else(|| self.wrong(&format!("`{field}` is no {kind:?}")))?;
            properties.push((key, value));
        }
        Ok(Some(properties))
    }

    /// Says what is wrong with the current row.
    fn wrong(&self, message: &str) -> Failure {
        let line = self.record.position().map_or(0, csv::Position::line);
        Failure::Usage(format!("{}, line {line}: {message}", self.path.display()))
    }
}

fn read(field: &str, kind: ColumnType) -> Option<Value> {
    match kind {
        ColumnType::Integer => field.parse().ok().map(Value::Integer),
        ColumnType::Float => field.parse().ok().map(Value::Float),
        ColumnType::Boolean => match field.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(Value::Boolean(true)),
            "false" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
        ColumnType::String => Some(field.into()),
        ColumnType::Date => Date::parse(field).map(Value::Date),
    }
}
