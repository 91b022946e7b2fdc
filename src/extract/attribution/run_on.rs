//! Contents that go on beyond the cue's sentence.
//!
//! Three ways: the quotation that the content stands in began before or ends after the sentence; another quotation
//! follows in the paragraph without a cue of its own; paragraphs that follow are quotations as a whole, and nobody else
//! is named for them. The first is taken for certain, the other two are readings of their own.

use super::cue::Cue;
use super::page::Page;
use super::reading::{Hypothesis, Reach};
use crate::nlp::{Pos, TokenId};
use crate::text::Span;

/// Widens all readings to the quotations they stand in, then adds readings that go on.
pub(super) fn extend(page: &Page, cue: Cue, found: &mut Vec<Hypothesis>) {
    if page.quote(cue.head).is_some() {
        return;
    }
    for reading in found.iter_mut() {
        widen(page, cue, reading);
    }
    let Some(paragraph) = page.paragraph(cue.head) else { return };
    let sentence = page.sentence(cue.head);
    let mut longer = Vec::new();
    for reading in found.iter() {
        let last = reading.pieces.iter().map(|p| p.end).max().unwrap_or(0).max(cue.head.0 + 1);
        let from = if last < sentence.end { sentence.end } else { last };
        let more = free_quotes(page, from, page.paragraphs[paragraph].span.end);
        let mut reading = reading.clone();
        let through = match more.last() {
            Some(span) => {
                reading.pieces.extend(&more);
                reading.reach = Reach::Paragraph;
                longer.push(reading.clone());
                span.end
            }
            None => from,
        };
        if at_end(page, through, page.paragraphs[paragraph].span.end) {
            let following = free_paragraphs(page, paragraph + 1);
            if !following.is_empty() {
                reading.pieces.extend(following);
                reading.reach = Reach::Beyond;
                longer.push(reading);
            }
        }
    }
    found.append(&mut longer);
}

/// A piece inside a quotation takes the whole quotation, unless the cue stands in it.
fn widen(page: &Page, cue: Cue, reading: &mut Hypothesis) {
    for piece in &mut reading.pieces {
        for end in [piece.start, piece.end - 1] {
            if let Some(quote) = page.quote(TokenId(end))
                && !quote.span.contains(cue.head.0)
                && !piece.covers(quote.span)
            {
                *piece = piece.join(quote.span);
            }
        }
    }
    reading.pieces.sort_unstable();
    let mut merged: Vec<Span<TokenId>> = Vec::with_capacity(reading.pieces.len());
    for piece in &reading.pieces {
        match merged.last_mut() {
            Some(last) if piece.start <= last.end => *last = last.join(*piece),
            _ => merged.push(*piece),
        }
    }
    reading.pieces = merged;
}

/// Quotations from `from` on that follow each other, begin a sentence and are not introduced or followed by a cue.
fn free_quotes(page: &Page, from: u32, end: u32) -> Vec<Span<TokenId>> {
    let mut at = from;
    let mut free: Vec<Span<TokenId>> = Vec::new();
    for quote in page.quotes_in(Span::new(from, end)) {
        let gap_is_empty = (at..quote.span.start).all(|p| page.is_mark(TokenId(p)));
        if !gap_is_empty || !stands_alone(page, quote.span, end) {
            break;
        }
        free.push(quote.span);
        at = quote.span.end;
    }
    free
}

/// Paragraphs from `first` on that are one free-standing quotation each.
fn free_paragraphs(page: &Page, first: usize) -> Vec<Span<TokenId>> {
    let mut free = Vec::new();
    for paragraph in page.paragraphs.iter().skip(first).take(8) {
        let quotes = free_quotes(page, paragraph.span.start, paragraph.span.end);
        let Some(last) = quotes.last() else { break };
        let whole = at_end(page, last.end, paragraph.span.end);
        free.extend(&quotes);
        if !whole {
            break;
        }
    }
    free
}

/// Tells whether a quotation ends a sentence, so that what follows does not attribute it.
fn stands_alone(page: &Page, quote: Span<TokenId>, end: u32) -> bool {
    let doc = page.doc;
    let closing = quote.end - 1;
    let last = (quote.start..closing).rev().map(TokenId).find(|&id| doc.pos(id) != Pos::Space);
    let inner = last.map_or("", |id| doc.word(id));
    if inner == "," || inner.ends_with(',') {
        return false;
    }
    let Some(next) = (quote.end..end).map(TokenId).find(|&id| doc.pos(id) != Pos::Space) else { return true };
    let word = doc.word(next);
    if matches!(word, "." | "?" | "!") {
        return true;
    }
    let stopped = inner.ends_with(['.', '?', '!', '…']);
    stopped
        && word.starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric())
        && word != ","
        && !names_speaker(page, next)
}

/// `"…?" Mr. Smith said`: the sentence after the mark has a verb of its own right behind a short subject, and no object.
fn names_speaker(page: &Page, next: TokenId) -> bool {
    let doc = page.doc;
    let sentence = page.sentence(next);
    let verb = doc.ids(Span::new(next.0, sentence.end.max(next.0 + 1))).take(8).find(|&id| doc.pos(id) == Pos::Verb);
    verb.is_some_and(|verb| (verb.0 + 1..sentence.end).all(|p| page.is_mark(TokenId(p))) && sentence.start <= next.0)
}

fn at_end(page: &Page, from: u32, end: u32) -> bool {
    (from..end).all(|p| page.is_mark(TokenId(p)))
}
