//! Query text in, [`Table`] out: openCypher over a [`Graph`](crate::graph::Graph).

/// Why a query could not be answered.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong, in words.
    pub message: String,
}

/// The rows that answer a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {}
