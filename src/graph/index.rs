//! Lookup by label: for each label its nodes, ascending.

use super::graph::NodeId;
use crate::text::Symbol;
use rustc_hash::FxHashMap;

/// The nodes of each label.
///
/// A node that lost the label or was removed may still be listed; readers ask the graph. That makes removing cheap.
#[derive(Clone, Debug, Default)]
pub(super) struct LabelIndex {
    nodes: FxHashMap<Symbol, Vec<NodeId>>,
}

impl LabelIndex {
    /// Lists `node` under `label`, once.
    pub(super) fn add(&mut self, label: Symbol, node: NodeId) {
        let nodes = self.nodes.entry(label).or_default();
        if nodes.last().is_none_or(|&last| last < node) {
            nodes.push(node);
        } else if let Err(place) = nodes.binary_search(&node) {
            nodes.insert(place, node);
        }
    }

    /// Returns the nodes listed under `label`, ascending.
    pub(super) fn nodes(&self, label: Symbol) -> &[NodeId] {
        self.nodes.get(&label).map_or(&[], Vec::as_slice)
    }
}
