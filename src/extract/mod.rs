//! [`Doc`](crate::nlp::Doc) in, [`Facts`] out, each with its evidence.
//!
//! Input: one article's annotated text. Output: actors, statements, events and relations of that article, every one
//! with the words that show it. Left to [`assemble`](crate::assemble): what facts of different articles have in common.

pub mod attribution;
pub mod fact;

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
}
