//! How far confidence can be trusted: of the relations with a confidence of about 0.7, how many are right.

use serde::Serialize;

/// How many bins from 0 to 1.
const BINS: usize = 10;

/// Confidences against verdicts.
#[derive(Clone, Debug, Default)]
pub struct Reliability {
    judged: Vec<(f64, bool)>,
}

/// The relations with a confidence in one range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Where the range begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// How many relations are in it.
    pub count: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share of them that is right.
    pub right: f64,
}

impl Reliability {
    /// Adds one relation.
    pub fn add(&mut self, confidence: f64, is_right: bool) {
        self.judged.push((confidence, is_right));
    }

    /// Returns the ranges that hold a relation.
    pub fn bins(&self) -> Vec<Bin> {
        let number = |confidence: f64| ((confidence * BINS as f64) as usize).min(BINS - 1);
        let of = |bin: usize| {
            let inside: Vec<&(f64, bool)> = self.judged.iter().filter(|(c, _)| number(*c) == bin).collect();
            let count = inside.len();
            let mean = |sum: f64| sum / count as f64;
            (count > 0).then(|| Bin {
                from: bin as f64 / BINS as f64,
                to: (bin + 1) as f64 / BINS as f64,
                count,
                confidence: mean(inside.iter().map(|(c, _)| c).sum()),
                right: mean(inside.iter().filter(|(_, right)| *right).count() as f64),
            })
        };
        (0..BINS).filter_map(of).collect()
    }

    /// Returns the mean distance between confidence and the share that is right, weighted by the bins' sizes.
    pub fn error(&self) -> f64 {
        let total = self.judged.len().max(1) as f64;
        self.bins().iter().map(|bin| bin.count as f64 * (bin.confidence - bin.right).abs()).sum::<f64>() / total
    }

    /// Returns the mean squared distance between confidence and verdict (Brier's score).
    pub fn brier(&self) -> f64 {
        let distance = |(confidence, right): &(f64, bool)| (confidence - f64::from(u8::from(*right))).powi(2);
        self.judged.iter().map(distance).sum::<f64>() / self.judged.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_well_calibrated_bin_has_no_error() {
        let mut reliability = Reliability::default();
        (0..10).for_each(|i| reliability.add(0.7, i < 7));
        assert!(reliability.error() < 1e-9);
        reliability.add(1.0, false);
        let last = reliability.bins()[1];
        assert_eq!((last.count, last.right), (1, 0.0));
    }
}
