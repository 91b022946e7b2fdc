//! From what was read to facts: the language engine and the extractor, run on many articles at once.

use super::exit::Failure;
use super::input::InputArgs;
use super::ordered::map_in_order;
use super::terminal::Terminal;
use crate::extract::{Facts, json::Extraction};
use crate::ingest::{Article, IngestError, Input};

/// What came of one input.
pub(super) enum Analysed {
    /// An article and its facts.
    Facts(Box<(Article, Facts)>),
    /// It was set aside on purpose.
    Skipped(String),
    /// It could not be read.
    Failed(String),
}

/// How many articles a run read and did not read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) articles: u64,
    pub(super) words: u64,
    pub(super) warnings: u64,
    pub(super) skipped: u64,
    pub(super) failed: u64,
}

/// Turns articles into facts.
pub(super) struct Analyser {}

impl Analyser {
    /// Loads what the language engine and the extractor need.
    pub(super) fn load() -> Result<Self, Failure> {
        Ok(Self {})
    }

    /// Finds the facts of one article.
    fn facts(&self, _article: &Article) -> Facts {
        Facts::default()
    }

    /// Finds the facts of one input, or reads them where they were found before.
    fn analyse(&self, input: Result<Input, IngestError>) -> Analysed {
        match input {
            Ok(Input::Article(article)) => {
                let facts = self.facts(&article);
                Analysed::Facts(Box::new((*article, facts)))
            }
            Ok(Input::Extraction { path, line, json }) => {
                match Extraction::from_line(&json).and_then(Extraction::into_parts) {
                    Ok(parts) => Analysed::Facts(Box::new(parts)),
                    Err(error) => Analysed::Failed(format!("{path}:{line}: {error}")),
                }
            }
            Err(error) if error.is_skip() => Analysed::Skipped(error.to_string()),
            Err(error) => Analysed::Failed(error.to_string()),
        }
    }

    /// Reads all that the arguments name and hands every article with its facts to `give`, in the order of the input.
    ///
    /// What can't be read is said on standard error and counted; the run goes on.
    pub(super) fn run(
        &self,
        args: &InputArgs,
        terminal: &Terminal,
        mut give: impl FnMut(Article, Facts) -> Result<(), Failure>,
    ) -> Result<Tally, Failure> {
        let reader = args.reader()?;
        let inputs = reader.read(&args.paths);
        let mut tally = Tally::default();
        let broken = || Analysed::Failed("an article broke the analysis; please report it".to_owned());
        map_in_order(
            inputs,
            args.threads(),
            |input| self.analyse(input),
            broken,
            |analysed| match analysed {
                Analysed::Facts(parts) => {
                    let (article, facts) = *parts;
                    tally.articles += 1;
                    tally.words += article.words() as u64;
                    tally.warnings += article.warnings.len() as u64;
                    for warning in &article.warnings {
                        terminal.warning(format_args!("{}: {warning}", article.path.as_deref().unwrap_or(&article.id)));
                    }
                    give(article, facts)
                }
                Analysed::Skipped(why) => {
                    tally.skipped += 1;
                    terminal.detail(&why);
                    Ok(())
                }
                Analysed::Failed(why) => {
                    tally.failed += 1;
                    terminal.error(&why);
                    Ok(())
                }
            },
        )?;
        if tally.skipped > 0 {
            terminal.warning(format_args!("{} skipped, as not English or no article; -v names them", tally.skipped));
        }
        Ok(tally)
    }
}
