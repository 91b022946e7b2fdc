//! The property graph in memory; petgraph stays inside.
//!
//! In: nodes and relationships with labels, types and properties, added one by one or in bulk. Out: the same, by
//! number, by label, by neighbour. Names (labels, types, keys) are stored once; a node keeps small numbers. What a
//! query needs for speed beside that is derived from here and dropped when the graph changes.

mod adjacency;
pub mod algo;
mod arrays;
mod bulk;
pub mod column;
mod dictionary;
mod edits;
mod graph;
mod index;
mod journal;
mod merge;
mod scalar;
mod schema;
mod structure;
mod table;
pub mod temporal;
mod value;
mod view;

pub use adjacency::Adjacency;
pub use arrays::{Arrays, REMOVED};
pub use column::{Cell, Column};
pub use dictionary::Dictionary;
pub use edits::{Edit, NodeKey, TieKey};
pub use graph::{Direction, Graph, NodeId, RelationshipId};
pub use merge::Merged;
pub use scalar::Scalar;
pub use schema::{KeySummary, LabelSummary, Schema, TypeSummary};
pub use value::{Path, Properties, Value};
pub use view::{Node, OwnedNode, OwnedRelationship, Relationship};
