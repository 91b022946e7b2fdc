//! Every example of a rule file holds: the rules find what it says, and nothing in what must not match.

use demarche::extract::{Extractor, run_examples};
use demarche::nlp::Pipeline;

#[test]
fn every_rule_example_holds() {
    let (count, failures) = run_examples(&Extractor::bundled().unwrap(), &Pipeline::bundled(), |_| true);
    assert!(count > 100, "{count} examples");
    assert!(failures.is_empty(), "{} of {count} examples fail:\n{failures:#?}", failures.len());
}
