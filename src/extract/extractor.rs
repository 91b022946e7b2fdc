//! All steps from an annotated article to its facts, in order.

use super::actor::Cast;
use super::annotate::annotate;

use super::attribution::Attribution;
use super::event::Events;
use super::fact::{ActorId, Facts};
use super::frame;
use super::lexicon::Lexicon;
use super::reading::Reading;
use super::rule::Library;
use super::word_class::WordClasses;
use super::{ExtractError, attribution, link, relation, statement};
use crate::ingest::Article;
use crate::nlp::{Dep, Doc, Pipeline, Pos, TokenId};

/// The rules, lexica and models that extraction stands on, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Extractor {
    lexicon: &'static Lexicon,
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
        Ok(Self {
            lexicon: Lexicon::bundled(),
            library: Library::bundled()?,
            classes: WordClasses::bundled(),
            attribution: attribution::Model::bundled()?,
        })
    }

    /// Returns the extraction rules.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Annotates the news of an article: its regions each by itself, headlines in sentence case, boilerplate left out.
    ///
    /// The doc's text and offsets are the article's own.
    pub fn annotate(&self, pipeline: &Pipeline, article: &Article) -> Doc {
        annotate(pipeline, article, &|lower| self.lexicon.is_name(lower))
    }

    /// Reads the facts of one article from its annotated text.
    pub fn extract(&self, article: &Article, doc: &Doc) -> Facts {
        let mut cast = Cast::find(article, doc, self.lexicon);
        let attributions = attribution::attribute(doc, article, &self.attribution);
        self.resolve_speakers(doc, &mut cast, &attributions);
        let reading = Reading::new(article, doc, &cast, &self.classes, &attributions);
        let mut events = Events::default();
        let mut found = relation::relate(&reading, &self.library, &mut events);
        link::link(&reading, &mut events, &mut found);
        let (statements, mut relations) = statement::state(&reading, &found);
        relations.extend(found.into_iter().map(|f| f.relation));
        relations.sort_by_key(|r| (r.evidence, r.kind, r.from, r.to));
        let sentences = doc.sentences().iter().map(|&s| doc.bytes(s).trimmed(doc.text())).collect();
        Facts { sentences, actors: cast.actors, statements, events: events.list, relations }
    }

    /// Tells whether a noun names people by their role or as a body: "officials", "the envoy".
    fn is_human(&self, lemma: &str) -> bool {
        let lemma = lemma.to_lowercase();
        self.lexicon.title(&lemma).is_some() || self.lexicon.group(&lemma).is_some()
    }

    /// Makes sure that every source is an actor, and that "I" and "we" inside its words stand for it and its side.
    fn resolve_speakers(&self, doc: &Doc, cast: &mut Cast, attributions: &[Attribution]) {
        let mut quotes = Vec::new();
        for attribution in attributions {
            let Some(head) = attribution.source_head else { continue };
            if cast.actors_at(head).is_empty()
                && matches!(doc.pos(head), Pos::Noun | Pos::Propn)
                && self.is_human(doc.lemma(head))
            {
                cast.group_for(doc, head);
            }
            quotes.push((attribution.content.clone(), authors(doc, cast, head)));
        }
        cast.resolve_quoted(doc, &quotes);
    }
}

/// Returns the actors a noun phrase stands for, or, of a text that speaks, those whose text it is.
pub(super) fn authors(doc: &Doc, cast: &Cast, head: TokenId) -> Vec<ActorId> {
    let direct = cast.actors_at(head);
    if !direct.is_empty() {
        return direct.to_vec();
    }
    // "The hardliners Britain and Norway": the names stand after the noun.
    let named = doc.child(head, &[Dep::Appos]).filter(|&name| !cast.actors_at(name).is_empty());
    let author = named.or_else(|| frame::author(doc, head));
    let found = author.map(|author| cast.actors_at(author).to_vec()).unwrap_or_default();
    if !found.is_empty() {
        return found;
    }
    // "A ministry statement": the actor stands before the noun.
    let before = doc.children_by(head, &[Dep::Compound, Dep::Nmod, Dep::Amod]).map(|m| cast.actors_at(m));
    before.filter(|actors| !actors.is_empty()).last().map(<[ActorId]>::to_vec).unwrap_or_default()
}
