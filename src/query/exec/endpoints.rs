//! Finds the ends of relationships that are known.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use super::steps::{is_met, wanted_types};
use crate::graph::{Direction, Graph, NodeId, RelationshipId, Value};
use crate::query::plan::RelationshipStep;
use crate::text::Symbol;

/// Gives each row with each way in which its relationship, or list of relationships, fits the pattern.
pub(super) struct Endpoints<'p> {
    source: Source<'p>,
    step: &'p RelationshipStep,
}

impl<'p> Endpoints<'p> {
    pub(super) const fn new(source: Source<'p>, step: &'p RelationshipStep) -> Self {
        Self { source, step }
    }

    /// Returns beginning and end for each way to read the value in the column.
    fn ways(&self, graph: &Graph, value: &Value, types: Option<&[Symbol]>) -> Vec<(NodeId, NodeId)> {
        let fits = |id: &RelationshipId| {
            graph.has_relationship(*id) && types.is_none_or(|types| types.contains(&graph.kind_symbol(*id)))
        };
        let directed = |id: RelationshipId| {
            let (start, end) = graph.ends(id);
            match self.step.direction {
                Direction::Outgoing => vec![(start, end)],
                Direction::Incoming => vec![(end, start)],
                Direction::Both if start == end => vec![(start, end)],
                Direction::Both => vec![(start, end), (end, start)],
            }
        };
        match value {
            Value::Relationship(id) if fits(id) && self.step.length.is_none() => directed(*id),
            Value::List(items) if self.step.length.is_some() => {
                let ids: Option<Vec<RelationshipId>> = items
                    .iter()
                    .map(|item| if let Value::Relationship(id) = item { Some(*id) } else { None })
                    .collect();
                let Some(ids) = ids.filter(|ids| ids.iter().all(fits)) else { return Vec::new() };
                let (least, most) = self.step.length.unwrap_or((1, None));
                let length = ids.len() as u64;
                if length < least || most.is_some_and(|most| length > most) {
                    return Vec::new();
                }
                let Some((&first, rest)) = ids.split_first() else { return Vec::new() };
                let mut ways = directed(first);
                for &id in rest {
                    let next = directed(id);
                    let joined = ways.iter().flat_map(|&(start, middle)| {
                        next.iter().filter(move |&&(from, _)| from == middle).map(move |&(_, end)| (start, end))
                    });
                    ways = joined.collect();
                }
                ways
            }
            _ => Vec::new(),
        }
    }
}

impl Operator for Endpoints<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        let Some(input) = self.source.next_batch(ctx)? else { return Ok(None) };
        let ends = self.step.ends;
        let graph = ctx.graph();
        let types = wanted_types(self.step, graph);
        let (mut rows, mut starts, mut stops) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..input.len() {
            let value = input.value(self.step.relationship, row);
            if let Value::Relationship(id) = value
                && is_met(self.step, &input, row, id)
            {
                continue;
            }
            for (from, to) in self.ways(graph, &value, types.as_deref()) {
                let from_fits = !ends.from_known || input.node(ends.from, row) == Some(from);
                let to_fits = !ends.to_known || input.node(ends.to, row) == Some(to);
                if from_fits && to_fits && (ends.from != ends.to || from == to) {
                    rows.push(row as u32);
                    starts.push(from);
                    stops.push(to);
                }
            }
        }
        let mut batch = input.take(&rows);
        batch.set(ends.from, Column::Nodes(starts));
        batch.set(ends.to, Column::Nodes(stops));
        Ok(Some(batch))
    }
}
