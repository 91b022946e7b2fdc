//! The networks and rules of a pipeline as annotators: each fills one layer of a [`Doc`](super::Doc).

use super::attribute_ruler::AttributeRuler;
use super::lemmatizer::Lemmatizer;
use super::model::config::{self, Config};
use super::model::thinc::Network;
use super::model::{ModelError, ModelFiles, Vectors};
use super::pipeline::{Annotator, Layer, Work};
use super::tagger::Tagger;
use super::tok2vec::{Cache, Tok2Vec};
use super::token::TokenId;
use super::transition::{ArcEager, Biluo};
use crate::text::Id;

/// What the components of one pipeline share while they are read.
#[derive(Debug)]
pub(super) struct Loader<'f> {
    pub(super) files: &'f ModelFiles,
    pub(super) config: &'f Config,
    vectors: Option<Vectors>,
    /// Name, place and width of each network whose vectors others listen to.
    shared: Vec<(String, usize)>,
    /// How many networks with a cache there are.
    pub(super) networks: usize,
}

/// Where a component's token vectors come from.
#[derive(Debug)]
enum Source {
    /// A network that ran before; its place among the shared ones.
    Shared(usize),
    /// A network of its own; its place among the caches.
    Own(Box<Tok2Vec>, usize),
}

impl Source {
    /// Makes the vectors ready and calls `with` on them.
    fn with_vectors<R>(&self, work: &mut Work<'_>, with: impl FnOnce(&mut Work<'_>, &[f32]) -> R) -> R {
        let mut vectors = match self {
            Self::Shared(place) => std::mem::take(&mut work.scratch.shared[*place]),
            Self::Own(network, place) => {
                let mut vectors = std::mem::take(&mut work.scratch.own);
                network.encode(work.features, work.regions, &mut work.scratch.caches[*place], &mut vectors);
                vectors
            }
        };
        let result = with(work, &vectors);
        match self {
            Self::Shared(place) => work.scratch.shared[*place] = vectors,
            Self::Own(..) => {
                vectors.clear();
                work.scratch.own = vectors;
            }
        }
        result
    }
}

/// A network whose vectors other components listen to.
#[derive(Debug)]
struct SharedVectors {
    network: Tok2Vec,
    place: usize,
    cache: usize,
}

impl Annotator for SharedVectors {
    fn name(&self) -> &'static str {
        "tok2vec"
    }
    fn requires(&self) -> &'static [Layer] {
        &[Layer::Tokens]
    }
    fn provides(&self) -> &'static [Layer] {
        &[Layer::Vectors]
    }
    fn annotate(&self, work: &mut Work<'_>) {
        let cache: &mut Cache = &mut work.scratch.caches[self.cache];
        self.network.encode(work.features, work.regions, cache, &mut work.scratch.shared[self.place]);
    }
}

#[derive(Debug)]
struct Tags(Source, Tagger);

impl Annotator for Tags {
    fn name(&self) -> &'static str {
        "tag"
    }
    fn requires(&self) -> &'static [Layer] {
        requires(&self.0)
    }
    fn provides(&self) -> &'static [Layer] {
        &[Layer::Tags]
    }
    fn annotate(&self, work: &mut Work<'_>) {
        self.0.with_vectors(work, |work, vectors| {
            let tags = self.1.tag(vectors, &mut work.scratch.scores);
            for (token, tag) in work.doc.tokens_mut().iter_mut().zip(tags) {
                token.tag = tag;
            }
        });
    }
}

#[derive(Debug)]
struct Trees(Source, ArcEager);

