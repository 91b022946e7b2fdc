//! Gathers rows into groups.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use crate::graph::Value;
use crate::query::ast::Expr;
use crate::query::bind::{AggregateCall, Bound, Slot};
use crate::query::expr::aggregate::Accumulator;
use crate::query::expr::compare::GroupKey;
use rustc_hash::FxHashMap;

/// Gives one row for each group, in the order in which the groups were met.
pub(super) struct GroupBy<'p> {
    source: Source<'p>,
    keys: &'p [(Slot, Expr<Bound>)],
    aggregates: &'p [(Slot, AggregateCall)],
    done: bool,
}

/// A group under way.
struct Group {
    keys: Vec<Value>,
    accumulators: Vec<Accumulator>,
}

impl<'p> GroupBy<'p> {
    pub(super) const fn new(
        source: Source<'p>,
        keys: &'p [(Slot, Expr<Bound>)],
        aggregates: &'p [(Slot, AggregateCall)],
    ) -> Self {
        Self { source, keys, aggregates, done: false }
    }

    fn new_group(&self, keys: Vec<Value>) -> Group {
        let new = |(_, call): &(Slot, AggregateCall)| Accumulator::new(call.aggregate, call.distinct);
        Group { keys, accumulators: self.aggregates.iter().map(new).collect() }
    }

    fn add(&self, group: &mut Group, ctx: &Context<'_>, batch: &Batch, row: usize) -> Result<()> {
        for ((_, call), accumulator) in self.aggregates.iter().zip(&mut group.accumulators) {
            let Some(argument) = &call.argument else {
                accumulator.count_row();
                continue;
            };
            let value = ctx.eval(argument, batch, row)?;
            let parameter = call.parameter.as_ref().map(|parameter| ctx.eval(parameter, batch, row)).transpose()?;
            accumulator.add(value, parameter).map_err(|error| error.at(argument.span))?;
        }
        Ok(())
    }
}

impl Operator for GroupBy<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let mut places: FxHashMap<Vec<GroupKey>, usize> = FxHashMap::default();
        let mut groups: Vec<Group> = Vec::new();
        let mut width = 0;
        while let Some(batch) = self.source.next_batch(ctx)? {
            width = width.max(batch.width());
            let before = groups.len();
            for row in 0..batch.len() {
                let keys = self.keys.iter().map(|(_, key)| ctx.eval(key, &batch, row)).collect::<Result<Vec<_>>>()?;
                let wrapped: Vec<GroupKey> = keys.iter().cloned().map(GroupKey).collect();
                let place = *places.entry(wrapped).or_insert_with(|| {
                    groups.push(self.new_group(keys));
                    groups.len() - 1
                });
                self.add(&mut groups[place], ctx, &batch, row)?;
            }
            let more = groups.len() - before;
            let bytes = more * (self.keys.len() * 2 + self.aggregates.len() * 4 + 4) * size_of::<Value>();
            ctx.shared.keep(bytes + batch.len() * self.aggregates.len())?;
        }
        if groups.is_empty() && self.keys.is_empty() {
            groups.push(self.new_group(Vec::new()));
        }
        let mut made = Batch::new(width, groups.len());
        let mut columns: Vec<Vec<Value>> = vec![Vec::new(); self.keys.len() + self.aggregates.len()];
        for group in groups {
            let results = group.accumulators.into_iter().map(Accumulator::finish);
            let values = group.keys.into_iter().map(Ok).chain(results);
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(value?);
            }
        }
        let slots = self.keys.iter().map(|(slot, _)| slot).chain(self.aggregates.iter().map(|(slot, _)| slot));
        for (slot, column) in slots.zip(columns) {
            made.set(*slot, Column::Values(column));
        }
        Ok(Some(made))
    }
}
