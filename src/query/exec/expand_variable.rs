//! Follows many relationships in a row, each once, depth first.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use super::steps::{Neighbours, has_properties, is_met, wanted_properties};
use crate::graph::{NodeId, RelationshipId, Value};
use crate::query::plan::RelationshipStep;
use crate::text::Symbol;

/// Gives each row with each walk that fits, and the node it leads to.
pub(super) struct ExpandVariable<'p> {
    source: Source<'p>,
    step: &'p RelationshipStep,
    input: Batch,
    row: usize,
    walk: Option<Walk>,
    neighbours: Option<Neighbours>,
}

/// A walk under way.
struct Walk {
    /// The relationships followed so far.
    path: Vec<RelationshipId>,
    /// For each node on the way, what can still be followed from it.
    open: Vec<std::vec::IntoIter<(RelationshipId, NodeId)>>,
    wanted: Vec<(Option<Symbol>, Value)>,
    /// The walk of no relationship, where it has not been given.
    start: Option<NodeId>,
}

impl<'p> ExpandVariable<'p> {
    pub(super) fn new(source: Source<'p>, step: &'p RelationshipStep) -> Self {
        Self { source, step, input: Batch::default(), row: 0, walk: None, neighbours: None }
    }

    fn begin(&self, ctx: &Context<'_>) -> Result<Option<Walk>> {
        let Some(from) = self.input.node(self.step.ends.from, self.row) else { return Ok(None) };
        let wanted = wanted_properties(self.step, ctx, &self.input, self.row)?;
        let least = self.step.length.map_or(1, |(least, _)| least);
        let mut walk = Walk { path: Vec::new(), open: Vec::new(), wanted, start: (least == 0).then_some(from) };
        self.open(ctx, &mut walk, from);
        Ok(Some(walk))
    }

    /// Makes what leaves a node the next to be followed, unless the walk is long enough.
    fn open(&self, ctx: &Context<'_>, walk: &mut Walk, node: NodeId) {
        let most = self.step.length.and_then(|(_, most)| most);
        let long_enough = most.is_some_and(|most| walk.path.len() as u64 >= most);
        let found = match &self.neighbours {
            Some(neighbours) if !long_enough => neighbours.list(ctx.graph(), node),
            _ => Vec::new(),
        };
        walk.open.push(found.into_iter());
    }

    /// Goes on until the next walk that fits; `None` at the end.
    fn advance(&self, ctx: &Context<'_>, walk: &mut Walk) -> Result<Option<(Value, NodeId)>> {
        let least = self.step.length.map_or(1, |(least, _)| least);
        if let Some(start) = walk.start.take() {
            return Ok(Some((Value::list(Vec::new()), start)));
        }
        while let Some(choices) = walk.open.last_mut() {
            ctx.shared.tick()?;
            let Some((id, to)) = choices.next() else {
                walk.open.pop();
                walk.path.pop();
                continue;
            };
            let fits = !walk.path.contains(&id)
                && !is_met(self.step, &self.input, self.row, id)
                && has_properties(ctx.graph(), id, &walk.wanted);
            if !fits {
                continue;
            }
            walk.path.push(id);
            self.open(ctx, walk, to);
            if walk.path.len() as u64 >= least {
                let mut path: Vec<Value> = walk.path.iter().map(|&id| Value::Relationship(id)).collect();
                if self.step.reversed {
                    path.reverse();
                }
                return Ok(Some((Value::list(path), to)));
            }
        }
        Ok(None)
    }
}

impl Operator for ExpandVariable<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let ends = self.step.ends;
        loop {
            if self.row >= self.input.len() {
                match self.source.next_batch(ctx)? {
                    None => return Ok(None),
                    Some(batch) => (self.input, self.row) = (batch, 0),
                }
            }
            if self.neighbours.is_none() {
                self.neighbours = Some(Neighbours::new(self.step, ctx));
            }
            let (mut rows, mut lists, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
            while self.row < self.input.len() && rows.len() < BATCH_ROWS {
                let mut walk = match self.walk.take() {
                    Some(walk) => Some(walk),
                    None => self.begin(ctx)?,
                };
                let found = match &mut walk {
                    Some(walk) => self.advance(ctx, walk)?,
                    None => None,
                };
                let Some((list, to)) = found else {
                    self.row += 1;
                    continue;
                };
                self.walk = walk;
                if !ends.to_known || self.input.node(ends.to, self.row) == Some(to) {
                    rows.push(self.row as u32);
                    lists.push(list);
                    nodes.push(to);
                }
            }
            if rows.is_empty() {
                continue;
            }
            let mut batch = self.input.take_kept(&rows, self.step.kept.as_deref());
            batch.set(self.step.relationship, Column::Values(lists));
            batch.set(ends.to, Column::Nodes(nodes));
            return Ok(Some(batch));
        }
    }
}
