//! Whose talks "the talks" are: consultations that name their parties elsewhere in the article.
//!
//! Input: the consultations that rules have found. Output: one more for each later (or headline's) noun phrase that
//! takes such talks up, between the same parties: "after three days of talks", "today's meeting".

use super::event::Events;
use super::fact::{ActorId, Node, Relation, RelationKind};
use super::frame;
use super::reading::Reading;
use super::relation::{Found, date_of};
use crate::ingest::RegionKind;
use crate::nlp::{Dep, Doc, EntityKind, Pos, TokenId};
use crate::text::{Byte, Span};
use std::collections::BTreeSet;

/// Nouns for consultations.
const TALKS: &[&str] =
    &["talk", "talks", "meeting", "negotiation", "discussion", "consultation", "summit", "conversation"];
/// Verbs that say of talks that they take place.
const HOLDING: &[&str] =
    &["hold", "begin", "start", "open", "resume", "end", "conclude", "finish", "attend", "continue", "complete"];
/// Words whose possessive dates a meeting.
const DAYS: &[&str] = &["today", "yesterday", "tomorrow", "week", "month"];
/// What such a noun is not, where it only names a topic or a body.
const TOPICAL: &[Dep] = &[Dep::Compound, Dep::Nmod, Dep::Amod, Dep::Poss];

/// A consultation that is known, and where.
struct Known {
    trigger: TokenId,
    parties: (ActorId, ActorId),
}

/// Finds noun phrases that take up the consultations in `known`.
pub(super) fn meetings(reading: &Reading<'_>, events: &mut Events, known: &[Found]) -> Vec<Found> {
    let doc = reading.doc;
    let mut told: Vec<Known> = Vec::new();
    let mut shown: BTreeSet<Span<Byte>> = BTreeSet::new();
    for one in known.iter().filter(|f| f.relation.kind == RelationKind::Consults) {
        shown.insert(region_of(reading, one.trigger));
        if let (Node::Actor(from), Node::Actor(to)) = (one.relation.from, one.relation.to) {
            told.push(Known { trigger: one.trigger, parties: (from, to) });
        }
    }
    told.sort_by_key(|k| k.trigger);
    let mut found = Vec::new();
    if told.is_empty() {
        return found;
    }
    for noun in doc.tokens().ids().filter(|&t| takes_up(doc, t)) {
        // One mention in a paragraph is enough.
        if shown.contains(&region_of(reading, noun)) || !is_read(reading, noun) {
            continue;
        }
        let holders = holders(reading, noun);
        let fits = |k: &&Known| {
            let (a, b) = k.parties;
            let party = |h: &ActorId| [a, b].iter().any(|&p| p == *h || reading.cast.same_side(p, *h));
            holders.is_empty() || holders.iter().any(party)
        };
        let earlier = told.iter().rev().filter(|k| k.trigger < noun).find(fits);
        let Some(one) = earlier.or_else(|| told.iter().filter(|k| k.trigger > noun).find(fits)) else { continue };
        shown.insert(region_of(reading, noun));
        let content = events.of_content(reading, noun, noun, Some(RelationKind::Consults), &[]);
        let relation = Relation {
            kind: RelationKind::Consults,
            from: Node::Actor(one.parties.0),
            to: Node::Actor(one.parties.1),
            content: Some(Node::Event(content)),
            addressees: Vec::new(),
            condition: None,
            negated: false,
            evidence: doc.bytes(doc.sentence_of(noun)).trimmed(doc.text()),
            date: date_of(reading, noun),
            confidence: 0.6,
            rule: "consults/takes-up".into(),
        };
        found.push(Found { relation, trigger: noun });
    }
    found
}

fn region_of(reading: &Reading<'_>, token: TokenId) -> Span<Byte> {
    let span = reading.doc.token(token).span;
    reading.article.regions.iter().map(|r| r.span).find(|r| r.covers(span)).unwrap_or(span)
}

fn is_read(reading: &Reading<'_>, token: TokenId) -> bool {
    let span = reading.doc.token(token).span;
    reading
        .article
        .regions
        .iter()
        .any(|r| r.span.covers(span) && !matches!(r.kind, RegionKind::Boilerplate | RegionKind::Dateline))
}

/// Tells whether a noun phrase takes up talks that the reader knows, as an occasion of its own: one that is dated,
/// counted, begun or ended. The mere topic ("the talks are difficult") is none.
fn takes_up(doc: &Doc, noun: TokenId) -> bool {
    if !TALKS.contains(&doc.lemma(noun)) || !matches!(doc.pos(noun), Pos::Noun | Pos::Propn) {
        return false;
    }
    if TOPICAL.contains(&doc.dep(noun)) || frame::is_negated(doc, noun) || is_general(doc, noun) {
        return false;
    }
    let head = doc.head(noun);
    let held = doc.dep(noun) == Dep::Dobj && HOLDING.contains(&doc.lemma(head)) && !frame::is_negated(doc, head);
    let scheduled = doc.dep(noun) == Dep::Nsubjpass && matches!(doc.lemma(head), "schedule" | "hold" | "set" | "plan");
    held || scheduled || is_dated(doc, noun) || is_counted(doc, noun)
}

/// "Today's talks", "this week's meeting", "Friday's summit".
fn is_dated(doc: &Doc, noun: TokenId) -> bool {
    let time = |t: TokenId| matches!(doc.entity_at(t).map(|e| e.kind), Some(EntityKind::Date | EntityKind::Time));
    doc.child(noun, &[Dep::Poss]).is_some_and(|p| time(p) || DAYS.contains(&doc.lower(p)))
}

/// "Three days of talks", "the two-day meeting".
fn is_counted(doc: &Doc, noun: TokenId) -> bool {
    let preposition = doc.head(noun);
    let of_days = doc.dep(noun) == Dep::Pobj
        && doc.lower(preposition) == "of"
        && matches!(
            doc.lemma(doc.head(preposition)),
            "day" | "hour" | "week" | "round" | "session" | "series" | "month"
        );
    let span = doc.subtree(noun);
    let mut before = doc.ids(Span::new(span.start.max(noun.0.saturating_sub(6)), noun.0));
    of_days
        || before
            .any(|t| matches!(doc.lower(t), "day" | "hour" | "week") && t.0 > 1 && doc.word(TokenId(t.0 - 1)) == "-")
}

/// "A meeting", "any talks", "future summits": others than those told of.
fn is_general(doc: &Doc, noun: TokenId) -> bool {
    doc.children_by(noun, &[Dep::Det, Dep::Amod]).any(|d| {
        matches!(
            doc.lower(d),
            "a" | "an"
                | "any"
                | "another"
                | "such"
                | "no"
                | "other"
                | "similar"
                | "separate"
                | "every"
                | "future"
                | "possible"
                | "general"
                | "annual"
                | "private"
                | "monthly"
                | "internal"
        )
    }) || doc.children_by(noun, &[Dep::Prep]).any(|p| matches!(doc.lower(p), "with" | "between" | "among" | "of"))
        || (doc.child(noun, &[Dep::Compound]).is_some_and(|c| {
            matches!(doc.lower(c), "board" | "cabinet" | "shareholder" | "staff" | "annual" | "committee")
        }))
}

/// Who is said to have the talks: a possessor, or the subject of the verb that has them as its object.
fn holders(reading: &Reading<'_>, noun: TokenId) -> Vec<ActorId> {
    let doc = reading.doc;
    frame::author(doc, noun).map(|a| reading.actors_at(a)).unwrap_or_default()
}
