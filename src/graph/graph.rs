//! Nodes, relationships and their ids.

use super::adjacency::AdjacencyCache;
use super::column::Column;
use super::edits::Edits;
use super::index::{LabelIndex, PropertyIndex};
use super::journal::Change;
use super::structure::Structure;
use super::table::PropertyTable;
use super::value::{Properties, Value};
use super::view::{Node, Relationship};
use crate::define_id;
use crate::text::{Id, Symbol, Vocab};
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

define_id! {
    /// The number of a node; it is never used again for another node of the same graph.
    NodeId
}
define_id! {
    /// The number of a relationship; it is never used again for another relationship of the same graph.
    RelationshipId
}

/// Which way a relationship is followed, seen from one of its nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From start to end.
    Outgoing,
    /// From end to start.
    Incoming,
    /// Either way.
    Both,
}

impl Direction {
    /// Returns the direction as seen from the other end.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Outgoing => Self::Incoming,
            Self::Incoming => Self::Outgoing,
            Self::Both => Self::Both,
        }
    }
}

/// What is kept of a node beside its properties.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeEntry {
    pub(super) labels: u32,
    pub(super) removed: bool,
}

/// What is kept of a relationship beside its properties.
#[derive(Clone, Copy, Debug)]
pub(super) struct RelationshipEntry {
    pub(super) kind: Symbol,
    pub(super) start: NodeId,
    pub(super) end: NodeId,
    pub(super) removed: bool,
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
    /// For walking; made when first walked, and kept up to date from then on.
    structure: OnceLock<Structure>,
    names: Vocab,
    pub(super) nodes: Vec<NodeEntry>,
    pub(super) relationships: Vec<RelationshipEntry>,
    pub(super) node_properties: PropertyTable,
    pub(super) relationship_properties: PropertyTable,
    /// How many nodes and relationships are there, without those that were removed.
    pub(super) present: (usize, usize),
    label_sets: Vec<Box<[Symbol]>>,
    label_set_ids: FxHashMap<Box<[Symbol]>, u32>,
    pub(super) by_label: LabelIndex,
    by_property: PropertyIndex,
    pub(super) adjacency: AdjacencyCache,
    pub(super) journal: Option<Vec<Change>>,
    pub(super) edits: Option<Edits>,
}

impl Graph {
    /// Makes an empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for that many more nodes and relationships.
    pub fn reserve(&mut self, nodes: usize, relationships: usize) {
        self.nodes.reserve(nodes);
        self.relationships.reserve(relationships);
    }

    /// Stores a label, type or key once and returns its number.
    pub fn intern(&mut self, name: &str) -> Symbol {
        self.names.intern(name)
    }

    /// Returns the number of a label, type or key that the graph has met.
    pub fn symbol(&self, name: &str) -> Option<Symbol> {
        self.names.lookup(name)
    }

    /// Returns the label, type or key of a number.
    pub fn name(&self, symbol: Symbol) -> &str {
        self.names.resolve(symbol)
    }

