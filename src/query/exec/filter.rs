//! Keeps the rows for which all conditions hold.

use super::batch::Batch;
use super::operator::{Context, Operator, Result, Source};
use crate::query::ast::{Expr, ExprKind};
use crate::query::bind::{Bound, Variable};
use crate::query::expr::{Env, LocalsNone, eval_predicate, locals_none};

pub(super) struct Filter<'p> {
    source: Source<'p>,
    predicates: &'p [Expr<Bound>],
}

impl<'p> Filter<'p> {
    pub(super) const fn new(source: Source<'p>, predicates: &'p [Expr<Bound>]) -> Self {
        Self { source, predicates }
    }
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

impl Operator for Filter<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        const NONE: LocalsNone = locals_none();
        loop {
            ctx.shared.check()?;
            let Some(batch) = self.source.next_batch(ctx)? else { return Ok(None) };
            let mut kept: Vec<u32> = (0..batch.len() as u32).collect();
            for predicate in self.predicates {
                if let Some(labelled) = by_label(predicate, ctx, &batch, &kept) {
                    kept = labelled;
                    continue;
                }
                let mut still = Vec::with_capacity(kept.len());
                for row in kept {
                    let env = Env { reader: ctx.reader(), batch: &batch, row: row as usize, locals: &NONE };
                    if eval_predicate(predicate, &env)? {
                        still.push(row);
                    }
                }
                kept = still;
            }
            if kept.len() == batch.len() {
                return Ok(Some(batch));
            }
            if !kept.is_empty() {
                return Ok(Some(batch.take(&kept)));
            }
        }
    }
}
