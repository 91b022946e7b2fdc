//! Chooses among the readings of a cue, or none.
//!
//! A conditional logit: each reading's score is the sum of the weights of its features, "no attribution" scores 0, and the
//! shares are the soft maximum of both. Weights are one table of signed bytes with a common scale.

use super::features::{Active, TABLE};

/// The weights.
#[derive(Clone, Debug)]
pub struct Model {
    weights: Vec<i8>,
    scale: f32,
}

/// Why a weight table could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The table is not one of ours, or of another version.
    #[error("not an attribution model of this version ({found} bytes, {wanted} wanted); train it anew")]
    Form {
        /// Bytes found.
        found: usize,
        /// Bytes wanted.
        wanted: usize,
    },
}

const MAGIC: &[u8; 8] = b"dmattr01";
const HEADER: usize = 12;

/// The weights that the program brings along.
static BUNDLED: &[u8] = include_bytes!("../../../data/models/attribution.bin");

impl Model {
    /// Returns the weights that the program brings along.
    ///
    /// # Errors
    /// Where the table in the program is of another version; a test holds that it is not.
    pub fn bundled() -> Result<Self, ModelError> {
        Self::from_bytes(BUNDLED)
    }

    /// Reads a table that [`Model::to_bytes`] wrote.
    ///
    /// # Errors
    /// Where the bytes are not such a table.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let wanted = HEADER + TABLE;
        let wrong = ModelError::Form { found: bytes.len(), wanted };
        if bytes.len() != wanted || !bytes.starts_with(MAGIC) {
            return Err(wrong);
        }
        let Some(scale) = bytes.get(8..HEADER).and_then(|b| b.try_into().ok()).map(f32::from_le_bytes) else {
            return Err(wrong);
        };
        Ok(Self { weights: bytes[HEADER..].iter().map(|&b| b as i8).collect(), scale })
    }

    /// Writes the table.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend(self.weights.iter().map(|&w| w as u8));
        bytes
    }

    /// Rounds trained weights.
    pub(super) fn quantised(weights: &[f32]) -> Self {
        let largest = weights.iter().fold(0f32, |m, w| m.max(w.abs())).max(1e-6);
        let scale = largest / 127.0;
        Self { weights: weights.iter().map(|w| (w / scale).round() as i8).collect(), scale }
    }

    /// Returns the score of a reading.
    pub(super) fn score(&self, features: &Active) -> f32 {
        let sum: i32 = features.iter().filter_map(|&f| self.weights.get(f as usize)).map(|&w| i32::from(w)).sum();
        sum as f32 * self.scale
    }
}

/// Turns scores into shares, "none" with score 0 among them.
pub(super) fn shares(scores: &mut [f32]) {
    let top = scores.iter().fold(0f32, |m, &s| m.max(s));
    let total: f32 = (-top).exp() + scores.iter().map(|s| (s - top).exp()).sum::<f32>();
    for score in scores {
        *score = (*score - top).exp() / total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_table_survives_its_bytes() {
        let model = Model::bundled().expect("the table in data/ is of this version");
        assert_eq!(model.to_bytes(), BUNDLED);
    }

    #[test]
    fn a_table_of_another_form_is_refused() {
        assert!(matches!(Model::from_bytes(b"dmattr01"), Err(ModelError::Form { found: 8, .. })));
    }

    #[test]
    fn shares_leave_room_for_none() {
        let mut scores = [0.0, 0.0];
        shares(&mut scores);
        assert!(scores.iter().all(|s| (s - 1.0 / 3.0).abs() < 1e-6));
    }
}
