//! All steps from an annotated article to its facts, in order.

use super::actor::Cast;
use super::annotate::annotate;

use super::attribution::Attribution;
use super::coding::{self, Codebook, InCountry};
use super::confidence::{ConfidenceModel, Feature, features};
use super::event::Events;
use super::fact::{ActorId, Facts, Relation};
use super::frame;
use super::lexicon::Lexicon;
use super::reading::Reading;
use super::recase::Known;
use super::rule::{Library, Match, Mismatch, Rule};
use super::word_class::WordClasses;
use super::{ExtractError, attribution, contradict, link, relation, statement};
use crate::ingest::Article;
use crate::nlp::{Dep, Doc, Pipeline, Pos, TokenId};
use crate::text::{Byte, Span};
use std::borrow::Cow;
use std::path::PathBuf;

/// What a user adds to the rules and names that come with the program.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    /// Rule files, or folders of them.
    pub rules: Vec<PathBuf>,
    /// Tables of actors.
    pub lexica: Vec<PathBuf>,
}

/// The facts of an article with the words that showed them.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The facts.
    pub facts: Facts,
    /// The trigger of each relation, in their order; a `SAYS` has none but its statement's cue.
    pub triggers: Vec<Option<Span<Byte>>>,
    /// What the confidence of each relation was judged by, in their order; a `SAYS` has none.
    pub features: Vec<Vec<Feature>>,
}

/// What came of one rule at one word of an article.
#[derive(Clone, Debug)]
pub struct Attempt<'r> {
    /// The word that bears one of the rule's trigger lemmas.
    pub token: TokenId,
    /// The rule.
    pub rule: &'r Rule,
    /// The heads of its parts, or why it does not match.
    pub outcome: Result<Match<'r>, Mismatch<'r>>,
}

/// The rules, lexica and models that extraction stands on, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Extractor {
    lexicon: Cow<'static, Lexicon>,
    library: Library,
    classes: WordClasses,
    attribution: attribution::Model,
    codebook: Codebook,
    confidence: ConfidenceModel,
}

impl Extractor {
    /// Loads what comes with the program.
    ///
    /// # Errors
    /// Where a bundled file is not well-formed; a test holds that none is.
    pub fn bundled() -> Result<Self, ExtractError> {
        Ok(Self {
            lexicon: Cow::Borrowed(Lexicon::bundled()),
            library: Library::bundled()?,
            classes: WordClasses::bundled(),
            attribution: attribution::Model::bundled()?,
            codebook: Codebook::bundled(),
            confidence: ConfidenceModel::bundled()?,
        })
    }

    /// Loads what comes with the program and what a user adds to it.
    ///
    /// # Errors
    /// Where a file can't be read or is not well-formed.
    pub fn with(additions: &Additions) -> Result<Self, ExtractError> {
        let mut extractor = Self::bundled()?;
        for path in &additions.rules {
            extractor.library.add_path(path)?;
        }
        for path in &additions.lexica {
            extractor.lexicon.to_mut().extend_from_csv(path)?;
        }
        Ok(extractor)
    }

    /// Returns the extraction rules.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Annotates the news of an article: its regions each by itself, headlines in sentence case, boilerplate left out.
    ///
    /// The doc's text and offsets are the article's own.
    pub fn annotate(&self, pipeline: &Pipeline, article: &Article) -> Doc {
        let known = Known {
            is_name: &|lower| self.lexicon.is_name(lower),
            is_common: &|lower| self.lexicon.is("headline", lower),
        };
        annotate(pipeline, article, known)
    }

    /// Reads the facts of one article from its annotated text.
    pub fn extract(&self, article: &Article, doc: &Doc) -> Facts {
        self.trace(article, doc).facts
    }

