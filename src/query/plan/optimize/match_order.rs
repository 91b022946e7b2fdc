//! `Match(input)` → scans, expansions and filters over `input`.
//!
//! Greedy: as long as a relationship touches a node that is known, the one that is likely to give fewest records is
//! followed; else the node with the fewest candidates is looked up. Each condition is applied as soon as all that it
//! uses is there.

use crate::graph::Graph;
use crate::query::ast::{CompareOp, Expr, ExprKind, NodePattern, PatternPart, Shortest};
use crate::query::bind::{Bound, Key, Slot, Variable};
use crate::query::plan::build::path_of;
use crate::query::plan::logical::{Ends, LogicalPlan, PatternPlan, RelationshipStep};
use crate::text::{Byte, Span};

pub(super) fn lower(plan: LogicalPlan, graph: &Graph) -> LogicalPlan {
    let LogicalPlan::Match { input, pattern } = plan else { return plan };
    let mut order = Order::new(&pattern, graph);
    order.run(*input)
}

/// How many times more candidates a node may have that is grouped by.
const GROUPED_BONUS: usize = 4;

/// A relationship still to be followed.
struct Link {
    step: RelationshipStep,
    /// Whether the relationship itself is known.
    known: bool,
    shortest: Option<Shortest>,
}

struct Order<'g> {
    graph: &'g Graph,
    known: Vec<Slot>,
    nodes: Vec<Slot>,
    links: Vec<Link>,
    predicates: Vec<Expr<Bound>>,
    paths: Vec<PatternPart<Bound>>,
    /// Columns that what follows groups by.
    grouped: Vec<Slot>,
    /// Relationships met so far in this clause, with their types.
    met: Vec<(Slot, Vec<Key>)>,
}

impl<'g> Order<'g> {
    fn new(pattern: &PatternPlan, graph: &'g Graph) -> Self {
        let mut order = Self {
            graph,
            known: pattern.bound.clone(),
            nodes: Vec::new(),
            links: Vec::new(),
            predicates: Vec::new(),
            paths: pattern.parts.clone(),
            grouped: pattern.grouped.clone(),
            met: Vec::new(),
        };
        for part in &pattern.parts {
            order.add_part(part);
        }
        order.predicates.extend(pattern.predicates.iter().cloned());
        order
    }

    fn add_part(&mut self, part: &PatternPart<Bound>) {
        self.add_node(&part.start);
        let mut from = part.start.variable.map_or(Slot(0), |v| v.slot);
        for (relationship, node) in &part.chain {
            self.add_node(node);
            let to = node.variable.map_or(Slot(0), |v| v.slot);
            let slot = relationship.variable.map_or(Slot(0), |v| v.slot);
            let several = relationship.length.is_some() || part.shortest.is_some();
            let length = match relationship.length {
                Some((least, most)) => Some((least.unwrap_or(1), most)),
                None => part.shortest.map(|_| (1, Some(1))),
            };
            let mut properties = property_conditions(relationship.properties.as_ref());
            if !several {
                for (key, value) in properties.drain(..) {
                    self.predicates.push(has_property(slot, key, value));
                }
            }
            let ends = Ends { from, to, from_known: false, to_known: false };
            let step = RelationshipStep {
                relationship: slot,
                ends,
                direction: relationship.direction,
                types: relationship.types.clone(),
                length,
                properties,
                reversed: false,
                distinct_from: Vec::new(),
                kept: None,
                keeps_relationship: true,
            };
            let known = self.known.contains(&slot);
            self.links.push(Link { step, known, shortest: part.shortest });
            from = to;
        }
    }

    fn add_node(&mut self, node: &NodePattern<Bound>) {
        let Some(variable) = node.variable else { return };
        if !self.nodes.contains(&variable.slot) {
            self.nodes.push(variable.slot);
        }
        if !node.labels.is_empty() {
            let kind = ExprKind::HasLabels(Box::new(column(variable.slot, node.span)), node.labels.clone());
            self.predicates.push(Expr::new(kind, node.span));
        }
        for (key, value) in property_conditions(node.properties.as_ref()) {
            self.predicates.push(has_property(variable.slot, key, value));
        }
    }

