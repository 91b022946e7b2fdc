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
//! 5. [`roles`]: source and target.
//! 6. An act that the rules found as a relation and the table of words does not know is coded by the relation.
//!
//! Someone's own intention is coded on the event that is intended; an act that is about what others do is an event by
//! itself, with its verb as trigger.
//!
//! References: Gerner et al., *Conflict and Mediation Event Observations*, 2002 (codes); Open Event Data Alliance, *PLOVER*,
//! 2017 to 2021 (categories). Words, conditions and the choice of codes are our own.

mod codebook;
mod phrase;
mod place;
mod roles;
mod status;

use super::event::Events;
use super::fact::{ActorId, Event, EventId, Node, RelationKind};
use super::lexicon::{EntryId, Lexicon};
use super::reading::Reading;
use super::relation::Found;
use crate::nlp::{Dep, Pos, TokenId};
use crate::text::IndexVec;
use codebook::{Act, Class, Meaning};
use phrase::{Phrases, Predicate};
use roles::Search;
use rustc_hash::FxHashSet;
use status::{Status, status};
use std::collections::BTreeMap;

pub(super) use codebook::Codebook;

/// How many acts may stand in each other: "rejected calls for aid".
const NESTING: u8 = 3;

/// An event with its code, before it is written.
#[derive(Clone, Debug)]
struct Coded {
    /// The word that tells it.
    word: TokenId,
    /// The word of the deed that an own intention is about.
    intended: Option<TokenId>,
    cameo: String,
    agents: Vec<ActorId>,
    targets: Vec<ActorId>,
    confidence: f64,
}

/// The deed that an act is about.
struct Topic<'b> {
    predicate: Predicate<'b>,
    code: String,
    /// The words on the way to it, which tell no event of their own.
    path: Vec<TokenId>,
}

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
        coded.entry(trigger).or_insert(one);
    }
    coded.retain(|word, _| !spoken_of.contains(word));
    for deed in deeds.iter().filter(|deed| !spoken_of.contains(&deed.word)) {
        if let Some(one) = coder.deed(deed) {
            coded.insert(deed.word, one);
        }
    }
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

/// Codes of deeds between equals, where a second agent is the target.
fn is_mutual(cameo: &str) -> bool {
    ["03", "04", "054", "057", "06", "161", "164", "19"].iter().any(|prefix| cameo.starts_with(prefix))
}

struct Coder<'a> {
    phrases: Phrases<'a>,
}

impl<'a> Coder<'a> {
    /// Reads an act of speech, and the words of what it is about.
    fn act(&self, predicate: &Predicate<'a>) -> (Option<Coded>, Vec<TokenId>) {
        let doc = self.phrases.reading.doc;
        let Meaning::Act { act, needs_deed } = predicate.entry.meaning else { return (None, Vec::new()) };
        let Some(status) = status(doc, predicate.word) else { return (None, Vec::new()) };
        let contents = self.contents(predicate);
        let topic = contents.iter().find_map(|&content| self.topic(content, NESTING));
        let path = topic.iter().flat_map(|topic| topic.path.iter().copied()).collect();
        if needs_deed && topic.is_none() {
            return (None, path);
        }
        let deed = topic.as_ref().map_or("", |topic| topic.code.as_str());
        let wanted = status == Status::Wanted;
        let cameo = match (status, act) {
            (Status::Real | Status::Planned, act) => self.phrases.book.of_act(act, deed),
            (Status::Refused, Act::Agree) => self.phrases.book.of_act(Act::Reject, deed),
            (Status::Wanted, _) => self.phrases.book.of_act(Act::Demand, deed),
            _ => return (None, path),
        };
        let subject = self.phrases.agents(predicate);
        let agents = if wanted { self.speakers(predicate.word) } else { subject.clone() };
        let mut targets = self.phrases.recipients(predicate, Search::Exact, &agents);
        if wanted {
            targets = subject;
        }
        let content = contents.first().copied();
        if let Some(content) = content.filter(|_| targets.is_empty()) {
            targets = self.doers(predicate.word, content, &agents);
        }
        if act == Act::Threaten && targets.is_empty() {
            targets = self.warned(&[Some(predicate.word), content], &agents);
        }
        if targets.is_empty() && act == Act::Reject {
            targets = self.phrases.recipients(predicate, Search::Inside, &agents);
        }
        if let Some(topic) = topic.as_ref().filter(|_| targets.is_empty()) {
            targets = self.all_recipients(&topic.predicate, &agents);
        }
        if targets.is_empty() {
            targets = self.phrases.recipients(predicate, Search::Inside, &agents);
        }
        if let Some(content) = content.filter(|_| targets.is_empty()) {
            targets = self.phrases.party(content, Search::Inside, &agents);
        }
        let intended = match act {
            Act::Agree | Act::Threaten => content,
            Act::Demand | Act::Reject => None,
        };
        let one = Coded { word: predicate.word, intended, cameo: cameo.to_owned(), agents, targets, confidence: 0.75 };
        (finish(one, true), path)
    }

