//! Adds columns, and takes columns away.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use crate::query::ast::Expr;
use crate::query::bind::{Bound, Slot};

pub(super) struct Project<'p> {
    source: Source<'p>,
    items: &'p [(Slot, Expr<Bound>)],
}

impl<'p> Project<'p> {
    pub(super) const fn new(source: Source<'p>, items: &'p [(Slot, Expr<Bound>)]) -> Self {
        Self { source, items }
    }
}

impl Operator for Project<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(mut batch) = self.source.next_batch(ctx)? else { return Ok(None) };
        ctx.shared.check()?;
        for (slot, expr) in self.items {
            let values = (0..batch.len()).map(|row| ctx.eval(expr, &batch, row)).collect::<Result<Vec<_>>>()?;
            batch.set(*slot, Column::Values(values));
        }
        Ok(Some(batch))
    }
}

/// Keeps some columns only, so that later operators do not copy the others.
pub(super) struct Narrow<'p> {
    source: Source<'p>,
    kept: &'p [Slot],
}

impl<'p> Narrow<'p> {
    pub(super) const fn new(source: Source<'p>, kept: &'p [Slot]) -> Self {
        Self { source, kept }
    }
}

impl Operator for Narrow<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let mut batch = self.source.next_batch(ctx)?;
        if let Some(batch) = &mut batch {
            batch.narrow(self.kept);
        }
        Ok(batch)
    }
}