    /// Tells what came of every rule at every word that could trigger it.
    pub fn attempts(&self, article: &Article, doc: &Doc) -> Vec<Attempt<'_>> {
        let (cast, attributions) = self.cast(article, doc);
        let reading = Reading::new(article, doc, &cast, &self.classes, &attributions);
        let at = |token| {
            let attempts = self.library.attempts_at(doc, token, &reading).into_iter();
            attempts.map(move |(rule, outcome)| Attempt { token, rule, outcome }).collect::<Vec<_>>()
        };
        doc.tokens().ids().flat_map(at).collect()
    }

    /// Finds who appears and who says what.
    fn cast(&self, article: &Article, doc: &Doc) -> (Cast, Vec<Attribution>) {
        let mut cast = Cast::find(article, doc, &self.lexicon);
        let attributions = attribution::attribute(doc, article, &self.attribution);
        self.resolve_speakers(doc, &mut cast, &attributions);
        (cast, attributions)
    }

    /// Reads the facts of one article, with the words that showed each relation.
    pub fn trace(&self, article: &Article, doc: &Doc) -> Trace {
        let (cast, attributions) = self.cast(article, doc);
        let reading = Reading::new(article, doc, &cast, &self.classes, &attributions);
        let mut events = Events::default();
        let mut found = relation::relate(&reading, &self.library, &mut events);
        link::link(&reading, &mut events, &mut found);
        let in_countries = coding::code(&reading, &self.codebook, &self.lexicon, &mut events, &found);
        let (statements, says) = statement::state(&reading, &found);
        let contradictions = contradict::contradictions(&reading, &events, &found, &statements);
        let mut shown: Vec<_> = says.into_iter().chain(contradictions).map(|relation| (relation, None)).collect();
        shown.extend(found.into_iter().map(|f| (f.relation, Some(f.trigger))));
        shown.sort_by_key(|(r, _)| (r.evidence, r.kind, r.from, r.to));
        let mut cast = cast;
        for fact in in_countries {
            match fact {
                InCountry::Target(event, country) => {
                    let place = events.list[event].spans[0];
                    let country = cast.country(&self.lexicon, country, place);
                    events.list[event].targets.push(country);
                }
                InCountry::People(group, country) => cast.settle(&self.lexicon, group, country),
            }
        }
        let sentences = doc.sentences().iter().map(|&s| doc.bytes(s).trimmed(doc.text())).collect();
        let facts = Facts { sentences, actors: cast.actors, statements, events: events.list, relations: Vec::new() };
        self.rated(doc, facts, shown)
    }

    /// Adds the relations to the facts, each with its confidence.
    fn rated(&self, doc: &Doc, facts: Facts, shown: Vec<(Relation, Option<TokenId>)>) -> Trace {
        let mut trace = Trace { facts, ..Trace::default() };
        let mut relations = Vec::with_capacity(shown.len());
        for (mut relation, trigger) in shown {
            let judged_by = trigger.map(|t| features(doc, &trace.facts, &relation, t)).unwrap_or_default();
            if trigger.is_some() {
                self.confidence.rate(&mut relation, &judged_by, &trace.facts);
            }
            relations.push(relation);
            trace.triggers.push(trigger.map(|t| doc.token(t).span));
            trace.features.push(judged_by);
        }
        trace.facts.relations = relations;
        trace
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
            if cast.actors_at(head).is_empty() && doc.pos(head) == Pos::Propn {
                cast.place_namesake(doc, head);
            }
            if cast.actors_at(head).is_empty() && doc.pos(head) == Pos::Propn {
                cast.place_inside(doc, head, &attribution.source);
            }
            let told = frame::counted(doc, head);
            if cast.actors_at(told).is_empty()
                && matches!(doc.pos(told), Pos::Noun | Pos::Propn)
                && self.is_human(doc.lemma(told))
            {
                cast.group_for(doc, told);
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
    // "A lot of people said".
    let counted = cast.actors_at(frame::counted(doc, head));
    if !counted.is_empty() {
        return counted.to_vec();
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
    let before = before.rev().find(|actors| !actors.is_empty()).map(<[ActorId]>::to_vec);
    before.or_else(|| frame::giver(doc, head).map(|giver| cast.actors_at(giver).to_vec())).unwrap_or_default()
}
