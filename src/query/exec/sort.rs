//! Puts rows in order; with a limit it keeps only the first.

use super::ahead::each_batch;
use super::batch::{BATCH_ROWS, Batch, Column};
use super::limit::count;
use super::operator::{Context, Nothing, Operator, Result, Source};
use super::vector::evaluate;
use crate::graph::Value;
use crate::graph::column::{Cells, NO_INTEGER, NO_TEXT};
use crate::query::ast::{Expr, SortItem};
use crate::query::bind::{Bound, Slot};
use crate::query::expr::compare::order;
use crate::text::Id;
use std::cmp::Ordering;

pub(super) struct Sort<'p> {
    source: Source<'p>,
    order: &'p [SortItem<Bound>],
    limit: Option<&'p Expr<Bound>>,
    skip: Option<&'p Expr<Bound>>,
    sorted: Option<Batch>,
    given: usize,
}

impl<'p> Sort<'p> {
    pub(super) const fn new(
        source: Source<'p>,
        order: &'p [SortItem<Bound>],
        limit: Option<&'p Expr<Bound>>,
        skip: Option<&'p Expr<Bound>>,
    ) -> Self {
        Self { source, order, limit, skip, sorted: None, given: 0 }
    }

    /// Takes all rows and puts them in order.
    fn sort(&self, source: &mut Source<'_>, ctx: &mut Context<'_>) -> Result<Batch> {
        let skip = self.skip.map_or(Ok(0), |skip| count(skip, ctx))?;
        let limit = self.limit.map(|limit| count(limit, ctx)).transpose()?;
        let most = limit.map(|limit| limit.saturating_add(skip));
        // The keys are rows of their own, beside those that they belong to.
        let (mut rows, mut keys) = (Batch::default(), Batch::default());
        each_batch(source, ctx, |batch, ctx| {
            let mut more = Batch::new(self.order.len(), batch.len());
            for (at, item) in self.order.iter().enumerate() {
                more.set(Slot::from_index(at), evaluate(&item.expr, ctx, &batch)?);
            }
            ctx.shared.keep(
                batch.len() * (batch.width() + self.order.len()) * size_of::<Value>() * usize::from(most.is_none()),
            )?;
            rows.append(batch);
            keys.append(more);
            // Now and then only what may still be among the first is kept.
            if let Some(most) = most
                && keys.len() > most.saturating_mul(2).max(4 * BATCH_ROWS)
            {
                let first = self.first(&keys, most);
                (rows, keys) = (rows.take(&first), keys.take(&first));
            }
            Ok(())
        })?;
        let first = self.first(&keys, most.unwrap_or(keys.len()));
        Ok(rows.take(first.get(skip..).unwrap_or(&[])))
    }

    /// Returns the places of the first rows in order.
    fn first(&self, keys: &Batch, most: usize) -> Vec<u32> {
        let comparers: Vec<Comparer<'_>> = self
            .order
            .iter()
            .enumerate()
            .map(|(at, item)| Comparer { column: keys.column(Slot::from_index(at)), descending: item.descending })
            .collect();
        // The place decides between equals, so that the order is the same in every run.
        let compare = |a: &u32, b: &u32| {
            let each = comparers.iter().map(|comparer| comparer.compare(*a as usize, *b as usize));
            each.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| a.cmp(b))
        };
        let mut places: Vec<u32> = (0..keys.len() as u32).collect();
        if most == 0 {
            return Vec::new();
        }
        if let (Some(Column::Integers(numbers)), true) = (comparers.first().map(|c| c.column), most < places.len() / 4)
        {
            // The first key alone tells of most rows that they are not among the first.
            let mut sorted = numbers.clone();
            let (_, &mut last, _) = if comparers[0].descending {
                sorted.select_nth_unstable_by(most - 1, |a, b| b.cmp(a))
            } else {
                sorted.select_nth_unstable(most - 1)
            };
            let descending = comparers[0].descending;
            places.retain(|&place| match numbers[place as usize].cmp(&last) {
                Ordering::Equal => true,
                order => (order == Ordering::Greater) == descending,
            });
        }
        if most < places.len() {
            places.select_nth_unstable_by(most - 1, compare);
            places.truncate(most);
        }
        places.sort_unstable_by(compare);
        places
    }
}

/// Compares rows by one key.
struct Comparer<'k> {
    column: &'k Column,
    descending: bool,
}

impl Comparer<'_> {
    fn compare(&self, a: usize, b: usize) -> Ordering {
        let order = match self.column {
            Column::Integers(numbers) => numbers[a].cmp(&numbers[b]),
            Column::Nodes(nodes) => nodes[a].cmp(&nodes[b]),
            Column::Property(stored, entities) => match stored.cells() {
                Cells::Integers(cells) | Cells::Dates(cells) => {
                    let cells = stored.slice(cells);
                    let (a, b) = (cells.get(entities[a], NO_INTEGER), cells.get(entities[b], NO_INTEGER));
                    // Null comes last.
                    (a == NO_INTEGER).cmp(&(b == NO_INTEGER)).then(a.cmp(&b))
                }
                Cells::Texts(cells, texts) => {
                    let cells = stored.slice(cells);
                    match (cells.get(entities[a], NO_TEXT), cells.get(entities[b], NO_TEXT)) {
                        (a, b) if a == b => Ordering::Equal,
                        (NO_TEXT, _) => Ordering::Greater,
                        (_, NO_TEXT) => Ordering::Less,
                        (a, b) => texts.get(a).cmp(texts.get(b)),
                    }
                }
                _ => order(&self.column.value(a), &self.column.value(b)),
            },
            Column::Values(values) => order(&values[a], &values[b]),
            column => order(&column.value(a), &column.value(b)),
        };
        if self.descending { order.reverse() } else { order }
    }
}

impl Operator for Sort<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if self.sorted.is_none() {
            let mut source = std::mem::replace(&mut self.source, Box::new(Nothing));
            self.sorted = Some(self.sort(&mut source, ctx)?);
        }
        let Some(sorted) = &self.sorted else { return Ok(None) };
        if self.given >= sorted.len() {
            return Ok(None);
        }
        let (from, to) = (self.given, self.given + BATCH_ROWS);
        self.given = to;
        Ok(Some(sorted.slice(from, to)))
    }
}
