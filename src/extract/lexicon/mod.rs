//! What the program knows of names before it reads: countries, their organs, organisations, titles, given names.
//!
//! Input: the tables of `data/lexicon` (compiled in), and a user's own. Output: [`Lexicon`], which finds known names in a
//! [`Doc`] and says what a role word or a given name tells. Which of several readings holds in an article is left to
//! [`actor`](super::actor).
//!
//! # How names are matched
//! A name is a sequence of tokens, indexed by its first; the longest match at a token wins, from left to right.
//! A word written with a capital in the table asks for one in the text; an acronym of up to five letters must stand exactly
//! as in the table ("US", not "us"). A name given with "the" holds only after "the" ("the House").

mod names;
mod persons;
mod roles;
mod table;
mod user;

pub(crate) use names::in_capitals;
pub use names::{Match, Reading, Sense};
pub use roles::{Gender, GroupNoun, StandsFor, Title};

use super::ExtractError;
use super::fact::ActorKind;
use super::word_class::WordClasses;
use crate::define_id;
use crate::text::{Id, IndexVec};
use jiff::civil::Date;
use names::Names;
use persons::Persons;
use roles::Roles;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

define_id! {
    /// The number of an entry in the lexicon.
    EntryId
}

/// Someone the lexicon knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The actor's id; for an organ that every country has, only its last part (`foreign-ministry`).
    pub id: String,
    /// The name to show.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// ISO 3166 alpha-3, or the organisation's usual code.
    pub code: Option<String>,
    /// Its sector.
    pub sector: Option<String>,
    /// What it is an organ of, or whom a person represents.
    pub above: Option<EntryId>,
    /// The person's role or the country's first adjective.
    pub note: Option<String>,
    /// Whether every country has one of its own ("Foreign Ministry").
    pub generic: bool,
    /// Whether it is a place that acts only as a body of people: a city, a state of a federation.
    pub place: bool,
    /// A person's gender, where it is known.
    pub gender: Gender,
    /// First and last day on which it existed or held the role; a table that names a year means all of it.
    pub tenure: (Option<Date>, Option<Date>),
}

impl Entry {
    /// Tells whether the entry was in being, or in office, on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.tenure.0.is_none_or(|since| since <= day) && self.tenure.1.is_none_or(|until| day <= until)
    }
}

/// Names, titles and collective nouns, indexed for finding them in a text.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: IndexVec<EntryId, Entry>,
    by_id: FxHashMap<String, EntryId>,
    names: Names,
    roles: Roles,
    persons: Persons,
    words: WordClasses,
}

impl Lexicon {
    /// Returns the lexicon that is compiled into the program.
    pub fn bundled() -> &'static Self {
        static BUNDLED: OnceLock<Lexicon> = OnceLock::new();
        BUNDLED.get_or_init(|| table::bundled().expect("the bundled tables are read by a test"))
    }

    /// Returns an entry.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id]
    }

    /// Returns the entry of an actor's id (`country:PRK`).
    pub fn by_id(&self, id: &str) -> Option<EntryId> {
        self.by_id.get(id).copied()
    }

    /// Returns how many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether the lexicon knows nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns what a word says of a person's role, given in lower case and singular.
    pub fn title(&self, lemma: &str) -> Option<&Title> {
        self.roles.title(lemma)
    }

    /// Returns what a collective noun stands for, given in lower case and singular.
    pub fn group(&self, lemma: &str) -> Option<&GroupNoun> {
        self.roles.group(lemma)
    }

    /// Returns the gender that a given name tells, in lower case; `None` where it is no given name.
    pub fn given_name(&self, lower: &str) -> Option<Gender> {
        self.roles.given_name(lower)
    }

    /// Returns the country that an office is of by its name alone ("attorney general"), given the words of a role.
    pub fn country_of_office(&self, role: &str) -> Option<EntryId> {
        self.roles.offices.iter().find(|(office, _)| role.contains(office.as_str())).map(|(_, country)| *country)
    }

    /// Tells whether a word, in lower case, is of a class of `data/lexicon/reference-words.csv`.
    pub fn is(&self, class: &str, word: &str) -> bool {
        self.words.contains(word, class)
    }

    /// Adds or replaces an entry.
    fn add(&mut self, entry: Entry) -> EntryId {
        if let Some(&id) = self.by_id.get(&entry.id) {
            self.entries[id] = entry;
            return id;
        }
        self.by_id.insert(entry.id.clone(), EntryId::from_index(self.entries.len()));
        self.entries.push(entry)
    }

    /// Adds the actors of a user's table, whose header names its columns: `id` and `name`, and if wanted `aliases`, `kind`,
    /// `code`, `sector`, `above`, `role`, `gender`, `since`, `until`.
    ///
    /// Ids and names of the table win over those of the bundled lexicon.
    ///
    /// # Errors
    /// Where the file can't be read, or a column or cell is not what it must be; the error names the line.
    pub fn extend_from_csv(&mut self, path: &std::path::Path) -> Result<(), ExtractError> {
        user::read(self, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_tables_load_and_are_sorted() {
        let lexicon = Lexicon::bundled();
        assert!(lexicon.len() > 1500);
        let korea = lexicon.by_id("country:PRK").map(|id| lexicon.entry(id).name.clone());
        assert_eq!(korea.as_deref(), Some("North Korea"));
    }
}
