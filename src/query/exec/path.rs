//! Makes paths of their nodes and relationships.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use crate::graph::{Graph, NodeId, Path, RelationshipId, Value};
use crate::query::bind::Slot;
use crate::query::plan::PathShape;
use std::sync::Arc;

pub(super) struct PathMaker<'p> {
    source: Source<'p>,
    path: Slot,
    shape: &'p PathShape,
}

impl<'p> PathMaker<'p> {
    pub(super) const fn new(source: Source<'p>, path: Slot, shape: &'p PathShape) -> Self {
        Self { source, path, shape }
    }
}

/// Returns the path of a row; null where a part of it is.
pub(super) fn path_of(shape: &PathShape, graph: &Graph, batch: &Batch, row: usize) -> Value {
    let Some(start) = batch.node(shape.start, row) else { return Value::Null };
    let mut path = Path { nodes: vec![start], relationships: Vec::new() };
    for (relationship, _, _) in &shape.steps {
        match batch.value(*relationship, row) {
            Value::Relationship(id) => follow(&mut path, graph, id),
            Value::List(items) => {
                for item in items.iter() {
                    let Value::Relationship(id) = item else { return Value::Null };
                    follow(&mut path, graph, *id);
                }
            }
            _ => return Value::Null,
        }
    }
    Value::Path(Arc::new(path))
}

/// Adds a relationship and the node at its other end.
fn follow(path: &mut Path, graph: &Graph, id: RelationshipId) {
    let here: Option<NodeId> = path.nodes.last().copied();
    let (start, end) = graph.ends(id);
    path.relationships.push(id);
    path.nodes.push(if here == Some(start) { end } else { start });
}

impl Operator for PathMaker<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(mut batch) = self.source.next_batch(ctx)? else { return Ok(None) };
        let graph = ctx.graph();
        let paths = (0..batch.len()).map(|row| path_of(self.shape, graph, &batch, row)).collect();
        batch.set(self.path, Column::Values(paths));
        Ok(Some(batch))
    }
}
