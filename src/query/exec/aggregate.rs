//! Gathers rows into groups.
//!
//! Where the keys are nodes or properties of at most two nodes, the group of a row is found by the nodes' numbers, and
//! the keys are evaluated once for each node or pair of nodes. Where a last relationship is only counted, it is not
//! followed: its rows are the degree of the node that it leaves.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source};
use super::steps::Neighbours;
use crate::graph::{NodeId, Value};
use crate::query::ast::{Expr, ExprKind};
use crate::query::bind::{AggregateCall, Bound, Key, Slot, Variable};
use crate::query::expr::aggregate::Accumulator;
use crate::query::expr::compare::GroupKey;
use crate::query::expr::functions::Aggregate;
use crate::query::plan::RelationshipStep;
use crate::text::{Id, Symbol};
use rustc_hash::FxHashMap;

/// Gives one row for each group, in the order in which the groups were met.
pub(super) struct GroupBy<'p> {
    source: Source<'p>,
    keys: &'p [(Slot, Expr<Bound>)],
    aggregates: &'p [(Slot, AggregateCall)],
    /// A relationship that is counted and not followed.
    counted: Option<&'p RelationshipStep>,
    done: bool,
}

/// How an aggregate takes in a row.
enum Intake {
    /// Every row counts.
    Rows,
    /// Rows count whose node has a property; the key, and the column of the node.
    HasProperty(Slot, Option<Symbol>),
    /// Each node counts once.
    DistinctNodes(Slot),
    /// The argument is evaluated.
    General,
}

/// The groups under way.
struct Groups {
    places: FxHashMap<Vec<GroupKey>, u32>,
    keys: Vec<Vec<Value>>,
    /// For each group, one after the other, its accumulators.
    accumulators: Vec<Accumulator>,
    by_node: Vec<u32>,
    by_pair: FxHashMap<u64, u32>,
    /// For each aggregate that counts nodes once: group and node of each row.
    pairs: Vec<Vec<u64>>,
}

/// Stands for a node that has no group yet.
const NONE: u32 = u32::MAX;

impl<'p> GroupBy<'p> {
    pub(super) const fn new(
        source: Source<'p>,
        keys: &'p [(Slot, Expr<Bound>)],
        aggregates: &'p [(Slot, AggregateCall)],
        counted: Option<&'p RelationshipStep>,
    ) -> Self {
        Self { source, keys, aggregates, counted, done: false }
    }

