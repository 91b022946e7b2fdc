//! Conditions over all rows of a batch.
//!
//! Comparisons of a property with a constant run over the column itself; a condition on one text property is
//! evaluated once for each distinct text; everything else is evaluated row by row.

use super::batch::{Batch, Column};
use super::operator::{Context, Result};
use super::vector::{is_property, only_property, property_column};
use crate::graph::Value;
use crate::graph::column::{Cells, NO_FLOAT, NO_INTEGER, NO_TEXT};
use crate::query::ast::{BinaryOp, CompareOp, Expr, ExprKind};
use crate::query::bind::{Bound, Variable};
use crate::query::expr::{Env, LocalsNone, eval_predicate, locals_none};
use memchr::memmem::Finder;
use std::cmp::Ordering;
use std::sync::Arc;

/// Conditions that must all hold, with what is known of them from earlier batches.
pub(super) struct Conditions<'p> {
    conditions: Vec<Condition<'p>>,
}

struct Condition<'p> {
    expr: &'p Expr<Bound>,
    form: Form<'p>,
    /// For each text of a column, and last for no text: not known (0), does not hold (1), holds (2).
    by_text: Option<(Arc<crate::graph::Column>, Vec<u8>)>,
    constant: Option<Value>,
}

/// What a condition looks like.
#[derive(Clone, Copy)]
enum Form<'p> {
    /// `property op constant`.
    Compared(&'p Expr<Bound>, CompareOp, &'p Expr<Bound>),
    /// `property CONTAINS constant`.
    Contains(&'p Expr<Bound>, &'p Expr<Bound>),
    /// Uses this property and constants only.
    OneProperty(&'p Expr<Bound>),
    /// Labels of a node.
    Labels,
    /// Anything else.
    Any,
}

impl<'p> Conditions<'p> {
    pub(super) fn new(predicates: &'p [Expr<Bound>]) -> Self {
        let conditions =
            predicates.iter().map(|expr| Condition { expr, form: form(expr), by_text: None, constant: None });
        Self { conditions: conditions.collect() }
    }

    /// Returns the rows for which all conditions hold.
    pub(super) fn keep(&mut self, ctx: &Context<'_>, batch: &Batch) -> Result<Vec<u32>> {
        let mut kept: Vec<u32> = (0..batch.len() as u32).collect();
        for condition in &mut self.conditions {
            if kept.is_empty() {
                break;
            }
            kept = condition.keep(ctx, batch, kept)?;
        }
        Ok(kept)
    }
}

impl Condition<'_> {
    fn keep(&mut self, ctx: &Context<'_>, batch: &Batch, rows: Vec<u32>) -> Result<Vec<u32>> {
        let property = match self.form {
            Form::Labels => match by_label(self.expr, ctx, batch, &rows) {
                Some(kept) => return Ok(kept),
                None => None,
            },
            Form::Compared(property, ..) | Form::Contains(property, _) | Form::OneProperty(property) => {
                property_column(property, ctx, batch)
            }
            Form::Any => None,
        };
        if let Some(Column::Property(column, entities)) = property {
            if let Form::Compared(_, _, constant) | Form::Contains(_, constant) = self.form
                && self.constant.is_none()
            {
                self.constant = Some(ctx.eval(constant, batch, 0)?);
            }
            if let Some(kept) = self.by_cell(&column, &entities, &rows) {
                return Ok(kept);
            }
            if matches!(column.cells(), Cells::Texts(..)) {
                return self.keep_by_text(ctx, batch, &column, &entities, &rows);
            }
        }
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            if self.holds(ctx, batch, row)? {
                kept.push(row);
            }
        }
        Ok(kept)
    }

    fn holds(&self, ctx: &Context<'_>, batch: &Batch, row: u32) -> Result<bool> {
        const NONE: LocalsNone = locals_none();
        let env = Env { reader: ctx.reader(), batch, row: row as usize, locals: &NONE };
        eval_predicate(self.expr, &env)
    }

    /// Compares cells of a column with the constant; `None` where their kinds differ.
    fn by_cell(&self, column: &crate::graph::Column, entities: &[u32], rows: &[u32]) -> Option<Vec<u32>> {
        let constant = self.constant.as_ref()?;
        let entity = |row: u32| entities[row as usize];
        let select = |test: &dyn Fn(u32) -> bool| rows.iter().copied().filter(|&row| test(entity(row))).collect();
        if let Form::Contains(..) = self.form {
            let (Cells::Texts(cells, texts), Value::String(wanted)) = (column.cells(), constant) else { return None };
            let (cells, finder) = (column.slice(cells), Finder::new(wanted.as_bytes()));
            let test = |entity| {
                let code = cells.get(entity, NO_TEXT);
                code != NO_TEXT && finder.find(texts.get(code).as_bytes()).is_some()
            };
            return Some(select(&test));
        }
        let Form::Compared(_, op, _) = self.form else { return None };
        Some(match (column.cells(), constant) {
            (_, Value::Null) => Vec::new(),
            (Cells::Integers(cells), Value::Integer(wanted)) => compared(op, *wanted, column, cells, entities, rows),
            (Cells::Dates(cells), Value::Date(date)) => compared(op, date.days(), column, cells, entities, rows),
            (Cells::Floats(cells), Value::Integer(_) | Value::Float(_)) => {
                let wanted = match constant {
                    // Integers beyond 2^53 have no floating point number of their own.
                    Value::Integer(number) if number.unsigned_abs() < 1 << 53 => *number as f64,
                    Value::Float(number) if !number.is_nan() => *number,
                    _ => return None,
                };
                let cells = column.slice(cells);
                let test = |entity| {
                    let cell = cells.get(entity, f64::from_bits(NO_FLOAT));
                    match cell.partial_cmp(&wanted) {
                        Some(order) => fits(op, order),
                        // A NaN that is there differs from everything.
                        None => op == CompareOp::NotEqual && cell.to_bits() != NO_FLOAT,
                    }
                };
                select(&test)
            }
            (Cells::Texts(cells, texts), Value::String(wanted)) if op == CompareOp::Equal => {
                let Some(wanted) = texts.code_of(wanted) else { return Some(Vec::new()) };
                let cells = column.slice(cells);
                rows.iter().copied().filter(|&row| cells.get(entity(row), NO_TEXT) == wanted).collect()
            }
            _ => return None,
        })
    }

    /// Evaluates the condition once for each distinct text.
    fn keep_by_text(
        &mut self,
        ctx: &Context<'_>,
        batch: &Batch,
        column: &Arc<crate::graph::Column>,
        entities: &[u32],
        rows: &[u32],
    ) -> Result<Vec<u32>> {
        let Cells::Texts(cells, texts) = column.cells() else { return Ok(Vec::new()) };
        let mut known = match self.by_text.take() {
            Some((of, known)) if Arc::ptr_eq(&of, column) => known,
            _ => vec![0; texts.len() + 1],
        };
        let cells = column.slice(cells);
        let mut kept = Vec::with_capacity(rows.len());
        for &row in rows {
            let code = (cells.get(entities[row as usize], NO_TEXT) as usize).min(texts.len());
            if known[code] == 0 {
                known[code] = 1 + u8::from(self.holds(ctx, batch, row)?);
            }
            if known[code] == 2 {
                kept.push(row);
            }
        }
        self.by_text = Some((column.clone(), known));
        Ok(kept)
    }
}

