//! The rows of the tables `node` and `relationship`, made from a graph's columns and written many at a time.

use super::properties::{Encoder, has_dates};
use crate::graph::{Graph, NodeId, RelationshipId};
use crate::text::{Id, Symbol};
use rusqlite::{Connection, Statement, params};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ops::Range;

/// The keys under which some node or relationship has a date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateKeys {
    /// Of nodes.
    pub nodes: BTreeSet<String>,
    /// Of relationships.
    pub relationships: BTreeSet<String>,
}

impl DateKeys {
    /// Finds them in a graph.
    pub fn of(graph: &Graph) -> Self {
        let name = |key: Symbol| graph.name(key).to_owned();
        let nodes = graph.node_columns().filter(|(_, column)| has_dates(column));
        let relationships = graph.relationship_columns().filter(|(_, column)| has_dates(column));
        Self {
            nodes: nodes.map(|(key, _)| name(key)).collect(),
            relationships: relationships.map(|(key, _)| name(key)).collect(),
        }
    }
}

/// How many rows are made at a time.
pub(super) const CHUNK: usize = 1 << 14;

/// How many rows a statement writes: that takes half the time of one by one.
const AT_ONCE: usize = 64;

/// The columns of a table: numbers, and properties after them.
#[derive(Debug)]
struct Table {
    into: &'static str,
    numbers: usize,
}

impl Table {
    /// Writes the statement that inserts some rows.
    fn insert(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.numbers + 1].join(", "));
        format!("INSERT INTO {} VALUES {}", self.into, vec![row; rows].join(", "))
    }
}

static NODES: Table = Table { into: "node (number, labels, properties)", numbers: 2 };
static RELATIONSHIPS: Table = Table { into: "relationship (number, type, start, \"end\", properties)", numbers: 4 };

/// Rows of one table.
#[derive(Debug)]
pub(super) struct Rows {
    table: &'static Table,
    /// As many for each row as the table has.
    numbers: Vec<u32>,
    /// The properties of all rows, one after the other.
    json: String,
    /// Where those of each row end.
    stops: Vec<usize>,
}

impl Rows {
    fn new(table: &'static Table, count: usize) -> Self {
        let numbers = Vec::with_capacity(count * table.numbers);
        Self { table, numbers, json: String::new(), stops: Vec::with_capacity(count) }
    }

    fn push<const N: usize>(&mut self, numbers: [u32; N], encoder: &Encoder<'_>, entity: usize) {
        debug_assert_eq!(N, self.table.numbers, "a row of another table");
        self.numbers.extend_from_slice(&numbers);
        encoder.encode(entity, &mut self.json);
        self.stops.push(self.json.len());
    }

    /// Writes them.
    pub(super) fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        let full = self.stops.len() / AT_ONCE * AT_ONCE;
        if full > 0 {
            let mut insert = connection.prepare_cached(&self.table.insert(AT_ONCE))?;
            for first in (0..full).step_by(AT_ONCE) {
                self.write_some(&mut insert, first..first + AT_ONCE)?;
            }
        }
        if full == self.stops.len() {
            return Ok(());
        }
        let rest = full..self.stops.len();
        self.write_some(&mut connection.prepare(&self.table.insert(rest.len()))?, rest)
    }

    fn write_some(&self, insert: &mut Statement<'_>, rows: Range<usize>) -> rusqlite::Result<()> {
        let numbers = self.table.numbers;
        let mut parameter = 1;
        for row in rows {
            for number in &self.numbers[row * numbers..(row + 1) * numbers] {
                insert.raw_bind_parameter(parameter, number)?;
                parameter += 1;
            }
            let start = row.checked_sub(1).map_or(0, |before| self.stops[before]);
            let properties = Some(&self.json[start..self.stops[row]]).filter(|json| !json.is_empty());
            insert.raw_bind_parameter(parameter, properties)?;
            parameter += 1;
        }
        insert.raw_execute().map(|_| ())
    }
}

