//! How many rows each part of a plan is likely to give.
//!
//! What is known: how many nodes a label has, how many relationships a type has, and which labels all ends of a type
//! have. What is not known is guessed: a condition `a = b` lets a tenth through, a comparison a third, any other half.
//! Rows of a relationship spread evenly over the nodes that may have it. The numbers are for people who read plans; the
//! optimiser does not use them.

use super::logical::{LogicalPlan, RelationshipStep};
use super::optimize::far_labels;
use crate::graph::{Direction, Graph, Value};
use crate::query::ast::{CompareOp, Expr, ExprKind};
use crate::query::bind::{Bound, Key, Slot, Variable};
use crate::text::Symbol;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How many rows of a list or a procedure are guessed.
const UNKNOWN_LIST: f64 = 10.0;

/// How many relationships in a row are looked at where no end is set.
const LONGEST: u64 = 4;

/// Estimates the parts of one plan, from below.
pub(super) struct Estimator<'g> {
    graph: &'g Graph,
    /// How many nodes a column may hold.
    nodes: FxHashMap<Slot, f64>,
    /// Nodes with the property that they were found by.
    looked_up: Vec<(Slot, Arc<str>)>,
}

impl<'g> Estimator<'g> {
    pub(super) fn new(graph: &'g Graph) -> Self {
        Self { graph, nodes: FxHashMap::default(), looked_up: Vec::new() }
    }

    /// Estimates the rows of a part by those of the parts right below it; `argument` are the rows given from outside.
    pub(super) fn rows(&mut self, plan: &LogicalPlan, below: &[f64], argument: f64) -> f64 {
        let rows = below.first().copied().unwrap_or(argument);
        match plan {
            LogicalPlan::Argument { .. } => argument,
            LogicalPlan::AllNodes { node, .. } => rows * self.hold(*node, self.graph.node_count() as f64),
            LogicalPlan::NodesByLabel { node, label, .. } => rows * self.hold(*node, self.labelled(label)),
            LogicalPlan::NodesByProperty { node, label, key, value, .. } => {
                let all = self.labelled(label);
                self.hold(*node, all);
                self.looked_up.push((*node, key.name.clone()));
                rows * self.count_equal(label, key, value).unwrap_or(1.0).min(all)
            }
            LogicalPlan::Expand { step, .. } => rows * self.per_row(step),
            LogicalPlan::Filter { predicates, .. } => predicates.iter().fold(rows, |rows, p| rows * self.share(p)),
            LogicalPlan::Optional { .. } => {
                // Where matches are spread evenly over the rows, one in e^matches-per-row has none and stays as it is.
                let matched = below.get(1).copied().unwrap_or(0.0);
                matched + rows * (-matched / rows.max(f64::MIN_POSITIVE)).exp()
            }
            LogicalPlan::Aggregate { keys, .. } => {
                let groups = keys.iter().map(|(_, key)| self.values_of(key).unwrap_or(rows)).product::<f64>();
                if keys.is_empty() { 1.0 } else { groups.min(rows) }
            }
            LogicalPlan::Top { limit, skip, .. } => {
                let rest = rows - skip.as_ref().and_then(number).unwrap_or(0.0);
                number(limit).map_or(rest, |limit| rest.min(limit)).max(0.0)
            }
            LogicalPlan::Skip { count, .. } => (rows - number(count).unwrap_or(0.0)).max(0.0),
            LogicalPlan::Limit { count, .. } => number(count).map_or(rows, |most| rows.min(most)),
            LogicalPlan::Unwind { list, .. } => rows * length(list).unwrap_or(UNKNOWN_LIST),
            LogicalPlan::Call { outputs, .. } => rows * if outputs.is_empty() { 1.0 } else { UNKNOWN_LIST },
            LogicalPlan::Union { .. } => below.iter().sum(),
            LogicalPlan::Match { .. }
            | LogicalPlan::Endpoints { .. }
            | LogicalPlan::ShortestPath { .. }
            | LogicalPlan::Path { .. }
            | LogicalPlan::Project { .. }
            | LogicalPlan::Narrow { .. }
            | LogicalPlan::Distinct { .. }
            | LogicalPlan::Sort { .. }
            | LogicalPlan::Create { .. }
            | LogicalPlan::Merge { .. }
            | LogicalPlan::Set { .. }
            | LogicalPlan::Remove { .. }
            | LogicalPlan::Delete { .. }
            | LogicalPlan::Foreach { .. } => rows,
        }
    }

    /// Notes how many nodes a column may hold.
    fn hold(&mut self, slot: Slot, count: f64) -> f64 {
        self.nodes.insert(slot, count);
        count
    }

    fn held(&self, slot: Slot) -> f64 {
        self.nodes.get(&slot).copied().unwrap_or_else(|| self.graph.node_count() as f64).max(1.0)
    }

