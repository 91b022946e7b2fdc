//! Classes of words that rules and the reading of names ask for: `[class:negative]`, the words that end a company's name.
//!
//! A table is CSV with the columns `word` and `class`, sorted; a word may be in several classes.

use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// The classes that rules ask for by name.
const FOR_RULES: &str = include_str!("../../data/lexicon/word-classes.csv");

/// Words in lower case by class.
#[derive(Clone, Debug, Default)]
pub(super) struct WordClasses {
    members: FxHashMap<String, FxHashSet<String>>,
}

impl WordClasses {
    /// Reads the classes for rules that come with the program.
    pub(super) fn bundled() -> Self {
        Self::read(FOR_RULES)
    }

    /// Reads a table.
    pub(super) fn read(table: &str) -> Self {
        let mut members: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
        for (word, class) in table.lines().skip(1).filter_map(|line| line.split_once(',')) {
            members.entry(class.to_owned()).or_default().insert(word.to_owned());
        }
        Self { members }
    }

    /// Tells whether `word` is in `class`, whichever way it is capitalised.
    pub(super) fn contains(&self, word: &str, class: &str) -> bool {
        let Some(members) = self.members.get(class) else { return false };
        let lower = if word.chars().any(char::is_uppercase) { Cow::from(word.to_lowercase()) } else { word.into() };
        members.contains(lower.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_tell_praise_from_blame() {
        let classes = WordClasses::bundled();
        assert!(classes.contains("reprehensible", "negative") && !classes.contains("reprehensible", "positive"));
    }

    #[test]
    fn the_tables_are_sorted_and_each_row_stands_once() {
        for table in [FOR_RULES, include_str!("../../data/lexicon/reference-words.csv")] {
            let rows: Vec<_> = table.lines().skip(1).collect();
            assert!(rows.windows(2).all(|w| w[0] < w[1]));
        }
    }
}
