//! Joins a definite noun phrase with whom it takes up: "the envoy", "the ministry".

use crate::nlp::Doc;
use crate::nlp::coref::{Chains, Words};

/// Joins role nominals.
pub(in crate::nlp::coref) fn join(_doc: &Doc, _words: &dyn Words, _chains: &mut Chains) {}
