//! Follows one relationship from a node that is known.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use super::steps::{is_met, neighbours, wanted_types};
use crate::graph::{NodeId, RelationshipId};
use crate::query::plan::RelationshipStep;

/// Gives each row with each relationship that fits, and the node it leads to.
pub(super) struct Expand<'p> {
    source: Source<'p>,
    step: &'p RelationshipStep,
    input: Batch,
    row: usize,
    /// What is left of the relationships of the current row.
    pending: Vec<(RelationshipId, NodeId)>,
    next: usize,
}

impl<'p> Expand<'p> {
    pub(super) fn new(source: Source<'p>, step: &'p RelationshipStep) -> Self {
        Self { source, step, input: Batch::default(), row: 0, pending: Vec::new(), next: 0 }
    }
}

impl Operator for Expand<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let ends = self.step.ends;
        let types = wanted_types(self.step, ctx.graph());
        loop {
            ctx.shared.check()?;
            if self.row >= self.input.len() {
                match self.source.next_batch(ctx)? {
                    None => return Ok(None),
                    Some(batch) => (self.input, self.row) = (batch, 0),
                }
            }
            let (mut rows, mut relationships, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
            while self.row < self.input.len() && rows.len() < BATCH_ROWS {
                if self.next == 0 {
                    let from = self.input.node(ends.from, self.row);
                    self.pending = from.map_or_else(Vec::new, |from| {
                        neighbours(ctx.graph(), from, self.step.direction, types.as_deref())
                    });
                }
                let wanted = self.input.node(ends.to, self.row).filter(|_| ends.to_known);
                let end = (self.next + BATCH_ROWS).min(self.pending.len());
                for &(id, to) in &self.pending[self.next..end] {
                    let fits = !ends.to_known || wanted == Some(to);
                    if fits && !is_met(self.step, &self.input, self.row, id) {
                        rows.push(self.row as u32);
                        relationships.push(id);
                        nodes.push(to);
                    }
                }
                self.next = end;
                if end >= self.pending.len() {
                    (self.row, self.next) = (self.row + 1, 0);
                }
            }
            if rows.is_empty() {
                continue;
            }
            let mut batch = self.input.take(&rows);
            batch.set(self.step.relationship, Column::Relationships(relationships));
            batch.set(ends.to, Column::Nodes(nodes));
            return Ok(Some(batch));
        }
    }
}