    /// Iterates over all labels, types and keys that the graph has met.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.strings()
    }

    /// Adds a node and returns its number. Null properties are left out.
    pub fn add_node<L: AsRef<str>>(&mut self, labels: impl IntoIterator<Item = L>, properties: Properties) -> NodeId {
        let labels: Vec<Symbol> = labels.into_iter().map(|label| self.names.intern(label.as_ref())).collect();
        let properties = self.interned(properties);
        self.add_node_by_symbol(labels, properties)
    }

    /// Adds a node from interned names, for loading in bulk.
    pub fn add_node_by_symbol(&mut self, mut labels: Vec<Symbol>, properties: Vec<(Symbol, Value)>) -> NodeId {
        labels.sort_unstable();
        labels.dedup();
        let id = NodeId(u32::try_from(self.nodes.len()).expect("fewer than 2^32 nodes"));
        for &label in &labels {
            self.by_label.add(label, id);
        }
        let labels = self.label_set(labels);
        if !self.by_property.is_empty() {
            let set = self.label_sets.get(labels as usize).map_or(&[][..], |set| set);
            self.by_property.add(id, set, &properties);
        }
        self.nodes.push(NodeEntry { labels, removed: false });
        self.node_properties.push(&properties);
        self.present.0 += 1;
        if let Some(structure) = self.structure.get_mut() {
            structure.add_node(id);
        }
        self.adjacency.clear();
        self.note(|| Change::AddedNode(id));
        id
    }

    /// Adds a relationship and returns its number; `None` where an end is not in the graph.
    pub fn add_relationship(
        &mut self,
        start: NodeId,
        kind: impl AsRef<str>,
        end: NodeId,
        properties: Properties,
    ) -> Option<RelationshipId> {
        let kind = self.names.intern(kind.as_ref());
        let properties = self.interned(properties);
        self.add_relationship_by_symbol(start, kind, end, properties)
    }

    /// Adds a relationship from interned names, for loading in bulk; `None` where an end is not in the graph.
    pub fn add_relationship_by_symbol(
        &mut self,
        start: NodeId,
        kind: Symbol,
        end: NodeId,
        properties: Vec<(Symbol, Value)>,
    ) -> Option<RelationshipId> {
        (self.has_node(start) && self.has_node(end)).then_some(())?;
        let id = RelationshipId(u32::try_from(self.relationships.len()).expect("fewer than 2^32 relationships"));
        self.relationships.push(RelationshipEntry { kind, removed: false, start, end });
        self.relationship_properties.push(&properties);
        self.present.1 += 1;
        if let Some(structure) = self.structure.get_mut() {
            structure.add_relationship(id, start, end);
        }
        self.adjacency.clear();
        self.note(|| Change::AddedRelationship(id));
        Some(id)
    }

    /// Removes a node with its relationships; tells whether it was there.
    pub fn remove_node(&mut self, id: NodeId) -> bool {
        if self.entry(id).is_none() {
            return false;
        }
        self.note_node_removal(id);
        let attached: Vec<RelationshipId> = self.incident(id, Direction::Both).map(|(r, _)| r).collect();
        for relationship in attached {
            self.remove_relationship(relationship);
        }
        let Some(entry) = self.nodes.get_mut(id.0 as usize) else { return false };
        entry.removed = true;
        self.present.0 -= 1;
        self.adjacency.clear();
        if let Some(structure) = self.structure.get_mut() {
            structure.remove_node(id);
        }
        self.note(|| Change::RemovedNode(id));
        true
    }

    /// Removes a relationship; tells whether it was there.
    pub fn remove_relationship(&mut self, id: RelationshipId) -> bool {
        if !self.has_relationship(id) {
            return false;
        }
        self.note_relationship_removal(id);
        let Some(entry) = self.relationships.get_mut(id.0 as usize) else { return false };
        entry.removed = true;
        self.present.1 -= 1;
        self.adjacency.clear();
        if let Some(structure) = self.structure.get_mut() {
            structure.remove_relationship(id);
        }
        self.note(|| Change::RemovedRelationship(id));
        true
    }

    /// Sets a node's property, or removes it where `value` is null; tells whether the node is there.
    pub fn set_node_property(&mut self, id: NodeId, key: &str, value: Value) -> bool {
        let key = self.names.intern(key);
        self.set_node_property_by_symbol(id, key, value).is_some()
    }

    /// Sets a relationship's property, or removes it where `value` is null; tells whether the relationship is there.
    pub fn set_relationship_property(&mut self, id: RelationshipId, key: &str, value: Value) -> bool {
        let key = self.names.intern(key);
        self.set_relationship_property_by_symbol(id, key, value).is_some()
    }

    /// Gives a node a label; tells whether it is new.
    pub fn add_label(&mut self, id: NodeId, label: &str) -> bool {
        let label = self.names.intern(label);
        self.add_label_by_symbol(id, label)
    }

    /// Takes a label from a node; tells whether it was there.
    pub fn remove_label(&mut self, id: NodeId, label: &str) -> bool {
        self.symbol(label).is_some_and(|label| self.remove_label_by_symbol(id, label))
    }

    /// Returns a node.
    pub fn node(&self, id: NodeId) -> Option<Node<'_>> {
        self.entry(id).map(|_| Node { graph: self, id })
    }

    /// Returns a relationship.
    pub fn relationship(&self, id: RelationshipId) -> Option<Relationship<'_>> {
        self.has_relationship(id).then_some(Relationship { graph: self, id })
    }

    /// Iterates over the nodes in the order of their numbers.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.node_ids().map(|id| Node { graph: self, id })
    }

    /// Iterates over the relationships in the order of their numbers.
    pub fn relationships(&self) -> impl Iterator<Item = Relationship<'_>> {
        self.relationship_ids().map(|id| Relationship { graph: self, id })
    }

    /// Iterates over the numbers of the nodes.
    pub fn node_ids(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..).zip(&self.nodes).filter(|(_, entry)| !entry.removed).map(|(number, _)| NodeId(number))
    }

    /// Iterates over the numbers of the relationships.
    pub fn relationship_ids(&self) -> impl Iterator<Item = RelationshipId> + '_ {
        (0..).zip(&self.relationships).filter(|(_, entry)| !entry.removed).map(|(number, _)| RelationshipId(number))
    }

    /// Returns how many nodes there are.
    pub fn node_count(&self) -> usize {
        self.present.0
    }

    /// Returns how many relationships there are.
    pub fn relationship_count(&self) -> usize {
        self.present.1
    }

    /// Iterates over the relationships that leave a node, in the order of their numbers.
    pub fn outgoing(&self, id: NodeId) -> impl Iterator<Item = Relationship<'_>> {
        self.sorted_incident(id, Direction::Outgoing)
    }

    /// Iterates over the relationships that enter a node, in the order of their numbers.
    pub fn incoming(&self, id: NodeId) -> impl Iterator<Item = Relationship<'_>> {
        self.sorted_incident(id, Direction::Incoming)
    }

    /// Iterates over the nodes of a label, in the order of their numbers.
    pub fn nodes_with_label(&self, label: &str) -> impl Iterator<Item = Node<'_>> {
        let label = self.symbol(label);
        let ids = label.map_or(&[][..], |label| self.by_label.nodes(label));
        ids.iter().filter(move |&&id| label.is_some_and(|l| self.has_label(id, l))).map(|&id| Node { graph: self, id })
    }

    /// Finds the node of a label that bears an `id`, through an index: the first call for a label walks its nodes.
    pub fn node_with_id(&self, label: &str, id: &str) -> Option<Node<'_>> {
        let label = self.symbol(label)?;
        let candidates = self.property_candidates(label, self.symbol("id")?, &id.into())?;
        let bears = |node: &Node<'_>| self.has_label(node.id(), label) && node.get("id").as_str() == Some(id);
        candidates.into_iter().filter_map(|node| self.node(node)).find(bears)
    }

    fn sorted_incident(&self, id: NodeId, direction: Direction) -> impl Iterator<Item = Relationship<'_>> {
        let mut found: Vec<RelationshipId> = self.incident(id, direction).map(|(r, _)| r).collect();
        found.sort_unstable();
        found.into_iter().map(|id| Relationship { graph: self, id })
    }

    fn interned(&mut self, properties: Properties) -> Vec<(Symbol, Value)> {
        properties.into_iter().map(|(key, value)| (self.names.intern(&key), value)).collect()
    }

    fn entry(&self, id: NodeId) -> Option<&NodeEntry> {
        self.nodes.get(id.0 as usize).filter(|entry| !entry.removed)
    }

    pub(super) fn label_set(&mut self, labels: Vec<Symbol>) -> u32 {
        if let Some(&known) = self.label_set_ids.get(labels.as_slice()) {
            return known;
        }
        let labels = labels.into_boxed_slice();
        let number = u32::try_from(self.label_sets.len()).expect("fewer than 2^32 sets of labels");
        self.label_sets.push(labels.clone());
        self.label_set_ids.insert(labels, number);
        number
    }
}

