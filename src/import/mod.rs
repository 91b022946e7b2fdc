//! Files of other programs in, a [`Graph`] out: what [`export`](crate::export) wrote comes back as the same graph.
//!
//! Input: the tables of `neo4j-admin database import` ([`csv`]) or a GraphML file ([`graphml`]), whoever wrote them.
//! Output: a graph in memory, with nodes and relationships in the order of the files. What names columns and attributes
//! is kept as it is: nothing is mapped to the labels and types that articles give.

mod csv;
mod graphml;
mod typed;

pub use csv::read_tables;
pub use graphml::read_graphml;

use std::path::PathBuf;

/// Why an import failed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A line or an element does not hold what it should.
    #[error("{}, line {line}: {message}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What was found, and what was expected.
        message: String,
    },
    /// A file is not of the form that was expected.
    #[error("{}: {message}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
}
