//! Queries one after the other: text, parameters and bounds in, a table out.

use super::bind::{BoundQuery, Names, Slot, bind};
use super::error::{ErrorDetail, ErrorKind, QueryError};
use super::exec::{self, Context, GraphAccess, Limits, Params, Procedures, Profile, Shared, Work};
use super::parser::parse;
use super::plan::{self, LogicalPlan};
use super::table::{Stats, Table};
use crate::graph::{Graph, Value};
use crate::query::ast::Mode;
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

type Result<T> = std::result::Result<T, QueryError>;

/// Answers a query that only reads.
pub fn run(graph: &Graph, query: &str, params: &Params, limits: &Limits) -> Result<Table> {
    Session::default().run(graph, query, params, limits)
}

/// Answers a query that may change the graph; where it fails, the graph is unchanged.
pub fn execute(graph: &mut Graph, query: &str, params: &Params, limits: &Limits) -> Result<Table> {
    Session::default().execute(graph, query, params, limits)
}

/// How many queries are kept planned.
const PLANNED: usize = 256;

/// A plan, with what the graph and the procedures were when it was made.
type Kept = ((u64, usize), Arc<Planned>);

/// What queries share: the procedures that they may call, and plans of queries that were asked before.
#[derive(Debug, Default)]
pub struct Session {
    /// The procedures.
    pub procedures: Procedures,
    /// Plans by the text of their query.
    planned: Mutex<FxHashMap<String, Kept>>,
    /// Whether plans stay as simple as they can be.
    plain: bool,
}

impl Session {
    /// Makes a session whose plans stay as simple as they can be; answers are the same, only slower.
    pub fn plain() -> Self {
        Self { plain: true, ..Self::default() }
    }

    /// Answers a query that only reads.
    pub fn run(&self, graph: &Graph, query: &str, params: &Params, limits: &Limits) -> Result<Table> {
        let planned = self.planned(graph, query)?;
        let shared = Shared::new(params, limits);
        let mut ctx = self.context(GraphAccess::Shared(graph), &shared);
        planned.answer(&mut ctx)
    }

    /// Answers a query that may change the graph; where it fails, the graph is unchanged.
    pub fn execute(&self, graph: &mut Graph, query: &str, params: &Params, limits: &Limits) -> Result<Table> {
        let planned = self.planned(graph, query)?;
        let shared = Shared::new(params, limits);
        // A query that only reads may use what is derived from the graph and is dropped when it changes.
        if !planned.plan.writes() {
            return planned.answer(&mut self.context(GraphAccess::Shared(graph), &shared));
        }
        graph.begin();
        let answered = planned.answer(&mut self.context(GraphAccess::Exclusive(graph), &shared));
        if answered.is_ok() {
            graph.commit()
        } else {
            graph.rollback()
        }
        answered
    }

    /// Answers a query as [`execute`](Self::execute) does and gives the rows to `take` in parts, as they are found.
    ///
    /// The first part comes even where there are no rows, and has the names of the columns. Where the query changes the
    /// graph, all its rows are one part, which comes after the change. Where `take` breaks, no more rows are looked for.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute); then parts may have been given already.
    pub fn stream(
        &self,
        graph: &mut Graph,
        query: &str,
        params: &Params,
        limits: &Limits,
        take: &mut dyn FnMut(Table) -> ControlFlow<()>,
    ) -> Result<()> {
        if !self.planned(graph, query)?.plan.writes() {
            return self.read(graph, query, params, limits, take);
        }
        // Whoever takes the only part may break or not.
        let _ = take(self.execute(graph, query, params, limits)?);
        Ok(())
    }

    /// Answers a query that only reads and gives the rows to `take` in parts, as [`stream`](Self::stream) does.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); then parts may have been given already.
    pub fn read(
        &self,
        graph: &Graph,
        query: &str,
        params: &Params,
        limits: &Limits,
        take: &mut dyn FnMut(Table) -> ControlFlow<()>,
    ) -> Result<()> {
        let planned = self.planned(graph, query)?;
        let shared = Shared::new(params, limits);
        planned.read(&mut self.context(GraphAccess::Shared(graph), &shared), take)
    }

    /// Makes the context in which a plan is carried out.
    fn context<'q>(&'q self, graph: GraphAccess<'q>, shared: &'q Shared<'q>) -> Context<'q> {
        Context { graph, shared, procedures: &self.procedures, stats: Stats::default(), profile: None }
    }

