//! Runs queries inside expressions.

use super::batch::{Batch, Column};
use super::build::build;
use super::operator::{Context, GraphAccess, Result};
use super::procedure::Procedures;
use crate::graph::Value;
use crate::query::bind::{Subplan, SubplanResult};
use crate::query::expr::Env;
use crate::query::table::Stats;
use std::sync::LazyLock;

/// Runs a query inside an expression for one row.
pub(in crate::query) fn run_subplan(subplan: &Subplan, env: &Env<'_>) -> Result<Value> {
    static BUILT_IN: LazyLock<Procedures> = LazyLock::new(Procedures::default);
    let mut argument = Batch::new(subplan.width, 1);
    for &(outer, inner) in &subplan.imports {
        argument.set(inner, Column::Values(vec![env.variable(outer)]));
    }
    let graph = GraphAccess::Shared(env.reader.graph);
    let (shared, stats) = (env.reader.shared, Stats::default());
    let mut ctx = Context { graph, shared, procedures: &BUILT_IN, stats, profile: None };
    let mut source = build(&subplan.plan, argument);
    let (mut count, mut list) = (0, Vec::new());
    while let Some(batch) = source.next_batch(&mut ctx)? {
        match subplan.result {
            SubplanResult::Exists if !batch.is_empty() => return Ok(Value::Boolean(true)),
            SubplanResult::First(slot) if !batch.is_empty() => return Ok(batch.value(slot, 0)),
            SubplanResult::List(slot) => {
                ctx.shared.keep(batch.len() * size_of::<Value>())?;
                list.extend((0..batch.len()).map(|row| batch.value(slot, row)));
            }
            _ => count += batch.len() as i64,
        }
    }
    Ok(match subplan.result {
        SubplanResult::Exists => Value::Boolean(false),
        SubplanResult::Count => Value::Integer(count),
        SubplanResult::List(_) => Value::list(list),
        SubplanResult::First(_) => Value::Null,
    })
}
