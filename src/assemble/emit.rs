//! The facts of one article, written as nodes and relationships.

use super::contribution::{Act, Contribution, Evidence, OwnNode, Report, TieKey};
use super::pairing::{PUT_FORWARD, Pairing};
use super::{ActorReading, ActorRecord, BY_CONTEXT, key};
use crate::extract::Facts;
use crate::extract::fact::{
    ActorId, ActorKind, Basis, Event, EventId, Node, Relation, RelationKind, Statement, StatementId,
};
use crate::graph::{Properties, Value};
use crate::ingest::Article;
use crate::text::{Byte, CodePoints, Id, Span};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Writes the facts of one article into its contribution.
pub(super) struct Emitter<'e> {
    into: Contribution,
    article: &'e Article,
    facts: &'e Facts,
    points: CodePoints<'e>,
    statements: Vec<String>,
    /// Each event's id, and whether articles share it.
    events: Vec<(String, bool)>,
    /// Ids of own nodes that are written, and acts that are noted.
    seen: FxHashSet<String>,
}

impl<'e> Emitter<'e> {
    pub(super) fn new(article: &'e Article, facts: &'e Facts) -> Self {
        let statements = facts.statements.iter_enumerated().map(|(id, _)| statement_key(article, id)).collect();
        let events = facts.events.ids().map(|id| event_key(article, facts, id)).collect();
        let points = CodePoints::new(&article.text);
        Self { into: Contribution::default(), article, facts, points, statements, events, seen: FxHashSet::default() }
    }

