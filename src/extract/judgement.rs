//! Praise and blame without a word for praising or blaming: "his plan is a disaster", "they have not kept the pact".
//!
//! Input: the [`Reading`] of an article. Output: `CRITICIZES`, `ACCUSES` and `SUPPORTS` from who speaks to whom the
//! words judge. The polarity of a clause is put together from its words, as in Moilanen and Pulman (2007), "Sentiment
//! composition": predicates, what they are said of, negation, words that turn good into bad. Left to the rules: acts
//! that a verb of praise or blame names.
//!
//! [`stance`] tells whose opinion a word is, [`verdict`] what a clause or phrase says, [`worth`] what its words are
//! worth, [`bearer`] whom it falls on; [`tone`] hears harsh words where no construction shows blame.

mod bearer;
mod stance;
#[cfg(test)]
mod tests;
mod tone;
mod verdict;
mod worth;

use super::attribution::Attribution;
use super::event::Events;
use super::fact::{ActorId, Node, Relation, RelationKind};
use super::reading::Reading;
use super::relation::{Found, date_of};
use crate::nlp::TokenId;
use crate::text::{Byte, Span};
use bearer::{Bearer, borne_by};
use std::collections::BTreeSet;
use verdict::{Kind, Verdict, judge};

/// Reads who judges whom by plain evaluation; `known` are the relations that rules have found.
pub(super) fn judgements(reading: &Reading<'_>, events: &mut Events, known: &[Found]) -> Vec<Found> {
    // By paragraph: one judgement of an actor is enough, and none where a rule has found it.
    let mut judged = Judged::default();
    for one in known.iter().filter(|f| is_judgement(f.relation.kind)) {
        if let Node::Actor(from) = one.relation.from {
            let to = if let Node::Actor(to) = one.relation.to { Some(to) } else { None };
            judged.note(region_of(reading, one.trigger), from, to);
        }
    }
    let mut found = Vec::new();
    for (number, attribution) in reading.attributions.iter().enumerate() {
        let speakers = stance::speakers(reading, attribution);
        let inside = attribution.content.iter().flat_map(|&span| reading.doc.ids(span));
        let asserted = inside.filter(|&t| stance::is_asserted(reading, t, number));
        let mut verdicts: Vec<Verdict> = asserted.filter_map(|token| judge(reading, token)).collect();
        // Praise in the same breath as blame is mostly scorn; and who is named comes before what is left open.
        verdicts.sort_by_key(|v| (v.kind == Kind::Praise, !v.bearer.is_told()));
        for verdict in verdicts {
            let region = region_of(reading, verdict.head);
            for &from in &speakers {
                let targets = borne_by(reading, attribution, &verdict, from);
                let nobody = targets.is_empty() && !verdict.bearer.is_told();
                let targets = targets.into_iter().map(Some).chain(nobody.then_some(None));
                for to in targets {
                    if judged.note(region, from, to) {
                        found.push(relation(reading, events, attribution, &verdict, from, to));
                    }
                }
            }
        }
    }
    for (number, attribution) in reading.attributions.iter().enumerate() {
        let inside = attribution.content.iter().flat_map(|&span| reading.doc.ids(span));
        let asserted = inside.filter(|&t| stance::is_asserted(reading, t, number));
        for verdict in asserted.filter_map(|token| tone::harsh(reading, token)) {
            let region = region_of(reading, verdict.head);
            for from in stance::speakers(reading, attribution) {
                let to = tone::target(reading, attribution, verdict.head, from);
                let told = to.is_some() || tone::is_said(reading, verdict.head);
                if told && !judged.has_spoken(region, from) && judged.note(region, from, to) {
                    found.push(relation(reading, events, attribution, &verdict, from, to));
                }
            }
        }
    }
    found
}

/// Who has judged whom in which paragraph.
#[derive(Debug, Default)]
struct Judged {
    pairs: BTreeSet<(Span<Byte>, ActorId, Option<ActorId>)>,
    judges: BTreeSet<(Span<Byte>, ActorId)>,
}

impl Judged {
    /// Tells whether somebody has judged anybody in a paragraph.
    fn has_spoken(&self, region: Span<Byte>, from: ActorId) -> bool {
        self.judges.contains(&(region, from))
    }

    /// Notes a judgement; tells whether it is a new one. One that falls on nobody is new only as the judge's first.
    fn note(&mut self, region: Span<Byte>, from: ActorId, to: Option<ActorId>) -> bool {
        let first = self.judges.insert((region, from));
        self.pairs.insert((region, from, to)) && (first || to.is_some())
    }
}

fn is_judgement(kind: RelationKind) -> bool {
    matches!(kind, RelationKind::Accuses | RelationKind::Criticizes | RelationKind::Supports)
}

fn region_of(reading: &Reading<'_>, token: TokenId) -> Span<Byte> {
    let span = reading.doc.token(token).span;
    reading.article.regions.iter().map(|r| r.span).find(|r| r.covers(span)).unwrap_or(span)
}

fn relation(
    reading: &Reading<'_>,
    events: &mut Events,
    attribution: &Attribution,
    verdict: &Verdict,
    from: ActorId,
    to: Option<ActorId>,
) -> Found {
    let doc = reading.doc;
    let (kind, rule) = match (verdict.kind, verdict.bearer) {
        (Kind::Charge, Bearer::Named(_) | Bearer::Within(_)) => (RelationKind::Accuses, "accuses/judgement"),
        (Kind::Charge, _) => (RelationKind::Accuses, "accuses/judgement-of-topic"),
        (Kind::Blame, Bearer::Named(_) | Bearer::Within(_)) => (RelationKind::Criticizes, "criticizes/judgement"),
        (Kind::Blame, Bearer::Topic) => (RelationKind::Criticizes, "criticizes/judgement-of-topic"),
        (Kind::Blame, Bearer::Deed) => (RelationKind::Criticizes, "criticizes/judgement-of-deed"),
        (Kind::Praise, _) => (RelationKind::Supports, "supports/judgement"),
    };
    let content = Node::Event(events.of_content(reading, verdict.head, attribution.cue_head, Some(kind), &[]));
    let relation = Relation {
        kind,
        from: Node::Actor(from),
        to: to.map_or(content, Node::Actor),
        content: to.map(|_| content),
        addressees: Vec::new(),
        condition: None,
        negated: false,
        evidence: doc.bytes(doc.sentence_of(verdict.head)).trimmed(doc.text()),
        date: date_of(reading, attribution.cue_head),
        confidence: 0.6 * attribution.confidence.max(0.5),
        rule: rule.to_owned(),
    };
    Found { relation, trigger: verdict.head }
}
