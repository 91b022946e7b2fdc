//! Queries one after the other: text, parameters and bounds in, a table out.

use super::bind::{BoundQuery, Names, bind};
use super::error::{ErrorDetail, QueryError};
use super::exec::{self, Context, GraphAccess, Limits, Params, Procedures, Shared};
use super::parser::parse;
use super::plan;
use super::table::{Stats, Table};
use crate::graph::{Graph, Value};
use crate::query::ast::Mode;

type Result<T> = std::result::Result<T, QueryError>;

/// Answers a query that only reads.
pub fn run(graph: &Graph, query: &str, params: &Params, limits: &Limits) -> Result<Table> {
    Session::default().run(graph, query, params, limits)
}

/// Answers a query that may change the graph; where it fails, the graph is unchanged.
pub fn execute(graph: &mut Graph, query: &str, params: &Params, limits: &Limits) -> Result<Table> {
    Session::default().execute(graph, query, params, limits)
}

/// What queries share: the procedures that they may call.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// The procedures.
    pub procedures: Procedures,
}

impl Session {
    /// Answers a query that only reads.
    pub fn run(&self, graph: &Graph, query: &str, params: &Params, limits: &Limits) -> Result<Table> {
        let parsed = parse(query)?;
        let bound = bind(&parsed, Names::Shared(graph), &self.procedures)?;
        let shared = Shared::new(params, limits);
        let mut ctx = Context {
            graph: GraphAccess::Shared(graph),
            shared: &shared,
            procedures: &self.procedures,
            stats: Stats::default(),
        };
        answer(&bound, parsed.mode, &mut ctx)
    }

    /// Answers a query that may change the graph; where it fails, the graph is unchanged.
    pub fn execute(&self, graph: &mut Graph, query: &str, params: &Params, limits: &Limits) -> Result<Table> {
        let parsed = parse(query)?;
        let bound = bind(&parsed, Names::Exclusive(graph), &self.procedures)?;
        let shared = Shared::new(params, limits);
        graph.begin();
        let mut ctx = Context {
            graph: GraphAccess::Exclusive(graph),
            shared: &shared,
            procedures: &self.procedures,
            stats: Stats::default(),
        };
        let answered = answer(&bound, parsed.mode, &mut ctx);
        if answered.is_ok() {
            graph.commit()
        } else {
            graph.rollback()
        }
        answered
    }
}

fn answer(bound: &BoundQuery, mode: Mode, ctx: &mut Context<'_>) -> Result<Table> {
    let (plan, width) = plan::plan(bound, ctx.graph());
    if mode == Mode::Explain {
        let rows = plan::render(&plan).into_iter().map(|(name, details)| vec![name.into(), Value::from(details)]);
        let columns = vec!["operator".to_owned(), "details".to_owned()];
        return Ok(Table::new(columns, rows.collect(), Stats::default(), ctx.graph()));
    }
    if plan.writes() && matches!(ctx.graph, GraphAccess::Shared(_)) && writes_for_sure(&plan) {
        let message = "the graph is open for reading, and this query changes it";
        return Err(QueryError::syntax(ErrorDetail::InvalidClauseComposition, message));
    }
    let output = bound.parts.first().map_or(&[][..], |part| &part.output);
    let rows = exec::run(&plan, width, output, ctx)?;
    Ok(Table::new(bound.columns.clone(), rows, ctx.stats, ctx.graph()))
}

/// Tells whether a plan changes the graph; a call may or may not.
fn writes_for_sure(plan: &plan::LogicalPlan) -> bool {
    !matches!(plan, plan::LogicalPlan::Call { .. }) && plan.writes()
}
