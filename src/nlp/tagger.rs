//! The tagger: token vectors in, the best-scored Penn tag of each token out; the coarse part of speech is left to the
//! attribute ruler.

use super::labels::Tag;
use super::matrix::Dense;
use super::model::thinc::Network;
use super::model::{ModelError, ModelFiles};

/// A linear layer over token vectors with one output per tag.
#[derive(Debug)]
pub(crate) struct Tagger {
    scores: Dense,
    tags: Vec<Tag>,
}

impl Tagger {
    /// Reads the tagger in `folder`, with its network, on token vectors of `width` numbers.
    pub(crate) fn read(files: &ModelFiles, folder: &str, network: &Network, width: usize) -> Result<Self, ModelError> {
        let file = format!("{folder}/cfg");
        let wrong = |reason: &str| ModelError::malformed(&file, reason);
        let config: serde_json::Value =
            serde_json::from_slice(&files.read(&file)?).map_err(|error| wrong(&error.to_string()))?;
        let labels = config.get("labels").and_then(|l| l.as_array()).ok_or_else(|| wrong("no list `labels`"))?;
        let tags = labels.iter().map(|label| {
            let label = label.as_str().ok_or_else(|| wrong("a label is no string"))?;
            label.parse().map_err(ModelError::label(&file))
        });
        let tags: Vec<Tag> = tags.collect::<Result<_, _>>()?;
        let layer = network.first("softmax")?;
        let (w, b) = (network.shaped(layer, "W", &[tags.len(), width])?, network.shaped(layer, "b", &[tags.len()])?);
        if tags.is_empty() {
            return Err(wrong("no labels"));
        }
        Ok(Self { scores: Dense::new(width, tags.len(), |o, i| w[o * width + i], |o| b[o]), tags })
    }

    /// Returns the tag of each token, the first in the pipeline's order among equals.
    pub(crate) fn tag<'t>(&'t self, vectors: &[f32], scores: &'t mut Vec<f32>) -> impl Iterator<Item = Tag> + 't {
        let (width, stride) = (self.scores.inputs(), self.scores.stride());
        let rows = vectors.len() / width;
        scores.resize(rows * stride, 0.0);
        self.scores.apply(vectors, width, rows, scores);
        scores.chunks_exact(stride).map(|row| {
            let mut best = 0;
            for (class, score) in row[..self.tags.len()].iter().enumerate() {
                if *score > row[best] {
                    best = class;
                }
            }
            self.tags[best]
        })
    }
}
