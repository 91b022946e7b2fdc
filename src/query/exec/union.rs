//! Gives the rows of each part, in the columns of the first.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source};
use crate::query::bind::Slot;

pub(super) struct Union<'p> {
    parts: Vec<(Source<'p>, &'p [Slot])>,
    output: &'p [Slot],
    current: usize,
}

impl<'p> Union<'p> {
    pub(super) const fn new(parts: Vec<(Source<'p>, &'p [Slot])>, output: &'p [Slot]) -> Self {
        Self { parts, output, current: 0 }
    }
}

impl Operator for Union<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        while let Some((source, slots)) = self.parts.get_mut(self.current) {
            let Some(batch) = source.next_batch(ctx)? else {
                self.current += 1;
                continue;
            };
            let mut made = Batch::new(batch.width(), batch.len());
            for (&from, &to) in slots.iter().zip(self.output) {
                made.set(to, batch.column(from).clone());
            }
            return Ok(Some(made));
        }
        Ok(None)
    }
}
