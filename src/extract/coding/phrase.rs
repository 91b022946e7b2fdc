//! Which entry of the codebook a word of a sentence is, decided by the words around it.
//!
//! Input: a predicate. Output: the entry whose condition is met by the nearest word. The words around a verb are its
//! object, its prepositional phrases and complements; around a noun its modifiers and what it is "of", "for", "in".

use super::codebook::{Class, Codebook, Entry, Meaning, With};
use crate::extract::fact::ActorKind;
use crate::extract::frame;
use crate::extract::lexicon::Lexicon;
use crate::extract::reading::Reading;
use crate::nlp::{Dep, Doc, EntityKind, Pos, Tag, TokenId};

/// How many arcs around a predicate are looked at.
const REACH: u8 = 6;
/// How far the other party may stand; the subject stands farther.
const PARTNER: u8 = 3;
/// The distance of an entry that asks for nothing.
const UNCONDITIONAL: u8 = 50;
/// How many nouns deep a code may hang on another's.
const NESTING: u8 = 2;

/// A word with the entry that it is here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Predicate<'b> {
    pub(super) word: TokenId,
    pub(super) entry: &'b Entry,
    /// The particle or preposition that belongs to it ("call *for*").
    pub(super) particle: Option<TokenId>,
    /// Whether the entry asked for something that is there.
    pub(super) is_specific: bool,
}

/// Reads predicates in one article.
#[derive(Clone, Copy)]
pub(super) struct Phrases<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) book: &'a Codebook,
    pub(super) lexicon: &'a Lexicon,
}

impl<'a> Phrases<'a> {
    fn doc(&self) -> &'a Doc {
        self.reading.doc
    }

    /// Returns the entry that a word is here.
    pub(super) fn predicate(&self, word: TokenId) -> Option<Predicate<'a>> {
        self.predicate_within(word, NESTING)
    }

    fn predicate_within(&self, word: TokenId, nesting: u8) -> Option<Predicate<'a>> {
        let doc = self.doc();
        let mut around: Option<Vec<(TokenId, u8)>> = None;
        let mut best: Option<(u8, Predicate<'a>)> = None;
        for (entry, others) in self.book.entries(doc.lemma(word)) {
            let is_class = match entry.class {
                Class::Verb => doc.pos(word) == Pos::Verb,
                Class::Noun => matches!(doc.pos(word), Pos::Noun | Pos::Propn),
                Class::Adj => matches!(doc.pos(word), Pos::Adj | Pos::Verb),
            };
            if !is_class {
                continue;
            }
            let Some(particle) = particle(doc, word, others) else { continue };
            let distance = if entry.with.is_empty() {
                // "break off" is nearer than "break".
                UNCONDITIONAL - u8::from(!others.is_empty())
            } else {
                let around = around.get_or_insert_with(|| words_around(doc, word, entry.class));
                let met =
                    around.iter().filter(|(w, d)| self.is_met(entry, (*w, *d), around, nesting)).map(|(_, d)| *d).min();
                // Who does it tells more than to what it is done.
                match if self.subject_is(entry, word) { Some(0) } else { met } {
                    Some(distance) => distance,
                    None => continue,
                }
            };
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, Predicate { word, entry, particle, is_specific: !entry.with.is_empty() }));
            }
        }
        best.map(|(_, predicate)| predicate)
    }

    /// Tells whether the subject is one that the entry asks for, itself or in its "hundreds of people".
    fn subject_is(&self, entry: &Entry, word: TokenId) -> bool {
        let doc = self.doc();
        let asked =
            entry.with.iter().filter_map(|with| if let With::Subject(thing) = with { Some(thing) } else { None });
        let mut asked = asked.peekable();
        let Some(subject) = asked.peek().and_then(|_| frame::subject(doc, word)) else { return false };
        let of = doc.children_by(subject, &[Dep::Prep]).filter_map(|p| doc.child(p, &[Dep::Pobj]));
        let heads: Vec<TokenId> = std::iter::once(subject).chain(of).collect();
        asked.any(|thing| {
            let is_people = |t: TokenId| thing == "crowd" && self.is_people(t);
            heads.iter().any(|&t| is_people(t) || self.book.is_thing(&doc.lemma(t).to_lowercase(), thing))
        })
    }

    /// Tells whether a word names people by where they are from: "Palestinians".
    fn is_people(&self, word: TokenId) -> bool {
        let doc = self.doc();
        doc.tag(word) == Tag::Nnps && doc.entity_at(word).is_some_and(|entity| entity.kind == EntityKind::Norp)
    }

    fn is_met(&self, entry: &Entry, (word, distance): (TokenId, u8), around: &[(TokenId, u8)], nesting: u8) -> bool {
        let doc = self.doc();
        let is = |word: TokenId, lemma: &str| doc.lemma(word).eq_ignore_ascii_case(lemma) || doc.lower(word) == lemma;
        entry.with.iter().any(|with| match with {
            With::Subject(_) => false,
            With::Words(words) => {
                is(word, &words[0]) && words[1..].iter().all(|other| around.iter().any(|(w, _)| is(*w, other)))
            }
            With::Thing(thing) => self.book.is_thing(&doc.lemma(word).to_lowercase(), thing),
            With::Code(code) => nesting > 0 && self.noun_code(word, nesting - 1).is_some_and(|c| c.starts_with(code)),
            With::Human => distance <= PARTNER && self.is_human(word),
            With::Actor => distance <= PARTNER && !self.reading.actors_at(word).is_empty(),
        })
    }

    fn noun_code(&self, word: TokenId, nesting: u8) -> Option<&'a str> {
        let predicate = self.predicate_within(word, nesting).filter(|p| p.entry.class == Class::Noun)?;
        match &predicate.entry.meaning {
            Meaning::Deed(code) => Some(code),
            Meaning::Act { .. } => None,
        }
    }

    /// Tells whether a word stands for a person or people.
    fn is_human(&self, word: TokenId) -> bool {
        let doc = self.doc();
        let lemma = doc.lemma(word).to_lowercase();
        let person = |id| matches!(self.reading.cast.actors[id].kind, ActorKind::Person | ActorKind::Group);
        matches!(doc.pos(word), Pos::Noun | Pos::Propn | Pos::Pron | Pos::Num)
            && (self.lexicon.title(&lemma).is_some()
                || self.lexicon.group(&lemma).is_some()
                || self.book.is_thing(&lemma, "captive")
                || self.book.is_thing(&lemma, "human")
                || (doc.pos(word) == Pos::Num && doc.dep(word) == Dep::Dobj)
                || self.is_people(word)
                || self.reading.actors_at(word).into_iter().any(person))
    }
}

