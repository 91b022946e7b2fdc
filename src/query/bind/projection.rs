//! `WITH` and `RETURN`: what is passed on, grouped, sorted.
//!
//! Where there are aggregates, an expression outside of them may only use what is grouped by: a variable or property
//! that is an item of its own. Sort keys after grouping (and after `DISTINCT`) see the columns and nothing else.

use super::expression::{check_count, function, is_column};
use super::scope::Entry;
use super::{AggregateCall, Aggregation, Binder, Bound, BoundProjection, Slot, Type, Variable};
use crate::graph::Value;
use crate::query::ast::{Expr, ExprKind, Name, Parsed, Projection, ProjectionItem, SortItem, Subquery};
use crate::query::error::{ErrorDetail, QueryError};
use crate::query::expr::functions::{self, FunctionKind};
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, QueryError>;

/// What an expression after grouping may use.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouping {
    /// Items without aggregates, each with its column.
    keys: Vec<(Expr<Parsed>, Slot, Type)>,
    /// Aggregates, each with its column.
    aggregates: Vec<(Expr<Parsed>, Slot, Type)>,
    calls: Vec<(Slot, AggregateCall)>,
    /// The names before grouping.
    before: BTreeMap<String, Entry>,
    /// Whether further aggregates may be made.
    open: bool,
    /// Whether the projection has aggregates at all.
    aggregating: bool,
}

/// One column to be.
struct Item {
    name: String,
    expr: Expr<Parsed>,
    name_span: crate::text::Span<crate::text::Byte>,
}

