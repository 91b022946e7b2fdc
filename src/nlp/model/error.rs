//! Why a pipeline could not be loaded.

use crate::nlp::labels::UnknownLabel;

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
    /// A wheel or zip archive could not be read.
    #[error("{path}: {source}; a pipeline is a folder, a wheel or a zip archive with a `config.cfg` inside")]
    Archive {
        /// The archive.
        path: String,
        /// What the reader of archives said.
        source: zip::result::ZipError,
    },
    /// There is no pipeline at the given place.
    #[error("{path}: no spaCy pipeline here; give the folder that holds `config.cfg`, or a wheel or zip of it")]
    NoPipeline {
        /// The place.
        path: String,
    },
    /// A file that the pipeline needs is not there.
    #[error("{pipeline}: file `{file}` is missing; export the pipeline again with `nlp.to_disk`")]
    Missing {
        /// The pipeline.
        pipeline: String,
        /// The file in it.
        file: String,
    },
    /// A file is not in the form that spaCy 3.8 writes.
    #[error("`{file}` is damaged or of another spaCy version: {reason}")]
    Malformed {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The pipeline has a part that this program does not run.
    #[error("`{file}`: {part} is not supported; use an English CNN pipeline of spaCy 3.8 (sm, md or lg)")]
    Unsupported {
        /// The file that names the part.
        file: String,
        /// The part.
        part: String,
    },
    /// The pipeline predicts a label outside the scheme of the English pipelines.
    #[error("`{file}`: {source}; use a pipeline with the label scheme of spaCy's English pipelines")]
    Label {
        /// The file that names the label.
        file: String,
        /// The label.
        source: UnknownLabel,
    },
}

impl ModelError {
    /// Makes the error for a file whose content is not as expected.
    pub(crate) fn malformed(file: &str, reason: impl Into<String>) -> Self {
        Self::Malformed { file: file.to_owned(), reason: reason.into() }
    }

    /// Makes the error for a part that this program does not run.
    pub(crate) fn unsupported(file: &str, part: impl Into<String>) -> Self {
        Self::Unsupported { file: file.to_owned(), part: part.into() }
    }

    /// Returns the conversion of an unknown label in `file`.
    pub(crate) fn label(file: &str) -> impl Fn(UnknownLabel) -> Self + '_ {
        move |source| Self::Label { file: file.to_owned(), source }
    }
}