/// What the query engine asks, by interned names. A removed entity still knows its type and ends.
impl Graph {
    /// Tells whether the node is there.
    pub fn has_node(&self, id: NodeId) -> bool {
        self.entry(id).is_some()
    }

    /// Tells whether the relationship is there.
    pub fn has_relationship(&self, id: RelationshipId) -> bool {
        self.relationships.get(id.0 as usize).is_some_and(|entry| !entry.removed)
    }

    /// Returns one more than the highest node number given.
    pub fn node_bound(&self) -> usize {
        self.nodes.len()
    }

    /// Returns one more than the highest relationship number given.
    pub fn relationship_bound(&self) -> usize {
        self.relationships.len()
    }

    /// Returns the labels of a node.
    pub fn label_symbols(&self, id: NodeId) -> &[Symbol] {
        self.entry(id).and_then(|entry| self.label_sets.get(entry.labels as usize)).map_or(&[], |set| set)
    }

    /// Tells whether a node has a label.
    pub fn has_label(&self, id: NodeId, label: Symbol) -> bool {
        self.label_symbols(id).contains(&label)
    }

    /// Returns the nodes once listed under a label, ascending; some may have lost it or be gone.
    pub fn label_candidates(&self, label: Symbol) -> &[NodeId] {
        self.by_label.nodes(label)
    }

    /// Returns the properties of a node, in no order that means anything.
    pub fn node_properties(&self, id: NodeId) -> &[(Symbol, Value)] {
        if self.has_node(id) { self.node_properties.row(id.index()) } else { &[] }
    }

