//! Adds columns, and takes columns away.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source};
use super::vector::Vector;
use crate::query::ast::Expr;
use crate::query::bind::{Bound, Slot};

pub(super) struct Project<'p> {
    source: Source<'p>,
    items: Vec<(Slot, Vector<'p>)>,
}

impl<'p> Project<'p> {
    pub(super) fn new(source: Source<'p>, items: &'p [(Slot, Expr<Bound>)]) -> Self {
        Self { source, items: items.iter().map(|(slot, expr)| (*slot, Vector::new(expr))).collect() }
    }
}

impl Operator for Project<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(mut batch) = self.source.next_batch(ctx)? else { return Ok(None) };
        ctx.shared.check()?;
        for (slot, expr) in &mut self.items {
            let column = expr.evaluate(ctx, &batch)?;
            batch.set(*slot, column);
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
