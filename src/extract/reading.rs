//! One article as the relation rules see it: its tree, its cast and who is speaking where.

use super::actor::Cast;
use super::attribution::Attribution;
use super::extractor::authors;
use super::fact::{ActorId, ActorKind};
use super::rule::Context;
use super::word_class::WordClasses;
use crate::ingest::Article;
use crate::nlp::{Dep, Doc, Pos, TokenId};

/// An article with what is known before relations are sought.
pub(super) struct Reading<'a> {
    pub(super) doc: &'a Doc,
    pub(super) cast: &'a Cast,
    pub(super) article: &'a Article,
    classes: &'a WordClasses,
    pub(super) attributions: &'a [Attribution],
    /// The innermost attribution whose content holds each token.
    within: Vec<Option<u32>>,
    /// Whether each token stands in quotation marks.
    quoted: Vec<bool>,
}

impl<'a> Reading<'a> {
    /// Notes who is speaking where.
    pub(super) fn new(
        article: &'a Article,
        doc: &'a Doc,
        cast: &'a Cast,
        classes: &'a WordClasses,
        attributions: &'a [Attribution],
    ) -> Self {
        let mut within: Vec<Option<u32>> = vec![None; doc.len()];
        let length = |a: &Attribution| a.content.iter().map(|s| s.len()).sum::<u32>();
        let mut order: Vec<usize> = (0..attributions.len()).collect();
        // Wider contents first, so that the narrower ones they hold overwrite them.
        order.sort_by_key(|&i| (std::cmp::Reverse(length(&attributions[i])), i));
        for i in order {
            for span in &attributions[i].content {
                doc.ids(*span).for_each(|t| within[t.0 as usize] = Some(i as u32));
            }
        }
        Self { article, doc, cast, classes, attributions, within, quoted: quoted(article, doc) }
    }

    /// Returns the number of the innermost attribution whose content holds `token`.
    pub(super) fn attribution_at(&self, token: TokenId) -> Option<usize> {
        self.within.get(token.0 as usize).copied().flatten().map(|i| i as usize)
    }

    /// Returns the actors that speak through the noun phrase headed by `token`: "Oslo's letter" speaks for Oslo.
    pub(super) fn authors_at(&self, token: TokenId) -> Vec<ActorId> {
        authors(self.doc, self.cast, token)
    }

    /// Returns the actors that the noun phrase headed by `token` stands for.
    ///
    /// "The new face of the party, Ada Berg": where the noun stands for nobody, the name that explains it.
    pub(super) fn actors_at(&self, token: TokenId) -> Vec<ActorId> {
        let direct = self.cast.actors_at(token);
        if !direct.is_empty() || self.doc.pos(token) != Pos::Noun {
            return direct.to_vec();
        }
        let named = self.doc.children_by(token, &[Dep::Appos]).filter(|&a| self.doc.pos(a) == Pos::Propn && a > token);
        let person = |a: &ActorId| self.cast.actors[*a].kind == ActorKind::Person;
        let explained = named.map(|a| self.cast.actors_at(a)).find(|actors| actors.iter().all(person));
        explained.map(<[ActorId]>::to_vec).unwrap_or_default()
    }
}

impl Context for Reading<'_> {
    fn is_actor(&self, token: TokenId) -> bool {
        !self.actors_at(token).is_empty()
    }

    fn speaker(&self, token: TokenId) -> Option<TokenId> {
        let attribution = &self.attributions[self.attribution_at(token)?];
        attribution.source_head.filter(|&head| head != token)
    }

    fn is_speaker(&self, token: TokenId) -> bool {
        let Some(source) = self.speaker(token) else { return false };
        if matches!(self.doc.lower(token), "i" | "we" | "us" | "me") {
            return true;
        }
        let speakers = self.authors_at(source);
        let same = |&actor: &ActorId| {
            let country = self.cast.actors[actor].kind == ActorKind::Country;
            speakers.iter().any(|&speaker| actor == speaker || (country && self.cast.same_side(actor, speaker)))
        };
        self.cast.actors_at(token).iter().any(same)
    }

    fn is_quoted(&self, token: TokenId) -> bool {
        self.quoted.get(token.0 as usize).copied().unwrap_or(false)
    }

    fn is_in_class(&self, lemma: &str, class: &str) -> bool {
        self.classes.contains(lemma, class)
    }
}

/// Marks the tokens between quotation marks; a mark left open ends with its paragraph.
fn quoted(article: &Article, doc: &Doc) -> Vec<bool> {
    let mut open = false;
    let mut regions = article.regions.iter().peekable();
    let mut out = Vec::with_capacity(doc.len());
    for token in doc.tokens() {
        while regions.next_if(|region| region.span.end <= token.span.start).is_some() {
            open = false;
        }
        let word = token.span.of(doc.text());
        match word {
            "“" | "``" => open = true,
            "”" => open = false,
            "\"" | "''" => open = !open,
            _ => {}
        }
        out.push(open && !matches!(word, "“" | "``" | "\"" | "''"));
    }
    out
}
