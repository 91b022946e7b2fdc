//! The arguments that say how articles are read, shared by every subcommand that reads some.

use super::exit::Failure;
use crate::ingest::{Format, ReadOptions, Reader};
use std::path::PathBuf;

/// How articles are read.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct InputArgs {
    /// The form they come in; `auto` tells by name and content
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = clap::builder::PossibleValuesParser::new(Format::NAMES))]
    pub(super) input_format: String,
    /// Threads to work with [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// Language pipeline to use instead of the built-in one: a folder that spaCy wrote, or a wheel or zip of one
    #[arg(long, value_name = "DIR")]
    pub(super) model: Option<PathBuf>,
    /// Longest article that is read, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = ReadOptions::default().max_bytes)]
    pub(super) max_article_bytes: u64,
    /// Read articles that don't seem to be English, too
    #[arg(long)]
    pub(super) any_language: bool,
}

impl Default for InputArgs {
    fn default() -> Self {
        Self {
            input_format: "auto".to_owned(),
            threads: None,
            model: None,
            max_article_bytes: ReadOptions::default().max_bytes,
            any_language: false,
        }
    }
}

impl InputArgs {
    /// Makes the reader that the arguments describe.
    pub(super) fn reader(&self) -> Result<Reader, Failure> {
        let format = self.input_format.parse().map_err(Failure::Usage)?;
        Ok(Reader::new(ReadOptions { format, max_bytes: self.max_article_bytes, english_only: !self.any_language }))
    }

    /// Returns how many threads to work with.
    pub(super) fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }
}
