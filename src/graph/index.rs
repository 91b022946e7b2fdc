//! Lookup by label and by property.

use super::column::{Cells, Column, NO_TEXT};
use super::graph::NodeId;
use super::value::Value;
use crate::text::{Id, Symbol};
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
#[derive(Debug, Default)]
struct ByHash {
    /// Half a hash and the number of a node, sorted.
    sorted: Vec<u64>,
    /// The same of what was set since.
    added: FxHashMap<u32, Vec<NodeId>>,
}

impl ByHash {
    fn new(nodes: &[NodeId], column: Option<&Column>) -> Self {
        let Some(column) = column else { return Self::default() };
        let entry = |id: &NodeId| Some(u64::from(hash_in(column, *id)?) << 32 | u64::from(id.0));
        let mut sorted: Vec<u64> = nodes.iter().filter_map(entry).collect();
        sorted.sort_unstable();
        Self { sorted, added: FxHashMap::default() }
    }

    fn listed(&self, wanted: u32) -> Vec<NodeId> {
        let wanted_bits = u64::from(wanted);
        let from = self.sorted.partition_point(|entry| entry >> 32 < wanted_bits);
        let same = self.sorted[from..].iter().take_while(|&&entry| entry >> 32 == wanted_bits);
        let mut found: Vec<NodeId> = same.map(|&entry| NodeId(entry as u32)).collect();
        if let Some(added) = self.added.get(&wanted) {
            found.extend(added);
            found.sort_unstable();
            found.dedup();
        }
        found
    }
}

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
                    let nodes = index.added.entry(hash).or_default();
                    if let Err(place) = nodes.binary_search(&node) {
                        nodes.insert(place, node);
                    }
                }
            }
        }
    }

    /// Returns the nodes listed under a value, ascending; `nodes` are those of the label, `column` has the property.
    pub(super) fn candidates(
        &self,
        label: Symbol,
        key: Symbol,
        value: &Value,
        nodes: &[NodeId],
        column: Option<&Column>,
    ) -> Option<Vec<NodeId>> {
        let wanted = hash(value)?;
        if let Some(index) = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&(label, key)) {
            return Some(index.listed(wanted));
        }
        let index = ByHash::new(nodes, column);
        let found = index.listed(wanted);
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert((label, key), index);
        Some(found)
    }
}

/// Returns the hash of what a node has in a column.
fn hash_in(column: &Column, node: NodeId) -> Option<u32> {
    match column.cells() {
        Cells::Texts(cells, texts) => {
            let code = column.slice(cells).get(node.0, NO_TEXT);
            (code != NO_TEXT).then(|| hash_text(texts.get(code)))
        }
        _ => hash(&column.get(node.index())?),
    }
}

fn hash_text(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    folded(hasher.finish())
}

/// Takes the better half of a hash.
const fn folded(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

/// Returns a hash that values equal to each other share; `None` for kinds that are not indexed.
fn hash(value: &Value) -> Option<u32> {
    let mut hasher = FxHasher::default();
    match value {
        // A number and the floating point number equal to it are the same; zero has two forms.
        Value::Integer(number) => (*number as f64).to_bits().hash(&mut hasher),
        Value::Float(number) => (if *number == 0.0 { 0.0 } else { *number }).to_bits().hash(&mut hasher),
        Value::String(text) => return Some(hash_text(text)),
        Value::Boolean(truth) => truth.hash(&mut hasher),
        Value::Date(date) => date.hash(&mut hasher),
        _ => return None,
    }
    Some(folded(hasher.finish()))
}
