//! The tables of the rule lemmatizer, for each part of speech.

use std::borrow::Cow;
use std::hash::{BuildHasher, BuildHasherDefault};

use rmpv::ValueRef;
use rustc_hash::{FxHashMap, FxHasher};

use crate::nlp::model::{ModelFiles, msgpack};
use crate::nlp::strings::string_id;
use crate::nlp::{ModelError, Pos};

/// The tables of all parts of speech.
#[derive(Debug)]
pub(super) struct Tables {
    /// The file, which holds the known words.
    bytes: Cow<'static, [u8]>,
    by_pos: Vec<Option<Table>>,
}

/// The tables of one part of speech.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Endings and what replaces them, in the order they are tried.
    pub(super) rules: Vec<(Box<str>, Box<str>)>,
    /// Base forms of irregular forms.
    pub(super) exceptions: FxHashMap<Box<str>, Vec<Box<str>>>,
    /// The known base forms.
    known: Words,
}

/// A set of words that lie in a file: a hash table of their places, which a third of a second copy would fill.
#[derive(Debug, Default)]
struct Words {
    /// Start and length of a word, (0, 0) where the slot is free; their number is a power of two.
    slots: Vec<(u32, u32)>,
}

impl Tables {
    /// Reads the tables in `file`.
    pub(super) fn load(files: &ModelFiles, file: &str) -> Result<Self, ModelError> {
        let bytes = files.read(file)?;
        let mut by_pos: Vec<Option<Table>> = Vec::new();
        {
            let wrong = |what: &str| ModelError::malformed(file, format!("{what} of another form"));
            let lookups = msgpack::decode(file, &bytes)?;
            for pos in Pos::ALL {
                let key = string_id(&pos.name().to_lowercase());
                let part = |table: &str| {
                    let pairs = msgpack::get(&lookups, table).and_then(msgpack::pairs).unwrap_or_default();
                    let found =
                        pairs.iter().find(|(k, _)| matches!(k, ValueRef::Integer(k) if k.as_u64() == Some(key)));
                    found.map(|(_, value)| value)
                };
                let mut table = Table::default();
                if let Some(rules) = part("lemma_rules") {
                    table.rules = read_rules(rules).ok_or_else(|| wrong("lemma_rules"))?;
                }
                if let Some(exceptions) = part("lemma_exc") {
                    table.exceptions = read_exceptions(exceptions).ok_or_else(|| wrong("lemma_exc"))?;
                }
                if let Some(index) = part("lemma_index") {
                    table.known = Words::read(index, &bytes).ok_or_else(|| wrong("lemma_index"))?;
                }
                let empty = table.rules.is_empty() && table.exceptions.is_empty() && table.known.slots.is_empty();
                by_pos.push((!empty).then_some(table));
            }
        }
        Ok(Self { bytes, by_pos })
    }

    /// Returns the tables of a part of speech, if it has any.
    pub(super) fn of(&self, pos: Pos) -> Option<&Table> {
        self.by_pos.get(pos as usize)?.as_ref()
    }

    /// Tells whether `word` is among the known base forms of a part of speech.
    pub(super) fn knows(&self, pos: Pos, word: &str) -> bool {
        self.of(pos).is_some_and(|table| table.known.contains(word, &self.bytes))
    }
}

fn read_rules(value: &ValueRef<'_>) -> Option<Vec<(Box<str>, Box<str>)>> {
    let rule = |rule| match msgpack::items(rule)? {
        [ending, replacement] => Some((msgpack::text(ending)?.into(), msgpack::text(replacement)?.into())),
        _ => None,
    };
    msgpack::items(value)?.iter().map(rule).collect()
}

fn read_exceptions(value: &ValueRef<'_>) -> Option<FxHashMap<Box<str>, Vec<Box<str>>>> {
    let exception = |(form, lemmas): &(ValueRef<'_>, ValueRef<'_>)| {
        let lemmas = msgpack::items(lemmas)?.iter().map(|lemma| msgpack::text(lemma).map(Box::from));
        Some((msgpack::text(form)?.into(), lemmas.collect::<Option<_>>()?))
    };
    msgpack::pairs(value)?.iter().map(exception).collect()
}

impl Words {
    /// Finds the places of the words in `value`, which lies in `bytes`.
    fn read(value: &ValueRef<'_>, bytes: &[u8]) -> Option<Self> {
        let items = msgpack::items(value)?;
        let mut words = Self { slots: vec![(0, 0); (items.len() * 2).next_power_of_two()] };
        for item in items {
            let word = msgpack::text(item)?;
            let start = (word.as_ptr() as usize).checked_sub(bytes.as_ptr() as usize)?;
            let slot = words.slot(word.as_bytes(), bytes);
            words.slots[slot] = (u32::try_from(start).ok()?, word.len() as u32);
        }
        Some(words)
    }

    fn contains(&self, word: &str, bytes: &[u8]) -> bool {
        !self.slots.is_empty() && self.slots[self.slot(word.as_bytes(), bytes)] != (0, 0)
    }

    /// Returns the slot of `word`, or the free one where it belongs.
    fn slot(&self, word: &[u8], bytes: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        // The hasher's low bits are its weak ones.
        let mut slot = (BuildHasherDefault::<FxHasher>::default().hash_one(word) >> 20) as usize & mask;
        loop {
            let (start, length) = self.slots[slot];
            if (start, length) == (0, 0) || bytes.get(start as usize..(start + length) as usize) == Some(word) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_are_found_where_they_lie() {
        let tables = Tables::load(&ModelFiles::bundled(), "lemmatizer/lookups/lookups.bin").unwrap();
        assert!(tables.knows(Pos::Noun, "zymurgy") && tables.knows(Pos::Verb, "abet"));
        assert!(!tables.knows(Pos::Verb, "zymurgy") && !tables.knows(Pos::Noun, "") && !tables.knows(Pos::Det, "the"));
        assert_eq!(tables.of(Pos::Punct).unwrap().rules.len(), 4);
    }
}