    fn intakes(&self, ctx: &Context<'_>) -> Vec<Intake> {
        let intake = |(_, call): &'p (Slot, AggregateCall)| {
            let Some(argument) = &call.argument else { return Intake::Rows };
            let counts = call.aggregate == Aggregate::Count;
            if self.counted.is_some() {
                // The optimiser leaves only counts of what every row has.
                return Intake::Rows;
            }
            match &argument.kind {
                ExprKind::Property(inner, Key { name, symbol }) if counts && !call.distinct => match slot_of(inner) {
                    Some(slot) => Intake::HasProperty(slot, symbol.or_else(|| ctx.graph().symbol(name))),
                    None => Intake::General,
                },
                ExprKind::Variable(Variable::Slot(slot)) if counts && call.distinct => Intake::DistinctNodes(*slot),
                _ => Intake::General,
            }
        };
        self.aggregates.iter().map(intake).collect()
    }

    /// Returns the columns of the nodes that the keys are made of; `None` where they are made of something else.
    fn key_nodes(&self) -> Option<Vec<Slot>> {
        let mut slots = Vec::new();
        for (_, key) in self.keys {
            let slot = match &key.kind {
                ExprKind::Property(inner, _) => slot_of(inner)?,
                _ => slot_of(key)?,
            };
            if !slots.contains(&slot) {
                slots.push(slot);
            }
        }
        (1..=2).contains(&slots.len()).then_some(slots)
    }

    /// Returns the group of each row.
    fn places(
        &self,
        groups: &mut Groups,
        nodes: Option<&[Slot]>,
        ctx: &Context<'_>,
        batch: &Batch,
    ) -> Result<Vec<u32>> {
        let columns: Option<Vec<&[NodeId]>> =
            nodes.and_then(|slots| slots.iter().map(|&slot| batch.nodes(slot)).collect());
        let mut places = Vec::with_capacity(batch.len());
        match columns.as_deref() {
            Some([nodes]) => {
                groups.by_node.resize(ctx.graph().node_bound(), NONE);
                for (row, node) in nodes.iter().enumerate() {
                    let mut place = groups.by_node[node.index()];
                    if place == NONE {
                        place = self.place(groups, ctx, batch, row)?;
                        groups.by_node[node.index()] = place;
                    }
                    places.push(place);
                }
            }
            Some([first, second]) => {
                for (row, (a, b)) in first.iter().zip(*second).enumerate() {
                    let pair = u64::from(a.0) << 32 | u64::from(b.0);
                    let place = match groups.by_pair.get(&pair) {
                        Some(&place) => place,
                        None => {
                            let place = self.place(groups, ctx, batch, row)?;
                            groups.by_pair.insert(pair, place);
                            place
                        }
                    };
                    places.push(place);
                }
            }
            _ if self.keys.is_empty() => {
                if !batch.is_empty() {
                    let place = self.place(groups, ctx, batch, 0)?;
                    places.resize(batch.len(), place);
                }
            }
            _ => {
                for row in 0..batch.len() {
                    places.push(self.place(groups, ctx, batch, row)?);
                }
            }
        }
        Ok(places)
    }

    /// Finds or makes the group of a row by the values of its keys.
    fn place(&self, groups: &mut Groups, ctx: &Context<'_>, batch: &Batch, row: usize) -> Result<u32> {
        let keys = self.keys.iter().map(|(_, key)| ctx.eval(key, batch, row)).collect::<Result<Vec<_>>>()?;
        Ok(self.place_of(groups, keys))
    }

    fn place_of(&self, groups: &mut Groups, keys: Vec<Value>) -> u32 {
        let wrapped: Vec<GroupKey> = keys.iter().cloned().map(GroupKey).collect();
        if let Some(&place) = groups.places.get(&wrapped) {
            return place;
        }
        let place = groups.keys.len() as u32;
        groups.places.insert(wrapped, place);
        groups.keys.push(keys);
        let new = |(_, call): &(Slot, AggregateCall)| Accumulator::new(call.aggregate, call.distinct);
        groups.accumulators.extend(self.aggregates.iter().map(new));
        place
    }

    /// Takes in the rows of a batch.
    fn take_in(
        &self,
        groups: &mut Groups,
        intakes: &[Intake],
        places: &[u32],
        weights: Option<&[u64]>,
        ctx: &Context<'_>,
        batch: &Batch,
    ) -> Result<()> {
        let count = intakes.len();
        for (at, intake) in intakes.iter().enumerate() {
            match intake {
                Intake::Rows => {
                    for (row, &place) in places.iter().enumerate() {
                        let weight = weights.map_or(1, |weights| weights[row]);
                        groups.accumulators[place as usize * count + at].count_rows(weight);
                    }
                }
                Intake::HasProperty(slot, key) if batch.nodes(*slot).is_some() => {
                    let nodes = batch.nodes(*slot).unwrap_or(&[]);
                    let graph = ctx.graph();
                    for (&node, &place) in nodes.iter().zip(places) {
                        if key.is_some_and(|key| graph.node_property(node, key).is_some()) {
                            groups.accumulators[place as usize * count + at].count_rows(1);
                        }
                    }
                }
                Intake::DistinctNodes(slot) if batch.nodes(*slot).is_some() => {
                    let nodes = batch.nodes(*slot).unwrap_or(&[]);
                    ctx.shared.keep(nodes.len() * size_of::<u64>())?;
                    groups.pairs[at].extend(
                        nodes.iter().zip(places).map(|(node, &place)| u64::from(place) << 32 | u64::from(node.0)),
                    );
                }
                _ => {
                    let (_, call) = &self.aggregates[at];
                    let (Some(argument), parameter) = (&call.argument, call.parameter.as_ref()) else { continue };
                    for (row, &place) in places.iter().enumerate() {
                        let value = ctx.eval(argument, batch, row)?;
                        let parameter = parameter.map(|parameter| ctx.eval(parameter, batch, row)).transpose()?;
                        let accumulator = &mut groups.accumulators[place as usize * count + at];
                        accumulator.add(value, parameter).map_err(|error| error.at(argument.span))?;
                    }
                    ctx.shared.keep(batch.len() * usize::from(call.aggregate.keeps_values()) * size_of::<Value>())?;
                }
            }
        }
        Ok(())
    }

    /// Returns how many rows each row stands for, where the last relationship is only counted.
    fn weights(&self, neighbours: &Neighbours, step: &RelationshipStep, ctx: &Context<'_>, batch: &Batch) -> Vec<u64> {
        let graph = ctx.graph();
        let weight = |row: usize| {
            let Some(node) = batch.node(step.ends.from, row) else { return 0 };
            let mut count = neighbours.count(graph, node);
            // Relationships met before in the clause may not come again.
            for &slot in &step.distinct_from {
                let met: Vec<_> = match batch.value(slot, row) {
                    Value::Relationship(id) => vec![id],
                    Value::List(items) => items
                        .iter()
                        .filter_map(|item| if let Value::Relationship(id) = item { Some(*id) } else { None })
                        .collect(),
                    _ => Vec::new(),
                };
                for id in met {
                    let mut here = 0;
                    let (start, end) = graph.ends(id);
                    if start == node || end == node {
                        neighbours.visit(graph, node, |found, _| here += u64::from(found == id));
                    }
                    count = count.saturating_sub(here);
                }
            }
            count
        };
        (0..batch.len()).map(weight).collect()
    }

    fn finish(&self, mut groups: Groups, width: usize) -> Result<Batch> {
        let count = self.aggregates.len();
        for (at, mut pairs) in std::mem::take(&mut groups.pairs).into_iter().enumerate() {
            pairs.sort_unstable();
            pairs.dedup();
            for pair in pairs {
                let value = Value::Node(NodeId(pair as u32));
                let place = (pair >> 32) as usize;
                let accumulator = &mut groups.accumulators[place * count + at];
                // Rows that came another way may have brought the same node.
                if accumulator.has_values() { accumulator.add(value, None)? } else { accumulator.count_rows(1) }
            }
        }
        let mut made = Batch::new(width, groups.keys.len());
        let mut columns: Vec<Vec<Value>> = vec![Vec::with_capacity(groups.keys.len()); self.keys.len() + count];
        let mut accumulators = groups.accumulators.into_iter();
        for keys in groups.keys {
            let results = accumulators.by_ref().take(count).map(Accumulator::finish);
            for (column, value) in columns.iter_mut().zip(keys.into_iter().map(Ok).chain(results)) {
                column.push(value?);
            }
        }
        let slots = self.keys.iter().map(|(slot, _)| slot).chain(self.aggregates.iter().map(|(slot, _)| slot));
        for (slot, column) in slots.zip(columns) {
            made.set(*slot, Column::Values(column));
        }
        Ok(made)
    }
}

