//! Filling a graph with many nodes, relationships and properties at once.

use super::arrays::REMOVED;
use super::column::{Cell, Column};
use super::graph::{Graph, NodeEntry, NodeId, RelationshipEntry, RelationshipId};
use crate::text::{Id, Symbol};

impl Graph {
    /// Sets a property of a node that was just added, for loading in bulk.
    pub fn put_node_cell(&mut self, id: NodeId, key: Symbol, cell: Cell<'_>) {
        self.node_properties.put_cell(id.index(), key, cell);
    }

    /// Sets a property of a relationship that was just added, for loading in bulk.
    pub fn put_relationship_cell(&mut self, id: RelationshipId, key: Symbol, cell: Cell<'_>) {
        self.relationship_properties.put_cell(id.index(), key, cell);
    }

    pub(super) fn put_node_column(&mut self, key: Symbol, column: Column) {
        self.node_properties.put_column(key, column);
    }

    pub(super) fn put_relationship_column(&mut self, key: Symbol, column: Column) {
        self.relationship_properties.put_column(key, column);
    }

    /// Adds nodes to an empty graph: for each its set of labels, or [`REMOVED`].
    pub(super) fn put_nodes(&mut self, sets: &[Vec<Symbol>], nodes: &[u32]) {
        let numbers: Vec<u32> = sets.iter().map(|set| self.label_set(set.clone())).collect();
        let none = self.label_set(Vec::new());
        self.nodes.reserve(nodes.len());
        for (id, &set) in (0..).map(NodeId).zip(nodes) {
            let removed = set == REMOVED;
            let labels = if removed { none } else { numbers[set as usize] };
            self.nodes.push(NodeEntry { labels, removed });
            self.present.0 += usize::from(!removed);
            if !removed {
                sets[set as usize].iter().for_each(|&label| self.by_label.add(label, id));
            }
        }
        self.node_properties.extend(nodes.len());
    }

    /// Adds relationships to a graph that has none: type, or none where it was removed, and ends.
    pub(super) fn put_relationships(&mut self, all: impl ExactSizeIterator<Item = (Option<Symbol>, (NodeId, NodeId))>) {
        self.relationship_properties.extend(all.len());
        self.relationships.extend(all.map(|(kind, (start, end))| RelationshipEntry {
            kind: kind.unwrap_or(Symbol::EMPTY),
            start,
            end,
            removed: kind.is_none(),
        }));
        self.present.1 = self.relationships.iter().filter(|entry| !entry.removed).count();
    }
}
