//! The facts of one article, written as nodes and relationships.

use super::{Assembler, Evidence, NodeRecord, RelationshipRecord, key};
use crate::extract::Facts;
use crate::extract::fact::{ActorId, Basis, Event, EventId, Node, Relation, RelationKind, Statement, StatementId};
use crate::graph::{Properties, Value};
use crate::ingest::Article;
use crate::text::{Byte, CodePoints, Id, Span};

/// The acts whose content has one node in all articles where the same actor puts it in the same words.
const SHARED_ACTS: &[RelationKind] =
    &[RelationKind::Proposes, RelationKind::Demands, RelationKind::Promises, RelationKind::Threatens];

/// Writes the facts of one article into the assembler.
pub(super) struct Emitter<'e> {
    into: &'e mut Assembler,
    article: &'e Article,
    facts: &'e Facts,
    points: CodePoints<'e>,
    statements: Vec<String>,
    events: Vec<String>,
}

impl<'e> Emitter<'e> {
    pub(super) fn new(into: &'e mut Assembler, article: &'e Article, facts: &'e Facts) -> Self {
        let statements = facts.statements.iter_enumerated().map(|(id, _)| statement_key(article, id)).collect();
        let events = facts.events.ids().map(|id| event_key(article, facts, id)).collect();
        Self { into, article, facts, points: CodePoints::new(&article.text), statements, events }
    }

    pub(super) fn emit(mut self, article: String) {
        self.article_node(&article);
        for (id, actor) in self.facts.actors.iter_enumerated() {
            self.into.actors.entry(actor.id.clone()).or_default().add(actor);
            self.actor_relations(id);
        }
        for id in self.facts.statements.ids() {
            self.statement(id, &article);
        }
        for id in self.facts.events.ids() {
            self.event(id, &article);
        }
        for relation in &self.facts.relations {
            self.relation(relation);
        }
    }

    fn article_node(&mut self, key: &str) {
        let a = self.article;
        let properties = Properties::from([
            ("id".into(), a.id.clone().into()),
            ("title".into(), a.title.clone().into()),
            ("publisher".into(), a.publisher.clone().into()),
            ("url".into(), a.url.clone().into()),
            ("published".into(), a.published.into()),
            ("dateline".into(), a.dateline.clone().into()),
            ("language".into(), a.language.clone().into()),
            ("words".into(), (a.text.split_whitespace().count() as i64).into()),
            ("path".into(), a.path.clone().into()),
        ]);
        self.into.nodes.insert(key.to_owned(), NodeRecord { labels: vec!["Article"], properties });
    }

    fn actor_key(&self, id: ActorId) -> String {
        self.facts.actors[id].id.clone()
    }

    fn key(&self, node: Node) -> String {
        match node {
            Node::Actor(id) => self.actor_key(id),
            Node::Statement(id) => self.statements[id.index()].clone(),
            Node::Event(id) => self.events[id.index()].clone(),
        }
    }

    fn evidence(&self, span: Span<Byte>, confidence: f64, rule: &str) -> Evidence {
        let [start, end] = self.points.of_span(span);
        Evidence {
            doubt: ((1.0 - confidence.clamp(0.0, 1.0)) * 1e6).round() as u32,
            date: self.article.published,
            article: self.article.id.clone(),
            start,
            end,
            rule: rule.to_owned(),
        }
    }

    fn relate(&mut self, start: String, kind: &'static str, end: String, properties: Properties, evidence: Evidence) {
        let record = self.into.relationships.entry((start, kind, end)).or_default();
        for (name, value) in properties {
            // Where articles differ the least value stays, so that their order does not matter.
            let kept = record.properties.entry(name).or_insert_with(|| value.clone());
            if format!("{value:?}") < format!("{kept:?}") {
                *kept = value;
            }
        }
        record.evidence.insert(evidence);
    }

    /// The first place in the article that names an actor, or its start.
    fn first_mention(&self, id: ActorId) -> Span<Byte> {
        self.sentence_of(self.facts.actors[id].mentions.first().copied().unwrap_or_default())
    }

    /// The sentence that a place stands in, or the place itself.
    fn sentence_of(&self, place: Span<Byte>) -> Span<Byte> {
        self.facts.sentences.iter().find(|s| s.covers(place)).copied().unwrap_or(place)
    }

