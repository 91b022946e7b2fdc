//! The pipeline: text in, annotated [`Doc`] out.
//!
//! Input: a text, or a text with the regions of it that are running text. Output: a [`Doc`] with tokens, tags, lemmas,
//! trees, sentences and entities, as spaCy's `nlp(text)` gives them. Which tokens mean the same thing is left to `coref`.
//!
//! A pipeline is a tokenizer and a list of annotators in the order of its configuration; each fills some layers of the
//! doc and needs others to be filled, which is checked when the pipeline is made.
//!
//! # Why
//! A [`Pipeline`] is a value without hidden state: threads share it by reference. What one text leaves for the next
//! (caches, buffers) lies in a [`Scratch`] that a call takes from a pool and puts back, and changes no result.

use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::Doc;
use super::components::Loader;
use super::lemmatizer::LemmaCache;
use super::model::config::{self, Config};
use super::model::{ModelError, ModelFiles};
use super::tok2vec::{Cache, Features};
use super::tokenizer::{TokenCache, Tokenizer};
use super::transition::{Buffers, Tree};
use crate::text::{Byte, Span};

/// A layer of annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    /// The tokens.
    Tokens,
    /// Token vectors that several components read.
    Vectors,
    /// Fine parts of speech.
    Tags,
    /// Coarse parts of speech.
    Pos,
    /// Base forms.
    Lemmas,
    /// Heads, relations and sentences.
    Trees,
    /// Named entities.
    Entities,
}

impl Layer {
    /// Returns what the layer is called in messages.
    fn name(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Vectors => "token vectors",
            Self::Tags => "tags",
            Self::Pos => "parts of speech",
            Self::Lemmas => "lemmas",
            Self::Trees => "dependency trees",
            Self::Entities => "entities",
        }
    }
}

/// A component that fills layers of a doc.
pub(super) trait Annotator: std::fmt::Debug + Send + Sync {
    /// Returns the layers that must be filled before.
    fn requires(&self) -> &'static [Layer];
    /// Returns the layers that are filled after.
    fn provides(&self) -> &'static [Layer];
    /// Fills its layers.
    fn annotate(&self, work: &mut Work<'_>);
}

/// A doc on its way through the annotators.
pub(super) struct Work<'w> {
    /// The doc.
    pub(super) doc: &'w mut Doc,
    /// Ranges of tokens that do not see each other; together they hold all tokens.
    pub(super) regions: &'w [Range<usize>],
    /// What the networks read of each token.
    pub(super) features: &'w [Features],
    /// Memory between texts.
    pub(super) scratch: &'w mut Scratch,
}

/// What a call leaves for the next: caches and buffers, without bearing on results.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) tokens: TokenCache,
    pub(super) lemmas: LemmaCache,
    pub(super) caches: Vec<Cache>,
    pub(super) shared: Vec<Vec<f32>>,
    pub(super) own: Vec<f32>,
    pub(super) scores: Vec<f32>,
    pub(super) buffers: Buffers,
    pub(super) tree: Tree,
    features: Vec<Features>,
}

/// A language pipeline, ready to annotate.
///
/// ```
/// use demarche::nlp::Pipeline;
/// let pipeline = Pipeline::bundled();
/// let doc = pipeline.annotate("North Korea offered talks. Seoul refused.");
/// assert_eq!(doc.sentences().len(), 2);
/// ```
#[derive(Debug)]
pub struct Pipeline {
    tokenizer: Tokenizer,
    annotators: Vec<Box<dyn Annotator>>,
    networks: usize,
    shared: usize,
    pool: Mutex<Vec<Scratch>>,
}

impl Pipeline {
    /// Loads the pipeline inside the binary.
    ///
    /// # Panics
    /// Never: a test loads it, and it is the same in every build.
    pub fn bundled() -> Self {
        Self::load(&ModelFiles::bundled()).expect("the bundled pipeline loads")
    }

