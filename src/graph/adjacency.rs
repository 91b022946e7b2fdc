//! Neighbours in compressed rows, per relationship type and direction; made when first asked for, dropped on change.

use super::graph::{Direction, Graph, NodeId, RelationshipId};
use crate::text::{Id, Symbol};
use rustc_hash::FxHashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The relationships of one type in one direction: those of a node lie side by side, in the order of their numbers.
#[derive(Debug, Default)]
pub struct Adjacency {
    offsets: Vec<u32>,
    links: Vec<(RelationshipId, NodeId)>,
    /// Labels that every node at the far end has.
    far_labels: Vec<Symbol>,
    /// Labels that every node at the near end has.
    near_labels: Vec<Symbol>,
}

impl Adjacency {
    /// Returns the relationships of a node, each with the node at its other end.
    pub fn links(&self, node: NodeId) -> &[(RelationshipId, NodeId)] {
        let at = node.index();
        match (self.offsets.get(at), self.offsets.get(at + 1)) {
            (Some(&from), Some(&to)) => self.links.get(from as usize..to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Returns how many relationships there are.
    pub fn len(&self) -> usize {
        self.links.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
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
}

impl AdjacencyCache {
    /// Drops everything, since the graph changes.
    pub(super) fn clear(&mut self) {
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !made.is_empty() {
            made.clear();
        }
    }
}

// A copy of a graph makes its own when it needs them.
impl Clone for AdjacencyCache {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Graph {
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
        let mut links = vec![(RelationshipId(0), NodeId(0)); offsets.last().copied().unwrap_or(0) as usize];
        for (id, near, far) in wanted() {
            let place = &mut next[near.index()];
            links[*place as usize] = (id, far);
            *place += 1;
        }
        let far_labels = self.common_labels(links.iter().map(|&(_, far)| far));
        let near = (0..self.node_bound()).filter(|&at| offsets[at] < offsets[at + 1]).map(NodeId::from_index);
        let near_labels = self.common_labels(near);
        Adjacency { offsets, links, far_labels, near_labels }
    }
}
