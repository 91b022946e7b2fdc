//! `SET` and `REMOVE`: changes properties and labels.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source, drain};
use crate::graph::{NodeId, Properties, RelationshipId, Value};
use crate::query::ast::{RemoveItem, SetItem};
use crate::query::bind::{Bound, Key};
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use crate::query::expr::entity_properties;

pub(super) struct Set<'p> {
    source: Source<'p>,
    items: &'p [SetItem<Bound>],
    done: bool,
}

impl<'p> Set<'p> {
    pub(super) const fn new(source: Source<'p>, items: &'p [SetItem<Bound>]) -> Self {
        Self { source, items, done: false }
    }
}

pub(super) struct Remove<'p> {
    source: Source<'p>,
    items: &'p [RemoveItem<Bound>],
    done: bool,
}

impl<'p> Remove<'p> {
    pub(super) const fn new(source: Source<'p>, items: &'p [RemoveItem<Bound>]) -> Self {
        Self { source, items, done: false }
    }
}

/// Refuses a value that no property can hold.
pub(super) fn storable(value: Value) -> Result<Value> {
    if value.is_storable() {
        return Ok(value);
    }
    let message = format!("a property can't hold this {}", value.type_name());
    let error = QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidPropertyType, message);
    Err(error.hint("properties hold numbers, texts, booleans, points and lengths of time, and lists of these"))
}

/// A node or relationship.
#[derive(Clone, Copy)]
enum Entity {
    Node(NodeId),
    Relationship(RelationshipId),
}

/// Returns the entity to change; `None` for null.
fn entity(value: &Value, ctx: &Context<'_>) -> Result<Option<Entity>> {
    let deleted = || {
        let message = "what is to be changed was deleted";
        QueryError::runtime(ErrorKind::EntityNotFound, ErrorDetail::DeletedEntityAccess, message)
    };
    match value {
        Value::Null => Ok(None),
        Value::Node(id) if ctx.graph().has_node(*id) => Ok(Some(Entity::Node(*id))),
        Value::Relationship(id) if ctx.graph().has_relationship(*id) => Ok(Some(Entity::Relationship(*id))),
        Value::Node(_) | Value::Relationship(_) => Err(deleted()),
        other => {
            let message = format!("nodes and relationships can be changed, not a {}", other.type_name());
            Err(QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message))
        }
    }
}

fn set_property(entity: Entity, key: &str, value: Value, ctx: &mut Context<'_>) -> Result<()> {
    let graph = ctx.graph_mut()?;
    let key = graph.intern(key);
    let removes = value.is_null();
    let before = match entity {
        Entity::Node(id) => graph.set_node_property_by_symbol(id, key, value),
        Entity::Relationship(id) => graph.set_relationship_property_by_symbol(id, key, value),
    };
    if !(removes && before.is_none_or(|before| before.is_null())) {
        ctx.stats.properties_set += 1;
    }
    Ok(())
}

/// Makes one assignment for a row.
pub(super) fn set_item(item: &SetItem<Bound>, ctx: &mut Context<'_>, batch: &Batch, row: usize) -> Result<()> {
    match item {
        SetItem::Property { target, key, value: expr } => {
            let owner = ctx.eval(target, batch, row)?;
            let Some(entity) = entity(&owner, ctx).map_err(|error| error.at(target.span))? else { return Ok(()) };
            let value = storable(ctx.eval(expr, batch, row)?).map_err(|error| error.at(expr.span))?;
            set_property(entity, &key.name, value, ctx)
        }
        SetItem::All { target, add, value: expr } => {
            let owner = ctx.eval(target, batch, row)?;
            let Some(entity) = entity(&owner, ctx).map_err(|error| error.at(target.span))? else { return Ok(()) };
            let value = ctx.eval(expr, batch, row)?;
            let Some(new) = new_properties(&value, ctx)? else {
                let message = format!("properties are a Map, not a {}", value.type_name());
                let error = QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message);
                return Err(error.at(expr.span));
            };
            if !add {
                let old = entity_properties(&owner, ctx.graph())?.unwrap_or_default();
                for key in old.keys().filter(|key| !new.contains_key(*key)) {
                    set_property(entity, key, Value::Null, ctx)?;
                }
            }
            for (key, value) in new {
                let value = storable(value).map_err(|error| error.at(expr.span))?;
                set_property(entity, &key, value, ctx)?;
            }
            Ok(())
        }
        SetItem::Labels { target, labels } => {
            let owner = ctx.eval(target, batch, row)?;
            match entity(&owner, ctx).map_err(|error| error.at(target.span))? {
                Some(Entity::Node(id)) => add_labels(id, labels, ctx),
                Some(Entity::Relationship(_)) => Err(no_labels().at(target.span)),
                None => Ok(()),
            }
        }
    }
}

fn new_properties(value: &Value, ctx: &Context<'_>) -> Result<Option<Properties>> {
    match value {
        Value::Null => Ok(Some(Properties::new())),
        other => entity_properties(other, ctx.graph()),
    }
}

fn no_labels() -> QueryError {
    let message = "a relationship has a type and no labels";
    QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message)
}

fn add_labels(id: NodeId, labels: &[Key], ctx: &mut Context<'_>) -> Result<()> {
    for label in labels {
        if ctx.graph_mut()?.add_label(id, &label.name) {
            ctx.stats.labels_added += 1;
        }
    }
    Ok(())
}

fn remove_item(item: &RemoveItem<Bound>, ctx: &mut Context<'_>, batch: &Batch, row: usize) -> Result<()> {
    match item {
        RemoveItem::Property { target, key } => {
            let owner = ctx.eval(target, batch, row)?;
            match entity(&owner, ctx).map_err(|error| error.at(target.span))? {
                Some(entity) => set_property(entity, &key.name, Value::Null, ctx),
                None => Ok(()),
            }
        }
        RemoveItem::Labels { target, labels } => {
            let owner = ctx.eval(target, batch, row)?;
            match entity(&owner, ctx).map_err(|error| error.at(target.span))? {
                Some(Entity::Node(id)) => {
                    for label in labels {
                        if ctx.graph_mut()?.remove_label(id, &label.name) {
                            ctx.stats.labels_removed += 1;
                        }
                    }
                    Ok(())
                }
                Some(Entity::Relationship(_)) => Err(no_labels().at(target.span)),
                None => Ok(()),
            }
        }
    }
}

impl Operator for Set<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let batch = drain(&mut self.source, ctx)?;
        for row in 0..batch.len() {
            self.items.iter().try_for_each(|item| set_item(item, ctx, &batch, row))?;
            ctx.shared.tick()?;
        }
        Ok(Some(batch))
    }
}

impl Operator for Remove<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let batch = drain(&mut self.source, ctx)?;
        for row in 0..batch.len() {
            self.items.iter().try_for_each(|item| remove_item(item, ctx, &batch, row))?;
            ctx.shared.tick()?;
        }
        Ok(Some(batch))
    }
}
