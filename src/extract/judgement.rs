//! Praise and blame without a word for praising or blaming: "his plan is a disaster", "they have not kept the pact".
//!
//! Input: the [`Reading`] of an article. Output: `CRITICIZES`, `ACCUSES` and `SUPPORTS` from who speaks to whom the
//! words judge. The polarity of a clause is put together from its words, as in Moilanen and Pulman (2007), "Sentiment
//! composition": predicates, what they are said of, negation, words that turn good into bad. Left to the rules: acts
//! that a verb of praise or blame names.

mod verdict;

use super::attribution::Attribution;
use super::event::Events;
use super::fact::{ActorId, Node, Relation, RelationKind};
use super::reading::Reading;
use super::relation::{Found, date_of};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::{Byte, Span};
use std::collections::BTreeSet;
use verdict::{Verdict, judge};

/// Cues under which a speaker does not stand for what is said.
const DISTANCING: &[&str] = &[
    "ask",
    "challenge",
    "contradict",
    "debunk",
    "deny",
    "disagree",
    "dismiss",
    "dispute",
    "doubt",
    "fear",
    "hope",
    "imagine",
    "inquire",
    "question",
    "rebut",
    "refute",
    "reject",
    "suppose",
    "wonder",
    "wish",
    "demand",
    "order",
];

/// Reads who judges whom by plain evaluation; `known` are the relations that rules have found.
pub(super) fn judgements(reading: &Reading<'_>, events: &mut Events, known: &[Found]) -> Vec<Found> {
    let doc = reading.doc;
    // By paragraph: one judgement of an actor is enough, and none where a rule has found it.
    let mut judged: BTreeSet<(Span<Byte>, ActorId, ActorId)> = BTreeSet::new();
    for one in known.iter().filter(|f| is_judgement(f.relation.kind)) {
        if let (Node::Actor(from), Node::Actor(to)) = (one.relation.from, one.relation.to) {
            judged.insert((region_of(reading, one.trigger), from, to));
        }
    }
    let mut found = Vec::new();
    for (number, attribution) in reading.attributions.iter().enumerate() {
        let Some(source) = attribution.source_head.filter(|_| takes_side(doc, attribution)) else { continue };
        let speakers = reading.authors_at(source);
        let inside = attribution.content.iter().flat_map(|&span| doc.ids(span));
        let asserted =
            inside.filter(|&t| reading.attribution_at(t) == Some(number) && !is_suspended(doc, t, attribution));
        let mut verdicts: Vec<Verdict> = asserted.filter_map(|token| judge(reading, token)).collect();
        // Praise in the same breath as blame is mostly scorn.
        verdicts.sort_by_key(|v| v.kind == verdict::Kind::Praise);
        for verdict in verdicts {
            let token = verdict.head;
            let region = region_of(reading, token);
            for &from in &speakers {
                for to in borne_by(reading, &verdict, from) {
                    if judged.insert((region, from, to)) {
                        found.push(relation(reading, events, attribution, &verdict, from, to));
                    }
                }
            }
        }
    }
    found
}

fn is_judgement(kind: RelationKind) -> bool {
    matches!(kind, RelationKind::Accuses | RelationKind::Criticizes | RelationKind::Supports)
}

fn region_of(reading: &Reading<'_>, token: TokenId) -> Span<Byte> {
    let span = reading.doc.token(token).span;
    reading.article.regions.iter().map(|r| r.span).find(|r| r.covers(span)).unwrap_or(span)
}

/// Tells whether the speaker stands for the content: "denied that" and "asked whether" do not.
fn takes_side(doc: &Doc, attribution: &Attribution) -> bool {
    let cue = attribution.cue_head;
    !DISTANCING.contains(&doc.lemma(cue)) && !super::frame::is_negated(doc, cue)
}

/// Tells whether a token stands under a condition, a negation or a demand inside the content: it is not asserted.
fn is_suspended(doc: &Doc, token: TokenId, attribution: &Attribution) -> bool {
    let inside = |t: &TokenId| attribution.content.iter().any(|span| span.contains(t.0));
    let above = doc.ancestors(token).take_while(inside);
    let mut below = token;
    let mut path = vec![token];
    for t in above {
        // What is said besides a negated clause is not negated with it.
        let open = !matches!(doc.dep(below), Dep::Conj | Dep::Advcl | Dep::Relcl | Dep::Parataxis | Dep::Appos);
        if open && matches!(doc.pos(t), Pos::Verb | Pos::Aux) {
            if super::frame::is_negated(doc, t) && matches!(doc.dep(below), Dep::Ccomp | Dep::Xcomp | Dep::Pcomp) {
                return true;
            }
            if matches!(doc.lemma(t), "stop" | "prevent" | "avoid" | "cease" | "quit" | "refrain" | "deny" | "end") {
                return true;
            }
        }
        below = t;
        path.push(t);
    }
    path.into_iter().any(|t| {
        doc.children_by(t, &[Dep::Mark, Dep::Advmod])
            .any(|m| matches!(doc.lower(m), "if" | "unless" | "whether" | "lest" | "until"))
            || doc.children_by(t, &[Dep::Aux]).any(|a| matches!(doc.lower(a), "should" | "must" | "ought" | "let"))
    })
}

/// Whom a verdict falls on: not the speaker, nor those for whom the speaker speaks.
fn borne_by(reading: &Reading<'_>, verdict: &Verdict, from: ActorId) -> Vec<ActorId> {
    // Parliament and opposition do not speak for the government that they judge.
    let apart = matches!(reading.cast.actors[from].sector.as_deref(), Some("LEG" | "OPP"))
        && matches!(reading.doc.lemma(verdict.bearer), "administration" | "government");
    let own = |actor: &ActorId| *actor == from || (!apart && reading.cast.speaks_for(from, *actor));
    reading.actors_at(verdict.bearer).into_iter().filter(|actor| !own(actor)).collect()
}

fn relation(
    reading: &Reading<'_>,
    events: &mut Events,
    attribution: &Attribution,
    verdict: &Verdict,
    from: ActorId,
    to: ActorId,
) -> Found {
    let doc = reading.doc;
    let (kind, rule) = match verdict.kind {
        verdict::Kind::Charge => (RelationKind::Accuses, "accuses/judgement"),
        verdict::Kind::Blame => (RelationKind::Criticizes, "criticizes/judgement"),
        verdict::Kind::Praise => (RelationKind::Supports, "supports/judgement"),
    };
    let content = events.of_content(reading, verdict.head, attribution.cue_head, Some(kind), &[]);
    let relation = Relation {
        kind,
        from: Node::Actor(from),
        to: Node::Actor(to),
        content: Some(Node::Event(content)),
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
