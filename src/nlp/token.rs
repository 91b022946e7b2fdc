//! What one token carries.

use super::labels::{Dep, Pos, Tag};
use crate::define_id;
use crate::text::{Byte, Span, Symbol};

define_id! {
    /// The position of a token in its doc.
    TokenId
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
            dep: Dep::Dep,
            head: id,
            lemma: Symbol::EMPTY,
            lower,
        }
    }
}