    /// Reads a deed.
    fn deed(&self, predicate: &Predicate<'a>) -> Option<Coded> {
        let Meaning::Deed(code) = &predicate.entry.meaning else { return None };
        let book = self.phrases.book;
        let status = status(self.phrases.reading.doc, predicate.word)?;
        let is_harm = code.as_str() >= "13";
        let is_deed = ["04", "05", "06", "07", "08"].iter().any(|prefix| code.starts_with(prefix)) || is_harm;
        let cameo = match status {
            Status::Real => code,
            Status::Planned if is_deed => book.of_act(Act::Agree, code),
            Status::Refused if is_deed && !is_harm => book.of_act(Act::Reject, code),
            Status::Wanted if is_deed => book.of_act(Act::Demand, code),
            Status::Possible if is_harm => book.of_act(Act::Threaten, code),
            _ => return None,
        };
        let mut agents = self.phrases.agents(predicate);
        let mut targets = self.all_recipients(predicate, &agents);
        if cameo.starts_with("13") && targets.is_empty() {
            targets = self.warned(&[Some(predicate.word)], &agents);
        }
        if status == Status::Wanted {
            targets = agents;
            agents = self.speakers(predicate.word);
        }
        let confidence = if predicate.is_specific { 0.8 } else { 0.7 };
        let one = Coded { word: predicate.word, intended: None, cameo: cameo.to_owned(), agents, targets, confidence };
        let is_passive = super::frame::is_passive(self.phrases.reading.doc, predicate.word);
        let needs_agent = !is_passive && !["17", "18", "19", "20"].iter().any(|prefix| cameo.starts_with(prefix));
        finish(one, needs_agent)
    }

    fn all_recipients(&self, predicate: &Predicate<'_>, others: &[ActorId]) -> Vec<ActorId> {
        let exact = self.phrases.recipients(predicate, Search::Exact, others);
        // Two that meet have met each other, whatever they talked about.
        let is_closed = others.len() > 1 && matches!(&predicate.entry.meaning, Meaning::Deed(code) if is_mutual(code));
        if !exact.is_empty() || is_closed { exact } else { self.phrases.recipients(predicate, Search::Inside, others) }
    }

    /// Who is to do what an act is about: the subject of its content, else that of what the content lets happen.
    fn doers(&self, act: TokenId, content: TokenId, others: &[ActorId]) -> Vec<ActorId> {
        let doc = self.phrases.reading.doc;
        let own = super::frame::subject(doc, act);
        let inner = doc.children_by(content, &[Dep::Ccomp]).filter_map(|c| doc.child(c, &[Dep::Nsubj])).next();
        let doers = [super::frame::subject(doc, content).filter(|_| doc.pos(content) != Pos::Noun), inner];
        let named = |doer: TokenId| self.phrases.party(doer, Search::Inside, others);
        let mut found = doers.into_iter().flatten().filter(|&doer| Some(doer) != own).map(named);
        found.find(|actors| !actors.is_empty()).unwrap_or_default()
    }