/// Compares integers or days.
fn compared(
    op: CompareOp,
    wanted: i64,
    column: &crate::graph::Column,
    cells: &[i64],
    entities: &[u32],
    rows: &[u32],
) -> Vec<u32> {
    let cells = column.slice(cells);
    let select = |test: fn(i64, i64) -> bool| {
        let there = |row: &u32| {
            let cell = cells.get(entities[*row as usize], NO_INTEGER);
            cell != NO_INTEGER && test(cell, wanted)
        };
        rows.iter().copied().filter(there).collect()
    };
    match op {
        CompareOp::Equal => select(|a, b| a == b),
        CompareOp::NotEqual => select(|a, b| a != b),
        CompareOp::Less => select(|a, b| a < b),
        CompareOp::LessOrEqual => select(|a, b| a <= b),
        CompareOp::Greater => select(|a, b| a > b),
        CompareOp::GreaterOrEqual => select(|a, b| a >= b),
    }
}

const fn fits(op: CompareOp, order: Ordering) -> bool {
    match op {
        CompareOp::Equal => order.is_eq(),
        CompareOp::NotEqual => order.is_ne(),
        CompareOp::Less => order.is_lt(),
        CompareOp::LessOrEqual => order.is_le(),
        CompareOp::Greater => order.is_gt(),
        CompareOp::GreaterOrEqual => order.is_ge(),
    }
}

fn form(expr: &Expr<Bound>) -> Form<'_> {
    match &expr.kind {
        ExprKind::HasLabels(..) => return Form::Labels,
        ExprKind::Compare(left, rest) => {
            if let [(op, right)] = rest.as_slice() {
                if is_property(left) && is_constant(right) {
                    return Form::Compared(left, *op, right);
                }
                if is_constant(left) && is_property(right) {
                    return Form::Compared(right, mirrored(*op), left);
                }
            }
        }
        ExprKind::Binary(BinaryOp::Contains, left, right) if is_property(left) && is_constant(right) => {
            return Form::Contains(left, right);
        }
        _ => {}
    }
    only_property(expr).map_or(Form::Any, Form::OneProperty)
}

const fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        same => same,
    }
}

const fn is_constant(expr: &Expr<Bound>) -> bool {
    matches!(expr.kind, ExprKind::Literal(_) | ExprKind::Parameter(_))
}

/// Returns the rows whose node has the labels, where the condition asks for nothing else.
fn by_label(predicate: &Expr<Bound>, ctx: &Context<'_>, batch: &Batch, rows: &[u32]) -> Option<Vec<u32>> {
    let ExprKind::HasLabels(inner, labels) = &predicate.kind else { return None };
    let ExprKind::Variable(Variable::Slot(slot)) = inner.kind else { return None };
    let (nodes, graph) = (batch.nodes(slot)?, ctx.graph());
    // A node deleted in this query is an error, which the evaluation of the condition finds.
    let labels = labels.iter().map(|key| key.symbol.or_else(|| graph.symbol(&key.name))).collect::<Option<Vec<_>>>();
    let Some(labels) = labels else {
        return rows.iter().all(|&row| graph.has_node(nodes[row as usize])).then(Vec::new);
    };
    let mut kept = Vec::with_capacity(rows.len());
    for &row in rows {
        let node = nodes[row as usize];
        if labels.iter().all(|&label| graph.has_label(node, label)) {
            kept.push(row);
        } else if !graph.has_node(node) {
            return None;
        }
    }
    Some(kept)
}
