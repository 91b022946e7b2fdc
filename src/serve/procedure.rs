//! Procedures whose rows a client gave.

use crate::graph::{Graph, Value};
use crate::query::{Procedure, QueryError, Rows, Signature, Surroundings, Type, equivalent};

/// A procedure that looks its rows up in a table.
#[derive(Debug)]
pub(super) struct TableProcedure {
    signature: Signature,
    rows: Vec<Vec<Value>>,
    /// Where each argument and each output stands in a row.
    inputs: Vec<usize>,
    outputs: Vec<usize>,
}

impl TableProcedure {
    /// Makes a procedure of rows with named columns; `None` where an argument or output has no column.
    pub(super) fn new(
        inputs: Vec<(String, Type)>,
        outputs: Vec<(String, Type)>,
        columns: &[String],
        rows: Vec<Vec<Value>>,
    ) -> Option<Self> {
        let place = |(name, _): &(String, Type)| columns.iter().position(|column| column == name);
        let found = |fields: &[(String, Type)]| -> Option<Vec<usize>> {
            // Without rows there need be no columns either.
            if rows.is_empty() { Some(Vec::new()) } else { fields.iter().map(place).collect() }
        };
        let (input_places, output_places) = (found(&inputs)?, found(&outputs)?);
        let caption = "looks rows up in a table that a client gave".to_owned();
        let signature = Signature { caption, inputs, outputs, ..Signature::default() };
        Some(Self { signature, rows, inputs: input_places, outputs: output_places })
    }
}

impl Procedure for TableProcedure {
    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn call(&self, _: &Graph, arguments: &[Value], _: Surroundings<'_>) -> Result<Rows, QueryError> {
        let fits = |row: &&Vec<Value>| {
            self.inputs
                .iter()
                .zip(arguments)
                .all(|(&at, argument)| row.get(at).is_some_and(|value| equivalent(value, argument)))
        };
        let taken =
            |row: &Vec<Value>| self.outputs.iter().map(|&at| row.get(at).cloned().unwrap_or_default()).collect();
        Ok(self.rows.iter().filter(fits).map(taken).collect())
    }
}

/// Reads the name of a type (`INTEGER?`).
pub(super) fn type_named(name: &str) -> Type {
    let name = name.trim().trim_end_matches('?').to_uppercase();
    match name.as_str() {
        "BOOLEAN" => Type::Boolean,
        "INTEGER" => Type::Integer,
        "FLOAT" => Type::Float,
        "NUMBER" => Type::Number,
        "STRING" => Type::String,
        "MAP" => Type::Map,
        "NODE" => Type::Node,
        "RELATIONSHIP" => Type::Relationship,
        "PATH" => Type::Path,
        "DURATION" => Type::Duration,
        "DATE" | "TIME" | "LOCALTIME" | "DATETIME" | "LOCALDATETIME" => Type::Temporal,
        _ if name.starts_with("LIST") => Type::List(Box::new(Type::Any)),
        _ => Type::Any,
    }
}
