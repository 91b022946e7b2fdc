//! Makes the rows of an operator in a second thread while those before them are taken in.

use super::batch::Batch;
use super::operator::{Context, GraphAccess, Result, Source};
use crate::query::table::Stats;
use std::sync::mpsc::sync_channel;

/// How many batches are taken one by one before a thread is worth its cost.
const ALONE: usize = 16;

/// How many batches may wait.
const WAITING: usize = 8;

/// Gives each batch of an operator to `take`, in order.
///
/// Where there are many, and the query only reads, the operator runs ahead in a thread of its own.
pub(super) fn each_batch(
    source: &mut Source<'_>,
    ctx: &mut Context<'_>,
    mut take: impl FnMut(Batch, &Context<'_>) -> Result<()>,
) -> Result<()> {
    let mut taken = 0;
    while let Some(batch) = source.next_batch(ctx)? {
        take(batch, ctx)?;
        taken += 1;
        if taken == ALONE && matches!(ctx.graph, GraphAccess::Shared(_)) {
            return ahead(source, ctx, take);
        }
    }
    Ok(())
}

fn ahead(
    source: &mut Source<'_>,
    ctx: &Context<'_>,
    mut take: impl FnMut(Batch, &Context<'_>) -> Result<()>,
) -> Result<()> {
    let (graph, shared, procedures) = (ctx.graph(), ctx.shared, ctx.procedures);
    std::thread::scope(|scope| {
        let (give, given) = sync_channel::<Result<Batch>>(WAITING);
        scope.spawn(move || {
            let mut ctx = Context { graph: GraphAccess::Shared(graph), shared, procedures, stats: Stats::default() };
            while let Some(batch) = source.next_batch(&mut ctx).transpose() {
                let failed = batch.is_err();
                // Nobody takes more where taking failed.
                if give.send(batch).is_err() || failed {
                    break;
                }
            }
        });
        given.iter().try_for_each(|batch| take(batch?, ctx))
    })
}
