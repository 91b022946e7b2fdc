//! Events in the codes of event data: CAMEO code and PLOVER category, source, target, place.
//!
//! Input: the reading of an article, its events and the relations they are in. Output: the same events with codes, and
//! further ones for deeds and acts that no relation holds: who is source is `agents`, who is target `targets`. Left to
//! the exports: one row for each pair of source and target.
//!
//! # How a code is found
//! 1. [`codebook`]: words stand in a table with what must stand near them ("lift" with a word for sanctions is 085).
//! 2. [`phrase`]: of several entries the one whose condition the nearest word meets holds.
//! 3. An act of speech takes its code from the deed it is about: to demand a release (084) is 1053, to agree to it 0353.
//!    The deed itself is then no event of its own, since nobody has done it.
//! 4. [`status`]: what somebody *will* do is an intention, which is coded as agreeing to it or, where it is harm, as
//!    threatening it; what somebody *will not* do is rejected; what somebody *must* do is demanded by who says so.
//! 5. [`roles`]: source and target; [`coder`] puts all this together.
//! 6. An act that the rules found as a relation and the table of words does not know is coded by the relation.
//!
//! Someone's own intention is coded on the event that is intended; an act that is about what others do is an event by
//! itself, with its verb as trigger.
//!
//! References: Gerner et al., *Conflict and Mediation Event Observations*, 2002 (codes); Open Event Data Alliance, *PLOVER*,
//! 2017 to 2021 (categories). Words, conditions and the choice of codes are our own.

mod codebook;
mod coder;
mod phrase;
mod place;
mod roles;
mod status;

use super::event::Events;
use super::fact::{ActorId, Event, EventId};
use super::lexicon::{EntryId, Lexicon};
use super::reading::Reading;
use super::relation::Found;
use crate::nlp::{Dep, TokenId};
use codebook::{Class, Meaning};
use coder::{Coded, Coder};
use phrase::{Phrases, Predicate};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

pub(super) use codebook::Codebook;

/// What the country in which an event takes place tells.
#[derive(Clone, Copy, Debug)]
pub(super) enum InCountry {
    /// The event is done to the country: "arrived in Lima".
    Target(EventId, EntryId),
    /// People of whom nothing else is said are of the country: "killed two people in Lima".
    People(ActorId, EntryId),
}

