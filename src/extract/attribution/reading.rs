//! What a reading of a content is: a frame with its pieces of text.

use super::page::Page;
use crate::nlp::{Dep, Tag, TokenId};
use crate::text::Span;

/// How a content stands to its cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Frame {
    /// "said (that) …"
    Clause,
    /// "wants to …"
    Infinitive,
    /// "urged them to …", object included.
    ObjectClause,
    /// "criticised …"
    Object,
    /// "condemned … as …", all that follows in the clause included.
    ObjectRest,
    /// "called for …"
    Preposition,
    /// "accused them of …", from the preposition on.
    PrepositionRest,
    /// "called … a liar", "seen as …"
    Predicate,
    /// "… was expected to …"
    Passive,
    /// "… was booed"
    PassiveSubject,
    /// "… drew criticism"
    Subject,
    /// "… seems to …"
    Raising,
    /// "…, he said, …"
    Parenthesis,
    /// All that follows in the clause.
    Rest,
    /// Quotations of the cue's sentence.
    QuoteWithin,
    /// The quotation that ends where the cue's sentence begins.
    QuoteBefore,
    /// The quotation that begins where the cue's sentence ends.
    QuoteAfter,
    /// The sentence before.
    SentenceBefore,
    /// The clause an adverb stands in.
    Around,
    /// What follows a colon.
    AfterMark,
    /// What stands before a dash.
    BeforeMark,
}

impl Frame {
    /// Returns the frame's name, as it stands in the evidence.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Infinitive => "infinitive",
            Self::ObjectClause => "object-clause",
            Self::Object => "object",
            Self::ObjectRest => "object-rest",
            Self::Preposition => "preposition",
            Self::PrepositionRest => "preposition-rest",
            Self::Predicate => "predicate",
            Self::Passive => "passive",
            Self::PassiveSubject => "passive-subject",
            Self::Subject => "subject",
            Self::Raising => "raising",
            Self::Parenthesis => "parenthesis",
            Self::Rest => "rest",
            Self::QuoteWithin => "quote-within",
            Self::QuoteBefore => "quote-before",
            Self::QuoteAfter => "quote-after",
            Self::SentenceBefore => "sentence-before",
            Self::Around => "around",
            Self::AfterMark => "after-mark",
            Self::BeforeMark => "before-mark",
        }
    }
}

/// How far a content goes beyond its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Reach {
    /// Not at all.
    Own,
    /// Quotations after the cue's sentence, in its paragraph.
    Paragraph,
    /// Quotations of the paragraphs that follow.
    Beyond,
}

/// One reading of what a cue attributes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hypothesis {
    pub(super) frame: Frame,
    pub(super) reach: Reach,
    pub(super) head: Option<TokenId>,
    /// The preposition that leads to the content and belongs to the cue.
    pub(super) preposition: Option<TokenId>,
    pub(super) pieces: Vec<Span<TokenId>>,
    /// The modifier that was cut off with all that follows it, or that precedes it.
    pub(super) cut: Option<TokenId>,
}

/// Returns what is left of `span` without `hole`.
pub(super) fn without(span: Span<TokenId>, hole: Span<TokenId>) -> Vec<Span<TokenId>> {
    if !span.overlaps(hole) {
        return vec![span];
    }
    [Span::new(span.start, hole.start), Span::new(hole.end, span.end)].into_iter().filter(|s| !s.is_empty()).collect()
}

/// Tells whether a token is a finite verb.
pub(super) fn is_finite(page: &Page, id: TokenId) -> bool {
    matches!(page.doc.tag(id), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md)
        || page
            .doc
            .children_by(id, &[Dep::Aux, Dep::Auxpass])
            .any(|a| matches!(page.doc.tag(a), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))
}
