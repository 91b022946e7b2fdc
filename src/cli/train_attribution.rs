//! `demarche train-attribution`: the weights of the attribution model, learnt from annotated articles.

use super::exit::{Exit, Failure, Outcome};
use super::ordered::map_in_order;
use super::terminal::Terminal;
use crate::Error;
use crate::extract::Extractor;
use crate::extract::attribution::{Gold, Schedule, Trainer};
use crate::ingest::{Article, Reader};
use crate::nlp::{Doc, Pipeline};
use crate::score::{GoldArticle, read_gold};
use std::path::PathBuf;

/// The arguments of `demarche train-attribution`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:
  demarche train-attribution --polnear polnear/train -o data/models/attribution.bin

The same articles give the same bytes, whatever the number of threads.")]
pub(super) struct TrainAttributionArgs {
    /// Annotated articles: a folder with `text` and `attributions`, in the form of PolNeAR
    #[arg(long, value_name = "DIR")]
    polnear: PathBuf,
    /// Where to write the weights
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Language pipeline to annotate with instead of the built-in one
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
}

/// Annotates the articles, learns the weights and writes them.
pub(super) fn run(args: &TrainAttributionArgs, terminal: &Terminal) -> Outcome {
    let pipeline = match &args.model {
        Some(path) => Pipeline::open(path)?,
        None => Pipeline::bundled(),
    };
    let (extractor, reader) = (Extractor::bundled()?, Reader::default());
    let annotate = |gold: GoldArticle| -> Option<(Doc, Article, Vec<Gold>)> {
        let article = reader.article(gold.text);
        Some((extractor.annotate(&pipeline, &article), article, gold.attributions))
    };
    let mut trainer = Trainer::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    map_in_order(
        read_gold(&args.polnear)?.into_iter(),
        threads,
        annotate,
        || None,
        |annotated| {
            if let Some((doc, article, gold)) = annotated {
                trainer.add(&doc, &article, &gold);
            }
            Ok::<(), Failure>(())
        },
    )?;
    let (cues, right) = trainer.counts();
    terminal.remark(format_args!("{cues} choices, {right} of them with a right answer"));
    let bytes = trainer.train(Schedule::default()).to_bytes();
    let failed = |source| Error::Io { path: args.output.display().to_string(), source };
    std::fs::write(&args.output, bytes).map_err(failed).map_err(Failure::Library)?;
    Ok(Exit::Done)
}
