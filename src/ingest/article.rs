//! One news item as read.

use crate::text::{Byte, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One news item as read: its text exactly as given, and what is known about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// The caller's id, or a content hash (`a` and 16 hexadecimal digits) where none was given.
    pub id: String,
    /// The headline, from the metadata or from the text.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// What tells the day of publication.
    pub published_from: Option<DateSource>,
    /// The place name of the dateline (`SEOUL`), without date and agency.
    pub dateline: Option<String>,
    /// ISO 639-1 code.
    pub language: String,
    /// The file it was read from.
    pub path: Option<String>,
    /// The text as given; every offset counts in it.
    pub text: String,
    /// What the parts of `text` are, in order and without overlap; together they cover all that is not white space.
    pub regions: Vec<Region>,
    /// What the reader noticed and the user may want to know.
    pub warnings: Vec<String>,
}

impl Article {
    /// Iterates over the parts that are news, in order: what the language engine is to read.
    ///
    /// A headline that came beside the text is in `title` only.
    pub fn news(&self) -> impl Iterator<Item = Region> + '_ {
        self.regions.iter().copied().filter(|region| region.kind.is_news())
    }

    /// Counts the words of the news in the text.
    pub fn words(&self) -> usize {
        self.news().map(|region| region.span.of(&self.text).split_whitespace().count()).sum()
    }
}

/// A part of the text with one use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// What it is.
    pub kind: RegionKind,
    /// Where it is.
    pub span: Span<Byte>,
}

/// What a part of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// The headline, where it stands in the text itself.
    Headline,
    /// A headline inside the article: a short line in the language of headlines.
    Subhead,
    /// `SEOUL, March 17 -`, `[UNITED NATIONS]`, `Published: 3 May 2015`: read for place and date, not parsed as
    /// language.
    Dateline,
    /// A paragraph of news.
    Paragraph,
    /// Navigation, newsletter sign-ups, bylines, credits, notices: read by nobody (schema rule 6).
    Boilerplate,
}

impl RegionKind {
    /// Tells whether the part is language that reports something.
    pub const fn is_news(self) -> bool {
        matches!(self, Self::Headline | Self::Subhead | Self::Paragraph)
    }
}

/// What tells the day of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateSource {
    /// A field beside the text.
    Metadata,
    /// A date line in the text ("Published: 3 May 2015").
    DateLine,
    /// The dateline that opens the first paragraph, with its year.
    Dateline,
    /// The address (`/2015/05/03/`).
    Url,
}

impl DateSource {
    /// Returns its name: `metadata`, `date-line`, `dateline`, `url`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::DateLine => "date-line",
            Self::Dateline => "dateline",
            Self::Url => "url",
        }
    }
}
