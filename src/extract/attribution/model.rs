//! Chooses among the readings of a cue, or none.
//!
//! A conditional logit: every reading has a score, "no attribution" scores 0, and the shares are the soft maximum of both.
//! The score has a wide part, the sum of the weights of combined features, and a deep one, a hidden layer over
//! single features. All weights are signed bytes with a scale for each table.

use super::features::{Active, DEEP, WIDE};

/// Units of the hidden layer.
pub(super) const HIDDEN: usize = 32;

/// The weights.
#[derive(Clone, Debug)]
pub struct Model {
    wide: Table,
    rows: Table,
    out: Table,
}

/// Weights as bytes.
#[derive(Clone, Debug, PartialEq)]
struct Table {
    weights: Vec<i8>,
    scale: f32,
}

impl Table {
    fn quantised(weights: &[f32]) -> Self {
        let largest = weights.iter().fold(0f32, |m, w| m.max(w.abs())).max(1e-6);
        let scale = largest / 127.0;
        Self { weights: weights.iter().map(|w| (w / scale).round() as i8).collect(), scale }
    }
}

/// Weights as they are learnt.
pub(super) struct Weights {
    pub(super) wide: Vec<f32>,
    /// [`DEEP`] rows of [`HIDDEN`] weights, then the row of biases.
    pub(super) rows: Vec<f32>,
    pub(super) out: Vec<f32>,
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

const MAGIC: &[u8; 8] = b"dmattr02";
const SIZES: [usize; 3] = [WIDE, (DEEP + 1) * HIDDEN, HIDDEN];

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
        let wanted = MAGIC.len() + SIZES.iter().map(|s| s + 4).sum::<usize>();
        let wrong = || ModelError::Form { found: bytes.len(), wanted };
        let mut rest = bytes.strip_prefix(MAGIC).filter(|_| bytes.len() == wanted).ok_or_else(wrong)?;
        let mut table = |size: usize| {
            let (scale, tail) = rest.split_first_chunk::<4>()?;
            let (weights, tail) = tail.split_at_checked(size)?;
            rest = tail;
            Some(Table { weights: weights.iter().map(|&b| b as i8).collect(), scale: f32::from_le_bytes(*scale) })
        };
        match (table(SIZES[0]), table(SIZES[1]), table(SIZES[2])) {
            (Some(wide), Some(rows), Some(out)) => Ok(Self { wide, rows, out }),
            _ => Err(wrong()),
        }
    }

    /// Writes the table.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for table in [&self.wide, &self.rows, &self.out] {
            bytes.extend(table.scale.to_le_bytes());
            bytes.extend(table.weights.iter().map(|&w| w as u8));
        }
        bytes
    }

    /// Rounds learnt weights.
    pub(super) fn quantised(weights: &Weights) -> Self {
        Self {
            wide: Table::quantised(&weights.wide),
            rows: Table::quantised(&weights.rows),
            out: Table::quantised(&weights.out),
        }
    }

    /// Returns the score of a reading.
    pub(super) fn score(&self, features: &Active) -> f32 {
        let wide: i32 = features.wide.iter().map(|&f| i32::from(self.wide.weights[f as usize])).sum();
        let wide = wide as f32 * self.wide.scale;
        if features.deep.is_empty() {
            return wide;
        }
        let mut hidden = [0i32; HIDDEN];
        for row in features.deep.iter().map(|&f| f as usize).chain([DEEP]) {
            let row = &self.rows.weights[row * HIDDEN..(row + 1) * HIDDEN];
            for (unit, &w) in hidden.iter_mut().zip(row) {
                *unit += i32::from(w);
            }
        }
        let deep: i32 = hidden.iter().zip(&self.out.weights).map(|(&h, &w)| h.max(0) * i32::from(w)).sum();
        wide + deep as f32 * self.rows.scale * self.out.scale
    }
}

/// Turns scores into shares; where the choice is `open`, "none" with score 0 is among them.
pub(super) fn shares(scores: &mut [f32], open: bool) {
    let top = scores.iter().copied().reduce(f32::max).unwrap_or(0.0);
    let top = if open { top.max(0.0) } else { top };
    let none = if open { (-top).exp() } else { 0.0 };
    let total: f32 = none + scores.iter().map(|s| (s - top).exp()).sum::<f32>();
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
        assert!(matches!(Model::from_bytes(b"dmattr02"), Err(ModelError::Form { found: 8, .. })));
    }

    #[test]
    fn shares_leave_room_for_none() {
        let mut scores = [0.0, 0.0];
        shares(&mut scores, true);
        assert!(scores.iter().all(|s| (s - 1.0 / 3.0).abs() < 1e-6));
    }
}
