//! A plan as text, in the words of the query.

use super::estimate::Estimator;
use super::logical::{CountedBranch, LogicalPlan, RelationshipStep};
use crate::graph::{Direction, Graph};
use crate::query::ast::{CompareOp, Expr, ExprKind, SortItem};
use crate::query::bind::{AggregateCall, Bound, Key, Slot, SlotNames};
use crate::query::expr::functions::Aggregate;

/// How much of an expression is shown.
const EXPRESSION_CHARS: usize = 60;

/// What the query calls things.
struct Words<'q> {
    text: &'q str,
    names: &'q SlotNames,
}

impl Words<'_> {
    /// Returns name and details of the topmost part.
    fn describe(&self, plan: &LogicalPlan) -> (&'static str, String) {
        match plan {
            LogicalPlan::Argument { .. } => ("Argument", String::new()),
            LogicalPlan::Match { .. } => ("Match", String::new()),
            LogicalPlan::AllNodes { node, .. } => ("AllNodes", self.node(*node)),
            LogicalPlan::NodesByLabel { node, label, .. } => {
                ("NodesByLabel", format!("({}:{})", self.name(*node), label.name))
            }
            LogicalPlan::NodesByProperty { node, label, key, value, .. } => {
                let (node, value) = (self.name(*node), self.expression(value));
                ("NodesByProperty", format!("({node}:{} {{{}: {value}}})", label.name, key.name))
            }
            LogicalPlan::Expand { step, .. } => ("Expand", self.step(step)),
            LogicalPlan::Endpoints { step, .. } => ("Endpoints", self.step(step)),
            LogicalPlan::ShortestPath { step, all, .. } => {
                ("ShortestPath", if *all { format!("all {}", self.step(step)) } else { self.step(step) })
            }
            LogicalPlan::Path { path, .. } => ("Path", self.name(*path).to_owned()),
            LogicalPlan::Filter { predicates, .. } => {
                ("Filter", joined(predicates.iter().map(|predicate| self.expression(predicate)), " AND "))
            }
            LogicalPlan::Optional { .. } => ("Optional", String::new()),
            LogicalPlan::Project { items, .. } => {
                ("Project", joined(items.iter().map(|(_, expr)| self.expression(expr)), ", "))
            }
            LogicalPlan::Narrow { kept, .. } => {
                let named = kept.iter().map(|slot| self.name(*slot).to_owned()).filter(|name| !name.is_empty());
                ("Narrow", joined(named, ", "))
            }
            LogicalPlan::Aggregate { keys, aggregates, counted, .. } => {
                ("Aggregate", self.groups(keys, aggregates, counted))
            }
            LogicalPlan::Distinct { .. } => ("Distinct", String::new()),
            LogicalPlan::Sort { order, .. } => ("Sort", self.order(order)),
            LogicalPlan::Top { order, limit, .. } => {
                ("Top", format!("{} by {}", self.expression(limit), self.order(order)))
            }
            LogicalPlan::Skip { count, .. } => ("Skip", self.expression(count)),
            LogicalPlan::Limit { count, .. } => ("Limit", self.expression(count)),
            LogicalPlan::Unwind { list, slot, .. } => {
                ("Unwind", format!("{} AS {}", self.expression(list), self.name(*slot)))
            }
            LogicalPlan::Call { procedure, .. } => ("Call", procedure.clone()),
            LogicalPlan::Union { parts, .. } => ("Union", format!("{} parts", parts.len())),
            LogicalPlan::Create { pattern, .. } => ("Create", format!("{} pattern(s)", pattern.len())),
            LogicalPlan::Merge { .. } => ("Merge", String::new()),
            LogicalPlan::Set { items, .. } => ("Set", format!("{} item(s)", items.len())),
            LogicalPlan::Remove { items, .. } => ("Remove", format!("{} item(s)", items.len())),
            LogicalPlan::Delete { detach, .. } => ("Delete", if *detach { "detach" } else { "" }.to_owned()),
            LogicalPlan::Foreach { slot, .. } => ("Foreach", self.name(*slot).to_owned()),
        }
    }

    /// Returns what the query calls a column; nothing where it gives no name.
    fn name(&self, slot: Slot) -> &str {
        self.names.get(&slot).map_or("", String::as_str)
    }

    fn node(&self, slot: Slot) -> String {
        format!("({})", self.name(slot))
    }

    /// Returns an expression as the query has it; conditions that stand inside a pattern are spelt out.
    fn expression(&self, expr: &Expr<Bound>) -> String {
        match &expr.kind {
            ExprKind::HasLabels(inner, labels) => {
                let labels: Vec<&str> = labels.iter().map(|label| &*label.name).collect();
                return format!("{}:{}", self.expression(inner), labels.join(":"));
            }
            ExprKind::Variable(crate::query::bind::Variable::Slot(slot)) if !self.name(*slot).is_empty() => {
                return self.name(*slot).to_owned();
            }
            // What a pattern says of a property stands where its value does.
            ExprKind::Compare(left, rest) if left.span == expr.span => {
                if let (ExprKind::Property(inner, key), [(CompareOp::Equal, value)]) = (&left.kind, rest.as_slice()) {
                    return format!("{}.{} = {}", self.expression(inner), key.name, self.source(value));
                }
            }
            _ => {}
        }
        self.source(expr)
    }

    /// Returns the part of the query where an expression stands, in one line.
    fn source(&self, expr: &Expr<Bound>) -> String {
        let text = self.text.get(expr.span.start as usize..expr.span.end as usize).unwrap_or_default();
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(EXPRESSION_CHARS) {
            Some((cut, _)) => format!("{}…", &line[..cut]),
            None => line,
        }
    }

    fn order(&self, order: &[SortItem<Bound>]) -> String {
        let key = |item: &SortItem<Bound>| {
            let descending = if item.descending { " DESC" } else { "" };
            format!("{}{descending}", self.expression(&item.expr))
        };
        joined(order.iter().map(key), ", ")
    }

    fn groups(
        &self,
        keys: &[(Slot, Expr<Bound>)],
        aggregates: &[(Slot, AggregateCall)],
        counted: &[CountedBranch],
    ) -> String {
        let call = |(_, call): &(Slot, AggregateCall)| {
            let distinct = if call.distinct { "DISTINCT " } else { "" };
            let argument = call.argument.as_ref().map_or_else(|| "*".to_owned(), |argument| self.expression(argument));
            format!("{}({distinct}{argument})", function(call.aggregate))
        };
        let mut text = joined(aggregates.iter().map(call), ", ");
        if !keys.is_empty() {
            text += &format!(" by {}", joined(keys.iter().map(|(_, key)| self.expression(key)), ", "));
        }
        if !counted.is_empty() {
            text += &format!(", counting {}", joined(counted.iter().map(|counted| self.branch(counted)), ", "));
        }
        text
    }

    fn branch(&self, counted: &CountedBranch) -> String {
        let conditions = joined(counted.predicates.iter().map(|predicate| self.expression(predicate)), " AND ");
        let conditions = if conditions.is_empty() { conditions } else { format!(" where {conditions}") };
        let further: Vec<String> = counted.branches.iter().map(|b| format!(" {{{}}}", self.branch(b))).collect();
        format!("{}{conditions}{}", self.step(&counted.step), further.concat())
    }

    fn step(&self, step: &RelationshipStep) -> String {
        let types: Vec<&str> = step.types.iter().map(|Key { name, .. }| &**name).collect();
        let types = if types.is_empty() { String::new() } else { format!(":{}", types.join("|")) };
        let length = match step.length {
            None => String::new(),
            Some((least, None)) => format!("*{least}.."),
            Some((least, Some(most))) => format!("*{least}..{most}"),
        };
        let (left, right) = match step.direction {
            Direction::Outgoing => ("-", "->"),
            Direction::Incoming => ("<-", "-"),
            Direction::Both => ("-", "-"),
        };
        let into = if step.ends.to_known { " (into)" } else { "" };
        let inside = format!("{}{types}{length}", self.name(step.relationship));
        let inside = if inside.is_empty() { String::new() } else { format!("[{inside}]") };
        format!("{}{left}{inside}{right}{}{into}", self.node(step.ends.from), self.node(step.ends.to))
    }
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

