//! The articles of a store and the graph that follows from them.

use super::analysis::{Analyser, Tally};
use super::exit::Failure;
use super::input::InputArgs;
use super::ordered::map_in_order;
use super::terminal::Terminal;
use crate::extract::{Facts, json::Extraction};
use crate::graph::Graph;
use crate::ingest::Article;
use crate::store::{Added, Incoming, Store, StoreError, StoredArticle};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many articles are committed at a time, at most.
const BATCH: usize = 256;
/// How long an article waits for its commit, at most.
const PATIENCE: Duration = Duration::from_secs(2);

/// Makes what the store keeps of an article and what it adds to the graph.
fn incoming(article: Article, facts: &Facts) -> Incoming {
    let words = u32::try_from(article.words()).unwrap_or(u32::MAX);
    let facts = Extraction::new(&article, facts).without_text().to_line();
    Incoming::new(StoredArticle { article, words, facts }).expect("facts that were written just now can be read")
}

/// Adds a batch of articles to a store and counts what became of them.
pub(super) fn commit(
    store: &Store,
    batch: &mut Vec<Incoming>,
    tally: &mut Tally,
    terminal: &Terminal,
) -> Result<(), Failure> {
    for (article, added) in batch.iter().zip(store.add_articles(batch)?) {
        match added {
            Added::New => {
                tally.articles += 1;
                tally.words += u64::from(article.stored.words);
            }
            Added::Known => tally.known += 1,
            Added::Conflict { stays } => {
                tally.failed += 1;
                let id = &article.stored.article.id;
                let which = if stays { "this" } else { "the other" };
                terminal.error(format_args!(
                    "article `{id}`: two texts under one id; {which} one was published later (or sorts later) and stays; \
                     give them ids of their own"
                ));
            }
        }
    }
    batch.clear();
    Ok(())
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
    let mut done = Tally::default();
    let give = |article: Incoming, tally: &Tally| {
        batch.push(article);
        if batch.len() >= BATCH || last.elapsed() >= PATIENCE {
            commit(store, &mut batch, &mut done, terminal)?;
            last = Instant::now();
        }
        let rate = tally.words as f64 / bar.elapsed().as_secs_f64().max(0.001);
        bar.set_position(tally.articles);
        bar.set_message(format!("{} words, {rate:.0} a second", tally.words));
        Ok(())
    };
    let result = analyser.run(paths, args, terminal, |article| known.contains(article), incoming, give);
    // What is ready is kept even where the run fails.
    commit(store, &mut batch, &mut done, terminal)?;
    bar.finish_and_clear();
    let mut tally = result?;
    (tally.articles, tally.words) = (done.articles, done.words);
    tally.known += done.known;
    tally.failed += done.failed;
    Ok(tally)
}

/// Turns stored articles back into what they add to the graph, on all threads, and hands them on in batches.
pub(super) fn each_stored(
    from: &Store,
    threads: usize,
    terminal: &Terminal,
    mut give: impl FnMut(Vec<(i64, Incoming)>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let bar = progress(terminal, "joining");
    for numbers in from.article_numbers()?.chunks(BATCH) {
        // Read on this thread, since a connection belongs to one; decoding is the work, and is done on all.
        let mut read = Vec::with_capacity(numbers.len());
        for &number in numbers {
            read.extend(from.article(number)?.map(|stored| (number, stored)));
        }
        let decode = |(number, stored)| Incoming::new(stored).map(|incoming| (number, incoming));
        let broken = || Err("the facts of an article can't be read".to_owned());
        let mut batch = Vec::with_capacity(read.len());
        map_in_order(read.into_iter(), threads, decode, broken, |incoming| {
            let path = || from.path().display().to_string();
            batch.push(incoming.map_err(|reason| StoreError::Damaged { path: path(), reason })?);
            bar.inc(1);
            Ok::<(), Failure>(())
        })?;
        give(batch)?;
    }
    bar.finish_and_clear();
    Ok(())
}

/// Joins the articles of a store anew where its graph is not what they give by the present rules.
pub(super) fn ensure_joined(
    store: &Store,
    discard_changes: bool,
    threads: usize,
    terminal: &Terminal,
) -> Result<(), Failure> {
    refuse_edited(store, discard_changes)?;
    if store.is_joined()? {
        return Ok(());
    }
    store.rejoin(|add| each_stored(store, threads, terminal, |batch| Ok(add(&batch)?)))
}

/// Refuses to join a graph anew that holds more than its articles give.
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
    if store.meta("building")? == Some(1) {
        let shown = path.display();
        terminal.warning(format_args!(
            "{shown}: the run that builds this graph has not finished; it holds {} articles so far",
            store.article_count()?
        ));
    }
    Ok(store.load()?)
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
