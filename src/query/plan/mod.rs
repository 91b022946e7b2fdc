//! What to do, as a tree that can be shown.
//!
//! In: a bound query. Out: a logical plan. [`build`] puts the clauses one upon the other as they stand; [`optimize`]
//! holds the rules that turn patterns into scans and expansions and move work down. How each part is done is left to
//! the operators.

mod build;
mod estimate;
mod explain;
mod logical;
mod optimize;

pub(super) use logical::{CountedBranch, LogicalPlan, PathShape, RelationshipStep};

use super::bind::{BoundQuery, Slot};
use crate::graph::Graph;
pub(super) use explain::{Line, render};

/// Plans a query, with `plain` as simply as can be; returns the plan and how many columns a record has.
pub(super) fn plan(query: &BoundQuery, graph: &Graph, plain: bool) -> (LogicalPlan, usize) {
    let (plan, width) = build::build(query, &[]);
    let output = query.parts.first().map_or(&[][..], |part| &part.output);
    let plan = optimize::optimize(plan, graph, true, plain);
    (if plain || plan.writes() { plan } else { optimize::prune(plan, output) }, width)
}

/// Plans a query inside an expression; `bound` are the columns that are filled from outside.
pub(super) fn subplan(query: &BoundQuery, bound: &[Slot], graph: &Graph) -> LogicalPlan {
    let (plan, _) = build::build(query, bound);
    // The query around this one may change the graph in between.
    optimize::optimize(plan, graph, false, false)
}
