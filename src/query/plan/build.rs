//! Clauses to plans, one upon the other as they stand.

use super::logical::{LogicalPlan, PathShape, PatternPlan};
use crate::query::ast::{Expr, ExprKind, PatternPart};
use crate::query::bind::{Bound, BoundClause, BoundProjection, BoundQuery, Slot};
use crate::text::Id;

/// Builds the plan of a query; `bound` are the columns that are filled from outside.
pub(super) fn build(query: &BoundQuery, bound: &[Slot]) -> (LogicalPlan, usize) {
    let mut builder = Builder { width: query.width };
    let mut parts: Vec<(LogicalPlan, Vec<Slot>)> = Vec::new();
    for part in &query.parts {
        let start = LogicalPlan::Argument { bound: bound.to_vec() };
        let plan = builder.clauses(start, &part.clauses, bound.to_vec());
        parts.push((plan, part.output.clone()));
    }
    let plan = if parts.len() == 1 {
        parts.remove(0).0
    } else {
        let output = parts[0].1.clone();
        let united = LogicalPlan::Union { parts, output: output.clone() };
        if query.union_all { united } else { LogicalPlan::Distinct { input: Box::new(united), slots: output } }
    };
    (plan, builder.width)
}

struct Builder {
    width: usize,
}

impl Builder {
    fn new_slot(&mut self) -> Slot {
        self.width += 1;
        Slot::from_index(self.width - 1)
    }

    /// Puts clauses upon a plan; `bound` are the columns filled so far.
    fn clauses(&mut self, mut plan: LogicalPlan, clauses: &[BoundClause], mut bound: Vec<Slot>) -> LogicalPlan {
        for clause in clauses {
            plan = self.clause(plan, clause, &mut bound);
        }
        plan
    }

    fn clause(&mut self, plan: LogicalPlan, clause: &BoundClause, bound: &mut Vec<Slot>) -> LogicalPlan {
        let input = |plan| Box::new(plan);
        match clause {
            BoundClause::Match { optional, pattern, predicate } => {
                self.matched(plan, *optional, pattern, predicate.as_ref(), bound)
            }
            BoundClause::Unwind { list, slot } => {
                bound.push(*slot);
                LogicalPlan::Unwind { input: input(plan), list: list.clone(), slot: *slot }
            }
            BoundClause::Call { procedure, arguments, outputs, predicate, .. } => {
                bound.extend(outputs.iter().map(|&(_, slot)| slot));
                let (procedure, arguments, outputs) = (procedure.clone(), arguments.clone(), outputs.clone());
                let call = LogicalPlan::Call { input: input(plan), procedure, arguments, outputs };
                call.filter(predicate.iter().cloned().collect())
            }
            BoundClause::Project(projection) => project(plan, projection, bound),
            BoundClause::Create(pattern) => {
                for part in pattern {
                    bound.extend(new_slots(part));
                }
                let mut plan = LogicalPlan::Create { input: input(plan), pattern: pattern.clone() };
                for part in pattern {
                    plan = with_path(plan, part);
                }
                plan
            }
            BoundClause::Merge { part, on_create, on_match } => {
                let mut found = bound.clone();
                let start = LogicalPlan::Argument { bound: bound.clone() };
                let find = self.matched(start, false, std::slice::from_ref(part), None, &mut found);
                bound.extend(new_slots(part));
                LogicalPlan::Merge {
                    input: input(plan),
                    find: Box::new(find),
                    part: Box::new(part.clone()),
                    path: path_of(part),
                    on_create: on_create.clone(),
                    on_match: on_match.clone(),
                }
            }
            BoundClause::Set(items) => LogicalPlan::Set { input: input(plan), items: items.clone() },
            BoundClause::Remove(items) => LogicalPlan::Remove { input: input(plan), items: items.clone() },
            BoundClause::Delete { detach, targets } => {
                LogicalPlan::Delete { input: input(plan), detach: *detach, targets: targets.clone() }
            }
            BoundClause::Foreach { slot, list, body } => {
                let mut inside = bound.clone();
                inside.push(*slot);
                let start = LogicalPlan::Argument { bound: inside.clone() };
                let body = Box::new(self.clauses(start, body, inside));
                LogicalPlan::Foreach { input: input(plan), slot: *slot, list: list.clone(), body }
            }
        }
    }

