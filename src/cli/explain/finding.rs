//! An article's facts, sorted by the sentence that shows them.

use crate::extract::fact::{ActorId, Event, Node, Relation};
use crate::extract::{Facts, RelationKind, Statement, Trace};
use crate::ingest::Article;
use crate::text::{Byte, Span};

/// What a stretch of the text was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Words that stand for an actor.
    Actor,
    /// Words that attribute.
    Cue,
    /// The word that shows a relation or tells an event.
    Trigger,
}

/// One thing that was found.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// What it is: a relation type, `statement` or `event`.
    pub(super) kind: String,
    /// Who, what, to whom.
    pub(super) what: String,
    /// The words it was read from.
    pub(super) words: String,
    /// What found it.
    pub(super) by: String,
    pub(super) confidence: f64,
}

/// A sentence with what it shows.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) span: Span<Byte>,
    pub(super) findings: Vec<Finding>,
}

/// An article with what was found in it.
#[derive(Clone, Debug)]
pub(super) struct Explanation {
    pub(super) article: Article,
    pub(super) sentences: Vec<Sentence>,
    /// Stretches to mark, in text order, without overlap; each with what to tell of it.
    pub(super) marks: Vec<(Span<Byte>, Mark, String)>,
}

impl Explanation {
    /// Sorts the facts of an article by sentence.
    pub(super) fn new(article: Article, trace: &Trace) -> Self {
        let facts = &trace.facts;
        let text = article.text.as_str();
        let mut sentences: Vec<Sentence> =
            facts.sentences.iter().map(|&span| Sentence { span, findings: Vec::new() }).collect();
        let mut add = |at: Span<Byte>, finding: Finding| {
            if let Some(sentence) = sentences.iter_mut().rev().find(|s| s.span.start <= at.start) {
                sentence.findings.push(finding);
            }
        };
        for statement in facts.statements.iter() {
            add(statement.cue.first().copied().unwrap_or_default(), of_statement(facts, statement, text));
        }
        for (relation, trigger) in facts.relations.iter().zip(&trace.triggers) {
            if relation.kind != RelationKind::Says {
                add(trigger.unwrap_or(relation.evidence), of_relation(facts, relation, *trigger, text));
            }
        }
        for event in facts.events.iter().filter(|event| event.cameo.is_some()) {
            add(event.trigger, of_event(facts, event, text));
        }
        let marks = marks(trace);
        Self { article, sentences, marks }
    }
}

fn names(facts: &Facts, actors: &[ActorId]) -> String {
    let names: Vec<&str> = actors.iter().map(|&actor| facts.actors[actor].name.as_str()).collect();
    if names.is_empty() { "nobody named".to_owned() } else { names.join(", ") }
}

fn squeezed(spans: &[Span<Byte>], text: &str) -> String {
    let words = spans.iter().flat_map(|span| span.of(text).split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

fn of_statement(facts: &Facts, statement: &Statement, text: &str) -> Finding {
    Finding {
        kind: "statement".to_owned(),
        what: format!("{}: {}", names(facts, &statement.actors), squeezed(&statement.content, text)),
        words: squeezed(&statement.cue, text),
        by: "attribution".to_owned(),
        confidence: statement.confidence,
    }
}

fn of_relation(facts: &Facts, relation: &Relation, trigger: Option<Span<Byte>>, text: &str) -> Finding {
    let mut what = format!("{} → {}", facts.words(relation.from), facts.words(relation.to));
    if let Some(content @ Node::Event(_)) = relation.content {
        what += &format!(" ({})", facts.words(content));
    }
    if !relation.addressees.is_empty() {
        what += &format!(", to {}", names(facts, &relation.addressees));
    }
    Finding {
        kind: relation.kind.name().to_owned(),
        what,
        words: trigger.map(|span| squeezed(&[span], text)).unwrap_or_default(),
        by: relation.rule.clone(),
        confidence: relation.confidence,
    }
}

fn of_event(facts: &Facts, event: &Event, text: &str) -> Finding {
    let code = event.cameo.as_deref().unwrap_or_default();
    let mut what = format!("{} → {}", names(facts, &event.agents), names(facts, &event.targets));
    if let Some(place) = &event.place {
        what += &format!(", in {}", place.name);
    }
    Finding {
        kind: "event".to_owned(),
        what: format!("{code} {}: {what}", event.plover.as_deref().unwrap_or_default()),
        words: squeezed(&[event.trigger], text),
        by: "event words".to_owned(),
        confidence: event.confidence,
    }
}

/// Returns what to mark: triggers before cues before actors where they overlap.
fn marks(trace: &Trace) -> Vec<(Span<Byte>, Mark, String)> {
    let facts = &trace.facts;
    let mut wanted: Vec<(Span<Byte>, Mark, String)> = Vec::new();
    for (relation, trigger) in facts.relations.iter().zip(&trace.triggers) {
        wanted
            .extend(trigger.map(|span| (span, Mark::Trigger, format!("{}, {}", relation.kind.name(), relation.rule))));
    }
    for event in facts.events.iter().filter(|event| event.cameo.is_some()) {
        let code = event.cameo.as_deref().unwrap_or_default();
        wanted.push((event.trigger, Mark::Trigger, format!("{code} {}", event.plover.as_deref().unwrap_or_default())));
    }
    for statement in facts.statements.iter() {
        wanted.extend(
            statement.cue.iter().map(|&cue| (cue, Mark::Cue, format!("said by {}", names(facts, &statement.actors)))),
        );
    }
    for actor in facts.actors.iter() {
        wanted.extend(
            actor.mentions.iter().map(|&mention| (mention, Mark::Actor, format!("{} ({})", actor.name, actor.id))),
        );
    }
    wanted.sort_by_key(|(span, mark, _)| (std::cmp::Reverse(*mark), span.start, std::cmp::Reverse(span.end)));
    let mut kept: Vec<(Span<Byte>, Mark, String)> = Vec::new();
    for one in wanted {
        if !one.0.is_empty() && kept.iter().all(|(span, ..)| !span.overlaps(one.0)) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|(span, ..)| *span);
    kept
}