/// Returns the words a predicate is made of beside the first, if all are there: the preposition among them, if any.
fn particle(doc: &Doc, word: TokenId, others: &[String]) -> Option<Option<TokenId>> {
    let mut preposition = None;
    for other in others {
        let below = doc.children(word).iter().flat_map(|&c| std::iter::once(c).chain(doc.children(c).iter().copied()));
        let found = below.filter(|&t| t > word).find(|&t| doc.lower(t) == other || doc.lemma(t) == other)?;
        if matches!(doc.dep(found), Dep::Prep | Dep::Prt | Dep::Agent) {
            preposition = preposition.or(Some(found));
        }
    }
    Some(preposition)
}

/// Returns the words around a predicate, each with its distance.
pub(super) fn words_around(doc: &Doc, word: TokenId, class: Class) -> Vec<(TokenId, u8)> {
    let mut found = Vec::new();
    if class == Class::Verb {
        found.extend(frame::object(doc, word).map(|object| (object, 0)));
        for &child in doc.children(word) {
            match doc.dep(child) {
                Dep::Prep | Dep::Agent => {
                    found.push((child, 2));
                }
                Dep::Dative | Dep::Acomp | Dep::Attr | Dep::Oprd | Dep::Prt | Dep::Advmod => found.push((child, 1)),
                Dep::Xcomp | Dep::Npadvmod => found.push((child, 2)),
                Dep::Nsubj | Dep::Advcl => found.push((child, 4)),
                _ => {}
            }
        }
    } else {
        modifiers(doc, word, 0, &mut found);
    }
    let mut at = 0;
    while let Some(&(next, distance)) = found.get(at) {
        at += 1;
        if distance < REACH {
            let mut more = Vec::new();
            modifiers(doc, next, distance, &mut more);
            more.retain(|(w, _)| *w != word && found.iter().all(|(known, _)| known != w));
            found.extend(more);
        }
    }
    found
}

/// The words one arc below a word of a phrase; clauses are left out.
fn modifiers(doc: &Doc, word: TokenId, distance: u8, found: &mut Vec<(TokenId, u8)>) {
    for &child in doc.children(word) {
        let step = match doc.dep(child) {
            Dep::Pobj | Dep::Pcomp => 0,
            Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Poss | Dep::Quantmod | Dep::Nummod | Dep::Dobj => 1,
            Dep::Prep if doc.lower(child) == "of" => 1,
            Dep::Prep | Dep::Conj | Dep::Appos => 2,
            _ => continue,
        };
        if matches!(doc.dep(child), Dep::Conj) && doc.pos(child) == Pos::Verb && doc.pos(word) == Pos::Verb {
            continue;
        }
        found.push((child, distance + step));
    }
}
