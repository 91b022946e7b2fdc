//! Gathers rows into groups.
//!
//! Counts are kept as numbers side by side, and nodes or texts that count once each are told apart by their numbers.
//! Branches of the pattern that are only counted are not followed: a row stands for as many as they match.

use super::ahead::each_batch;
use super::batch::{Batch, Column};
use super::counted::Counted;
use super::groups::{Groups, plain_words};
use super::operator::{Context, Nothing, Operator, Result, Source};
use super::vector::{Vector, evaluate};
use crate::graph::column::{Cells, NO_TEXT};
use crate::graph::{NodeId, Value};
use crate::query::ast::Expr;
use crate::query::bind::{AggregateCall, Bound, Slot};
use crate::query::expr::aggregate::Accumulator;
use crate::query::expr::functions::Aggregate;
use crate::query::plan::CountedBranch;
use std::sync::Arc;

/// Gives one row for each group, in the order in which the groups were met.
pub(super) struct GroupBy<'p> {
    source: Source<'p>,
    keys: &'p [(Slot, Expr<Bound>)],
    aggregates: &'p [(Slot, AggregateCall)],
    /// Branches that are counted and not followed.
    counted: &'p [CountedBranch],
    done: bool,
}

/// What an aggregate has gathered, for each group.
enum State {
    /// How many rows there were.
    Rows(Vec<u64>),
    /// How many values that are not null there were.
    Values(Vec<u64>),
    /// How many different values there were.
    Different(Different),
    /// Anything else.
    General(Vec<Accumulator>),
}

/// Counts the different nodes or texts of each group.
#[derive(Default)]
struct Different {
    counts: Vec<u64>,
    /// The column that the first batch had, for its kind.
    kind: Option<Column>,
    /// One more than the group in which each node or text was met last.
    met: Vec<u32>,
    /// Group and node or text of each that may be new to its group.
    pairs: Vec<u64>,
    /// The highest group so far.
    highest: u32,
    /// Whether rows of a group came after rows of a later one, so that `pairs` may have repetitions.
    scattered: bool,
    /// Takes over where batches have other kinds of columns.
    general: Vec<Accumulator>,
}

impl<'p> GroupBy<'p> {
    pub(super) const fn new(
        source: Source<'p>,
        keys: &'p [(Slot, Expr<Bound>)],
        aggregates: &'p [(Slot, AggregateCall)],
        counted: &'p [CountedBranch],
    ) -> Self {
        Self { source, keys, aggregates, counted, done: false }
    }

    fn states(&self) -> Vec<State> {
        let state = |(_, call): &(Slot, AggregateCall)| match (call.aggregate, call.distinct, &call.argument) {
            (Aggregate::Count, _, None) => State::Rows(Vec::new()),
            // The optimiser leaves only counts of what every row has.
            (Aggregate::Count, false, Some(argument)) if self.is_counted(argument) => State::Rows(Vec::new()),
            (Aggregate::Count, false, Some(_)) => State::Values(Vec::new()),
            (Aggregate::Count, true, Some(_)) => State::Different(Different::default()),
            _ => State::General(Vec::new()),
        };
        self.aggregates.iter().map(state).collect()
    }

    /// Tells whether an expression belongs to a branch that is counted.
    fn is_counted(&self, argument: &Expr<Bound>) -> bool {
        let mut slots = Vec::new();
        argument.slots(&mut slots);
        self.counted.iter().any(|branch| slots.iter().any(|slot| branch.has(*slot)))
    }

