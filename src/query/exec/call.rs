//! Calls a procedure for each row.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source, drain};
use super::procedure::Surroundings;
use crate::graph::Value;
use crate::query::ast::Expr;
use crate::query::bind::{Bound, Slot};
use crate::query::error::{ErrorDetail, ErrorKind, Phase, QueryError};

pub(super) struct Call<'p> {
    source: Source<'p>,
    procedure: &'p str,
    arguments: &'p [Expr<Bound>],
    outputs: &'p [(usize, Slot)],
    done: bool,
}

impl<'p> Call<'p> {
    pub(super) const fn new(
        source: Source<'p>,
        procedure: &'p str,
        arguments: &'p [Expr<Bound>],
        outputs: &'p [(usize, Slot)],
    ) -> Self {
        Self { source, procedure, arguments, outputs, done: false }
    }
}

impl Operator for Call<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let input = drain(&mut self.source, ctx)?;
        let Some(procedure) = ctx.procedures.get(self.procedure) else {
            let message = format!("there is no procedure `{}`", self.procedure);
            let detail = ErrorDetail::ProcedureNotFound;
            return Err(QueryError::new(ErrorKind::ProcedureError, Phase::Compile, detail, message));
        };
        // One that gives no columns lets its rows pass.
        let silent = procedure.signature().outputs.is_empty();
        let mut rows = Vec::new();
        let mut columns: Vec<Vec<Value>> = vec![Vec::new(); self.outputs.len()];
        for row in 0..input.len() {
            let arguments = self.arguments.iter().map(|a| ctx.eval(a, &input, row)).collect::<Result<Vec<_>>>()?;
            let around = Surroundings { procedures: ctx.procedures, shared: ctx.shared };
            let given = if procedure.signature().writes {
                let (given, stats) = procedure.change(ctx.graph_mut()?, &arguments, around)?;
                ctx.stats.add(&stats);
                given
            } else {
                procedure.call(ctx.graph(), &arguments, around)?
            };
            ctx.shared.keep(given.len() * (self.outputs.len() + 1) * size_of::<Value>())?;
            if silent {
                rows.push(row as u32);
            }
            for record in given {
                rows.push(row as u32);
                for (column, &(position, _)) in columns.iter_mut().zip(self.outputs) {
                    column.push(record.get(position).cloned().unwrap_or_default());
                }
            }
            ctx.shared.tick()?;
        }
        let mut batch = input.take(&rows);
        for (column, &(_, slot)) in columns.into_iter().zip(self.outputs) {
            batch.set(slot, Column::Values(column));
        }
        Ok(Some(batch))
    }
}
