//! [`Doc`] in, [`Facts`] out, each with its evidence.
//!
//! Input: one article's annotated text. Output: actors, statements, events and relations of that article, every one
//! with the words that show it. Left to [`assemble`](crate::assemble): what facts of different articles have in common.
//!
//! | step | module | gives |
//! |---|---|---|
//! | who appears | [`actor`] | the [`Cast`](actor::Cast): actors, and which words stand for them |
//! | who says what | [`attribution`] | sources, cues and contents |
//! | who does what to which content | [`rule`], `relation`, `event` | relations and the events they hold |
//! | one content, one node | `link` | "the offer" folded into what was offered |
//! | what was said | `statement` | statements with their acts |

pub mod actor;
mod annotate;
pub mod attribution;
mod content;
mod event;
mod extractor;
pub mod fact;
mod frame;
pub mod json;
pub mod lexicon;
mod link;
mod performed;
mod reading;
mod recase;
mod relation;
pub mod rule;
mod statement;
mod time;
mod word_class;

pub use extractor::Extractor;
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
    /// A rule file is not well-formed.
    #[error(transparent)]
    Rule(#[from] rule::RuleError),
    /// The weights of a model are not well-formed.
    #[error(transparent)]
    Model(#[from] attribution::ModelError),
}
