//! Noun phrases with a common noun for people or bodies, and pronouns.

use super::mention::{Form, Gender, Mention, Number, Sort};
use super::{Words, base_form};
use crate::nlp::{Dep, Doc, Pos, Tag, TokenId};
use crate::text::Span;

/// Returns the nominal mention that a noun governs, where the noun names people or a body.
pub(super) fn nominal(doc: &Doc, head: TokenId, words: &dyn Words, quoted: bool) -> Option<Mention> {
    if !matches!(doc.pos(head), Pos::Noun | Pos::Propn) {
        return None;
    }
    let base = base_form(doc, head);
    let plural = matches!(doc.tag(head), Tag::Nns | Tag::Nnps);
    let inside_compound = matches!(doc.dep(head), Dep::Compound | Dep::Nmod | Dep::Amod);
    let (sort, gender) = match (words.person_noun(base), words.collective(base)) {
        (Some(noun), _) if !inside_compound => (if plural { Sort::People } else { Sort::Person }, noun.gender),
        (_, Some(sort)) => (sort, Gender::Unknown),
        _ => return None,
    };
    let left = doc
        .children(head)
        .iter()
        .filter(|&&c| c < head && !matches!(doc.dep(c), Dep::Punct | Dep::Cc | Dep::Conj | Dep::Prep | Dep::Mark));
    let start = left.map(|&c| doc.subtree(c).start).min().unwrap_or(head.0).min(head.0);
    let span = Span::new(start.max(doc.sentence_of(head).start), head.0 + 1);
    Some(Mention {
        span,
        head,
        form: Form::Nominal,
        sort,
        number: if plural { Number::Plural } else { Number::Singular },
        gender,
        name: Span::new(head.0, head.0),
        title: None,
        known: None,
        adjective: false,
        quoted,
    })
}

/// Returns the mention of a pronoun of the third person or a relative pronoun.
pub(super) fn pronoun(doc: &Doc, head: TokenId, quoted: bool) -> Option<Mention> {
    let (sort, number, gender) = match doc.lower(head) {
        "he" | "him" | "his" | "himself" => (Sort::Person, Number::Singular, Gender::Masculine),
        "she" | "her" | "hers" | "herself" => (Sort::Person, Number::Singular, Gender::Feminine),
        "it" | "its" | "itself" => (Sort::Body, Number::Singular, Gender::Unknown),
        "they" | "them" | "their" | "theirs" | "themselves" => (Sort::People, Number::Plural, Gender::Unknown),
        "who" | "whom" | "whose" => (Sort::Person, Number::Singular, Gender::Unknown),
        "which" | "that" if is_relative(doc, head) => (Sort::Body, Number::Singular, Gender::Unknown),
        _ => return None,
    };
    Some(Mention {
        span: Span::new(head.0, head.0 + 1),
        head,
        form: Form::Pronoun,
        sort,
        number,
        gender,
        name: Span::new(head.0, head.0),
        title: None,
        known: None,
        adjective: false,
        quoted,
    })
}

/// Tells whether a word is a relative pronoun.
pub(super) fn is_relative(doc: &Doc, token: TokenId) -> bool {
    matches!(doc.tag(token), Tag::Wdt | Tag::Wp | Tag::WpPoss)
        && doc.ancestors(token).take(3).chain([token]).any(|a| doc.dep(a) == Dep::Relcl)
}
