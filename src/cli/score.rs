//! `demarche score`: what is extracted, against annotated articles.

use super::exit::{Exit, Failure, Outcome};
use super::ordered::map_in_order;
use super::terminal::{Terminal, printable};
use crate::Error;
use crate::extract::attribution::Gold;
use crate::extract::json::Extraction;
use crate::extract::{Extractor, Facts};
use crate::ingest::Reader;
use crate::nlp::Pipeline;
use crate::score::{
    AttributionScore, Counts, Miss, Rate, RelationMiss, RelationScore, Reliability, read_gold, read_relation_gold,
};
use crate::text::{Byte, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The arguments of `demarche score`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche score attribution --gold polnear/dev --misses 20
  demarche score relations --gold gold/dev --by-type --reliability
  demarche extract texts/ | demarche score relations --gold gold/dev --predicted -")]
pub(super) struct ScoreArgs {
    /// What to score
    #[arg(value_enum)]
    layer: Layer,
    /// Annotated articles: `text` and `attributions` as in PolNeAR, or one JSON file an article for relations
    #[arg(long, value_name = "DIR")]
    gold: PathBuf,
    /// The texts of the relations' articles [default: the folder of the gold]
    #[arg(long, value_name = "DIR")]
    texts: Option<PathBuf>,
    /// Score these extractions (`-`: standard input) instead of extracting from the texts now
    #[arg(long, value_name = "FILE")]
    predicted: Option<PathBuf>,
    /// Count statements inside statements too
    #[arg(long)]
    nested: bool,
    /// Show each type of relation by itself
    #[arg(long)]
    by_type: bool,
    /// Show how far the confidence of relations can be trusted
    #[arg(long)]
    reliability: bool,
    /// Show so many of the misses, with their text
    #[arg(long, value_name = "N", default_value_t = 0)]
    misses: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Language pipeline to use instead of the built-in one
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
}

/// A layer of extraction that there is gold for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Layer {
    /// Who said what: source and content of statements
    Attribution,
    /// Who does what to whom: the relations of the schema
    Relations,
}

/// Scores one layer and prints the result.
pub(super) fn run(args: &ScoreArgs, terminal: &Terminal) -> Outcome {
    match args.layer {
        Layer::Attribution => attribution(args, terminal),
        Layer::Relations => relations(args, terminal),
    }
}

/// Extracts from the texts, or reads what was extracted; in the order of `texts`, empty where there is nothing.
fn facts_of(args: &ScoreArgs, terminal: &Terminal, texts: Vec<(String, String)>) -> Result<Vec<Facts>, Failure> {
    let mut all = Vec::with_capacity(texts.len());
    if let Some(path) = &args.predicted {
        let mut known = read_predictions(path)?;
        for (id, _) in texts {
            let facts = known.remove(&id);
            if facts.is_none() {
                terminal.warning(format_args!("no extraction of `{id}`; counted as empty"));
            }
            all.push(facts.unwrap_or_default());
        }
        return Ok(all);
    }
    let pipeline = match &args.model {
        Some(path) => Pipeline::open(path)?,
        None => Pipeline::bundled(),
    };
    let (extractor, reader) = (Extractor::bundled()?, Reader::default());
    let extract = |(_, text)| {
        let article = reader.article(text);
        let doc = extractor.annotate(&pipeline, &article);
        extractor.extract(&article, &doc)
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    map_in_order(texts.into_iter(), threads, extract, Facts::default, |facts| {
        all.push(facts);
        Ok::<(), Failure>(())
    })?;
    Ok(all)
}

/// Reads extractions, known by the name of their file, else by their id.
fn read_predictions(path: &Path) -> Result<BTreeMap<String, Facts>, Failure> {
    let failed = |source| Failure::Library(Error::Io { path: path.display().to_string(), source });
    let lines =
        if path.as_os_str() == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
    let mut known = BTreeMap::new();
    for (number, line) in lines.map_err(failed)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let parts = Extraction::from_line(line).and_then(Extraction::into_parts);
        let (article, facts) = parts.map_err(|e| Failure::Usage(format!("{}:{}: {e}", path.display(), number + 1)))?;
        let stem = article.path.as_deref().and_then(|p| Path::new(p).file_stem()).and_then(|s| s.to_str());
        known.insert(stem.map_or_else(|| article.id.clone(), str::to_owned), facts);
    }
    Ok(known)
}

