//! Keeps the rows for which all conditions hold.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source};
use super::predicate::Conditions;
use crate::query::ast::Expr;
use crate::query::bind::Bound;

pub(super) struct Filter<'p> {
    source: Source<'p>,
    conditions: Conditions<'p>,
}

impl<'p> Filter<'p> {
    pub(super) fn new(source: Source<'p>, predicates: &'p [Expr<Bound>]) -> Self {
        Self { source, conditions: Conditions::new(predicates) }
    }
}

impl Operator for Filter<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        loop {
            ctx.shared.check()?;
            let Some(batch) = self.source.next_batch(ctx)? else { return Ok(None) };
            let kept = self.conditions.keep(ctx, &batch)?;
            if kept.len() == batch.len() {
                return Ok(Some(batch));
            }
            if !kept.is_empty() {
                return Ok(Some(batch.take(&kept)));
            }
        }
    }
}