    fn run(&mut self, mut plan: LogicalPlan) -> LogicalPlan {
        plan = self.filtered(plan);
        loop {
            plan = if let Some(next) = self.next_link() {
                let link = self.links.remove(next);
                self.follow(plan, link)
            } else if let Some(node) = self.next_node() {
                self.scan(plan, node)
            } else {
                break;
            };
            plan = self.filtered(plan);
        }
        for part in std::mem::take(&mut self.paths) {
            if let Some((path, shape)) = path_of(&part) {
                plan = LogicalPlan::Path { input: Box::new(plan), path, shape };
                self.known.push(path);
                plan = self.filtered(plan);
            }
        }
        // What is left uses columns that nothing fills; it is evaluated all the same.
        plan.filter(std::mem::take(&mut self.predicates))
    }

    /// Applies the conditions that can be applied now.
    fn filtered(&mut self, plan: LogicalPlan) -> LogicalPlan {
        let known = &self.known;
        let (ready, waiting) = std::mem::take(&mut self.predicates).into_iter().partition(|p| all_known(p, known));
        self.predicates = waiting;
        plan.filter(ready)
    }

    /// Chooses the relationship to follow next.
    fn next_link(&self) -> Option<usize> {
        let knows = |slot: Slot| self.known.contains(&slot);
        let cost = |link: &Link| {
            let (from, to) = (knows(link.step.ends.from), knows(link.step.ends.to));
            match (&link.shortest, link.known, from, to) {
                (Some(_), _, true, true) => Some(1),
                (Some(_), ..) => None,
                (None, true, ..) => Some(0),
                (None, false, true, true) => Some(2),
                (None, false, false, false) => None,
                _ => Some(if link.step.length.is_some() { 4 } else { 3 }),
            }
        };
        let costs = self.links.iter().enumerate().filter_map(|(at, link)| cost(link).map(|cost| (cost, at)));
        costs.min().map(|(_, at)| at)
    }

    fn follow(&mut self, plan: LogicalPlan, link: Link) -> LogicalPlan {
        let Link { mut step, known, shortest } = link;
        let knows = |slot: Slot| self.known.contains(&slot);
        (step.ends.from_known, step.ends.to_known) = (knows(step.ends.from), knows(step.ends.to));
        step.distinct_from =
            self.met.iter().filter(|(_, types)| may_share(types, &step.types)).map(|(s, _)| *s).collect();
        let input = Box::new(plan);
        self.met.push((step.relationship, step.types.clone()));
        for slot in [step.relationship, step.ends.from, step.ends.to] {
            if !self.known.contains(&slot) {
                self.known.push(slot);
            }
        }
        if let Some(shortest) = shortest {
            return LogicalPlan::ShortestPath { input, step, all: shortest == Shortest::All };
        }
        if known {
            return LogicalPlan::Endpoints { input, step };
        }
        if !step.ends.from_known {
            step.ends = Ends { from: step.ends.to, to: step.ends.from, from_known: true, to_known: false };
            step.reversed = true;
            step.direction = step.direction.reversed();
            return LogicalPlan::Expand { input, step };
        }
        LogicalPlan::Expand { input, step }
    }

    /// Chooses the node to look up next: the one with the fewest candidates, or one that is grouped by and has not many
    /// more, since what leads to the others may then only be counted.
    fn next_node(&self) -> Option<Slot> {
        let unknown = self.nodes.iter().copied().filter(|node| !self.known.contains(node));
        let cost = |node: Slot| {
            let candidates = self.candidates(node);
            if self.grouped.contains(&node) { candidates / GROUPED_BONUS } else { candidates }
        };
        unknown.enumerate().min_by_key(|&(at, node)| (cost(node), at)).map(|(_, node)| node)
    }

    /// Estimates how many nodes a column may hold.
    fn candidates(&self, node: Slot) -> usize {
        let labels = self.labels_of(node);
        let count = |label: &Key| {
            let symbol = label.symbol.or_else(|| self.graph.symbol(&label.name));
            symbol.map_or(0, |symbol| self.graph.label_candidates(symbol).len())
        };
        let all = labels.iter().map(count).min().unwrap_or_else(|| self.graph.node_count());
        if self.property_lookup(node).is_some() { all.min(1) } else { all }
    }

