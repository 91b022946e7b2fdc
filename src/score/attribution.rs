//! Attributions against PolNeAR's form of gold.
//!
//! A word is a run of letters, digits and underscores; it belongs to a span that holds one of its characters. A predicted and
//! a gold attribution of one article can match where their contents share at least half of all their words; matches are
//! one to one, with the greatest sum of these shares, and among equals with more right sources. A source is right where
//! both share a word, or both are missing. What has no content is left out on both sides.

use super::assign::heaviest;
use super::counts::{Counts, Rate};
use crate::extract::attribution::Gold;
use crate::text::{Byte, Span};
use std::collections::BTreeMap;

/// The least share of common words for a match.
const LEAST_SHARE: f64 = 0.5;

/// What came of scoring articles, added up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributionScore {
    /// Articles scored.
    pub articles: usize,
    /// Words in a content.
    pub words: Counts,
    /// Matches.
    pub soft: Counts,
    /// Matches with the right source.
    pub with_source: Counts,
    /// Contents of the same words.
    pub exact: Counts,
    /// Right sources among the matches.
    pub source: Rate,
    /// Right sources among the matches whose gold names one.
    pub named_source: Rate,
    /// Matches among the gold whose content holds a quotation mark.
    pub direct: Rate,
    /// Matches with the right source among these.
    pub direct_with_source: Rate,
    /// Matches among the rest of the gold.
    pub indirect: Rate,
    /// Matches with the right source among these.
    pub indirect_with_source: Rate,
}

/// Something that was not found, found without reason, or found with another source.
#[derive(Clone, Debug, PartialEq)]
pub enum Miss {
    /// Gold without a match.
    Missed(Gold),
    /// A prediction without a match.
    Extra(Gold),
    /// A match whose source differs: gold and prediction.
    Source(Gold, Gold),
}

/// An attribution as sets of words.
struct Prepared<'a> {
    whole: &'a Gold,
    source: Vec<u32>,
    content: Vec<u32>,
    quoted: bool,
}

/// The words of one text: for each its first and last byte.
struct Words(Vec<(u32, u32)>);

impl Words {
    fn of(text: &str) -> Self {
        let mut words: Vec<(u32, u32)> = Vec::new();
        let mut inside = false;
        for (at, c) in text.char_indices() {
            let end = (at + c.len_utf8()) as u32;
            if c.is_alphanumeric() || c == '_' {
                match words.last_mut().filter(|_| inside) {
                    Some(word) => word.1 = end,
                    None => words.push((at as u32, end)),
                }
                inside = true;
            } else {
                inside = false;
            }
        }
        Self(words)
    }

