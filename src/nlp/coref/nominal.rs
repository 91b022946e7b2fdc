//! Noun phrases with a common noun for people or bodies, and pronouns.

use super::mention::{Form, Gender, Mention, Number, Sort};
use super::{Words, collective, is_plural, person_noun};
use crate::nlp::{Dep, Doc, EntityKind, Pos, Tag, TokenId};
use crate::text::Span;

/// Returns the nominal mention that a noun governs, where the noun names people or a body.
pub(super) fn nominal(doc: &Doc, head: TokenId, words: &dyn Words, quoted: bool) -> Option<Mention> {
    if !matches!(doc.pos(head), Pos::Noun | Pos::Propn) {
        return None;
    }
    let plural = is_plural(doc, head, words);
    let inside_compound = matches!(doc.dep(head), Dep::Compound | Dep::Nmod | Dep::Amod);
    let (sort, gender) = match (person_noun(doc, head, words), collective(doc, head, words)) {
        (Some(noun), _) if !inside_compound => (if plural { Sort::People } else { Sort::Person }, noun.gender),
        (_, Some(sort)) => (sort, Gender::Unknown),
        _ => return None,
    };
    let span = Span::new(phrase_start(doc, head), head.0 + 1);
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

/// Returns where the words before a noun that belong to it start: its modifiers as far as they stand together.
fn phrase_start(doc: &Doc, head: TokenId) -> u32 {
    let modifies = |c: &TokenId| {
        *c < head
            && !matches!(doc.dep(*c), Dep::Punct | Dep::Cc | Dep::Conj | Dep::Prep | Dep::Mark | Dep::Relcl | Dep::Meta)
    };
    let children = doc.children(head).iter().filter(|c| modifies(c));
    let start =
        children.map(|&c| doc.subtree(c).start).min().unwrap_or(head.0).max(doc.sentence_of(head).start).min(head.0);
    let dated = |t: TokenId| doc.entity_at(t).is_some_and(|e| matches!(e.kind, EntityKind::Date | EntityKind::Time));
    let belongs = |t: &TokenId| match doc.pos(*t) {
        _ if dated(*t) => false,
        Pos::Space | Pos::Aux | Pos::Sconj => false,
        Pos::Punct => matches!(doc.word(*t), "-" | "," | "\"" | "'" | "“" | "”" | "’"),
        Pos::Verb => matches!(doc.tag(*t), Tag::Vbn | Tag::Vbg | Tag::Jj),
        _ => true,
    };
    (start..head.0).rev().map(TokenId).take_while(belongs).last().map_or(head.0, |t| t.0)
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
