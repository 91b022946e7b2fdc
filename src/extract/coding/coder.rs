//! A predicate becomes a coded event: its code by status and content, its source and its targets.

use super::codebook::{Act, Class, Meaning};
use super::phrase::{Phrases, Predicate, words_around};
use super::roles::Search;
use super::status::{Status, status};
use crate::extract::event::Events;
use crate::extract::fact::{ActorId, Event, EventId, Node, RelationKind};
use crate::extract::frame;
use crate::extract::relation::Found;
use crate::nlp::{Dep, Pos, TokenId};
use crate::text::IndexVec;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// How many acts may stand in each other: "rejected calls for aid".
const NESTING: u8 = 3;

/// An event with its code, before it is written.
#[derive(Clone, Debug)]
pub(super) struct Coded {
    /// The word that tells it.
    pub(super) word: TokenId,
    /// The word of the deed that an own intention is about.
    pub(super) intended: Option<TokenId>,
    pub(super) cameo: String,
    pub(super) agents: Vec<ActorId>,
    pub(super) targets: Vec<ActorId>,
    pub(super) confidence: f64,
}

/// The deed that an act is about.
struct Topic<'b> {
    predicate: Predicate<'b>,
    code: String,
    /// The words on the way to it, which tell no event of their own.
    path: Vec<TokenId>,
}

/// Codes of deeds between equals, where a second agent is the target.
fn is_mutual(cameo: &str) -> bool {
    ["03", "04", "054", "057", "06", "161", "164", "19"].iter().any(|prefix| cameo.starts_with(prefix))
}

/// Reads events in one article.
pub(super) struct Coder<'a> {
    pub(super) phrases: Phrases<'a>,
}

impl<'a> Coder<'a> {
    /// Reads an act of speech, and the words of what it is about.
    pub(super) fn act(&self, predicate: &Predicate<'a>) -> (Option<Coded>, Vec<TokenId>) {
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
    pub(super) fn deed(&self, predicate: &Predicate<'a>) -> Option<Coded> {
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
        let is_passive = frame::is_passive(self.phrases.reading.doc, predicate.word);
        // A need that is met has met nobody.
        if is_passive && ["040", "041", "046"].contains(&code.as_str()) {
            return None;
        }
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
        let own = frame::subject(doc, act);
        let inner = doc.children_by(content, &[Dep::Ccomp]).filter_map(|c| doc.child(c, &[Dep::Nsubj])).next();
        let doers = [frame::subject(doc, content).filter(|_| doc.pos(content) != Pos::Noun), inner];
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
        let mut met = conditions.filter_map(|clause| frame::subject(doc, clause));
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
            let object = frame::object(doc, word);
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
        let mut around = words_around(doc, head, class);
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
    pub(super) fn relations(&self, found: &[Found], events: &Events) -> BTreeMap<TokenId, Coded> {
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