    fn matched(
        &mut self,
        plan: LogicalPlan,
        optional: bool,
        parts: &[PatternPart<Bound>],
        predicate: Option<&Expr<Bound>>,
        bound: &mut Vec<Slot>,
    ) -> LogicalPlan {
        let predicates = predicate.map(conjuncts).unwrap_or_default();
        let new: Vec<Slot> = parts.iter().flat_map(new_slots).filter(|slot| !bound.contains(slot)).collect();
        let pattern = PatternPlan { parts: parts.to_vec(), grouped: Vec::new(), predicates, bound: bound.clone() };
        let known = bound.clone();
        bound.extend(&new);
        if !optional {
            return LogicalPlan::Match { input: Box::new(plan), pattern };
        }
        let tag = self.new_slot();
        let inner = LogicalPlan::Match { input: Box::new(LogicalPlan::Argument { bound: known }), pattern };
        LogicalPlan::Optional { input: Box::new(plan), inner: Box::new(inner), new, tag }
    }
}

/// Splits a condition at its outermost `AND`s, and `a < b < c` into `a < b` and `b < c`.
fn conjuncts(predicate: &Expr<Bound>) -> Vec<Expr<Bound>> {
    match &predicate.kind {
        ExprKind::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        ExprKind::Compare(first, rest) if rest.len() > 1 => {
            let lefts = std::iter::once(&**first).chain(rest.iter().map(|(_, right)| right));
            let pair = |(left, right): (&Expr<Bound>, &(_, Expr<Bound>))| {
                Expr::new(ExprKind::Compare(Box::new(left.clone()), vec![right.clone()]), predicate.span)
            };
            lefts.zip(rest).map(pair).collect()
        }
        _ => vec![predicate.clone()],
    }
}

/// Returns the columns that a pattern fills.
fn new_slots(part: &PatternPart<Bound>) -> Vec<Slot> {
    let links = part.chain.iter().flat_map(|(relationship, node)| [relationship.variable, node.variable]);
    let all = [part.path, part.start.variable].into_iter().chain(links);
    all.flatten().filter(|declared| declared.new).map(|declared| declared.slot).collect()
}

/// Returns how the path of a pattern is made, where it has a name.
pub(super) fn path_of(part: &PatternPart<Bound>) -> Option<(Slot, PathShape)> {
    let path = part.path?.slot;
    let start = part.start.variable?.slot;
    let step = |(relationship, node): &(
        crate::query::ast::RelationshipPattern<Bound>,
        crate::query::ast::NodePattern<Bound>,
    )| {
        Some((
            relationship.variable?.slot,
            relationship.length.is_some() || part.shortest.is_some(),
            node.variable?.slot,
        ))
    };
    let steps = part.chain.iter().map(step).collect::<Option<_>>()?;
    Some((path, PathShape { start, steps }))
}

/// Adds the path of a pattern, where it has a name.
fn with_path(plan: LogicalPlan, part: &PatternPart<Bound>) -> LogicalPlan {
    match path_of(part) {
        Some((path, shape)) => LogicalPlan::Path { input: Box::new(plan), path, shape },
        None => plan,
    }
}

fn project(plan: LogicalPlan, projection: &BoundProjection, bound: &mut Vec<Slot>) -> LogicalPlan {
    let mut plan = plan;
    if let Some(aggregation) = &projection.aggregation {
        let (keys, aggregates) = (aggregation.keys.clone(), aggregation.aggregates.clone());
        plan = LogicalPlan::Aggregate { input: Box::new(plan), keys, aggregates, counted: Vec::new() };
    }
    // What is already in its own column need not be put there.
    let moved = |(slot, expr): &&(Slot, Expr<Bound>)| !matches!(expr.kind, ExprKind::Variable(crate::query::bind::Variable::Slot(own)) if own == *slot);
    plan = plan.project(projection.items.iter().filter(moved).cloned().collect());
    let columns: Vec<Slot> = projection.items.iter().map(|(slot, _)| *slot).collect();
    if projection.distinct {
        plan = LogicalPlan::Distinct { input: Box::new(plan), slots: columns.clone() };
    }
    if !projection.order.is_empty() {
        plan = LogicalPlan::Sort { input: Box::new(plan), order: projection.order.clone() };
    }
    if let Some(count) = &projection.skip {
        plan = LogicalPlan::Skip { input: Box::new(plan), count: count.clone() };
    }
    if let Some(count) = &projection.limit {
        plan = LogicalPlan::Limit { input: Box::new(plan), count: count.clone() };
    }
    plan = plan.filter(projection.predicate.iter().flat_map(conjuncts).collect());
    bound.clone_from(&columns);
    LogicalPlan::Narrow { input: Box::new(plan), kept: columns }
}
