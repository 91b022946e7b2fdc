//! Lookup by label and by property.

use super::graph::NodeId;
use super::value::Value;
use crate::text::Symbol;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::sync::{PoisonError, RwLock};

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

/// The nodes of one label by the hash of one property.
type ByHash = FxHashMap<u64, Vec<NodeId>>;

/// The nodes of a label by what a property holds; made for a label and key when first asked for.
///
/// Like [`LabelIndex`] it may list nodes that hold another value by now, and nodes whose values share a hash.
#[derive(Debug, Default)]
pub(super) struct PropertyIndex {
    made: RwLock<FxHashMap<(Symbol, Symbol), ByHash>>,
}

// A copy of a graph makes its own when it needs them.
impl Clone for PropertyIndex {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PropertyIndex {
    /// Tells whether no index was asked for.
    pub(super) fn is_empty(&mut self) -> bool {
        self.made.get_mut().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Lists a node under what it holds.
    pub(super) fn add(&mut self, node: NodeId, labels: &[Symbol], properties: &[(Symbol, Value)]) {
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        for &label in labels {
            for (key, value) in properties {
                if let (Some(index), Some(hash)) = (made.get_mut(&(label, *key)), hash(value)) {
                    let nodes = index.entry(hash).or_default();
                    if let Err(place) = nodes.binary_search(&node) {
                        nodes.insert(place, node);
                    }
                }
            }
        }
    }

    /// Returns the nodes listed under a value, ascending; `entries` are all nodes of the label with the property.
    pub(super) fn candidates<'v>(
        &self,
        label: Symbol,
        key: Symbol,
        value: &Value,
        entries: impl Iterator<Item = (NodeId, &'v Value)>,
    ) -> Option<Vec<NodeId>> {
        let wanted = hash(value)?;
        let listed = |index: &ByHash| Some(index.get(&wanted).cloned().unwrap_or_default());
        if let Some(index) = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&(label, key)) {
            return listed(index);
        }
        let mut index = ByHash::default();
        for (node, value) in entries {
            if let Some(hash) = hash(value) {
                index.entry(hash).or_default().push(node);
            }
        }
        let found = listed(&index);
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert((label, key), index);
        found
    }
}

/// Returns a hash that values equal to each other share; `None` for kinds that are not indexed.
fn hash(value: &Value) -> Option<u64> {
    let mut hasher = FxHasher::default();
    match value {
        // A number and the floating point number equal to it are the same; zero has two forms.
        Value::Integer(number) => (*number as f64).to_bits().hash(&mut hasher),
        Value::Float(number) => (if *number == 0.0 { 0.0 } else { *number }).to_bits().hash(&mut hasher),
        Value::String(text) => text.hash(&mut hasher),
        Value::Boolean(truth) => truth.hash(&mut hasher),
        Value::Date(date) => date.hash(&mut hasher),
        _ => return None,
    }
    Some(hasher.finish())
}
