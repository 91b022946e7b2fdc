//! The answer: columns, records, and what was changed.

use crate::graph::{Graph, NodeId, OwnedNode, OwnedRelationship, RelationshipId, Value};
use std::collections::BTreeMap;

/// The rows that answer a query, with copies of the nodes and relationships that they name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The records, each with a value for every column.
    pub rows: Vec<Vec<Value>>,
    /// What the query changed.
    pub stats: Stats,
    /// Remarks on names that the graph does not have, with what may be meant.
    pub notices: Vec<String>,
    nodes: BTreeMap<NodeId, OwnedNode>,
    relationships: BTreeMap<RelationshipId, OwnedRelationship>,
}

/// How much a query changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Nodes that were created.
    pub nodes_created: usize,
    /// Nodes that were deleted.
    pub nodes_deleted: usize,
    /// Relationships that were created.
    pub relationships_created: usize,
    /// Relationships that were deleted.
    pub relationships_deleted: usize,
    /// Properties that were set or removed.
    pub properties_set: usize,
    /// Labels that were added.
    pub labels_added: usize,
    /// Labels that were removed.
    pub labels_removed: usize,
}

impl Stats {
    /// Returns each counter with its name, in a fixed order.
    pub const fn entries(&self) -> [(&'static str, usize); 7] {
        [
            ("nodes_created", self.nodes_created),
            ("nodes_deleted", self.nodes_deleted),
            ("relationships_created", self.relationships_created),
            ("relationships_deleted", self.relationships_deleted),
            ("properties_set", self.properties_set),
            ("labels_added", self.labels_added),
            ("labels_removed", self.labels_removed),
        ]
    }

    /// Adds what a part of the query changed.
    pub(super) const fn add(&mut self, other: &Self) {
        self.nodes_created += other.nodes_created;
        self.nodes_deleted += other.nodes_deleted;
        self.relationships_created += other.relationships_created;
        self.relationships_deleted += other.relationships_deleted;
        self.properties_set += other.properties_set;
        self.labels_added += other.labels_added;
        self.labels_removed += other.labels_removed;
    }

    /// Tells whether the query changed anything.
    pub fn is_changed(&self) -> bool {
        *self != Self::default()
    }
}

impl Table {
    /// Makes a table and copies what its values name out of the graph.
    pub fn new(columns: Vec<String>, rows: Vec<Vec<Value>>, stats: Stats, graph: &Graph) -> Self {
        let mut table = Self { columns, rows: Vec::new(), stats, ..Self::default() };
        for value in rows.iter().flatten() {
            table.copy_entities(value, graph);
        }
        table.rows = rows;
        table
    }

    /// Adds the rows of a further part of the same answer, up to `most` rows in all.
    pub fn append(&mut self, mut part: Self, most: usize) {
        if self.columns.is_empty() {
            self.columns = std::mem::take(&mut part.columns);
        }
        self.stats.add(&part.stats);
        self.notices.append(&mut part.notices);
        let room = most.saturating_sub(self.rows.len());
        if room > 0 {
            part.rows.truncate(room);
            self.rows.append(&mut part.rows);
            self.nodes.append(&mut part.nodes);
            self.relationships.append(&mut part.relationships);
        }
    }

    /// Returns a node that a value of the table names.
    pub fn node(&self, id: NodeId) -> Option<&OwnedNode> {
        self.nodes.get(&id)
    }

    /// Returns a relationship that a value of the table names.
    pub fn relationship(&self, id: RelationshipId) -> Option<&OwnedRelationship> {
        self.relationships.get(&id)
    }

    fn copy_entities(&mut self, value: &Value, graph: &Graph) {
        match value {
            Value::Node(id) => self.copy_node(*id, graph),
            Value::Relationship(id) => self.copy_relationship(*id, graph),
            Value::Path(path) => {
                path.nodes.iter().for_each(|&id| self.copy_node(id, graph));
                path.relationships.iter().for_each(|&id| self.copy_relationship(id, graph));
            }
            Value::List(items) => items.iter().for_each(|item| self.copy_entities(item, graph)),
            Value::Map(entries) => entries.values().for_each(|item| self.copy_entities(item, graph)),
            _ => {}
        }
    }

    fn copy_node(&mut self, id: NodeId, graph: &Graph) {
        let deleted = || OwnedNode { id, labels: Vec::new(), properties: BTreeMap::new() };
        self.nodes.entry(id).or_insert_with(|| graph.node(id).map_or_else(deleted, |node| node.detach()));
    }

    fn copy_relationship(&mut self, id: RelationshipId, graph: &Graph) {
        let (start, end) = graph.ends(id);
        let kind = || graph.name(graph.kind_symbol(id)).to_owned();
        let deleted = || OwnedRelationship { id, kind: kind(), start, end, properties: BTreeMap::new() };
        // A relationship is told with its ends.
        self.copy_node(start, graph);
        self.copy_node(end, graph);
        let copied = || graph.relationship(id).map_or_else(deleted, |relationship| relationship.detach());
        self.relationships.entry(id).or_insert_with(copied);
    }
}
