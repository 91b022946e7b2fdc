//! Text in, [`Doc`] out, one layer at a time: a run-time for spaCy's English CNN pipelines.

pub mod conllu;
mod doc;
mod labels;
mod token;

pub use doc::{Doc, Entity};
pub use labels::{Dep, EntityKind, Pos, Tag, UnknownLabel};
pub use token::{Token, TokenId};

/// Why a pipeline could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file of the pipeline could not be opened or read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
}
