//! Names as token sequences, and their matches in a doc.

use super::{EntryId, Lexicon};
use crate::nlp::{Doc, TokenId};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// How a name means its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sense {
    /// It names it: "North Korea".
    Name,
    /// It is its capital or seat, and may mean the place: "Pyongyang".
    Seat,
    /// It is the adjective to it: "North Korean".
    Adjective,
    /// It names its people: "North Koreans".
    People,
}

/// One reading of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What is named.
    pub entry: EntryId,
    /// How.
    pub sense: Sense,
}

/// A known name in a doc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The tokens.
    pub span: Span<TokenId>,
    /// All readings, in the order of the tables.
    pub readings: Vec<Reading>,
}

/// A name as written in a table.
#[derive(Clone, Debug)]
struct Name {
    /// Its words in the table's writing, without a leading "the".
    words: Box<[Box<str>]>,
    after_the: bool,
    readings: Vec<Reading>,
}

/// All names by their first word in lower case; the longest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    by_first: FxHashMap<Box<str>, Vec<Name>>,
}

/// Splits a name as the tokenizer would: at white space, inner hyphens and slashes, before a possessive ending.
fn words(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    for part in name.split_whitespace() {
        let (part, ending) = match part.strip_suffix("'s") {
            Some(stem) if !stem.is_empty() => (stem, Some("'s")),
            _ => (part, None),
        };
        let mut word = String::new();
        let chars: Vec<char> = part.chars().collect();
        for (i, &c) in chars.iter().enumerate() {
            let inner = i > 0 && i + 1 < chars.len() && chars[i - 1].is_alphabetic() && chars[i + 1].is_alphabetic();
            if (c == '-' || c == '/') && inner {
                out.push(std::mem::take(&mut word));
                out.push(c.to_string());
            } else {
                word.push(c);
            }
        }
        match word.strip_suffix('\'').filter(|stem| !stem.is_empty()) {
            Some(stem) => out.extend([stem.to_owned(), "'".to_owned()]),
            None => out.push(word),
        }
        out.extend(ending.map(str::to_owned));
    }
    out.retain(|w| !w.is_empty());
    out
}

/// Tells whether a word of a table is an acronym, which must stand in the text as it is.
fn is_acronym(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters > 0 && word.chars().count() <= 6 && !word.chars().any(char::is_lowercase)
}

/// Compares a word of a table with one of the text; the two kinds of apostrophe are the same.
fn same_word(table: &str, text: &str) -> bool {
    if is_acronym(table) {
        return table == text;
    }
    let straight = |c: char| if c == '’' { '\'' } else { c };
    let (mut a, mut b) = (table.chars(), text.chars().map(straight));
    let (first, other) = (a.next(), b.next());
    let starts_alike = match (first, other) {
        (Some(x), Some(y)) if x.is_uppercase() => x == y,
        (Some(x), Some(y)) => x == y || y.to_lowercase().eq([x]),
        (x, y) => x == y,
    };
    // The rest may be in capitals, as in headlines.
    starts_alike && a.flat_map(char::to_lowercase).eq(b.flat_map(char::to_lowercase))
}

/// Acronyms that a headline in capitals makes of common words.
const WORDS_IN_CAPITALS: &[&str] =
    &["who", "is", "it", "time", "as", "at", "all", "ford", "fox", "bild", "vox", "slate"];

impl Names {
    /// Adds a name; another reading of the same name is kept beside.
    pub(super) fn add(&mut self, name: &str, reading: Reading) {
        let (name, after_the) = match name.strip_prefix("the ") {
            Some(rest) => (rest, true),
            None => (name, false),
        };
        let words: Box<[Box<str>]> = words(name).into_iter().map(String::into_boxed_str).collect();
        let Some(first) = words.first() else { return };
        let list = self.by_first.entry(first.to_lowercase().into_boxed_str()).or_default();
        if let Some(same) = list.iter_mut().find(|n| n.words == words && n.after_the == after_the) {
            if !same.readings.contains(&reading) {
                same.readings.push(reading);
            }
            return;
        }
        let at = list.partition_point(|n| n.words.len() >= words.len());
        list.insert(at, Name { words, after_the, readings: vec![reading] });
    }

