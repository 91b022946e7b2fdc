//! `CREATE`: makes the nodes and relationships of a pattern.

use super::batch::{Batch, Column};
use super::operator::{Context, Operator, Result, Source, drain};
use super::set::storable;
use crate::graph::{Direction, NodeId, Value};
use crate::query::ast::{Expr, NodePattern, PatternPart, RelationshipPattern};
use crate::query::bind::{Bound, Slot};
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use crate::text::Symbol;
use rustc_hash::FxHashMap;

pub(super) struct Create<'p> {
    source: Source<'p>,
    pattern: &'p [PatternPart<Bound>],
    done: bool,
}

impl<'p> Create<'p> {
    pub(super) const fn new(source: Source<'p>, pattern: &'p [PatternPart<Bound>]) -> Self {
        Self { source, pattern, done: false }
    }
}

/// What was made for one row, by column.
pub(super) type Made = FxHashMap<Slot, Value>;

/// Makes what is new in a pattern for one row.
pub(super) fn create_part(
    part: &PatternPart<Bound>,
    ctx: &mut Context<'_>,
    batch: &Batch,
    row: usize,
    made: &mut Made,
) -> Result<()> {
    let mut from = node(&part.start, ctx, batch, row, made)?;
    for (relationship, end) in &part.chain {
        let to = node(end, ctx, batch, row, made)?;
        let (start, stop) = if relationship.direction == Direction::Incoming { (to, from) } else { (from, to) };
        create_relationship(relationship, start, stop, ctx, batch, row, made)?;
        from = to;
    }
    Ok(())
}

/// Returns the node of a pattern: a known one, or a new one.
fn node(
    pattern: &NodePattern<Bound>,
    ctx: &mut Context<'_>,
    batch: &Batch,
    row: usize,
    made: &mut Made,
) -> Result<NodeId> {
    let Some(variable) = pattern.variable else { return Err(no_node(Value::Null)) };
    if let Some(Value::Node(id)) = made.get(&variable.slot) {
        return Ok(*id);
    }
    if !variable.new {
        return match batch.value(variable.slot, row) {
            Value::Node(id) if ctx.graph().has_node(id) => Ok(id),
            Value::Node(_) => {
                let message = "the node was deleted";
                Err(QueryError::runtime(ErrorKind::EntityNotFound, ErrorDetail::DeletedEntityAccess, message))
            }
            other => Err(no_node(other).at(pattern.span)),
        };
    }
    let properties = properties(pattern.properties.as_ref(), ctx, batch, row, made)?;
    let graph = ctx.graph_mut()?;
    let labels: Vec<Symbol> = pattern.labels.iter().map(|label| graph.intern(&label.name)).collect();
    let count = properties.iter().filter(|(_, value)| !value.is_null()).count();
    let mut distinct = labels.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let id = graph.add_node_by_symbol(labels, properties);
    ctx.stats.nodes_created += 1;
    ctx.stats.properties_set += count;
    ctx.stats.labels_added += distinct.len();
    ctx.shared.keep(128)?;
    made.insert(variable.slot, Value::Node(id));
    Ok(id)
}

fn no_node(value: Value) -> QueryError {
    let message = format!("a relationship joins nodes, not a {}", value.type_name());
    QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message)
}

fn create_relationship(
    pattern: &RelationshipPattern<Bound>,
    start: NodeId,
    end: NodeId,
    ctx: &mut Context<'_>,
    batch: &Batch,
    row: usize,
    made: &mut Made,
) -> Result<()> {
    let properties = properties(pattern.properties.as_ref(), ctx, batch, row, made)?;
    let count = properties.iter().filter(|(_, value)| !value.is_null()).count();
    let graph = ctx.graph_mut()?;
    let kind = pattern.types.first().map_or(Symbol::EMPTY, |kind| graph.intern(&kind.name));
    let id = graph.add_relationship_by_symbol(start, kind, end, properties);
    ctx.stats.relationships_created += 1;
    ctx.stats.properties_set += count;
    ctx.shared.keep(128)?;
    if let (Some(variable), Some(id)) = (pattern.variable, id) {
        made.insert(variable.slot, Value::Relationship(id));
    }
    Ok(())
}

/// Evaluates the properties of a pattern; they may use what was made before.
fn properties(
    expr: Option<&Expr<Bound>>,
    ctx: &mut Context<'_>,
    batch: &Batch,
    row: usize,
    made: &Made,
) -> Result<Vec<(Symbol, Value)>> {
    let Some(expr) = expr else { return Ok(Vec::new()) };
    let value = if made.is_empty() {
        ctx.eval(expr, batch, row)?
    } else {
        let mut single = batch.take(&[row as u32]);
        put(&mut single, made);
        ctx.eval(expr, &single, 0)?
    };
    let Value::Map(entries) = value else {
        let message = format!("properties are a Map, not a {}", value.type_name());
        let error = QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message);
        return Err(error.at(expr.span));
    };
    let mut interned = Vec::with_capacity(entries.len());
    for (key, value) in entries.iter() {
        let value = storable(value.clone()).map_err(|error| error.at(expr.span))?;
        interned.push((ctx.graph_mut()?.intern(key), value));
    }
    Ok(interned)
}

/// Puts what was made into the columns of a single row.
fn put(single: &mut Batch, made: &Made) {
    let mut entries: Vec<_> = made.iter().collect();
    entries.sort_unstable_by_key(|(slot, _)| **slot);
    for (slot, value) in entries {
        single.set(*slot, Column::Values(vec![value.clone()]));
    }
}

/// Puts what was made for each row into columns.
pub(super) fn put_all(batch: &mut Batch, made: &[Made]) {
    let mut slots: Vec<Slot> = made.iter().flat_map(|row| row.keys().copied()).collect();
    slots.sort_unstable();
    slots.dedup();
    for slot in slots {
        let values = made.iter().map(|row| row.get(&slot).cloned().unwrap_or_default()).collect();
        batch.set(slot, Column::Values(values));
    }
}

impl Operator for Create<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let mut batch = drain(&mut self.source, ctx)?;
        let mut all = Vec::with_capacity(batch.len());
        for row in 0..batch.len() {
            let mut made = Made::default();
            for part in self.pattern {
                create_part(part, ctx, &batch, row, &mut made)?;
            }
            all.push(made);
            ctx.shared.tick()?;
        }
        put_all(&mut batch, &all);
        Ok(Some(batch))
    }
}
