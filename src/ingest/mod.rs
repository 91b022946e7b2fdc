//! Files in, [`Article`] out: one reader per format.
//!
//! Input: paths, globs, directories or standard input. Output: articles with their text as given and what is known of
//! them (title, date, dateline, publisher). Left to the next stage: everything about language.

mod article;

pub use article::{Article, Region, RegionKind};

/// Why an article could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file could not be opened or read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
}
