//! `demarche build`: articles in, a graph in a file out.

use super::corpus;
use super::exit::{Exit, Failure, Outcome};
use super::input::InputArgs;
use super::summary::Summary;
use super::terminal::Terminal;
use crate::store::{Store, StoreError};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The arguments of `demarche build`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche build news/ -o news.db
  demarche build wires.jsonl.gz -o news.db --threads 8
  demarche build dump.csv --field text=Body --field title=Headline -o news.db
  demarche build CC-NEWS-20310303.warc.gz pages.zip feed.xml -o news.db
  cat part-*.jsonl | demarche build --input-format extraction - -o news.db

A run that was interrupted goes on where it stopped when it is started again.")]
pub(super) struct BuildArgs {
    /// Articles: files, directories, patterns such as 'news/*.txt', or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    input: InputArgs,
    /// The file to make
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file where it is there already
    #[arg(short, long)]
    force: bool,
}

/// Builds the graph.
pub(super) fn run(args: &BuildArgs, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let store = open(&args.output, args.force, args.input.threads(), terminal)?;
    let tally = corpus::read_into(&store, &args.paths, &args.input, terminal)?;
    // Before the build counts as done: one that is killed here is finished by the next run.
    store.keep_snapshot()?;
    store.set_meta("building", 0)?;
    Summary::of(&store, tally, started.elapsed())?.tell(terminal);
    Ok(if tally.failed > 0 { Exit::Failed } else { Exit::Done })
}

/// Makes the file, or opens one that an interrupted run left.
pub(super) fn open(path: &Path, force: bool, threads: usize, terminal: &Terminal) -> Result<Store, Failure> {
    if force {
        remove(path)?;
    }
    match Store::create(path) {
        Ok(store) => Ok(store),
        Err(exists @ StoreError::Exists { .. }) => {
            let store = Store::open_for_writing(path)?;
            if store.meta("building")? != Some(1) {
                return Err(exists.into());
            }
            // An older version may have begun it.
            corpus::ensure_joined(&store, false, threads, terminal)?;
            let done = store.article_count()?;
            terminal
                .remark(format_args!("{}: going on after {done} articles of a run that was stopped", path.display()));
            Ok(store)
        }
        Err(other) => Err(other.into()),
    }
}

/// Removes a store with the files that SQLite keeps beside it; what is no store stays.
fn remove(path: &Path) -> Result<(), Failure> {
    match Store::open(path) {
        Err(StoreError::Missing { .. }) => return Ok(()),
        Ok(_) | Err(StoreError::Damaged { .. } | StoreError::Newer { .. }) => {}
        Err(other) => return Err(other.into()),
    }
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(crate::Error::Io { path: PathBuf::from(name).display().to_string(), source: error }.into());
            }
            _ => {}
        }
    }
    Ok(())
}