    fn symbol(&self, key: &Key) -> Option<Symbol> {
        key.symbol.or_else(|| self.graph.symbol(&key.name))
    }

    fn labelled(&self, label: &Key) -> f64 {
        self.symbol(label).map_or(0.0, |label| self.graph.label_candidates(label).len() as f64)
    }

    /// Counts the nodes with a property, where its value stands in the query.
    fn count_equal(&self, label: &Key, key: &Key, value: &Expr<Bound>) -> Option<f64> {
        let ExprKind::Literal(value) = &value.kind else { return None };
        let (label, key) = (self.symbol(label)?, self.symbol(key)?);
        self.graph.property_candidates(label, key, value).map(|found| found.len() as f64)
    }

    fn is_looked_up(&self, expr: &Expr<Bound>) -> bool {
        let ExprKind::Property(inner, key) = &expr.kind else { return false };
        let ExprKind::Variable(Variable::Slot(slot)) = inner.kind else { return false };
        self.looked_up.iter().any(|(node, by)| *node == slot && *by == key.name)
    }

    /// Returns how many relationships of a step a row leads to.
    fn per_row(&mut self, step: &RelationshipStep) -> f64 {
        let both = if step.direction == Direction::Both { 2.0 } else { 1.0 };
        let count = |kind| self.graph.adjacency(Some(kind), Direction::Outgoing).len();
        let all = if step.types.is_empty() {
            self.graph.relationship_count()
        } else {
            step.types.iter().filter_map(|key| self.symbol(key)).map(count).sum()
        };
        let from = self.held(step.ends.from);
        let far = far_labels(step, self.graph).unwrap_or_default();
        let far = far.into_iter().map(|label| self.graph.label_candidates(label).len()).min();
        let to = far.unwrap_or_else(|| self.graph.node_count()) as f64;
        let degree = both * all as f64 / from;
        let reached = match step.length {
            None => degree,
            Some((least, most)) => {
                let most = most.unwrap_or(least.max(LONGEST)).min(least.max(LONGEST));
                (least..=most).map(|hops| degree.powi(i32::try_from(hops).unwrap_or(i32::MAX))).sum()
            }
        };
        if step.ends.to_known {
            return reached / self.held(step.ends.to);
        }
        self.hold(step.ends.to, to);
        reached
    }

    /// Returns the share of rows for which a condition is likely to hold.
    fn share(&mut self, predicate: &Expr<Bound>) -> f64 {
        match &predicate.kind {
            ExprKind::Literal(Value::Boolean(truth)) => f64::from(u8::from(*truth)),
            ExprKind::And(parts) => parts.iter().map(|part| self.share(part)).product(),
            ExprKind::Or(parts) => parts.iter().map(|part| self.share(part)).sum::<f64>().min(1.0),
            ExprKind::HasLabels(inner, labels) => {
                let fewest = labels.iter().map(|label| self.labelled(label)).fold(f64::INFINITY, f64::min);
                let ExprKind::Variable(Variable::Slot(slot)) = inner.kind else { return 0.5 };
                let share = (fewest / self.held(slot)).min(1.0);
                self.hold(slot, fewest.min(self.held(slot)));
                share
            }
            // The lookup gave rows for which it holds.
            ExprKind::Compare(left, rest) if rest.len() == 1 && self.is_looked_up(left) => 1.0,
            ExprKind::Compare(_, rest) => rest.iter().map(|(op, _)| compared(*op)).product(),
            _ => 0.5,
        }
    }

    /// Returns how many values a key to group by has at most, where it hangs on a node.
    fn values_of(&self, key: &Expr<Bound>) -> Option<f64> {
        match &key.kind {
            ExprKind::Variable(Variable::Slot(slot)) => self.nodes.get(slot).copied(),
            ExprKind::Property(inner, _) => self.values_of(inner),
            ExprKind::Literal(_) => Some(1.0),
            _ => None,
        }
    }
}

const fn compared(op: CompareOp) -> f64 {
    match op {
        CompareOp::Equal => 0.1,
        CompareOp::NotEqual => 0.9,
        _ => 1.0 / 3.0,
    }
}

/// Returns a number that stands in the query.
fn number(expr: &Expr<Bound>) -> Option<f64> {
    match &expr.kind {
        ExprKind::Literal(Value::Integer(number)) => Some(*number as f64),
        _ => None,
    }
}

/// Returns the length of a list that stands in the query.
fn length(list: &Expr<Bound>) -> Option<f64> {
    match &list.kind {
        ExprKind::List(items) => Some(items.len() as f64),
        ExprKind::Literal(Value::List(items)) => Some(items.len() as f64),
        ExprKind::Call { arguments, .. } => match arguments.as_slice() {
            [from, to] => Some((number(to)? - number(from)? + 1.0).max(0.0)),
            _ => None,
        },
        _ => None,
    }
}
