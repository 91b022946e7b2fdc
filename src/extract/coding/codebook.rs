//! What words do: the tables from words to CAMEO codes and PLOVER categories.
//!
//! Input: `data/lexicon/event-words.csv`, `event-things.csv`, `event-intents.csv` and `plover.csv`. Output: [`Codebook`].
//! Which of a word's entries holds in a sentence is left to [`phrase`](super::phrase).

use rustc_hash::FxHashMap;

const WORDS: &str = include_str!("../../../data/lexicon/event-words.csv");
const THINGS: &str = include_str!("../../../data/lexicon/event-things.csv");
const INTENTS: &str = include_str!("../../../data/lexicon/event-intents.csv");
const PLOVER: &str = include_str!("../../../data/lexicon/plover.csv");

/// The part of speech of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Verb,
    Noun,
    Adj,
}

/// An act of speech that has another deed as its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Says that one will do it.
    Agree,
    /// Wants another to do it.
    Demand,
    /// Says that one will not do it, or does not want it.
    Reject,
    /// Says that one will do it as harm.
    Threaten,
}

/// What a word means as an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A deed with its CAMEO code.
    Deed(String),
    /// An act about a deed; where `needs_deed`, only if the deed itself has a code.
    Act { act: Act, needs_deed: bool },
}

/// What must stand near the word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum With {
    /// These base forms.
    Words(Vec<String>),
    /// One of the things of a name.
    Thing(String),
    /// A noun whose own code begins so.
    Code(String),
    /// A subject that is one of the things of a name.
    Subject(String),
    /// A person or people.
    Human,
    /// Any actor.
    Actor,
}

/// One line of the table of words.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) class: Class,
    pub(super) with: Vec<With>,
    pub(super) meaning: Meaning,
    /// Where the recipient stands: `object`, `dative` or a preposition, in order of preference.
    pub(super) targets: Vec<String>,
}

/// The tables, indexed.
#[derive(Debug, Default)]
pub(in crate::extract) struct Codebook {
    entries: Vec<Entry>,
    /// First word → entries, each with the words that must go with it.
    by_word: FxHashMap<String, Vec<(usize, Vec<String>)>>,
    things: FxHashMap<String, Vec<String>>,
    intents: FxHashMap<String, [String; 4]>,
    plover: FxHashMap<String, String>,
}

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

fn list(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split('|').filter(|part| !part.is_empty()).map(str::to_owned)
}

impl Codebook {
    /// Reads the tables that come with the program.
    pub(in crate::extract) fn bundled() -> Self {
        let mut book = Self::default();
        for row in rows(WORDS) {
            let Some(entry) = entry(&row) else { continue };
            for phrase in list(row[0]) {
                let mut words = phrase.split(' ').map(str::to_owned);
                let first = words.next().unwrap_or_default();
                book.by_word.entry(first).or_default().push((book.entries.len(), words.collect()));
            }
            book.entries.push(entry);
        }
        for row in rows(THINGS) {
            for word in list(row[1]) {
                book.things.entry(word).or_default().push(row[0].to_owned());
            }
        }
        for row in rows(INTENTS) {
            if let [deed, rest @ ..] = row.as_slice()
                && let Ok(codes) = <[&str; 4]>::try_from(rest)
            {
                book.intents.insert((*deed).to_owned(), codes.map(str::to_owned));
            }
        }
        book.plover.extend(rows(PLOVER).map(|row| (row[0].to_owned(), row[1].to_owned())));
        book
    }

    /// Returns the entries of a base form, each with the other words it takes.
    pub(super) fn entries(&self, lemma: &str) -> impl Iterator<Item = (&Entry, &[String])> {
        let found = self.by_word.get(lemma).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|(entry, words)| (&self.entries[*entry], words.as_slice()))
    }

    /// Tells whether a base form is one of the things of a name.
    pub(super) fn is_thing(&self, lemma: &str, thing: &str) -> bool {
        self.things.get(lemma).is_some_and(|names| names.iter().any(|name| name == thing))
    }

    /// Returns the code of an act about a deed, given the deed's code (empty where it has none).
    pub(super) fn of_act(&self, act: Act, deed: &str) -> &str {
        let codes = longest_prefix(&self.intents, deed);
        codes.map_or("", |codes| codes[act as usize].as_str())
    }

    /// Returns the PLOVER category of a CAMEO code.
    pub(super) fn plover(&self, cameo: &str) -> Option<&str> {
        longest_prefix(&self.plover, cameo).map(String::as_str)
    }
}

fn longest_prefix<'t, T>(table: &'t FxHashMap<String, T>, code: &str) -> Option<&'t T> {
    (0..=code.len()).rev().find_map(|end| table.get(code.get(..end)?))
}

fn entry(row: &[&str]) -> Option<Entry> {
    let [_, class, with, code, targets] = row else { return None };
    let class = match *class {
        "verb" => Class::Verb,
        "noun" => Class::Noun,
        "adj" => Class::Adj,
        _ => return None,
    };
    let act = |act| Meaning::Act { act, needs_deed: code.ends_with('?') };
    let meaning = match code.trim_end_matches('?') {
        "AGREE" => act(Act::Agree),
        "DEMAND" => act(Act::Demand),
        "REJECT" => act(Act::Reject),
        "THREATEN" => act(Act::Threaten),
        digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => Meaning::Deed(digits.to_owned()),
        _ => return None,
    };
    let with = with.split('|').filter(|part| !part.is_empty()).map(|part| match part.split_at(1) {
        ("#", code) => With::Code(code.to_owned()),
        ("@", "human") => With::Human,
        ("@", "actor") => With::Actor,
        ("^", thing) => With::Subject(thing.to_owned()),
        ("@", thing) => With::Thing(thing.to_owned()),
        _ => With::Words(part.split(' ').map(str::to_owned).collect()),
    });
    Some(Entry { class, with: with.collect(), meaning, targets: list(targets).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let unread: Vec<_> = rows(WORDS).filter(|row| entry(row).is_none()).collect();
        assert_eq!(unread, Vec::<Vec<&str>>::new());
        assert!(rows(INTENTS).all(|row| row.len() == 5));
    }

    #[test]
    fn every_thing_that_is_asked_for_exists_and_every_code_has_a_category() {
        let book = Codebook::bundled();
        let names: Vec<&str> = rows(THINGS).map(|row| row[0]).collect();
        for entry in &book.entries {
            for with in &entry.with {
                if let With::Thing(name) | With::Subject(name) = with {
                    assert!(names.contains(&name.as_str()), "@{name}");
                }
            }
            if let Meaning::Deed(code) = &entry.meaning {
                assert!(book.plover(code).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn an_act_takes_its_code_from_the_deed_it_is_about() {
        let book = Codebook::bundled();
        assert_eq!(book.of_act(Act::Demand, "0841"), "1053");
        assert_eq!(book.of_act(Act::Agree, "1723"), "1323");
        assert_eq!(book.of_act(Act::Reject, ""), "120");
        assert_eq!(book.plover("0353"), Some("AGREE"));
        assert_eq!(book.plover("0841"), Some("RETREAT"));
    }
}