    fn actor_relations(&mut self, id: ActorId) {
        let actor = &self.facts.actors[id];
        let evidence = self.evidence(self.first_mention(id), actor.confidence, "actor");
        for mandate in &actor.represents {
            let properties = Properties::from([("role".into(), mandate.role.clone().into())]);
            let place = mandate.shown.map_or_else(|| self.first_mention(id), |shown| self.sentence_of(shown));
            let (share, rule) = match mandate.basis {
                Basis::Text => (1.0, "actor/text"),
                Basis::Lexicon => (1.0, "actor/lexicon"),
                Basis::Context => (0.6, "actor/context"),
            };
            let evidence = self.evidence(place, actor.confidence * share, rule);
            self.relate(actor.id.clone(), "REPRESENTS", self.actor_key(mandate.of), properties, evidence);
        }
        for &whole in &actor.part_of {
            self.relate(actor.id.clone(), "PART_OF", self.actor_key(whole), Properties::new(), evidence.clone());
        }
    }

    fn reported(&mut self, key: String, article: &str, span: Span<Byte>, confidence: f64, rule: &str) {
        let quote = span.of(&self.article.text).to_owned();
        let evidence = self.evidence(span, confidence, rule);
        self.relate(
            key,
            "REPORTED_IN",
            article.to_owned(),
            Properties::from([("quote".into(), quote.into())]),
            evidence,
        );
    }

    fn statement(&mut self, id: StatementId, article: &str) {
        let facts = self.facts;
        let statement = &facts.statements[id];
        let key = self.statements[id.index()].clone();
        self.into.nodes.insert(key.clone(), statement_node(&key, statement, &self.article.text));
        let whole = statement.content.iter().copied().reduce(Span::join).unwrap_or_default();
        self.reported(key.clone(), article, whole, statement.confidence, "attribution");
        let evidence = self.evidence(whole, statement.confidence, "attribution");
        for &actor in &statement.addressees {
            self.relate(key.clone(), "ADDRESSES", self.actor_key(actor), Properties::new(), evidence.clone());
        }
        let inside = |span: &Span<Byte>| statement.content.iter().any(|c| c.covers(*span));
        for (other, actor) in facts.actors.iter_enumerated() {
            if !statement.actors.contains(&other) && actor.mentions.iter().any(inside) {
                self.relate(key.clone(), "ABOUT", self.actor_key(other), Properties::new(), evidence.clone());
            }
        }
        for (other, event) in facts.events.iter_enumerated() {
            if event.spans.iter().any(inside) {
                self.relate(key.clone(), "CONTAINS", self.key(Node::Event(other)), Properties::new(), evidence.clone());
            }
        }
    }

    fn event(&mut self, id: EventId, article: &str) {
        let facts = self.facts;
        let event = &facts.events[id];
        let key = self.events[id.index()].clone();
        let node = event_node(&key, event);
        // The same content in two articles: the fuller account stays, ties broken by the text itself.
        let fuller = |n: &NodeRecord| (n.properties.len(), format!("{:?}", n.properties.get("text")));
        let kept = self.into.nodes.entry(key.clone()).or_insert_with(|| node.clone());
        if fuller(&node) > fuller(kept) {
            *kept = node;
        }
        for &span in &event.spans {
            self.reported(key.clone(), article, span, event.confidence, "event");
        }
        let shown = event.spans.first().copied().unwrap_or(event.trigger);
        let evidence = self.evidence(shown, event.confidence, "event");
        for &actor in &event.agents {
            self.relate(key.clone(), "AGENT", self.actor_key(actor), Properties::new(), evidence.clone());
        }
        for &actor in &event.targets {
            self.relate(key.clone(), "TARGET", self.actor_key(actor), Properties::new(), evidence.clone());
        }
        if let Some(place) = &event.place {
            let place_key = format!("place:{}", place.name.to_lowercase());
            let properties = Properties::from([
                ("name".into(), place.name.clone().into()),
                ("country".into(), place.country.clone().into()),
            ]);
            self.into.nodes.entry(place_key.clone()).or_insert(NodeRecord { labels: vec!["Place"], properties });
            self.relate(key, "LOCATED_IN", place_key, Properties::new(), evidence);
        }
    }

