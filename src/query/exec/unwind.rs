//! Gives a row for each element of a list.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use crate::graph::Value;
use crate::query::ast::{Expr, ExprKind};
use crate::query::bind::{Bound, Slot};
use crate::query::expr::functions::Range;
use std::sync::Arc;

pub(super) struct Unwind<'p> {
    source: Source<'p>,
    list: &'p Expr<Bound>,
    slot: Slot,
    input: Batch,
    row: usize,
    elements: Option<Elements>,
}

/// What is left of a list.
enum Elements {
    /// A list that is there.
    List(Arc<[Value]>, usize),
    /// `range(…)`, whose numbers are made as they are needed.
    Range(Range),
}

impl Elements {
    fn next(&mut self) -> Option<Value> {
        match self {
            Self::List(items, next) => {
                *next += 1;
                items.get(*next - 1).cloned()
            }
            Self::Range(range) => range.next().map(Value::Integer),
        }
    }
}

impl<'p> Unwind<'p> {
    pub(super) fn new(source: Source<'p>, list: &'p Expr<Bound>, slot: Slot) -> Self {
        Self { source, list, slot, input: Batch::default(), row: 0, elements: None }
    }

    fn elements(&self, ctx: &Context<'_>) -> Result<Elements> {
        if let ExprKind::Call { function, arguments, .. } = &self.list.kind
            && function.name == "range"
        {
            let arguments = arguments.iter().map(|a| ctx.eval(a, &self.input, self.row)).collect::<Result<Vec<_>>>()?;
            return Range::new(&arguments).map(Elements::Range).map_err(|error| error.at(self.list.span));
        }
        Ok(match ctx.eval(self.list, &self.input, self.row)? {
            Value::Null => Elements::List(Arc::from([]), 0),
            Value::List(items) => Elements::List(items, 0),
            other => Elements::List(Arc::from([other]), 0),
        })
    }
}

impl Operator for Unwind<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        loop {
            ctx.shared.check()?;
            if self.row >= self.input.len() {
                match self.source.next_batch(ctx)? {
                    None => return Ok(None),
                    Some(batch) => (self.input, self.row) = (batch, 0),
                }
            }
            let (mut rows, mut values) = (Vec::new(), Vec::new());
            while self.row < self.input.len() && rows.len() < BATCH_ROWS {
                let mut elements = match self.elements.take() {
                    Some(elements) => elements,
                    None => self.elements(ctx)?,
                };
                match elements.next() {
                    Some(value) => {
                        rows.push(self.row as u32);
                        values.push(value);
                        self.elements = Some(elements);
                    }
                    None => self.row += 1,
                }
            }
            if !rows.is_empty() {
                let mut batch = self.input.take(&rows);
                batch.set(self.slot, Column::Values(values));
                return Ok(Some(batch));
            }
        }
    }
}
