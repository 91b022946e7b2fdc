//! Whom a judgement falls on.

use super::verdict::Verdict;
use crate::extract::attribution::Attribution;
use crate::extract::fact::{ActorId, ActorKind};
use crate::extract::frame;
use crate::extract::reading::Reading;
use crate::extract::rule::Context;
use crate::nlp::{Dep, Doc, Pos, TokenId};

/// How many words before a judgement its topic may be named.
const TOPIC_REACH: u32 = 60;

/// How the words tell whom they judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearer {
    /// By a noun phrase with this head.
    Named(TokenId),
    /// Only in what is said of it: "it is an insult to his voters".
    Within(TokenId),
    /// By "it", "that", "they": whoever is spoken of.
    Topic,
    /// Not at all: a deed is judged, whosoever it is.
    Deed,
}

impl Bearer {
    /// Tells whether the words name somebody.
    pub(super) fn is_told(self) -> bool {
        matches!(self, Self::Named(_) | Self::Within(_))
    }
}

/// Returns whom a predicate judges: its subject, or whose conduct the subject is.
pub(super) fn bearer(reading: &Reading<'_>, verb: TokenId) -> Option<Bearer> {
    let doc = reading.doc;
    let subject = frame::subject(doc, verb)
        .or_else(|| frame::is_passive(doc, verb).then(|| doc.child(verb, &[Dep::Nsubjpass])).flatten())?;
    let is = |class: &str| reading.is_in_class(doc.lemma(subject), class);
    let conduct = is("vice") || (doc.pos(subject) == Pos::Noun && is("conduct"));
    if let Some(holder) = conduct.then(|| holder(reading, subject)).flatten() {
        return Some(Bearer::Named(holder));
    }
    if reading.is_actor(subject) {
        return Some(Bearer::Named(subject));
    }
    if matches!(doc.lower(subject), "he" | "she" | "they") {
        return Some(Bearer::Topic);
    }
    let empty = matches!(doc.lower(subject), "it" | "this" | "that" | "which" | "what" | "there" | "these" | "those");
    if empty || matches!(doc.pos(subject), Pos::Verb | Pos::Aux) {
        // "It is insulting that she refuses"; "playing dumb is disqualifying".
        let mut below = doc.children_by(verb, &[Dep::Ccomp, Dep::Advcl, Dep::Csubj, Dep::Xcomp]);
        let told = below
            .by_ref()
            .filter(|&c| doc.child(c, &[Dep::Mark]).is_none_or(|m| matches!(doc.lower(m), "that" | "for")))
            .filter_map(|c| doc.child(c, &[Dep::Nsubj]))
            .find(|&s| reading.is_actor(s));
        let inside = || doc.ids(doc.subtree(subject)).find(|&t| reading.is_actor(t) && doc.pos(t) != Pos::Pron);
        let named = || inside().filter(|_| matches!(doc.pos(subject), Pos::Verb | Pos::Aux));
        let whose = || named().or_else(|| possessor_within(reading, verb));
        let pointing = matches!(doc.lower(subject), "it" | "this" | "that");
        let named = told.map(Bearer::Named).or_else(|| whose().map(Bearer::Within));
        return named.or(pointing.then_some(Bearer::Topic));
    }
    if conduct {
        return Some(Bearer::Deed);
    }
    // "Berg's wall is a good idea": what is somebody's.
    doc.child(subject, &[Dep::Poss]).filter(|&owner| reading.is_actor(owner)).map(Bearer::Named)
}

/// "It is a betrayal of his followers": whose followers.
fn possessor_within(reading: &Reading<'_>, verb: TokenId) -> Option<TokenId> {
    let doc = reading.doc;
    let complement = doc.child(verb, &[Dep::Attr, Dep::Acomp])?;
    doc.ids(doc.subtree(complement)).find(|&t| {
        doc.dep(t) == Dep::Poss && matches!(doc.lower(t), "his" | "her" | "their" | "its") && reading.is_actor(t)
    })
}

/// Whose conduct a noun names: "the U.S. decision", "Trump's remarks", "the decision by Oslo".
pub(super) fn holder(reading: &Reading<'_>, noun: TokenId) -> Option<TokenId> {
    let doc = reading.doc;
    let mut owner = doc.children_by(noun, &[Dep::Poss, Dep::Amod, Dep::Compound, Dep::Nmod]);
    let actor = |t: &TokenId| reading.is_actor(*t);
    let named = owner.find(actor).or_else(|| {
        doc.children_by(noun, &[Dep::Prep, Dep::Agent])
            .filter(|&p| matches!(doc.lower(p), "by" | "of" | "from"))
            .filter_map(|p| doc.child(p, &[Dep::Pobj]))
            .find(actor)
    });
    named.or_else(|| maker(doc, noun).filter(actor))
}

