//! `demarche.mergeActors`: makes one actor of two.

use super::arguments::wrong;
use crate::graph::{Graph, NodeId, Value};
use crate::query::bind::Type;
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use crate::query::exec::{Procedure, Rows, Signature, Surroundings};
use crate::query::table::Stats;

/// Makes one actor of two, which both were before.
#[derive(Debug)]
pub(super) struct MergeActors(Signature);

impl Default for MergeActors {
    fn default() -> Self {
        let caption = "makes one actor of two: the first takes over the evidence, relationships and aliases of the other; \
                       both are given as nodes or by their ids";
        Self(Signature {
            caption: caption.to_owned(),
            inputs: ["actor", "other"].map(|name| (name.to_owned(), Type::Any)).to_vec(),
            optional: 0,
            outputs: vec![("node".to_owned(), Type::Node)],
            writes: true,
        })
    }
}

impl Procedure for MergeActors {
    fn signature(&self) -> &Signature {
        &self.0
    }

    fn call(&self, _: &Graph, _: &[Value], _: Surroundings<'_>) -> Result<Rows, QueryError> {
        let message = "the graph is open for reading, and `demarche.mergeActors` changes it";
        Err(QueryError::runtime(ErrorKind::SemanticError, ErrorDetail::InvalidClauseComposition, message))
    }

    fn change(&self, graph: &mut Graph, arguments: &[Value], _: Surroundings<'_>) -> Result<(Rows, Stats), QueryError> {
        let actor = |at: usize| actor(graph, arguments.get(at).unwrap_or(&Value::Null));
        let (Some(kept), Some(gone)) = (actor(0)?, actor(1)?) else { return Ok((Rows::new(), Stats::default())) };
        let ties = |graph: &Graph| graph.relationship_count();
        let before = ties(graph);
        let Some(merged) = graph.merge_nodes(kept, gone) else {
            return Err(wrong("an actor is not merged with itself".to_owned()));
        };
        let removed = (before + merged.moved).saturating_sub(ties(graph));
        let stats = Stats {
            nodes_deleted: 1,
            relationships_created: merged.moved,
            relationships_deleted: removed,
            properties_set: merged.properties,
            ..Stats::default()
        };
        Ok((vec![vec![Value::Node(kept)]], stats))
    }
}

/// Returns the actor that an argument names; none for null.
fn actor(graph: &Graph, value: &Value) -> Result<Option<NodeId>, QueryError> {
    let id = match value {
        Value::Null => return Ok(None),
        Value::Node(id) if graph.has_node(*id) => *id,
        // Merged before in the same query, as in a pattern that matches both ways.
        Value::Node(_) => return Ok(None),
        Value::String(name) => named(graph, name)?,
        other => return Err(wrong(format!("an actor is given as a node or its id, not as {}", other.type_name()))),
    };
    let is_actor = graph.node(id).is_some_and(|node| node.has_label("Actor"));
    if is_actor { Ok(Some(id)) } else { Err(wrong("only nodes with the label `Actor` are merged".to_owned())) }
}

fn named(graph: &Graph, name: &str) -> Result<NodeId, QueryError> {
    graph.node_with_id("Actor", name).map(|node| node.id()).ok_or_else(|| {
        let ids = graph.nodes_with_label("Actor").filter_map(|node| node.get("id").as_str());
        wrong(format!("there is no actor with the id `{name}`")).did_you_mean(name, ids)
    })
}