impl Annotator for Trees {
    fn name(&self) -> &'static str {
        "parse"
    }
    fn requires(&self) -> &'static [Layer] {
        requires(&self.0)
    }
    fn provides(&self) -> &'static [Layer] {
        &[Layer::Trees]
    }
    fn annotate(&self, work: &mut Work<'_>) {
        self.0.with_vectors(work, |work, vectors| {
            let features = work.features;
            let is_space = |token: usize| features.get(token).is_some_and(|f| f.lexeme.is_space);
            let (buffers, tree) = (&mut work.scratch.buffers, &mut work.scratch.tree);
            self.1.parse(vectors, work.regions, &is_space, buffers, tree);
            let arcs = tree.heads.iter().zip(&tree.deps).zip(&tree.sentence_starts);
            for (token, ((&head, &dep), &starts)) in work.doc.tokens_mut().iter_mut().zip(arcs) {
                (token.head, token.dep, token.sent_start) = (TokenId::from_index(head), dep, starts);
            }
        });
    }
}

#[derive(Debug)]
struct Entities(Source, Biluo);

impl Annotator for Entities {
    fn name(&self) -> &'static str {
        "ner"
    }
    fn requires(&self) -> &'static [Layer] {
        requires(&self.0)
    }
    fn provides(&self) -> &'static [Layer] {
        &[Layer::Entities]
    }
    fn annotate(&self, work: &mut Work<'_>) {
        let entities = self.0.with_vectors(work, |work, vectors| {
            let (features, tokens) = (work.features, work.doc.tokens().as_slice());
            let is_space = |token: usize| features.get(token).is_some_and(|f| f.lexeme.is_space);
            let starts = |token: usize| tokens.get(token).is_some_and(|t| t.sent_start);
            self.1.recognise(vectors, work.regions, &is_space, &starts, &mut work.scratch.buffers)
        });
        work.doc.set_entities(entities);
    }
}

impl Annotator for AttributeRuler {
    fn name(&self) -> &'static str {
        "rules"
    }
    fn requires(&self) -> &'static [Layer] {
        &[Layer::Tokens, Layer::Tags]
    }
    fn provides(&self) -> &'static [Layer] {
        &[Layer::Pos]
    }
    fn annotate(&self, work: &mut Work<'_>) {
        self.apply(work.doc, work.regions);
    }
}

impl Annotator for Lemmatizer {
    fn name(&self) -> &'static str {
        "lemmatize"
    }
    fn requires(&self) -> &'static [Layer] {
        &[Layer::Tokens, Layer::Pos]
    }
    fn provides(&self) -> &'static [Layer] {
        &[Layer::Lemmas]
    }
    fn annotate(&self, work: &mut Work<'_>) {
        self.apply(work.doc, &mut work.scratch.lemmas);
    }
}

/// Returns the layers that a component with the vectors of `source` needs.
fn requires(source: &Source) -> &'static [Layer] {
    match source {
        Source::Shared(_) => &[Layer::Tokens, Layer::Vectors],
        Source::Own(..) => &[Layer::Tokens],
    }
}

impl<'f> Loader<'f> {
    /// Makes a loader of the components that `config` names.
    pub(super) fn new(files: &'f ModelFiles, config: &'f Config) -> Result<Self, ModelError> {
        Ok(Self { files, config, vectors: Vectors::read(files)?, shared: Vec::new(), networks: 0 })
    }

    /// Returns how many networks others listen to.
    pub(super) fn shared_networks(&self) -> usize {
        self.shared.len()
    }

    /// Reads the rule component `name` that `factory` makes, or `None` where the factory makes none.
    pub(super) fn rules(&self, name: &str, factory: &str) -> Result<Option<Box<dyn Annotator>>, ModelError> {
        Ok(Some(match factory {
            "attribute_ruler" => Box::new(AttributeRuler::load(self.files, name)?),
            "lemmatizer" => Box::new(Lemmatizer::load(self.files, self.config, name)?),
            _ => return Ok(None),
        }))
    }