    /// Makes a name mean only `reading`.
    pub(super) fn replace(&mut self, name: &str, reading: Reading) {
        let words: Vec<Box<str>> = words(name).into_iter().map(String::into_boxed_str).collect();
        if let Some(list) = words.first().and_then(|first| self.by_first.get_mut(first.to_lowercase().as_str())) {
            list.retain(|n| *n.words != *words);
        }
        self.add(name, reading);
    }

    fn readings_of(&self, name: &str) -> &[Reading] {
        let words = words(name);
        let list = words.first().and_then(|first| self.by_first.get(first.to_lowercase().as_str()));
        let same = |n: &&Name| {
            n.words.len() == words.len()
                && n.words.iter().zip(&words).all(|(a, b)| a.to_lowercase() == b.to_lowercase())
        };
        list.and_then(|l| l.iter().find(same)).map_or(&[], |n| &n.readings)
    }

    fn matches_at(&self, doc: &Doc, at: TokenId, capitals: bool) -> Option<(&Name, u32)> {
        let list = self.by_first.get(doc.lower(at))?;
        let fits = |name: &&Name| {
            let count = name.words.len() as u32;
            at.0 + count <= doc.len() as u32
                && (!name.after_the || at.0 > 0 && doc.lower(TokenId(at.0 - 1)) == "the")
                && !(capitals && count == 1 && WORDS_IN_CAPITALS.contains(&doc.lower(at)))
                && name.words.iter().zip(at.0..).all(|(word, i)| same_word(word, doc.word(TokenId(i))))
        };
        list.iter().find(fits).map(|name| (name, name.words.len() as u32))
    }
}

impl Lexicon {
    /// Tells whether a word given in lower case is a name, and never an everyday word.
    pub fn is_name(&self, lower: &str) -> bool {
        !WORDS_IN_CAPITALS.contains(&lower) && !self.readings_of(lower).is_empty()
    }

    /// Returns the readings of a name that stands by itself, whatever its capitals.
    pub fn readings_of(&self, name: &str) -> &[Reading] {
        self.names.readings_of(name)
    }
}

/// Tells whether a sentence is written in capitals, as headlines of wires are.
pub(crate) fn in_capitals(doc: &Doc, sentence: Span<TokenId>) -> bool {
    let text = doc.text_of(sentence);
    let (upper, lower) =
        text.chars().fold((0, 0), |(u, l), c| (u + u32::from(c.is_uppercase()), l + u32::from(c.is_lowercase())));
    upper >= 6 && upper > 5 * lower
}

impl Lexicon {
    /// Finds the known names in a doc, without overlap, the leftmost and longest first.
    pub fn scan(&self, doc: &Doc) -> Vec<Match> {
        let mut found = Vec::new();
        for &sentence in doc.sentences() {
            let capitals = in_capitals(doc, sentence);
            let mut at = sentence.start;
            while at < sentence.end {
                match self.names.matches_at(doc, TokenId(at), capitals) {
                    Some((name, count)) => {
                        found.push(Match { span: Span::new(at, at + count), readings: name.readings.clone() });
                        at += count;
                    }
                    None => at += 1,
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_as_the_tokenizer_splits() {
        assert_eq!(words("People's Bank of China"), ["People", "'s", "Bank", "of", "China"]);
        assert_eq!(words("Guinea-Bissau"), ["Guinea", "-", "Bissau"]);
        assert_eq!(words("G-7"), ["G-7"]);
        assert_eq!(words("Workers' Party"), ["Workers", "'", "Party"]);
    }

    #[test]
    fn capitals_matter_as_the_table_has_them() {
        assert!(same_word("US", "US") && !same_word("US", "us") && !same_word("US", "Us"));
        assert!(same_word("Korea", "KOREA") && !same_word("Turkey", "turkey"));
        assert!(same_word("police", "Police") && same_word("people's", "people’s"));
    }
}
