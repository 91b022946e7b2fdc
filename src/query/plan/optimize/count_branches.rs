//! `Aggregate(count)(… Expand(a -[r]-> b) …)` → `Aggregate(count, counted: a -[r]-> b)(… …)`, where nothing else uses
//! `r` and `b`.
//!
//! The rows that the expansion would give are only counted, and need not be made: with `MATCH (a)-->(b)-->(c) RETURN
//! count(*)` each `a` stands for as many rows as the sum of the degrees of its neighbours. Conditions on `b` alone go
//! with it, and so does what leaves `b` if that is only counted too.

use super::implied_labels::far_labels;
use crate::graph::Graph;
use crate::query::ast::{Expr, ExprKind, UnaryOp};
use crate::query::bind::{AggregateCall, Bound, Slot, Variable};
use crate::query::expr::functions::Aggregate;
use crate::query::plan::logical::{CountedBranch, LogicalPlan, RelationshipStep};
use crate::text::Id;

/// Applies the rule; `graph` is the graph, where it does not change between planning and running.
pub(super) fn count_branches(plan: LogicalPlan, graph: Option<&Graph>) -> LogicalPlan {
    let LogicalPlan::Aggregate { input, keys, aggregates, counted } = plan else { return plan };
    if !counted.is_empty() || !aggregates.iter().all(|(_, call)| may_be_weighted(call)) {
        return LogicalPlan::Aggregate { input, keys, aggregates, counted };
    }
    let (parts, rest) = unfold(*input);
    let mut chooser = Chooser::new(&keys, &aggregates, graph);
    chooser.choose(parts);
    let Chooser { kept, branches, .. } = chooser;
    let mut counted = Vec::new();
    branches.into_iter().for_each(|(_, branch)| counted.push(branch));
    let input = kept.into_iter().rev().fold(rest, |input, part| match part {
        Part::Expand(step) => LogicalPlan::Expand { input: Box::new(input), step },
        Part::Filter(predicates) => input.filter(predicates),
    });
    LogicalPlan::Aggregate { input: Box::new(input), keys, aggregates, counted }
}

/// Tells whether an aggregate gives the same where a row stands for many.
pub(super) const fn may_be_weighted(call: &AggregateCall) -> bool {
    matches!(call.aggregate, Aggregate::Count | Aggregate::Min | Aggregate::Max)
}

/// An expansion or filter below an aggregation.
enum Part {
    Expand(RelationshipStep),
    Filter(Vec<Expr<Bound>>),
}

/// Takes expansions and filters apart, the last first.
fn unfold(mut plan: LogicalPlan) -> (Vec<Part>, LogicalPlan) {
    let mut parts = Vec::new();
    loop {
        plan = match plan {
            LogicalPlan::Filter { input, predicates } => {
                parts.push(Part::Filter(predicates));
                *input
            }
            LogicalPlan::Expand { input, step } => {
                parts.push(Part::Expand(step));
                *input
            }
            other => return (parts, other),
        };
    }
}

/// Chooses what is only counted.
struct Chooser<'g> {
    graph: Option<&'g Graph>,
    /// Whether there is one group in any case.
    is_whole: bool,
    /// Columns that rows must have.
    used: Vec<Slot>,
    /// A property that is all that is counted, and whose it is.
    present: Option<(Slot, Expr<Bound>)>,
    /// Conditions on one column each, met on the way down.
    waiting: Vec<(Slot, Expr<Bound>)>,
    /// What stays in the rows, the last first.
    kept: Vec<Part>,
    /// Branches with the column that they leave.
    branches: Vec<(Slot, CountedBranch)>,
}

impl<'g> Chooser<'g> {
    fn new(keys: &[(Slot, Expr<Bound>)], aggregates: &[(Slot, AggregateCall)], graph: Option<&'g Graph>) -> Self {
        let mut used = Vec::new();
        keys.iter().for_each(|(_, key)| key.slots(&mut used));
        let mut present = None;
        for (_, call) in aggregates {
            let Some(argument) = &call.argument else { continue };
            if call.aggregate == Aggregate::Count && !call.distinct {
                // A count of a node or relationship of the pattern counts rows.
                if matches!(argument.kind, ExprKind::Variable(_)) {
                    continue;
                }
                if aggregates.len() == 1
                    && let Some(slot) = property_of(argument)
                {
                    present = Some((slot, argument.clone()));
                    continue;
                }
            }
            argument.slots(&mut used);
        }
        let is_whole = keys.is_empty();
        Self { graph, is_whole, used, present, waiting: Vec::new(), kept: Vec::new(), branches: Vec::new() }
    }

    fn choose(&mut self, parts: Vec<Part>) {
        for part in parts {
            match part {
                Part::Filter(predicates) => {
                    let mut stay = Vec::new();
                    for predicate in predicates {
                        match only_slot(&predicate) {
                            Some(slot) if !self.used.contains(&slot) => self.waiting.push((slot, predicate)),
                            _ => {
                                predicate.slots(&mut self.used);
                                stay.push(predicate);
                            }
                        }
                    }
                    // Conditions must not come before what fills their columns; those that stay are used below.
                    self.kept.push(Part::Filter(stay));
                }
                Part::Expand(step) => self.expansion(step),
            }
        }
        // Conditions on columns that are filled further below, and counts of their properties.
        let waiting = std::mem::take(&mut self.waiting).into_iter().map(|(_, predicate)| predicate).collect();
        self.kept.push(Part::Filter(waiting));
    }

