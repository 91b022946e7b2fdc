//! A reference to somebody or something.

use crate::define_id;
use crate::nlp::TokenId;
use crate::text::Span;

define_id! {
    /// The number of a mention in a doc, in text order of their heads.
    MentionId
}

/// What a reference is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A name, with its title where one stands before it: "spokeswoman Ada Hall".
    Name,
    /// A noun phrase with a common noun as its head: "the envoy".
    Nominal,
    /// "she", "its", "who".
    Pronoun,
}

/// What kind of thing a mention refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// One person.
    Person,
    /// Several people.
    People,
    /// A body: ministry, party, company, government.
    Body,
    /// A country, and what stands for it.
    Country,
    /// A place that is no country.
    Place,
    /// Anything else.
    Thing,
}

impl Sort {
    /// Tells whether what is of this sort can act.
    pub const fn acts(self) -> bool {
        !matches!(self, Self::Place | Self::Thing)
    }
}

/// One or many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Number {
    /// One.
    Singular,
    /// Many.
    Plural,
}

/// Grammatical gender of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// Not told.
    #[default]
    Unknown,
    /// "he".
    Masculine,
    /// "she".
    Feminine,
}

impl Gender {
    /// Tells whether one thing may have both genders.
    pub fn agrees(self, other: Self) -> bool {
        self == Self::Unknown || other == Self::Unknown || self == other
    }
}

/// A name that the caller knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownName {
    /// Its tokens.
    pub span: Span<TokenId>,
    /// What it names: the same number for the same thing.
    pub referent: u32,
    /// The kind of thing.
    pub sort: Sort,
    /// The gender of a person, where it is known.
    pub gender: Gender,
    /// Whether it is an adjective to the thing's name ("Korean").
    pub adjective: bool,
}

/// One reference in a doc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// All its tokens that stand together, title and article included.
    pub span: Span<TokenId>,
    /// The token that governs it.
    pub head: TokenId,
    /// What it is made of.
    pub form: Form,
    /// What it refers to.
    pub sort: Sort,
    /// One or many.
    pub number: Number,
    /// The gender that the words tell.
    pub gender: Gender,
    /// The name alone, without title.
    pub name: Span<TokenId>,
    /// The noun of the title before the name.
    pub title: Option<TokenId>,
    /// What the caller knows it to be.
    pub known: Option<u32>,
    /// Whether it is an adjective to the name ("Korean").
    pub adjective: bool,
    /// Whether it stands inside quotation marks.
    pub quoted: bool,
}

impl Mention {
    /// Tells whether the mention is a name or nominal that may be taken up by a pronoun.
    pub fn is_antecedent(&self) -> bool {
        self.form != Form::Pronoun && !self.adjective
    }
}