    /// Loads the pipeline in a folder that `nlp.to_disk` wrote, or in a wheel or zip archive of one.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        Self::load(&ModelFiles::open(path)?)
    }

    /// Loads the pipeline of `files`.
    pub fn load(files: &ModelFiles) -> Result<Self, ModelError> {
        let config = Config::read(files)?;
        let language = config.text("nlp", "lang")?.unwrap_or_default();
        if language != "en" {
            return Err(ModelError::unsupported(config::FILE, format!("language `{language}`")));
        }
        let disabled = config.names("nlp", "disabled")?;
        let mut loader = Loader::new(files, &config)?;
        let mut annotators = Vec::new();
        let mut filled = vec![Layer::Tokens];
        for name in config.names("nlp", "pipeline")?.iter().filter(|name| !disabled.contains(name)) {
            let factory = config.text(&format!("components.{name}"), "factory")?.unwrap_or_default();
            let unknown = || ModelError::unsupported(config::FILE, format!("component `{name}` (`{factory}`)"));
            let annotator = match loader.rules(name, &factory)? {
                Some(rules) => rules,
                None => loader.network(name, &factory)?.ok_or_else(unknown)?,
            };
            if let Some(missing) = annotator.requires().iter().find(|layer| !filled.contains(layer)) {
                let reason = format!("component `{name}` needs {}, which no component before it gives", missing.name());
                return Err(ModelError::malformed(config::FILE, reason));
            }
            filled.extend(annotator.provides());
            annotators.push(annotator);
        }
        let (networks, shared) = (loader.networks, loader.shared_networks());
        Ok(Self { tokenizer: Tokenizer::load(files)?, annotators, networks, shared, pool: Mutex::default() })
    }

    /// Annotates a text as one.
    pub fn annotate(&self, text: &str) -> Doc {
        self.with_scratch(|scratch| {
            let tokenized = self.tokenizer.tokenize(text, &mut scratch.tokens);
            let mut doc = tokenized.doc;
            let lexemes = scratch.tokens.lexemes();
            let features = tokenized.lexemes.iter().zip(doc.tokens().iter());
            let features = features.map(|(&id, t)| Features { lexeme: *lexemes.get(id), space_after: t.space_after });
            scratch.features.clear();
            scratch.features.extend(features);
            let whole = 0..doc.len();
            self.run(&mut doc, &[whole], scratch);
            doc
        })
    }

    /// Annotates regions of a text, each as if it were a text of its own, in one doc over the whole text.
    ///
    /// Offsets count in `text`; what lies outside the regions has no tokens. Each region starts a sentence. Regions come
    /// in text order without overlap; one that does not fit the text, or starts before the one before it ends, is left
    /// out.
    pub fn annotate_regions(&self, text: &str, regions: &[Span<Byte>]) -> Doc {
        self.with_scratch(|scratch| {
            let mut doc = Doc::new(text);
            let mut ranges = Vec::new();
            let mut end = 0;
            scratch.features.clear();
            for region in regions {
                let Some(part) = text.get(region.range()).filter(|_| region.start >= end) else { continue };
                end = region.end;
                let start = doc.len();
                let tokenized = self.tokenizer.tokenize(part, &mut scratch.tokens);
                let lexemes = scratch.tokens.lexemes();
                for (token, &lexeme) in tokenized.doc.tokens().iter().zip(&tokenized.lexemes) {
                    let span = Span::new(region.start + token.span.start, region.start + token.span.end);
                    doc.push_token(span, token.space_after);
                    let lexeme = *lexemes.get(lexeme);
                    scratch.features.push(Features { lexeme, space_after: token.space_after });
                }
                if doc.len() > start {
                    doc.tokens_mut()[start].sent_start = true;
                    ranges.push(start..doc.len());
                }
            }
            self.run(&mut doc, &ranges, scratch);
            doc
        })
    }

    /// Runs the annotators.
    fn run(&self, doc: &mut Doc, regions: &[Range<usize>], scratch: &mut Scratch) {
        let features = std::mem::take(&mut scratch.features);
        if !doc.is_empty() {
            let mut work = Work { doc, regions, features: &features, scratch };
            for annotator in &self.annotators {
                annotator.annotate(&mut work);
            }
        }
        scratch.features = features;
        doc.link();
    }

    /// Calls `with` with memory that earlier calls used, if any is free.
    fn with_scratch<R>(&self, with: impl FnOnce(&mut Scratch) -> R) -> R {
        let free = self.pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = free.unwrap_or_else(|| Scratch {
            caches: (0..self.networks).map(|_| Cache::default()).collect(),
            shared: vec![Vec::new(); self.shared],
            ..Scratch::default()
        });
        let result = with(&mut scratch);
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        result
    }
}
