//! The operators that run a plan, one a file.
//!
//! In: a logical plan and a graph. Out: batches of rows. Clauses that change the graph take all their rows before they
//! change anything, so that no clause sees what a later one does.

mod aggregate;
mod ahead;
mod batch;
mod build;
mod call;
mod counted;
mod create;
mod delete;
mod distinct;
mod endpoints;
mod expand;
mod expand_variable;
mod filter;
mod foreach;
mod groups;
mod limit;
mod merge;
mod operator;
mod optional;
mod path;
mod predicate;
mod procedure;
mod project;
mod scan;
mod set;
mod shared;
mod shortest_path;
mod sort;
mod steps;
mod subplan;
mod union;
mod unwind;
mod vector;

pub(super) use batch::Batch;
pub(super) use build::build;
pub(super) use operator::{Context, GraphAccess};
pub use procedure::{Procedure, Procedures, Signature};
pub(super) use shared::Shared;
pub use shared::{Limits, Params};
pub(super) use subplan::run_subplan;

use super::bind::Slot;
use super::error::QueryError;
use super::plan::LogicalPlan;
use crate::graph::Value;

/// Runs a plan and returns the rows of its columns.
pub(super) fn run(
    plan: &LogicalPlan,
    width: usize,
    output: &[Slot],
    ctx: &mut Context<'_>,
) -> Result<Vec<Vec<Value>>, QueryError> {
    let mut top = build(plan, Batch::new(width, 1));
    let mut rows = Vec::new();
    while let Some(batch) = top.next_batch(ctx)? {
        if output.is_empty() {
            continue;
        }
        ctx.shared.check_rows(rows.len() + batch.len())?;
        ctx.shared.keep(batch.len() * output.len() * size_of::<Value>())?;
        rows.extend((0..batch.len()).map(|row| output.iter().map(|&slot| batch.value(slot, row)).collect()));
    }
    Ok(rows)
}
