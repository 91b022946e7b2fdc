//! What one article adds to the graph, before it is joined with what others add.

use super::{ActorReading, emit};
use crate::extract::Facts;
use crate::extract::json::{Extraction, ReadError};
use crate::graph::Properties;
use crate::ingest::Article;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Everything that one article adds to the graph.
///
/// What only this article can show (its own node, its statements, most of its events, its unnamed groups, and every
/// relationship at one of these) is its own; the rest is shared with all articles that show it too. Ids are the same
/// in whatever order articles come.
///
/// ```
/// use demarche::{assemble::Contribution, extract::Facts, ingest::Article};
/// let article = Article { id: "a".into(), text: "News.".into(), ..Article::default() };
/// assert_eq!(Contribution::new(&article, &Facts::default()).nodes[0].id, "article:a");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contribution {
    /// Nodes of this article alone, the article's own first.
    pub nodes: Vec<OwnNode>,
    /// What it says of actors that other articles may name too.
    pub actors: BTreeMap<String, ActorReading>,
    /// What it says of events and places that other articles may tell of too.
    pub reports: BTreeMap<String, Report>,
    /// Relationships, sorted.
    pub ties: BTreeMap<TieKey, Shown>,
    /// Acts whose content may belong to that of an act in another article.
    pub acts: Vec<Act>,
}

/// A node that one article alone can show.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnNode {
    /// Its id in the graph.
    pub id: String,
    /// Its labels.
    pub labels: Vec<&'static str>,
    /// Its properties.
    pub properties: Properties,
}

/// What one article tells of an event or place.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The label of the node.
    pub label: &'static str,
    /// The properties, as this article has them.
    pub properties: Properties,
}

/// What makes two relationships the same one: both ends, the type and, between actors, the content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TieKey {
    /// The id of the node it leaves.
    pub start: String,
    /// Its type.
    pub kind: &'static str,
    /// The id of the node it enters.
    pub end: String,
    /// The id of the event or statement that it is about; empty where there is none.
    pub content: String,
}

/// All places of an article that show a relationship, the best first, each with the properties that it gives.
pub type Shown = BTreeMap<Evidence, Properties>;

/// A place that shows a relationship: the surest sorts first, then the one that tells most, then the earliest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// 1 − confidence in millionths, so that the surest sorts first.
    pub doubt: u32,
    /// How many properties it leaves open.
    pub missing: u32,
    /// The day the article was published.
    pub date: Option<Date>,
    /// The article's id.
    pub article: String,
    /// First code point of the article's text.
    pub start: u32,
    /// First code point after it.
    pub end: u32,
    /// What found it.
    pub rule: String,
}

/// An act whose content may be put forward again, answered or denied in another article, or does so itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The actor by whom it is found: who puts the content forward, who is accused or denies, to whose offer it answers.
    pub party: String,
    /// Its type.
    pub kind: &'static str,
    /// The id of the content.
    pub content: String,
    /// The content's text.
    pub text: String,
    /// Where the article tells of the content first, in code points.
    pub place: [u32; 2],
}

impl Contribution {
    /// Finds what an article adds, from its facts.
    pub fn new(article: &Article, facts: &Facts) -> Self {
        emit::Emitter::new(article, facts).emit()
    }

    /// Finds what an article adds, from its text and its facts in their public form without the text.
    ///
    /// The public form rounds; what a store joins always comes by way of it, so that it can be found again later.
    pub fn from_json(text: &str, facts: &str) -> Result<Self, ReadError> {
        let (article, facts) = Extraction::from_line(facts)?.with_text(text.to_owned()).into_parts()?;
        Ok(Self::new(&article, &facts))
    }
}

impl Evidence {
    /// Writes where it stands: `article:start-end`.
    pub fn place(&self) -> String {
        format!("{}:{}-{}", self.article, self.start, self.end)
    }

    /// Adds what it says of itself to the properties that it gives.
    pub fn describe(&self, mut properties: Properties) -> Properties {
        properties.insert("confidence".into(), (f64::from(1_000_000 - self.doubt.min(1_000_000)) / 1e6).into());
        properties.insert("article".into(), self.article.clone().into());
        properties.insert("start".into(), i64::from(self.start).into());
        properties.insert("end".into(), i64::from(self.end).into());
        properties.insert("rule".into(), self.rule.clone().into());
        if let Some(date) = self.date {
            properties.entry("date".into()).or_insert(date.into());
        }
        properties
    }
}