/// Makes the rows of a graph, from where it left off.
pub(super) struct RowMaker {
    dates: DateKeys,
    sets: FxHashMap<Box<[Symbol]>, u32>,
    types: FxHashMap<Symbol, u32>,
    /// What each number of a set of labels (a JSON list) and of a type stands for.
    set_texts: Vec<String>,
    type_names: Vec<String>,
    /// How many nodes and relationships have been made into rows.
    nodes: usize,
    relationships: usize,
}

impl RowMaker {
    /// Makes one for a graph in which nothing but these keys has dates.
    pub(super) fn new(dates: DateKeys) -> Self {
        Self {
            dates,
            sets: FxHashMap::default(),
            types: FxHashMap::default(),
            set_texts: Vec::new(),
            type_names: Vec::new(),
            nodes: 0,
            relationships: 0,
        }
    }

    /// Returns how many nodes and relationships were added since.
    pub(super) fn waiting(&self, graph: &Graph) -> usize {
        graph.node_bound() - self.nodes + graph.relationship_bound() - self.relationships
    }

    /// Makes the next rows, at most [`CHUNK`]; nodes go first.
    pub(super) fn next(&mut self, graph: &Graph) -> Option<Rows> {
        let range = |done: usize, bound: usize| done..bound.min(done + CHUNK);
        let nodes = range(self.nodes, graph.node_bound());
        if !nodes.is_empty() {
            self.nodes = nodes.end;
            return Some(self.node_rows(graph, nodes));
        }
        let relationships = range(self.relationships, graph.relationship_bound());
        if relationships.is_empty() {
            return None;
        }
        self.relationships = relationships.end;
        Some(self.relationship_rows(graph, relationships))
    }

    fn node_rows(&mut self, graph: &Graph, range: Range<usize>) -> Rows {
        let mut rows = Rows::new(&NODES, range.len());
        let encoder = Encoder::new(graph, graph.node_columns(), &self.dates.nodes);
        for id in range.map(NodeId::from_index).filter(|&id| graph.has_node(id)) {
            let labels = graph.label_symbols(id);
            let set = match self.sets.get(labels) {
                Some(&set) => set,
                None => {
                    let names: Vec<&str> = labels.iter().map(|&label| graph.name(label)).collect();
                    self.set_texts.push(serde_json::json!(names).to_string());
                    let next = self.sets.len() as u32;
                    self.sets.insert(labels.into(), next);
                    next
                }
            };
            rows.push([id.0, set], &encoder, id.index());
        }
        rows
    }

    fn relationship_rows(&mut self, graph: &Graph, range: Range<usize>) -> Rows {
        let mut rows = Rows::new(&RELATIONSHIPS, range.len());
        let encoder = Encoder::new(graph, graph.relationship_columns(), &self.dates.relationships);
        for id in range.map(RelationshipId::from_index).filter(|&id| graph.has_relationship(id)) {
            let symbol = graph.kind_symbol(id);
            let next = self.types.len() as u32;
            let kind = *self.types.entry(symbol).or_insert_with(|| {
                self.type_names.push(graph.name(symbol).to_owned());
                next
            });
            let (start, end) = graph.ends(id);
            rows.push([id.0, kind, start.0, end.0], &encoder, id.index());
        }
        rows
    }

    /// Writes what the numbers in the rows stand for.
    pub(super) fn write_names(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut insert = connection.prepare("INSERT INTO label_set (number, labels) VALUES (?, ?)")?;
        self.set_texts
            .iter()
            .enumerate()
            .try_for_each(|(number, labels)| insert.execute(params![number as i64, labels]).map(|_| ()))?;
        let mut insert = connection.prepare("INSERT INTO type (number, name) VALUES (?, ?)")?;
        self.type_names
            .iter()
            .enumerate()
            .try_for_each(|(number, name)| insert.execute(params![number as i64, name]).map(|_| ()))?;
        let mut insert = connection.prepare("INSERT INTO date_key (owner, key) VALUES (?, ?)")?;
        for (owner, keys) in [("node", &self.dates.nodes), ("relationship", &self.dates.relationships)] {
            keys.iter().try_for_each(|key| insert.execute([owner, key]).map(|_| ()))?;
        }
        Ok(())
    }
}
