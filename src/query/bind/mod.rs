//! Names become slots, types are checked.
//!
//! In: the syntax tree. Out: the same clauses with every variable a place in the record, every function an entry of
//! the table, aggregates apart from what they are grouped by. In which order things are done is left to the plan.

mod clause;
mod expression;
mod pattern;
mod projection;
mod scope;
mod subquery;
mod types;

use super::ast::{Expr, ExprKind, PatternPart, Query, RemoveItem, SetItem, SortItem, Stage};
use super::error::QueryError;
use super::exec::Procedures;
use super::expr::functions::{Aggregate, Function};
use super::plan::LogicalPlan;
use crate::graph::Graph;
use crate::text::{Byte, Id, Span, Symbol};
use scope::Frame;
use std::collections::BTreeMap;
use std::sync::Arc;
pub use types::Type;

/// The column of the record that holds a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot(pub(crate) u32);

impl Id for Slot {
    fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).expect("fewer than 2^32 columns"))
    }
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where the value of a variable is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    /// In the record.
    Slot(Slot),
    /// In the surrounding comprehension, counted from the outermost.
    Local(u32),
}

/// A variable where it may be new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Declared {
    /// Its place.
    pub slot: Slot,
    /// Whether it is introduced here.
    pub new: bool,
    /// Whether the query names it.
    pub named: bool,
}

/// A property key, label or type.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    /// As written.
    pub name: Arc<str>,
    /// Its number in the graph, if the graph has met it.
    pub symbol: Option<Symbol>,
}

/// As the binder gives it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bound {}

impl Stage for Bound {
    type Variable = Variable;
    type Declared = Option<Declared>;
    type Key = Key;
    type Function = &'static Function;
    type Subquery = Subplan;
}

/// A query inside an expression, planned, with what it takes from outside.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subplan {
    /// What is done.
    pub plan: LogicalPlan,
    /// How many columns its records have.
    pub width: usize,
    /// Which of our variables go to which of its columns.
    pub imports: Vec<(Variable, Slot)>,
    /// What its rows become.
    pub result: SubplanResult,
}

/// What the rows of a query inside an expression become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SubplanResult {
    /// Whether there is one.
    Exists,
    /// How many there are.
    Count,
    /// The list of what is in a column.
    List(Slot),
    /// What is in a column of the first, or null.
    First(Slot),
}

impl Expr<Bound> {
    /// Adds the columns that the expression uses.
    pub(super) fn slots(&self, slots: &mut Vec<Slot>) {
        let mut add = |variable| match variable {
            Variable::Slot(slot) if !slots.contains(&slot) => slots.push(slot),
            _ => {}
        };
        match &self.kind {
            ExprKind::Variable(variable) => add(*variable),
            ExprKind::Subquery(subplan) => subplan.imports.iter().for_each(|(variable, _)| add(*variable)),
            _ => {}
        }
        self.kind.visit_children(&mut |child| child.slots(slots));
    }
}

impl AggregateCall {
    /// Tells whether all values are kept until the end.
    pub(super) const fn keeps_values(&self) -> bool {
        self.distinct || self.aggregate.keeps_values()
    }
}

/// A query whose names are resolved.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct BoundQuery {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The parts, each with the slots of its columns.
    pub parts: Vec<BoundPart>,
    /// Whether rows that are there twice stay, where parts are united.
    pub union_all: bool,
    /// How many columns a record has.
    pub(crate) width: usize,
    /// Remarks on names that the graph does not have.
    pub(crate) notices: Vec<String>,
    /// What columns are called in the query, where they are.
    pub(crate) slot_names: SlotNames,
}

/// What columns of the record are called in the query.
pub(super) type SlotNames = BTreeMap<Slot, String>;

/// A part of a union.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BoundPart {
    /// The clauses.
    pub clauses: Vec<BoundClause>,
    /// Where each column is.
    pub output: Vec<Slot>,
}

