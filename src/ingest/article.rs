//! One news item as read.

use crate::text::{Byte, Span};
use jiff::civil::Date;

/// One news item as read: its text exactly as given, and what is known about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// The caller's id, or a content hash (`a` and 16 hexadecimal digits) where none was given.
    pub id: String,
    /// The headline, from the metadata or from the text.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
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
    /// `SEOUL, March 17 -`, `[UNITED NATIONS]`: read for place and date, not parsed as language.
    Dateline,
    /// A paragraph of news.
    Paragraph,
    /// Navigation, newsletter sign-ups, credits, notices: read by nobody (schema rule 6).
    Boilerplate,
}
