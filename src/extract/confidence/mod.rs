//! How likely a relation is to be right: a rule's own estimate, corrected by what annotated articles show.
//!
//! Input: a relation with the word that shows it. Output: a probability, calibrated so that of the relations with
//! confidence 0.7 about seven in ten are right in full (type, actors and content).
//!
//! The model is a logistic regression. Its features are binary and can be read (`kind REJECTS`, `source is a pronoun`), but
//! for `prior`, the log-odds of the rule's own confidence; weights are kept small by a penalty, so that a rule of which few
//! matches were seen keeps to its own estimate. `demarche train-confidence` fits them and writes
//! `data/models/confidence.csv`. Reference: Platt, *Probabilistic outputs for support vector machines*, 1999.
//!
//! Where an actor's name has several readings and the article does not decide between them, the probability is lowered by
//! the actor's own confidence.

mod feature;
mod train;

pub use feature::{Feature, features};
pub use train::Calibrator;

use super::fact::{Facts, Node, Relation};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The weights that come with the program.
const BUNDLED: &str = include_str!("../../../data/models/confidence.csv");
/// Nothing is held for certain, and nothing for impossible.
const BOUNDS: (f64, f64) = (0.02, 0.98);
/// The confidence from which on an actor's reading is not in doubt.
const SURE_ACTOR: f64 = 0.7;

/// The weights of the features.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfidenceModel {
    weights: BTreeMap<String, f64>,
}

/// Why a table of weights can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("confidence weights, line {line}: expected a feature, a comma and a number")]
pub struct WeightError {
    /// The line, from 1.
    pub line: usize,
}

impl ConfidenceModel {
    /// Reads the weights that come with the program.
    pub(super) fn bundled() -> Result<Self, WeightError> {
        Self::from_csv(BUNDLED)
    }

    /// Reads weights from a table of two columns, `feature` and `weight`.
    ///
    /// # Errors
    /// Where a line is no feature with a number.
    pub fn from_csv(table: &str) -> Result<Self, WeightError> {
        let mut weights = BTreeMap::new();
        for (number, line) in table.lines().enumerate().skip(1) {
            let (feature, weight) = line.rsplit_once(',').ok_or(WeightError { line: number + 1 })?;
            let weight = weight.parse().map_err(|_| WeightError { line: number + 1 })?;
            weights.insert(feature.to_owned(), weight);
        }
        Ok(Self { weights })
    }

    /// Writes the weights as [`from_csv`](Self::from_csv) reads them, sorted by feature.
    pub fn to_csv(&self) -> String {
        let mut table = "feature,weight\n".to_owned();
        for (feature, weight) in &self.weights {
            let _ = writeln!(table, "{feature},{weight:.3}");
        }
        table
    }

    /// Returns the probability that a relation with these features is right.
    pub fn probability(&self, features: &[Feature]) -> f64 {
        if self.weights.is_empty() {
            // Without weights a rule's own estimate stands.
            return features.iter().find(|f| f.name == feature::PRIOR).map_or(0.5, |f| logistic(f.value));
        }
        let sum: f64 = features.iter().map(|f| f.value * self.weights.get(&f.name).copied().unwrap_or(0.0)).sum();
        logistic(sum)
    }

    /// Sets the confidence of a relation.
    pub(super) fn rate(&self, relation: &mut Relation, features: &[Feature], facts: &Facts) {
        let doubt = |node: Node| match node {
            Node::Actor(id) => (facts.actors[id].confidence / SURE_ACTOR).min(1.0),
            _ => 1.0,
        };
        let probability = self.probability(features) * doubt(relation.from) * doubt(relation.to);
        relation.confidence = (probability.clamp(BOUNDS.0, BOUNDS.1) * 100.0).round() / 100.0;
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Returns the log-odds of a probability.
fn log_odds(probability: f64) -> f64 {
    let p = probability.clamp(BOUNDS.0, BOUNDS.1);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_weights_the_rule_is_believed() {
        let features = [Feature { name: feature::PRIOR.to_owned(), value: log_odds(0.8) }];
        assert!((ConfidenceModel::default().probability(&features) - 0.8).abs() < 1e-9);
    }

    #[test]
    fn weights_are_written_and_read_alike() {
        let table = "feature,weight\nbias,-0.200\nkind REJECTS,0.500\n";
        let model = ConfidenceModel::from_csv(table).unwrap();
        assert_eq!(model.to_csv(), table);
        assert_eq!(ConfidenceModel::from_csv("feature,weight\nbias\n"), Err(WeightError { line: 2 }));
        assert!(ConfidenceModel::bundled().is_ok());
    }
}