/// A clause whose names are resolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum BoundClause {
    /// `MATCH`.
    Match { optional: bool, pattern: Vec<PatternPart<Bound>>, predicate: Option<Expr<Bound>> },
    /// `UNWIND`.
    Unwind { list: Expr<Bound>, slot: Slot },
    /// `CALL`.
    Call {
        procedure: String,
        arguments: Vec<Expr<Bound>>,
        outputs: Vec<(usize, Slot)>,
        predicate: Option<Expr<Bound>>,
        writes: bool,
        span: Span<Byte>,
    },
    /// `WITH` and `RETURN`.
    Project(BoundProjection),
    /// `CREATE`.
    Create(Vec<PatternPart<Bound>>),
    /// `MERGE`.
    Merge { part: PatternPart<Bound>, on_create: Vec<SetItem<Bound>>, on_match: Vec<SetItem<Bound>> },
    /// `SET`.
    Set(Vec<SetItem<Bound>>),
    /// `REMOVE`.
    Remove(Vec<RemoveItem<Bound>>),
    /// `DELETE`.
    Delete { detach: bool, targets: Vec<Expr<Bound>> },
    /// `FOREACH`.
    Foreach { slot: Slot, list: Expr<Bound>, body: Vec<BoundClause> },
}

/// What `WITH` and `RETURN` pass on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BoundProjection {
    /// What is grouped by, where there are aggregates.
    pub aggregation: Option<Aggregation>,
    /// The columns.
    pub items: Vec<(Slot, Expr<Bound>)>,
    /// Whether each row comes once.
    pub distinct: bool,
    /// The sort keys.
    pub order: Vec<SortItem<Bound>>,
    /// How many rows are left out first.
    pub skip: Option<Expr<Bound>>,
    /// How many rows come at most.
    pub limit: Option<Expr<Bound>>,
    /// What must hold.
    pub predicate: Option<Expr<Bound>>,
}

/// Aggregates and what they are grouped by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Aggregation {
    /// The groups' keys.
    pub keys: Vec<(Slot, Expr<Bound>)>,
    /// The aggregates.
    pub aggregates: Vec<(Slot, AggregateCall)>,
}

/// An aggregate with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AggregateCall {
    /// Which.
    pub aggregate: Aggregate,
    /// Whether each value counts once.
    pub distinct: bool,
    /// What is aggregated; none for `count(*)`.
    pub argument: Option<Expr<Bound>>,
    /// The second argument of percentiles.
    pub parameter: Option<Expr<Bound>>,
}

/// The graph that a query is bound to. Names that it has not met get their numbers when they are written.
pub(super) struct Names<'g>(pub(super) &'g Graph);

impl Names<'_> {
    pub(super) const fn graph(&self) -> &Graph {
        self.0
    }

    fn key(&self, name: &str) -> Key {
        Key { name: name.into(), symbol: self.0.symbol(name) }
    }
}

/// Binds a query.
pub(super) fn bind(query: &Query, names: Names<'_>, procedures: &Procedures) -> Result<BoundQuery, QueryError> {
    let mut binder = Binder {
        names,
        procedures,
        frames: vec![Frame::default()],
        grouping: None,
        grouping_depth: 1,
        notices: Vec::new(),
        slot_names: SlotNames::new(),
    };
    binder.query(query)
}

/// What the binder knows while it walks the tree.
struct Binder<'g> {
    names: Names<'g>,
    procedures: &'g Procedures,
    /// The query, and around it the queries in whose expressions it stands, innermost last.
    frames: Vec<Frame>,
    /// What the expression at hand may use, where it stands after grouping.
    grouping: Option<projection::Grouping>,
    /// How many queries were open when grouping began.
    grouping_depth: usize,
    /// Remarks on names that the graph does not have.
    notices: Vec<String>,
    /// What columns of the outermost query are called.
    slot_names: SlotNames,
}
