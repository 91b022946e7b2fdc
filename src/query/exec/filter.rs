//! Keeps the rows for which all conditions hold.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source};
use crate::query::ast::Expr;
use crate::query::bind::Bound;
use crate::query::expr::{Env, LocalsNone, eval_predicate, locals_none};

pub(super) struct Filter<'p> {
    source: Source<'p>,
    predicates: &'p [Expr<Bound>],
}

impl<'p> Filter<'p> {
    pub(super) const fn new(source: Source<'p>, predicates: &'p [Expr<Bound>]) -> Self {
        Self { source, predicates }
    }
}

impl Operator for Filter<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        const NONE: LocalsNone = locals_none();
        loop {
            ctx.shared.check()?;
            let Some(batch) = self.source.next_batch(ctx)? else { return Ok(None) };
            let mut kept: Vec<u32> = (0..batch.len() as u32).collect();
            for predicate in self.predicates {
                let mut still = Vec::with_capacity(kept.len());
                for row in kept {
                    let env = Env { reader: ctx.reader(), batch: &batch, row: row as usize, locals: &NONE };
                    if eval_predicate(predicate, &env)? {
                        still.push(row);
                    }
                }
                kept = still;
            }
            if kept.len() == batch.len() {
                return Ok(Some(batch));
            }
            if !kept.is_empty() {
                return Ok(Some(batch.take(&kept)));
            }
        }
    }
}
