//! Nodes, relationships and their ids.

use super::value::{Properties, Value};
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use std::collections::BTreeMap;

/// The number of a node; it is never used again for another node of the same graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u64);

/// The number of a relationship; it is never used again for another relationship of the same graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationshipId(pub u64);

/// A node: labels and properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The node's number.
    pub id: NodeId,
    /// Its labels, sorted and each once.
    pub labels: Vec<String>,
    /// Its properties; none is null.
    pub properties: Properties,
}

impl Node {
    /// Returns a property, or null where the node has none of that name.
    pub fn get(&self, key: &str) -> &Value {
        self.properties.get(key).unwrap_or(&Value::Null)
    }
}

/// A relationship: a type, two ends and properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Relationship {
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

impl Relationship {
    /// Returns a property, or null where the relationship has none of that name.
    pub fn get(&self, key: &str) -> &Value {
        self.properties.get(key).unwrap_or(&Value::Null)
    }
}

/// A property graph.
///
/// ```
/// use demarche::graph::{Graph, Properties};
/// let mut graph = Graph::new();
/// let north = graph.add_node(["Actor", "Country"], Properties::from([("name".into(), "North Korea".into())]));
/// let offer = graph.add_node(["Event"], Properties::new());
/// graph.add_relationship(north, "PROPOSES", offer, Properties::new());
/// assert_eq!((graph.node_count(), graph.relationship_count()), (2, 1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Graph {
    structure: StableDiGraph<Node, Relationship>,
    nodes: BTreeMap<NodeId, NodeIndex>,
    relationships: BTreeMap<RelationshipId, EdgeIndex>,
    next_node: u64,
    next_relationship: u64,
}

impl Graph {
    /// Makes an empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node and returns its number. Null properties are left out.
    pub fn add_node<L: Into<String>>(&mut self, labels: impl IntoIterator<Item = L>, properties: Properties) -> NodeId {
        let id = NodeId(self.next_node);
        self.next_node += 1;
        let mut labels: Vec<String> = labels.into_iter().map(Into::into).collect();
        labels.sort_unstable();
        labels.dedup();
        let index = self.structure.add_node(Node { id, labels, properties: without_nulls(properties) });
        self.nodes.insert(id, index);
        id
    }

    /// Adds a relationship and returns its number; `None` where an end is not in the graph.
    pub fn add_relationship(
        &mut self,
        start: NodeId,
        kind: impl Into<String>,
        end: NodeId,
        properties: Properties,
    ) -> Option<RelationshipId> {
        let (&from, &to) = (self.nodes.get(&start)?, self.nodes.get(&end)?);
        let id = RelationshipId(self.next_relationship);
        self.next_relationship += 1;
        let relationship = Relationship { id, kind: kind.into(), start, end, properties: without_nulls(properties) };
        let index = self.structure.add_edge(from, to, relationship);
        self.relationships.insert(id, index);
        Some(id)
    }

    /// Returns a node.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.structure.node_weight(*self.nodes.get(&id)?)
    }

    /// Returns a relationship.
    pub fn relationship(&self, id: RelationshipId) -> Option<&Relationship> {
        self.structure.edge_weight(*self.relationships.get(&id)?)
    }

    /// Iterates over the nodes in the order of their numbers.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.values().filter_map(|&index| self.structure.node_weight(index))
    }

    /// Iterates over the relationships in the order of their numbers.
    pub fn relationships(&self) -> impl Iterator<Item = &Relationship> {
        self.relationships.values().filter_map(|&index| self.structure.edge_weight(index))
    }

    /// Returns how many nodes there are.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Returns how many relationships there are.
    pub fn relationship_count(&self) -> usize {
        self.relationships.len()
    }
}

/// Leaves out what is null: a property that is null is a property that is not there.
fn without_nulls(mut properties: Properties) -> Properties {
    properties.retain(|_, value| *value != Value::Null);
    properties
}
