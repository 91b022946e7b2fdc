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
mod profile;
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

use batch::BATCH_ROWS;
pub(super) use batch::Batch;
pub(super) use build::build;
pub(super) use operator::{Context, GraphAccess};
pub use procedure::{Procedure, Procedures, Rows, Signature, Surroundings};
pub(super) use profile::{Profile, Work};
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
        let bytes = check_values(&batch, output, ctx)?;
        if bytes > 0 {
            ctx.shared.keep(bytes)?;
        }
        rows.extend(rows_of(&batch, output, 0..batch.len()));
    }
    Ok(rows)
}

/// Runs a plan that only reads and gives its rows to `take` in parts, the next of which may be in the making meanwhile.
///
/// The first part is given when it is full or the plan is done, so that what fails early gives nothing.
pub(super) fn stream(
    plan: &LogicalPlan,
    width: usize,
    output: &[Slot],
    ctx: &mut Context<'_>,
    mut take: impl FnMut(Vec<Vec<Value>>, &Context<'_>) -> Result<(), QueryError>,
) -> Result<(), QueryError> {
    let mut top = build(plan, Batch::new(width, 1));
    let mut count = 0;
    let mut part = Vec::new();
    let given = &mut part;
    ahead::each_batch(&mut top, ctx, |batch, ctx| {
        ctx.shared.check()?;
        count += batch.len();
        ctx.shared.check_rows(count)?;
        check_values(&batch, output, ctx)?;
        for start in (0..batch.len()).step_by(BATCH_ROWS) {
            given.extend(rows_of(&batch, output, start..batch.len().min(start + BATCH_ROWS)));
            if given.len() >= BATCH_ROWS {
                take(std::mem::take(given), ctx)?;
            }
        }
        Ok(())
    })?;
    if count == 0 || !part.is_empty() { take(part, ctx) } else { Ok(()) }
}

/// Looks whether the values of the columns are small enough to go on with; returns how many bytes they take.
fn check_values(batch: &Batch, output: &[Slot], ctx: &Context<'_>) -> Result<usize, QueryError> {
    let mut bytes = 0;
    for &slot in output {
        for row in 0..batch.len() {
            bytes += ctx.shared.check_value(&batch.value(slot, row))?;
        }
    }
    Ok(bytes)
}

/// Returns some rows of a batch, the columns in the order of the answer.
fn rows_of(batch: &Batch, output: &[Slot], rows: std::ops::Range<usize>) -> impl Iterator<Item = Vec<Value>> {
    rows.map(|row| output.iter().map(|&slot| batch.value(slot, row)).collect())
}
