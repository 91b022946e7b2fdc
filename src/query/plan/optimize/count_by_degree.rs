//! `Aggregate(count)(Expand(a -[r]-> b))` → `Aggregate(count, counted: a -[r]-> b)`, where nothing else uses `r` and `b`.
//!
//! The rows that the expansion would give are the degree of `a`; they need not be made.

use crate::query::ast::{Expr, ExprKind};
use crate::query::bind::{AggregateCall, Bound, Slot, Variable};
use crate::query::expr::functions::Aggregate;
use crate::query::plan::logical::{LogicalPlan, RelationshipStep};

pub(super) fn count_by_degree(plan: LogicalPlan) -> LogicalPlan {
    let LogicalPlan::Aggregate { input, keys, aggregates, counted: None } = plan else { return plan };
    let fits = |step: &RelationshipStep| {
        let own = [step.relationship, step.ends.to];
        step.length.is_none()
            && !step.ends.to_known
            && !own.contains(&step.ends.from)
            && aggregates.iter().all(|(_, call)| counts_rows(call, own))
            && !keys.iter().any(|(_, key)| uses(key, own))
    };
    match *input {
        LogicalPlan::Expand { input, step } if fits(&step) => {
            LogicalPlan::Aggregate { input, keys, aggregates, counted: Some(Box::new(step)) }
        }
        other => LogicalPlan::Aggregate { input: Box::new(other), keys, aggregates, counted: None },
    }
}

/// Tells whether an aggregate counts every row.
fn counts_rows(call: &AggregateCall, own: [Slot; 2]) -> bool {
    let always_there = match &call.argument {
        None => true,
        Some(argument) => matches!(argument.kind, ExprKind::Variable(Variable::Slot(slot)) if own.contains(&slot)),
    };
    call.aggregate == Aggregate::Count && !call.distinct && always_there
}

fn uses(expr: &Expr<Bound>, own: [Slot; 2]) -> bool {
    let mut found = match &expr.kind {
        ExprKind::Variable(Variable::Slot(slot)) => own.contains(slot),
        ExprKind::Subquery(subplan) => {
            subplan.imports.iter().any(|(variable, _)| matches!(variable, Variable::Slot(slot) if own.contains(slot)))
        }
        _ => false,
    };
    expr.kind.visit_children(&mut |child| found = found || uses(child, own));
    found
}
