//! A plan as text.

use super::estimate::Estimator;
use super::logical::{CountedBranch, LogicalPlan, RelationshipStep};
use crate::graph::{Direction, Graph};
use crate::query::bind::Key;

/// Returns name and details of the topmost part.
fn describe(plan: &LogicalPlan) -> (&'static str, String) {
    match plan {
        LogicalPlan::Argument { .. } => ("Argument", String::new()),
        LogicalPlan::Match { .. } => ("Match", String::new()),
        LogicalPlan::AllNodes { node, .. } => ("AllNodes", format!("#{}", node.0)),
        LogicalPlan::NodesByLabel { node, label, .. } => ("NodesByLabel", format!("#{}:{}", node.0, label.name)),
        LogicalPlan::NodesByProperty { node, label, key, .. } => {
            ("NodesByProperty", format!("#{}:{} by {}", node.0, label.name, key.name))
        }
        LogicalPlan::Expand { step, .. } => ("Expand", shown(step)),
        LogicalPlan::Endpoints { step, .. } => ("Endpoints", shown(step)),
        LogicalPlan::ShortestPath { step, .. } => ("ShortestPath", shown(step)),
        LogicalPlan::Path { path, .. } => ("Path", format!("#{}", path.0)),
        LogicalPlan::Filter { predicates, .. } => ("Filter", format!("{} condition(s)", predicates.len())),
        LogicalPlan::Optional { .. } => ("Optional", String::new()),
        LogicalPlan::Project { items, .. } => ("Project", format!("{} column(s)", items.len())),
        LogicalPlan::Narrow { kept, .. } => ("Narrow", format!("{} column(s)", kept.len())),
        LogicalPlan::Aggregate { keys, aggregates, counted, .. } => {
            let branches = counted.iter().map(branch).collect::<Vec<_>>().join(", ");
            let counted = if branches.is_empty() { String::new() } else { format!(", counting {branches}") };
            ("Aggregate", format!("{} aggregate(s) by {} key(s){counted}", aggregates.len(), keys.len()))
        }
        LogicalPlan::Distinct { .. } => ("Distinct", String::new()),
        LogicalPlan::Sort { order, .. } => ("Sort", format!("{} key(s)", order.len())),
        LogicalPlan::Top { order, .. } => ("Top", format!("{} key(s)", order.len())),
        LogicalPlan::Skip { .. } => ("Skip", String::new()),
        LogicalPlan::Limit { .. } => ("Limit", String::new()),
        LogicalPlan::Unwind { slot, .. } => ("Unwind", format!("#{}", slot.0)),
        LogicalPlan::Call { procedure, .. } => ("Call", procedure.clone()),
        LogicalPlan::Union { parts, .. } => ("Union", format!("{} parts", parts.len())),
        LogicalPlan::Create { pattern, .. } => ("Create", format!("{} pattern(s)", pattern.len())),
        LogicalPlan::Merge { .. } => ("Merge", String::new()),
        LogicalPlan::Set { items, .. } => ("Set", format!("{} item(s)", items.len())),
        LogicalPlan::Remove { items, .. } => ("Remove", format!("{} item(s)", items.len())),
        LogicalPlan::Delete { detach, .. } => ("Delete", if *detach { "detach" } else { "" }.to_owned()),
        LogicalPlan::Foreach { slot, .. } => ("Foreach", format!("#{}", slot.0)),
    }
}

fn branch(counted: &CountedBranch) -> String {
    let conditions = counted.predicates.len();
    let conditions = if conditions == 0 { String::new() } else { format!(" where {conditions} condition(s)") };
    let further: Vec<String> = counted.branches.iter().map(|b| format!(" {{{}}}", branch(b))).collect();
    format!("{}{conditions}{}", shown(&counted.step), further.concat())
}

fn shown(step: &RelationshipStep) -> String {
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
    format!("(#{}){left}[#{}{types}{length}]{right}(#{}){into}", step.ends.from.0, step.relationship.0, step.ends.to.0)
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

/// Returns a plan as lines, what is done last first.
pub(in crate::query) fn render<'p>(plan: &'p LogicalPlan, graph: &Graph) -> Vec<Line<'p>> {
    let mut lines = Vec::new();
    add(plan, 0, 1.0, &mut Estimator::new(graph), &mut lines);
    lines
}

/// Adds a part and those below it; returns how many rows it is likely to give.
fn add<'p>(
    plan: &'p LogicalPlan,
    depth: usize,
    argument: f64,
    estimator: &mut Estimator<'_>,
    lines: &mut Vec<Line<'p>>,
) -> f64 {
    let (name, details) = describe(plan);
    let at = lines.len();
    lines.push(Line { plan, name: format!("{}{name}", "  ".repeat(depth)), details, estimate: 0 });
    let mut below: Vec<f64> = Vec::new();
    for input in plan.inputs() {
        // What is done for each row begins with the rows of the part beside it; the parts of a union do not.
        let given = match plan {
            LogicalPlan::Union { .. } => argument,
            _ => below.first().copied().unwrap_or(argument),
        };
        below.push(add(input, depth + 1, given, estimator, lines));
    }
    let rows = estimator.rows(plan, &below, argument);
    // What is likely to give less than one row is not said to give none.
    let shown = if rows > 0.0 { rows.round().max(1.0) } else { 0.0 };
    if let Some(line) = lines.get_mut(at) {
        line.estimate = shown as i64;
    }
    rows
}
