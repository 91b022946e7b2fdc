//! What was changed by hand, in words that outlive the numbers of nodes: it can be applied to another graph.
//!
//! A graph that is watched ([`Graph::watch`]) notes what each transaction changed. [`Graph::edits`] gives it as
//! [`Edit`]s, which name a node by its `id` property (a place by its name) and a relationship by its ends, its type and
//! what it is about. [`Graph::apply`] makes the same changes in another graph, where what they name is there.

use super::graph::{Graph, NodeId, RelationshipId};
use super::journal::Change;
use super::value::{Properties, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// What names a node in any graph.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKey {
    /// The property `id`.
    Id(String),
    /// The property `name` of a place.
    Place(String),
    /// The number of a node that was made by hand: the first edit makes number 0.
    Made(u64),
}

/// What names a relationship in any graph.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieKey {
    /// Its ends, its type, and its property `event` or `statement`.
    Tie {
        /// The node it leaves.
        start: NodeKey,
        /// Its type.
        kind: String,
        /// The node it enters.
        end: NodeKey,
        /// The id of the content it is about.
        about: Option<String>,
    },
    /// The number of a relationship that was made by hand.
    Made(u64),
}

/// A change made by hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A new node with its labels; the numbers of what is made by hand count up.
    AddNode(u64, Vec<String>, Properties),
    /// A new relationship: from, type, to.
    AddRelationship(u64, (NodeKey, String, NodeKey), Properties),
    /// A node is gone, with its relationships.
    RemoveNode(NodeKey),
    /// A relationship is gone.
    RemoveRelationship(TieKey),
    /// A property of a node is this now; null takes it away.
    SetNode(NodeKey, String, Value),
    /// A property of a relationship is this now.
    SetRelationship(TieKey, String, Value),
    /// A node has a label now, or has it no more.
    Label(NodeKey, String, bool),
    /// Two nodes are one: the first stays.
    Merge(NodeKey, NodeKey),
}

/// What a watched graph knows of edits.
#[derive(Clone, Debug, Default)]
pub(super) struct Edits {
    /// What was noted in the transaction that is open.
    open: Vec<Noted>,
    /// What the transactions that were kept changed.
    done: Vec<Edit>,
    /// Whether something was changed that has no name.
    nameless: bool,
    /// How many nodes and relationships were made by hand.
    made: u64,
    nodes: FxHashMap<NodeId, u64>,
    relationships: FxHashMap<RelationshipId, u64>,
    /// Set while changes are part of a larger edit, or are being applied.
    quiet: bool,
}

/// A change, with the name that what it changes had before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Noted {
    AddedNode(NodeId),
    AddedRelationship(RelationshipId),
    RemovedNode(NodeId, Option<NodeKey>),
    RemovedRelationship(RelationshipId, Option<TieKey>),
    Node(NodeId, Option<NodeKey>, String),
    Relationship(RelationshipId, Option<TieKey>, String),
    Label(NodeId, Option<NodeKey>, String),
    Merged([(NodeId, Option<NodeKey>); 2]),
}

/// Finds nodes by their names while edits are applied.
struct Finder {
    ids: FxHashMap<String, NodeId>,
    places: FxHashMap<String, NodeId>,
    nodes: FxHashMap<u64, NodeId>,
    relationships: FxHashMap<u64, RelationshipId>,
}

impl Graph {
    /// Begins to note what is changed by hand.
    pub fn watch(&mut self) {
        self.edits.get_or_insert_default();
    }

    /// Returns what was changed by hand since the graph was watched or [`Graph::forget_edits`] was called; `None` where
    /// something was changed that has no name in another graph.
    pub fn edits(&self) -> Option<&[Edit]> {
        self.edits.as_ref().filter(|edits| !edits.nameless).map(|edits| edits.done.as_slice())
    }

    /// Forgets what was changed by hand so far, since it is kept elsewhere.
    pub fn forget_edits(&mut self) {
        if let Some(edits) = &mut self.edits {
            edits.done.clear();
            edits.nameless = false;
        }
    }