    /// Whom a threat under a condition is meant for: who can meet the condition.
    fn warned(&self, words: &[Option<TokenId>], others: &[ActorId]) -> Vec<ActorId> {
        let doc = self.phrases.reading.doc;
        let clauses = words.iter().flatten().flat_map(|&word| doc.children_by(word, &[Dep::Advcl]));
        let conditions = clauses.filter(|&clause| {
            doc.children_by(clause, &[Dep::Mark]).any(|mark| matches!(doc.lower(mark), "if" | "unless" | "until"))
        });
        let mut met = conditions.filter_map(|clause| super::frame::subject(doc, clause));
        met.find_map(|subject| Some(self.phrases.party(subject, Search::Inside, others)).filter(|a| !a.is_empty()))
            .unwrap_or_default()
    }

    /// Who says what stands at a word.
    fn speakers(&self, word: TokenId) -> Vec<ActorId> {
        let reading = self.phrases.reading;
        let source = reading.attribution_at(word).and_then(|i| reading.attributions[i].source_head);
        source.map(|head| reading.authors_at(head)).unwrap_or_default()
    }

    /// Returns the heads of what an act is about, the likeliest first.
    fn contents(&self, predicate: &Predicate<'_>) -> Vec<TokenId> {
        let doc = self.phrases.reading.doc;
        let word = predicate.word;
        let mut contents: Vec<TokenId> = Vec::new();
        let inner = |p: TokenId| doc.child(p, &[Dep::Pobj, Dep::Pcomp]);
        contents.extend(predicate.particle.and_then(inner));
        contents.extend(doc.children_by(word, &[Dep::Xcomp, Dep::Ccomp, Dep::Acl]).filter(|&c| c > word));
        if predicate.entry.class == Class::Verb {
            let object = super::frame::object(doc, word);
            contents.extend(object.filter(|&object| self.phrases.reading.actors_at(object).is_empty()));
        }
        let prepositions = doc.children_by(word, &[Dep::Prep]).filter(|&p| {
            matches!(doc.lower(p), "to" | "for" | "of" | "on" | "about" | "in" | "against" | "from" | "with" | "over")
        });
        contents.extend(prepositions.filter_map(inner));
        contents.extend(doc.children_by(word, &[Dep::Advcl]).filter(|&c| c > word));
        contents
    }

