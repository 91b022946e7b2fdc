//! A whole graph as flat arrays, for keeping it in a file and for taking it back in one go.

use super::column::{Cells, Column, NO_TEXT};
use super::graph::{Graph, NodeId, RelationshipId};
use super::temporal::Date;
use super::value::Value;
use crate::text::{Id, Symbol};
use std::collections::BTreeMap;

/// Stands for a node or relationship that was removed.
pub const REMOVED: u32 = u32::MAX;

/// A graph taken apart. Keys, labels and types are places in `names`.
#[derive(Clone, Debug, Default)]
pub struct Arrays {
    /// All names; the first is empty.
    pub names: Vec<String>,
    /// The combinations of labels, each sorted.
    pub label_sets: Vec<Vec<u32>>,
    /// For each node its combination of labels, or [`REMOVED`].
    pub nodes: Vec<u32>,
    /// For each relationship its type, or [`REMOVED`].
    pub kinds: Vec<u32>,
    /// Where each relationship starts.
    pub starts: Vec<u32>,
    /// Where each relationship ends.
    pub ends: Vec<u32>,
    /// The properties of nodes.
    pub node_columns: Vec<(u32, Column)>,
    /// The properties of relationships.
    pub relationship_columns: Vec<(u32, Column)>,
}

impl Arrays {
    /// Tells what does not fit together; without an answer the arrays are a graph.
    fn fault(&self) -> Option<&'static str> {
        let is_name = |&name: &u32| (name as usize) < self.names.len();
        let is_node = |&node: &u32| self.nodes.get(node as usize).is_some_and(|&set| set != REMOVED);
        let sets = self.label_sets.len();
        if self.names.first().is_none_or(|first| !first.is_empty()) || self.names.len() > u32::MAX as usize {
            return Some("the first name is not empty");
        }
        if !self.label_sets.iter().all(|set| set.iter().all(is_name) && set.is_sorted()) {
            return Some("an unknown label");
        }
        if !self.nodes.iter().all(|&set| set == REMOVED || (set as usize) < sets) {
            return Some("unknown labels of a node");
        }
        let count = self.kinds.len();
        if self.starts.len() != count || self.ends.len() != count {
            return Some("relationships without ends");
        }
        if !self.kinds.iter().all(|kind| *kind == REMOVED || is_name(kind)) {
            return Some("an unknown type");
        }
        let mut ends = self.kinds.iter().zip(self.starts.iter().zip(&self.ends));
        if !ends.all(|(&kind, (start, end))| kind == REMOVED || is_node(start) && is_node(end)) {
            return Some("a relationship whose end is no node");
        }
        let fits = |bound: usize| move |(key, column): &(u32, Column)| is_name(key) && is_sound(column, bound);
        let sound =
            self.node_columns.iter().all(fits(self.nodes.len())) && self.relationship_columns.iter().all(fits(count));
        (!sound).then_some("a property that is none")
    }
}

/// Tells whether a column of a file holds what its kind allows.
fn is_sound(column: &Column, bound: usize) -> bool {
    let cells = match column.cells() {
        Cells::Booleans(cells) => cells.iter().all(|&cell| cell <= super::column::NO_BOOLEAN),
        Cells::Dates(days) => {
            days.iter().all(|&day| day == super::column::NO_INTEGER || Date::from_days(day).is_some())
        }
        Cells::Texts(codes, texts) => codes.iter().all(|&code| code == NO_TEXT || (code as usize) < texts.len()),
        Cells::Values(values) => values.iter().all(Value::is_storable),
        Cells::Integers(_) | Cells::Floats(_) => true,
    };
    cells && column.entities().end <= bound
}

impl Graph {
    /// Makes a graph of arrays; the error tells what does not fit together.
    pub fn from_arrays(arrays: Arrays) -> Result<Self, &'static str> {
        if let Some(fault) = arrays.fault() {
            return Err(fault);
        }
        let mut graph = Self::new();
        let names: Vec<Symbol> = arrays.names.iter().map(|name| graph.intern(name)).collect();
        if !names.iter().enumerate().all(|(place, name)| name.index() == place) {
            return Err("a name that is there twice");
        }
        let sets: Vec<Vec<Symbol>> =
            arrays.label_sets.iter().map(|set| set.iter().map(|&name| names[name as usize]).collect()).collect();
        graph.put_nodes(&sets, &arrays.nodes);
        let kind = |kind: u32| if kind == REMOVED { None } else { names.get(kind as usize).copied() };
        let ends = arrays.starts.iter().zip(&arrays.ends).map(|(&start, &end)| (NodeId(start), NodeId(end)));
        graph.put_relationships(arrays.kinds.iter().map(|&k| kind(k)).zip(ends));
        for (key, column) in arrays.node_columns {
            graph.put_node_column(names[key as usize], column);
        }
        for (key, column) in arrays.relationship_columns {
            graph.put_relationship_column(names[key as usize], column);
        }
        Ok(graph)
    }

    /// Takes the graph apart, but for its columns, which are lent by [`Graph::node_columns`] and
    /// [`Graph::relationship_columns`].
    pub fn to_arrays(&self) -> Arrays {
        let mut arrays = Arrays { names: self.names().map(str::to_owned).collect(), ..Arrays::default() };
        let mut sets: BTreeMap<&[Symbol], u32> = BTreeMap::new();
        let mut last: Option<(&[Symbol], u32)> = None;
        for id in (0..self.node_bound()).map(NodeId::from_index) {
            if !self.has_node(id) {
                arrays.nodes.push(REMOVED);
                continue;
            }
            let labels = self.label_symbols(id);
            let number = match last {
                Some((known, number)) if std::ptr::eq(known, labels) => number,
                _ => {
                    let next = sets.len() as u32;
                    *sets.entry(labels).or_insert_with(|| {
                        arrays.label_sets.push(labels.iter().map(|label| label.index() as u32).collect());
                        next
                    })
                }
            };
            last = Some((labels, number));
            arrays.nodes.push(number);
        }
        for id in (0..self.relationship_bound()).map(RelationshipId::from_index) {
            let (start, end) = self.ends(id);
            let kind = if self.has_relationship(id) { self.kind_symbol(id).index() as u32 } else { REMOVED };
            arrays.kinds.push(kind);
            arrays.starts.push(start.0);
            arrays.ends.push(end.0);
        }
        arrays
    }
}