    /// Makes changes as they were made by hand in another graph, and watches from then on. What they name and is not
    /// there is left out.
    pub fn apply(&mut self, changes: &[Edit]) {
        self.watch();
        let mut finder = Finder::new(self);
        self.edits_quiet(true);
        for change in changes {
            // What is not there may come back with another article.
            let _: Option<()> = self.apply_one(change, &mut finder);
        }
        self.edits_quiet(false);
        if let Some(edits) = &mut self.edits {
            edits.nodes = finder.nodes.into_iter().map(|(number, id)| (id, number)).collect();
            edits.relationships = finder.relationships.into_iter().map(|(number, id)| (id, number)).collect();
            edits.made = changes.iter().filter_map(Edit::made).max().map_or(0, |most| most + 1);
        }
    }

    fn apply_one(&mut self, change: &Edit, finder: &mut Finder) -> Option<()> {
        match change {
            Edit::AddNode(number, labels, properties) => {
                let id = self.add_node(labels, properties.clone());
                finder.nodes.insert(*number, id);
                finder.learn(self, id);
            }
            Edit::AddRelationship(number, (start, kind, end), properties) => {
                let (start, end) = (finder.node(self, start)?, finder.node(self, end)?);
                let id = self.add_relationship(start, kind, end, properties.clone())?;
                finder.relationships.insert(*number, id);
            }
            Edit::RemoveNode(node) => _ = self.remove_node(finder.node(self, node)?),
            Edit::RemoveRelationship(tie) => _ = self.remove_relationship(finder.tie(self, tie)?),
            Edit::SetNode(node, key, value) => {
                let id = finder.node(self, node)?;
                self.set_node_property(id, key, value.clone());
                finder.learn(self, id);
            }
            Edit::SetRelationship(tie, key, value) => {
                let id = finder.tie(self, tie)?;
                self.set_relationship_property(id, key, value.clone());
            }
            Edit::Label(node, label, true) => _ = self.add_label(finder.node(self, node)?, label),
            Edit::Label(node, label, false) => _ = self.remove_label(finder.node(self, node)?, label),
            Edit::Merge(kept, gone) => {
                let (kept, gone) = (finder.node(self, kept)?, finder.node(self, gone)?);
                self.merge_nodes(kept, gone);
            }
        }
        Some(())
    }

    /// Notes a change, before the transaction's journal does.
    pub(super) fn note_edit(&mut self, change: &Change) {
        if self.edits.as_ref().is_none_or(|edits| edits.quiet) {
            return;
        }
        let noted = match change {
            Change::AddedNode(id) => Noted::AddedNode(*id),
            Change::AddedRelationship(id) => Noted::AddedRelationship(*id),
            // Noted before, while what is removed still has a name.
            Change::RemovedNode(_) | Change::RemovedRelationship(_) => return,
            Change::NodeProperty(id, key, before) => {
                let key = self.name(*key).to_owned();
                let name = match (key.as_str(), before) {
                    ("id", Value::String(before)) => Some(NodeKey::Id(before.to_string())),
                    _ => self.node_key(*id),
                };
                Noted::Node(*id, name, key)
            }
            Change::RelationshipProperty(id, key, _) => {
                Noted::Relationship(*id, self.tie_key(*id), self.name(*key).to_owned())
            }
            Change::AddedLabel(id, label) | Change::RemovedLabel(id, label) => {
                Noted::Label(*id, self.node_key(*id), self.name(*label).to_owned())
            }
        };
        self.push_edit(noted);
    }

    /// Notes that a node will be removed.
    pub(super) fn note_node_removal(&mut self, id: NodeId) {
        if self.edits.as_ref().is_some_and(|edits| !edits.quiet) {
            self.push_edit(Noted::RemovedNode(id, self.node_key(id)));
        }
    }

    /// Notes that a relationship will be removed.
    pub(super) fn note_relationship_removal(&mut self, id: RelationshipId) {
        if self.edits.as_ref().is_some_and(|edits| !edits.quiet) {
            self.push_edit(Noted::RemovedRelationship(id, self.tie_key(id)));
        }
    }

