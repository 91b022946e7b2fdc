//! The rules that make a plan better, one a file, and their order.

mod count_branches;
mod grouped;
mod implied_labels;
mod match_order;
mod prune;
mod top;

pub(super) use implied_labels::far_labels;
pub(super) use prune::prune;

use super::logical::LogicalPlan;
use crate::graph::Graph;

/// Applies all rules.
///
/// 1. `grouped`: patterns learn what is grouped by, which tells where to begin.
/// 2. `match_order`: patterns become scans and expansions; nothing else can be seen before.
/// 3. `implied_labels`: conditions go that the graph fulfils anyway; only where `fixed`, since the graph may not change
///    between planning and running.
/// 4. `count_branches`: expansions that are only counted are not made; after 3, which frees them of their filters.
/// 5. `top`: a limit after a sort keeps only the first records.
///
/// `prune` runs last, by itself, since it must know the result of the whole query.
///
/// With `plain` only the second is, without which nothing can be run.
pub(super) fn optimize(plan: LogicalPlan, graph: &Graph, fixed: bool, plain: bool) -> LogicalPlan {
    let plan = if plain { plan } else { everywhere(plan, &mut grouped::note_grouped) };
    let mut plan = everywhere(plan, &mut |plan| match_order::lower(plan, graph));
    if plain {
        return plan;
    }
    if fixed && !plan.writes() {
        plan = everywhere(plan, &mut |plan| implied_labels::drop_implied(plan, graph));
    }
    let plan = everywhere(plan, &mut |plan| count_branches::count_branches(plan, fixed.then_some(graph)));
    everywhere(plan, &mut top::keep_only_the_first)
}

/// Applies a rule to each part of a plan, the lower ones first.
fn everywhere(plan: LogicalPlan, rule: &mut dyn FnMut(LogicalPlan) -> LogicalPlan) -> LogicalPlan {
    let plan = plan.map_inputs(&mut |input| everywhere(input, rule));
    rule(plan)
}
