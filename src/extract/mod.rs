//! [`Doc`](crate::nlp::Doc) in, [`Facts`] out, each with its evidence.
//!
//! Input: one article's annotated text. Output: actors, statements, events and relations of that article, every one
//! with the words that show it. Left to [`assemble`](crate::assemble): what facts of different articles have in common.

pub mod actor;
pub mod attribution;
pub mod fact;
pub mod json;
pub mod lexicon;

pub use fact::{Actor, ActorKind, Event, Facts, Relation, RelationKind, Statement};

/// Why a lexicon or a rule file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// The file could not be opened or read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A table is no CSV.
    #[error("{path}: {source}")]
    Table {
        /// The file.
        path: String,
        /// What the reader said.
        source: csv::Error,
    },
    /// A row of a table lacks what it must have.
    #[error(
        "{path}: line {line} has no id or no name; a row needs `id,name,aliases,kind,code,sector,above,since,until`"
    )]
    Row {
        /// The file.
        path: String,
        /// The line, counted from 1.
        line: usize,
    },
}
