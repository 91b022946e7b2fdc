//! What each part of a plan did: rows and time.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source};
use crate::query::plan::LogicalPlan;
use rustc_hash::FxHashMap;
use std::time::{Duration, Instant};

/// What a part of a plan did.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::query) struct Work {
    /// How many rows it gave.
    pub rows: usize,
    /// How long it took, with the parts below it.
    pub time: Duration,
}

/// What the parts of a plan did, by their place in memory: a plan does not move while it runs.
#[derive(Debug, Default)]
pub(in crate::query) struct Profile(FxHashMap<usize, Work>);

impl Profile {
    /// Returns what a part did; one that never ran did nothing.
    pub(in crate::query) fn work(&self, plan: &LogicalPlan) -> Work {
        self.0.get(&address(plan)).copied().unwrap_or_default()
    }
}

fn address(plan: &LogicalPlan) -> usize {
    std::ptr::from_ref(plan).addr()
}

/// An operator that is measured where the query is profiled.
pub(super) struct Measured<'p> {
    inner: Source<'p>,
    part: usize,
}

impl<'p> Measured<'p> {
    pub(super) fn new(inner: Source<'p>, plan: &'p LogicalPlan) -> Self {
        Self { inner, part: address(plan) }
    }
}

impl Operator for Measured<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if ctx.profile.is_none() {
            return self.inner.next_batch(ctx);
        }
        let started = Instant::now();
        let batch = self.inner.next_batch(ctx)?;
        if let Some(profile) = &mut ctx.profile {
            let work = profile.0.entry(self.part).or_default();
            work.time += started.elapsed();
            work.rows += batch.as_ref().map_or(0, Batch::len);
        }
        Ok(batch)
    }
}