fn attribution(args: &ScoreArgs, terminal: &Terminal) -> Outcome {
    let gold = read_gold(&args.gold)?;
    let texts = gold.iter().map(|g| (g.id.clone(), g.text.clone())).collect();
    let mut score = AttributionScore::default();
    let mut misses = Vec::new();
    for (article, facts) in gold.iter().zip(facts_of(args, terminal, texts)?) {
        let outermost = facts.statements.iter().filter(|s| args.nested || s.within.is_none());
        let predicted: Vec<Gold> = outermost
            .map(|s| Gold { source: s.source.clone(), cue: s.cue.clone(), content: s.content.clone() })
            .collect();
        let found = score.add(&article.text, &article.attributions, &predicted);
        misses.extend(found.into_iter().map(|miss| (&article.id, describe(&article.text, &miss))));
    }
    let scores = [
        ("content words", score.words),
        ("statements", score.soft),
        ("statements with source", score.with_source),
        ("same content", score.exact),
    ];
    let rates = [
        ("right source", score.source),
        ("right source, where one is named", score.named_source),
        ("recall of quotations", score.direct),
        ("recall of quotations with source", score.direct_with_source),
        ("recall of the rest", score.indirect),
        ("recall of the rest with source", score.indirect_with_source),
    ];
    let mut out = terminal.results();
    if args.json {
        let mut all: serde_json::Map<String, Value> =
            scores.iter().map(|(name, counts)| ((*name).to_owned(), json!(counts.score()))).collect();
        all.extend(rates.iter().map(|(name, rate)| {
            ((*name).to_owned(), json!({"rate": rate.value(), "hits": rate.hits, "total": rate.total}))
        }));
        writeln!(out, "{}", Value::Object(all))?;
    } else {
        table(&mut out, &scores, &rates)?;
    }
    for (id, miss) in misses.iter().take(args.misses) {
        writeln!(out, "{id}: {}", printable(miss))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn table(out: &mut impl Write, scores: &[(&str, Counts)], rates: &[(&str, Rate)]) -> std::io::Result<()> {
    writeln!(
        out,
        "{:34} {:>9} {:>7} {:>7} {:>7} {:>9} {:>7}",
        "", "precision", "recall", "F1", "hits", "predicted", "gold"
    )?;
    for (name, counts) in scores {
        let s = counts.score();
        writeln!(
            out,
            "{name:34} {:9.4} {:7.4} {:7.4} {:7} {:9} {:7}",
            s.precision, s.recall, s.f1, s.hits, s.predicted, s.gold
        )?;
    }
    for (name, rate) in rates {
        writeln!(out, "{name:34} {:9.4} {:7} of {}", rate.value(), rate.hits, rate.total)?;
    }
    Ok(())
}

/// One line for a miss: source, cue and content.
fn describe(text: &str, miss: &Miss) -> String {
    let words = |spans: &[Span<Byte>]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" … ");
    let line = |g: &Gold| format!("[{}] {} {{{}}}", words(&g.source), words(&g.cue), words(&g.content));
    match miss {
        Miss::Missed(gold) => format!("missed {}", line(gold)),
        Miss::Extra(extra) => format!("extra {}", line(extra)),
        Miss::Source(gold, found) => format!("source [{}] instead of {}", words(&found.source), line(gold)),
    }
}

/// Writes a line for each range of confidence, and how far confidence and share of right relations are apart.
pub(super) fn write_reliability(reliability: &Reliability, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "confidence   relations   mean   right")?;
    for bin in reliability.bins() {
        writeln!(out, "{:.1} to {:.1} {:12} {:6.2} {:7.2}", bin.from, bin.to, bin.count, bin.confidence, bin.right)?;
    }
    let (error, brier) = (reliability.error(), reliability.brier());
    writeln!(out, "expected calibration error {error:.3}, Brier score {brier:.3}")
}

fn relations(args: &ScoreArgs, terminal: &Terminal) -> Outcome {
    let gold = read_relation_gold(&args.gold, args.texts.as_deref().unwrap_or(&args.gold))?;
    let texts = gold.iter().map(|g| (g.id.clone(), g.text.clone())).collect();
    let mut score = RelationScore::default();
    let mut misses: Vec<(&str, RelationMiss)> = Vec::new();
    let mut reliability = Reliability::default();
    for (article, facts) in gold.iter().zip(facts_of(args, terminal, texts)?) {
        for verdict in RelationScore::judge(article, &facts) {
            reliability.add(facts.relations[verdict.relation].confidence, verdict.full);
        }
        misses.extend(score.add(article, &facts).into_iter().map(|miss| (article.id.as_str(), miss)));
    }
    let mut rows = vec![("all", score.all())];
    if args.by_type {
        let mut kinds: Vec<_> = score.by_kind.iter().map(|(kind, counts)| (kind.name(), *counts)).collect();
        kinds.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.act.gold));
        rows.extend(kinds);
    }
    let mut out = terminal.results();
    if args.json {
        let mut all: serde_json::Map<String, Value> = rows
            .iter()
            .map(|(name, c)| ((*name).to_owned(), json!({"act": c.act.score(), "full": c.full.score()})))
            .collect();
        if args.reliability {
            all.insert("reliability".to_owned(), json!(reliability.bins()));
        }
        writeln!(out, "{}", Value::Object(all))?;
    } else {
        for (name, counts) in rows {
            let (act, full) = (counts.act.score(), counts.full.score());
            writeln!(
                out,
                "{name:14} gold {:4} predicted {:4}   act P {:.3} R {:.3} F1 {:.3}   full P {:.3} R {:.3} F1 {:.3}",
                act.gold, act.predicted, act.precision, act.recall, act.f1, full.precision, full.recall, full.f1
            )?;
        }
        if args.reliability {
            write_reliability(&reliability, &mut out)?;
        }
    }
    for (id, miss) in misses.iter().take(args.misses) {
        let what = if miss.missed { "missed" } else { "extra" };
        writeln!(out, "{id}: {what} {} {}", miss.kind.name(), printable(&miss.text))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}
