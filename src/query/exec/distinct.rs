//! Gives each row once.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source};
use crate::graph::Value;
use crate::query::bind::Slot;
use crate::query::expr::compare::GroupKey;
use rustc_hash::FxHashSet;

pub(super) struct Distinct<'p> {
    source: Source<'p>,
    slots: &'p [Slot],
    seen: FxHashSet<Vec<GroupKey>>,
}

impl<'p> Distinct<'p> {
    pub(super) fn new(source: Source<'p>, slots: &'p [Slot]) -> Self {
        Self { source, slots, seen: FxHashSet::default() }
    }
}

impl Operator for Distinct<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(batch) = self.source.next_batch(ctx)? else { return Ok(None) };
        let mut kept = Vec::new();
        for row in 0..batch.len() {
            let key = self.slots.iter().map(|&slot| GroupKey(batch.value(slot, row))).collect();
            if self.seen.insert(key) {
                kept.push(row as u32);
            }
        }
        ctx.shared.keep(kept.len() * (self.slots.len() + 1) * size_of::<Value>())?;
        Ok(Some(if kept.len() == batch.len() { batch } else { batch.take(&kept) }))
    }
}
