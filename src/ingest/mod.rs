//! Files in, [`Article`] out: one reader per format.
//!
//! Input: paths, patterns, directories or standard input, gzipped or not. Output: articles with their text as given,
//! its regions, and what is known of them (title, date, dateline, publisher). Left to the next stage: everything about
//! language.
//!
//! 1. `source` turns what the user named into files, in a fixed order, and opens them.
//! 2. `format` tells what a file holds, by its name or its first bytes.
//! 3. `plain` and `jsonl` read articles one at a time; nothing but the article at hand is in memory.
//! 4. `plain::layout` parts the text into regions, with `boilerplate`, `dateline` and `date`.
//! 5. `language` sets aside what is not English.
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

mod article;
mod boilerplate;
mod date;
mod dateline;
mod decode;
mod format;
mod jsonl;
mod language;
mod plain;
mod reader;
mod source;

pub use article::{Article, DateSource, Region, RegionKind};
pub use format::Format;
pub use reader::{Articles, Input, Inputs, ReadOptions, Reader};

/// Why an article could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file could not be opened or read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A pattern or directory names no file.
    #[error("{path}: no article here; name files, directories or patterns such as 'news/*.txt'")]
    NoMatch {
        /// The pattern or directory.
        path: String,
    },
    /// The file holds no text.
    #[error("{path}: not a text file; convert it to plain text, HTML or JSON Lines first")]
    Binary {
        /// The file.
        path: String,
    },
    /// The article is empty.
    #[error("{path}: no text in it")]
    Empty {
        /// The file, with the line where it has many articles.
        path: String,
    },
    /// The article is longer than allowed.
    #[error("{path}: longer than {limit} bytes; split it or raise --max-article-bytes")]
    TooLong {
        /// The file, with the line where it has many articles.
        path: String,
        /// How many bytes are allowed.
        limit: u64,
    },
    /// A line is no JSON object with a text.
    #[error("{path}:{line}: {message}")]
    Json {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        message: String,
    },
    /// The article is in another language.
    #[error("{path}: skipped, its language is `{language}` and not English")]
    Language {
        /// The file, with the line where it has many articles.
        path: String,
        /// ISO 639-1 code, or `und` where it is not known which.
        language: String,
    },
    /// A directory holds a file of a kind that is no article.
    #[error("{path}: skipped, not an article by its name; name the file itself to read it")]
    OtherKind {
        /// The file.
        path: String,
    },
}

impl IngestError {
    /// Tells whether the article was set aside on purpose rather than lost.
    pub const fn is_skip(&self) -> bool {
        matches!(self, Self::Language { .. } | Self::OtherKind { .. })
    }
}
