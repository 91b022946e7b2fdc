//! Nodes and relationships as seen from outside: a view into the graph, or a copy that outlives it.

use super::graph::{Graph, NodeId, RelationshipId};
use super::value::{Properties, Value};
use crate::text::Symbol;

/// What stands for a property that is not there.
const NULL: &Value = &Value::Null;

/// A node of a graph.
#[derive(Clone, Copy)]
pub struct Node<'g> {
    pub(super) graph: &'g Graph,
    pub(super) id: NodeId,
}

/// A relationship of a graph.
#[derive(Clone, Copy)]
pub struct Relationship<'g> {
    pub(super) graph: &'g Graph,
    pub(super) id: RelationshipId,
}

/// A node by itself: a copy that needs no graph.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnedNode {
    /// The node's number.
    pub id: NodeId,
    /// Its labels, sorted.
    pub labels: Vec<String>,
    /// Its properties; none is null.
    pub properties: Properties,
}

/// A relationship by itself: a copy that needs no graph.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnedRelationship {
    /// The relationship's number.
    pub id: RelationshipId,
    /// Its type (`PROPOSES`).
    pub kind: String,
    /// The node it leaves.
    pub start: NodeId,
    /// The node it enters.
    pub end: NodeId,
    /// Its properties; none is null.
    pub properties: Properties,
}

impl<'g> Node<'g> {
    /// Returns the node's number.
    pub const fn id(self) -> NodeId {
        self.id
    }

    /// Iterates over the labels, sorted.
    pub fn labels(self) -> impl Iterator<Item = &'g str> {
        let mut names: Vec<&str> = self.graph.label_symbols(self.id).iter().map(|&l| self.graph.name(l)).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Tells whether the node has a label.
    pub fn has_label(self, label: &str) -> bool {
        self.graph.symbol(label).is_some_and(|symbol| self.graph.has_label(self.id, symbol))
    }

    /// Returns a property, or null where the node has none of that name.
    pub fn get(self, key: &str) -> &'g Value {
        find(self.graph, self.graph.node_properties(self.id), key)
    }

    /// Iterates over the properties, sorted by key.
    pub fn properties(self) -> impl Iterator<Item = (&'g str, &'g Value)> {
        sorted(self.graph, self.graph.node_properties(self.id))
    }

    /// Copies the node out of the graph.
    pub fn detach(self) -> OwnedNode {
        let labels = self.labels().map(str::to_owned).collect();
        OwnedNode { id: self.id, labels, properties: copied(self.properties()) }
    }
}

impl<'g> Relationship<'g> {
    /// Returns the relationship's number.
    pub const fn id(self) -> RelationshipId {
        self.id
    }

    /// Returns the type (`PROPOSES`).
    pub fn kind(self) -> &'g str {
        self.graph.name(self.graph.kind_symbol(self.id))
    }

    /// Returns the node it leaves.
    pub fn start(self) -> NodeId {
        self.graph.ends(self.id).0
    }

    /// Returns the node it enters.
    pub fn end(self) -> NodeId {
        self.graph.ends(self.id).1
    }

    /// Returns a property, or null where the relationship has none of that name.
    pub fn get(self, key: &str) -> &'g Value {
        find(self.graph, self.graph.relationship_properties(self.id), key)
    }

    /// Iterates over the properties, sorted by key.
    pub fn properties(self) -> impl Iterator<Item = (&'g str, &'g Value)> {
        sorted(self.graph, self.graph.relationship_properties(self.id))
    }

    /// Copies the relationship out of the graph.
    pub fn detach(self) -> OwnedRelationship {
        let (start, end) = self.graph.ends(self.id);
        let kind = self.kind().to_owned();
        OwnedRelationship { id: self.id, kind, start, end, properties: copied(self.properties()) }
    }
}

fn find<'g>(graph: &'g Graph, properties: &'g [(Symbol, Value)], key: &str) -> &'g Value {
    let Some(key) = graph.symbol(key) else { return NULL };
    properties.iter().find(|(k, _)| *k == key).map_or(NULL, |(_, value)| value)
}

fn sorted<'g>(
    graph: &'g Graph,
    properties: &'g [(Symbol, Value)],
) -> impl Iterator<Item = (&'g str, &'g Value)> + use<'g> {
    let mut named: Vec<(&str, &Value)> = properties.iter().map(|(key, value)| (graph.name(*key), value)).collect();
    named.sort_unstable_by_key(|&(key, _)| key);
    named.into_iter()
}

fn copied<'g>(properties: impl Iterator<Item = (&'g str, &'g Value)>) -> Properties {
    properties.map(|(key, value)| (key.to_owned(), value.clone())).collect()
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.detach().fmt(f)
    }
}

impl std::fmt::Debug for Relationship<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.detach().fmt(f)
    }
}