/// Returns how a query calls an aggregate.
const fn function(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Count => "count",
        Aggregate::Sum => "sum",
        Aggregate::Average => "avg",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
        Aggregate::Collect => "collect",
        Aggregate::Deviation => "stDev",
        Aggregate::PopulationDeviation => "stDevP",
        Aggregate::PercentileContinuous => "percentileCont",
        Aggregate::PercentileDiscrete => "percentileDisc",
    }
}

/// A part of a plan as it is shown: what is done first is set deepest.
pub(in crate::query) struct Line<'p> {
    /// The part.
    pub plan: &'p LogicalPlan,
    /// Its name, set in by its depth.
    pub name: String,
    /// What it works on.
    pub details: String,
    /// How many rows it is likely to give.
    pub estimate: i64,
}

/// Returns the plan of a query as lines, what is done last first; `names` are those of its columns.
pub(in crate::query) fn render<'p>(
    plan: &'p LogicalPlan,
    text: &str,
    names: &SlotNames,
    graph: &Graph,
) -> Vec<Line<'p>> {
    let mut lines = Vec::new();
    add(plan, 0, 1.0, &Words { text, names }, &mut Estimator::new(graph), &mut lines);
    lines
}

/// Adds a part and those below it; returns how many rows it is likely to give.
fn add<'p>(
    plan: &'p LogicalPlan,
    depth: usize,
    argument: f64,
    words: &Words<'_>,
    estimator: &mut Estimator<'_>,
    lines: &mut Vec<Line<'p>>,
) -> f64 {
    let (name, details) = words.describe(plan);
    let at = lines.len();
    lines.push(Line { plan, name: format!("{}{name}", "  ".repeat(depth)), details, estimate: 0 });
    let mut below: Vec<f64> = Vec::new();
    for input in plan.inputs() {
        // What is done for each row begins with the rows of the part beside it; the parts of a union do not.
        let given = match plan {
            LogicalPlan::Union { .. } => argument,
            _ => below.first().copied().unwrap_or(argument),
        };
        below.push(add(input, depth + 1, given, words, estimator, lines));
    }
    let rows = estimator.rows(plan, &below, argument);
    // What is likely to give less than one row is not said to give none.
    let shown = if rows > 0.0 { rows.round().max(1.0) } else { 0.0 };
    if let Some(line) = lines.get_mut(at) {
        line.estimate = shown as i64;
    }
    rows
}
