//! Joins a definite noun phrase with whom it takes up: "the envoy", "the ministry".
//!
//! A person takes up the last one before it who was called by the same noun or one of the same class, unless modifiers
//! or the countries of the two differ. A body takes up the last one whose name ends in the noun, or that the caller
//! knows to be of that kind.

use crate::nlp::coref::{
    Chains, Form, MentionId, Number, Sort, Words, base_form, collective, modifier::name_above, person_noun,
};
use crate::nlp::{Dep, Doc, Pos, Tag, TokenId};
use crate::text::Id;

/// How many sentences back a noun of the same class, and how many the same noun may stand.
const REACH_OF_CLASS: usize = 12;
const REACH_OF_NOUN: usize = 40;
/// How many mentions back are looked at in all.
const LIMIT: usize = 160;

/// Joins nominals, in text order.
pub(in crate::nlp::coref) fn join(doc: &Doc, words: &dyn Words, chains: &mut Chains) {
    for id in chains.mentions().ids() {
        let mention = chains.mention(id);
        if mention.form != Form::Nominal || chains.profile(id).named {
            continue;
        }
        let taken_up = match mention.sort {
            Sort::Person if is_definite(doc, id, chains) => person(doc, words, chains, id),
            Sort::People if is_definite(doc, id, chains) => people(doc, words, chains, id),
            Sort::Body if mention.number == Number::Plural && is_definite(doc, id, chains) => {
                people(doc, words, chains, id)
            }
            Sort::Body if mention.number == Number::Singular && is_definite(doc, id, chains) => {
                body(doc, words, chains, id)
            }
            _ => None,
        };
        if let Some(first) = taken_up {
            chains.join(first, id);
        }
    }
}

/// Tells whether a noun phrase takes up something known: "the", "this", a possessive; or a capital ("Foreign Minister").
fn is_definite(doc: &Doc, id: MentionId, chains: &Chains) -> bool {
    let mention = chains.mention(id);
    let first = TokenId(mention.span.start);
    matches!(doc.lower(first), "the" | "this" | "that" | "these" | "those" | "both")
        || doc.tag(first) == Tag::PrpPoss
        || doc.child(mention.head, &[Dep::Poss]).is_some()
}

/// The nouns by which a mention calls a person: its head, or its title.
fn noun_of(chains: &Chains, id: MentionId) -> Option<TokenId> {
    let mention = chains.mention(id);
    match mention.form {
        Form::Name => mention.title,
        Form::Nominal => Some(mention.head),
        Form::Pronoun => None,
    }
}

/// The words before a noun that tell which one is meant, countries and articles left out.
fn modifiers<'d>(doc: &'d Doc, words: &dyn Words, chains: &Chains, id: MentionId, noun: TokenId) -> Vec<&'d str> {
    let start = chains.mention(id).span.start;
    let telling = |t: &TokenId| {
        let known = chains.mention_at(*t).is_some_and(|m| m != id && matches!(chains.mention(m).sort, Sort::Country));
        matches!(doc.pos(*t), Pos::Noun | Pos::Propn | Pos::Adj) && !known && !words.is("vague-modifier", doc.lower(*t))
    };
    (start..noun.0).map(TokenId).filter(telling).map(|t| doc.lower(t)).collect()
}

/// Tells whether two noun phrases are said to be of different countries or bodies.
fn of_different(doc: &Doc, chains: &Chains, a: MentionId, b: MentionId) -> bool {
    match (name_above(doc, chains, a, true), name_above(doc, chains, b, true)) {
        (Some(x), Some(y)) => {
            let sorts = chains.profile(x).sort == chains.profile(y).sort;
            sorts && !chains.same(x, y)
        }
        _ => false,
    }
}

fn before(doc: &Doc, chains: &Chains, id: MentionId, reach: usize) -> impl Iterator<Item = MentionId> {
    let sentence = doc.sentence_index(chains.mention(id).head);
    let first = id.index().saturating_sub(LIMIT);
    let near = (first..id.index()).rev().map(MentionId::from_index);
    let sentences: Vec<MentionId> =
        near.take_while(|&c| doc.sentence_index(chains.mention(c).head) + reach >= sentence).collect();
    sentences.into_iter()
}

