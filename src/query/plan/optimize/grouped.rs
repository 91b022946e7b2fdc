//! `Aggregate(count by k)(Match(x))` → the same, where `Match` knows that `k` is grouped by.
//!
//! A pattern that begins at what is grouped by leaves the rest to be counted (`count_branches`).

use super::count_branches::may_be_weighted;
use crate::query::plan::logical::LogicalPlan;

pub(super) fn note_grouped(mut plan: LogicalPlan) -> LogicalPlan {
    if let LogicalPlan::Aggregate { input, keys, aggregates, .. } = &mut plan
        && let LogicalPlan::Match { pattern, .. } = &mut **input
        && aggregates.iter().all(|(_, call)| may_be_weighted(call))
    {
        keys.iter().for_each(|(_, key)| key.slots(&mut pattern.grouped));
    }
    plan
}
