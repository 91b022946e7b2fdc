//! [`Doc`] in, [`Facts`] out, each with its evidence.
//!
//! Input: one article's annotated text. Output: actors, statements, events and relations of that article, every one
//! with the words that show it. Left to [`assemble`](crate::assemble): what facts of different articles have in common.
//!
//! | step | module | gives |
//! |---|---|---|
//! | what leads the parser astray | `recase`, `unclutter` | the same text, byte for byte, as a sentence would be written |
//! | who appears | [`actor`] | the [`Cast`](actor::Cast): actors, and which words stand for them |
//! | who says what | [`attribution`] | sources, cues and contents |
//! | who does what to which content | [`rule`], `relation`, `event` | relations and the events they hold |
//! | who praises or blames without such a word | `judgement` | relations from the worth of words |
//! | whose talks "the talks" are | `meeting` | consultations whose parties stand elsewhere |
//! | one content, one node | `link` | "the offer" folded into what was offered |
//! | what kind of deed | `coding` | CAMEO codes, PLOVER categories, sources, targets and places of events |
//! | how sure that is | [`confidence`] | the probability that each relation is right |
//! | which contents can't both hold | `contradict` | what one side alleges and the other denies |
//! | what was said | `statement` | statements with their acts |

pub mod actor;
mod added_kind;
mod annotate;
pub mod attribution;
mod coding;
pub mod confidence;
mod content;
mod contradict;
mod event;
mod example;
mod extractor;
pub mod fact;
mod frame;
pub mod json;
mod judgement;
pub mod lexicon;
mod link;
mod meeting;
mod performed;
mod reading;
mod recase;
mod relation;
pub mod rule;
mod statement;
mod time;
mod unclutter;
mod word_class;

pub use example::{ExampleFailure, article_of, run_examples};
pub use extractor::{Additions, Attempt, Extractor, Trace};
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
    /// A row of a table, or its header, is not what it must be.
    #[error("{path}:{line}: {message}")]
    Row {
        /// The file.
        path: String,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong and what was expected.
        message: String,
    },
    /// A folder of rules holds none.
    #[error("{path}: no file ends in `.rule` here; name a rule file or a folder of them")]
    NoRules {
        /// The folder.
        path: String,
    },
    /// A rule file is not well-formed.
    #[error(transparent)]
    Rule(#[from] rule::RuleError),
    /// The weights of the confidence of relations are not well-formed.
    #[error(transparent)]
    Weights(#[from] confidence::WeightError),
    /// The weights of a model are not well-formed.
    #[error(transparent)]
    Model(#[from] attribution::ModelError),
}
