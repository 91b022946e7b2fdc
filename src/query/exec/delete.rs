//! `DELETE` and `DETACH DELETE`.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source, drain};
use crate::graph::{Direction, NodeId, RelationshipId, Value};
use crate::query::ast::Expr;
use crate::query::bind::Bound;
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use std::collections::BTreeSet;

/// Deletes what the expressions give for all rows at once: relationships first, then nodes.
pub(super) struct Delete<'p> {
    source: Source<'p>,
    detach: bool,
    targets: &'p [Expr<Bound>],
    done: bool,
}

impl<'p> Delete<'p> {
    pub(super) const fn new(source: Source<'p>, detach: bool, targets: &'p [Expr<Bound>]) -> Self {
        Self { source, detach, targets, done: false }
    }

    fn delete(
        &self,
        ctx: &mut Context<'_>,
        nodes: BTreeSet<NodeId>,
        mut relationships: BTreeSet<RelationshipId>,
    ) -> Result<()> {
        if self.detach {
            for &node in &nodes {
                relationships.extend(ctx.graph().incident(node, Direction::Both).map(|(id, _)| id));
            }
        }
        for id in relationships {
            if ctx.graph_mut()?.remove_relationship(id) {
                ctx.stats.relationships_deleted += 1;
            }
        }
        for id in nodes {
            if ctx.graph().incident(id, Direction::Both).next().is_some() {
                let message = format!("node {} still has relationships", id.0);
                let kind = ErrorKind::ConstraintVerificationFailed;
                let error = QueryError::runtime(kind, ErrorDetail::DeleteConnectedNode, message);
                return Err(error.hint("write `DETACH DELETE` to delete them too"));
            }
            if ctx.graph_mut()?.remove_node(id) {
                ctx.stats.nodes_deleted += 1;
            }
        }
        Ok(())
    }
}

fn gather(value: &Value, nodes: &mut BTreeSet<NodeId>, relationships: &mut BTreeSet<RelationshipId>) -> Result<()> {
    match value {
        Value::Null => {}
        Value::Node(id) => _ = nodes.insert(*id),
        Value::Relationship(id) => _ = relationships.insert(*id),
        Value::Path(path) => {
            nodes.extend(&path.nodes);
            relationships.extend(&path.relationships);
        }
        other => {
            let message = format!("nodes, relationships and paths are deleted, not a {}", other.type_name());
            return Err(QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message));
        }
    }
    Ok(())
}

impl Operator for Delete<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let batch = drain(&mut self.source, ctx)?;
        let (mut nodes, mut relationships) = (BTreeSet::new(), BTreeSet::new());
        for row in 0..batch.len() {
            for target in self.targets {
                let value = ctx.eval(target, &batch, row)?;
                gather(&value, &mut nodes, &mut relationships).map_err(|error| error.at(target.span))?;
            }
        }
        self.delete(ctx, nodes, relationships)?;
        Ok(Some(batch))
    }
}
