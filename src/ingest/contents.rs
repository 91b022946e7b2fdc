//! What a stream holds: pieces, each of which is an article at most.
//!
//! [`open`] tells what a stream is and gives its [`Contents`], which part it into pieces one at a time. Making an article
//! of a [`Piece`] takes the work and is left to the caller, who may do it on any thread.

use super::archive::{self, Archive};
use super::csv::Table;
use super::feed::Feed;
use super::format::Format;
use super::json::Values;
use super::jsonl::Lines;
use super::newsml::Newsml;
use super::record::Record;
use super::source::Stream;
use super::unpack::{Bytes, peek, unpack};
use super::warc::Warc;
use super::xml::Utf8;
use super::{IngestError, ReadOptions};
use std::io::{BufReader, Read};
use std::path::Path;

/// One piece of input, which holds an article at most and is not yet read as one.
#[derive(Debug, PartialEq)]
pub struct Piece {
    /// The file, with the line or record where it has many articles.
    pub(super) name: String,
    /// The path that the article bears.
    pub(super) path: Option<String>,
    pub(super) body: Body,
}

/// What a piece is made of.
#[derive(Debug, PartialEq)]
pub(super) enum Body {
    Text(Vec<u8>),
    Markdown(Vec<u8>),
    Mail(Vec<u8>),
    Page(Page),
    /// A JSON object, read with the names of the fields that the user gave.
    Json(String),
    Record(Box<Record>),
}

/// A web page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
    /// The encoding that came beside it.
    pub(super) charset: Option<String>,
    /// Where it was found.
    pub(super) url: Option<String>,
}

/// One thing that a stream holds.
pub(super) enum Item {
    Piece(Piece),
    /// One line of an extraction.
    Extraction {
        path: String,
        line: u64,
        json: String,
    },
    /// A member of an archive, to be opened in turn.
    Stream(Box<Stream>),
}

/// A stream that gives what it holds, one thing at a time.
pub(super) trait Contents: Send {
    /// Reads the next thing; `None` at the end. Where one thing can't be read, the next may.
    fn next(&mut self, options: &ReadOptions) -> Option<Result<Item, IngestError>>;
}

/// Where pieces come from: a file, or a member of an archive.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The name to show in messages.
    pub(super) name: String,
    /// The path that articles bear.
    pub(super) path: Option<String>,
}

impl Origin {
    /// Makes the piece of a record that was read from here; `name` is shown in messages.
    pub(super) fn piece(&self, name: String, record: Record) -> Item {
        Item::Piece(Piece { name, path: self.path.clone(), body: Body::Record(Box::new(record)) })
    }

    /// Makes an error of a failed read at a line.
    pub(super) fn failed(&self, line: u64, error: std::io::Error) -> IngestError {
        IngestError::of_read(format!("{}:{line}", self.name), error)
    }
}

/// Tells what a stream is and opens it.
pub(super) fn open(stream: Stream, options: &ReadOptions) -> Result<Box<dyn Contents>, IngestError> {
    let Stream { name, path, from, meter, is_file, layers: allowed } = stream;
    let (head, from, layers) = unpack(&name, from, &meter, allowed)?;
    if head.starts_with(archive::MAGIC) {
        let is_file = is_file && layers == allowed;
        return Ok(Box::new(Archive::open(Stream { name, path, from, meter, is_file, layers })?));
    }
    let format = match options.format {
        Format::Auto => Format::sniff(&head, path.as_deref()),
        asked => asked,
    };
    // Spreadsheets export tables in UTF-16; text and XML are decoded by their readers.
    let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    let (head, from) = if wide && matches!(format, Format::Csv | Format::Jsonl | Format::Json) {
        peek(Box::new(BufReader::new(Utf8::new(from, encoding_rs::UTF_8))))
    } else {
        (head, from)
    };
    let delimiter = Table::delimiter(&head, path.as_deref());
    let origin = Origin { path: path.as_deref().map(|path: &Path| path.display().to_string()), name };
    Ok(match format {
        Format::Jsonl => Box::new(Lines::new(origin, from, false)),
        Format::Extraction => Box::new(Lines::new(origin, from, true)),
        Format::Json => Box::new(Values::new(origin, from)),
        Format::Csv => Box::new(Table::new(origin, from, delimiter)),
        Format::Feed => Box::new(Feed::new(origin, from, &head, options)),
        Format::Newsml => Box::new(Newsml::new(origin, from, &head, options)),
        Format::Warc => Box::new(Warc::new(origin, from)),
        Format::Auto | Format::Text | Format::Html | Format::Markdown | Format::Mail => {
            Box::new(Whole { origin, format, from: Some(from) })
        }
    })
}

/// A file that is one article.
struct Whole {
    origin: Origin,
    format: Format,
    from: Option<Bytes>,
}

impl Contents for Whole {
    fn next(&mut self, options: &ReadOptions) -> Option<Result<Item, IngestError>> {
        let from = self.from.take()?;
        let Origin { name, path } = self.origin.clone();
        let limit = options.max_bytes;
        let mut bytes = Vec::new();
        if let Err(error) = from.take(limit + 1).read_to_end(&mut bytes) {
            return Some(Err(IngestError::of_read(name, error)));
        }
        if bytes.len() as u64 > limit {
            return Some(Err(IngestError::TooLong { path: name, limit }));
        }
        let body = match self.format {
            Format::Html => Body::Page(Page { bytes, ..Page::default() }),
            Format::Markdown => Body::Markdown(bytes),
            Format::Mail => Body::Mail(bytes),
            _ => Body::Text(bytes),
        };
        Some(Ok(Item::Piece(Piece { name, path, body })))
    }
}