    /// Returns the deed that a content tells: its own, that of the act it is, or the nearest inside it.
    fn topic(&self, head: TokenId, depth: u8) -> Option<Topic<'a>> {
        let depth = depth.checked_sub(1)?;
        let doc = self.phrases.reading.doc;
        if let Some(predicate) = self.phrases.predicate(head) {
            match &predicate.entry.meaning {
                Meaning::Deed(code) => return Some(Topic { predicate, code: code.clone(), path: vec![head] }),
                Meaning::Act { .. } => {
                    let inner = self.contents(&predicate).iter().find_map(|&content| self.topic(content, depth));
                    if let Some(mut topic) = inner {
                        topic.path.push(head);
                        return Some(topic);
                    }
                }
            }
        }
        let class = if doc.pos(head) == Pos::Verb { Class::Verb } else { Class::Noun };
        let mut around = phrase::words_around(doc, head, class);
        around.extend(doc.children_by(head, &[Dep::Acl]).map(|acl| (acl, 3)));
        around.sort_by_key(|(word, distance)| (*distance, *word));
        let deed = |(word, _): (TokenId, u8)| {
            let predicate = self.phrases.predicate(word)?;
            match &predicate.entry.meaning {
                Meaning::Deed(code) => Some(Topic { code: code.clone(), predicate, path: vec![head, word] }),
                Meaning::Act { .. } => None,
            }
        };
        around.into_iter().find_map(deed)
    }

    /// Codes the acts that the rules found, by the word that shows them.
    fn relations(&self, found: &[Found], events: &Events) -> BTreeMap<TokenId, Coded> {
        let mut coded: BTreeMap<TokenId, Coded> = BTreeMap::new();
        for one in found {
            let relation = &one.relation;
            let Node::Actor(source) = relation.from else { continue };
            let doc = self.phrases.reading.doc;
            if doc.pos(one.trigger) == Pos::Verb && status(doc, one.trigger).is_none() {
                continue;
            }
            let content = match relation.content.unwrap_or(relation.to) {
                Node::Event(id) => Some(id),
                _ => None,
            };
            let deed = content.and_then(|id| self.topic(events.heads[id.0 as usize], NESTING));
            let Some(cameo) = self.of_relation(relation.kind, deed.as_ref().map_or("", |topic| &topic.code)) else {
                continue;
            };
            let mut targets = relation.addressees.clone();
            targets.extend(if let Node::Actor(target) = relation.to { Some(target) } else { None });
            if targets.is_empty() {
                targets = content.map(|id| others(&events.list, id, source)).unwrap_or_default();
            }
            let own =
                matches!(relation.kind, RelationKind::Proposes | RelationKind::Promises | RelationKind::Threatens);
            let intended = content.filter(|_| own).map(|id| events.heads[id.0 as usize]);
            let known = coded.entry(one.trigger).or_insert_with(|| Coded {
                word: one.trigger,
                intended,
                cameo,
                agents: Vec::new(),
                targets: Vec::new(),
                confidence: relation.confidence,
            });
            known.agents.push(source);
            known.targets.extend(targets);
        }
        coded.into_iter().filter_map(|(trigger, one)| Some((trigger, finish(one, true)?))).collect()
    }

    fn of_relation(&self, kind: RelationKind, deed: &str) -> Option<String> {
        let book = self.phrases.book;
        let code = match kind {
            RelationKind::Proposes | RelationKind::Promises | RelationKind::Accepts => book.of_act(Act::Agree, deed),
            RelationKind::Demands => book.of_act(Act::Demand, deed),
            RelationKind::Rejects | RelationKind::Cancels => book.of_act(Act::Reject, deed),
            RelationKind::Threatens => book.of_act(Act::Threaten, deed),
            RelationKind::Accuses => "112",
            RelationKind::Criticizes => "111",
            RelationKind::Supports => "051",
            RelationKind::Consults => "040",
            _ => return None,
        };
        Some(code.to_owned())
    }
}

/// Who else has a part in an event.
fn others(events: &IndexVec<EventId, Event>, id: EventId, source: ActorId) -> Vec<ActorId> {
    let event = &events[id];
    event.agents.iter().chain(&event.targets).copied().filter(|&actor| actor != source).take(1).collect()
}

/// Sorts out who is source and who target; `None` where nobody is named.
fn finish(mut one: Coded, needs_agent: bool) -> Option<Coded> {
    let unique = |actors: &mut Vec<ActorId>| {
        let mut seen = FxHashSet::default();
        actors.retain(|&actor| seen.insert(actor));
    };
    unique(&mut one.agents);
    unique(&mut one.targets);
    if is_mutual(&one.cameo) {
        let from = if one.agents.is_empty() { &mut one.targets } else { &mut one.agents };
        if from.len() > 1 && (one.cameo.as_str() < "19") {
            let rest = from.split_off(1);
            if one.agents.is_empty() {
                one.agents = std::mem::take(&mut one.targets);
                one.targets = rest;
            } else if one.targets.is_empty() {
                one.targets = rest;
            } else {
                one.agents.extend(rest);
            }
        }
    }
    let is_named = !one.agents.is_empty() || (!needs_agent && !one.targets.is_empty());
    is_named.then_some(one)
}
