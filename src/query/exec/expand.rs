//! Follows one relationship from a node that is known.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use super::steps::{Neighbours, is_met};
use crate::graph::{Adjacency, NodeId, RelationshipId};
use crate::query::plan::RelationshipStep;

/// Gives each row with each relationship that fits, and the node it leads to.
pub(super) struct Expand<'p> {
    source: Source<'p>,
    step: &'p RelationshipStep,
    neighbours: Option<Neighbours>,
    /// The same seen from the other end, where that is known too.
    back: Option<Neighbours>,
    input: Batch,
    row: usize,
}

/// Which rows go on, and what they get.
#[derive(Default)]
struct Found {
    rows: Vec<u32>,
    relationships: Vec<RelationshipId>,
    nodes: Vec<NodeId>,
}

impl<'p> Expand<'p> {
    pub(super) fn new(source: Source<'p>, step: &'p RelationshipStep) -> Self {
        Self { source, step, neighbours: None, back: None, input: Batch::default(), row: 0 }
    }

    /// Follows the relationships of the next rows.
    fn follow(&mut self, neighbours: &Neighbours, back: Option<&Neighbours>, ctx: &Context<'_>) -> Found {
        let (step, ends) = (self.step, self.step.ends);
        let mut found = Found::default();
        let any = !ends.to_known && step.distinct_from.is_empty();
        if let (true, Some(adjacency)) = (any, neighbours.single()) {
            self.follow_all(adjacency, &mut found);
            return found;
        }
        while self.row < self.input.len() && found.rows.len() < BATCH_ROWS {
            let row = self.row;
            self.row += 1;
            let Some(from) = self.input.node(ends.from, row) else { continue };
            let mut add = |id, node| {
                if step.distinct_from.is_empty() || !is_met(step, &self.input, row, id) {
                    found.rows.push(row as u32);
                    found.relationships.push(id);
                    found.nodes.push(node);
                }
            };
            let graph = ctx.graph();
            match (ends.to_known.then(|| self.input.node(ends.to, row)), back) {
                (None, _) => neighbours.visit(graph, from, add),
                (Some(None), _) => {}
                // Where both ends are known, the one with fewer relationships is looked at.
                (Some(Some(to)), Some(back)) if back.degree(graph, to) < neighbours.degree(graph, from) => {
                    back.visit(graph, to, |id, other| {
                        if other == from {
                            add(id, to)
                        }
                    });
                }
                (Some(Some(to)), _) => {
                    neighbours.visit(graph, from, |id, other| {
                        if other == to {
                            add(id, to)
                        }
                    });
                }
            }
        }
        found
    }

    /// Follows all relationships, where none is left out.
    fn follow_all(&mut self, adjacency: &Adjacency, found: &mut Found) {
        while self.row < self.input.len() && found.rows.len() < BATCH_ROWS {
            let row = self.row;
            self.row += 1;
            let Some(from) = self.input.node(self.step.ends.from, row) else { continue };
            let nodes = adjacency.nodes(from);
            found.nodes.extend_from_slice(nodes);
            found.rows.resize(found.nodes.len(), row as u32);
            if self.step.keeps_relationship {
                found.relationships.extend_from_slice(adjacency.relationships(from));
            }
        }
    }
}

impl Operator for Expand<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let step = self.step;
        loop {
            ctx.shared.check()?;
            if self.row >= self.input.len() {
                match self.source.next_batch(ctx)? {
                    None => return Ok(None),
                    Some(batch) => (self.input, self.row) = (batch, 0),
                }
            }
            let neighbours = self.neighbours.take().unwrap_or_else(|| Neighbours::new(step, ctx));
            if step.ends.to_known && self.back.is_none() {
                self.back = Neighbours::backwards(step, ctx);
            }
            let back = self.back.take();
            let found = self.follow(&neighbours, back.as_ref(), ctx);
            (self.neighbours, self.back) = (Some(neighbours), back);
            if found.rows.is_empty() {
                continue;
            }
            let mut batch = self.input.take_kept(&found.rows, step.kept.as_deref());
            if step.keeps_relationship {
                batch.set(step.relationship, Column::Relationships(found.relationships));
            }
            batch.set(step.ends.to, Column::Nodes(found.nodes));
            return Ok(Some(batch));
        }
    }
}
