//! The property graph in memory; petgraph stays inside.

mod graph;
mod value;

pub use graph::{Graph, Node, NodeId, Relationship, RelationshipId};
pub use value::{Properties, Value};
