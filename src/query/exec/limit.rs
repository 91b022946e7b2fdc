//! Leaves out the first rows, or gives no more than them.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source};
use crate::graph::Value;
use crate::query::ast::Expr;
use crate::query::bind::Bound;
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};

/// Evaluates the number after `SKIP` or `LIMIT`.
pub(super) fn count(expr: &Expr<Bound>, ctx: &Context<'_>) -> Result<usize> {
    let error =
        |detail, message: String| Err(QueryError::runtime(ErrorKind::SyntaxError, detail, message).at(expr.span));
    match ctx.eval(expr, &Batch::new(0, 1), 0)? {
        Value::Integer(number) => match usize::try_from(number) {
            Ok(number) => Ok(number),
            Err(_) => error(ErrorDetail::NegativeIntegerArgument, "the number of rows is not negative".to_owned()),
        },
        other => error(
            ErrorDetail::InvalidArgumentType,
            format!("the number of rows is an Integer, not a {}", other.type_name()),
        ),
    }
}

pub(super) struct Skip<'p> {
    source: Source<'p>,
    expr: &'p Expr<Bound>,
    left: Option<usize>,
}

impl<'p> Skip<'p> {
    pub(super) const fn new(source: Source<'p>, expr: &'p Expr<Bound>) -> Self {
        Self { source, expr, left: None }
    }
}

impl Operator for Skip<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let mut left = match self.left {
            Some(left) => left,
            None => count(self.expr, ctx)?,
        };
        loop {
            self.left = Some(left);
            let Some(batch) = self.source.next_batch(ctx)? else { return Ok(None) };
            if left == 0 {
                return Ok(Some(batch));
            }
            if batch.len() > left {
                self.left = Some(0);
                return Ok(Some(batch.slice(left, batch.len())));
            }
            left -= batch.len();
        }
    }
}

pub(super) struct Limit<'p> {
    source: Source<'p>,
    expr: &'p Expr<Bound>,
    left: Option<usize>,
}

impl<'p> Limit<'p> {
    pub(super) const fn new(source: Source<'p>, expr: &'p Expr<Bound>) -> Self {
        Self { source, expr, left: None }
    }
}

impl Operator for Limit<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let first = self.left.is_none();
        let left = match self.left {
            Some(left) => left,
            None => count(self.expr, ctx)?,
        };
        // Asked once even for no rows: a clause below that changes the graph does all its work then.
        if left == 0 && !first {
            return Ok(None);
        }
        let batch = self.source.next_batch(ctx)?;
        let Some(batch) = batch.filter(|_| left > 0) else {
            self.left = Some(0);
            return Ok(None);
        };
        self.left = Some(left.saturating_sub(batch.len()));
        Ok(Some(if batch.len() > left { batch.slice(0, left) } else { batch }))
    }
}
