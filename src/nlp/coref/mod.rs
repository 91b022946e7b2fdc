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
mod mention;
mod modifier;
mod name;
mod nominal;
mod quote;
mod sieve;

pub use chain::{ChainId, Chains};
pub use mention::{Form, Gender, KnownName, Mention, MentionId, Number, Sort};
pub use modifier::name_above;
pub use quote::quoted_tokens;

use super::{Doc, Tag, TokenId};
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
    /// Returns what a noun for a person tells.
    fn person_noun(&self, noun: &str) -> Option<PersonNoun<'_>>;
    /// Returns the sort of thing that a collective noun names.
    fn collective(&self, noun: &str) -> Option<Sort>;
    /// Returns the gender of a given name, or `None` where the word is none.
    fn given_name(&self, word: &str) -> Option<Gender>;
    /// Returns the gender of the known bearers of a surname, or `None` where the word is no known surname.
    fn surname(&self, word: &str) -> Option<Gender>;
    /// Tells whether a collective noun may take up a known thing: "the network" a broadcaster.
    fn takes_up(&self, noun: &str, known: u32) -> bool;
}

/// Returns what a noun for a person tells, whichever of its forms is known.
fn person_noun<'w>(doc: &Doc, noun: TokenId, words: &'w dyn Words) -> Option<PersonNoun<'w>> {
    words.person_noun(base_form(doc, noun)).or_else(|| words.person_noun(doc.lower(noun)))
}

/// Returns what a collective noun names, whichever of its forms is known.
fn collective(doc: &Doc, noun: TokenId, words: &dyn Words) -> Option<Sort> {
    words.collective(base_form(doc, noun)).or_else(|| words.collective(doc.lower(noun)))
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
        _ => lower,
    }
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
    let mut mentions = name::NameFinder::new(doc, known, words, &quoted).find(readable, loud);
    let mut named = vec![false; doc.len()];
    for mention in &mentions {
        mention.name.positions().for_each(|p| named[p as usize] = true);
        // The nouns of a title are part of the name; a body inside it ("finance ministry spokesman") is one of its own.
        let before = doc.ids(Span::new(mention.span.start, mention.name.start));
        before.filter(|&t| person_noun(doc, t, words).is_some()).for_each(|t| named[t.index()] = true);
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
