//! All steps from an annotated article to its facts, in order.

use super::actor::Cast;
use super::event::Events;
use super::fact::Facts;
use super::reading::Reading;
use super::rule::Library;
use super::word_class::WordClasses;
use super::{ExtractError, attribution, link, relation, statement};
use crate::ingest::Article;
use crate::nlp::Doc;

/// The rules, lexica and models that extraction stands on, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Extractor {
    library: Library,
    classes: WordClasses,
    attribution: attribution::Model,
}

impl Extractor {
    /// Loads what comes with the program.
    ///
    /// # Errors
    /// Where a bundled file is not well-formed; a test holds that none is.
    pub fn bundled() -> Result<Self, ExtractError> {
        Ok(Self { library: Library::bundled()?, classes: WordClasses::bundled(), attribution: attribution::Model::bundled()? })
    }

    /// Returns the extraction rules.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Reads the facts of one article from its annotated text.
    pub fn extract(&self, article: &Article, doc: &Doc) -> Facts {
        let cast = Cast::find(article, doc);
        let attributions = attribution::attribute(doc, article, &self.attribution);
        let reading = Reading::new(article, doc, &cast, &self.classes, &attributions);
        let mut events = Events::default();
        let mut found = relation::relate(&reading, &self.library, &mut events);
        link::link(&reading, &mut events, &mut found);
        let (statements, mut relations) = statement::state(&reading, &found);
        relations.extend(found.into_iter().map(|f| f.relation));
        relations.sort_by(|a, b| (a.evidence, a.kind, a.from, a.to).cmp(&(b.evidence, b.kind, b.from, b.to)));
        let sentences = doc.sentences().iter().map(|&s| doc.bytes(s).trimmed(doc.text())).collect();
        Facts { sentences, actors: cast.actors, statements, events: events.list, relations }
    }
}
