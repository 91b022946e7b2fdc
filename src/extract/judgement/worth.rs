//! What words are worth: good, bad, or neither.

use crate::extract::reading::Reading;
use crate::extract::rule::Context;
use crate::nlp::{Dep, Doc, Pos, TokenId};

/// What a word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    Good,
    Bad,
}

/// The words of an article and the classes they are in.
#[derive(Clone, Copy)]
pub(super) struct Scale<'r, 'a> {
    pub(super) reading: &'r Reading<'a>,
    pub(super) doc: &'r Doc,
}

impl Scale<'_, '_> {
    pub(super) fn is(&self, token: TokenId, class: &str) -> bool {
        self.reading.is_in_class(self.doc.lemma(token), class) || self.reading.is_in_class(self.doc.lower(token), class)
    }

    pub(super) fn is_bad(&self, noun: TokenId) -> bool {
        self.worth(noun) == Some(Worth::Bad)
    }

    /// Tells whether a noun has "no" before it.
    pub(super) fn is_none(&self, noun: TokenId) -> bool {
        self.doc.children_by(noun, &[Dep::Det]).any(|d| matches!(self.doc.lower(d), "no" | "zero"))
    }

    /// What a word with its own modifiers is worth.
    pub(super) fn worth(&self, token: TokenId) -> Option<Worth> {
        let doc = self.doc;
        let flipped = self.is_none(token)
            || doc.children(token).iter().any(|&c| {
                doc.dep(c) == Dep::Neg || matches!(doc.lower(c), "hardly" | "scarcely" | "never" | "less" | "nothing")
            });
        let own = self.own_worth(token);
        let modifiers = doc.children_by(token, &[Dep::Amod, Dep::Compound, Dep::Nmod, Dep::Advmod]);
        // "An aggressive and effective campaign".
        let each = |m: TokenId| std::iter::once(m).chain(doc.children_by(m, &[Dep::Conj]));
        let by_modifier =
            modifiers.filter(|&m| doc.entity_at(m).is_none()).flat_map(each).find_map(|m| self.own_worth(m));
        let conjunct = || doc.children_by(token, &[Dep::Conj]).find_map(|c| self.own_worth(c));
        // "A lot of nonsense", "the kind of rhetoric": what such a noun is worth is what it is of.
        let of = || {
            matches!(doc.lemma(token), "kind" | "piece" | "lot" | "sort" | "bit" | "form" | "act" | "bunch" | "example")
                .then(|| doc.children_by(token, &[Dep::Prep]).find(|&p| doc.lower(p) == "of"))
                .flatten()
                .and_then(|p| doc.child(p, &[Dep::Pobj]))
                .and_then(|o| self.worth(o))
        };
        let worth = by_modifier.or(own).or_else(conjunct).or_else(of);
        // "Is no leader": what nobody would say in praise is blame where it is denied.
        let worth = worth.or((flipped && self.is(token, "positive")).then_some(Worth::Good))?;
        match (worth, flipped) {
            (worth, false) => Some(worth),
            (Worth::Good, true) => Some(Worth::Bad),
            (Worth::Bad, true) => None,
        }
    }

    pub(super) fn own_worth(&self, token: TokenId) -> Option<Worth> {
        if self.is(token, "negative") || (self.doc.pos(token) == Pos::Noun && self.is(token, "vice")) {
            Some(Worth::Bad)
        } else if self.is(token, "praise") {
            Some(Worth::Good)
        } else {
            None
        }
    }
}
