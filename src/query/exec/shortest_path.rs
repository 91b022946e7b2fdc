//! Finds shortest paths between two nodes: level by level from both, always from the side with less to follow.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use super::steps::{Neighbours, has_properties, wanted_properties};
use crate::graph::{Graph, NodeId, RelationshipId, Value};
use crate::query::plan::RelationshipStep;
use crate::text::Symbol;
use rustc_hash::FxHashMap;

pub(super) struct ShortestPath<'p> {
    source: Source<'p>,
    step: &'p RelationshipStep,
    all: bool,
}

/// How a node is reached on shortest ways: its distance, and each relationship that leads there with where from.
type Reached = FxHashMap<NodeId, (u64, Vec<(RelationshipId, NodeId)>)>;

/// A search from one of the two nodes.
struct Side {
    neighbours: Neighbours,
    reached: Reached,
    level: Vec<NodeId>,
    distance: u64,
}

impl Side {
    fn new(neighbours: Neighbours, node: NodeId) -> Self {
        let reached = Reached::from_iter([(node, (0, Vec::new()))]);
        Self { neighbours, reached, level: vec![node], distance: 0 }
    }

    /// Returns how many relationships the next level has to follow.
    fn cost(&self, graph: &Graph) -> usize {
        self.level.iter().map(|&node| self.neighbours.degree(graph, node)).sum()
    }

    /// Goes one level further; tells whether a node was met that the other side has reached.
    fn advance(&mut self, other: &Reached, all: bool, wanted: &Wanted, ctx: &Context<'_>) -> Result<bool> {
        self.distance += 1;
        let (distance, graph) = (self.distance, ctx.graph());
        let (mut next, mut met) = (Vec::new(), false);
        for node in std::mem::take(&mut self.level) {
            ctx.shared.tick()?;
            let reached = &mut self.reached;
            self.neighbours.visit(graph, node, |id, far| {
                if !wanted.is_empty() && !has_properties(graph, id, wanted) {
                    return;
                }
                let entry = reached.entry(far).or_insert_with(|| {
                    next.push(far);
                    met = met || other.contains_key(&far);
                    (distance, Vec::new())
                });
                if entry.0 == distance && (all || entry.1.is_empty()) {
                    entry.1.push((id, node));
                }
            });
            // One way is enough where only one is asked for.
            if met && !all {
                break;
            }
        }
        ctx.shared.keep(next.len() * size_of::<(NodeId, u64, Vec<(RelationshipId, NodeId)>)>())?;
        self.level = next;
        Ok(met)
    }

    /// Returns the relationships of all shortest ways from the side's node to another.
    fn ways(&self, to: NodeId) -> Vec<Vec<RelationshipId>> {
        let mut done = Vec::new();
        let mut open = vec![(to, Vec::new())];
        while let Some((node, way)) = open.pop() {
            let Some((distance, by)) = self.reached.get(&node) else { continue };
            if *distance == 0 {
                done.push(way.into_iter().rev().collect());
                continue;
            }
            for &(id, before) in by.iter().rev() {
                let mut longer: Vec<RelationshipId> = way.clone();
                longer.push(id);
                open.push((before, longer));
            }
        }
        done
    }
}

/// What each relationship must have.
type Wanted = [(Option<Symbol>, Value)];

impl<'p> ShortestPath<'p> {
    pub(super) const fn new(source: Source<'p>, step: &'p RelationshipStep, all: bool) -> Self {
        Self { source, step, all }
    }

    /// Returns the shortest lists of relationships from one node to the other.
    fn find(&self, ctx: &Context<'_>, batch: &Batch, row: usize) -> Result<Vec<Vec<RelationshipId>>> {
        let ends = self.step.ends;
        let (Some(from), Some(to)) = (batch.node(ends.from, row), batch.node(ends.to, row)) else {
            return Ok(Vec::new());
        };
        let (least, most) = self.step.length.unwrap_or((1, None));
        if from == to {
            return Ok(if least == 0 { vec![Vec::new()] } else { Vec::new() });
        }
        let wanted = wanted_properties(self.step, ctx, batch, row)?;
        let mut near = Side::new(Neighbours::new(self.step, ctx), from);
        let mut far = Side::new(Neighbours::turned(self.step, ctx), to);
        let mut met = false;
        while !met && most.is_none_or(|most| near.distance + far.distance < most) {
            if near.level.is_empty() || far.level.is_empty() {
                return Ok(Vec::new());
            }
            met = if near.cost(ctx.graph()) <= far.cost(ctx.graph()) {
                near.advance(&far.reached, self.all, &wanted, ctx)?
            } else {
                far.advance(&near.reached, self.all, &wanted, ctx)?
            };
        }
        if !met || near.distance + far.distance < least {
            return Ok(Vec::new());
        }
        Ok(joined(&near, &far, self.all))
    }
}

/// Joins the ways of both sides where they meet.
fn joined(near: &Side, far: &Side, all: bool) -> Vec<Vec<RelationshipId>> {
    let total = near.distance + far.distance;
    let meets = |(node, (distance, _)): (&NodeId, &(u64, Vec<_>))| {
        far.reached.get(node).filter(|(rest, _)| distance + rest == total).map(|_| *node)
    };
    // Each way is found once: at the node where the near side stopped.
    let mut middles: Vec<NodeId> =
        near.reached.iter().filter(|(_, (distance, _))| *distance == near.distance).filter_map(meets).collect();
    middles.sort_unstable();
    let mut found = Vec::new();
    for middle in middles {
        let ends = far.ways(middle);
        for way in near.ways(middle) {
            for end in &ends {
                let mut whole = way.clone();
                whole.extend(end.iter().rev());
                found.push(whole);
                if !all {
                    return found;
                }
            }
        }
    }
    found.sort_unstable();
    found
}

impl Operator for ShortestPath<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(input) = self.source.next_batch(ctx)? else { return Ok(None) };
        let (mut rows, mut lists) = (Vec::new(), Vec::new());
        for row in 0..input.len() {
            for path in self.find(ctx, &input, row)? {
                rows.push(row as u32);
                lists.push(path.into_iter().map(Value::Relationship).collect());
            }
        }
        let mut batch = input.take(&rows);
        batch.set(self.step.relationship, Column::Values(lists));
        Ok(Some(batch))
    }
}
