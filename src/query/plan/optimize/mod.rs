//! The rules that make a plan better, one a file, and their order.

mod match_order;
mod top;

use super::logical::LogicalPlan;
use crate::graph::Graph;

/// Applies all rules.
///
/// 1. `match_order`: patterns become scans and expansions; nothing else can be seen before.
/// 2. `top`: a limit after a sort keeps only the first records.
pub(super) fn optimize(plan: LogicalPlan, graph: &Graph) -> LogicalPlan {
    let plan = everywhere(plan, &mut |plan| match_order::lower(plan, graph));
    everywhere(plan, &mut top::keep_only_the_first)
}

/// Applies a rule to each part of a plan, the lower ones first.
fn everywhere(plan: LogicalPlan, rule: &mut dyn FnMut(LogicalPlan) -> LogicalPlan) -> LogicalPlan {
    let plan = plan.map_inputs(&mut |input| everywhere(input, rule));
    rule(plan)
}
