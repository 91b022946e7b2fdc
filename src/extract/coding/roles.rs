//! Who does a deed and to whom it is done.
//!
//! Input: a predicate with its entry. Output: actors. A noun phrase that stands for no actor gives the nearest actor
//! inside it: "Palestinian homes" are Palestine's.

use super::codebook::Class;
use super::phrase::{Phrases, Predicate, words_around};
use crate::extract::fact::{ActorId, ActorKind};
use crate::extract::frame;
use crate::nlp::{Dep, Pos, TokenId};

/// Where recipients are sought after the places that the entry names.
const USUAL_PLACES: &[&str] =
    &["object", "dative", "to", "with", "against", "on", "at", "for", "of", "from", "between", "among", "into", "in"];

/// How closely a place must hold the actor.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    /// The noun phrase itself is the actor.
    Exact,
    /// The nearest actor inside the noun phrase counts too.
    Inside,
}

impl Phrases<'_> {
    /// Returns the actors of a noun phrase without `others`.
    pub(super) fn party(&self, head: TokenId, search: Search, others: &[ActorId]) -> Vec<ActorId> {
        let cast = self.reading.cast;
        let other = |mut actors: Vec<ActorId>| {
            actors.retain(|&actor| !others.iter().any(|&other| other == actor || cast.same_side(other, actor)));
            actors
        };
        let own = other(self.reading.actors_at(head));
        if !own.is_empty() || search == Search::Exact {
            return own;
        }
        let mut inside = words_around(self.reading.doc, head, Class::Noun);
        inside.sort_by_key(|(word, distance)| (*distance, *word));
        inside
            .into_iter()
            .map(|(word, _)| other(self.reading.actors_at(word)))
            .find(|actors| !actors.is_empty())
            .unwrap_or_default()
    }

    /// Returns who does it.
    pub(super) fn agents(&self, predicate: &Predicate<'_>) -> Vec<ActorId> {
        let doc = self.reading.doc;
        let word = predicate.word;
        let subject = match predicate.entry.class {
            Class::Noun => frame::author(doc, word).or_else(|| {
                let head = doc.head(word);
                let verb = if doc.pos(head) == Pos::Adp { doc.head(head) } else { head };
                (doc.pos(verb) == Pos::Verb && doc.dep(word) != Dep::Nsubj).then(|| frame::subject(doc, verb))?
            }),
            _ if doc.dep(word) == Dep::Conj && !frame::is_passive(doc, word) => {
                // "Was indicted and will resign": the passive's object goes on as subject.
                let head = doc.head(word);
                let own = doc.child(word, &[Dep::Nsubj]).or_else(|| doc.child(head, &[Dep::Nsubjpass]));
                own.or_else(|| frame::subject(doc, word))
            }
            _ => frame::subject(doc, word),
        };
        subject.map(|subject| self.party(subject, Search::Inside, &[])).unwrap_or_default()
    }

    /// Returns to whom it is done: in the places that the entry names, then in the usual ones.
    pub(super) fn recipients(&self, predicate: &Predicate<'_>, search: Search, others: &[ActorId]) -> Vec<ActorId> {
        let places = self.places(predicate);
        let named = predicate.entry.targets.iter().map(String::as_str);
        let usual = USUAL_PLACES.iter().copied().filter(|_| search == Search::Inside);
        let mut second = Vec::new();
        for wanted in named.chain(usual) {
            for &(place, head) in &places {
                let actors = if place == wanted { self.party(head, search, others) } else { Vec::new() };
                if actors.iter().any(|&actor| self.is_placed(actor)) {
                    return actors;
                }
                if second.is_empty() {
                    second = actors;
                }
            }
        }
        second
    }

    /// Tells whether an actor is a group of which nothing is known but what it is called.
    pub(super) fn is_stray(&self, actor: ActorId) -> bool {
        self.reading.cast.actors[actor].kind == ActorKind::Group && !self.is_placed(actor)
    }

    /// Tells whether it is known which country or body an actor belongs to.
    fn is_placed(&self, actor: ActorId) -> bool {
        let actor = &self.reading.cast.actors[actor];
        actor.code.is_some() || !actor.represents.is_empty() || !actor.part_of.is_empty()
    }

    /// Returns the noun phrases around a predicate, each with its place, the nearest first.
    fn places(&self, predicate: &Predicate<'_>) -> Vec<(&str, TokenId)> {
        let doc = self.reading.doc;
        let word = predicate.word;
        let mut around = words_around(doc, word, predicate.entry.class);
        around.sort_by_key(|(near, distance)| (*distance, *near));
        let mut places = Vec::new();
        if predicate.entry.class != Class::Noun {
            places.extend(frame::object(doc, word).map(|object| ("object", object)));
        }
        for (near, _) in around {
            match (doc.dep(near), doc.child(near, &[Dep::Pobj])) {
                (Dep::Dative, None) => places.push(("dative", near)),
                (Dep::Dative | Dep::Prep, Some(object)) => places.push((doc.lower(near), object)),
                _ => {}
            }
        }
        // A noun under a light verb shares the verb's phrases: "made an attack *on* Lima".
        let head = doc.head(word);
        if predicate.entry.class == Class::Noun && matches!(doc.dep(word), Dep::Dobj | Dep::Nsubjpass) {
            for preposition in doc.children_by(head, &[Dep::Prep, Dep::Dative]) {
                places.push(match doc.child(preposition, &[Dep::Pobj]) {
                    Some(object) => (doc.lower(preposition), object),
                    None => ("dative", preposition),
                });
            }
        }
        places
    }
}
