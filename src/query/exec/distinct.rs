//! Gives each row once.

use super::batch::{Batch, Column};
use super::groups::Groups;
use super::operator::{Context, Operator, Result, Source};
use crate::graph::Value;
use crate::query::bind::Slot;

pub(super) struct Distinct<'p> {
    source: Source<'p>,
    slots: &'p [Slot],
    seen: Groups,
}

impl<'p> Distinct<'p> {
    pub(super) fn new(source: Source<'p>, slots: &'p [Slot]) -> Self {
        Self { source, slots, seen: Groups::new(slots.len()) }
    }
}

impl Operator for Distinct<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(batch) = self.source.next_batch(ctx)? else { return Ok(None) };
        let columns: Vec<Column> = self.slots.iter().map(|&slot| batch.column(slot).clone()).collect();
        let mut seen = self.seen.len() as u32;
        let mut kept = Vec::new();
        for (row, group) in (0..).zip(self.seen.assign(&columns, batch.len())) {
            // Groups are numbered as they are met, so that a new one has the next number.
            if group == seen {
                seen += 1;
                kept.push(row);
            }
        }
        ctx.shared.keep(kept.len() * (self.slots.len() + 1) * size_of::<Value>())?;
        Ok(Some(if kept.len() == batch.len() { batch } else { batch.take(&kept) }))
    }
}