    fn labels_of(&self, node: Slot) -> Vec<Key> {
        let labels = self.predicates.iter().filter_map(|predicate| match &predicate.kind {
            ExprKind::HasLabels(inner, labels) if slot_of(inner) == Some(node) => Some(labels.clone()),
            _ => None,
        });
        labels.flatten().collect()
    }

    /// Finds a condition `node.key = value` whose value is known.
    fn property_lookup(&self, node: Slot) -> Option<(usize, Key, Expr<Bound>)> {
        self.predicates.iter().enumerate().find_map(|(at, predicate)| {
            let ExprKind::Compare(left, rest) = &predicate.kind else { return None };
            let [(CompareOp::Equal, right)] = rest.as_slice() else { return None };
            [(&**left, right), (right, &**left)].into_iter().find_map(|(side, value)| match &side.kind {
                ExprKind::Property(inner, key) if slot_of(inner) == Some(node) && all_known(value, &self.known) => {
                    Some((at, key.clone(), value.clone()))
                }
                _ => None,
            })
        })
    }

    fn scan(&mut self, plan: LogicalPlan, node: Slot) -> LogicalPlan {
        let labels = self.labels_of(node);
        let fewest = labels.into_iter().min_by_key(|label| {
            let symbol = label.symbol.or_else(|| self.graph.symbol(&label.name));
            symbol.map_or(0, |symbol| self.graph.label_candidates(symbol).len())
        });
        let lookup = self.property_lookup(node);
        self.known.push(node);
        if let Some(label) = &fewest {
            // The scan looks at the label itself.
            self.predicates.retain(|predicate| match &predicate.kind {
                ExprKind::HasLabels(inner, labels) => {
                    slot_of(inner) != Some(node) || labels.iter().any(|other| other.name != label.name)
                }
                _ => true,
            });
        }
        let input = Box::new(plan);
        match (fewest, lookup) {
            (Some(label), Some((_, key, value))) => LogicalPlan::NodesByProperty { input, node, label, key, value },
            (Some(label), None) => LogicalPlan::NodesByLabel { input, node, label },
            (None, _) => LogicalPlan::AllNodes { input, node },
        }
    }
}

/// Tells whether two relationship patterns may meet the same relationship.
fn may_share(a: &[Key], b: &[Key]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|key| b.iter().any(|other| key.name == other.name))
}

fn column(slot: Slot, span: Span<Byte>) -> Expr<Bound> {
    Expr::new(ExprKind::Variable(Variable::Slot(slot)), span)
}

const fn slot_of(expr: &Expr<Bound>) -> Option<Slot> {
    match &expr.kind {
        ExprKind::Variable(Variable::Slot(slot)) => Some(*slot),
        _ => None,
    }
}

/// Returns key and value of each property of a pattern.
fn property_conditions(properties: Option<&Expr<Bound>>) -> Vec<(Key, Expr<Bound>)> {
    match properties.map(|properties| &properties.kind) {
        Some(ExprKind::Map(entries)) => {
            let key = |name: &String| Key { name: name.as_str().into(), symbol: None };
            entries.iter().map(|(name, value)| (key(name), value.clone())).collect()
        }
        _ => Vec::new(),
    }
}

fn has_property(slot: Slot, key: Key, value: Expr<Bound>) -> Expr<Bound> {
    let span = value.span;
    let property = Expr::new(ExprKind::Property(Box::new(column(slot, span)), key), span);
    Expr::new(ExprKind::Compare(Box::new(property), vec![(CompareOp::Equal, value)]), span)
}

/// Tells whether all columns that an expression uses are filled.
fn all_known(expr: &Expr<Bound>, known: &[Slot]) -> bool {
    let own = match &expr.kind {
        ExprKind::Variable(Variable::Slot(slot)) => known.contains(slot),
        ExprKind::Subquery(subplan) => subplan.imports.iter().all(|(variable, _)| match variable {
            Variable::Slot(slot) => known.contains(slot),
            Variable::Local(_) => true,
        }),
        _ => true,
    };
    let mut all = own;
    expr.kind.visit_children(&mut |child| all = all && all_known(child, known));
    all
}
