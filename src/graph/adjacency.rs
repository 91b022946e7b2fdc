//! Neighbours in compressed rows, per relationship type and direction; made when first asked for, dropped on change.

use super::graph::{Direction, Graph, NodeId, RelationshipId};
use crate::text::{Id, Symbol};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// The relationships of one type in one direction: those of a node lie side by side, in the order of their numbers.
#[derive(Debug, Default)]
pub struct Adjacency {
    offsets: Vec<u32>,
    relationships: Vec<RelationshipId>,
    nodes: Vec<NodeId>,
    /// Labels that every node at the far end has.
    far_labels: Vec<Symbol>,
    /// Labels that every node at the near end has.
    near_labels: Vec<Symbol>,
}

impl Adjacency {
    fn range(&self, node: NodeId) -> std::ops::Range<usize> {
        match self.offsets.get(node.index()..node.index() + 2) {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// Returns the relationships of a node.
    pub fn relationships(&self, node: NodeId) -> &[RelationshipId] {
        self.relationships.get(self.range(node)).unwrap_or(&[])
    }

    /// Returns the nodes at the other ends of a node's relationships, in the same order.
    pub fn nodes(&self, node: NodeId) -> &[NodeId] {
        self.nodes.get(self.range(node)).unwrap_or(&[])
    }

    /// Returns the relationships of a node, each with the node at its other end.
    pub fn links(&self, node: NodeId) -> impl Iterator<Item = (RelationshipId, NodeId)> + '_ {
        self.relationships(node).iter().copied().zip(self.nodes(node).iter().copied())
    }

    /// Returns how many relationships a node has.
    pub fn degree(&self, node: NodeId) -> usize {
        self.range(node).len()
    }

    /// Returns how many relationships there are.
    pub const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Tells whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the labels that every node at the far end of these relationships has.
    pub fn far_labels(&self) -> &[Symbol] {
        &self.far_labels
    }

    /// Returns the labels that every node at the near end of these relationships has.
    pub fn near_labels(&self) -> &[Symbol] {
        &self.near_labels
    }
}

/// By type (none for all) and whether incoming.
type ByKind = FxHashMap<(Option<Symbol>, bool), Arc<Adjacency>>;

/// What has been made so far.
#[derive(Debug, Default)]
pub(super) struct AdjacencyCache {
    made: RwLock<ByKind>,
    /// What the state of the graph is called, once somebody asked.
    revision: OnceLock<u64>,
}

impl AdjacencyCache {
    /// Drops everything, since the graph changes.
    pub(super) fn clear(&mut self) {
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !made.is_empty() {
            made.clear();
        }
        self.note_change();
    }

    /// Notes that something else of the graph changes.
    pub(super) fn note_change(&mut self) {
        self.revision = OnceLock::new();
    }
}

// A copy of a graph makes its own when it needs them.
impl Clone for AdjacencyCache {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Graph {
    /// Returns a number that no graph had in another state: where it is the same, so is the graph.
    pub fn revision(&self) -> u64 {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        *self.adjacency.revision.get_or_init(|| NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// Returns the relationships of a type (or of all types) in a direction, outgoing or incoming.
    ///
    /// It walks all relationships the first time and costs nothing afterwards, until the graph changes.
    pub fn adjacency(&self, kind: Option<Symbol>, direction: Direction) -> Arc<Adjacency> {
        let incoming = direction == Direction::Incoming;
        let cache = &self.adjacency.made;
        if let Some(known) = cache.read().unwrap_or_else(PoisonError::into_inner).get(&(kind, incoming)) {
            return known.clone();
        }
        let made = Arc::new(self.make_adjacency(kind, incoming));
        cache.write().unwrap_or_else(PoisonError::into_inner).entry((kind, incoming)).or_insert(made).clone()
    }

    fn make_adjacency(&self, kind: Option<Symbol>, incoming: bool) -> Adjacency {
        let wanted = || {
            self.relationship_ids().filter(move |&id| kind.is_none_or(|kind| self.kind_symbol(id) == kind)).map(
                move |id| {
                    let (start, end) = self.ends(id);
                    if incoming { (id, end, start) } else { (id, start, end) }
                },
            )
        };
        let mut offsets = vec![0_u32; self.node_bound() + 1];
        for (_, near, _) in wanted() {
            offsets[near.index() + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let count = offsets.last().copied().unwrap_or(0) as usize;
        let (mut relationships, mut nodes) = (vec![RelationshipId(0); count], vec![NodeId(0); count]);
        for (id, near, far) in wanted() {
            let place = &mut next[near.index()];
            relationships[*place as usize] = id;
            nodes[*place as usize] = far;
            *place += 1;
        }
        let far_labels = self.common_labels(nodes.iter().copied());
        let near = (0..self.node_bound()).filter(|&at| offsets[at] < offsets[at + 1]).map(NodeId::from_index);
        let near_labels = self.common_labels(near);
        Adjacency { offsets, relationships, nodes, far_labels, near_labels }
    }
}
