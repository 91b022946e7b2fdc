//! The graph as petgraph has it, for walking and for its algorithms.

use super::graph::{Direction, NodeId, RelationshipId};
use crate::text::Id;
use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};

/// Nodes and relationships by number, without labels, types and properties.
#[derive(Clone, Debug)]
pub(super) struct Structure {
    graph: StableDiGraph<NodeId, RelationshipId>,
    nodes: Vec<NodeIndex>,
    relationships: Vec<EdgeIndex>,
}

impl Structure {
    /// Makes a structure without relationships; `nodes` tells of each number whether there is such a node.
    pub(super) fn new(nodes: impl ExactSizeIterator<Item = bool>, relationships: usize) -> Self {
        let graph = StableDiGraph::with_capacity(nodes.len(), relationships);
        let mut structure = Self { graph, nodes: Vec::with_capacity(nodes.len()), relationships: Vec::new() };
        for (number, present) in nodes.enumerate() {
            if present {
                structure.add_node(NodeId::from_index(number));
            }
        }
        structure
    }

    /// Adds a node, which may have been there before.
    pub(super) fn add_node(&mut self, id: NodeId) {
        let index = self.graph.add_node(id);
        put(&mut self.nodes, id.index(), index, NodeIndex::end());
    }

    /// Adds a relationship, which may have been there before; its ends are there.
    pub(super) fn add_relationship(&mut self, id: RelationshipId, start: NodeId, end: NodeId) {
        let index = self.graph.add_edge(self.nodes[start.index()], self.nodes[end.index()], id);
        put(&mut self.relationships, id.index(), index, EdgeIndex::end());
    }

    /// Removes a node that has no relationships any more.
    pub(super) fn remove_node(&mut self, id: NodeId) {
        if let Some(&index) = self.nodes.get(id.index()) {
            self.graph.remove_node(index);
        }
    }

    /// Removes a relationship.
    pub(super) fn remove_relationship(&mut self, id: RelationshipId) {
        if let Some(&index) = self.relationships.get(id.index()) {
            self.graph.remove_edge(index);
        }
    }

    /// Iterates over the relationships at a node and tells whether each comes in; a loop comes once.
    pub(super) fn incident(
        &self,
        id: NodeId,
        direction: Direction,
    ) -> impl Iterator<Item = (RelationshipId, bool)> + use<'_> {
        use petgraph::Direction::{Incoming, Outgoing};
        use petgraph::visit::EdgeRef;
        let index = self.nodes.get(id.index()).copied();
        let out = index.filter(|_| direction != Direction::Incoming);
        let into = index.filter(|_| direction != Direction::Outgoing);
        let both = direction == Direction::Both;
        let leaving = out.into_iter().flat_map(move |i| self.graph.edges_directed(i, Outgoing));
        let entering = into.into_iter().flat_map(move |i| self.graph.edges_directed(i, Incoming));
        let entering = entering.filter(move |edge| !(both && edge.source() == edge.target()));
        leaving.map(|edge| (*edge.weight(), false)).chain(entering.map(|edge| (*edge.weight(), true)))
    }
}

/// Puts a value into a place, which may lie beyond the end.
fn put<T: Clone>(items: &mut Vec<T>, place: usize, item: T, none: T) {
    if items.len() <= place {
        items.resize(place + 1, none);
    }
    items[place] = item;
}
