//! Finds shortest paths between two nodes, level by level from the one until the other is met.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use super::steps::{Neighbours, has_properties, wanted_properties};
use crate::graph::{NodeId, RelationshipId, Value};
use crate::query::plan::RelationshipStep;
use rustc_hash::FxHashMap;

/// For each node its distance, and by what it is reached on shortest ways.
type Reached = FxHashMap<NodeId, (u64, Vec<(RelationshipId, NodeId)>)>;

pub(super) struct ShortestPath<'p> {
    source: Source<'p>,
    step: &'p RelationshipStep,
    all: bool,
}

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
        let neighbours = Neighbours::new(self.step, ctx);
        let mut reached: Reached = FxHashMap::default();
        reached.insert(from, (0, Vec::new()));
        let mut level = vec![from];
        let mut distance = 0;
        while !level.is_empty() && !reached.contains_key(&to) && most.is_none_or(|most| distance < most) {
            distance += 1;
            let mut next = Vec::new();
            for node in level {
                ctx.shared.tick()?;
                for (id, other) in neighbours.list(ctx.graph(), node) {
                    if !has_properties(ctx.graph(), id, &wanted) {
                        continue;
                    }
                    let entry = reached.entry(other).or_insert_with(|| {
                        next.push(other);
                        (distance, Vec::new())
                    });
                    if entry.0 == distance && (self.all || entry.1.is_empty()) {
                        entry.1.push((id, node));
                    }
                }
            }
            level = next;
        }
        let found = reached.get(&to).is_some_and(|(distance, _)| *distance >= least);
        Ok(if found { walks(&reached, from, to) } else { Vec::new() })
    }
}

/// Returns all ways back from `to`, turned round.
fn walks(reached: &Reached, from: NodeId, to: NodeId) -> Vec<Vec<RelationshipId>> {
    let mut done = Vec::new();
    let mut open = vec![(to, Vec::new())];
    while let Some((node, way)) = open.pop() {
        if node == from {
            done.push(way.into_iter().rev().collect());
            continue;
        }
        let Some((_, by)) = reached.get(&node) else { continue };
        for &(id, before) in by.iter().rev() {
            let mut longer: Vec<RelationshipId> = way.clone();
            longer.push(id);
            open.push((before, longer));
        }
    }
    done
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