    /// Plans a query, unless the same was planned for the same state of the graph before.
    fn planned(&self, graph: &Graph, query: &str) -> Result<Arc<Planned>> {
        let revision = (graph.revision(), self.procedures.changes());
        let known = || self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, planned)) = known().get(query)
            && *of == revision
        {
            return Ok(planned.clone());
        }
        let parsed = parse(query)?;
        let bound = bind(&parsed, Names(graph), &self.procedures)?;
        let (plan, width) = plan::plan(&bound, graph, self.plain);
        let planned = Arc::new(Planned { bound, plan, width, mode: parsed.mode, text: query.to_owned() });
        let mut known = known();
        if known.len() >= PLANNED {
            known.clear();
        }
        known.insert(query.to_owned(), (revision, planned.clone()));
        Ok(planned)
    }
}

/// A query that is ready to run.
#[derive(Debug)]
struct Planned {
    bound: BoundQuery,
    plan: LogicalPlan,
    width: usize,
    mode: Mode,
    text: String,
}

impl Planned {
    /// Returns the columns of the answer.
    fn output(&self) -> &[Slot] {
        self.bound.parts.first().map_or(&[], |part| &part.output)
    }

    /// Returns the plan as it is shown.
    fn lines(&self, graph: &Graph) -> Vec<plan::Line<'_>> {
        plan::render(&self.plan, &self.text, &self.bound.slot_names, graph)
    }

    /// Answers a query that only reads: its rows in parts, what is told of a plan as one.
    fn read(&self, ctx: &mut Context<'_>, take: &mut dyn FnMut(Table) -> ControlFlow<()>) -> Result<()> {
        if self.mode != Mode::Run || self.plan.writes() {
            // Whoever takes the only part may break or not.
            let _ = take(self.answer(ctx)?);
            return Ok(());
        }
        self.stream(ctx, take)
    }

    /// Gives the rows in parts; breaking off is no error.
    fn stream(&self, ctx: &mut Context<'_>, take: &mut dyn FnMut(Table) -> ControlFlow<()>) -> Result<()> {
        let mut first = true;
        let mut enough = false;
        let streamed = exec::stream(&self.plan, self.width, self.output(), ctx, |rows, ctx| {
            let mut part = Table::new(self.bound.columns.clone(), rows, ctx.stats, ctx.graph());
            if std::mem::take(&mut first) {
                part.notices.clone_from(&self.bound.notices);
            }
            enough = take(part).is_break();
            if enough {
                Err(QueryError::runtime(ErrorKind::Interrupted, ErrorDetail::Cancelled, "enough rows were taken"))
            } else {
                Ok(())
            }
        });
        if enough { Ok(()) } else { streamed }
    }

    fn answer(&self, ctx: &mut Context<'_>) -> Result<Table> {
        if self.mode == Mode::Explain {
            let row = |line: plan::Line<'_>| vec![line.name.into(), line.details.into(), line.estimate.into()];
            let rows = self.lines(ctx.graph()).into_iter().map(row);
            let columns = ["operator", "details", "~rows"].map(str::to_owned).to_vec();
            return Ok(Table::new(columns, rows.collect(), Stats::default(), ctx.graph()));
        }
        if self.plan.writes() && matches!(ctx.graph, GraphAccess::Shared(_)) {
            let message = "the graph is open for reading, and this query changes it";
            return Err(QueryError::syntax(ErrorDetail::InvalidClauseComposition, message));
        }
        let output = self.output();
        ctx.profile = (self.mode == Mode::Profile).then(Profile::default);
        let rows = exec::run(&self.plan, self.width, output, ctx)?;
        if let Some(profile) = &ctx.profile {
            return Ok(self.profiled(profile, ctx));
        }
        let mut table = Table::new(self.bound.columns.clone(), rows, ctx.stats, ctx.graph());
        table.notices.clone_from(&self.bound.notices);
        Ok(table)
    }

    /// Returns the plan with what each part did: rows expected and given, and milliseconds without those of the parts below.
    fn profiled(&self, profile: &Profile, ctx: &Context<'_>) -> Table {
        let milliseconds = |plan: &LogicalPlan| {
            let below = plan.inputs().into_iter().map(|input| profile.work(input).time).sum();
            let own = profile.work(plan).time.saturating_sub(below);
            (own.as_secs_f64() * 1e6).round() / 1e3
        };
        let row = |line: plan::Line<'_>| {
            let Work { rows, .. } = profile.work(line.plan);
            let (rows, time) = (Value::Integer(rows as i64), milliseconds(line.plan).into());
            vec![line.name.into(), line.details.into(), line.estimate.into(), rows, time]
        };
        let columns = ["operator", "details", "~rows", "rows", "milliseconds"].map(str::to_owned).to_vec();
        let rows = self.lines(ctx.graph()).into_iter().map(row).collect();
        let mut table = Table::new(columns, rows, ctx.stats, ctx.graph());
        table.notices.clone_from(&self.bound.notices);
        table
    }
}
