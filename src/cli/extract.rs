//! `demarche extract`: articles in, JSON Lines out.

use super::analysis::{Analyser, Tally};
use super::exit::{Exit, Outcome};
use super::input::InputArgs;
use super::terminal::Terminal;
use crate::extract::{Facts, json::Extraction};
use std::io::Write;
use std::path::PathBuf;

/// The arguments of `demarche extract`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche extract article.txt
  demarche extract news/ > facts.jsonl
  demarche extract --rules my-rules/ --lexicon actors.csv news/
  zcat wires.jsonl.gz | demarche extract --input-format jsonl -
  demarche extract page.html newsletter.eml export.json --field text=content.body

Offsets count Unicode code points. An article that can't be read gives a line on standard error; \
the run goes on and ends with status 1.")]
pub(super) struct ExtractArgs {
    /// Articles: files, directories, patterns such as 'news/*.txt', or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    input: InputArgs,
}

/// Writes one JSON object for each article, in the order of the input.
pub(super) fn run(args: &ExtractArgs, terminal: &Terminal) -> Outcome {
    let mut out = terminal.results();
    let line = |article, facts: &Facts| Extraction::new(&article, facts).to_line();
    let write = |line: String, _: &Tally| {
        writeln!(out, "{line}")?;
        // Whoever reads along shall have each article as soon as it is ready.
        Ok(out.flush()?)
    };
    let tally = Analyser::load(&args.input)?.run(&args.paths, &args.input, terminal, |_| false, line, write)?;
    out.flush()?;
    Ok(if tally.failed > 0 { Exit::Failed } else { Exit::Done })
}
