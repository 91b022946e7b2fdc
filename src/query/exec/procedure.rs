//! What `CALL` may call.

use super::shared::Shared;
use crate::graph::{Graph, Value};
use crate::query::bind::Type;
use crate::query::error::QueryError;
use crate::query::table::Stats;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

/// The columns that a procedure takes and gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// What it does.
    pub caption: String,
    /// Its arguments.
    pub inputs: Vec<(String, Type)>,
    /// How many of the last arguments may be left out; null stands for one that is.
    pub optional: usize,
    /// The columns of its rows.
    pub outputs: Vec<(String, Type)>,
    /// Whether it changes the graph.
    pub writes: bool,
}

impl Signature {
    /// Returns the fewest arguments that it takes.
    pub const fn required(&self) -> usize {
        self.inputs.len().saturating_sub(self.optional)
    }
}

/// What surrounds a procedure that is called.
#[derive(Clone, Copy)]
pub struct Surroundings<'c> {
    /// All procedures.
    pub procedures: &'c Procedures,
    pub(super) shared: &'c Shared<'c>,
}

impl Surroundings<'_> {
    /// Fails where the query should stop: by hand, or after its time.
    pub fn check(&self) -> Result<(), QueryError> {
        self.shared.check()
    }
}

/// The rows of a procedure: a value for each of its outputs.
pub type Rows = Vec<Vec<Value>>;

/// Something that `CALL` may call.
pub trait Procedure: Debug + Send + Sync {
    /// Returns what it takes and gives.
    fn signature(&self) -> &Signature;

    /// Returns its rows.
    fn call(&self, graph: &Graph, arguments: &[Value], around: Surroundings<'_>) -> Result<Rows, QueryError>;

    /// Changes the graph and returns its rows, where its signature says that it writes.
    fn change(
        &self,
        graph: &mut Graph,
        arguments: &[Value],
        around: Surroundings<'_>,
    ) -> Result<(Rows, Stats), QueryError> {
        self.call(graph, arguments, around).map(|rows| (rows, Stats::default()))
    }
}

/// Procedures by name.
#[derive(Clone, Debug)]
pub struct Procedures {
    by_name: BTreeMap<String, Arc<dyn Procedure>>,
    changes: usize,
}

impl Default for Procedures {
    /// Knows the procedures that are built in.
    fn default() -> Self {
        let mut procedures = Self { by_name: BTreeMap::new(), changes: 0 };
        crate::query::procedures::add_all(&mut procedures);
        procedures
    }
}

impl Procedures {
    /// Adds a procedure, in place of one of the same name.
    pub fn add(&mut self, name: impl Into<String>, procedure: Arc<dyn Procedure>) {
        self.by_name.insert(name.into(), procedure);
        self.changes += 1;
    }

    /// Returns how often a procedure was added.
    pub const fn changes(&self) -> usize {
        self.changes
    }

    /// Returns a procedure.
    pub fn get(&self, name: &str) -> Option<Arc<dyn Procedure>> {
        self.by_name.get(name).cloned()
    }

    /// Iterates over the names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}
