//! Titles: the noun before a person's name, and the noun before a body's ("news agency KNA").

use super::name::NameFinder;
use super::{collective, person_noun};
use crate::nlp::coref::Sort;
use crate::nlp::{Pos, Tag, TokenId};
use crate::text::Span;

impl NameFinder<'_> {
    /// Finds the common noun right before a body's name, and where the whole starts.
    pub(super) fn body_noun_before(&self, name: Span<TokenId>) -> Option<(TokenId, u32)> {
        let sentence = self.doc.sentence_of(TokenId(name.start));
        let before = TokenId(name.start.checked_sub(1).filter(|&i| i >= sentence.start)?);
        let noun = self.doc.pos(before) == Pos::Noun && self.doc.tag(before) == Tag::Nn && !self.is_known(before);
        let body = noun && collective(self.doc, before, self.words) == Some(Sort::Body);
        body.then(|| (before, self.noun_phrase_start(before.0, sentence.start)))
    }

    /// Finds the title before a person's name: its governing noun, and where the whole starts.
    pub(super) fn title_before(&self, name: Span<TokenId>) -> Option<(TokenId, u32)> {
        let doc = self.doc;
        let sentence = doc.sentence_of(TokenId(name.start));
        let before = name.start.checked_sub(1).filter(|&i| i >= sentence.start)?;
        let noun = |i: u32| {
            person_noun(doc, TokenId(i), self.words).filter(|n| n.before_name && self.doc.tag(TokenId(i)) != Tag::Nns)
        };
        if noun(before).is_some() {
            return Some((TokenId(before), self.noun_phrase_start(before, sentence.start)));
        }
        // "Deputy Ambassador to the United Nations Ada Hall", "Secretary of State for War Ada Hall".
        // Something must stand between the preposition and the name: "of State", "to the United Nations".
        let first = doc.lower(TokenId(before));
        if matches!(first, "to" | "of" | "for" | "at" | "in" | "and" | "the" | "&" | "a" | "an") {
            return None;
        }
        let mut at = before;
        while at > sentence.start && name.start - at < 12 {
            let token = TokenId(at);
            let preposition = matches!(doc.lower(token), "to" | "of" | "for" | "at" | "in" | "and" | "the" | "&");
            if preposition && matches!(doc.lower(token), "to" | "of" | "for" | "at") && noun(at - 1).is_some() {
                return Some((TokenId(at - 1), self.noun_phrase_start(at - 1, sentence.start)));
            }
            let part = preposition
                || self.is_known(token)
                || doc.word(token).starts_with(|c: char| c.is_uppercase()) && !doc.tag(token).name().starts_with("VB");
            if !part {
                return None;
            }
            at -= 1;
        }
        None
    }

    /// Returns where the words before a noun that belong to it start.
    fn noun_phrase_start(&self, noun: u32, first: u32) -> u32 {
        let doc = self.doc;
        let mut start = noun;
        while start > first {
            let token = TokenId(start - 1);
            let inside = match doc.pos(token) {
                Pos::Adj | Pos::Noun | Pos::Propn | Pos::Num => true,
                Pos::Part => doc.tag(token) == Tag::Pos,
                Pos::Punct => doc.word(token) == "-",
                Pos::Verb => self.is_known(token),
                Pos::Det => return start - 1,
                Pos::Pron if doc.tag(token) == Tag::PrpPoss => return start - 1,
                _ => self.is_known(token),
            };
            if !inside {
                break;
            }
            start -= 1;
        }
        start
    }
}
