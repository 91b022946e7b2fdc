//! `Filter(b:Label)(Expand(a -[:TYPE]-> b))` → `Expand(…)`, where every `TYPE` leads to a `Label` anyway.
//!
//! Only for queries that change nothing: the graph is looked at while planning.

use crate::graph::{Direction, Graph};
use crate::query::ast::{Expr, ExprKind};
use crate::query::bind::{Bound, Variable};
use crate::query::plan::logical::{LogicalPlan, RelationshipStep};
use crate::text::Symbol;

pub(super) fn drop_implied(plan: LogicalPlan, graph: &Graph) -> LogicalPlan {
    let LogicalPlan::Filter { input, predicates } = plan else { return plan };
    let LogicalPlan::Expand { step, .. } = &*input else { return LogicalPlan::Filter { input, predicates } };
    let Some(labels) = far_labels(step, graph) else { return LogicalPlan::Filter { input, predicates } };
    let kept = predicates.into_iter().filter(|predicate| !is_implied(predicate, step, &labels, graph)).collect();
    input.filter(kept)
}

/// Returns the labels that every node at the far end of a step has.
pub(in crate::query::plan) fn far_labels(step: &RelationshipStep, graph: &Graph) -> Option<Vec<Symbol>> {
    // A row of relationships may be empty, and then ends where it began.
    if step.types.is_empty() || step.length.is_some_and(|(least, _)| least == 0) || step.ends.to_known {
        return None;
    }
    let mut common: Option<Vec<Symbol>> = None;
    for kind in &step.types {
        let kind = kind.symbol.or_else(|| graph.symbol(&kind.name))?;
        let adjacency = |direction| graph.adjacency(Some(kind), direction);
        let mut labels = match step.direction {
            Direction::Both => adjacency(Direction::Outgoing).near_labels().to_vec(),
            direction => adjacency(direction).far_labels().to_vec(),
        };
        if step.direction == Direction::Both {
            let far = adjacency(Direction::Outgoing);
            labels.retain(|label| far.far_labels().contains(label));
        }
        common = Some(match common {
            Some(known) => known.into_iter().filter(|label| labels.contains(label)).collect(),
            None => labels,
        });
    }
    common
}

fn is_implied(predicate: &Expr<Bound>, step: &RelationshipStep, labels: &[Symbol], graph: &Graph) -> bool {
    let ExprKind::HasLabels(inner, wanted) = &predicate.kind else { return false };
    let ExprKind::Variable(Variable::Slot(slot)) = inner.kind else { return false };
    let known = |symbol: Option<Symbol>| symbol.is_some_and(|symbol| labels.contains(&symbol));
    slot == step.ends.to && wanted.iter().all(|key| known(key.symbol.or_else(|| graph.symbol(&key.name))))
}
