//! Surnames that the tagger takes for common nouns or verbs: "Hall was glad" at the start of a sentence.
//!
//! A capitalised word that closes a person's full name elsewhere in the doc, and that the doc never writes in lower
//! case, is that surname whatever its tag says.

use super::mention::Sort;
use super::name::{Found, NameFinder};
use crate::nlp::{Pos, TokenId};
use crate::text::{Id, Span};
use rustc_hash::FxHashSet;

/// The surnames of an article that are no words of it.
pub(super) struct Surnames<'d> {
    surnames: FxHashSet<&'d str>,
    taken: Vec<bool>,
}

impl<'d> Surnames<'d> {
    /// Collects the last words of full names among the names that have been found.
    pub(super) fn new(finder: &NameFinder<'d>, found: &[Found]) -> Self {
        let doc = finder.doc;
        let mut taken = vec![false; doc.len()];
        found.iter().for_each(|f| f.name.positions().for_each(|p| taken[p as usize] = true));
        let mut surnames: FxHashSet<&str> = found
            .iter()
            .filter(|f| f.sort == Sort::Person && f.name.len() > 1)
            .map(|f| TokenId(f.name.end - 1))
            .filter(|&last| doc.word(last).starts_with(char::is_uppercase) && doc.lower(last).len() > 2)
            .map(|last| doc.lower(last))
            .collect();
        for token in doc.tokens().ids().filter(|&t| doc.word(t).starts_with(char::is_lowercase)) {
            surnames.remove(doc.lower(token));
        }
        Self { surnames, taken }
    }

    /// Returns the names of one word that nothing else has found.
    pub(super) fn find(
        &self,
        finder: &NameFinder<'_>,
        sentences: &[Span<TokenId>],
        readable: &dyn Fn(TokenId) -> bool,
    ) -> Vec<Found> {
        let doc = finder.doc;
        let small = |t| matches!(doc.pos(t), Pos::Adp | Pos::Det | Pos::Pron | Pos::Aux | Pos::Cconj | Pos::Sconj);
        let is_surname = |&token: &TokenId| {
            !self.taken[token.index()]
                && doc.word(token).starts_with(char::is_uppercase)
                && self.surnames.contains(doc.lower(token))
                && !small(token)
                && readable(token)
                && !finder.is_known(token)
        };
        let tokens = sentences.iter().flat_map(|&sentence| doc.ids(sentence)).filter(is_surname);
        tokens.map(|t| Found { name: Span::new(t.0, t.0 + 1), sort: Sort::Person, known: None }).collect()
    }
}
