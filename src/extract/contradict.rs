//! What one side alleges and the other denies: contents that can't both hold.
//!
//! Input: relations and statements of one article. Output: `CONTRADICTS` from the later to the earlier content. Left to
//! [`assemble`](crate::assemble): contradictions between articles.

use super::attribution::Attribution;
use super::event::Events;
use super::fact::{ActorId, EventId, Node, Polarity, Relation, RelationKind, Statement, StatementId};
use super::reading::Reading;
use super::relation::Found;
use crate::text::IndexVec;
use std::collections::BTreeSet;

/// The least share of content words of two statements that say the opposite of each other.
const LEAST_SHARED: f64 = 0.6;
/// The least share of content words of an allegation and its denial, where the parties are those of the allegation.
const LEAST_SHARED_BY_PARTY: f64 = 0.25;
/// Nouns and pronouns that take up an allegation without telling it.
const BARE: &[&str] =
    &["accusation", "allegation", "assertion", "charge", "claim", "complaint", "it", "report", "suggestion", "that"];

/// Finds contents of which one denies the other.
pub(super) fn contradictions(
    reading: &Reading<'_>,
    events: &Events,
    found: &[Found],
    statements: &IndexVec<StatementId, Statement>,
) -> Vec<Relation> {
    let mut out: Vec<Relation> =
        found.iter().filter_map(|denial| denied_allegation(reading, events, found, denial)).collect();
    out.extend(opposite_statements(reading, statements));
    out
}

/// The allegation against a side that the side denies.
fn denied_allegation(reading: &Reading<'_>, events: &Events, found: &[Found], denial: &Found) -> Option<Relation> {
    let (RelationKind::Denies, Node::Actor(denier), Node::Event(denied)) =
        (denial.relation.kind, denial.relation.from, denial.relation.to)
    else {
        return None;
    };
    let side = |a: ActorId, b: ActorId| a == b || reading.cast.same_side(a, b);
    let against = |f: &&Found| {
        f.relation.kind == RelationKind::Accuses
            && matches!(f.relation.to, Node::Actor(to) if side(to, denier))
            && matches!(f.relation.from, Node::Actor(from) if from != denier)
    };
    let told = |id: EventId| words(&events.list[id].text);
    let bare = BARE.contains(&events.list[denied].lemma.as_str());
    let fits = |id: EventId| bare || id == denied || shared(&told(id), &told(denied)) >= LEAST_SHARED_BY_PARTY;
    let alleged = found.iter().filter(against).filter_map(|f| match f.relation.content {
        Some(Node::Event(id)) if fits(id) => Some((f.trigger, id)),
        _ => None,
    });
    // The nearest allegation before the denial, else the first behind it.
    let (_, alleged) = alleged.min_by_key(|(t, _)| (*t > denial.trigger, t.0.abs_diff(denial.trigger.0)))?;
    let by_cue = |a: &Attribution| a.cue_head == denial.trigger;
    let from = if alleged == denied {
        Node::Statement(StatementId(reading.attributions.iter().position(by_cue)? as u32))
    } else {
        Node::Event(denied)
    };
    Some(Relation {
        kind: RelationKind::Contradicts,
        from,
        to: Node::Event(alleged),
        content: None,
        addressees: Vec::new(),
        confidence: 0.65,
        rule: "contradicts/denies-allegation".into(),
        ..denial.relation.clone()
    })
}

/// Statements of different sides in nearly the same words, one of them negated.
fn opposite_statements(reading: &Reading<'_>, statements: &IndexVec<StatementId, Statement>) -> Vec<Relation> {
    let doc = reading.doc;
    let text = reading.doc.text();
    let told: Vec<BTreeSet<String>> =
        statements.iter().map(|s| s.content.iter().flat_map(|span| words(span.of(text))).collect()).collect();
    let mut out = Vec::new();
    for (i, later) in statements.iter_enumerated() {
        for (j, earlier) in statements.iter_enumerated().take_while(|(j, _)| *j < i) {
            let apart = |a: &ActorId| earlier.actors.iter().all(|b| a != b && !reading.cast.same_side(*a, *b));
            if later.polarity == earlier.polarity
                || later.actors.is_empty()
                || earlier.actors.is_empty()
                || told[i.0 as usize].len() < 3
                || !later.actors.iter().all(apart)
                || shared(&told[i.0 as usize], &told[j.0 as usize]) < LEAST_SHARED
            {
                continue;
            }
            let cue = reading.attributions[i.0 as usize].cue_head;
            out.push(Relation {
                kind: RelationKind::Contradicts,
                from: Node::Statement(i),
                to: Node::Statement(j),
                content: None,
                addressees: Vec::new(),
                condition: None,
                negated: later.polarity == Polarity::Negative,
                evidence: doc.bytes(doc.sentence_of(cue)).trimmed(text),
                date: later.date,
                confidence: 0.5,
                rule: "contradicts/opposite-statements".into(),
            });
        }
    }
    out
}

/// Returns the words of a text that tell something, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3);
    words.map(str::to_lowercase).filter(|w| !matches!(w.as_str(), "that" | "have" | "with" | "this" | "been")).collect()
}

/// Returns the share of words that two sets have in common (Jaccard).
fn shared(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let common = a.intersection(b).count();
    if common == 0 { 0.0 } else { common as f64 / (a.len() + b.len() - common) as f64 }
}