    /// The numbers of the words under spans, sorted.
    fn under(&self, spans: &[Span<Byte>]) -> Vec<u32> {
        let mut found: Vec<u32> = spans
            .iter()
            .flat_map(|span| {
                let first = self.0.partition_point(|word| word.1 <= span.start);
                let last = self.0.partition_point(|word| word.0 < span.end);
                first as u32..last.max(first) as u32
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl AttributionScore {
    /// Scores one article and adds the result; returns what went wrong.
    pub fn add(&mut self, text: &str, gold: &[Gold], predicted: &[Gold]) -> Vec<Miss> {
        let words = Words::of(text);
        let gold = prepare(text, &words, gold);
        let predicted = prepare(text, &words, predicted);
        let pairs = pair(&gold, &predicted);
        let counts = |hits| Counts { hits, predicted: predicted.len(), gold: gold.len() };
        let right: Vec<bool> = pairs.iter().map(|&(g, p)| source_right(&gold[g], &predicted[p])).collect();
        self.articles += 1;
        self.words.add(covered(&gold, &predicted));
        self.soft.add(counts(pairs.len()));
        self.with_source.add(counts(right.iter().filter(|&&r| r).count()));
        self.exact.add(counts(same(&gold, &predicted)));
        self.count_sources(&gold, &pairs, &right);
        misses(&gold, &predicted, &pairs, &right)
    }

    fn count_sources(&mut self, gold: &[Prepared<'_>], pairs: &[(usize, usize)], right: &[bool]) {
        for (&(g, _), &right) in pairs.iter().zip(right) {
            self.source.count(right);
            if !gold[g].source.is_empty() {
                self.named_source.count(right);
            }
        }
        for (i, attribution) in gold.iter().enumerate() {
            let found = pairs.iter().position(|&(g, _)| g == i);
            let (soft, with_source) = if attribution.quoted {
                (&mut self.direct, &mut self.direct_with_source)
            } else {
                (&mut self.indirect, &mut self.indirect_with_source)
            };
            soft.count(found.is_some());
            with_source.count(found.is_some_and(|at| right[at]));
        }
    }
}

fn prepare<'a>(text: &str, words: &Words, attributions: &'a [Gold]) -> Vec<Prepared<'a>> {
    attributions
        .iter()
        .map(|whole| Prepared {
            whole,
            source: words.under(&whole.source),
            content: words.under(&whole.content),
            quoted: whole.content.iter().any(|span| holds_quote(span.of(text))),
        })
        .filter(|prepared| !prepared.content.is_empty())
        .collect()
}

fn holds_quote(text: &str) -> bool {
    text.contains(['"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}', '\u{ab}', '\u{bb}', '\u{2033}', '\u{ff02}'])
        || text.contains("``")
        || text.contains("''")
}

fn common(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|word| b.binary_search(word).is_ok()).count()
}

fn source_right(gold: &Prepared<'_>, predicted: &Prepared<'_>) -> bool {
    if gold.source.is_empty() { predicted.source.is_empty() } else { common(&gold.source, &predicted.source) > 0 }
}

/// Words under any content, on both sides.
fn covered(gold: &[Prepared<'_>], predicted: &[Prepared<'_>]) -> Counts {
    let all = |side: &[Prepared<'_>]| {
        let mut words: Vec<u32> = side.iter().flat_map(|a| a.content.iter().copied()).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let (gold, predicted) = (all(gold), all(predicted));
    Counts { hits: common(&predicted, &gold), predicted: predicted.len(), gold: gold.len() }
}

/// How many contents are the same, each counted once.
fn same(gold: &[Prepared<'_>], predicted: &[Prepared<'_>]) -> usize {
    let mut left: BTreeMap<&[u32], usize> = BTreeMap::new();
    for attribution in gold {
        *left.entry(&attribution.content).or_default() += 1;
    }
    let mut hits = 0;
    for attribution in predicted {
        if let Some(count) = left.get_mut(attribution.content.as_slice()).filter(|count| **count > 0) {
            *count -= 1;
            hits += 1;
        }
    }
    hits
}

/// The best one-to-one matching. It falls apart into groups that no allowed pair links.
fn pair(gold: &[Prepared<'_>], predicted: &[Prepared<'_>]) -> Vec<(usize, usize)> {
    let mut weight: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (g, a) in gold.iter().enumerate() {
        for (p, b) in predicted.iter().enumerate() {
            let shared = common(&a.content, &b.content);
            let share = shared as f64 / (a.content.len() + b.content.len() - shared) as f64;
            if shared > 0 && share >= LEAST_SHARE {
                // The tiny bonus only breaks ties.
                weight.insert((g, p), share + if source_right(a, b) { 1e-7 } else { 0.0 });
            }
        }
    }
    let mut pairs = Vec::new();
    let mut seen = vec![false; gold.len()];
    for first in 0..gold.len() {
        if seen[first] {
            continue;
        }
        let (rows, columns) = group(first, &weight, &mut seen);
        let table: Vec<Vec<f64>> = rows
            .iter()
            .map(|&r| columns.iter().map(|&c| weight.get(&(r, c)).copied().unwrap_or(0.0)).collect())
            .collect();
        pairs.extend(heaviest(&table).into_iter().map(|(r, c)| (rows[r], columns[c])));
    }
    pairs
}

/// Gold and predictions that hang together with one gold attribution, sorted.
fn group(first: usize, weight: &BTreeMap<(usize, usize), f64>, seen: &mut [bool]) -> (Vec<usize>, Vec<usize>) {
    let (mut rows, mut columns, mut todo) = (Vec::new(), Vec::new(), vec![first]);
    seen[first] = true;
    while let Some(row) = todo.pop() {
        rows.push(row);
        for (&(_, column), _) in weight.range((row, 0)..(row + 1, 0)) {
            if columns.contains(&column) {
                continue;
            }
            columns.push(column);
            for &(other, _) in weight.keys().filter(|key| key.1 == column) {
                if !std::mem::replace(&mut seen[other], true) {
                    todo.push(other);
                }
            }
        }
    }
    rows.sort_unstable();
    columns.sort_unstable();
    (rows, columns)
}

fn misses(gold: &[Prepared<'_>], predicted: &[Prepared<'_>], pairs: &[(usize, usize)], right: &[bool]) -> Vec<Miss> {
    let missed = gold.iter().enumerate().filter(|(i, _)| pairs.iter().all(|p| p.0 != *i));
    let extra = predicted.iter().enumerate().filter(|(i, _)| pairs.iter().all(|p| p.1 != *i));
    let source = pairs.iter().zip(right).filter(|(_, right)| !**right);
    missed
        .map(|(_, a)| Miss::Missed(a.whole.clone()))
        .chain(extra.map(|(_, a)| Miss::Extra(a.whole.clone())))
        .chain(source.map(|(&(g, p), _)| Miss::Source(gold[g].whole.clone(), predicted[p].whole.clone())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, source: &str, content: &str) -> Gold {
        let span = |part: &str| {
            let start = text.find(part).expect("part of the text") as u32;
            vec![Span::new(start, start + part.len() as u32)]
        };
        Gold {
            source: if source.is_empty() { Vec::new() } else { span(source) },
            cue: Vec::new(),
            content: span(content),
        }
    }

    #[test]
    fn half_of_all_words_make_a_match_and_the_source_is_counted_apart() {
        let text = "The minister said that talks would go on, an aide added.";
        let gold = [at(text, "minister", "that talks would go on")];
        let mut score = AttributionScore::default();
        let misses = score.add(text, &gold, &[at(text, "an aide", "talks would go")]);
        assert_eq!((score.soft.hits, score.with_source.hits, score.exact.hits), (1, 0, 0));
        assert!(matches!(misses.as_slice(), [Miss::Source(..)]));
        let misses = score.add(text, &gold, &[at(text, "", "that talks")]);
        assert_eq!((score.soft.hits, score.soft.predicted, score.soft.gold), (1, 2, 2));
        assert!(matches!(misses.as_slice(), [Miss::Missed(_), Miss::Extra(_)]));
    }

    #[test]
    fn gold_against_itself_is_perfect() {
        let text = "“Tea,” said Ann. It is believed that it rains.";
        let gold = [at(text, "Ann", "“Tea,”"), at(text, "", "that it rains")];
        let mut score = AttributionScore::default();
        assert!(score.add(text, &gold, &gold).is_empty());
        for counts in [score.words, score.soft, score.with_source, score.exact] {
            assert!((counts.score().f1 - 1.0).abs() < 1e-12);
        }
        assert_eq!((score.direct, score.indirect), (Rate { hits: 1, total: 1 }, Rate { hits: 1, total: 1 }));
    }
}
