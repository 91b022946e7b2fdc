//! Who is meant: mentions of people, bodies and countries, joined into chains.
//!
//! Input: a [`Doc`] with tags, parse, sentences and entities; the names that the caller knows; what words tell
//! ([`Words`]). Output: [`Chains`]. Left to the caller: which actor of the world a chain is.
//!
//! Mentions are joined by sieves, the surest first, as in Lee et al. (2013), "Deterministic coreference resolution based
//! on entity-centric, precision-ranked rules": each pass sees the chains that the passes before it made.
//!
//! | sieve | joins |
//! |---|---|
//! | [`sieve::exact`] | the same known thing; the same name |
//! | [`sieve::partial`] | surnames, acronyms, shortened names of bodies |
//! | [`sieve::apposition`] | "Ada Hall, the envoy", "the envoy, Ada Hall", "Ada Hall is the envoy" |
//! | [`sieve::role`] | "the envoy", "the ministry" and whom they take up |
//! | [`sieve::pronoun`] | pronouns and whom they stand for |

mod chain;
mod headline;
mod mention;
mod modifier;
mod name;
mod nominal;
mod quote;
mod sieve;
mod surname;
mod title;

pub use chain::{ChainId, Chains};
pub use mention::{Form, Gender, KnownName, Mention, MentionId, Number, Sort};
pub use modifier::name_above;
pub use quote::quoted_tokens;

use super::{Doc, Pos, Tag, TokenId};
use crate::text::{Id, Span};

/// What a noun for a person tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonNoun<'a> {
    /// The gender.
    pub gender: Gender,
    /// Whether it may stand right before a name.
    pub before_name: bool,
    /// Nouns of one class may take up each other; `""` for none.
    pub class: &'a str,
}

/// What words tell about those they refer to; every word is given in lower case and singular.
pub trait Words {
    /// Tells whether a word is of a class of `data/lexicon/reference-words.csv`.
    fn is(&self, class: &str, word: &str) -> bool;
    /// Returns what a noun for a person tells.
    fn person_noun(&self, noun: &str) -> Option<PersonNoun<'_>>;
    /// Returns the sort of thing that a collective noun names.
    fn collective(&self, noun: &str) -> Option<Sort>;
    /// Returns the gender of a given name, or `None` where the word is none.
    fn given_name(&self, word: &str) -> Option<Gender>;
    /// Returns the gender of the known bearers of a surname, or `None` where the word is no known surname.
    fn surname(&self, word: &str) -> Option<Gender>;
    /// Tells whether a name is the full name of a known person.
    fn is_person(&self, name: &str) -> bool;
    /// Tells whether a collective noun may take up a known thing: "the network" a broadcaster.
    fn takes_up(&self, noun: &str, known: u32) -> bool;
    /// Tells whether the known person of a name held an office and holds it no longer: "the former secretary of state".
    fn held(&self, office: &str, name: &str) -> bool;
}

/// Returns what a noun for a person tells, whichever of its forms is known.
fn person_noun<'w>(doc: &Doc, noun: TokenId, words: &'w dyn Words) -> Option<PersonNoun<'w>> {
    words.person_noun(base_form(doc, noun)).or_else(|| words.person_noun(doc.lower(noun)))
}

/// Returns what a collective noun names, whichever of its forms is known.
fn collective(doc: &Doc, noun: TokenId, words: &dyn Words) -> Option<Sort> {
    words.collective(base_form(doc, noun)).or_else(|| words.collective(doc.lower(noun)))
}

/// Tells whether a noun is a plural; the tagger takes a plural with a capital for a singular name ("U.S. Officials").
fn is_plural(doc: &Doc, noun: TokenId, words: &dyn Words) -> bool {
    match doc.tag(noun) {
        Tag::Nns | Tag::Nnps => true,
        Tag::Nnp => {
            let lower = doc.lower(noun);
            let stem = lower.strip_suffix('s').unwrap_or("");
            words.person_noun(lower).is_none()
                && (words.person_noun(stem).is_some()
                    || words.collective(lower).is_none() && words.collective(stem).is_some())
        }
        _ => false,
    }
}

/// Returns a noun in lower case and singular.
pub fn base_form(doc: &Doc, noun: TokenId) -> &str {
    let lower = doc.lower(noun);
    match doc.tag(noun) {
        Tag::Nns => doc.lemma(noun),
        Tag::Nnps => match lower.strip_suffix("men") {
            Some(_) => lower,
            None => lower.strip_suffix("ies").map_or_else(|| lower.strip_suffix('s').unwrap_or(lower), |_| lower),
        },
        // A plural with a capital that the tagger took for a singular name ("U.S. Officials").
        Tag::Nnp if PLURAL_ENDINGS.iter().any(|e| lower.ends_with(e)) => lower.strip_suffix('s').unwrap_or(lower),
        _ => lower,
    }
}

/// Endings of plural nouns for people and bodies.
const PLURAL_ENDINGS: &[&str] = &[
    "ials", "ers", "ors", "ists", "ators", "ates", "ants", "ents", "ysts", "omats", "ources", "anks", "irms", "arties",
    "nions", "ations",
];

/// Returns the sentences, parted where a paragraph ends inside one (a headline has no full stop).
fn segments(doc: &Doc) -> Vec<Span<TokenId>> {
    let mut out = Vec::with_capacity(doc.sentences().len());
    for sentence in doc.sentences() {
        let mut start = sentence.start;
        for token in doc.ids(*sentence) {
            if doc.pos(token) == Pos::Space && doc.word(token).matches('\n').count() > 1 {
                out.push(Span::new(start, token.0 + 1));
                start = token.0 + 1;
            }
        }
        out.push(Span::new(start, sentence.end));
    }
    out.retain(|s| !s.is_empty());
    out
}

/// Finds the mentions of a doc and joins them into chains.
///
/// `readable` leaves out what is no news; `loud` tells which sentences capitalise every word.
pub fn resolve(
    doc: &Doc,
    known: &[KnownName],
    words: &dyn Words,
    readable: &dyn Fn(TokenId) -> bool,
    loud: &dyn Fn(Span<TokenId>) -> bool,
) -> Chains {
    let quoted = quoted_tokens(doc);
    let segments = segments(doc);
    let mut mentions = name::NameFinder::new(doc, known, words, &quoted).find(&segments, readable, loud);
    let mut named = vec![false; doc.len()];
    for mention in &mentions {
        mention.name.positions().for_each(|p| named[p as usize] = true);
        // The nouns of a title are part of the name; a body inside it ("finance ministry spokesman") is one of its own.
        let before = doc.ids(Span::new(mention.span.start, mention.name.start));
        before.filter(|&t| person_noun(doc, t, words).is_some()).for_each(|t| named[t.index()] = true);
        mention.title.iter().for_each(|t| named[t.index()] = true);
    }
    for token in doc.tokens().ids().filter(|t| !named[t.index()] && readable(*t)) {
        let quoted = quoted[token.index()];
        mentions.extend(nominal::nominal(doc, token, words, quoted).or_else(|| nominal::pronoun(doc, token, quoted)));
    }
    mentions.sort_by_key(|m| m.head);
    mentions.dedup_by_key(|m| m.head);
    let mut chains = Chains::new(mentions, doc.len());
    sieve::run(doc, words, &mut chains);
    chains
}
