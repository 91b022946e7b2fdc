//! Tables of any form, which a manifest names.
//!
//! Input: the manifest's path. Output: the graph, handed on to its file as it grows. A node is known by its column `id`, which is unique in its label.

use super::super::exit::Failure;
use super::unreadable;
use crate::graph::temporal::Date;
use crate::graph::{Cell, Graph, NodeId};
use crate::store::{DateKeys, Feed};
use crate::text::{Id, Symbol};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Which files hold what.
#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    nodes: Vec<NodeTable>,
    #[serde(default)]
    rels: Vec<RelationshipTable>,
    /// Where the files are.
    #[serde(skip)]
    folder: PathBuf,
}

/// The type of each column by its name.
type Columns = serde_json::Map<String, serde_json::Value>;

/// A file of nodes.
#[derive(Debug, Deserialize)]
struct NodeTable {
    label: String,
    file: PathBuf,
    columns: Columns,
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
    columns: Columns,
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
type Ids = FxHashMap<String, IdIndex>;

impl Manifest {
    /// Reads a manifest.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|source| unreadable(path, source))?;
        let read = serde_json::from_str(&text).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())));
        Ok(Self { folder: path.parent().unwrap_or(Path::new("")).to_owned(), ..read? })
    }

    /// Returns the keys under which dates are declared.
    pub(super) fn dates(&self) -> DateKeys {
        fn of<'c>(tables: impl Iterator<Item = &'c Columns>) -> BTreeSet<String> {
            let columns = tables.flatten().filter(|(_, kind)| kind.as_str() == Some("DATE"));
            columns.map(|(name, _)| name.clone()).collect()
        }
        let nodes = of(self.nodes.iter().map(|table| &table.columns));
        DateKeys { nodes, relationships: of(self.rels.iter().map(|table| &table.columns)) }
    }

    /// Reads the tables; what is read is handed on as it comes.
    pub(super) fn read(&self, feed: &mut Feed) -> Result<Graph, Failure> {
        let (mut graph, mut ids) = (Graph::new(), Ids::default());
        for table in &self.nodes {
            import_nodes(table, &self.folder, &mut graph, &mut ids, feed)?;
        }
        for table in &self.rels {
            import_relationships(table, &self.folder, &mut graph, &ids, feed)?;
        }
        Ok(graph)
    }
}

/// Nodes by what stands in the column `id`: by number where it is one, else by text.
#[derive(Default)]
struct IdIndex {
    /// Small numbers, which are mostly given one after the other, have a place each.
    small: Vec<Option<NodeId>>,
    numbers: FxHashMap<i64, NodeId>,
    texts: FxHashMap<Box<[u8]>, NodeId>,
}

impl IdIndex {
    /// Notes a node; tells whether its id is new.
    fn insert(&mut self, id: &[u8], node: NodeId) -> bool {
        match number(id) {
            Some(number) => match usize::try_from(number) {
                // At most half of the places stay empty, and few where there are few nodes.
                Ok(at) if at < self.small.len() || at <= 2 * node.index() + 1024 => {
                    if at >= self.small.len() {
                        self.small.resize(at + 1, None);
                    }
                    // A number that was too large when it came first stands among the others.
                    self.small[at].replace(node).is_none() && !self.numbers.contains_key(&number)
                }
                _ => self.numbers.insert(number, node).is_none(),
            },
            None => self.texts.insert(id.into(), node).is_none(),
        }
    }

    fn get(&self, id: &[u8]) -> Option<NodeId> {
        match number(id) {
            Some(number) => {
                let small = usize::try_from(number).ok().and_then(|at| self.small.get(at).copied().flatten());
                small.or_else(|| self.numbers.get(&number).copied())
            }
            None => self.texts.get(id).copied(),
        }
    }
}

/// Reads a number that is written in the only way in which it can be written.
fn number(field: &[u8]) -> Option<i64> {
    let digits = field.strip_prefix(b"-").unwrap_or(field);
    let plain =
        digits.len() <= 18 && (digits == b"0" && field.len() == 1 || matches!(digits.first(), Some(b'1'..=b'9')));
    if !plain {
        return None;
    }
    let mut value = 0;
    for &digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(digit - b'0');
    }
    Some(if digits.len() < field.len() { -value } else { value })
}

