//! The public form of one article's facts: a JSON object on one line, written and read back.
//!
//! All offsets are half-open `[start, end)` in Unicode code points of `text`. Every member is there, `null` or empty
//! where nothing is known. `version` grows when a member changes its meaning or goes; new members may come at any time.
//!
//! ```
//! use demarche::extract::{Facts, json::Extraction};
//! use demarche::ingest::Reader;
//! let article = Reader::default().article("Norland offered talks.".into());
//! let line = Extraction::new(&article, &Facts::default()).to_line();
//! let (again, facts) = Extraction::from_line(&line)?.into_parts()?;
//! assert_eq!((again.text, facts), (article.text, Facts::default()));
//! # Ok::<(), demarche::extract::json::ReadError>(())
//! ```

mod read;

use super::fact::{
    self, ActorId, ActorKind, ConditionKind, EventId, Facts, Factuality, Manner, Modality, Mode, Polarity,
    RelationKind, StatementId,
};
use crate::ingest::{Article, DateSource};
use crate::text::{Byte, CodePoints, Id, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use read::ReadError;

/// The version of the form.
const VERSION: u32 = 1;

/// A window in code points.
type Window = [u32; 2];

/// One article and its facts, as they leave the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Extraction {
    version: u32,
    article: Header,
    text: String,
    #[serde(default)]
    sentences: Vec<Window>,
    #[serde(default)]
    actors: Vec<Actor>,
    #[serde(default)]
    statements: Vec<Statement>,
    /// Statements inside the content of others, which `within` names; numbered together with those.
    #[serde(default)]
    embedded: Vec<Statement>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    relations: Vec<Relation>,
    #[serde(default)]
    warnings: Vec<String>,
}

