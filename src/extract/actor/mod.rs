//! Who appears in an article: chains of mentions become actors that are the same in every article.
//!
//! Input: the article, its [`Doc`] and the [`Lexicon`]. Output: [`Cast`], which tells for a noun phrase which actors it
//! stands for. Left to the callers: who said and did what.
//!
//! 1. [`reading`]: which of its readings a known name has in this article.
//! 2. [`coref`](crate::nlp::coref): mentions and chains.
//! 3. [`context`]: whose government "the government" is, which country "the North".
//! 4. [`casting`]: a chain becomes an actor: a known one, a named one, or a group of the article.
//! 5. [`represents`]: for whom persons and groups speak.
//! 6. [`quoted`]: once it is known who speaks, "I", "we" and "my country".

mod casting;
mod context;
mod knowledge;
mod quoted;
mod reading;
mod represents;

use super::fact::{Actor, ActorId, ActorKind};
use super::lexicon::{EntryId, Lexicon};
use crate::ingest::{Article, RegionKind};
use crate::nlp::coref::{self, Chains, Mention, MentionId};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::{Byte, Id, IndexVec, Span};
use rustc_hash::FxHashMap;

/// The actors of an article and where it refers to them.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// The actors, in order of first mention.
    pub actors: IndexVec<ActorId, Actor>,
    article: String,
    chains: Chains,
    by_id: FxHashMap<String, ActorId>,
    /// The actor of each mention.
    actor_of: IndexVec<MentionId, Option<ActorId>>,
    /// Noun phrases that stand for several actors, each with one of them.
    several: Vec<(TokenId, ActorId)>,
    /// The actors of each token, coordination followed.
    at: Vec<Vec<ActorId>>,
}

/// Tells whether a sentence is a headline that capitalises all words of weight.
fn in_title_case(doc: &Doc, sentence: Span<TokenId>) -> bool {
    let weighty = doc.ids(sentence).filter(|&t| doc.word(t).len() > 3 && doc.word(t).starts_with(char::is_alphabetic));
    let (all, capital) =
        weighty.fold((0, 0), |(a, c), t| (a + 1, c + usize::from(doc.word(t).starts_with(char::is_uppercase))));
    let lower_verb = doc.ids(sentence).any(|t| doc.pos(t) == Pos::Verb && doc.word(t).starts_with(char::is_lowercase));
    all >= 4 && capital * 8 >= all * 7 && !lower_verb
}

impl Cast {
    /// Finds the actors of an article.
    pub fn find(article: &Article, doc: &Doc, lexicon: &Lexicon) -> Self {
        let unread: Vec<Span<_>> = article
            .regions
            .iter()
            .filter(|r| matches!(r.kind, RegionKind::Boilerplate | RegionKind::Dateline))
            .map(|r| r.span)
            .collect();
        let readable = |t: TokenId| {
            let span = doc.token(t).span;
            !unread.iter().any(|u| u.overlaps(span))
        };
        let loud = |sentence| super::lexicon::in_capitals(doc, sentence) || in_title_case(doc, sentence);
        let readings = reading::Readings::choose(article, doc, lexicon, &readable);
        let knowledge = knowledge::Knowledge { lexicon, readings: &readings };
        let chains = coref::resolve(doc, &readings.known, &knowledge, &readable, &loud);
        casting::cast(article, doc, lexicon, &readings, chains)
    }

    /// Returns the actors that the noun phrase headed by a token stands for.
    ///
    /// Coordination is followed from the first conjunct; a token that stands for no actor gives none.
    pub fn actors_at(&self, head: TokenId) -> &[ActorId] {
        self.at.get(head.index()).map_or(&[], Vec::as_slice)
    }

    /// Returns the innermost mention that a token belongs to.
    pub fn mention_at(&self, head: TokenId) -> Option<&Mention> {
        self.chains.mention_at(head).map(|id| self.chains.mention(id))
    }

    /// Returns the mentions and how they are joined.
    pub fn chains(&self) -> &Chains {
        &self.chains
    }

