//! The public form back into an article and its facts.

use super::{Actor, Event, Extraction, Mandate, Relation, Statement, VERSION, Window};
use crate::extract::fact::{self, ActorId, EventId, Facts, Node, StatementId};
use crate::ingest::Article;
use crate::text::{Byte, CodePoints, Id, Span};
use rustc_hash::FxHashMap;

/// Why a line is no extraction.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is no JSON object of this form.
    #[error("not an extraction: {0}")]
    Json(String),
    /// It was written by a newer version of the program.
    #[error("extraction of version {0}, and this program reads up to version {VERSION}; use a newer one")]
    Newer(u32),
    /// It names something that it does not define.
    #[error("extraction names `{0}`, which it does not define")]
    Undefined(String),
    /// An offset lies outside the text.
    #[error("extraction holds the offsets {start} to {end}, which do not lie in its text")]
    Outside {
        /// First code point.
        start: u32,
        /// First code point after it.
        end: u32,
    },
}

impl Extraction {
    /// Reads one line.
    pub fn from_line(line: &str) -> Result<Self, ReadError> {
        let extraction: Self = serde_json::from_str(line).map_err(|error| ReadError::Json(error.to_string()))?;
        if extraction.version > VERSION {
            return Err(ReadError::Newer(extraction.version));
        }
        Ok(extraction)
    }

    /// Turns it back into an article and its facts.
    ///
    /// The article has no regions: they serve extraction, which is done.
    pub fn into_parts(self) -> Result<(Article, Facts), ReadError> {
        let reader = Reader::new(&self);
        let mut facts = Facts {
            sentences: reader.spans(&self.sentences)?,
            relations: self.relations.iter().map(|r| reader.relation(r)).collect::<Result<_, _>>()?,
            ..Facts::default()
        };
        facts.actors = self.actors.iter().map(|a| reader.actor(a)).collect::<Result<_, _>>()?;
        facts.statements = in_order(&self).into_iter().map(|s| reader.statement(s)).collect::<Result<_, _>>()?;
        facts.events = self.events.iter().map(|e| reader.event(e)).collect::<Result<_, _>>()?;
        let header = self.article;
        let article = Article {
            id: header.id,
            title: header.title,
            byline: header.byline,
            publisher: header.publisher,
            url: header.url,
            published: header.published,
            published_from: header.published_from,
            dateline: header.dateline,
            language: header.language,
            path: header.path,
            text: self.text,
            warnings: self.warnings,
            ..Article::default()
        };
        Ok((article, facts))
    }
}

/// All statements in the order of their numbers, the embedded ones where they were.
fn in_order(extraction: &Extraction) -> Vec<&Statement> {
    let number = |id: &str| id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().unwrap_or(u64::MAX);
    let mut all: Vec<&Statement> = extraction.statements.iter().chain(&extraction.embedded).collect();
    all.sort_by_cached_key(|statement| number(&statement.id));
    all
}

/// Turns code points into positions and ids into numbers.
struct Reader<'e> {
    points: CodePoints<'e>,
    length: u32,
    nodes: FxHashMap<&'e str, Node>,
}

impl<'e> Reader<'e> {
    fn new(extraction: &'e Extraction) -> Self {
        let mut nodes = FxHashMap::default();
        nodes.extend(extraction.actors.iter().enumerate().map(|(i, a)| (&*a.id, Node::Actor(ActorId::from_index(i)))));
        let statements = in_order(extraction).into_iter().enumerate();
        nodes.extend(statements.map(|(i, s)| (&*s.id, Node::Statement(StatementId::from_index(i)))));
        nodes.extend(extraction.events.iter().enumerate().map(|(i, e)| (&*e.id, Node::Event(EventId::from_index(i)))));
        let points = CodePoints::new(&extraction.text);
        let length = points.of_byte(u32::try_from(extraction.text.len()).unwrap_or(u32::MAX));
        Self { points, length, nodes }
    }

