//! `demarche parse`: what the language engine makes of texts.
//!
//! A file's text is parsed whole and as it stands, without the reading of articles that `extract` does, so that the
//! result can be compared with spaCy's for the same text.

mod json;
mod table;
pub(super) mod tree;

use super::exit::{Exit, Failure, Outcome};
use super::ordered::map_in_order;
use super::terminal::Terminal;
use crate::Error;
use crate::nlp::{Doc, Pipeline, conllu};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The arguments of `demarche parse`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche parse article.txt > article.conllu
  echo 'Seoul rejected the offer.' | demarche parse --format tree -
  demarche parse --model en_core_web_md-3.8.0-py3-none-any.whl --format json news/*.txt")]
pub(super) struct ParseArgs {
    /// Use this spaCy pipeline: its folder, a wheel or a zip archive [default: en_core_web_sm 3.8.0, built in]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Write in this form
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: ParseFormat,
    /// Threads to work with [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Texts: UTF-8 files, or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// The forms that a doc can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum ParseFormat {
    /// CoNLL-U, one line a token
    #[default]
    Conllu,
    /// JSON Lines, one object a text
    Json,
    /// A table of each sentence
    Table,
    /// The dependency tree of each sentence
    Tree,
}

/// Parses all texts and writes them in the order of the command line.
pub(super) fn run(args: &ParseArgs, terminal: &Terminal) -> Outcome {
    let pipeline = match &args.model {
        Some(path) => Pipeline::open(path)?,
        None => Pipeline::bundled(),
    };
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or_else(cores, usize::from);
    let mut out = terminal.results();
    let mut exit = Exit::Done;
    map_in_order(
        args.paths.iter(),
        threads.min(args.paths.len()),
        |path| parse(path, &pipeline, args.format).map_err(|error| error.to_string()),
        || Err("a text broke the language engine; please report it".to_owned()),
        |parsed| {
            match parsed {
                Ok(text) => out.write_all(&text)?,
                Err(error) => {
                    terminal.error(error);
                    exit = Exit::Failed;
                }
            }
            Ok::<_, Failure>(())
        },
    )?;
    out.flush()?;
    Ok(exit)
}

/// Parses one text and returns it as it will be written.
fn parse(path: &Path, pipeline: &Pipeline, format: ParseFormat) -> Result<Vec<u8>, Error> {
    let io = |source| Error::Io { path: path.display().to_string(), source };
    let mut bytes = Vec::new();
    let id = if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map_err(io)?;
        "-".into()
    } else {
        bytes = std::fs::read(path).map_err(io)?;
        path.file_stem().unwrap_or_default().to_string_lossy()
    };
    let doc = pipeline.annotate(&String::from_utf8_lossy(&bytes));
    let mut out = Vec::new();
    write(&doc, &id, format, &mut out).map_err(io)?;
    Ok(out)
}

/// Writes one doc.
fn write(doc: &Doc, id: &str, format: ParseFormat, out: &mut Vec<u8>) -> io::Result<()> {
    match format {
        ParseFormat::Conllu => conllu::write(doc, id, out),
        ParseFormat::Json => json::write(doc, id, out),
        ParseFormat::Table => table::write(doc, id, out),
        ParseFormat::Tree => tree::write(doc, id, out),
    }
}
