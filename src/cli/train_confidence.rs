//! `demarche train-confidence`: the weights that make confidence a probability, learnt from annotated articles.

use super::exit::{Exit, Failure, Outcome};
use super::ordered::map_in_order;
use super::score::write_reliability;
use super::terminal::Terminal;
use crate::Error;
use crate::extract::confidence::{Calibrator, Feature};
use crate::extract::{Extractor, Trace};
use crate::ingest::Reader;
use crate::nlp::Pipeline;
use crate::score::{RelationArticle, RelationScore, Reliability, read_relation_gold};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Into how many parts the articles are split to check the weights on articles that they were not learnt from.
const FOLDS: usize = 8;

/// The arguments of `demarche train-confidence`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:
  demarche train-confidence --gold gold/train --check gold/dev -o data/models/confidence.csv

The same articles give the same bytes. Learn again whenever the rules have changed.")]
pub(super) struct TrainConfidenceArgs {
    /// Annotated articles to learn from: one JSON file an article, its text beside it
    #[arg(long, value_name = "DIR")]
    gold: PathBuf,
    /// Annotated articles to check the weights on
    #[arg(long, value_name = "DIR")]
    check: Option<PathBuf>,
    /// Where to write the weights
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// A relation: what it is judged by, and whether it is right.
type Judged = (Vec<Feature>, bool);

/// Learns the weights, writes them and tells how far they can be trusted.
pub(super) fn run(args: &TrainConfidenceArgs, terminal: &Terminal) -> Outcome {
    let articles = judged(&args.gold)?;
    let mut out = terminal.results();
    writeln!(out, "articles learnt from, each judged by weights of the others")?;
    write_reliability(&across(&articles), &mut out)?;
    let mut calibrator = Calibrator::default();
    articles.iter().flatten().for_each(|(features, right)| calibrator.add(features, *right));
    if calibrator.is_empty() {
        return Err(Failure::Usage(format!("{}: no relation was found there to learn from", args.gold.display())));
    }
    let model = calibrator.fit();
    if let Some(folder) = &args.check {
        let mut reliability = Reliability::default();
        for (features, right) in judged(folder)?.iter().flatten() {
            reliability.add(model.probability(features), *right);
        }
        writeln!(out, "\narticles to check on")?;
        write_reliability(&reliability, &mut out)?;
    }
    let failed = |source| Error::Io { path: args.output.display().to_string(), source };
    std::fs::write(&args.output, model.to_csv()).map_err(failed).map_err(Failure::Library)?;
    out.flush()?;
    Ok(Exit::Done)
}

/// Judges every part of the articles by weights learnt from the other parts.
fn across(articles: &[Vec<Judged>]) -> Reliability {
    let mut reliability = Reliability::default();
    for fold in 0..FOLDS {
        let mut calibrator = Calibrator::default();
        let (held, rest): (Vec<_>, Vec<_>) = articles.iter().enumerate().partition(|(i, _)| i % FOLDS == fold);
        for (features, right) in rest.into_iter().flat_map(|(_, judged)| judged) {
            calibrator.add(features, *right);
        }
        let model = calibrator.fit();
        for (features, right) in held.into_iter().flat_map(|(_, judged)| judged) {
            reliability.add(model.probability(features), *right);
        }
    }
    reliability
}

/// Extracts from the articles of a folder and judges what is found, article by article.
fn judged(folder: &Path) -> Result<Vec<Vec<Judged>>, Failure> {
    let gold = read_relation_gold(folder, folder)?;
    let (extractor, pipeline, reader) = (Extractor::bundled()?, Pipeline::bundled(), Reader::default());
    let judge = |gold: &RelationArticle| -> Vec<Judged> {
        let article = reader.article(gold.text.clone());
        let Trace { facts, features, .. } = extractor.trace(&article, &extractor.annotate(&pipeline, &article));
        let verdicts = RelationScore::judge(gold, &facts).into_iter();
        verdicts.map(|verdict| (features[verdict.relation].clone(), verdict.full)).collect()
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Vec::with_capacity(gold.len());
    map_in_order(gold.iter(), threads, judge, Vec::new, |judged| {
        all.push(judged);
        Ok::<(), Failure>(())
    })?;
    Ok(all)
}
