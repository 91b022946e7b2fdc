//! What does the work: operators that hand each other batches.

use super::batch::Batch;
use super::procedure::Procedures;
use super::shared::Shared;
use crate::graph::Graph;
use crate::graph::Value;
use crate::query::ast::Expr;
use crate::query::bind::Bound;
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use crate::query::expr::{Env, Reader, eval, locals_none};
use crate::query::table::Stats;

pub(in crate::query) type Result<T> = std::result::Result<T, QueryError>;

/// The graph as a query has it.
pub(in crate::query) enum GraphAccess<'g> {
    /// For reading.
    Shared(&'g Graph),
    /// For writing.
    Exclusive(&'g mut Graph),
}

/// What operators work on.
pub(in crate::query) struct Context<'g> {
    pub(in crate::query) graph: GraphAccess<'g>,
    pub(in crate::query) shared: &'g Shared<'g>,
    pub(in crate::query) procedures: &'g Procedures,
    pub(in crate::query) stats: Stats,
}

impl<'g> Context<'g> {
    pub(in crate::query) const fn graph(&self) -> &Graph {
        match &self.graph {
            GraphAccess::Shared(graph) => graph,
            GraphAccess::Exclusive(graph) => graph,
        }
    }

    /// Returns the graph for writing.
    pub(in crate::query) fn graph_mut(&mut self) -> Result<&mut Graph> {
        match &mut self.graph {
            GraphAccess::Exclusive(graph) => Ok(graph),
            GraphAccess::Shared(_) => {
                let message = "the graph is open for reading only";
                Err(QueryError::runtime(ErrorKind::SemanticError, ErrorDetail::InvalidClauseComposition, message))
            }
        }
    }

    pub(in crate::query) const fn reader(&self) -> Reader<'_> {
        Reader { graph: self.graph(), shared: self.shared }
    }

    /// Evaluates an expression for a row.
    pub(in crate::query) fn eval(&self, expr: &Expr<Bound>, batch: &Batch, row: usize) -> Result<Value> {
        const NONE: crate::query::expr::LocalsNone = locals_none();
        eval(expr, &Env { reader: self.reader(), batch, row, locals: &NONE })
    }
}

/// A step of a query that is running.
pub(in crate::query) trait Operator: Send {
    /// Returns the next rows; `None` after the last. A batch may be empty.
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>>;
}

/// An operator that another one takes rows from.
pub(in crate::query) type Source<'p> = Box<dyn Operator + 'p>;

/// Stands for the source while it is drained.
pub(super) struct Nothing;

impl Operator for Nothing {
    fn next_batch(&mut self, _: &mut Context<'_>) -> Result<Option<Batch>> {
        Ok(None)
    }
}

/// Takes all rows of an operator.
pub(in crate::query) fn drain(source: &mut Source<'_>, ctx: &mut Context<'_>) -> Result<Batch> {
    let mut all = Batch::default();
    while let Some(batch) = source.next_batch(ctx)? {
        ctx.shared.keep(batch.len() * (batch.width() + 1) * size_of::<Value>())?;
        all.append(batch);
    }
    Ok(all)
}
