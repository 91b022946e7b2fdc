//! The rules that make a plan better, one a file, and their order.

mod count_by_degree;
mod implied_labels;
mod match_order;
mod top;

use super::logical::LogicalPlan;
use crate::graph::Graph;

/// Applies all rules.
///
/// 1. `match_order`: patterns become scans and expansions; nothing else can be seen before.
/// 2. `implied_labels`: conditions go that the graph fulfils anyway; only where `fixed`, since the graph may not change
///    between planning and running.
/// 3. `count_by_degree`: a last expansion that is only counted is not made; after 2, which frees it of its filter.
/// 4. `top`: a limit after a sort keeps only the first records.
pub(super) fn optimize(plan: LogicalPlan, graph: &Graph, fixed: bool) -> LogicalPlan {
    let mut plan = everywhere(plan, &mut |plan| match_order::lower(plan, graph));
    if fixed && !plan.writes() {
        plan = everywhere(plan, &mut |plan| implied_labels::drop_implied(plan, graph));
    }
    let plan = everywhere(plan, &mut count_by_degree::count_by_degree);
    everywhere(plan, &mut top::keep_only_the_first)
}

/// Applies a rule to each part of a plan, the lower ones first.
fn everywhere(plan: LogicalPlan, rule: &mut dyn FnMut(LogicalPlan) -> LogicalPlan) -> LogicalPlan {
    let plan = plan.map_inputs(&mut |input| everywhere(input, rule));
    rule(plan)
}
