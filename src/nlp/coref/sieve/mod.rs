//! The sieves, in the order in which they run.

pub(super) mod apposition;
pub(super) mod exact;
pub(super) mod partial;
pub(super) mod pronoun;
pub(super) mod role;

use super::{Chains, Words};
use crate::nlp::Doc;

/// Runs all sieves: names first, because what they join tells later sieves gender and role.
pub(super) fn run(doc: &Doc, words: &dyn Words, chains: &mut Chains) {
    exact::join(doc, chains);
    partial::join(doc, chains);
    apposition::join(doc, chains);
    role::join(doc, words, chains);
    pronoun::join(doc, words, chains);
}