    /// Reads the network component `name` that `factory` makes, or `None` where the factory makes no network.
    pub(super) fn network(&mut self, name: &str, factory: &str) -> Result<Option<Box<dyn Annotator>>, ModelError> {
        let folder = name.to_owned();
        let model = format!("components.{name}.model");
        if !matches!(factory, "tok2vec" | "tagger" | "parser" | "ner") {
            return Ok(None);
        }
        let network = Network::read(self.files, &format!("{folder}/model"))?;
        if factory == "tok2vec" {
            self.check_tok2vec(&model)?;
            let network = Tok2Vec::read(&network, self.vectors.as_ref())?;
            let (place, cache) = (self.shared.len(), self.networks);
            self.shared.push((name.to_owned(), network.width()));
            self.networks += 1;
            return Ok(Some(Box::new(SharedVectors { network, place, cache })));
        }
        self.check(
            &model,
            if factory == "tagger" { &["spacy.Tagger.v2"] } else { &["spacy.TransitionBasedParser.v2"] },
        )?;
        let (source, width) = self.source(&model, &network)?;
        Ok(Some(match factory {
            "tagger" => Box::new(Tags(source, Tagger::read(self.files, &folder, &network, width)?)),
            "parser" => {
                self.check_greedy(&folder)?;
                Box::new(Trees(source, ArcEager::read(self.files, &folder, &network, width)?))
            }
            _ => {
                self.check_greedy(&folder)?;
                Box::new(Entities(source, Biluo::read(self.files, &folder, &network, width)?))
            }
        }))
    }

    /// Finds or reads the network that gives the token vectors of the model in section `model`, with their width.
    fn source(&mut self, model: &str, network: &Network) -> Result<(Source, usize), ModelError> {
        let section = format!("{model}.tok2vec");
        if self.config.text(&section, "@architectures")?.as_deref() != Some("spacy.Tok2VecListener.v1") {
            self.check_tok2vec(&section)?;
            let own = Tok2Vec::read(network, self.vectors.as_ref())?;
            let (width, cache) = (own.width(), self.networks);
            self.networks += 1;
            return Ok((Source::Own(Box::new(own), cache), width));
        }
        let upstream = self.config.text(&section, "upstream")?.unwrap_or_else(|| "*".to_owned());
        let found = self.shared.iter().rposition(|(name, _)| upstream == "*" || *name == upstream);
        let missing = || {
            let reason = format!("[{section}] listens to `{upstream}`, which no component before it is");
            ModelError::malformed(config::FILE, reason)
        };
        let place = found.ok_or_else(missing)?;
        Ok((Source::Shared(place), self.shared[place].1))
    }

    /// Refuses an embedding or an encoder that `tok2vec` does not run.
    fn check_tok2vec(&self, section: &str) -> Result<(), ModelError> {
        let whole = ["spacy.Tok2Vec.v1", "spacy.Tok2Vec.v2", "spacy.HashEmbedCNN.v2"];
        if self.check(section, &whole)? != "spacy.HashEmbedCNN.v2" {
            self.check(&format!("{section}.embed"), &["spacy.MultiHashEmbed.v2"])?;
            self.check(&format!("{section}.encode"), &["spacy.MaxoutWindowEncoder.v2"])?;
        }
        Ok(())
    }

    /// Refuses an architecture in `section` other than those in `known`.
    fn check(&self, section: &str, known: &[&'static str]) -> Result<&'static str, ModelError> {
        let found = self.config.text(section, "@architectures")?.unwrap_or_default();
        let known = known.iter().find(|&&k| k == found);
        known
            .copied()
            .ok_or_else(|| ModelError::unsupported(config::FILE, format!("architecture `{found}` in [{section}]")))
    }

    /// Refuses a parser or recogniser that searches with a beam or joins tokens.
    fn check_greedy(&self, folder: &str) -> Result<(), ModelError> {
        let file = format!("{folder}/cfg");
        let config: serde_json::Value = serde_json::from_slice(&self.files.read(&file)?)
            .map_err(|error| ModelError::malformed(&file, error.to_string()))?;
        if config.get("beam_width").and_then(|w| w.as_u64()).is_some_and(|width| width > 1) {
            return Err(ModelError::unsupported(&file, "beam search"));
        }
        if config.get("learn_tokens").and_then(|l| l.as_bool()) == Some(true) {
            return Err(ModelError::unsupported(&file, "a parser that joins tokens"));
        }
        Ok(())
    }
}
