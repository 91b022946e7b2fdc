//! Names in sentences that capitalise every word, found by what the rest of the doc names.

use super::mention::Sort;
use super::name::{Found, NameFinder};
use crate::nlp::{Doc, Pos, TokenId};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// The names that a doc has where capitals tell something, for finding them where they do not.
pub(super) struct Elsewhere<'d> {
    doc: &'d Doc,
    /// Names by their first word; the longest first.
    by_first: FxHashMap<&'d str, Vec<(Vec<&'d str>, Sort)>>,
}

impl<'d> Elsewhere<'d> {
    pub(super) fn new(doc: &'d Doc, found: &[Found]) -> Self {
        let mut by_first: FxHashMap<&str, Vec<(Vec<&str>, Sort)>> = FxHashMap::default();
        let mut add = |words: Vec<&'d str>, sort| {
            let list = by_first.entry(words[0]).or_default();
            if list.iter().all(|(w, _)| *w != words) {
                let at = list.partition_point(|(w, _)| w.len() >= words.len());
                list.insert(at, (words, sort));
            }
        };
        for name in found.iter().filter(|f| f.known.is_none() && f.sort.acts() && !f.name.is_empty()) {
            let words: Vec<&str> = doc.ids(name.name).map(|t| doc.lower(t)).collect();
            if name.sort == Sort::Person {
                words.last().into_iter().for_each(|w| add(vec![*w], Sort::Person));
            }
            add(words, name.sort);
        }
        Self { doc, by_first }
    }

    pub(super) fn name_at(&self, finder: &NameFinder<'_>, token: TokenId, sentence: Span<TokenId>) -> Option<Found> {
        let fits = |words: &&(Vec<&str>, Sort)| {
            let end = token.0 + words.0.len() as u32;
            end <= sentence.end && words.0.iter().zip(token.0..).all(|(w, i)| self.doc.lower(TokenId(i)) == *w)
        };
        let capital = self.doc.word(token).starts_with(char::is_uppercase);
        let listed =
            self.by_first.get(self.doc.lower(token)).filter(|_| capital).and_then(|list| list.iter().find(fits));
        if let Some((words, sort)) = listed {
            return Some(Found { name: Span::new(token.0, token.0 + words.len() as u32), sort: *sort, known: None });
        }
        let famous = capital
            && finder.words.surname(self.doc.lower(token)).is_some()
            && self.doc.pos(token) == Pos::Propn
            && !finder.is_known(token);
        famous.then(|| {
            let given =
                token.0 > sentence.start && finder.words.given_name(self.doc.lower(TokenId(token.0 - 1))).is_some();
            Found { name: Span::new(token.0 - u32::from(given), token.0 + 1), sort: Sort::Person, known: None }
        })
    }
}
