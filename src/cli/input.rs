//! The arguments that say how articles are read, shared by every subcommand that reads some.

use super::exit::Failure;
use crate::extract::{Additions, Extractor};
use crate::ingest::{FieldNames, Format, ReadOptions, Reader};
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
    #[command(flatten)]
    pub(super) additions: AdditionArgs,
    /// JSON and CSV: the member or column that holds a field, as in text=body; a dot goes into objects (text=doc.body).
    /// Fields are id, text, html (markup instead of text), title, byline, published, publisher, url, language, dateline
    #[arg(long = "field", value_name = "FIELD=NAME", value_parser = field)]
    pub(super) fields: Vec<(String, String)>,
    /// Longest article that is read, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = ReadOptions::default().max_bytes)]
    pub(super) max_article_bytes: u64,
    /// Deepest nesting of HTML and XML that is read
    #[arg(long, value_name = "LEVELS", default_value_t = ReadOptions::default().max_depth)]
    pub(super) max_depth: usize,
    /// Most elements of an HTML page that is read
    #[arg(long, value_name = "N", default_value_t = ReadOptions::default().max_elements)]
    pub(super) max_elements: usize,
    /// How many times its size a packed file may unpack to; more is taken for a bomb
    #[arg(long, value_name = "TIMES", default_value_t = ReadOptions::default().max_ratio, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_unpack_ratio: u64,
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
            additions: AdditionArgs::default(),
            fields: Vec::new(),
            max_article_bytes: ReadOptions::default().max_bytes,
            max_depth: ReadOptions::default().max_depth,
            max_elements: ReadOptions::default().max_elements,
            max_unpack_ratio: ReadOptions::default().max_ratio,
            any_language: false,
        }
    }
}

/// What is added to the rules and names that come with the program.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct AdditionArgs {
    /// Use these extraction rules too: a `.rule` file or a folder of them; a rule replaces one of the same name
    #[arg(long, value_name = "PATH")]
    pub(super) rules: Vec<PathBuf>,
    /// Know these actors too: a CSV table with `id` and `name`, and if wanted `aliases`, `kind`, `code`, `sector`,
    /// `above`, `role`, `gender`, `since`, `until`; ids and names of the table win over the built-in ones
    #[arg(long, value_name = "FILE")]
    pub(super) lexicon: Vec<PathBuf>,
}

impl AdditionArgs {
    /// Loads what comes with the program and what the arguments add.
    pub(super) fn extractor(&self) -> Result<Extractor, Failure> {
        Ok(Extractor::with(&Additions { rules: self.rules.clone(), lexica: self.lexicon.clone() })?)
    }
}

impl InputArgs {
    /// Makes the reader that the arguments describe.
    pub(super) fn reader(&self) -> Result<Reader, Failure> {
        let format = self.input_format.parse().map_err(Failure::Usage)?;
        let mut fields = FieldNames::default();
        for (field, name) in &self.fields {
            fields.set(field, name).map_err(Failure::Usage)?;
        }
        Ok(Reader::new(ReadOptions {
            format,
            fields,
            max_bytes: self.max_article_bytes,
            max_depth: self.max_depth,
            max_elements: self.max_elements,
            max_ratio: self.max_unpack_ratio,
            english_only: !self.any_language,
        }))
    }

    /// Returns how many threads to work with.
    pub(super) fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }
}

/// Parses `FIELD=NAME`.
fn field(argument: &str) -> Result<(String, String), String> {
    let (field, name) = argument.split_once('=').ok_or("no `=` in it; write it like text=body")?;
    let (field, name) = (field.trim(), name.trim());
    if name.is_empty() {
        return Err(format!("no name after `{field}=`; write it like text=body"));
    }
    FieldNames::default().set(field, name)?;
    Ok((field.to_owned(), name.to_owned()))
}
