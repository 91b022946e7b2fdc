//! Follows one relationship from a node that is known.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use super::steps::{Neighbours, is_met};
use crate::query::plan::RelationshipStep;

/// Gives each row with each relationship that fits, and the node it leads to.
pub(super) struct Expand<'p> {
    source: Source<'p>,
    step: &'p RelationshipStep,
    neighbours: Option<Neighbours>,
    input: Batch,
    row: usize,
}

impl<'p> Expand<'p> {
    pub(super) fn new(source: Source<'p>, step: &'p RelationshipStep) -> Self {
        Self { source, step, neighbours: None, input: Batch::default(), row: 0 }
    }
}

impl Operator for Expand<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let (step, ends) = (self.step, self.step.ends);
        loop {
            ctx.shared.check()?;
            if self.row >= self.input.len() {
                match self.source.next_batch(ctx)? {
                    None => return Ok(None),
                    Some(batch) => (self.input, self.row) = (batch, 0),
                }
            }
            let neighbours = self.neighbours.get_or_insert_with(|| Neighbours::new(step, ctx));
            let (mut rows, mut relationships, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
            while self.row < self.input.len() && rows.len() < BATCH_ROWS {
                let row = self.row;
                self.row += 1;
                let Some(from) = self.input.node(ends.from, row) else { continue };
                let wanted = self.input.node(ends.to, row).filter(|_| ends.to_known);
                neighbours.visit(ctx.graph(), from, |id, to| {
                    let fits = !ends.to_known || wanted == Some(to);
                    if fits && (step.distinct_from.is_empty() || !is_met(step, &self.input, row, id)) {
                        rows.push(row as u32);
                        relationships.push(id);
                        nodes.push(to);
                    }
                });
            }
            if rows.is_empty() {
                continue;
            }
            let mut batch = self.input.take(&rows);
            batch.set(step.relationship, Column::Relationships(relationships));
            batch.set(ends.to, Column::Nodes(nodes));
            return Ok(Some(batch));
        }
    }
}
