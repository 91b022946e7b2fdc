//! Facts of many articles in, one graph out.
//!
//! Input: articles and their facts, in any order. Output: the property graph of the schema. An actor has one node for
//! the whole graph; a content that the same actor puts forward in the same words in two articles has one node; every
//! relationship keeps all places that show it as evidence. Ids derive from content alone and nodes and relationships
//! are written in the order of their ids, so that neither the order of the articles nor their grouping shows.

mod actor;
mod emit;
mod key;
mod repeat;

use crate::extract::Facts;
use crate::graph::{Graph, Properties};
use crate::ingest::Article;
use actor::ActorRecord;
use std::collections::{BTreeMap, BTreeSet};

/// A node of the graph to be: its labels and properties.
#[derive(Clone, Debug, Default, PartialEq)]
struct NodeRecord {
    labels: Vec<&'static str>,
    properties: Properties,
}

/// A relationship of the graph to be: its properties, and all places that show it.
#[derive(Clone, Debug, Default, PartialEq)]
struct RelationshipRecord {
    properties: Properties,
    evidence: BTreeSet<Evidence>,
}

/// A place that shows a relationship: the surest first, then the earliest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Evidence {
    /// 1 − confidence in millionths, so that the surest sorts first.
    doubt: u32,
    date: Option<jiff::civil::Date>,
    article: String,
    start: u32,
    end: u32,
    rule: String,
}

/// Joins the facts of articles into one graph.
///
/// ```
/// use demarche::{assemble::Assembler, extract::Facts, ingest::Article};
/// let mut assembler = Assembler::new();
/// assembler.add(&Article { id: "a".into(), text: "News.".into(), ..Article::default() }, &Facts::default());
/// assert_eq!(assembler.finish().node_count(), 1);
/// ```
#[derive(Debug, Default)]
pub struct Assembler {
    nodes: BTreeMap<String, NodeRecord>,
    actors: BTreeMap<String, ActorRecord>,
    relationships: BTreeMap<(String, &'static str, String), RelationshipRecord>,
    /// Acts by actor and kind, for finding contents that are put forward again.
    acts: repeat::Acts,
}

impl Assembler {
    /// Makes an assembler that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one article and its facts; an article whose id was added before changes nothing.
    pub fn add(&mut self, article: &Article, facts: &Facts) {
        let id = format!("article:{}", article.id);
        if !self.nodes.contains_key(&id) {
            emit::Emitter::new(self, article, facts).emit(id);
        }
    }

    /// Writes the graph.
    pub fn finish(mut self) -> Graph {
        let acts = std::mem::take(&mut self.acts);
        for (later, kind, earlier, evidence) in acts.answers() {
            let record = self.relationships.entry((later, kind, earlier)).or_default();
            record.evidence.insert(evidence);
        }
        let repeats = acts.repeats();
        for (later, earlier, evidence) in repeats {
            let record = self.relationships.entry((later, "REPEATS", earlier)).or_default();
            record.evidence.insert(evidence);
        }
        let mut graph = Graph::new();
        let mut ids = BTreeMap::new();
        let actors = self.actors.into_iter().map(|(id, actor)| (id.clone(), actor.into_node(id)));
        for (key, node) in actors.chain(self.nodes) {
            let id = graph.add_node(node.labels, node.properties);
            ids.insert(key, id);
        }
        for ((start, kind, end), record) in self.relationships {
            if let (Some(&start), Some(&end)) = (ids.get(&start), ids.get(&end)) {
                graph.add_relationship(start, kind, end, emit::relationship_properties(record));
            }
        }
        graph
    }
}

/// Joins the facts of articles into one graph, in one call.
pub fn assemble(articles: impl IntoIterator<Item = (Article, Facts)>) -> Graph {
    let mut assembler = Assembler::new();
    for (article, facts) in articles {
        assembler.add(&article, &facts);
    }
    assembler.finish()
}