impl Binder<'_> {
    /// Binds a projection; returns it with its columns in order. The scope becomes the columns.
    pub(super) fn projection(
        &mut self,
        projection: &Projection,
        predicate: Option<&Expr<Parsed>>,
        is_return: bool,
    ) -> Result<(BoundProjection, Vec<(String, Slot)>)> {
        let items = self.items(projection, is_return)?;
        let before = self.frame().scope.clone();
        let aggregating = items.iter().any(|item| has_aggregate(&item.expr));
        let mut grouping = Grouping { before: before.clone(), aggregating, ..Grouping::default() };
        let mut bound: Vec<Option<(Slot, Expr<Bound>, Type)>> = Vec::new();
        for item in &items {
            bound.push(if has_aggregate(&item.expr) {
                None
            } else {
                let (expr, kind) = self.expression(&item.expr)?;
                let slot = self.new_slot();
                grouping.keys.push((item.expr.clone(), slot, kind.clone()));
                Some((slot, expr, kind))
            });
        }
        if aggregating {
            self.frame().scope = grouped_scope(&grouping);
            grouping.open = true;
            self.grouping = Some(grouping);
            for (item, bound) in items.iter().zip(&mut bound).filter(|(_, bound)| bound.is_none()) {
                let (expr, kind) = self.expression(&item.expr)?;
                *bound = Some((self.new_slot(), expr, kind));
            }
            grouping = self.grouping.take().unwrap_or_default();
        }
        let bound: Vec<(Slot, Expr<Bound>, Type)> = bound.into_iter().flatten().collect();
        let columns: Vec<(String, Slot)> = items.iter().zip(&bound).map(|(item, b)| (item.name.clone(), b.0)).collect();
        let after = columns_scope(&items, &bound);
        for (name, slot) in &columns {
            self.note_name(*slot, name);
        }
        let order = self.order(projection, &items, &bound, &before, &after, grouping.clone())?;
        let narrowed = (aggregating || projection.distinct).then(|| visible_columns(&grouping, &items, &bound));
        let predicate = self.projected_predicate(narrowed, predicate, &before, &after)?;
        self.frame().scope = after;
        let (skip, limit) = (self.bound_count(projection.skip.as_ref())?, self.bound_count(projection.limit.as_ref())?);
        let made = assemble(bound, grouping, aggregating);
        let (items, aggregation) = made;
        let distinct = projection.distinct;
        Ok((BoundProjection { aggregation, items, distinct, order, skip, limit, predicate }, columns))
    }

    /// Lists the columns to be, `*` spelt out.
    fn items(&mut self, projection: &Projection, is_return: bool) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        if projection.all {
            let names: Vec<String> =
                self.frame().scope.iter().filter(|(_, entry)| !entry.imported).map(|(name, _)| name.clone()).collect();
            if names.is_empty() && is_return && projection.items.is_empty() {
                let message = "`RETURN *` has nothing to return: no variable is defined";
                return Err(QueryError::syntax(ErrorDetail::NoVariablesInScope, message));
            }
            for name in names {
                let variable = Name { text: name.clone(), span: Default::default() };
                items.push(Item {
                    name,
                    expr: Expr::made(ExprKind::Variable(variable)),
                    name_span: Default::default(),
                });
            }
        }
        for item in &projection.items {
            let name = column_name(item, is_return)?;
            let name_span = item.alias.as_ref().map_or(item.expr.span, |alias| alias.span);
            if items.iter().any(|known| known.name == name) {
                let message = format!("two columns have the name `{name}`");
                let error = QueryError::syntax(ErrorDetail::ColumnNameConflict, message).at(name_span);
                return Err(error.hint("give one of them another name with `AS`"));
            }
            items.push(Item { name, expr: item.expr.clone(), name_span });
        }
        Ok(items)
    }

    fn order(
        &mut self,
        projection: &Projection,
        items: &[Item],
        bound: &[(Slot, Expr<Bound>, Type)],
        before: &BTreeMap<String, Entry>,
        after: &BTreeMap<String, Entry>,
        grouping: Grouping,
    ) -> Result<Vec<SortItem<Bound>>> {
        let narrowed = grouping.aggregating || projection.distinct;
        let mut scope = if narrowed { BTreeMap::new() } else { before.clone() };
        if grouping.aggregating {
            scope = grouped_scope(&grouping);
        }
        scope.extend(after.clone());
        self.frame().scope = scope;
        let mut order = Vec::new();
        for key in &projection.order {
            let same = items.iter().zip(bound).find(|(item, _)| item.expr == key.expr);
            let expr = match same {
                Some((_, (slot, _, _))) if narrowed => column(*slot, &key.expr),
                _ if narrowed => {
                    self.grouping = Some(visible_columns(&grouping, items, bound));
                    let made = self.expression(&key.expr);
                    self.grouping = None;
                    made?.0
                }
                _ => self.expression(&key.expr)?.0,
            };
            order.push(SortItem { expr, descending: key.descending });
        }
        Ok(order)
    }

    fn projected_predicate(
        &mut self,
        narrowed: Option<Grouping>,
        predicate: Option<&Expr<Parsed>>,
        before: &BTreeMap<String, Entry>,
        after: &BTreeMap<String, Entry>,
    ) -> Result<Option<Expr<Bound>>> {
        let Some(predicate) = predicate else { return Ok(None) };
        let mut scope = if narrowed.is_some() { BTreeMap::new() } else { before.clone() };
        scope.extend(after.clone());
        self.frame().scope = scope;
        self.grouping = narrowed;
        let made = self.predicate(predicate);
        self.grouping = None;
        made.map(Some)
    }

    /// Binds the number after `SKIP` or `LIMIT`, which may not depend on the row.
    fn bound_count(&mut self, count: Option<&Expr<Parsed>>) -> Result<Option<Expr<Bound>>> {
        let Some(count) = count else { return Ok(None) };
        let constant = |detail, message: &str| Err(QueryError::syntax(detail, message).at(count.span));
        if uses_variable(count) {
            return constant(ErrorDetail::NonConstantExpression, "the number of rows can't depend on the row");
        }
        let (bound, kind) = self.expression(count)?;
        if !kind.may_be(&Type::Integer) {
            return constant(ErrorDetail::InvalidArgumentType, "the number of rows is an integer");
        }
        if let ExprKind::Literal(Value::Integer(..0)) = bound.kind {
            return constant(ErrorDetail::NegativeIntegerArgument, "the number of rows is not negative");
        }
        Ok(Some(bound))
    }

    /// Where expressions after grouping are bound: finds what the expression is in terms of the groups.
    pub(super) fn grouped(&mut self, expr: &Expr<Parsed>) -> Result<Option<(Expr<Bound>, Type)>> {
        let Some(grouping) = &self.grouping else { return Ok(None) };
        if is_aggregate(expr) {
            let known = grouping.aggregates.iter().find(|(known, _, _)| known == expr);
            if let Some((_, slot, kind)) = known {
                return Ok(Some((column(*slot, expr), kind.clone())));
            }
            return self.new_aggregate(expr).map(Some);
        }
        if self.frames.len() > 1 && self.grouping_depth != self.frames.len() {
            return Ok(None);
        }
        match &expr.kind {
            ExprKind::Property(..) => {
                let known = grouping.keys.iter().find(|(key, _, _)| key == expr);
                Ok(known.map(|(_, slot, kind)| (column(*slot, expr), kind.clone())))
            }
            ExprKind::Variable(name) => {
                if self.frame().scope.contains_key(&name.text) {
                    return Ok(None);
                }
                let Some(grouping) = &self.grouping else { return Ok(None) };
                let in_key = grouping.keys.iter().any(|(key, _, _)| mentions(key, &name.text));
                if grouping.aggregating && grouping.before.contains_key(&name.text) && (grouping.open || in_key) {
                    let message = format!("`{}` is used beside an aggregate and is not grouped by", name.text);
                    let error = QueryError::syntax(ErrorDetail::AmbiguousAggregationExpression, message).at(expr.span);
                    return Err(error.hint("make it an item of its own"));
                }
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn new_aggregate(&mut self, expr: &Expr<Parsed>) -> Result<(Expr<Bound>, Type)> {
        let Some(grouping) = self.grouping.take() else {
            return Err(super::expression::misplaced_aggregate(expr.span));
        };
        let inside = std::mem::take(&mut self.frame().scope);
        // Sort keys may only use aggregates that are there; others are bound as what they see, so that the message fits.
        self.frame().scope = if grouping.open { grouping.before.clone() } else { inside.clone() };
        let made = self.aggregate_call(expr);
        self.frame().scope = inside;
        let mut grouping = grouping;
        let made = match made {
            Ok((call, kind)) if grouping.open => {
                let slot = self.new_slot();
                grouping.aggregates.push((expr.clone(), slot, kind.clone()));
                grouping.calls.push((slot, call));
                Ok((column(slot, expr), kind))
            }
            Ok(_) => {
                let message = "an aggregate to sort by must be a column too";
                Err(QueryError::syntax(ErrorDetail::InvalidAggregation, message).at(expr.span))
            }
            Err(error) => Err(error),
        };
        self.grouping = Some(grouping);
        made
    }

    fn aggregate_call(&mut self, expr: &Expr<Parsed>) -> Result<(AggregateCall, Type)> {
        let ExprKind::Call { function: name, distinct, arguments } = &expr.kind else {
            let aggregate = functions::Aggregate::Count;
            return Ok((AggregateCall { aggregate, distinct: false, argument: None, parameter: None }, Type::Integer));
        };
        let function = function(name)?;
        check_count(function, arguments.len(), expr.span)?;
        for argument in arguments {
            if has_aggregate(argument) {
                let message = "an aggregate can't stand inside another";
                let error = QueryError::syntax(ErrorDetail::NestedAggregation, message).at(argument.span);
                return Err(error.hint("aggregate first in a `WITH`"));
            }
            if calls_rand(argument) {
                let message = "an aggregate can't be taken of random numbers";
                return Err(QueryError::syntax(ErrorDetail::NonConstantExpression, message).at(argument.span));
            }
        }
        let mut bound = self.all(arguments)?.into_iter();
        let (argument, kind) = bound.next().map_or((None, Type::Any), |(expr, kind)| (Some(expr), kind));
        let parameter = bound.next().map(|(expr, _)| expr);
        let FunctionKind::Aggregate(aggregate) = function.kind else {
            return Err(super::expression::misplaced_aggregate(expr.span));
        };
        if !function.accepts(0, &kind) {
            let message = format!("`{}` can't be taken of {}", function.name, kind.name());
            return Err(QueryError::syntax(ErrorDetail::InvalidArgumentType, message).at(expr.span));
        }
        let found = function.returned(&[kind]);
        Ok((AggregateCall { aggregate, distinct: *distinct, argument, parameter }, found))
    }
}

/// Returns what expressions after the projection may use: its columns, and what is equal to one of them.
fn visible_columns(grouping: &Grouping, items: &[Item], bound: &[(Slot, Expr<Bound>, Type)]) -> Grouping {
    let columns = items.iter().zip(bound).map(|(item, bound)| (item.expr.clone(), bound.0, bound.2.clone()));
    Grouping { open: false, keys: columns.collect(), ..grouping.clone() }
}

/// Splits the bound items into groups' keys, aggregates and columns.
fn assemble(
    bound: Vec<(Slot, Expr<Bound>, Type)>,
    grouping: Grouping,
    aggregating: bool,
) -> (Vec<(Slot, Expr<Bound>)>, Option<Aggregation>) {
    let is_key = |slot: Slot| grouping.keys.iter().any(|(_, key, _)| *key == slot);
    if !aggregating {
        return (bound.into_iter().map(|(slot, expr, _)| (slot, expr)).collect(), None);
    }
    let (keys, rest): (Vec<_>, Vec<_>) = bound.into_iter().partition(|(slot, _, _)| is_key(*slot));
    let keys: Vec<_> = keys.into_iter().map(|(slot, expr, _)| (slot, expr)).collect();
    let own = |slot: Slot| (slot, Expr::made(ExprKind::Variable(Variable::Slot(slot))));
    let mut items: Vec<_> = keys.iter().map(|(slot, _)| own(*slot)).collect();
    items.extend(rest.into_iter().map(|(slot, expr, _)| (slot, expr)));
    (items, Some(Aggregation { keys, aggregates: grouping.calls }))
}

/// The names that stay after grouping: variables that are items of their own.
fn grouped_scope(grouping: &Grouping) -> BTreeMap<String, Entry> {
    let mut scope = BTreeMap::new();
    for (expr, slot, kind) in &grouping.keys {
        if let ExprKind::Variable(name) = &expr.kind {
            let entry = Entry { variable: Variable::Slot(*slot), kind: kind.clone(), imported: false };
            scope.insert(name.text.clone(), entry);
        }
    }
    scope
}

fn columns_scope(items: &[Item], bound: &[(Slot, Expr<Bound>, Type)]) -> BTreeMap<String, Entry> {
    let mut scope = BTreeMap::new();
    for (item, (slot, _, kind)) in items.iter().zip(bound) {
        let entry = Entry { variable: Variable::Slot(*slot), kind: kind.clone(), imported: false };
        scope.insert(item.name.clone(), entry);
        _ = item.name_span;
    }
    scope
}

fn column_name(item: &ProjectionItem, is_return: bool) -> Result<String> {
    match (&item.alias, &item.expr.kind) {
        (Some(alias), _) => Ok(alias.text.clone()),
        (None, ExprKind::Variable(name)) => Ok(name.text.clone()),
        (None, _) if is_return => Ok(item.text.clone()),
        (None, _) => {
            let message = "an expression in `WITH` needs a name";
            let error = QueryError::syntax(ErrorDetail::NoExpressionAlias, message).at(item.expr.span);
            Err(error.hint(format!("write `{} AS name`", item.text)))
        }
    }
}

fn column(slot: Slot, expr: &Expr<Parsed>) -> Expr<Bound> {
    debug_assert!(is_column(Variable::Slot(slot)));
    Expr::new(ExprKind::Variable(Variable::Slot(slot)), expr.span)
}

fn is_aggregate(expr: &Expr<Parsed>) -> bool {
    match &expr.kind {
        ExprKind::CountAll => true,
        ExprKind::Call { function, .. } => {
            functions::find(&function.text).is_some_and(|f| matches!(f.kind, FunctionKind::Aggregate(_)))
        }
        _ => false,
    }
}

/// Tells whether an expression is or has an aggregate; those of comprehensions are errors found later.
pub(super) fn has_aggregate(expr: &Expr<Parsed>) -> bool {
    let mut found = is_aggregate(expr);
    match &expr.kind {
        ExprKind::ListComprehension { list, .. } | ExprKind::Quantified { list, .. } => found |= has_aggregate(list),
        kind => kind.visit_children(&mut |child| found = found || has_aggregate(child)),
    }
    found
}

fn any_inside(expr: &Expr<Parsed>, test: &impl Fn(&Expr<Parsed>) -> bool) -> bool {
    let mut found = test(expr);
    expr.kind.visit_children(&mut |child| found = found || any_inside(child, test));
    found
}

fn uses_variable(expr: &Expr<Parsed>) -> bool {
    any_inside(expr, &|e| match &e.kind {
        ExprKind::Variable(_) => true,
        ExprKind::Subquery(subquery) => !matches!(**subquery, Subquery::Count(_)),
        _ => false,
    })
}

fn mentions(expr: &Expr<Parsed>, name: &str) -> bool {
    any_inside(expr, &|e| matches!(&e.kind, ExprKind::Variable(variable) if variable.text == name))
}

fn calls_rand(expr: &Expr<Parsed>) -> bool {
    any_inside(
        expr,
        &|e| matches!(&e.kind, ExprKind::Call { function, .. } if function.text.eq_ignore_ascii_case("rand")),
    )
}