    pub(super) fn emit(mut self) -> Contribution {
        let article = format!("article:{}", self.article.id);
        self.article_node(&article);
        for id in self.facts.actors.ids() {
            self.actor(id);
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
        self.drop_bystanders();
        self.into
    }

    /// Drops the groups of this article that take part in nothing: no edge could say why they are there.
    fn drop_bystanders(&mut self) {
        let Contribution { nodes, ties, .. } = &mut self.into;
        let taking_part: FxHashSet<&str> = ties.keys().flat_map(|key| [&*key.start, &*key.end]).collect();
        let group = ActorKind::Group.label();
        nodes.retain(|node| !node.labels.contains(&group) || taking_part.contains(&*node.id));
    }

    /// Tells whether an actor is an unnamed group, which no other article can name.
    fn is_own_group(&self, id: &str) -> bool {
        id.strip_prefix("group:")
            .and_then(|rest| rest.strip_prefix(&*self.article.id))
            .is_some_and(|r| r.starts_with('/'))
    }

    /// Adds a node of this article alone, once.
    fn own(&mut self, id: &str, labels: Vec<&'static str>, properties: Properties) {
        if self.seen.insert(id.to_owned()) {
            self.into.nodes.push(OwnNode { id: id.to_owned(), labels, properties });
        }
    }

    fn article_node(&mut self, key: &str) {
        let a = self.article;
        let properties = Properties::from([
            ("id".into(), a.id.clone().into()),
            ("title".into(), a.title.clone().into()),
            ("byline".into(), a.byline.clone().into()),
            ("publisher".into(), a.publisher.clone().into()),
            ("url".into(), a.url.clone().into()),
            ("published".into(), a.published.into()),
            ("published_from".into(), a.published_from.map(|from| from.name().to_owned()).into()),
            ("dateline".into(), a.dateline.clone().into()),
            ("language".into(), a.language.clone().into()),
            ("words".into(), (a.text.split_whitespace().count() as i64).into()),
            ("path".into(), a.path.clone().into()),
        ]);
        self.own(key, vec!["Article"], properties);
    }

    fn actor_key(&self, id: ActorId) -> String {
        self.facts.actors[id].id.clone()
    }

    fn key(&self, node: Node) -> String {
        match node {
            Node::Actor(id) => self.actor_key(id),
            Node::Statement(id) => self.statements[id.index()].clone(),
            Node::Event(id) => self.events[id.index()].0.clone(),
        }
    }

    fn evidence(&self, span: Span<Byte>, confidence: f64, rule: &str) -> Evidence {
        let [start, end] = self.points.of_span(span);
        Evidence {
            doubt: ((1.0 - confidence.clamp(0.0, 1.0)) * 1e6).round() as u32,
            missing: 0,
            date: self.article.published,
            article: self.article.id.clone(),
            start,
            end,
            rule: rule.to_owned(),
        }
    }

    fn relate(&mut self, start: String, kind: &'static str, end: String, properties: Properties, evidence: Evidence) {
        self.tie(TieKey { start, kind, end, content: String::new() }, properties, evidence);
    }

    fn tie(&mut self, key: TieKey, properties: Properties, mut evidence: Evidence) {
        evidence.missing = properties.values().filter(|value| **value == Value::Null).count() as u32;
        self.into.ties.entry(key).or_default().entry(evidence).or_insert(properties);
    }

    /// The first place in the article that names an actor, or its start.
    fn first_mention(&self, id: ActorId) -> Span<Byte> {
        self.sentence_of(self.facts.actors[id].mentions.first().copied().unwrap_or_default())
    }

    /// The sentence that a place stands in, or the place itself.
    fn sentence_of(&self, place: Span<Byte>) -> Span<Byte> {
        self.facts.sentences.iter().find(|s| s.covers(place)).copied().unwrap_or(place)
    }

    fn actor(&mut self, id: ActorId) {
        let facts = self.facts;
        let actor = &facts.actors[id];
        let reading = ActorReading::new(actor);
        if self.is_own_group(&actor.id) {
            let mut record = ActorRecord::default();
            record.add(&reading);
            let (_, properties) = record.node(&actor.id);
            self.own(&actor.id, vec!["Actor", actor.kind.label()], properties);
        } else {
            match self.into.actors.get_mut(&actor.id) {
                Some(known) => known.join(reading),
                None => _ = self.into.actors.insert(actor.id.clone(), reading),
            }
        }
        let evidence = self.evidence(self.first_mention(id), actor.confidence, "actor");
        for mandate in &actor.represents {
            let properties = Properties::from([("role".into(), mandate.role.clone().into())]);
            let place = mandate.shown.map_or_else(|| self.first_mention(id), |shown| self.sentence_of(shown));
            let (share, rule) = match mandate.basis {
                Basis::Text => (1.0, "actor/text"),
                Basis::Lexicon => (1.0, "actor/lexicon"),
                Basis::Context => (0.6, BY_CONTEXT),
            };
            let told = rule != BY_CONTEXT && !self.is_own_group(&facts.actors[mandate.of].id);
            if let (true, Some(reading)) = (told, self.into.actors.get_mut(&actor.id)) {
                reading.tell_mandate();
            }
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
        let properties = Properties::from([("quote".into(), quote.into())]);
        self.relate(key, "REPORTED_IN", article.to_owned(), properties, evidence);
    }

    fn statement(&mut self, id: StatementId, article: &str) {
        let facts = self.facts;
        let statement = &facts.statements[id];
        let key = self.statements[id.index()].clone();
        self.own(&key, vec!["Statement"], statement_properties(&key, statement, &self.article.text));
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
        let event = &self.facts.events[id];
        let (key, shared) = self.events[id.index()].clone();
        let properties = event_properties(&key, event);
        if shared {
            // Told twice in one article: the first account stays.
            self.into.reports.entry(key.clone()).or_insert(Report { label: "Event", properties });
        } else {
            self.own(&key, vec!["Event"], properties);
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
            self.into.reports.entry(place_key.clone()).or_insert(Report { label: "Place", properties });
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
        let mut content = String::new();
        match relation.content {
            Some(Node::Event(id)) => {
                content = self.key(Node::Event(id));
                properties.insert("event".into(), content.clone().into());
                properties.insert("text".into(), self.facts.events[id].text.clone().into());
            }
            Some(Node::Statement(id)) => {
                content = self.key(Node::Statement(id));
                properties.insert("statement".into(), content.clone().into());
            }
            _ => {}
        }
        if let Some(date) = relation.date {
            properties.insert("date".into(), date.into());
        }
        let evidence = self.evidence(relation.evidence, relation.confidence, &relation.rule);
        self.acts(relation);
        for &addressee in &relation.addressees {
            if let Node::Event(_) = relation.to {
                self.relate(end.clone(), "TARGET", self.actor_key(addressee), Properties::new(), evidence.clone());
            }
        }
        self.tie(TieKey { start, kind: relation.kind.name(), end, content }, properties, evidence);
    }

    /// Notes the act that a relation is, where acts of other articles may belong to it.
    fn acts(&mut self, relation: &Relation) {
        let kind = relation.kind;
        match (relation.from, relation.to, relation.content) {
            (Node::Actor(actor), Node::Event(event), _) if PUT_FORWARD.contains(&kind) => self.act(actor, kind, event),
            (_, Node::Actor(accused), Some(Node::Event(event))) if kind == RelationKind::Accuses => {
                self.act(accused, kind, event);
            }
            (Node::Actor(actor), Node::Event(event), _) if Pairing::is_answer(kind) && !self.is_put_forward(event) => {
                for party in self.concerned(actor, relation) {
                    self.act(party, kind, event);
                }
            }
            _ => {}
        }
    }

    /// Tells whether the article itself says who put a content forward.
    fn is_put_forward(&self, event: EventId) -> bool {
        self.facts.relations.iter().any(|r| r.to == Node::Event(event) && PUT_FORWARD.contains(&r.kind))
    }

    /// Returns whom an answer concerns: who denies, or the other sides that the sentence names; and for whom each speaks.
    fn concerned(&self, actor: ActorId, answer: &Relation) -> BTreeSet<ActorId> {
        let actors = &self.facts.actors;
        let with_sides =
            |id: ActorId| std::iter::once(id).chain(actors[id].represents.iter().map(|mandate| mandate.of));
        let own: BTreeSet<ActorId> = with_sides(actor).collect();
        if answer.kind == RelationKind::Denies {
            return own;
        }
        let named = |id: &ActorId| actors[*id].mentions.iter().any(|mention| answer.evidence.covers(*mention));
        let named = actors.ids().filter(named).chain(answer.addressees.iter().copied());
        named.flat_map(with_sides).filter(|id| !own.contains(id)).collect()
    }

    /// Notes an act, once; that of a party which no other article can name belongs to nothing there.
    fn act(&mut self, party: ActorId, kind: RelationKind, event: EventId) {
        if self.is_own_group(&self.facts.actors[party].id) {
            return;
        }
        let content = self.key(Node::Event(event));
        let told = &self.facts.events[event];
        let first = told.spans.first().copied().unwrap_or(told.trigger);
        let act = Act {
            party: self.actor_key(party),
            kind: kind.name(),
            content,
            text: told.text.clone(),
            place: self.points.of_span(first),
        };
        if self.seen.insert(format!("{} {} {}", act.kind, act.content, act.party)) {
            self.into.acts.push(act);
        }
    }
}

fn statement_key(article: &Article, id: StatementId) -> String {
    key::hashed("statement", &[&article.id, &id.0.to_string()])
}

/// An event's id, and whether articles share it: they do where the same actor puts the same content forward in the same
/// words.
fn event_key(article: &Article, facts: &Facts, id: EventId) -> (String, bool) {
    let words = key::content_words(&facts.events[id].text);
    let act = facts.relations.iter().find(|r| {
        r.to == Node::Event(id) && PUT_FORWARD.contains(&r.kind) && matches!(r.from, Node::Actor(_)) && words.len() > 2
    });
    match act {
        Some(Relation { kind, from: Node::Actor(actor), .. }) => {
            (key::hashed("event", &[kind.name(), &facts.actors[*actor].id, &words.join(" ")]), true)
        }
        _ => (key::hashed("event", &[&article.id, &id.0.to_string()]), false),
    }
}

fn word<T: serde::Serialize>(value: T) -> Value {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.into(),
        _ => Value::Null,
    }
}

fn statement_properties(key: &str, statement: &Statement, text: &str) -> Properties {
    let piece = |span: &Span<Byte>| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let join = |spans: &[Span<Byte>]| spans.iter().map(piece).collect::<Vec<_>>().join(" … ");
    Properties::from([
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
    ])
}

fn event_properties(key: &str, event: &Event) -> Properties {
    Properties::from([
        ("id".into(), key.into()),
        ("text".into(), event.text.clone().into()),
        ("lemma".into(), event.lemma.clone().into()),
        ("plover".into(), event.plover.clone().into()),
        ("cameo".into(), event.cameo.clone().into()),
        ("date_start".into(), event.date_start.into()),
        ("date_end".into(), event.date_end.into()),
        ("factuality".into(), word(event.factuality)),
    ])
}
