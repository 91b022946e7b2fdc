//! What `CALL` may call.

use crate::graph::{Graph, Value};
use crate::query::bind::Type;
use crate::query::error::QueryError;
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
    /// The columns of its rows.
    pub outputs: Vec<(String, Type)>,
}

/// Something that `CALL` may call.
pub trait Procedure: Debug + Send + Sync {
    /// Returns what it takes and gives.
    fn signature(&self) -> &Signature;

    /// Returns its rows.
    fn call(&self, graph: &Graph, arguments: &[Value]) -> Result<Vec<Vec<Value>>, QueryError>;
}

/// Procedures by name.
#[derive(Clone, Debug, Default)]
pub struct Procedures {
    by_name: BTreeMap<String, Arc<dyn Procedure>>,
    changes: usize,
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
