//! `Limit(Sort(x))` and `Limit(Skip(Sort(x)))` → `Top(x)`: only the first records are kept while sorting.

use crate::query::plan::logical::LogicalPlan;

pub(super) fn keep_only_the_first(plan: LogicalPlan) -> LogicalPlan {
    let LogicalPlan::Limit { input, count } = plan else { return plan };
    match *input {
        LogicalPlan::Sort { input, order } => LogicalPlan::Top { input, order, limit: count, skip: None },
        LogicalPlan::Skip { input: below, count: skip } => match *below {
            LogicalPlan::Sort { input, order } => LogicalPlan::Top { input, order, limit: count, skip: Some(skip) },
            other => {
                LogicalPlan::Limit { input: Box::new(LogicalPlan::Skip { input: Box::new(other), count: skip }), count }
            }
        },
        other => LogicalPlan::Limit { input: Box::new(other), count },
    }
}