fn person(doc: &Doc, words: &dyn Words, chains: &Chains, id: MentionId) -> Option<MentionId> {
    let mention = chains.mention(id);
    let noun = person_noun(doc, mention.head, words)?;
    let base = base_form(doc, mention.head);
    let wanted = modifiers(doc, words, chains, id, mention.head);
    let sentence = doc.sentence_index(mention.head);
    let mut class_match = None;
    for other in before(doc, chains, id, REACH_OF_NOUN) {
        let candidate = chains.mention(other);
        if candidate.sort != Sort::Person || chains.same(other, id) || candidate.span.overlaps(mention.span) {
            continue;
        }
        let Some(called) = noun_of(chains, other) else { continue };
        let Some(other_noun) = person_noun(doc, called, words) else { continue };
        if !noun.gender.agrees(chains.profile(other).gender) || of_different(doc, chains, id, other) {
            continue;
        }
        let have = modifiers(doc, words, chains, other, called);
        let told = wanted.is_empty() || wanted.iter().any(|w| have.contains(w));
        if base_form(doc, called) == base && (told || have.is_empty()) {
            return Some(other);
        }
        let near = doc.sentence_index(candidate.head) + REACH_OF_CLASS >= sentence;
        let same_class = !noun.class.is_empty() && noun.class == other_noun.class
            || base == "official" && matches!(other_noun.class, "envoy" | "minister" | "spokesperson" | "chief");
        if class_match.is_none() && near && same_class && told {
            class_match = Some(other);
        }
    }
    class_match.or_else(|| former_holder(doc, words, chains, id))
}

/// Returns the one person named before who is known to have held the office: "the former secretary of state".
fn former_holder(doc: &Doc, words: &dyn Words, chains: &Chains, id: MentionId) -> Option<MentionId> {
    let mention = chains.mention(id);
    let former =
        (mention.span.start..mention.head.0).any(|t| matches!(doc.lower(TokenId(t)), "former" | "ex" | "onetime"));
    if !former {
        return None;
    }
    let mut office = doc.lower(mention.head).to_owned();
    let of = mention.head.0 + 1;
    if of + 1 < doc.len() as u32 && doc.lower(TokenId(of)) == "of" {
        office = format!("{office} of {}", doc.lower(TokenId(of + 1)));
    }
    let held = |&other: &MentionId| {
        let candidate = chains.mention(other);
        let named = candidate.form == Form::Name && candidate.sort == Sort::Person && !candidate.name.is_empty();
        named && words.held(&office, doc.text_of(candidate.name))
    };
    let mut holders = before(doc, chains, id, REACH_OF_NOUN).filter(held);
    let last = holders.next()?;
    holders.all(|other| chains.same(other, last)).then_some(last)
}

/// Joins "the officials" with the group of the same noun before it, where nothing tells them apart.
fn people(doc: &Doc, words: &dyn Words, chains: &Chains, id: MentionId) -> Option<MentionId> {
    let mention = chains.mention(id);
    let base = base_form(doc, mention.head);
    let wanted = modifiers(doc, words, chains, id, mention.head);
    before(doc, chains, id, REACH_OF_CLASS).find(|&other| {
        let candidate = chains.mention(other);
        let same = candidate.form == Form::Nominal
            && candidate.number == Number::Plural
            && candidate.sort == mention.sort
            && base_form(doc, candidate.head) == base;
        same && !chains.same(other, id) && !of_different(doc, chains, id, other) && {
            let have = modifiers(doc, words, chains, other, candidate.head);
            wanted.iter().all(|w| have.contains(w))
        }
    })
}

fn body(doc: &Doc, words: &dyn Words, chains: &Chains, id: MentionId) -> Option<MentionId> {
    let mention = chains.mention(id);
    let base = base_form(doc, mention.head);
    if words.is("state-noun", base) {
        return None;
    }
    let wanted = modifiers(doc, words, chains, id, mention.head);
    let by_name = before(doc, chains, id, REACH_OF_NOUN).find(|&other| {
        let candidate = chains.mention(other);
        if chains.profile(other).sort != Sort::Body
            || candidate.adjective
            || candidate.form == Form::Pronoun
            || chains.same(other, id)
            || of_different(doc, chains, id, other)
        {
            return false;
        }
        if candidate.form == Form::Nominal {
            let have = modifiers(doc, words, chains, other, candidate.head);
            return base_form(doc, candidate.head) == base && wanted.iter().all(|w| have.contains(w));
        }
        if candidate.title.is_some_and(|t| base_form(doc, t) == base) && wanted.is_empty() {
            return true;
        }
        let name = candidate.name;
        let in_name = |w: &str| doc.ids(name).any(|t| doc.lower(t) == w);
        in_name(base) && wanted.iter().all(|w| in_name(w))
    });
    by_name.or_else(|| {
        let kind = |other: &MentionId| {
            let candidate = chains.mention(*other);
            let known = candidate.known.is_some_and(|k| words.takes_up(base, k));
            let company =
                matches!(base, "company" | "firm" | "corporation" | "group" | "airline" | "carrier" | "maker")
                    && candidate.known.is_none()
                    && collective(doc, TokenId(candidate.name.end.saturating_sub(1)), words).is_none();
            candidate.form == Form::Name
                && candidate.sort == Sort::Body
                && !candidate.adjective
                && (known || company)
                && wanted.is_empty()
        };
        before(doc, chains, id, REACH_OF_CLASS).find(kind)
    })
}
