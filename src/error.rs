//! The one error that leaves the library: each module's own error, wrapped.

/// Anything that can go wrong in a call to the library.
///
/// Every variant wraps the error enum of one module; its message names the thing and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An article could not be read.
    #[error(transparent)]
    Ingest(#[from] crate::ingest::IngestError),
    /// The language pipeline could not be loaded.
    #[error(transparent)]
    Model(#[from] crate::nlp::ModelError),
    /// A query could not be parsed, bound or run.
    #[error(transparent)]
    Query(#[from] crate::query::QueryError),
    /// The store could not be opened, read or written.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// A lexicon or a rule file is not well-formed.
    #[error(transparent)]
    Extract(#[from] crate::extract::ExtractError),
    /// Something could not be scored.
    #[error(transparent)]
    Score(#[from] crate::score::ScoreError),
    /// An export could not be written.
    #[error(transparent)]
    Export(#[from] crate::export::ExportError),
    /// A file of another program could not be imported.
    #[error(transparent)]
    Import(#[from] crate::import::ImportError),
    /// A file or stream failed outside the modules above.
    #[error("{path}: {source}")]
    Io {
        /// The file or stream concerned.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
}
