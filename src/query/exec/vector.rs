//! Expressions over all rows of a batch at once.

use super::batch::{Batch, Column};
use super::operator::{Context, GraphAccess, Result};
use crate::graph::column::{Cells, NO_TEXT};
use crate::graph::{Column as Stored, Properties, Value};
use crate::query::ast::{Expr, ExprKind};
use crate::query::bind::{Bound, Variable};
use std::sync::Arc;

/// How many distinct texts a column may have so that an expression is evaluated for all of them beforehand.
const DISTINCT_TEXTS: usize = 1 << 14;

/// An expression with what is known of it from earlier batches.
pub(super) struct Vector<'p> {
    expr: &'p Expr<Bound>,
    /// The property that it is made of, if it is made of one and constants.
    only: Option<&'p Expr<Bound>>,
    /// A column of texts, and what the expression gives for each of them.
    derived: Option<(Arc<Stored>, Option<Arc<Stored>>)>,
}

impl<'p> Vector<'p> {
    pub(super) fn new(expr: &'p Expr<Bound>) -> Self {
        let only = only_property(expr).filter(|_| !is_property(expr));
        Self { expr, only, derived: None }
    }

    /// Evaluates the expression for each row; properties of nodes and relationships stay where they are.
    pub(super) fn evaluate(&mut self, ctx: &Context<'_>, batch: &Batch) -> Result<Column> {
        if let Some(column) = property_column(self.expr, ctx, batch) {
            return Ok(column);
        }
        if let ExprKind::Variable(Variable::Slot(slot)) = self.expr.kind {
            return Ok(batch.column(slot).clone());
        }
        if let Some(derived) = self.by_text(ctx, batch) {
            return Ok(derived);
        }
        let values = (0..batch.len()).map(|row| ctx.eval(self.expr, batch, row)).collect::<Result<Vec<_>>>()?;
        Ok(Column::Values(values))
    }

    /// Looks up what the expression gives for the text of each row.
    fn by_text(&mut self, ctx: &Context<'_>, batch: &Batch) -> Option<Column> {
        let only = self.only?;
        let Column::Property(column, entities) = property_column(only, ctx, batch)? else { return None };
        let Cells::Texts(cells, texts) = column.cells() else { return None };
        // For few rows it does not pay.
        if texts.len() > DISTINCT_TEXTS.min(batch.len() * 8) && self.derived.is_none() {
            return None;
        }
        let is_known = self.derived.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, &column));
        if !is_known {
            self.derived = Some((column.clone(), derive(self.expr, only, ctx, &column)));
        }
        let (_, derived) = self.derived.as_ref()?;
        let cells = column.slice(cells);
        // What the expression gives for no text comes after what it gives for the last.
        let place = |entity: u32| match cells.get(entity, NO_TEXT) {
            NO_TEXT => texts.len() as u32,
            code => code,
        };
        Some(Column::Property(derived.clone()?, entities.into_iter().map(place).collect()))
    }
}

/// Evaluates an expression of one property for every text of a column, and for no text; `None` where that fails.
fn derive(expr: &Expr<Bound>, only: &Expr<Bound>, ctx: &Context<'_>, column: &Stored) -> Option<Arc<Stored>> {
    let (Cells::Texts(_, texts), ExprKind::Property(inner, key)) = (column.cells(), &only.kind) else { return None };
    let ExprKind::Variable(Variable::Slot(slot)) = inner.kind else { return None };
    let mut values = Vec::with_capacity(texts.len() + 1);
    for code in 0..=texts.len() as u32 {
        let value = if (code as usize) < texts.len() { texts.get(code).into() } else { Value::Null };
        // A map has properties like an entity.
        let entity = Value::map(Properties::from([(key.name.to_string(), value)]));
        let mut row = Batch::new(0, 1);
        row.set(slot, Column::Values(vec![entity]));
        values.push(ctx.eval(expr, &row, 0).ok()?);
    }
    Some(Arc::new(Stored::of_values(&values)))
}

/// Evaluates an expression for each row, once.
pub(super) fn evaluate(expr: &Expr<Bound>, ctx: &Context<'_>, batch: &Batch) -> Result<Column> {
    Vector::new(expr).evaluate(ctx, batch)
}

/// Returns the column of `entity.key`, where all rows have an entity of one kind and the graph does not change.
pub(super) fn property_column(expr: &Expr<Bound>, ctx: &Context<'_>, batch: &Batch) -> Option<Column> {
    let ExprKind::Property(inner, key) = &expr.kind else { return None };
    let ExprKind::Variable(Variable::Slot(slot)) = inner.kind else { return None };
    if matches!(ctx.graph, GraphAccess::Exclusive(_)) {
        return None;
    }
    let graph = ctx.graph();
    let key = key.symbol.or_else(|| graph.symbol(&key.name));
    let (column, entities) = match batch.column(slot) {
        Column::Nodes(nodes) => {
            let column = key.and_then(|key| graph.node_column(key));
            (column, column.map(|_| nodes.iter().map(|node| node.0).collect::<Vec<u32>>()))
        }
        Column::Relationships(ids) => {
            let column = key.and_then(|key| graph.relationship_column(key));
            (column, column.map(|_| ids.iter().map(|id| id.0).collect()))
        }
        _ => return None,
    };
    Some(column.zip(entities).map_or(Column::Empty, |(column, entities)| Column::Property(column.clone(), entities)))
}

/// Tells whether an expression is a property of something in the record.
pub(super) const fn is_property(expr: &Expr<Bound>) -> bool {
    matches!(&expr.kind, ExprKind::Property(inner, _) if matches!(inner.kind, ExprKind::Variable(Variable::Slot(_))))
}

/// Returns the one property that an expression is made of, where it gives the same for the same value of that.
pub(super) fn only_property(expr: &Expr<Bound>) -> Option<&Expr<Bound>> {
    let mut only = None;
    if uses_only_one(expr, &mut only) { only } else { None }
}

fn uses_only_one<'e>(expr: &'e Expr<Bound>, only: &mut Option<&'e Expr<Bound>>) -> bool {
    match &expr.kind {
        _ if is_property(expr) => only.get_or_insert(expr).kind == expr.kind,
        ExprKind::Call { function, .. } if function.name == "rand" => false,
        // Comprehensions have variables of their own; they are left out for simplicity.
        ExprKind::Variable(_) | ExprKind::Subquery(_) => false,
        _ => {
            let mut fine = true;
            expr.kind.visit_children(&mut |child| fine = fine && uses_only_one(child, only));
            fine
        }
    }
}