    /// Tells whether what is counted of a step is known without its rows: a group whose values are all null is a group
    /// too, so that it must be told from one that has no rows.
    fn may_be_counted(&self, step: &RelationshipStep) -> bool {
        match &self.present {
            Some((slot, _)) if *slot == step.relationship => false,
            Some((slot, argument)) if *slot == step.ends.to && !self.is_whole => {
                self.graph.is_some_and(|graph| is_always_there(argument, step, graph))
            }
            _ => true,
        }
    }

    fn expansion(&mut self, step: RelationshipStep) {
        let to = step.ends.to;
        let fills = |slot: Slot| slot == to || slot == step.relationship;
        let (own, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(slot, _)| fills(*slot));
        self.waiting = waiting;
        let (further, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.branches).into_iter().partition(|(slot, _)| *slot == to);
        self.branches = others;
        let fits = step.length.is_none()
            && !step.ends.to_known
            && step.ends.from != to
            && own.iter().all(|(slot, _)| *slot == to)
            && self.may_be_counted(&step)
            && ![step.relationship, to].iter().any(|slot| self.used.contains(slot))
            && self.branches.iter().all(|(_, branch)| !mentions(branch, step.relationship))
            && further.iter().all(|(_, branch)| is_apart(branch, &step));
        let mut predicates: Vec<Expr<Bound>> = own.into_iter().map(|(_, predicate)| predicate).collect();
        if !fits {
            if !predicates.is_empty() {
                predicates.iter().for_each(|predicate| predicate.slots(&mut self.used));
                self.kept.push(Part::Filter(predicates));
            }
            for (_, branch) in &further {
                add_branch(branch, &mut self.used);
            }
            self.branches.extend(further);
            let ends = [step.ends.from, step.ends.to];
            ends.iter().chain(&step.distinct_from).for_each(|&slot| self.used.push(slot));
            step.properties.iter().for_each(|(_, value)| value.slots(&mut self.used));
            self.kept.push(Part::Expand(step));
            return;
        }
        if let Some((_, argument)) = self.present.take_if(|(slot, _)| *slot == to)
            && !self.graph.is_some_and(|graph| is_always_there(&argument, &step, graph))
        {
            predicates.push(Expr::made(ExprKind::Unary(UnaryOp::IsNotNull, Box::new(argument))));
        }
        let branches = further.into_iter().map(|(_, branch)| branch).collect();
        self.branches.push((step.ends.from, CountedBranch { step, predicates, branches }));
    }
}

/// Tells whether every node that a step leads to has a property.
fn is_always_there(property: &Expr<Bound>, step: &RelationshipStep, graph: &Graph) -> bool {
    let ExprKind::Property(_, key) = &property.kind else { return false };
    let column = key.symbol.or_else(|| graph.symbol(&key.name)).and_then(|key| graph.node_column(key));
    let (Some(column), Some(labels)) = (column, far_labels(step, graph)) else { return false };
    let all_have = |label| {
        let mut nodes = graph.label_candidates(label).iter();
        nodes.all(|node| column.has(node.index()) || !graph.has_label(*node, label))
    };
    labels.into_iter().any(all_have)
}

/// Notes the columns of the rows that a branch uses.
fn add_branch(branch: &CountedBranch, used: &mut Vec<Slot>) {
    used.push(branch.step.ends.from);
    used.extend(&branch.step.distinct_from);
}

/// Tells whether a relationship of a branch must differ from another one.
fn mentions(branch: &CountedBranch, relationship: Slot) -> bool {
    branch.step.distinct_from.contains(&relationship) || branch.branches.iter().any(|b| mentions(b, relationship))
}

/// Tells whether a branch can hang on a step that is only counted: its relationship need differ from no other than
/// that of the step, and what that takes off is known.
fn is_apart(branch: &CountedBranch, step: &RelationshipStep) -> bool {
    let same_types = match (branch.step.types.as_slice(), step.types.as_slice()) {
        ([a], [b]) => a.name == b.name,
        (a, b) => a.is_empty() && b.is_empty(),
    };
    use crate::graph::Direction::Both;
    let directed = branch.step.direction != Both && step.direction != Both;
    let own = branch.step.distinct_from.iter().all(|&slot| slot == step.relationship && same_types && directed);
    own && branch.branches.iter().all(|further| !mentions(further, step.relationship))
}

/// Returns the column of `entity` in `entity.key`.
fn property_of(expr: &Expr<Bound>) -> Option<Slot> {
    let ExprKind::Property(inner, _) = &expr.kind else { return None };
    match inner.kind {
        ExprKind::Variable(Variable::Slot(slot)) => Some(slot),
        _ => None,
    }
}

/// Returns the only column that a condition uses, where it gives the same each time.
fn only_slot(expr: &Expr<Bound>) -> Option<Slot> {
    let mut slots = Vec::new();
    expr.slots(&mut slots);
    match slots.as_slice() {
        [slot] if is_plain(expr) => Some(*slot),
        _ => None,
    }
}

fn is_plain(expr: &Expr<Bound>) -> bool {
    let mut plain = match &expr.kind {
        ExprKind::Subquery(_) => false,
        ExprKind::Call { function, .. } => function.name != "rand",
        _ => true,
    };
    expr.kind.visit_children(&mut |child| plain = plain && is_plain(child));
    plain
}
