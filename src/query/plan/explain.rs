//! A plan as text.

use super::logical::{CountedBranch, LogicalPlan, RelationshipStep};
use crate::graph::Direction;
use crate::query::bind::Key;

/// Returns name and details of the topmost part.
pub(in crate::query) fn describe(plan: &LogicalPlan) -> (&'static str, String) {
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

/// Returns a plan as lines, what is done last first; what is done first is set deepest.
pub(in crate::query) fn render(plan: &LogicalPlan) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    add(plan, 0, &mut lines);
    lines
}

fn add(plan: &LogicalPlan, depth: usize, lines: &mut Vec<(String, String)>) {
    let (name, details) = describe(plan);
    lines.push((format!("{}{name}", "  ".repeat(depth)), details));
    for input in plan.inputs() {
        add(input, depth + 1, lines);
    }
}
