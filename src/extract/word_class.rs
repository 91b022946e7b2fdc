//! Classes of words that rules ask for by name (`[class:negative]`), read from `data/lexicon/word-classes.csv`.

use rustc_hash::FxHashSet;

/// The table that comes with the program: a base form and its class on each line, sorted.
const BUNDLED: &str = include_str!("../../data/lexicon/word-classes.csv");

/// Base forms by class.
#[derive(Clone, Debug, Default)]
pub(super) struct WordClasses {
    members: FxHashSet<(String, String)>,
}

impl WordClasses {
    /// Reads the classes that come with the program.
    pub(super) fn bundled() -> Self {
        let rows = BUNDLED.lines().skip(1).filter_map(|line| line.split_once(','));
        Self { members: rows.map(|(word, class)| (word.to_owned(), class.to_owned())).collect() }
    }

    /// Tells whether `lemma` is in `class`.
    pub(super) fn contains(&self, lemma: &str, class: &str) -> bool {
        self.members.contains(&(lemma.to_lowercase(), class.to_owned()))
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
    fn the_table_is_sorted_and_each_row_stands_once() {
        let rows: Vec<_> = BUNDLED.lines().skip(1).collect();
        assert!(rows.windows(2).all(|w| w[0] < w[1]));
    }
}
