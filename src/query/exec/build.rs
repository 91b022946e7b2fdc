//! A logical plan to operators.

use super::batch::Batch;
use super::operator::Source;
use super::{
    aggregate, call, create, delete, distinct, endpoints, expand, expand_variable, filter, foreach, limit, merge,
    optional, path, project, scan, set, shortest_path, sort, union, unwind,
};
use crate::query::plan::LogicalPlan;

/// Builds the operators of a plan; `argument` is what comes in at its beginning.
pub(in crate::query) fn build(plan: &LogicalPlan, argument: Batch) -> Source<'_> {
    let mut argument = Some(argument);
    built(plan, &mut argument)
}

fn built<'p>(plan: &'p LogicalPlan, argument: &mut Option<Batch>) -> Source<'p> {
    let mut below = |input: &'p LogicalPlan| built(input, argument);
    match plan {
        LogicalPlan::Argument { .. } => Box::new(scan::Argument::new(argument.clone().unwrap_or_default())),
        LogicalPlan::Match { .. } => unreachable!("the optimiser turns patterns into scans and expansions"),
        LogicalPlan::AllNodes { input, node } => Box::new(scan::Scan::all(below(input), *node)),
        LogicalPlan::NodesByLabel { input, node, label } => Box::new(scan::Scan::label(below(input), *node, label)),
        LogicalPlan::NodesByProperty { input, node, label, key, value } => {
            Box::new(scan::Lookup::new(below(input), *node, label, key, value))
        }
        LogicalPlan::Expand { input, step } if step.length.is_some() => {
            Box::new(expand_variable::ExpandVariable::new(below(input), step))
        }
        LogicalPlan::Expand { input, step } => Box::new(expand::Expand::new(below(input), step)),
        LogicalPlan::Endpoints { input, step } => Box::new(endpoints::Endpoints::new(below(input), step)),
        LogicalPlan::ShortestPath { input, step, all } => {
            Box::new(shortest_path::ShortestPath::new(below(input), step, *all))
        }
        LogicalPlan::Path { input, path, shape } => Box::new(path::PathMaker::new(below(input), *path, shape)),
        LogicalPlan::Filter { input, predicates } => Box::new(filter::Filter::new(below(input), predicates)),
        LogicalPlan::Optional { input, inner, new, tag } => {
            Box::new(optional::Optional::new(below(input), inner, new, *tag))
        }
        LogicalPlan::Project { input, items } => Box::new(project::Project::new(below(input), items)),
        LogicalPlan::Narrow { input, kept } => Box::new(project::Narrow::new(below(input), kept)),
        LogicalPlan::Aggregate { input, keys, aggregates, counted } => {
            Box::new(aggregate::GroupBy::new(below(input), keys, aggregates, counted))
        }
        LogicalPlan::Distinct { input, slots } => Box::new(distinct::Distinct::new(below(input), slots)),
        LogicalPlan::Sort { input, order } => Box::new(sort::Sort::new(below(input), order, None, None)),
        LogicalPlan::Top { input, order, limit, skip } => {
            Box::new(sort::Sort::new(below(input), order, Some(limit), skip.as_ref()))
        }
        LogicalPlan::Skip { input, count } => Box::new(limit::Skip::new(below(input), count)),
        LogicalPlan::Limit { input, count } => Box::new(limit::Limit::new(below(input), count)),
        LogicalPlan::Unwind { input, list, slot } => Box::new(unwind::Unwind::new(below(input), list, *slot)),
        LogicalPlan::Call { input, procedure, arguments, outputs } => {
            Box::new(call::Call::new(below(input), procedure, arguments, outputs))
        }
        LogicalPlan::Union { parts, output } => Box::new(union::Union::new(
            parts.iter().map(|(part, slots)| (below(part), slots.as_slice())).collect(),
            output,
        )),
        LogicalPlan::Create { input, pattern } => Box::new(create::Create::new(below(input), pattern)),
        LogicalPlan::Merge { input, find, part, path, on_create, on_match } => Box::new(merge::Merge {
            source: below(input),
            find,
            part,
            path: path.as_ref(),
            on_create,
            on_match,
            done: false,
        }),
        LogicalPlan::Set { input, items } => Box::new(set::Set::new(below(input), items)),
        LogicalPlan::Remove { input, items } => Box::new(set::Remove::new(below(input), items)),
        LogicalPlan::Delete { input, detach, targets } => Box::new(delete::Delete::new(below(input), *detach, targets)),
        LogicalPlan::Foreach { input, slot, list, body } => {
            Box::new(foreach::Foreach::new(below(input), *slot, list, body))
        }
    }
}
