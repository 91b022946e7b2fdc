//! `OPTIONAL MATCH`: what matches, or the row itself.

use super::batch::{Batch, Column};
use super::build::build;
use super::operator::{Context, Operator, Result, Source, drain};
use crate::graph::Value;
use crate::query::bind::Slot;
use crate::query::plan::LogicalPlan;

/// Runs `inner` over a batch at a time; `tag` numbers the rows, so that those without a match are known.
pub(super) struct Optional<'p> {
    source: Source<'p>,
    inner: &'p LogicalPlan,
    new: &'p [Slot],
    tag: Slot,
}

impl<'p> Optional<'p> {
    pub(super) const fn new(source: Source<'p>, inner: &'p LogicalPlan, new: &'p [Slot], tag: Slot) -> Self {
        Self { source, inner, new, tag }
    }
}

impl Operator for Optional<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(mut input) = self.source.next_batch(ctx)? else { return Ok(None) };
        if input.is_empty() {
            return Ok(Some(input));
        }
        let numbers = (0..input.len() as i64).map(Value::Integer).collect();
        input.set(self.tag, Column::Values(numbers));
        let mut inner = build(self.inner, input.clone());
        let mut matched = drain(&mut inner, ctx)?;
        let count = matched.len();
        let numbers: Vec<usize> =
            (0..count).map(|row| matched.value(self.tag, row).as_integer().unwrap_or(0) as usize).collect();
        let mut has_match = vec![false; input.len()];
        for &number in &numbers {
            if let Some(has) = has_match.get_mut(number) {
                *has = true;
            }
        }
        let missing: Vec<u32> = (0..input.len() as u32).filter(|&row| !has_match[row as usize]).collect();
        let mut alone = input.take(&missing);
        for &slot in self.new {
            alone.set(slot, Column::Empty);
        }
        matched.append(alone);
        // Back into the order in which the rows came; a row's matches stay as they are.
        let mut order: Vec<(usize, u32)> = numbers.into_iter().zip(0..).collect();
        order.extend(missing.iter().zip(count as u32..).map(|(&number, row)| (number as usize, row)));
        order.sort_unstable();
        let rows: Vec<u32> = order.into_iter().map(|(_, row)| row).collect();
        Ok(Some(matched.take(&rows)))
    }
}