    /// Notes that two nodes will be one; what belongs to it is not noted until [`Graph::edits_quiet`] says so.
    pub(super) fn note_merge(&mut self, kept: NodeId, gone: NodeId) -> bool {
        let noted = Noted::Merged([kept, gone].map(|id| (id, self.node_key(id))));
        let loud = self.edits.as_ref().is_some_and(|edits| !edits.quiet);
        if loud {
            self.push_edit(noted);
            self.edits_quiet(true);
        }
        loud
    }

    pub(super) fn edits_quiet(&mut self, quiet: bool) {
        if let Some(edits) = &mut self.edits {
            edits.quiet = quiet;
        }
    }

    fn push_edit(&mut self, noted: Noted) {
        // What is changed outside of a transaction is no query's work.
        if let (Some(edits), true) = (&mut self.edits, self.journal.is_some()) {
            edits.open.push(noted);
        }
    }

    /// Keeps or forgets what the transaction changed.
    pub(super) fn close_edits(&mut self, kept: bool) {
        let Some(mut edits) = self.edits.take() else { return };
        let open = std::mem::take(&mut edits.open);
        if kept {
            let added: FxHashSet<Noted> = open.iter().filter(|noted| noted.is_addition()).cloned().collect();
            let node = |id: NodeId| added.contains(&Noted::AddedNode(id)) && !self.has_node(id);
            let tie = |id| added.contains(&Noted::AddedRelationship(id)) && !self.has_relationship(id);
            // What came and went within the transaction leaves no trace.
            for noted in open.into_iter().filter(|noted| !noted.concerns(node, tie)) {
                match self.edit_of(noted, &mut edits) {
                    Some(edit) => edits.done.push(edit),
                    None => edits.nameless = true,
                }
            }
        }
        self.edits = Some(edits);
    }

    fn edit_of(&self, noted: Noted, edits: &mut Edits) -> Option<Edit> {
        let made = |edits: &Edits, id: NodeId, name: Option<NodeKey>| {
            edits.nodes.get(&id).map(|&number| NodeKey::Made(number)).or(name)
        };
        let tie = |edits: &Edits, id: RelationshipId, name: Option<TieKey>| {
            edits.relationships.get(&id).map(|&number| TieKey::Made(number)).or(name)
        };
        Some(match noted {
            Noted::AddedNode(id) => {
                edits.nodes.insert(id, edits.made);
                edits.made += 1;
                let node = self.node(id)?.detach();
                Edit::AddNode(edits.made - 1, node.labels, node.properties)
            }
            Noted::AddedRelationship(id) => {
                let relationship = self.relationship(id)?.detach();
                let end = |id: NodeId| made(edits, id, self.node_key(id));
                let place = (end(relationship.start)?, relationship.kind, end(relationship.end)?);
                edits.relationships.insert(id, edits.made);
                edits.made += 1;
                Edit::AddRelationship(edits.made - 1, place, relationship.properties)
            }
            Noted::RemovedNode(id, name) => Edit::RemoveNode(made(edits, id, name)?),
            Noted::RemovedRelationship(id, name) => Edit::RemoveRelationship(tie(edits, id, name)?),
            Noted::Node(id, name, key) => {
                let value = self.symbol(&key).and_then(|key| self.node_property(id, key)).unwrap_or_default();
                Edit::SetNode(made(edits, id, name)?, key, value)
            }
            Noted::Relationship(id, name, key) => {
                let value = self.symbol(&key).and_then(|key| self.relationship_property(id, key)).unwrap_or_default();
                Edit::SetRelationship(tie(edits, id, name)?, key, value)
            }
            Noted::Label(id, name, label) => {
                let has = self.symbol(&label).is_some_and(|label| self.has_label(id, label));
                Edit::Label(made(edits, id, name)?, label, has)
            }
            Noted::Merged([(kept, name), (gone, other)]) => {
                Edit::Merge(made(edits, kept, name)?, made(edits, gone, other)?)
            }
        })
    }