    /// Returns the properties of a relationship, in no order that means anything.
    pub fn relationship_properties(&self, id: RelationshipId) -> &[(Symbol, Value)] {
        if self.has_relationship(id) { self.relationship_properties.row(id.index()) } else { &[] }
    }

    /// Returns a property of a node.
    pub fn node_property(&self, id: NodeId, key: Symbol) -> Option<Value> {
        if self.has_node(id) { self.node_properties.get(id.index(), key) } else { None }
    }

    /// Returns a property of a relationship.
    pub fn relationship_property(&self, id: RelationshipId, key: Symbol) -> Option<Value> {
        if self.has_relationship(id) { self.relationship_properties.get(id.index(), key) } else { None }
    }

    /// Returns the values of a property of nodes, where any node ever had one; removed nodes still have theirs.
    pub fn node_column(&self, key: Symbol) -> Option<&Arc<Column>> {
        self.node_properties.column(key)
    }

    /// Returns the values of a property of relationships, like [`Graph::node_column`].
    pub fn relationship_column(&self, key: Symbol) -> Option<&Arc<Column>> {
        self.relationship_properties.column(key)
    }

    /// Returns the type of a relationship, even of a removed one.
    pub fn kind_symbol(&self, id: RelationshipId) -> Symbol {
        self.relationships.get(id.0 as usize).map_or(Symbol::EMPTY, |entry| entry.kind)
    }

    /// Returns start and end of a relationship, even of a removed one.
    pub fn ends(&self, id: RelationshipId) -> (NodeId, NodeId) {
        self.relationships.get(id.0 as usize).map_or((NodeId(0), NodeId(0)), |entry| (entry.start, entry.end))
    }

    /// Iterates over the columns of the nodes' properties with their keys, in no order that means anything.
    pub fn node_columns(&self) -> impl Iterator<Item = (Symbol, &Column)> {
        self.node_properties.columns()
    }

    /// Iterates over the columns of the relationships' properties, like [`Graph::node_columns`].
    pub fn relationship_columns(&self) -> impl Iterator<Item = (Symbol, &Column)> {
        self.relationship_properties.columns()
    }

