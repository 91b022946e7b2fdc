//! When the same side puts the same content forward again: the same node where the content words are the same,
//! `REPEATS` where they are nearly so.
//!
//! Two contents are nearly the same where their content words overlap by [`LEAST_SHARED`] of their union (Jaccard).
//! Sets that overlap that much share two words among the first few of each in any one order of all words (the prefix
//! filter of Chaudhuri, Ganti and Kaushik 2006, in its longer form of Wang, Li and Feng 2012), so that an index over the
//! pairs of those few finds every two that match. Long words come first: they are rarer. One word alone would find too
//! much: what a country's articles have in common ("agreement") grows with the graph, two words seldom do.

use super::key;

/// The least share of content words that two contents have in common to be called the same again.
const LEAST_SHARED: f64 = 0.6;
/// Contents with fewer words than this say too little to be recognised.
const LEAST_WORDS: usize = 3;
/// Contents with more are whole passages: the pairs to find them by would be hundreds.
const MOST_WORDS: usize = 64;

/// What tells a repeated content: its content words, sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording(Vec<String>);

impl Wording {
    /// Reads the content words of a text.
    pub fn of(text: &str) -> Self {
        Self(key::content_words(text))
    }

    /// Tells whether there are enough words to recognise it by, and no more than that.
    fn can_recur(&self) -> bool {
        (LEAST_WORDS..=MOST_WORDS).contains(&self.0.len())
    }

    /// Returns the pairs of words under which a content is looked for; none where it can't be recognised.
    pub fn pairs(&self) -> Vec<String> {
        if !self.can_recur() {
            return Vec::new();
        }
        let mut words: Vec<&str> = self.0.iter().map(String::as_str).collect();
        words.sort_unstable_by_key(|word| (std::cmp::Reverse(word.len()), *word));
        let common = (LEAST_SHARED * words.len() as f64 - 1e-9).ceil() as usize;
        words.truncate(words.len() - common + 2);
        let after = |i: usize| words.iter().skip(i + 1);
        words.iter().enumerate().flat_map(|(i, one)| after(i).map(move |other| format!("{one} {other}"))).collect()
    }

    /// Tells whether two contents are nearly the same.
    ///
    /// ```
    /// use demarche::assemble::Wording;
    /// let of = Wording::of;
    /// assert!(of("to halt all nuclear tests").is_again(&of("to halt nuclear tests")));
    /// assert!(!of("to halt all nuclear tests").is_again(&of("to hold nuclear talks")));
    /// ```
    pub fn is_again(&self, other: &Self) -> bool {
        let (a, b) = (&self.0, &other.0);
        if !self.can_recur() || !other.can_recur() {
            return false;
        }
        let common = a.iter().filter(|w| b.binary_search(w).is_ok()).count();
        common as f64 >= LEAST_SHARED * (a.len() + b.len() - common) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn contents_that_are_the_same_again_share_a_pair(
            a in proptest::collection::btree_set("[a-e]{1,3}", 1..9),
            b in proptest::collection::btree_set("[a-e]{1,3}", 1..9),
            common in proptest::collection::btree_set("[a-z]{2,5}", 1..12),
        ) {
            let text = |own: &std::collections::BTreeSet<String>| own.union(&common).cloned().collect::<Vec<_>>().join(" ");
            let (a, b) = (Wording::of(&text(&a)), Wording::of(&text(&b)));
            let found = a.pairs().iter().any(|pair| b.pairs().contains(pair));
            prop_assert!(found || !a.is_again(&b), "{:?} {:?}", a, b);
        }
    }
}