const fn slot_of(expr: &Expr<Bound>) -> Option<Slot> {
    match &expr.kind {
        ExprKind::Variable(Variable::Slot(slot)) => Some(*slot),
        _ => None,
    }
}

impl Operator for GroupBy<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let mut groups = Groups {
            places: FxHashMap::default(),
            keys: Vec::new(),
            accumulators: Vec::new(),
            by_node: Vec::new(),
            by_pair: FxHashMap::default(),
            pairs: vec![Vec::new(); self.aggregates.len()],
        };
        let intakes = self.intakes(ctx);
        let nodes = self.key_nodes();
        let counted = self.counted.map(|step| (Neighbours::new(step, ctx), step));
        let mut width = 0;
        while let Some(mut batch) = self.source.next_batch(ctx)? {
            width = width.max(batch.width());
            let mut weights = counted.as_ref().map(|(neighbours, step)| self.weights(neighbours, step, ctx, &batch));
            if let Some(all) = &mut weights
                && all.contains(&0)
            {
                let kept: Vec<u32> = (0..batch.len() as u32).filter(|&row| all[row as usize] > 0).collect();
                batch = batch.take(&kept);
                all.retain(|&weight| weight > 0);
            }
            let before = groups.keys.len();
            let places = self.places(&mut groups, nodes.as_deref(), ctx, &batch)?;
            self.take_in(&mut groups, &intakes, &places, weights.as_deref(), ctx, &batch)?;
            let more = groups.keys.len() - before;
            ctx.shared.keep(more * (self.keys.len() * 2 + self.aggregates.len() * 6 + 4) * size_of::<Value>())?;
        }
        if groups.keys.is_empty() && self.keys.is_empty() {
            self.place_of(&mut groups, Vec::new());
        }
        self.finish(groups, width).map(Some)
    }
}
