//! What expansions share: which relationships at a node fit a pattern.

use super::batch::Batch;
use super::operator::{Context, GraphAccess, Result};
use crate::graph::{Adjacency, Direction, Graph, NodeId, RelationshipId, Value};
use crate::query::expr::compare::equal;
use crate::query::plan::RelationshipStep;
use crate::text::Symbol;
use std::sync::Arc;

/// The types of a step as the graph numbers them; `None` where any will do.
pub(super) fn wanted_types(step: &RelationshipStep, graph: &Graph) -> Option<Vec<Symbol>> {
    if step.types.is_empty() {
        return None;
    }
    let mut types: Vec<Symbol> =
        step.types.iter().filter_map(|key| key.symbol.or_else(|| graph.symbol(&key.name))).collect();
    types.sort_unstable();
    types.dedup();
    Some(types)
}

/// Where the relationships of a step are found.
pub(super) enum Neighbours {
    /// In compressed rows; where `true`, loops are left out, since another row has them.
    Rows(Vec<(Arc<Adjacency>, bool)>),
    /// In the graph itself, which changes while the query runs.
    Walked(Direction, Option<Vec<Symbol>>),
}

impl Neighbours {
    pub(super) fn new(step: &RelationshipStep, ctx: &Context<'_>) -> Self {
        Self::towards(step.direction, step, ctx)
    }

    /// Finds the same relationships from their other ends; `None` where the graph changes while the query runs.
    pub(super) fn backwards(step: &RelationshipStep, ctx: &Context<'_>) -> Option<Self> {
        matches!(ctx.graph, GraphAccess::Shared(_)).then(|| Self::turned(step, ctx))
    }

    /// Finds the same relationships from their other ends.
    pub(super) fn turned(step: &RelationshipStep, ctx: &Context<'_>) -> Self {
        Self::towards(step.direction.reversed(), step, ctx)
    }

    fn towards(direction: Direction, step: &RelationshipStep, ctx: &Context<'_>) -> Self {
        let types = wanted_types(step, ctx.graph());
        if matches!(ctx.graph, GraphAccess::Exclusive(_)) {
            return Self::Walked(direction, types);
        }
        let kinds: Vec<Option<Symbol>> =
            types.map_or_else(|| vec![None], |types| types.into_iter().map(Some).collect());
        let mut rows = Vec::new();
        for kind in kinds {
            if direction != Direction::Incoming {
                rows.push((ctx.graph().adjacency(kind, Direction::Outgoing), false));
            }
            if direction != Direction::Outgoing {
                rows.push((ctx.graph().adjacency(kind, Direction::Incoming), direction == Direction::Both));
            }
        }
        Self::Rows(rows)
    }

    /// Visits each relationship at a node with the node at its other end.
    pub(super) fn visit(&self, graph: &Graph, node: NodeId, mut visit: impl FnMut(RelationshipId, NodeId)) {
        match self {
            Self::Rows(rows) => {
                for (row, without_loops) in rows {
                    for (id, other) in row.links(node) {
                        if !(*without_loops && other == node) {
                            visit(id, other);
                        }
                    }
                }
            }
            Self::Walked(direction, types) => {
                let fits = |id| types.as_ref().is_none_or(|types| types.contains(&graph.kind_symbol(id)));
                let mut found: Vec<_> = graph.incident(node, *direction).filter(|&(id, _)| fits(id)).collect();
                found.sort_unstable();
                found.into_iter().for_each(|(id, other)| visit(id, other));
            }
        }
    }

    /// Returns each relationship at a node with the node at its other end.
    pub(super) fn list(&self, graph: &Graph, node: NodeId) -> Vec<(RelationshipId, NodeId)> {
        let mut found = Vec::new();
        self.visit(graph, node, |id, other| found.push((id, other)));
        found
    }

    /// Returns the one set of rows, where there is no other and nothing is left out.
    pub(super) fn single(&self) -> Option<&Adjacency> {
        match self {
            Self::Rows(rows) => match rows.as_slice() {
                [(row, false)] => Some(row),
                _ => None,
            },
            Self::Walked(..) => None,
        }
    }

    /// Returns about how many relationships there are at a node: all of them, and perhaps a few more.
    pub(super) fn degree(&self, graph: &Graph, node: NodeId) -> usize {
        match self {
            Self::Rows(rows) => rows.iter().map(|(row, _)| row.degree(node)).sum(),
            Self::Walked(direction, _) => graph.incident(node, *direction).count(),
        }
    }
}

/// Tells whether a relationship is met already in the same clause.
pub(super) fn is_met(step: &RelationshipStep, batch: &Batch, row: usize, id: RelationshipId) -> bool {
    step.distinct_from.iter().any(|&slot| match batch.relationship(slot, row) {
        Some(met) => met == id,
        None => match batch.value(slot, row) {
            Value::List(met) => met.contains(&Value::Relationship(id)),
            _ => false,
        },
    })
}

/// Returns the values that each relationship of a row must have.
pub(super) fn wanted_properties(
    step: &RelationshipStep,
    ctx: &Context<'_>,
    batch: &Batch,
    row: usize,
) -> Result<Vec<(Option<Symbol>, Value)>> {
    let graph = ctx.graph();
    let wanted = step
        .properties
        .iter()
        .map(|(key, value)| Ok((key.symbol.or_else(|| graph.symbol(&key.name)), ctx.eval(value, batch, row)?)));
    wanted.collect()
}

/// Tells whether a relationship has the values.
pub(super) fn has_properties(graph: &Graph, id: RelationshipId, wanted: &[(Option<Symbol>, Value)]) -> bool {
    wanted.iter().all(|(key, value)| {
        let known = key.and_then(|key| graph.relationship_property(id, key));
        known.is_some_and(|known| equal(&known, value) == Some(true))
    })
}
