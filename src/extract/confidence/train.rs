//! Fits the weights to relations of which it is known whether they are right.
//!
//! Gradient descent over all examples at once, with a penalty on the square of each weight; a rule's own weight is held
//! tighter than the rest. The same examples in the same order give the same weights.

use super::feature::{Feature, PRIOR};
use super::{ConfidenceModel, logistic};
use std::collections::BTreeMap;

/// How often all examples are gone through.
const ROUNDS: usize = 4000;
/// The length of a step.
const STEP: f64 = 0.2;
/// The penalty on weights.
const PENALTY: f64 = 2.0;
/// The penalty on the weights of single rules.
const RULE_PENALTY: f64 = 6.0;

/// Relations with their verdicts.
#[derive(Clone, Debug, Default)]
pub struct Calibrator {
    names: BTreeMap<String, usize>,
    examples: Vec<(Vec<(usize, f64)>, bool)>,
}

impl Calibrator {
    /// Adds one relation: its features, and whether it is right.
    pub fn add(&mut self, features: &[Feature], is_right: bool) {
        let mut number = |name: &str| {
            let next = self.names.len();
            *self.names.entry(name.to_owned()).or_insert(next)
        };
        let features = features.iter().map(|f| (number(&f.name), f.value)).collect();
        self.examples.push((features, is_right));
    }

    /// Returns how many relations were added.
    pub fn len(&self) -> usize {
        self.examples.len()
    }

    /// Tells whether there is nothing to learn from.
    pub fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }

    /// Returns the weights that fit best.
    pub fn fit(&self) -> ConfidenceModel {
        let mut names = vec![""; self.names.len()];
        self.names.iter().for_each(|(name, &number)| names[number] = name.as_str());
        let start = |name: &&str| if *name == PRIOR { 1.0 } else { 0.0 };
        let penalty: Vec<f64> = names
            .iter()
            .map(|name| match *name {
                "bias" => 0.01,
                name if name.starts_with("rule ") => RULE_PENALTY,
                _ => PENALTY,
            })
            .collect();
        let first: Vec<f64> = names.iter().map(start).collect();
        let mut weights = first.clone();
        let count = self.examples.len().max(1) as f64;
        for _ in 0..ROUNDS {
            let mut gradient: Vec<f64> =
                weights.iter().zip(&penalty).zip(&first).map(|((w, p), f)| p * (w - f)).collect();
            for (features, is_right) in &self.examples {
                let sum: f64 = features.iter().map(|(number, value)| weights[*number] * value).sum();
                let error = logistic(sum) - f64::from(u8::from(*is_right));
                features.iter().for_each(|(number, value)| gradient[*number] += error * value);
            }
            weights.iter_mut().zip(&gradient).for_each(|(weight, slope)| *weight -= STEP * slope / count);
        }
        let weights = names.iter().zip(weights).map(|(name, weight)| ((*name).to_owned(), weight));
        // What weighs nothing need not be kept.
        ConfidenceModel { weights: weights.filter(|(_, weight)| weight.abs() >= 0.0005).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(names: &[&str]) -> Vec<Feature> {
        names.iter().map(|name| Feature { name: (*name).to_owned(), value: 1.0 }).collect()
    }

    #[test]
    fn what_is_often_wrong_is_believed_less() {
        let mut calibrator = Calibrator::default();
        for i in 0..200 {
            calibrator.add(&example(&["bias", "kind REJECTS"]), i % 10 != 0);
            calibrator.add(&example(&["bias", "kind WARNS"]), i % 10 < 3);
        }
        let model = calibrator.fit();
        let sure = model.probability(&example(&["bias", "kind REJECTS"]));
        let unsure = model.probability(&example(&["bias", "kind WARNS"]));
        assert!((sure - 0.9).abs() < 0.05 && (unsure - 0.3).abs() < 0.05, "{sure} {unsure}");
    }
}
