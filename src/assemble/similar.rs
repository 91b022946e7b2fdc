//! Which texts are the same news: wire copy that several papers print, cut, retitled or with a byline of their own.
//!
//! Two texts are near where
//!
//! 1. they have a band of their MinHash signatures in common (Broder 1997; 20 bands of 6), which an index finds, and
//! 2. they share at least [`LEAST_SHARED`] of their shingles, which are runs of [`RUN`] words, and
//! 3. they share as much of their numbers: one form filled in with other figures is other news.
//!
//! All three look at the two texts alone. The groups of texts that hang together by nearness therefore are the same in
//! whatever order the texts came.

use rustc_hash::FxHashSet;

/// The least share of shingles, and of numbers, that near texts have in common (Jaccard).
const LEAST_SHARED: f64 = 0.7;
/// Words in a shingle.
const RUN: usize = 3;
/// Texts with fewer shingles say too little: they are the same only where they are equal.
const LEAST_SHINGLES: usize = 20;
/// Bands of a signature.
const BANDS: usize = 20;
/// Values in a band.
const ROWS: usize = 6;

/// What tells a text from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    shingles: FxHashSet<u64>,
    numbers: FxHashSet<u64>,
}

impl Sketch {
    /// Reads the words of a text, whatever their case and punctuation.
    pub fn of(text: &str) -> Self {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut sketch = Self::default();
        let mut last = [0; RUN];
        for (count, word) in words.enumerate() {
            let hash = hash_of(word);
            if word.contains(|c: char| c.is_ascii_digit()) {
                sketch.numbers.insert(hash);
            }
            last.rotate_left(1);
            last[RUN - 1] = hash;
            if count + 1 >= RUN {
                let joined = last.iter().fold(0u64, |joined, &hash| mixed(joined.rotate_left(21) ^ hash));
                sketch.shingles.insert(joined);
            }
        }
        sketch
    }

    /// Returns the bands of the text's signature, by which near texts are found; none for a short text.
    pub fn bands(&self) -> Vec<i64> {
        if self.shingles.len() < LEAST_SHINGLES {
            return Vec::new();
        }
        let least = |row: u64| self.shingles.iter().map(|&s| mixed(s ^ mixed(row + 1))).min().unwrap_or(0);
        let band = |band: usize| {
            let rows = (0..ROWS).map(|row| least((band * ROWS + row) as u64));
            rows.fold(band as u64, |joined, value| mixed(joined.rotate_left(17) ^ value)).cast_signed()
        };
        let mut bands: Vec<i64> = (0..BANDS).map(band).collect();
        bands.sort_unstable();
        bands.dedup();
        bands
    }

    /// Tells whether two texts that have a band in common are near.
    pub fn is_near(&self, other: &Self) -> bool {
        shared(&self.shingles, &other.shingles) >= LEAST_SHARED && shared(&self.numbers, &other.numbers) >= LEAST_SHARED
    }
}

/// Returns the share of elements in common; 1 for two empty sets.
fn shared(a: &FxHashSet<u64>, b: &FxHashSet<u64>) -> f64 {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let common = small.iter().filter(|&value| large.contains(value)).count();
    let union = a.len() + b.len() - common;
    if union == 0 { 1.0 } else { common as f64 / union as f64 }
}

/// Hashes a word without its case (FNV-1a): the values are kept in files, so that no library may change them.
fn hash_of(word: &str) -> u64 {
    let bytes = word.chars().flat_map(char::to_lowercase);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Spreads the bits of a number (the finaliser of SplitMix64).
fn mixed(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of `count` words that differ from those of other seeds.
    fn text(seed: usize, count: usize) -> Vec<String> {
        let word = |i: usize| {
            let number = mixed((seed * 10_000 + i) as u64);
            (0..6).map(|at| char::from(b'a' + (number >> (at * 8)) as u8 % 26)).collect()
        };
        (0..count).map(word).collect()
    }

    fn near(a: &str, b: &str) -> bool {
        let (a, b) = (Sketch::of(a), Sketch::of(b));
        let found = a.bands().iter().any(|band| b.bands().contains(band));
        assert!(found || !a.is_near(&b), "near, and not found");
        found && a.is_near(&b)
    }

    #[test]
    fn wire_copy_is_known_by_its_words_whatever_was_added_or_cut() {
        for seed in 0..20 {
            let wire = text(seed, 200);
            let whole = wire.join(" ");
            assert!(near(&whole, &format!("By Our Own Correspondent. {}!", whole.to_uppercase())));
            assert!(near(&whole, &wire[..165].join(" ")), "cut from below");
            assert!(!near(&whole, &wire[..90].join(" ")), "cut by half");
            assert!(!near(&whole, &text(seed + 100, 200).join(" ")), "other news");
        }
    }

    #[test]
    fn a_form_with_other_figures_is_other_news() {
        let form = |a: &str, b: &str| {
            format!(
                "{} rose by {a} points {} to {b} points {}",
                text(1, 60).join(" "),
                text(2, 60).join(" "),
                text(3, 60).join(" ")
            )
        };
        assert!(!near(&form("12", "340"), &form("13", "353")));
        assert!(near(&form("12", "340"), &form("12", "340 more or less")));
    }

    #[test]
    fn short_texts_are_found_only_where_they_are_equal() {
        assert!(Sketch::of("Norland offered talks. Sudland refused.").bands().is_empty());
    }
}
