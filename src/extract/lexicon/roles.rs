//! Words that tell a role: titles, collective nouns, given names.

use super::EntryId;
use rustc_hash::FxHashMap;

pub use crate::nlp::coref::Gender;

/// What a noun for a person tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// The gender it tells.
    pub gender: Gender,
    /// The sector of those who bear it, or `""`.
    pub sector: String,
    /// Whether it may stand right before a name ("Senator Kirk").
    pub before_name: bool,
    /// Whether who bears it speaks for the country or body that it is of.
    pub speaks: bool,
    /// Titles of one class may take up each other ("the envoy" for an ambassador); `""` for none.
    pub class: String,
}

/// What a collective noun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandsFor {
    /// The country itself: "the government", "the US side".
    State,
    /// The country, named by its kind: "the country".
    Country,
    /// One of two halves of a divided country: "the North".
    Half,
    /// An organ of a country: "the ministry".
    Organ,
    /// A body of its own: "the party".
    Body,
    /// A number of people: "the delegation".
    People,
}

/// A collective noun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupNoun {
    /// What it stands for.
    pub stands_for: StandsFor,
    /// The sector, or `""`.
    pub sector: String,
    /// The country meant where the article names none: "the administration".
    pub country: Option<EntryId>,
}

/// The words, each in lower case and singular.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    pub(super) titles: FxHashMap<String, Title>,
    pub(super) groups: FxHashMap<String, GroupNoun>,
    pub(super) given: FxHashMap<String, Gender>,
    /// Offices that only one country has, and the country.
    pub(super) offices: Vec<(String, EntryId)>,
}

impl Roles {
    pub(super) fn title(&self, lemma: &str) -> Option<&Title> {
        self.titles.get(lemma)
    }

    pub(super) fn group(&self, lemma: &str) -> Option<&GroupNoun> {
        self.groups.get(lemma)
    }

    pub(super) fn given_name(&self, lower: &str) -> Option<Gender> {
        self.given.get(lower).copied()
    }
}
