//! Distinct texts in one run of bytes, each under a number.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

/// Distinct texts, numbered in the order in which they came.
#[derive(Clone, Debug)]
pub struct Dictionary {
    text: String,
    /// Where each text begins, and where the last one ends.
    offsets: Vec<u64>,
    /// The numbers by hash; made when a text is first looked for.
    index: OnceLock<HashTable<u32>>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { text: String::new(), offsets: vec![0], index: OnceLock::new() }
    }
}

impl Dictionary {
    /// Makes a dictionary of texts that lie one after the other; `None` where the lengths do not cut them.
    pub fn from_parts(text: String, lengths: &[u32]) -> Option<Self> {
        let mut offsets = Vec::with_capacity(lengths.len() + 1);
        let mut end = 0_u64;
        offsets.push(end);
        for &length in lengths {
            end += u64::from(length);
            if !text.is_char_boundary(usize::try_from(end).ok()?) {
                return None;
            }
            offsets.push(end);
        }
        (end == text.len() as u64).then_some(Self { text, offsets, index: OnceLock::new() })
    }

    /// Returns all texts, one after the other.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Iterates over the lengths of the texts in bytes.
    pub fn lengths(&self) -> impl Iterator<Item = u64> + '_ {
        self.offsets.windows(2).map(|w| w[1] - w[0])
    }

    /// Returns how many texts there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the text of a number, or `""` where there is none.
    pub fn get(&self, code: u32) -> &str {
        match self.offsets.get(code as usize..code as usize + 2) {
            Some(&[from, to]) => self.text.get(from as usize..to as usize).unwrap_or(""),
            _ => "",
        }
    }

    /// Returns the number of a text, where it is there.
    pub fn code_of(&self, text: &str) -> Option<u32> {
        self.index().find(hash(text), |&code| self.get(code) == text).copied()
    }

    /// Stores a text once and returns its number.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        if let Some(code) = self.code_of(text) {
            return code;
        }
        let code = u32::try_from(self.len()).expect("fewer than 2^32 texts");
        self.text.push_str(text);
        self.offsets.push(self.text.len() as u64);
        let (bytes, offsets) = (&self.text, &self.offsets);
        let of = |code: u32| &bytes[offsets[code as usize] as usize..offsets[code as usize + 1] as usize];
        if let Some(index) = self.index.get_mut() {
            index.insert_unique(hash(text), code, |&code| hash(of(code)));
        }
        code
    }

    fn index(&self) -> &HashTable<u32> {
        self.index.get_or_init(|| {
            let mut index = HashTable::with_capacity(self.len());
            for code in 0..self.len() as u32 {
                index.insert_unique(hash(self.get(code)), code, |&code| hash(self.get(code)));
            }
            index
        })
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_stored_once_and_found_again() {
        let mut texts = Dictionary::default();
        let codes: Vec<u32> =
            ["offer", "", "refus\u{e9}", "offer"].into_iter().map(|text| texts.intern(text)).collect();
        assert_eq!(codes, [0, 1, 2, 0]);
        let lengths: Vec<u32> = texts.lengths().map(|length| length as u32).collect();
        let again = Dictionary::from_parts(texts.text().to_owned(), &lengths).unwrap();
        assert_eq!((again.get(2), again.code_of("offer"), again.code_of("other")), ("refus\u{e9}", Some(0), None));
        assert!(Dictionary::from_parts("\u{e9}".to_owned(), &[1, 1]).is_none());
    }
}