/// Who makes what a clause describes: "they passed bills that cheat the miners".
fn maker(doc: &Doc, noun: TokenId) -> Option<TokenId> {
    let verb = doc.head(noun);
    let makes = matches!(
        doc.lemma(verb),
        "make"
            | "pass"
            | "produce"
            | "propose"
            | "push"
            | "run"
            | "sign"
            | "write"
            | "introduce"
            | "pursue"
            | "offer"
            | "support"
            | "adopt"
            | "impose"
            | "launch"
            | "back"
    );
    let described = doc.child(noun, &[Dep::Relcl]).is_some();
    (makes && described && doc.dep(noun) == Dep::Dobj).then(|| frame::subject(doc, verb)).flatten()
}

/// Returns whom a verdict falls on: not the speaker, nor those for whom the speaker speaks.
pub(super) fn borne_by(
    reading: &Reading<'_>,
    attribution: &Attribution,
    verdict: &Verdict,
    from: ActorId,
) -> Vec<ActorId> {
    let doc = reading.doc;
    let others = |token: TokenId| others(reading, token, from);
    match verdict.bearer {
        Bearer::Named(token) | Bearer::Within(token) => {
            let named = others(token);
            // "Berg dropped Hall, saying he lacks courage": nobody says so of himself.
            if named.is_empty() && is_third_person(doc, token) {
                return person_before(reading, doc.sentence_of(token).start, token, true, &others);
            }
            named
        }
        Bearer::Topic => {
            let spoken_of = spoken_of(reading, attribution).map(others).unwrap_or_default();
            if !spoken_of.is_empty() {
                return spoken_of;
            }
            // In the same words, or else in those before them.
            let reach = verdict.head.0.saturating_sub(TOPIC_REACH);
            let content = attribution.content.first().map_or(reach, |span| span.start);
            let inside = person_before(reading, content.max(reach), verdict.head, false, &others);
            if inside.is_empty() { person_before(reading, reach, verdict.head, true, &others) } else { inside }
        }
        Bearer::Deed => Vec::new(),
    }
}

/// Returns of whom somebody says it: "Berg said of Hall".
fn spoken_of(reading: &Reading<'_>, attribution: &Attribution) -> Option<TokenId> {
    let doc = reading.doc;
    let prepositions = doc.children_by(attribution.cue_head, &[Dep::Prep]);
    let objects =
        prepositions.filter(|&p| matches!(doc.lower(p), "of" | "about")).filter_map(|p| doc.child(p, &[Dep::Pobj]));
    let outside = |t: &TokenId| !attribution.content.iter().any(|span| span.contains(t.0));
    objects.filter(outside).find(|&t| reading.is_actor(t))
}

/// Returns the actors that a token stands for, without the speaker and those for whom the speaker speaks.
pub(super) fn others(reading: &Reading<'_>, token: TokenId, from: ActorId) -> Vec<ActorId> {
    // Parliament and opposition do not speak for the government that they judge.
    let apart = matches!(reading.cast.actors[from].sector.as_deref(), Some("LEG" | "OPP"))
        && matches!(reading.doc.lemma(token), "administration" | "government");
    let own = |actor: &ActorId| *actor == from || (!apart && reading.cast.speaks_for(from, *actor));
    reading.actors_at(token).into_iter().filter(|actor| !own(actor)).collect()
}

fn is_third_person(doc: &Doc, token: TokenId) -> bool {
    matches!(doc.lower(token), "he" | "she" | "his" | "her" | "him")
}

/// Returns the last person that is named between two places and is not the speaker; or body, unless `only_persons`.
fn person_before(
    reading: &Reading<'_>,
    start: u32,
    end: TokenId,
    only_persons: bool,
    others: &dyn Fn(TokenId) -> Vec<ActorId>,
) -> Vec<ActorId> {
    let acts = |actor: &ActorId| match reading.cast.actors[*actor].kind {
        ActorKind::Person => true,
        ActorKind::Organization => !only_persons,
        _ => false,
    };
    let candidates = (start..end.0).rev().map(|t| others(TokenId(t)));
    let found = candidates.map(|actors| actors.into_iter().filter(acts).collect::<Vec<_>>());
    found.into_iter().find(|actors| !actors.is_empty()).unwrap_or_default()
}