    fn relation(&mut self, relation: &Relation) {
        let (start, end) = (self.key(relation.from), self.key(relation.to));
        let mut properties = Properties::new();
        if relation.kind == RelationKind::ConditionsOn {
            properties.insert("kind".into(), relation.condition.map(|k| k.name()).map_or(Value::Null, Value::from));
            properties.insert("negated".into(), relation.negated.into());
        }
        let text = match relation.content.or(Some(relation.to)) {
            Some(Node::Event(id)) => self.facts.events[id].text.clone(),
            _ => String::new(),
        };
        match relation.content {
            Some(Node::Event(id)) => {
                properties.insert("event".into(), self.key(Node::Event(id)).into());
                properties.insert("text".into(), text.clone().into());
            }
            Some(Node::Statement(id)) => {
                properties.insert("statement".into(), self.key(Node::Statement(id)).into());
            }
            _ => {}
        }
        if let Some(date) = relation.date {
            properties.insert("date".into(), date.into());
        }
        let evidence = self.evidence(relation.evidence, relation.confidence, &relation.rule);
        if let (Node::Actor(actor), Node::Event(_)) = (relation.from, relation.to)
            && SHARED_ACTS.contains(&relation.kind)
        {
            self.into.acts.note(&self.facts.actors[actor].id, relation.kind.name(), &end, &text, &evidence);
        }
        if let (Node::Actor(actor), Some(Node::Event(content))) =
            (relation.from, relation.content.or(Some(relation.to)))
        {
            let (actor, content) = (&self.facts.actors[actor].id, self.key(Node::Event(content)));
            self.into.acts.note_dialogue(actor, relation.kind.name(), &content, &text, &evidence);
        }
        for &addressee in &relation.addressees {
            if let Node::Event(_) = relation.to {
                self.relate(end.clone(), "TARGET", self.actor_key(addressee), Properties::new(), evidence.clone());
            }
        }
        self.relate(start, relation.kind.name(), end, properties, evidence);
    }
}

fn statement_key(article: &Article, id: StatementId) -> String {
    key::hashed("statement", &[&article.id, &id.0.to_string()])
}

/// An event's id: shared between articles where the same actor puts the same content forward in the same words.
fn event_key(article: &Article, facts: &Facts, id: EventId) -> String {
    let words = key::content_words(&facts.events[id].text);
    let act = facts.relations.iter().find(|r| {
        r.to == Node::Event(id) && SHARED_ACTS.contains(&r.kind) && matches!(r.from, Node::Actor(_)) && words.len() > 2
    });
    match act {
        Some(Relation { kind, from: Node::Actor(actor), .. }) => {
            key::hashed("event", &[kind.name(), &facts.actors[*actor].id, &words.join(" ")])
        }
        _ => key::hashed("event", &[&article.id, &id.0.to_string()]),
    }
}

fn word<T: serde::Serialize>(value: T) -> Value {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.into(),
        _ => Value::Null,
    }
}

fn statement_node(key: &str, statement: &Statement, text: &str) -> NodeRecord {
    let piece = |span: &Span<Byte>| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let join = |spans: &[Span<Byte>]| spans.iter().map(piece).collect::<Vec<_>>().join(" … ");
    let properties = Properties::from([
        ("id".into(), key.into()),
        ("text".into(), join(&statement.content).into()),
        ("manner".into(), word(statement.manner)),
        ("mode".into(), word(statement.mode)),
        ("act".into(), statement.act.name().into()),
        ("cue".into(), join(&statement.cue).into()),
        ("polarity".into(), word(statement.polarity)),
        ("modality".into(), word(statement.modality)),
        ("date".into(), statement.date.into()),
        ("nested".into(), statement.within.is_some().into()),
    ]);
    NodeRecord { labels: vec!["Statement"], properties }
}

fn event_node(key: &str, event: &Event) -> NodeRecord {
    let properties = Properties::from([
        ("id".into(), key.into()),
        ("text".into(), event.text.clone().into()),
        ("lemma".into(), event.lemma.clone().into()),
        ("plover".into(), event.plover.clone().into()),
        ("cameo".into(), event.cameo.clone().into()),
        ("date_start".into(), event.date_start.into()),
        ("date_end".into(), event.date_end.into()),
        ("factuality".into(), word(event.factuality)),
    ]);
    NodeRecord { labels: vec!["Event"], properties }
}

/// Writes a relationship's properties: those of its surest evidence, and where all of it stands.
pub(super) fn relationship_properties(record: RelationshipRecord) -> Properties {
    let mut properties = record.properties;
    if let Some(best) = record.evidence.first() {
        properties.insert("confidence".into(), (f64::from(1_000_000 - best.doubt.min(1_000_000)) / 1e6).into());
        properties.insert("article".into(), best.article.clone().into());
        properties.insert("start".into(), i64::from(best.start).into());
        properties.insert("end".into(), i64::from(best.end).into());
        properties.insert("rule".into(), best.rule.clone().into());
        if let Some(date) = best.date {
            properties.entry("date".into()).or_insert(date.into());
        }
        let places = record.evidence.iter().map(|e| format!("{}:{}-{}", e.article, e.start, e.end));
        properties.insert("evidence".into(), places.collect::<Vec<_>>().into());
    }
    properties
}
