//! How good extraction is: gold and facts in, precision, recall and F1 out, with what was missed.
//!
//! Two layers: attributions in the form of PolNeAR ([`read_gold`], [`AttributionScore`]) and relations of the schema
//! ([`read_relation_gold`], [`RelationScore`]). Matching is one to one and optimal in both.

mod actor_name;
mod assign;
mod attribution;
mod brat;
mod counts;
mod relation;
mod relation_gold;
mod reliability;

pub use attribution::{AttributionScore, Miss};
pub use brat::{GoldArticle, parse, read_gold};
pub use counts::{Counts, Rate, Score};
pub use relation::{RelationCounts, RelationMiss, RelationScore, Verdict};
pub use relation_gold::{RelationArticle, read_relation_gold};
pub use reliability::{Bin, Reliability};

use std::path::Path;

/// Why something could not be scored.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// A file or folder could not be read.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A folder holds no annotated article.
    #[error("{path}: no annotated article here; name a folder of gold")]
    NoGold {
        /// The folder.
        path: String,
    },
    /// A file of gold is not in the form.
    #[error("{path}: {message}")]
    Gold {
        /// The file.
        path: String,
        /// What is wrong with it.
        message: String,
    },
}

impl ScoreError {
    fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.display().to_string(), source }
    }
}