    /// Iterates over the relationships at a node with the node at the other end; a loop comes once.
    pub fn incident(
        &self,
        id: NodeId,
        direction: Direction,
    ) -> impl Iterator<Item = (RelationshipId, NodeId)> + use<'_> {
        let structure = self.has_node(id).then(|| self.structure());
        structure.into_iter().flat_map(move |structure| structure.incident(id, direction)).map(move |(r, incoming)| {
            let (start, end) = self.ends(r);
            (r, if incoming { start } else { end })
        })
    }

    fn structure(&self) -> &Structure {
        self.structure.get_or_init(|| {
            let nodes = self.nodes.iter().map(|entry| !entry.removed);
            let mut structure = Structure::new(nodes, self.present.1);
            for id in self.relationship_ids() {
                let (start, end) = self.ends(id);
                structure.add_relationship(id, start, end);
            }
            structure
        })
    }

    /// Sets or (with null) removes a node's property; returns what it was before, `None` where there is no such node.
    pub fn set_node_property_by_symbol(&mut self, id: NodeId, key: Symbol, value: Value) -> Option<Value> {
        let labels = self.entry(id)?.labels;
        let before = self.node_properties.set(id.index(), key, &value);
        self.adjacency.note_change();
        if !self.by_property.is_empty() {
            let labels = self.label_sets.get(labels as usize).map_or(&[][..], |set| set);
            self.by_property.add(id, labels, &[(key, value)]);
        }
        self.note(|| Change::NodeProperty(id, key, before.clone()));
        Some(before)
    }

    /// Sets or (with null) removes a relationship's property; returns what it was before, `None` where there is none.
    pub fn set_relationship_property_by_symbol(
        &mut self,
        id: RelationshipId,
        key: Symbol,
        value: Value,
    ) -> Option<Value> {
        self.has_relationship(id).then_some(())?;
        let before = self.relationship_properties.set(id.index(), key, &value);
        self.adjacency.note_change();
        self.note(|| Change::RelationshipProperty(id, key, before.clone()));
        Some(before)
    }

    /// Gives a node a label; tells whether it is new.
    pub fn add_label_by_symbol(&mut self, id: NodeId, label: Symbol) -> bool {
        if self.entry(id).is_none() || self.has_label(id, label) {
            return false;
        }
        let mut labels = self.label_symbols(id).to_vec();
        labels.push(label);
        labels.sort_unstable();
        self.set_labels(id, labels);
        self.by_label.add(label, id);
        self.index_properties(id);
        self.note(|| Change::AddedLabel(id, label));
        true
    }

    /// Takes a label from a node; tells whether it was there.
    pub fn remove_label_by_symbol(&mut self, id: NodeId, label: Symbol) -> bool {
        if !self.has_label(id, label) {
            return false;
        }
        let labels = self.label_symbols(id).iter().copied().filter(|&l| l != label).collect();
        self.set_labels(id, labels);
        self.note(|| Change::RemovedLabel(id, label));
        true
    }

    /// Returns the nodes of a label that may have a value as property: all that do, and perhaps others.
    ///
    /// `None` where values of that kind are not indexed. The first call for a label and key walks the label's nodes.
    pub fn property_candidates(&self, label: Symbol, key: Symbol, value: &Value) -> Option<Vec<NodeId>> {
        let nodes = self.by_label.nodes(label);
        self.by_property.candidates(label, key, value, nodes, self.node_properties.column(key).map(|column| &**column))
    }

    /// Returns the labels that all of some nodes have.
    pub(super) fn common_labels(&self, nodes: impl Iterator<Item = NodeId>) -> Vec<Symbol> {
        let mut met = vec![false; self.label_sets.len()];
        for node in nodes {
            if let Some(met) = self.nodes.get(node.0 as usize).and_then(|entry| met.get_mut(entry.labels as usize)) {
                *met = true;
            }
        }
        let sets = self.label_sets.iter().zip(met).filter(|(_, met)| *met).map(|(set, _)| set.to_vec());
        sets.reduce(|common, set| common.into_iter().filter(|label| set.contains(label)).collect()).unwrap_or_default()
    }

    /// Lists what a node has now in the indexes that there are.
    fn index_properties(&mut self, id: NodeId) {
        if self.by_property.is_empty() {
            return;
        }
        let Some(entry) = self.nodes.get(id.0 as usize) else { return };
        let labels = self.label_sets.get(entry.labels as usize).map_or(&[][..], |set| set);
        self.by_property.add(id, labels, self.node_properties.row(id.index()));
    }

    fn set_labels(&mut self, id: NodeId, labels: Vec<Symbol>) {
        let set = self.label_set(labels);
        self.adjacency.clear();
        if let Some(entry) = self.nodes.get_mut(id.0 as usize) {
            entry.labels = set;
        }
    }

    /// Puts a removed node back as it was.
    pub(super) fn revive_node(&mut self, id: NodeId) {
        if let Some(entry) = self.nodes.get_mut(id.0 as usize).filter(|entry| entry.removed) {
            entry.removed = false;
            self.present.0 += 1;
            if let Some(structure) = self.structure.get_mut() {
                structure.add_node(id);
            }
            self.adjacency.clear();
        }
    }

    /// Puts a removed relationship back as it was; its ends must be there.
    pub(super) fn revive_relationship(&mut self, id: RelationshipId) {
        let (start, end) = self.ends(id);
        if !self.has_node(start) || !self.has_node(end) {
            return;
        }
        if let Some(entry) = self.relationships.get_mut(id.0 as usize).filter(|entry| entry.removed) {
            entry.removed = false;
            self.present.1 += 1;
            if let Some(structure) = self.structure.get_mut() {
                structure.add_relationship(id, start, end);
            }
            self.adjacency.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rolled_back_transaction_leaves_the_graph_as_it_was() {
        let mut graph = Graph::new();
        let a = graph.add_node(["A"], Properties::from([("x".to_owned(), 1i64.into())]));
        let b = graph.add_node(["B"], Properties::new());
        let r = graph.add_relationship(a, "T", b, Properties::new()).unwrap();
        let before: Vec<_> = graph.nodes().map(Node::detach).collect();
        graph.begin();
        graph.set_node_property(a, "x", 2i64.into());
        graph.add_label(b, "C");
        graph.add_node(["D"], Properties::new());
        graph.remove_node(a);
        assert!(graph.relationship(r).is_none());
        graph.rollback();
        assert_eq!(graph.nodes().map(Node::detach).collect::<Vec<_>>(), before);
        assert_eq!(graph.outgoing(a).map(Relationship::end).collect::<Vec<_>>(), [b]);
        assert_eq!(graph.nodes_with_label("C").count(), 0);
    }

    #[test]
    fn a_number_is_not_given_twice() {
        let mut graph = Graph::new();
        let a = graph.add_node(["A"], Properties::new());
        graph.remove_node(a);
        assert_ne!(graph.add_node(["A"], Properties::new()), a);
    }
}
