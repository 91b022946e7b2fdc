//! Who said what: [`Doc`] in, [`Attribution`]s out.
//!
//! Wide sense: speech, writing, thought, intention, support, polls and documents; verbs, nouns, adjectives, "according to",
//! a bare colon; sources that are pronouns or missing. Four steps: words that may attribute ([`cue`]), whose it is
//! ([`source`]), what it may be ([`content`], [`around`] it, [`run_on`] beyond the sentence), and the choice among these by a trained
//! model ([`model`]) and by what excludes what ([`select`]); what somebody is quoted "as saying" is handed to
//! that person ([`quoted_as`]). Left to others: who a source is, and which act it is.

mod around;
mod content;
mod cue;
mod features;
#[cfg(test)]
mod fixture;
mod lexicon;
mod model;
mod page;
mod quote;
mod quoted_as;
mod reading;
mod run_on;
mod select;
mod source;
#[cfg(test)]
mod tests;
mod train;

pub use model::{Model, ModelError};
pub use train::{Gold, Schedule, Trainer};

use super::fact::{Manner, Mode};
use crate::ingest::Article;
use crate::nlp::{Doc, TokenId};
use crate::text::Span;
use page::Page;
use select::Choice;

/// One attributed content.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Whose content it is; empty where the text names nobody.
    pub source: Vec<Span<TokenId>>,
    /// The word that heads the source.
    pub source_head: Option<TokenId>,
    /// The words that attribute.
    pub cue: Vec<Span<TokenId>>,
    /// The word that heads the cue.
    pub cue_head: TokenId,
    /// The content, in pieces where the attribution interrupts it.
    pub content: Vec<Span<TokenId>>,
    /// The word that heads the content, where it is one clause or phrase.
    pub content_head: Option<TokenId>,
    /// The words that head those to whom it is addressed.
    pub addressees: Vec<TokenId>,
    /// In quotation marks or not.
    pub manner: Manner,
    /// Said, written or thought.
    pub mode: Mode,
    /// The innermost attribution whose content holds this one: its place in the list.
    pub within: Option<usize>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
    /// What found it: the frame.
    pub rule: &'static str,
}

/// Finds the attributions of an article, in text order of their cues.
pub fn attribute(doc: &Doc, article: &Article, model: &Model) -> Vec<Attribution> {
    let page = Page::new(doc, article);
    let mut choices = Vec::new();
    let mut active = features::Active::default();
    let mut scores = Vec::new();
    for cue in cue::candidates(&page) {
        let source = source::find(&page, cue);
        let mut readings = content::hypotheses(&page, cue, source);
        if readings.is_empty() {
            continue;
        }
        let view = features::CueView::new(&page, cue, source);
        scores.clear();
        for reading in &readings {
            view.reading(&page, cue, reading, &mut active);
            scores.push(model.score(&active));
        }
        model::shares(&mut scores, true);
        let Some((best, share)) = select::most_agreed(&readings, &scores) else { continue };
        if share < select::BAR * 0.5 {
            continue;
        }
        let reading = readings.swap_remove(best);
        let mut found = source::candidates(&page, cue, source);
        scores.clear();
        for (rank, &source) in found.iter().enumerate() {
            view.source(&page, cue, &reading, source, rank, &mut active);
            scores.push(model.score(&active));
        }
        let likeliest = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)));
        let source = likeliest.map_or(source, |i| found.swap_remove(i));
        choices.push(Choice { cue, source, reading, share, pooled: share });
    }
    select::select(choices).into_iter().map(|(choice, within)| finish(&page, choice, within)).collect()
}

fn finish(page: &Page, choice: Choice, within: Option<usize>) -> Attribution {
    let Choice { cue, source, reading, pooled: share, .. } = choice;
    let mut attribution = Attribution {
        source: if source.head.is_some() { vec![source.span] } else { Vec::new() },
        source_head: source.head,
        cue: cue::group(page, cue, reading.preposition),
        cue_head: cue.head,
        manner: manner(page, &reading.pieces),
        content_head: reading.head,
        addressees: lexicon::addressees(page, cue, &reading.pieces),
        content: reading.pieces,
        mode: lexicon::mode(page, cue, source),
        within,
        confidence: f64::from(share),
        rule: reading.frame.name(),
    };
    quoted_as::hand_over(page.doc, &mut attribution);
    attribution
}

fn manner(page: &Page, content: &[Span<TokenId>]) -> Manner {
    let (mut quoted, mut plain) = (false, false);
    for id in content.iter().flat_map(|&piece| page.doc.ids(piece)).filter(|&id| !page.is_mark(id)) {
        if page.quote_index(id).is_some() { quoted = true } else { plain = true }
    }
    match (quoted, plain) {
        (true, false) => Manner::Direct,
        (true, true) => Manner::Mixed,
        _ => Manner::Indirect,
    }
}
