//! From what was read to facts: the language engine and the extractor, run on many articles at once.

use super::exit::Failure;
use super::input::InputArgs;
use super::ordered::map_in_order;
use super::terminal::Terminal;
use crate::extract::{Extractor, Facts, Trace, json::Extraction};
use crate::ingest::{Article, IngestError, Input, Reader};
use crate::nlp::{Doc, Pipeline};
use std::path::PathBuf;

/// What came of one input.
enum Analysed<T> {
    /// An article was read and its facts were found.
    Done { result: T, words: usize, warnings: Vec<String> },
    /// It is known already.
    Known,
    /// It was set aside on purpose.
    Skipped(String),
    /// It could not be read.
    Failed(String),
}

impl<T> Analysed<T> {
    fn unread(error: &IngestError) -> Self {
        if error.is_skip() { Self::Skipped(error.to_string()) } else { Self::Failed(error.to_string()) }
    }
}

/// How many articles a run read and did not read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) articles: u64,
    pub(super) words: u64,
    pub(super) warnings: u64,
    pub(super) known: u64,
    pub(super) skipped: u64,
    pub(super) failed: u64,
}

/// Turns articles into facts.
pub(super) struct Analyser {
    pipeline: Pipeline,
    extractor: Extractor,
}

impl Analyser {
    /// Loads what the language engine and the extractor need.
    pub(super) fn load(args: &InputArgs) -> Result<Self, Failure> {
        let pipeline = match &args.model {
            Some(path) => Pipeline::open(path)?,
            None => Pipeline::bundled(),
        };
        Ok(Self { pipeline, extractor: args.additions.extractor()? })
    }

    /// Finds the facts of one article.
    pub(super) fn facts(&self, article: &Article) -> Facts {
        let doc = self.extractor.annotate(&self.pipeline, article);
        self.extractor.extract(article, &doc)
    }

    /// Finds the facts of one article and keeps its tree and the words that showed them.
    pub(super) fn trace(&self, article: &Article) -> (Doc, Trace) {
        let doc = self.extractor.annotate(&self.pipeline, article);
        let trace = self.extractor.trace(article, &doc);
        (doc, trace)
    }

    /// Reads all that the arguments name, finds the facts of every article, and hands what `make` makes of them to
    /// `give`, in the order of the input.
    ///
    /// `make` runs on the working threads, `give` on the caller's. What `is_known` is passed over unread. What can't be
    /// read is said on standard error and counted; the run goes on.
    pub(super) fn run<T: Send>(
        &self,
        paths: &[PathBuf],
        args: &InputArgs,
        terminal: &Terminal,
        is_known: impl Fn(&Article) -> bool + Sync,
        make: impl Fn(Article, &Facts) -> T + Sync,
        mut give: impl FnMut(T, &Tally) -> Result<(), Failure>,
    ) -> Result<Tally, Failure> {
        let reader = args.reader()?;
        let inputs = reader.read(paths);
        let mut tally = Tally::default();
        let analyse = |input| self.analyse(&reader, input, &is_known, &make);
        let broken = || Analysed::Failed("an article broke the analysis; please report it".to_owned());
        map_in_order(inputs, args.threads(), analyse, broken, |analysed| {
            match analysed {
                Analysed::Done { result, words, warnings } => {
                    tally.articles += 1;
                    tally.words += words as u64;
                    tally.warnings += warnings.len() as u64;
                    for warning in warnings {
                        terminal.warning(warning);
                    }
                    give(result, &tally)?;
                }
                Analysed::Known => tally.known += 1,
                Analysed::Skipped(why) => {
                    tally.skipped += 1;
                    terminal.detail(&why);
                }
                Analysed::Failed(why) => {
                    tally.failed += 1;
                    terminal.error(&why);
                }
            }
            Ok::<(), Failure>(())
        })?;
        if tally.skipped > 0 {
            terminal.warning(format_args!("{} skipped, as not English or no article; -v names them", tally.skipped));
        }
        Ok(tally)
    }

    /// Finds the facts of one input, or reads them where they were found before.
    fn analyse<T>(
        &self,
        reader: &Reader,
        input: Result<Input, IngestError>,
        is_known: impl Fn(&Article) -> bool,
        make: impl Fn(Article, &Facts) -> T,
    ) -> Analysed<T> {
        let (article, facts) = match input {
            Ok(Input::Piece(piece)) => match reader.article_of_piece(*piece) {
                Ok(article) if is_known(&article) => return Analysed::Known,
                Ok(article) => {
                    let facts = self.facts(&article);
                    (article, facts)
                }
                Err(error) => return Analysed::unread(&error),
            },
            Ok(Input::Extraction { path, line, json }) => {
                match Extraction::from_line(&json).and_then(Extraction::into_parts) {
                    Ok((article, _)) if is_known(&article) => return Analysed::Known,
                    Ok((mut article, facts)) => {
                        reader.find_regions(&mut article);
                        (article, facts)
                    }
                    Err(error) => return Analysed::Failed(format!("{path}:{line}: {error}")),
                }
            }
            Err(error) => return Analysed::unread(&error),
        };
        let words = article.words();
        let name = article.path.as_deref().unwrap_or(&article.id);
        let warnings = article.warnings.iter().map(|warning| format!("{name}: {warning}")).collect();
        Analysed::Done { words, warnings, result: make(article, &facts) }
    }
}
