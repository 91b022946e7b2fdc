//! Reads a spaCy pipeline as `nlp.to_disk` writes it.
//!
//! Input: a folder, a wheel or zip of it, or the pipeline inside the binary ([`ModelFiles`]). Output: its configuration
//! (`config`), the numbers of its networks (`thinc`, over `msgpack`) and its vectors (`vocab`). What the numbers do is
//! left to `tok2vec`, `tagger` and `transition`; the rule components read their own files through [`ModelFiles`].
//!
//! Model files are untrusted: every size is checked, recursion is bounded, and a file that does not hold is an error
//! that names it.

mod bundled;
pub(crate) mod config;
mod error;
mod files;
pub(crate) mod msgpack;
pub(crate) mod thinc;
mod vocab;

pub use error::ModelError;
pub use files::ModelFiles;
pub(crate) use vocab::Vectors;
