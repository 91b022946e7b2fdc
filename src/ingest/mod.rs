//! Files in, [`Article`] out: one reader per format.
//!
//! Input: paths, patterns, directories or standard input, packed or not. Output: articles with their text, its regions,
//! and what is known of them (title, byline, date, dateline, publisher). Left to the next stage: everything about language.
//!
//! 1. `source` turns what the user named into files, in a fixed order, and opens them.
//! 2. `unpack` and `archive` take off what they are packed in, within limits.
//! 3. `format` tells what a file holds, by its name or its first bytes.
//! 4. `contents` parts it into pieces, one article each: by `jsonl`, `json`, `csv`, `feed`, `newsml`, `warc`, or whole.
//!    Nothing but the piece at hand is in memory.
//! 5. [`Reader::article_of_piece`] makes the article, on whatever thread: by `html`, `markdown`, `mail`, `record`.
//! 6. `plain::layout` parts the text into regions, with `boilerplate`, `dateline` and `date`.
//! 7. `language` sets aside what is not English.
//!
//! ```no_run
//! use demarche::ingest::{ReadOptions, Reader};
//! let reader = Reader::new(ReadOptions::default());
//! for article in reader.articles(&["news/".into()]) {
//!     match article {
//!         Ok(article) => println!("{}: {} words", article.id, article.words()),
//!         Err(error) => eprintln!("{error}"),
//!     }
//! }
//! ```

mod archive;
mod article;
mod boilerplate;
mod contents;
mod csv;
mod date;
mod dateline;
mod decode;
mod error;
mod feed;
mod format;
mod html;
mod http;
mod json;
mod jsonl;
mod language;
mod mail;
mod markdown;
mod newsml;
mod plain;
mod reader;
mod record;
mod source;
mod unpack;
mod warc;
mod xml;

#[cfg(test)]
mod tests;

pub use article::{Article, DateSource, Region, RegionKind};
pub use contents::Piece;
pub use error::IngestError;
pub use format::Format;
pub use reader::{Articles, Input, Inputs, ReadOptions, Reader};
pub use record::FieldNames;
