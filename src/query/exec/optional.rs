//! `OPTIONAL MATCH`: what matches, or the row itself.

use super::batch::{Batch, Column};
use super::build::build;
use super::operator::{Context, Operator, Result, Source, drain};
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
        input.set(self.tag, Column::Integers((0..input.len() as i64).collect()));
        let mut inner = build(self.inner, input.clone());
        let mut matched = drain(&mut inner, ctx)?;
        let numbers: Vec<usize> = match matched.column(self.tag) {
            Column::Integers(numbers) => numbers.iter().map(|&number| number as usize).collect(),
            column => (0..matched.len()).map(|row| column.value(row).as_integer().unwrap_or(0) as usize).collect(),
        };
        let mut has_match = vec![false; input.len()];
        numbers.iter().for_each(|&number| has_match[number] = true);
        let missing: Vec<u32> = (0..input.len() as u32).filter(|&row| !has_match[row as usize]).collect();
        if missing.is_empty() && numbers.is_sorted() {
            return Ok(Some(matched));
        }
        let mut alone = input.take(&missing);
        for &slot in self.new {
            alone.set(slot, Column::Empty);
        }
        matched.append(alone);
        // Back into the order in which the rows came; a row's matches stay as they are.
        let mut order: Vec<(usize, u32)> = numbers.iter().copied().zip(0..).collect();
        order.extend(missing.iter().zip(numbers.len() as u32..).map(|(&number, row)| (number as usize, row)));
        // A stable sort takes two runs that are in order as they are.
        order.sort();
        let rows: Vec<u32> = order.into_iter().map(|(_, row)| row).collect();
        Ok(Some(matched.take(&rows)))
    }
}
