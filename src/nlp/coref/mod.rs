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
mod name;
mod nominal;
mod quote;
mod sieve;

pub use chain::{ChainId, Chains};
pub use mention::{Form, Gender, KnownName, Mention, MentionId, Number, Sort};
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
/// `readable` leaves out what is no news; `capitals` tells which sentences are written in capitals.
pub fn resolve(
    doc: &Doc,
    known: &[KnownName],
    words: &dyn Words,
    readable: &dyn Fn(TokenId) -> bool,
    capitals: &dyn Fn(Span<TokenId>) -> bool,
) -> Chains {
    let quoted = quoted_tokens(doc);
    let mut mentions = name::NameFinder::new(doc, known, words, &quoted).find(readable, capitals);
    let mut named = vec![false; doc.len()];
    for mention in &mentions {
        mention.name.positions().for_each(|p| named[p as usize] = true);
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
