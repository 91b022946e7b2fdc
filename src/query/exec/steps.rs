//! What expansions share: which relationships at a node fit a pattern.

use super::batch::Batch;
use super::operator::{Context, Result};
use crate::graph::{Direction, Graph, NodeId, RelationshipId, Value};
use crate::query::expr::compare::equal;
use crate::query::plan::RelationshipStep;
use crate::text::Symbol;

/// The types of a step as the graph numbers them; `None` where any will do.
pub(super) fn wanted_types(step: &RelationshipStep, graph: &Graph) -> Option<Vec<Symbol>> {
    if step.types.is_empty() {
        return None;
    }
    Some(step.types.iter().filter_map(|key| key.symbol.or_else(|| graph.symbol(&key.name))).collect())
}

/// Returns the relationships at a node that have one of the types, in the order of their numbers.
pub(super) fn neighbours(
    graph: &Graph,
    node: NodeId,
    direction: Direction,
    types: Option<&[Symbol]>,
) -> Vec<(RelationshipId, NodeId)> {
    let fits = |id: RelationshipId| types.is_none_or(|types| types.contains(&graph.kind_symbol(id)));
    let mut found: Vec<_> = graph.incident(node, direction).filter(|&(id, _)| fits(id)).collect();
    found.sort_unstable();
    found
}

/// Tells whether a relationship is met already in the same clause.
pub(super) fn is_met(step: &RelationshipStep, batch: &Batch, row: usize, id: RelationshipId) -> bool {
    step.distinct_from.iter().any(|&slot| match batch.value(slot, row) {
        Value::Relationship(met) => met == id,
        Value::List(met) => met.contains(&Value::Relationship(id)),
        _ => false,
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
        known.is_some_and(|known| equal(known, value) == Some(true))
    })
}