/// Codes the events of an article and adds those that no relation holds.
///
/// Returns what follows from the places of events, for the caller to write into the cast.
pub(super) fn code(
    reading: &Reading<'_>,
    book: &Codebook,
    lexicon: &Lexicon,
    events: &mut Events,
    found: &[Found],
) -> Vec<InCountry> {
    let coder = Coder { phrases: Phrases { reading, book, lexicon } };
    let mut coded: BTreeMap<TokenId, Coded> = BTreeMap::new();
    let mut spoken_of = FxHashSet::default();
    let predicates: Vec<Predicate<'_>> =
        reading.doc.tokens().ids().filter_map(|word| coder.phrases.predicate(word)).collect();
    let (acts, deeds): (Vec<_>, Vec<_>) =
        predicates.into_iter().partition(|p| matches!(p.entry.meaning, Meaning::Act { .. }));
    for act in acts.iter().filter(|act| !spoken_of.contains(&act.word)).collect::<Vec<_>>() {
        let (one, path) = coder.act(act);
        spoken_of.extend(path);
        coded.extend(one.map(|one| (act.word, one)));
    }
    for (trigger, one) in coder.relations(found, events) {
        let known = coded.entry(trigger).or_insert_with(|| one.clone());
        if known.targets.is_empty() {
            known.targets = one.targets;
        }
    }
    coded.retain(|word, _| !spoken_of.contains(word));
    let doc = reading.doc;
    let (verbs, nouns): (Vec<_>, Vec<_>) = deeds.into_iter().partition(|deed| deed.entry.class == Class::Verb);
    for deed in verbs.iter().chain(&nouns).filter(|deed| !spoken_of.contains(&deed.word)) {
        // "Imposed sanctions" is one event, not two.
        let is_told =
            matches!(doc.dep(deed.word), Dep::Dobj | Dep::Nsubjpass) && coded.contains_key(&doc.head(deed.word));
        if let Some(one) = coder.deed(deed).filter(|_| deed.entry.class == Class::Verb || !is_told) {
            coded.insert(deed.word, one);
        }
    }
    // "Held talks" is one meeting, whether a relation tells of the talks or the verb of holding them.
    let is_told = |word: TokenId, one: &Coded| {
        let holds = matches!(doc.dep(word), Dep::Dobj | Dep::Nsubjpass).then(|| coded.get(&doc.head(word))).flatten();
        holds.is_some_and(|held| held.cameo.starts_with("04") && one.cameo.starts_with("04"))
    };
    let told: Vec<TokenId> = coded.iter().filter(|&(&word, one)| is_told(word, one)).map(|(&word, _)| word).collect();
    told.iter().for_each(|word| drop(coded.remove(word)));
    events.reindex();
    for one in coded.into_values() {
        // A meeting with nobody is none, unless its place tells with whom.
        let is_partial = one.cameo.starts_with("04") && one.targets.is_empty();
        if !is_partial || place::place(reading, lexicon, one.word).is_some_and(|(_, country)| country.is_some()) {
            write(reading, book, events, one);
        }
    }
    let mut in_countries = Vec::new();
    let heads: Vec<(EventId, TokenId)> = events.list.ids().zip(events.heads.iter().copied()).collect();
    for (event, head) in heads {
        let Some((place, country)) = place::place(reading, lexicon, head) else { continue };
        let one = &mut events.list[event];
        one.place = Some(place);
        let is_done_there =
            |code: &String| ["04", "08", "17", "18", "19"].iter().any(|prefix| code.starts_with(prefix));
        if one.targets.is_empty() && one.cameo.as_ref().is_some_and(is_done_there) {
            in_countries.extend(country.map(|country| InCountry::Target(event, country)));
        }
        let people = one.agents.iter().chain(&one.targets).copied().filter(|&actor| coder.phrases.is_stray(actor));
        in_countries
            .extend(country.into_iter().flat_map(|country| people.clone().map(move |p| InCountry::People(p, country))));
    }
    in_countries
}

/// Writes a coded event onto the one that is there, or as a new one.
fn write(reading: &Reading<'_>, book: &Codebook, events: &mut Events, one: Coded) {
    let known = one.intended.and_then(|head| events.at(head)).filter(|&id| is_of(&events.list[id], &one.agents));
    // What somebody else is to do is no event of who wants it.
    if known.is_none() && events.at(one.word).is_some_and(|id| !is_of(&events.list[id], &one.agents)) {
        return;
    }
    let id = known.unwrap_or_else(|| {
        let head = one.word;
        let is_new = events.at(head).is_none();
        let id = events.of_content(reading, head, head, None, &[]);
        if is_new {
            events.list[id].confidence = one.confidence;
            (events.list[id].agents, events.list[id].targets) = (Vec::new(), Vec::new());
        }
        id
    });
    let event = &mut events.list[id];
    event.plover = book.plover(&one.cameo).map(str::to_owned);
    event.cameo = Some(one.cameo);
    let add = |to: &mut Vec<ActorId>, from: &[ActorId]| {
        if to.is_empty() {
            to.extend_from_slice(from);
        }
    };
    add(&mut event.agents, &one.agents);
    add(&mut event.targets, &one.targets);
    let agents = event.agents.clone();
    event.targets.retain(|target| !agents.contains(target));
}

/// Tells whether an event is done by one of `agents`, as far as is known.
fn is_of(event: &Event, agents: &[ActorId]) -> bool {
    event.agents.is_empty() || event.agents.iter().any(|agent| agents.contains(agent))
}