fn import_nodes(
    table: &NodeTable,
    folder: &Path,
    graph: &mut Graph,
    ids: &mut Ids,
    feed: &mut Feed,
) -> Result<(), Failure> {
    let path = folder.join(&table.file);
    let mut file = Table::open(&path, &table.columns, &[], graph)?;
    let label = graph.intern(&table.label);
    let known = ids.entry(table.label.clone()).or_default();
    let key = file.header.iter().position(|name| name == "id");
    while file.next_row()? {
        let node = graph.add_node_by_symbol(vec![label], Vec::new());
        file.each_cell(|key, cell| graph.put_node_cell(node, key, cell))?;
        feed.follow(graph);
        let Some(id) = key.and_then(|at| file.record.get(at)) else { continue };
        if !known.insert(id, node) {
            let id = String::from_utf8_lossy(id);
            return Err(file.wrong(&format!("the id {id} is there twice in {}", table.label)));
        }
    }
    Ok(())
}

fn import_relationships(
    table: &RelationshipTable,
    folder: &Path,
    graph: &mut Graph,
    ids: &Ids,
    feed: &mut Feed,
) -> Result<(), Failure> {
    let path = folder.join(&table.file);
    let mut file = Table::open(&path, &table.columns, &["from", "to"], graph)?;
    let kind = graph.intern(&table.kind);
    let empty = IdIndex::default();
    let (from, to) = (ids.get(&table.from).unwrap_or(&empty), ids.get(&table.to).unwrap_or(&empty));
    while file.next_row()? {
        let end = |at: usize, of: &IdIndex| file.record.get(at).and_then(|id| of.get(id));
        let added = match (end(0, from), end(1, to)) {
            (Some(start), Some(stop)) => graph.add_relationship_by_symbol(start, kind, stop, Vec::new()),
            _ => None,
        };
        let Some(id) = added else {
            return Err(file.wrong(&format!("no {} or no {} has this id", table.from, table.to)));
        };
        file.each_cell(|key, cell| graph.put_relationship_cell(id, key, cell))?;
        feed.follow(graph);
    }
    Ok(())
}

/// A CSV file under way.
struct Table {
    path: PathBuf,
    reader: csv::Reader<std::fs::File>,
    record: csv::ByteRecord,
    header: Vec<String>,
    /// Per column its key and type; none for the ends of a relationship.
    columns: Vec<Option<(Symbol, ColumnType)>>,
}

impl Table {
    fn open(path: &Path, types: &Columns, ends: &[&str], graph: &mut Graph) -> Result<Self, Failure> {
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
        Ok(Self { path: path.to_owned(), reader, record: csv::ByteRecord::new(), header, columns })
    }

    /// Reads the next row; false after the last.
    fn next_row(&mut self) -> Result<bool, Failure> {
        let more = self.reader.read_byte_record(&mut self.record);
        more.map_err(|error| Failure::Usage(format!("{}: {error}", self.path.display())))
    }

    /// Visits the cells of the row with their keys.
    fn each_cell(&self, mut visit: impl FnMut(Symbol, Cell<'_>)) -> Result<(), Failure> {
        for (field, column) in self.record.iter().zip(&self.columns) {
            // An empty field is no value.
            let Some((key, kind)) = column.filter(|_| !field.is_empty()) else { continue };
            let Some(cell) = cell(field, kind) else {
                return Err(self.wrong(&format!("`{}` is no {kind:?}", String::from_utf8_lossy(field))));
            };
            visit(key, cell);
        }
        Ok(())
    }

    /// Says what is wrong with the current row.
    fn wrong(&self, message: &str) -> Failure {
        let line = self.record.position().map_or(0, csv::Position::line);
        Failure::Usage(format!("{}, line {line}: {message}", self.path.display()))
    }
}

fn cell(field: &[u8], kind: ColumnType) -> Option<Cell<'_>> {
    let text = std::str::from_utf8(field).ok()?;
    match kind {
        ColumnType::Integer => number(field).or_else(|| text.parse().ok()).map(Cell::Integer),
        ColumnType::Float => text.parse().ok().map(Cell::Float),
        ColumnType::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(Cell::Boolean(true)),
            "false" | "0" => Some(Cell::Boolean(false)),
            _ => None,
        },
        ColumnType::String => Some(Cell::Text(text)),
        ColumnType::Date => Date::parse(text).map(Cell::Date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_number_only_where_it_can_be_written_in_no_other_way() {
        let read =
            ["0", "-7", "120", "007", "-0", "+1", "1.0", "", "1234567890123456789"].map(|id| number(id.as_bytes()));
        assert_eq!(read, [Some(0), Some(-7), Some(120), None, None, None, None, None, None]);
    }
}