    /// Finds the references of speakers to themselves, once it is known which actors speak which words.
    pub fn resolve_quoted(&mut self, doc: &Doc, quotes: &[(Vec<Span<TokenId>>, Vec<ActorId>)]) {
        quoted::resolve(self, doc, quotes);
    }

    /// Adds or finds a group of the article for a noun phrase or pronoun that stands for no actor.
    pub fn group_for(&mut self, doc: &Doc, head: TokenId) -> ActorId {
        if let Some(&actor) = self.actors_at(head).first() {
            return actor;
        }
        let span = Span::new(doc.subtree(head).start.max(doc.sentence_of(head).start).min(head.0), head.0 + 1);
        let name = casting::group_name(doc, span);
        let actor = self.group(&name, None);
        self.actors[actor].mentions.push(doc.bytes(span));
        self.place(head, actor);
        actor
    }

    /// Adds or finds a country that only a place in it stands for.
    pub(super) fn country(&mut self, lexicon: &Lexicon, country: EntryId, place: Span<Byte>) -> ActorId {
        let entry = lexicon.entry(country);
        let blank = casting::blank(entry.id.clone(), entry.name.clone(), entry.kind);
        let (code, sector) = (entry.code.clone(), entry.sector.clone());
        self.add(Actor { code, sector, mentions: vec![place], ..blank })
    }

    /// Notes the country that a group is of, by its code.
    pub(super) fn settle(&mut self, lexicon: &Lexicon, group: ActorId, country: EntryId) {
        let group = &mut self.actors[group];
        let code = lexicon.entry(country).code.clone().filter(|_| group.code.is_none());
        group.code = code.map(|code| code + group.sector.as_deref().unwrap_or_default()).or(group.code.take());
    }

    /// Adds an actor, or finds the one of the same id.
    fn add(&mut self, actor: Actor) -> ActorId {
        if let Some(&id) = self.by_id.get(&actor.id) {
            return id;
        }
        self.by_id.insert(actor.id.clone(), ActorId::from_index(self.actors.len()));
        self.actors.push(actor)
    }

    /// Adds or finds a group of the article.
    fn group(&mut self, name: &str, sector: Option<String>) -> ActorId {
        let id = format!("group:{}/{}", self.article, casting::slug(&casting::without_vague(name)));
        self.add(Actor { sector, ..casting::blank(id, name.to_owned(), ActorKind::Group) })
    }

    /// Notes that a token stands for an actor.
    fn place(&mut self, token: TokenId, actor: ActorId) {
        if let Some(here) = self.at.get_mut(token.index())
            && !here.contains(&actor)
        {
            here.push(actor);
        }
    }

    /// Fills the actors of each token from those of its mention, then follows coordination from its last conjunct on.
    fn index(&mut self, doc: &Doc) {
        self.at = vec![Vec::new(); doc.len()];
        for token in doc.tokens().ids() {
            if let Some(actor) = self.chains.mention_at(token).and_then(|m| self.actor_of[m]) {
                self.at[token.index()].push(actor);
            }
        }
        for (token, actor) in std::mem::take(&mut self.several) {
            self.place(token, actor);
        }
        for token in doc.tokens().ids().rev() {
            if self.at[token.index()].is_empty() {
                continue;
            }
            for conjunct in doc.children_by(token, &[Dep::Conj]) {
                for actor in self.at[conjunct.index()].clone() {
                    self.place(token, actor);
                }
            }
        }
        for (pronoun, first) in self.chains.coordinated().to_vec() {
            let (token, first) = (self.chains.mention(pronoun).head, self.chains.mention(first).head);
            let span = doc.token(token).span;
            for actor in self.at[first.index()].clone() {
                self.place(token, actor);
                self.actors[actor].mentions.push(span);
            }
        }
        for actor in self.actors.as_mut_slice() {
            actor.mentions.sort();
            actor.mentions.dedup();
        }
    }
}
