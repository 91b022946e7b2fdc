//! `demarche extract`: articles in, JSON Lines out.

use super::exit::{Exit, Outcome};
use super::terminal::Terminal;
use std::io::Write;
use std::path::PathBuf;

/// The arguments of `demarche extract`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche extract article.txt
  demarche extract news/ > facts.jsonl
  zcat wires.jsonl.gz | demarche extract --input-format jsonl -")]
pub(super) struct ExtractArgs {
    /// Articles: files, directories, patterns, or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Writes one JSON object for each article.
pub(super) fn run(args: &ExtractArgs, terminal: &Terminal) -> Outcome {
    let mut out = terminal.results();
    let mut exit = Exit::Done;
    for path in &args.paths {
        match std::fs::read_to_string(path) {
            Ok(text) => writeln!(out, "{}", serde_json::json!({"version": 1, "text": text}))?,
            Err(source) => {
                terminal.error(crate::Error::Io { path: path.display().to_string(), source });
                exit = Exit::Failed;
            }
        }
    }
    out.flush()?;
    Ok(exit)
}
