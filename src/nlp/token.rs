//! What one token carries.

use super::labels::{Dep, Pos, Tag};
use crate::define_id;
use crate::text::{Byte, Span, Symbol};

define_id! {
    /// The position of a token in its doc.
    TokenId
}

/// The morphological features that the base form of a word depends on, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Morph(u8);

impl Morph {
    /// Has a number, `Number` of any value.
    pub const NUMBER: Self = Self(1);
    /// Singular, `Number=Sing`.
    pub const SINGULAR: Self = Self(2);
    /// Infinitive, `VerbForm=Inf`.
    pub const INFINITIVE: Self = Self(4);
    /// Finite, `VerbForm=Fin`.
    pub const FINITE: Self = Self(8);
    /// Of a form that is none, `VerbForm=None`.
    pub const FORMLESS: Self = Self(16);
    /// Present, `Tense=Pres`.
    pub const PRESENT: Self = Self(32);
    /// Positive, `Degree=Pos`.
    pub const POSITIVE: Self = Self(64);

    /// Reads features in the notation of Universal Dependencies; those without a bit are left out.
    pub fn from_features(features: &str) -> Self {
        let bit = |feature: &str| match feature {
            "Number=Sing" => Self::SINGULAR.0 | Self::NUMBER.0,
            "VerbForm=Inf" => Self::INFINITIVE.0,
            "VerbForm=Fin" => Self::FINITE.0,
            "VerbForm=None" => Self::FORMLESS.0,
            "Tense=Pres" => Self::PRESENT.0,
            "Degree=Pos" => Self::POSITIVE.0,
            other if other.starts_with("Number=") => Self::NUMBER.0,
            _ => 0,
        };
        Self(features.split('|').fold(0, |bits, feature| bits | bit(feature)))
    }

    /// Returns both these features and `others`.
    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Tells whether all of `features` are there.
    pub const fn has(self, features: Self) -> bool {
        self.0 & features.0 == features.0
    }
}

/// One token: a word, a punctuation mark or a stretch of white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the doc's text.
    pub span: Span<Byte>,
    /// Whether a single space follows that belongs to no token.
    pub space_after: bool,
    /// Whether it is the first of its sentence.
    pub sent_start: bool,
    /// Fine part of speech.
    pub tag: Tag,
    /// Coarse part of speech.
    pub pos: Pos,
    /// Morphological features.
    pub morph: Morph,
    /// Relation to the head.
    pub dep: Dep,
    /// The token it depends on; the root is its own head.
    pub head: TokenId,
    /// Base form, in the doc's vocab.
    pub lemma: Symbol,
    /// The form in lower case, in the doc's vocab.
    pub lower: Symbol,
}

impl Token {
    /// Makes a token that no annotator has seen yet.
    pub fn new(id: TokenId, span: Span<Byte>, space_after: bool, lower: Symbol) -> Self {
        Self {
            span,
            space_after,
            sent_start: id.0 == 0,
            tag: Tag::Xx,
            pos: Pos::X,
            morph: Morph::default(),
            dep: Dep::Dep,
            head: id,
            lemma: Symbol::EMPTY,
            lower,
        }
    }
}
