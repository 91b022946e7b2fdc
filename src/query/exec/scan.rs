//! Where rows begin: what is given from outside, and the nodes of the graph.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use crate::graph::NodeId;
use crate::query::ast::Expr;
use crate::query::bind::{Bound, Key, Slot};

/// Gives the rows that come from outside.
pub(super) struct Argument {
    batch: Option<Batch>,
}

impl Argument {
    pub(super) const fn new(batch: Batch) -> Self {
        Self { batch: Some(batch) }
    }
}

impl Operator for Argument {
    fn next_batch(&mut self, _: &mut Context<'_>) -> Result<Option<Batch>> {
        Ok(self.batch.take())
    }
}

/// Gives each row with each node.
pub(super) struct Scan<'p> {
    source: Source<'p>,
    node: Slot,
    label: Option<&'p Key>,
    input: Batch,
    row: usize,
    /// The first node, or place in the label's list, that has not been given for the current row.
    next: usize,
}

impl<'p> Scan<'p> {
    pub(super) fn all(source: Source<'p>, node: Slot) -> Self {
        Self { source, node, label: None, input: Batch::default(), row: 0, next: 0 }
    }

    pub(super) fn label(source: Source<'p>, node: Slot, label: &'p Key) -> Self {
        Self { label: Some(label), ..Self::all(source, node) }
    }

    /// Returns some of the nodes that have not been given for the current row.
    fn nodes(&mut self, ctx: &Context<'_>) -> Vec<NodeId> {
        let graph = ctx.graph();
        let Some(label) = self.label else {
            let end = (self.next + BATCH_ROWS).min(graph.node_bound());
            let ids = (self.next..end).map(|id| NodeId(id as u32));
            self.next = end;
            return ids.filter(|&id| graph.has_node(id)).collect();
        };
        let Some(label) = label.symbol.or_else(|| graph.symbol(&label.name)) else { return Vec::new() };
        let listed = graph.label_candidates(label);
        let end = (self.next + BATCH_ROWS).min(listed.len());
        let some = &listed[self.next.min(end)..end];
        self.next = end;
        some.iter().copied().filter(|&id| graph.has_label(id, label)).collect()
    }

    fn is_done(&self, ctx: &Context<'_>) -> bool {
        let graph = ctx.graph();
        let end = match self.label {
            None => graph.node_bound(),
            Some(label) => {
                let label = label.symbol.or_else(|| graph.symbol(&label.name));
                label.map_or(0, |label| graph.label_candidates(label).len())
            }
        };
        self.next >= end
    }
}

impl Operator for Scan<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        loop {
            ctx.shared.check()?;
            if self.row >= self.input.len() {
                match self.source.next_batch(ctx)? {
                    None => return Ok(None),
                    Some(batch) => (self.input, self.row, self.next) = (batch, 0, 0),
                }
                continue;
            }
            let nodes = self.nodes(ctx);
            let row = self.row;
            if self.is_done(ctx) {
                (self.row, self.next) = (self.row + 1, 0);
            }
            if nodes.is_empty() {
                continue;
            }
            let mut batch = self.input.take(&vec![row as u32; nodes.len()]);
            batch.set(self.node, Column::Nodes(nodes));
            return Ok(Some(batch));
        }
    }
}

/// Gives each row with each node of a label that may have a property's value; a filter above looks closely.
pub(super) struct Lookup<'p> {
    source: Source<'p>,
    node: Slot,
    label: &'p Key,
    key: &'p Key,
    value: &'p Expr<Bound>,
}

impl<'p> Lookup<'p> {
    pub(super) const fn new(
        source: Source<'p>,
        node: Slot,
        label: &'p Key,
        key: &'p Key,
        value: &'p Expr<Bound>,
    ) -> Self {
        Self { source, node, label, key, value }
    }

    fn nodes(&self, ctx: &Context<'_>, batch: &Batch, row: usize) -> Result<Vec<NodeId>> {
        let graph = ctx.graph();
        let value = ctx.eval(self.value, batch, row)?;
        let symbol = |key: &Key| key.symbol.or_else(|| graph.symbol(&key.name));
        let (Some(label), Some(key)) = (symbol(self.label), symbol(self.key)) else { return Ok(Vec::new()) };
        let listed = graph.property_candidates(label, key, &value);
        let listed = listed.unwrap_or_else(|| graph.label_candidates(label).to_vec());
        Ok(listed.into_iter().filter(|&id| graph.has_label(id, label)).collect())
    }
}

impl Operator for Lookup<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(input) = self.source.next_batch(ctx)? else { return Ok(None) };
        let (mut rows, mut found) = (Vec::new(), Vec::new());
        for row in 0..input.len() {
            for node in self.nodes(ctx, &input, row)? {
                rows.push(row as u32);
                found.push(node);
            }
        }
        let mut batch = input.take(&rows);
        batch.set(self.node, Column::Nodes(found));
        Ok(Some(batch))
    }
}
