//! Undoing what a failed transaction did.

use super::graph::{Graph, NodeId, RelationshipId};
use super::value::Value;
use crate::text::Symbol;

/// One change, with what takes it back.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// A node was added.
    AddedNode(NodeId),
    /// A relationship was added.
    AddedRelationship(RelationshipId),
    /// A node was removed.
    RemovedNode(NodeId),
    /// A relationship was removed.
    RemovedRelationship(RelationshipId),
    /// A node's property was another before.
    NodeProperty(NodeId, Symbol, Value),
    /// A relationship's property was another before.
    RelationshipProperty(RelationshipId, Symbol, Value),
    /// A node got a label.
    AddedLabel(NodeId, Symbol),
    /// A node lost a label.
    RemovedLabel(NodeId, Symbol),
}

impl Graph {
    /// Begins to keep what is needed to take changes back.
    pub fn begin(&mut self) {
        self.journal = Some(Vec::new());
    }

    /// Keeps all changes since [`Graph::begin`].
    pub fn commit(&mut self) {
        self.journal = None;
        self.close_edits(true);
    }

    /// Takes back all changes since [`Graph::begin`].
    ///
    /// Numbers given in between are not given again.
    pub fn rollback(&mut self) {
        let Some(changes) = self.journal.take() else { return };
        self.close_edits(false);
        self.edits_quiet(true);
        for change in changes.into_iter().rev() {
            match change {
                Change::AddedNode(id) => _ = self.remove_node(id),
                Change::AddedRelationship(id) => _ = self.remove_relationship(id),
                Change::RemovedNode(id) => self.revive_node(id),
                Change::RemovedRelationship(id) => self.revive_relationship(id),
                Change::NodeProperty(id, key, value) => _ = self.set_node_property_by_symbol(id, key, value),
                Change::RelationshipProperty(id, key, value) => {
                    _ = self.set_relationship_property_by_symbol(id, key, value);
                }
                Change::AddedLabel(id, label) => _ = self.remove_label_by_symbol(id, label),
                Change::RemovedLabel(id, label) => _ = self.add_label_by_symbol(id, label),
            }
        }
        self.edits_quiet(false);
    }

    /// Notes a change where a transaction is open.
    pub(super) fn note(&mut self, change: impl FnOnce() -> Change) {
        if self.journal.is_none() {
            return;
        }
        let change = change();
        self.note_edit(&change);
        if let Some(journal) = &mut self.journal {
            journal.push(change);
        }
    }
}