    /// Takes in the rows of a batch.
    fn take_in(
        &self,
        states: &mut [State],
        places: &[u32],
        groups: usize,
        weights: Option<&[u64]>,
        ctx: &Context<'_>,
        batch: &Batch,
    ) -> Result<()> {
        let weight = |row: usize| weights.map_or(1, |weights| weights[row]);
        for (state, (_, call)) in states.iter_mut().zip(self.aggregates) {
            let new = || Accumulator::new(call.aggregate, call.distinct);
            match (state, &call.argument) {
                (State::Rows(counts), _) => {
                    counts.resize(groups, 0);
                    for (row, &place) in places.iter().enumerate() {
                        counts[place as usize] = counts[place as usize].saturating_add(weight(row));
                    }
                }
                (State::Values(counts), Some(argument)) => {
                    counts.resize(groups, 0);
                    let column = evaluate(argument, ctx, batch)?;
                    for (row, &place) in places.iter().enumerate() {
                        if column.is_there(row) {
                            counts[place as usize] = counts[place as usize].saturating_add(weight(row));
                        }
                    }
                }
                (State::Different(different), Some(argument)) => {
                    let column = evaluate(argument, ctx, batch)?;
                    let kept = different.take_in(&column, places, groups, new)?;
                    ctx.shared.keep(kept)?;
                }
                (State::General(accumulators), Some(argument)) => {
                    accumulators.resize_with(groups, new);
                    let column = evaluate(argument, ctx, batch)?;
                    for (row, &place) in places.iter().enumerate() {
                        let parameter = call.parameter.as_ref().map(|p| ctx.eval(p, batch, row)).transpose()?;
                        let added = accumulators[place as usize].add(column.value(row), parameter);
                        added.map_err(|error| error.at(argument.span))?;
                    }
                    ctx.shared.keep(batch.len() * usize::from(call.keeps_values()) * size_of::<Value>())?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn finish(&self, states: Vec<State>, mut groups: Groups, width: usize) -> Result<Batch> {
        if groups.len() == 0 && self.keys.is_empty() {
            groups.add_empty();
        }
        let count = groups.len();
        let mut made = Batch::new(width, count);
        for ((slot, _), column) in self.keys.iter().zip(groups.into_columns()) {
            made.set(*slot, column);
        }
        for (state, (slot, call)) in states.into_iter().zip(self.aggregates) {
            let new = || Accumulator::new(call.aggregate, call.distinct);
            made.set(*slot, state.finish(count, new)?);
        }
        Ok(made)
    }
}

impl State {
    fn finish(self, groups: usize, new: impl Fn() -> Accumulator) -> Result<Column> {
        let integers = |mut counts: Vec<u64>| {
            counts.resize(groups, 0);
            Column::Integers(counts.into_iter().map(|count| i64::try_from(count).unwrap_or(i64::MAX)).collect())
        };
        Ok(match self {
            Self::Rows(counts) | Self::Values(counts) => integers(counts),
            Self::Different(different) if different.general.is_empty() => integers(different.finish()),
            Self::Different(Different { general: mut accumulators, .. }) | Self::General(mut accumulators) => {
                accumulators.resize_with(groups, new);
                Column::Values(accumulators.into_iter().map(Accumulator::finish).collect::<Result<_>>()?)
            }
        })
    }
}

impl Different {
    /// Takes in rows; returns how many bytes it keeps more.
    fn take_in(
        &mut self,
        column: &Column,
        places: &[u32],
        groups: usize,
        new: impl Fn() -> Accumulator,
    ) -> Result<usize> {
        let kind = self.kind.get_or_insert_with(|| column.take(&[]));
        if !self.general.is_empty() || !is_countable(kind, column) {
            self.general.resize_with(groups, new);
            self.hand_over()?;
            for (row, &place) in places.iter().enumerate() {
                self.general[place as usize].add(column.value(row), None)?;
            }
            return Ok(places.len() * size_of::<Value>());
        }
        let before = self.pairs.len();
        self.counts.resize(groups, 0);
        for (word, &place) in plain_words(column).into_iter().zip(places) {
            // No text is no value.
            if word == u64::from(NO_TEXT) {
                continue;
            }
            let at = word as usize;
            if at >= self.met.len() {
                self.met.resize((at + 1).next_power_of_two(), 0);
            }
            if self.met[at] == place + 1 {
                continue;
            }
            self.met[at] = place + 1;
            self.scattered |= place < self.highest;
            self.highest = self.highest.max(place);
            self.counts[place as usize] += 1;
            self.pairs.push(u64::from(place) << 32 | word);
        }
        Ok((self.pairs.len() - before) * size_of::<u64>())
    }

    /// Gives what was counted so far to the accumulators.
    fn hand_over(&mut self) -> Result<()> {
        for pair in std::mem::take(&mut self.pairs) {
            let value = match &self.kind {
                Some(Column::Nodes(_)) => Value::Node(NodeId(pair as u32)),
                Some(Column::Property(stored, _)) => match stored.cells() {
                    Cells::Texts(_, texts) => texts.get(pair as u32).into(),
                    _ => Value::Null,
                },
                _ => Value::Null,
            };
            self.general[(pair >> 32) as usize].add(value, None)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<u64> {
        if self.scattered {
            self.pairs.sort_unstable();
            self.pairs.dedup();
            self.counts.fill(0);
            self.pairs.iter().for_each(|pair| self.counts[(pair >> 32) as usize] += 1);
        }
        self.counts
    }
}

/// Tells whether the values of a column are told apart by small numbers, which mean the same in `kind`.
fn is_countable(kind: &Column, column: &Column) -> bool {
    match (kind, column) {
        (Column::Nodes(_), Column::Nodes(_)) => true,
        (Column::Property(a, _), Column::Property(b, _)) => Arc::ptr_eq(a, b) && matches!(a.cells(), Cells::Texts(..)),
        _ => false,
    }
}

/// Returns how many rows each row stands for, and leaves out those that stand for none.
fn weigh(counted: &mut [Counted<'_>], batch: &mut Batch, ctx: &Context<'_>) -> Result<Option<Vec<u64>>> {
    let mut weights: Option<Vec<u64>> = None;
    for branch in counted {
        let more = branch.weights(ctx, batch)?;
        weights = Some(match weights {
            Some(known) => known.iter().zip(more).map(|(a, b)| a.saturating_mul(b)).collect(),
            None => more,
        });
    }
    if let Some(all) = &mut weights
        && all.contains(&0)
    {
        let kept: Vec<u32> = (0..batch.len() as u32).filter(|&row| all[row as usize] > 0).collect();
        *batch = batch.take(&kept);
        all.retain(|&weight| weight > 0);
    }
    Ok(weights)
}

impl Operator for GroupBy<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let mut groups = Groups::new(self.keys.len());
        let mut states = self.states();
        let mut counted: Vec<Counted<'_>> = self.counted.iter().map(|branch| Counted::new(branch, ctx)).collect();
        let mut keys: Vec<Vector<'_>> = self.keys.iter().map(|(_, key)| Vector::new(key)).collect();
        let mut width = 0;
        let mut source = std::mem::replace(&mut self.source, Box::new(Nothing));
        each_batch(&mut source, ctx, |mut batch, ctx| {
            width = width.max(batch.width());
            let weights = weigh(&mut counted, &mut batch, ctx)?;
            if batch.is_empty() {
                return Ok(());
            }
            let before = groups.len();
            let columns = keys.iter_mut().map(|key| key.evaluate(ctx, &batch)).collect::<Result<Vec<_>>>()?;
            let places = groups.assign(&columns, batch.len());
            self.take_in(&mut states, &places, groups.len(), weights.as_deref(), ctx, &batch)?;
            let more = groups.len() - before;
            ctx.shared.keep(more * (self.keys.len() * 2 + self.aggregates.len() + 1) * size_of::<Value>())
        })?;
        self.finish(states, groups, width).map(Some)
    }
}
