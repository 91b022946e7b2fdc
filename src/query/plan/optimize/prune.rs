//! Notes for each expansion which columns are used later, so that the others are not copied along.
//!
//! Before: `Aggregate(count by c)(Expand(b -[r2]-> c)(Expand(a -[r1]-> b)(…)))`, with `a`, `r1` and `b` in every row.
//! After: the same, where rows after the second expansion have `c` only.

use crate::query::ast::{Expr, SortItem};
use crate::query::bind::{Bound, Slot};
use crate::query::plan::logical::{CountedBranch, LogicalPlan, RelationshipStep};

/// Columns that are used later; none means that any may be.
type Needed = Option<Vec<Slot>>;

/// Prunes a plan that changes nothing and whose result is in the columns `output`.
pub(in crate::query::plan) fn prune(plan: LogicalPlan, output: &[Slot]) -> LogicalPlan {
    pruned(plan, Some(output.to_vec()))
}

fn pruned(mut plan: LogicalPlan, needed: Needed) -> LogicalPlan {
    if let LogicalPlan::Union { parts, .. } = &mut plan {
        for (part, slots) in parts {
            let taken = std::mem::replace(part, LogicalPlan::Argument { bound: Vec::new() });
            *part = pruned(taken, Some(slots.clone()));
        }
        return plan;
    }
    if let LogicalPlan::Expand { step, .. } = &mut plan
        && let Some(needed) = &needed
    {
        let own = [step.relationship, step.ends.to];
        step.keeps_relationship = needed.contains(&step.relationship);
        step.kept = Some(needed.iter().copied().filter(|slot| !own.contains(slot)).collect());
    }
    if let LogicalPlan::Optional { input, inner, new, tag } = plan {
        let inside = needed.map(|mut needed| {
            push(&mut needed, tag);
            needed
        });
        // What `inner` uses of its input is not looked for; all of it stays.
        let (input, inner) = (Box::new(pruned(*input, None)), Box::new(pruned(*inner, inside)));
        return LogicalPlan::Optional { input, inner, new, tag };
    }
    let below = below(&plan, needed);
    plan.map_inputs(&mut |input| pruned(input, below.clone()))
}

/// Returns what a part needs from the one below it.
fn below(plan: &LogicalPlan, needed: Needed) -> Needed {
    match plan {
        LogicalPlan::Narrow { kept, .. } => Some(match needed {
            Some(needed) => kept.iter().copied().filter(|slot| needed.contains(slot)).collect(),
            None => kept.clone(),
        }),
        LogicalPlan::Aggregate { keys, aggregates, counted, .. } => {
            let mut slots = Vec::new();
            keys.iter().for_each(|(_, key)| key.slots(&mut slots));
            for (_, call) in aggregates {
                call.argument.iter().chain(&call.parameter).for_each(|expr| expr.slots(&mut slots));
            }
            counted.iter().for_each(|branch| add_branch(&mut slots, branch));
            Some(slots)
        }
        _ => {
            let mut slots = needed?;
            add(plan, &mut slots).then_some(slots)
        }
    }
}

/// Adds what a part uses itself; tells whether that is known.
fn add(plan: &LogicalPlan, slots: &mut Vec<Slot>) -> bool {
    let all = |slots: &mut Vec<Slot>, exprs: &[Expr<Bound>]| exprs.iter().for_each(|expr| expr.slots(slots));
    let sorted =
        |slots: &mut Vec<Slot>, order: &[SortItem<Bound>]| order.iter().for_each(|item| item.expr.slots(slots));
    match plan {
        LogicalPlan::Argument { .. }
        | LogicalPlan::AllNodes { .. }
        | LogicalPlan::NodesByLabel { .. }
        | LogicalPlan::Skip { .. }
        | LogicalPlan::Limit { .. } => {}
        LogicalPlan::NodesByProperty { value, .. } => value.slots(slots),
        LogicalPlan::Expand { step, .. }
        | LogicalPlan::Endpoints { step, .. }
        | LogicalPlan::ShortestPath { step, .. } => add_step(slots, step),
        LogicalPlan::Path { shape, .. } => {
            let steps = shape.steps.iter().flat_map(|&(relationship, _, node)| [relationship, node]);
            std::iter::once(shape.start).chain(steps).for_each(|slot| push(slots, slot));
        }
        LogicalPlan::Filter { predicates, .. } => all(slots, predicates),
        LogicalPlan::Project { items, .. } => items.iter().for_each(|(_, expr)| expr.slots(slots)),
        LogicalPlan::Distinct { slots: own, .. } => own.iter().for_each(|&slot| push(slots, slot)),
        LogicalPlan::Sort { order, .. } | LogicalPlan::Top { order, .. } => sorted(slots, order),
        LogicalPlan::Unwind { list, .. } => list.slots(slots),
        LogicalPlan::Call { arguments, .. } => all(slots, arguments),
        _ => return false,
    }
    true
}

fn add_branch(slots: &mut Vec<Slot>, branch: &CountedBranch) {
    add_step(slots, &branch.step);
    branch.predicates.iter().for_each(|predicate| predicate.slots(slots));
    branch.branches.iter().for_each(|further| add_branch(slots, further));
}

fn add_step(slots: &mut Vec<Slot>, step: &RelationshipStep) {
    let own = [step.relationship, step.ends.from, step.ends.to];
    own.iter().chain(&step.distinct_from).for_each(|&slot| push(slots, slot));
    step.properties.iter().for_each(|(_, value)| value.slots(slots));
}

fn push(slots: &mut Vec<Slot>, slot: Slot) {
    if !slots.contains(&slot) {
        slots.push(slot);
    }
}