    fn span(&self, window: Window) -> Result<Span<Byte>, ReadError> {
        let [start, end] = window;
        if start > end || end > self.length {
            return Err(ReadError::Outside { start, end });
        }
        Ok(self.points.to_span(window))
    }

    fn spans(&self, windows: &[Window]) -> Result<Vec<Span<Byte>>, ReadError> {
        windows.iter().map(|&window| self.span(window)).collect()
    }

    fn node(&self, id: &str) -> Result<Node, ReadError> {
        self.nodes.get(id).copied().ok_or_else(|| ReadError::Undefined(id.to_owned()))
    }

    fn actors(&self, ids: &[String]) -> Result<Vec<ActorId>, ReadError> {
        ids.iter().map(|id| self.actor_of(id)).collect()
    }

    fn actor_of(&self, id: &str) -> Result<ActorId, ReadError> {
        match self.node(id)? {
            Node::Actor(actor) => Ok(actor),
            _ => Err(ReadError::Undefined(id.to_owned())),
        }
    }

    fn mandate(&self, mandate: &Mandate) -> Result<fact::Mandate, ReadError> {
        Ok(fact::Mandate {
            of: self.actor_of(&mandate.of)?,
            role: mandate.role.clone(),
            basis: mandate.basis,
            shown: mandate.shown.map(|window| self.span(window)).transpose()?,
        })
    }

    fn actor(&self, actor: &Actor) -> Result<fact::Actor, ReadError> {
        Ok(fact::Actor {
            id: actor.id.clone(),
            name: actor.name.clone(),
            kind: actor.kind,
            code: actor.code.clone(),
            sector: actor.sector.clone(),
            aliases: actor.aliases.clone(),
            represents: actor.mandates.iter().map(|m| self.mandate(m)).collect::<Result<_, _>>()?,
            part_of: self.actors(&actor.part_of)?,
            mentions: self.spans(&actor.mentions)?,
            confidence: actor.confidence,
        })
    }

    fn statement(&self, statement: &Statement) -> Result<fact::Statement, ReadError> {
        let within = statement.within.as_ref().map(|id| match self.node(id)? {
            Node::Statement(statement) => Ok(statement),
            _ => Err(ReadError::Undefined(id.clone())),
        });
        Ok(fact::Statement {
            source: self.spans(&statement.source)?,
            cue: self.spans(&statement.cue)?,
            content: self.spans(&statement.content)?,
            actors: self.actors(&statement.actors)?,
            addressees: self.actors(&statement.addressees)?,
            act: statement.act,
            manner: statement.manner,
            mode: statement.mode,
            polarity: statement.polarity,
            modality: statement.modality,
            date: statement.date,
            within: within.transpose()?,
            confidence: statement.confidence,
        })
    }

    fn event(&self, event: &Event) -> Result<fact::Event, ReadError> {
        Ok(fact::Event {
            spans: self.spans(&event.spans)?,
            trigger: self.span(event.trigger)?,
            lemma: event.lemma.clone(),
            text: event.text.clone(),
            agents: self.actors(&event.agents)?,
            targets: self.actors(&event.targets)?,
            place: event.place.clone(),
            date_start: event.date_start,
            date_end: event.date_end,
            plover: event.plover.clone(),
            cameo: event.cameo.clone(),
            factuality: event.factuality,
            confidence: event.confidence,
        })
    }

    fn relation(&self, relation: &Relation) -> Result<fact::Relation, ReadError> {
        let content = relation.event.as_ref().or(relation.statement.as_ref());
        Ok(fact::Relation {
            kind: relation.kind_of_relation,
            from: self.node(&relation.from)?,
            to: self.node(&relation.to)?,
            content: content.map(|id| self.node(id)).transpose()?,
            addressees: self.actors(&relation.addressees)?,
            condition: relation.kind,
            negated: relation.negated,
            evidence: self.span([relation.start, relation.end])?,
            date: relation.date,
            confidence: relation.confidence,
            rule: relation.rule.clone(),
        })
    }
}
