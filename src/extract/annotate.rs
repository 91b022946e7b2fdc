//! An article's text through the language engine.

use super::recase::{Known, recase};
use super::unclutter::unclutter;
use crate::ingest::Article;
use crate::nlp::{Doc, Pipeline};
use crate::text::Span;

/// Annotates the news of an article: its regions each by itself, headlines in sentence case, boilerplate and marks of
/// party and state left out.
///
/// The doc's text and offsets are the article's own.
pub(super) fn annotate(pipeline: &Pipeline, article: &Article, known: Known<'_>) -> Doc {
    let regions: Vec<Span<_>> = article.news().map(|region| region.span).collect();
    let text = unclutter(recase(article, known));
    let mut doc = pipeline.annotate_regions(&text, &regions);
    doc.restore_text(&article.text);
    doc
}