    /// Returns the name of a node that articles gave.
    fn node_key(&self, id: NodeId) -> Option<NodeKey> {
        if let Some(number) = self.edits.as_ref().and_then(|edits| edits.nodes.get(&id)) {
            return Some(NodeKey::Made(*number));
        }
        let node = self.node(id)?;
        match (node.get("id").as_str(), node.get("name").as_str()) {
            (Some(id), _) => Some(NodeKey::Id(id.to_owned())),
            (None, Some(name)) if node.has_label("Place") => Some(NodeKey::Place(name.to_owned())),
            _ => None,
        }
    }

    fn tie_key(&self, id: RelationshipId) -> Option<TieKey> {
        let relationship = self.relationship(id)?;
        let (start, end) = (self.node_key(relationship.start())?, self.node_key(relationship.end())?);
        Some(TieKey::Tie { start, kind: relationship.kind().to_owned(), end, about: self.about(id) })
    }

    /// Returns the id of the content that a relationship is about.
    fn about(&self, id: RelationshipId) -> Option<String> {
        let relationship = self.relationship(id)?;
        ["event", "statement"].iter().find_map(|key| relationship.get(key).as_str()).map(str::to_owned)
    }
}

impl Noted {
    const fn is_addition(&self) -> bool {
        matches!(self, Self::AddedNode(_) | Self::AddedRelationship(_))
    }

    /// Tells whether this concerns a node or relationship of some.
    fn concerns(&self, node: impl Fn(NodeId) -> bool, tie: impl Fn(RelationshipId) -> bool) -> bool {
        match self {
            Self::AddedNode(id) | Self::RemovedNode(id, _) | Self::Node(id, ..) | Self::Label(id, ..) => node(*id),
            Self::AddedRelationship(id) | Self::RemovedRelationship(id, _) | Self::Relationship(id, ..) => tie(*id),
            // One that is merged away is gone afterwards, and counts all the same.
            Self::Merged(_) => false,
        }
    }
}

impl Edit {
    /// Returns the number of what this makes.
    const fn made(&self) -> Option<u64> {
        match self {
            Self::AddNode(number, ..) | Self::AddRelationship(number, ..) => Some(*number),
            _ => None,
        }
    }
}

impl Finder {
    fn new(graph: &Graph) -> Self {
        let (ids, places) = (FxHashMap::default(), FxHashMap::default());
        let mut finder = Self { ids, places, nodes: FxHashMap::default(), relationships: FxHashMap::default() };
        let nodes: Vec<NodeId> = graph.node_ids().collect();
        nodes.into_iter().for_each(|id| finder.learn(graph, id));
        finder
    }

    /// Notes the names that a node has now; the first node of a name keeps it.
    fn learn(&mut self, graph: &Graph, id: NodeId) {
        let Some(node) = graph.node(id) else { return };
        if let Some(name) = node.get("id").as_str() {
            self.ids.entry(name.to_owned()).or_insert(id);
        } else if let (Some(name), true) = (node.get("name").as_str(), node.has_label("Place")) {
            self.places.entry(name.to_owned()).or_insert(id);
        }
    }

    fn node(&self, graph: &Graph, key: &NodeKey) -> Option<NodeId> {
        let found = match key {
            NodeKey::Id(id) => self.ids.get(id),
            NodeKey::Place(name) => self.places.get(name),
            NodeKey::Made(number) => self.nodes.get(number),
        };
        found.copied().filter(|&id| graph.has_node(id))
    }

    fn tie(&self, graph: &Graph, key: &TieKey) -> Option<RelationshipId> {
        match key {
            TieKey::Made(number) => self.relationships.get(number).copied().filter(|&id| graph.has_relationship(id)),
            TieKey::Tie { start, kind, end, about } => {
                let (start, end) = (self.node(graph, start)?, self.node(graph, end)?);
                let same = |r: &super::Relationship<'_>| r.kind() == kind && r.end() == end;
                let mut found = graph.outgoing(start).filter(same).map(super::Relationship::id);
                found.find(|&id| graph.about(id) == *about && !self.is_made(id))
            }
        }
    }

    fn is_made(&self, id: RelationshipId) -> bool {
        self.relationships.values().any(|&made| made == id)
    }
}
