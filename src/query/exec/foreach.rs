//! `FOREACH`: changes for each element of a list.

use super::batch::{Batch, Column};
use super::build::build;
use super::operator::{Context, Operator, Result, Source, drain};
use crate::graph::Value;
use crate::query::ast::Expr;
use crate::query::bind::{Bound, Slot};
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use crate::query::plan::LogicalPlan;

pub(super) struct Foreach<'p> {
    source: Source<'p>,
    slot: Slot,
    list: &'p Expr<Bound>,
    body: &'p LogicalPlan,
    done: bool,
}

impl<'p> Foreach<'p> {
    pub(super) const fn new(source: Source<'p>, slot: Slot, list: &'p Expr<Bound>, body: &'p LogicalPlan) -> Self {
        Self { source, slot, list, body, done: false }
    }
}

impl Operator for Foreach<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let batch = drain(&mut self.source, ctx)?;
        for row in 0..batch.len() {
            let items = match ctx.eval(self.list, &batch, row)? {
                Value::Null => continue,
                Value::List(items) => items,
                other => {
                    let message = format!("`FOREACH` goes through a List, not a {}", other.type_name());
                    let error = QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message);
                    return Err(error.at(self.list.span));
                }
            };
            let mut inside = batch.take(&vec![row as u32; items.len()]);
            inside.set(self.slot, Column::Values(items.to_vec()));
            let mut body = build(self.body, inside);
            drain(&mut body, ctx)?;
        }
        Ok(Some(batch))
    }
}
