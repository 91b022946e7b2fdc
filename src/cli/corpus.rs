//! The articles of a store and the graph that follows from them.

use super::analysis::{Analyser, Tally};
use super::exit::Failure;
use super::input::InputArgs;
use super::ordered::map_in_order;
use super::terminal::Terminal;
use crate::assemble::Assembler;
use crate::extract::{Facts, json::Extraction};
use crate::graph::Graph;
use crate::ingest::Article;
use crate::store::{Added, Store, StoreError, StoredArticle};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many articles are committed at a time, at most.
const BATCH: usize = 256;
/// How long an article waits for its commit, at most.
const PATIENCE: Duration = Duration::from_secs(2);

/// Makes what the store keeps of an article.
fn stored(article: Article, facts: &Facts) -> StoredArticle {
    let words = u32::try_from(article.words()).unwrap_or(u32::MAX);
    let facts = Extraction::new(&article, facts).without_text().to_line();
    StoredArticle { article, words, facts }
}

/// Reads articles, finds their facts and commits them to the store batch by batch.
///
/// What was committed stays, whatever happens to the rest.
pub(super) fn read_into(
    store: &Store,
    paths: &[PathBuf],
    args: &InputArgs,
    terminal: &Terminal,
) -> Result<Tally, Failure> {
    let known = store.known()?;
    let analyser = Analyser::load(args)?;
    let bar = progress(terminal, "reading");
    let mut batch = Vec::new();
    let mut last = Instant::now();
    let (mut twice, mut conflicts) = (0, 0);
    let mut commit = |batch: &mut Vec<StoredArticle>| -> Result<(), Failure> {
        for (article, added) in batch.iter().zip(store.add_articles(batch)?) {
            match added {
                Added::New => {}
                Added::Known => twice += 1,
                Added::Conflict => {
                    conflicts += 1;
                    let id = &article.article.id;
                    terminal.error(format_args!(
                        "article `{id}`: another text is in the graph under this id; remove it first"
                    ));
                }
            }
        }
        batch.clear();
        Ok(())
    };
    let give = |article: StoredArticle, tally: &Tally| {
        batch.push(article);
        if batch.len() >= BATCH || last.elapsed() >= PATIENCE {
            commit(&mut batch)?;
            last = Instant::now();
        }
        let rate = tally.words as f64 / bar.elapsed().as_secs_f64().max(0.001);
        bar.set_position(tally.articles);
        bar.set_message(format!("{} words, {rate:.0} a second", tally.words));
        Ok(())
    };
    let result = analyser.run(paths, args, terminal, |article| known.contains(article), stored, give);
    // What is ready is kept even where the run fails.
    commit(&mut batch)?;
    bar.finish_and_clear();
    let mut tally = result?;
    tally.articles -= twice + conflicts;
    tally.known += twice;
    tally.failed += conflicts;
    Ok(tally)
}

/// Assembles the graph of all articles in the store and writes it there.
pub(super) fn assemble(store: &Store, threads: usize, terminal: &Terminal) -> Result<Graph, Failure> {
    store.assemble(|store| graph_of(store, threads, terminal))
}

/// Assembles the graph of all articles in the store.
pub(super) fn graph_of(store: &Store, threads: usize, terminal: &Terminal) -> Result<Graph, Failure> {
    let bar = progress(terminal, "joining");
    let mut assembler = Assembler::new();
    let articles = store.article_numbers()?.into_iter();
    // Read on this thread, since a connection belongs to one; decoding is the work, and is done on all.
    let mut failed = None;
    let mut read = Vec::with_capacity(BATCH);
    let mut numbers = articles.peekable();
    while numbers.peek().is_some() {
        for number in numbers.by_ref().take(BATCH) {
            read.extend(store.article(number)?);
        }
        let decode = |stored: StoredArticle| {
            let extraction = Extraction::from_line(&stored.facts).map(|e| e.with_text(stored.article.text));
            extraction.and_then(Extraction::into_parts).map_err(|error| (stored.article.id, error.to_string()))
        };
        let broken = || Err((String::new(), "its facts can't be read".to_owned()));
        map_in_order(read.drain(..), threads, decode, broken, |parts| {
            match parts {
                Ok((article, facts)) => assembler.add(&article, &facts),
                Err((id, reason)) => failed = Some(format!("article `{id}`: {reason}")),
            }
            bar.inc(1);
            Ok::<(), Failure>(())
        })?;
        if let Some(reason) = failed {
            let path = store.path().display().to_string();
            return Err(StoreError::Damaged { path, reason }.into());
        }
    }
    let graph = assembler.finish();
    bar.finish_and_clear();
    Ok(graph)
}

/// Refuses to assemble a graph anew that holds more than its articles give.
pub(super) fn refuse_edited(store: &Store, discard: bool) -> Result<(), Failure> {
    if store.is_edited()? && !discard {
        return Err(Failure::Usage(format!(
            "{}: queries or an import changed this graph, and joining its articles anew would lose that; \
             --discard-changes does it all the same",
            store.path().display()
        )));
    }
    Ok(())
}

/// Loads the graph of a file, for every subcommand that asks it.
pub(super) fn load(path: &Path, terminal: &Terminal) -> Result<Graph, Failure> {
    let store = Store::open(path)?;
    if store.graph_is_current()? {
        return Ok(store.load()?);
    }
    terminal.warning(format_args!(
        "{}: a run that added articles did not finish; its graph is joined in memory, `demarche add {}` writes it",
        path.display(),
        path.display()
    ));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut graph = graph_of(&store, threads, terminal)?;
    store.curate(&mut graph)?;
    Ok(graph)
}

/// Makes a line that shows how far a run is, on a terminal only.
fn progress(terminal: &Terminal, verb: &'static str) -> ProgressBar {
    if !terminal.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {prefix} {pos} articles {elapsed} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_prefix(verb);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
