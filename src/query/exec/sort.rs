//! Puts rows in order; with a limit it keeps only the first.

use super::batch::{BATCH_ROWS, Batch};
use super::limit::count;
use super::operator::{Context, Operator, Result, Source};
use crate::graph::Value;
use crate::query::ast::{Expr, SortItem};
use crate::query::bind::Bound;
use crate::query::expr::compare::order;
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

    fn compare(&self, a: &[Value], b: &[Value]) -> Ordering {
        let each = self.order.iter().zip(a.iter().zip(b)).map(|(item, (a, b))| {
            let order = order(a, b);
            if item.descending { order.reverse() } else { order }
        });
        each.into_iter().find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
    }

    /// Takes all rows and puts them in order.
    fn sort(&self, source: &mut Source<'_>, ctx: &mut Context<'_>) -> Result<Batch> {
        let skip = self.skip.map_or(Ok(0), |skip| count(skip, ctx))?;
        let limit = self.limit.map(|limit| count(limit, ctx)).transpose()?;
        let most = limit.map(|limit| limit.saturating_add(skip));
        let (mut rows, mut keys): (Batch, Vec<Vec<Value>>) = (Batch::default(), Vec::new());
        while let Some(batch) = source.next_batch(ctx)? {
            for row in 0..batch.len() {
                keys.push(self.order.iter().map(|item| ctx.eval(&item.expr, &batch, row)).collect::<Result<_>>()?);
            }
            ctx.shared.keep(
                batch.len() * (batch.width() + self.order.len()) * size_of::<Value>() * usize::from(most.is_none()),
            )?;
            rows.append(batch);
            // Now and then only what may still be among the first is kept.
            if let Some(most) = most
                && keys.len() > most.saturating_mul(2).max(4 * BATCH_ROWS)
            {
                (rows, keys) = self.first(rows, keys, most);
            }
        }
        let most = most.unwrap_or(keys.len());
        let (rows, keys) = self.first(rows, keys, most);
        Ok(if skip > 0 { rows.slice(skip.min(keys.len()), keys.len()) } else { rows })
    }

    fn first(&self, rows: Batch, mut keys: Vec<Vec<Value>>, most: usize) -> (Batch, Vec<Vec<Value>>) {
        let mut places: Vec<u32> = (0..keys.len() as u32).collect();
        // The place decides between equals, so that the order is the same in every run.
        places.sort_unstable_by(|&a, &b| self.compare(&keys[a as usize], &keys[b as usize]).then(a.cmp(&b)));
        places.truncate(most);
        let keys = places.iter().map(|&place| std::mem::take(&mut keys[place as usize])).collect();
        (rows.take(&places), keys)
    }
}

/// Stands for the source while it is drained.
struct Nothing;

impl Operator for Nothing {
    fn next_batch(&mut self, _: &mut Context<'_>) -> Result<Option<Batch>> {
        Ok(None)
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
