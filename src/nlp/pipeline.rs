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
use super::tokenizer::{TokenCache, Tokenized, Tokenizer};
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
    /// Returns what the component is called where its time is shown.
    fn name(&self) -> &'static str;
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
        self.annotate_regions(text, &[Span::new(0, text.len() as u32)])
    }

    /// Annotates regions of a text, each as if it were a text of its own, in one doc over the whole text.
    ///
    /// Offsets count in `text`; what lies outside the regions has no tokens. Each region starts a sentence. Regions come
    /// in text order without overlap; one that does not fit the text, or starts before the one before it ends, is left
    /// out.
    pub fn annotate_regions(&self, text: &str, regions: &[Span<Byte>]) -> Doc {
        self.annotate_observed(text, regions, &mut |_| {})
    }

    /// Annotates as [`Pipeline::annotate_regions`], and calls `after` with the name of each stage when it is done.
    pub fn annotate_observed(&self, text: &str, regions: &[Span<Byte>], after: &mut dyn FnMut(&'static str)) -> Doc {
        self.with_scratch(|scratch| {
            let Tokenized { mut doc, lexemes, regions } =
                self.tokenizer.tokenize_regions(text, regions, &mut scratch.tokens);
            let mut features = std::mem::take(&mut scratch.features);
            let table = scratch.tokens.lexemes();
            features.clear();
            features.extend(
                lexemes
                    .iter()
                    .zip(doc.tokens())
                    .map(|(&id, token)| Features { lexeme: *table.get(id), space_after: token.space_after }),
            );
            after("tokenize");
            if !doc.is_empty() {
                let mut work = Work { doc: &mut doc, regions: &regions, features: &features, scratch };
                for annotator in &self.annotators {
                    annotator.annotate(&mut work);
                    after(annotator.name());
                }
            }
            scratch.features = features;
            doc.link();
            after("link");
            doc
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static ENGLISH: LazyLock<Pipeline> = LazyLock::new(Pipeline::bundled);

    const TEXT: &str = "SEOUL, March 17 -\n\nNorth Korea said it would not attend. \"We can't accept that,\" Kim Il Sung \
                        told the U.N. in New York\n\nThe offer\u{2014}the third this year\u{2014}came a day after\nTalks ";

    /// Tells whether `doc` says of `region` what a doc of the region alone says.
    fn same(doc: &Doc, region: Span<Byte>) {
        let alone = ENGLISH.annotate(region.of(TEXT));
        let tokens = doc.tokens_in(region);
        assert_eq!(tokens.len() as usize, alone.len());
        for (here, there) in doc.ids(tokens).zip(alone.tokens().ids()) {
            let (token, expected) = (doc.token(here), alone.token(there));
            assert_eq!(doc.word(here), alone.word(there));
            assert_eq!((doc.lemma(here), doc.lower(here)), (alone.lemma(there), alone.lower(there)));
            assert_eq!((token.tag, token.pos, token.dep), (expected.tag, expected.pos, expected.dep));
            assert_eq!(token.head.0 - tokens.start, expected.head.0);
            assert_eq!((token.sent_start, token.space_after), (expected.sent_start, expected.space_after));
            let entity =
                |doc: &Doc, id, start| doc.entity_at(id).map(|e| (e.kind, e.span.start - start, e.span.end - start));
            assert_eq!(entity(doc, here, tokens.start), entity(&alone, there, 0));
        }
    }

    #[test]
    fn each_region_is_read_as_a_text_of_its_own() {
        let regions = [(0, 17), (19, 100), (101, 101), (105, 121), (121, 122), (123, TEXT.len() as u32)];
        let regions = regions.map(|(start, end)| Span::new(start, end));
        let doc = ENGLISH.annotate_regions(TEXT, &regions);
        for region in regions {
            same(&doc, region);
        }
        assert_eq!(doc.text(), TEXT);
    }

    #[test]
    fn regions_that_do_not_fit_are_left_out() {
        let dash = TEXT.find('\u{2014}').unwrap() as u32;
        let spans = [(0, 5), (3, 8), (dash + 1, dash + 4), (0, 9999), (7, 17)].map(|(s, e)| Span::new(s, e));
        let doc = ENGLISH.annotate_regions(TEXT, &spans);
        assert_eq!(doc.tokens().iter().map(|t| t.span.of(TEXT)).collect::<Vec<_>>(), ["SEOUL", "March", "17", "-"]);
        assert!(ENGLISH.annotate_regions("", &[Span::new(0, 0)]).is_empty());
    }

    #[test]
    fn threads_share_a_pipeline_and_agree() {
        let texts: Vec<String> = (0..24).map(|i| format!("Envoy {i} left Vienna for talks. {TEXT}")).collect();
        let alone: Vec<_> = texts.iter().map(|t| ENGLISH.annotate(t).tokens().clone()).collect();
        let together: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = texts
                .chunks(6)
                .map(|texts| {
                    scope.spawn(|| texts.iter().map(|t| ENGLISH.annotate(t).tokens().clone()).collect::<Vec<_>>())
                })
                .collect();
            threads.into_iter().flat_map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(alone, together);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_becomes_trees_inside_sentences(text in "([a-zA-Z0-9.'\u{2019}:;()$\\-/ \n\t\u{a0}é]{0,9}[ .]?){0,30}") {
            let doc = ENGLISH.annotate(&text);
            for sentence in doc.sentences() {
                prop_assert!(doc.ids(*sentence).any(|id| doc.head(id) == id));
            }
            for id in doc.tokens().ids() {
                prop_assert!(doc.ancestors(id).count() < doc.len());
            }
            for entity in doc.entities() {
                prop_assert!(!entity.span.is_empty() && entity.span.end as usize <= doc.len());
            }
        }
    }
}
