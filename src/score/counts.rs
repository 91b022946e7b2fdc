//! Hits, predictions and gold, and what follows from them.

use serde::Serialize;

/// How many were found, predicted and wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Predictions that match the gold.
    pub hits: usize,
    /// Predictions.
    pub predicted: usize,
    /// What the gold holds.
    pub gold: usize,
}

/// Precision, recall and their harmonic mean, with the counts they come from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Share of the predictions that are right.
    pub precision: f64,
    /// Share of the gold that was found.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
    /// Predictions that match the gold.
    pub hits: usize,
    /// Predictions.
    pub predicted: usize,
    /// What the gold holds.
    pub gold: usize,
}

/// A share: so many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rate {
    /// The part.
    pub hits: usize,
    /// The whole.
    pub total: usize,
}

impl Counts {
    /// Adds the counts of another part of the same layer.
    pub fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }

    /// Returns precision, recall and F1; 0 where there is nothing to divide by.
    pub fn score(self) -> Score {
        let Self { hits, predicted, gold } = self;
        let f1 = share(2 * hits, predicted + gold);
        Score { precision: share(hits, predicted), recall: share(hits, gold), f1, hits, predicted, gold }
    }
}

impl Rate {
    /// Counts one more, right or not.
    pub fn count(&mut self, right: bool) {
        self.total += 1;
        self.hits += usize::from(right);
    }

    /// Returns the share; 0 of none.
    pub fn value(self) -> f64 {
        share(self.hits, self.total)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