/// What is known of the article beside its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Header {
    id: String,
    path: Option<String>,
    title: Option<String>,
    #[serde(default)]
    byline: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    published: Option<Date>,
    #[serde(default)]
    published_from: Option<DateSource>,
    dateline: Option<String>,
    language: String,
    #[serde(default)]
    words: usize,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Actor {
    id: String,
    name: String,
    kind: ActorKind,
    code: Option<String>,
    sector: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    represents: Vec<String>,
    /// How it represents each of `represents`.
    #[serde(default)]
    mandates: Vec<Mandate>,
    #[serde(default)]
    part_of: Vec<String>,
    #[serde(default)]
    mentions: Vec<Window>,
    confidence: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Mandate {
    of: String,
    role: Option<String>,
    basis: fact::Basis,
    shown: Option<Window>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Statement {
    id: String,
    #[serde(default)]
    source: Vec<Window>,
    #[serde(default)]
    cue: Vec<Window>,
    content: Vec<Window>,
    #[serde(default)]
    actors: Vec<String>,
    #[serde(default)]
    addressees: Vec<String>,
    act: RelationKind,
    manner: Manner,
    mode: Mode,
    polarity: Polarity,
    modality: Modality,
    date: Option<Date>,
    within: Option<String>,
    confidence: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Event {
    id: String,
    spans: Vec<Window>,
    trigger: Window,
    lemma: String,
    text: String,
    #[serde(default)]
    agents: Vec<String>,
    #[serde(default)]
    targets: Vec<String>,
    place: Option<fact::Place>,
    date_start: Option<Date>,
    date_end: Option<Date>,
    plover: Option<String>,
    cameo: Option<String>,
    factuality: Factuality,
    confidence: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Relation {
    #[serde(rename = "type")]
    kind_of_relation: RelationKind,
    from: String,
    to: String,
    event: Option<String>,
    statement: Option<String>,
    #[serde(default)]
    addressees: Vec<String>,
    kind: Option<ConditionKind>,
    #[serde(default)]
    negated: bool,
    start: u32,
    end: u32,
    date: Option<Date>,
    confidence: f64,
    rule: String,
}

impl Extraction {
    /// Turns an article and its facts into their public form.
    pub fn new(article: &Article, facts: &Facts) -> Self {
        let writer = Writer { points: CodePoints::new(&article.text), facts };
        let (embedded, statements) = facts
            .statements
            .iter_enumerated()
            .map(|(id, statement)| writer.statement(id, statement))
            .partition(|statement| statement.within.is_some());
        Self {
            version: VERSION,
            article: Header {
                id: article.id.clone(),
                path: article.path.clone(),
                title: article.title.clone(),
                byline: article.byline.clone(),
                publisher: article.publisher.clone(),
                url: article.url.clone(),
                published: article.published,
                published_from: article.published_from,
                dateline: article.dateline.clone(),
                language: article.language.clone(),
                words: article.words(),
            },
            text: article.text.clone(),
            sentences: writer.windows(&facts.sentences),
            actors: facts.actors.iter().map(|actor| writer.actor(actor)).collect(),
            statements,
            embedded,
            events: facts.events.iter_enumerated().map(|(id, event)| writer.event(id, event)).collect(),
            relations: facts.relations.iter().map(|relation| writer.relation(relation)).collect(),
            warnings: article.warnings.clone(),
        }
    }

    /// Takes the text out, for keeping it elsewhere; see [`Extraction::with_text`].
    pub fn without_text(mut self) -> Self {
        self.text = String::new();
        self
    }

    /// Puts the text back in.
    pub fn with_text(mut self, text: String) -> Self {
        self.text = text;
        self
    }

    /// Returns how many words the article's news holds.
    pub fn words(&self) -> usize {
        self.article.words
    }

    /// Writes the object as one line, without the line break.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("strings, numbers and lists are always JSON")
    }
}

/// Turns positions into code points and numbers into ids.
struct Writer<'f> {
    points: CodePoints<'f>,
    facts: &'f Facts,
}

/// Returns the id of a statement inside its article.
fn statement_id(id: StatementId) -> String {
    format!("s{}", id.index() + 1)
}

/// Returns the id of an event inside its article.
fn event_id(id: EventId) -> String {
    format!("e{}", id.index() + 1)
}

impl Writer<'_> {
    fn windows(&self, spans: &[Span<Byte>]) -> Vec<Window> {
        spans.iter().map(|&span| self.points.of_span(span)).collect()
    }

    /// Returns an actor's id; an actor that is not among the facts has none, and no fact should name it.
    fn actor_id(&self, id: ActorId) -> String {
        self.facts.actors.get(id).map_or_else(String::new, |actor| actor.id.clone())
    }

    fn actor_ids(&self, ids: &[ActorId]) -> Vec<String> {
        ids.iter().map(|&id| self.actor_id(id)).collect()
    }

    fn node_id(&self, node: fact::Node) -> String {
        match node {
            fact::Node::Actor(id) => self.actor_id(id),
            fact::Node::Statement(id) => statement_id(id),
            fact::Node::Event(id) => event_id(id),
        }
    }

    fn actor(&self, actor: &fact::Actor) -> Actor {
        Actor {
            id: actor.id.clone(),
            name: actor.name.clone(),
            kind: actor.kind,
            code: actor.code.clone(),
            sector: actor.sector.clone(),
            aliases: actor.aliases.clone(),
            represents: actor.represents.iter().map(|m| self.actor_id(m.of)).collect(),
            mandates: actor.represents.iter().map(|m| self.mandate(m)).collect(),
            part_of: self.actor_ids(&actor.part_of),
            mentions: self.windows(&actor.mentions),
            confidence: rounded(actor.confidence),
        }
    }

    fn mandate(&self, mandate: &fact::Mandate) -> Mandate {
        Mandate {
            of: self.actor_id(mandate.of),
            role: mandate.role.clone(),
            basis: mandate.basis,
            shown: mandate.shown.map(|span| self.points.of_span(span)),
        }
    }

    fn statement(&self, id: StatementId, statement: &fact::Statement) -> Statement {
        Statement {
            id: statement_id(id),
            source: self.windows(&statement.source),
            cue: self.windows(&statement.cue),
            content: self.windows(&statement.content),
            actors: self.actor_ids(&statement.actors),
            addressees: self.actor_ids(&statement.addressees),
            act: statement.act,
            manner: statement.manner,
            mode: statement.mode,
            polarity: statement.polarity,
            modality: statement.modality,
            date: statement.date,
            within: statement.within.map(statement_id),
            confidence: rounded(statement.confidence),
        }
    }

    fn event(&self, id: EventId, event: &fact::Event) -> Event {
        Event {
            id: event_id(id),
            spans: self.windows(&event.spans),
            trigger: self.points.of_span(event.trigger),
            lemma: event.lemma.clone(),
            text: event.text.clone(),
            agents: self.actor_ids(&event.agents),
            targets: self.actor_ids(&event.targets),
            place: event.place.clone(),
            date_start: event.date_start,
            date_end: event.date_end,
            plover: event.plover.clone(),
            cameo: event.cameo.clone(),
            factuality: event.factuality,
            confidence: rounded(event.confidence),
        }
    }

    fn relation(&self, relation: &fact::Relation) -> Relation {
        let [start, end] = self.points.of_span(relation.evidence);
        let content = relation.content.map(|node| (node, self.node_id(node)));
        Relation {
            kind_of_relation: relation.kind,
            from: self.node_id(relation.from),
            to: self.node_id(relation.to),
            event: content.as_ref().filter(|(n, _)| matches!(n, fact::Node::Event(_))).map(|(_, id)| id.clone()),
            statement: content.filter(|(n, _)| matches!(n, fact::Node::Statement(_))).map(|(_, id)| id),
            addressees: self.actor_ids(&relation.addressees),
            kind: relation.condition,
            negated: relation.negated,
            start,
            end,
            date: relation.date,
            confidence: rounded(relation.confidence),
            rule: relation.rule.clone(),
        }
    }
}

/// Keeps three decimals: more would pretend to know more.
fn rounded(confidence: f64) -> f64 {
    (confidence * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests;
