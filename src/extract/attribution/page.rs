//! One article's tokens with their paragraphs and quotations, as attribution looks at them.

use super::quote::{Quote, find_quotes};
use crate::ingest::{Article, RegionKind};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::{Id, Span};

/// A block of news text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paragraph {
    /// Its tokens, white space at the ends left out.
    pub(super) span: Span<TokenId>,
    /// Whether it is the headline.
    pub(super) headline: bool,
}

/// A doc with what attribution asks of it again and again.
pub(super) struct Page<'d> {
    pub(super) doc: &'d Doc,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) quotes: Vec<Quote>,
    /// Index into `paragraphs` for each token, or `u32::MAX` outside the news.
    paragraph_at: Vec<u32>,
    /// Index into `quotes` for each token inside one, marks included, or `u32::MAX`.
    quote_at: Vec<u32>,
}

impl<'d> Page<'d> {
    /// Finds the paragraphs and quotations of a doc.
    pub(super) fn new(doc: &'d Doc, article: &Article) -> Self {
        let mut paragraphs = Vec::with_capacity(article.regions.len());
        let mut paragraph_at = vec![u32::MAX; doc.len()];
        for region in &article.regions {
            let headline = match region.kind {
                RegionKind::Headline => true,
                RegionKind::Paragraph | RegionKind::Subhead => false,
                RegionKind::Dateline | RegionKind::Boilerplate => continue,
            };
            let span = without_space(doc, doc.tokens_in(region.span));
            if span.is_empty() {
                continue;
            }
            paragraph_at[span.range()].fill(paragraphs.len() as u32);
            paragraphs.push(Paragraph { span, headline });
        }
        let quotes = find_quotes(doc, &paragraphs);
        let mut quote_at = vec![u32::MAX; doc.len()];
        for (i, quote) in quotes.iter().enumerate() {
            quote_at[quote.span.range()].fill(i as u32);
        }
        Self { doc, paragraphs, quotes, paragraph_at, quote_at }
    }

    /// Returns the number of the paragraph a token stands in.
    pub(super) fn paragraph(&self, id: TokenId) -> Option<usize> {
        self.paragraph_at.get(id.index()).filter(|&&p| p != u32::MAX).map(|&p| p as usize)
    }

    /// Returns the quotation a token stands in.
    pub(super) fn quote(&self, id: TokenId) -> Option<Quote> {
        self.quotes.get(*self.quote_at.get(id.index())? as usize).copied()
    }

    /// Returns the number of the quotation a token stands in.
    pub(super) fn quote_index(&self, id: TokenId) -> Option<usize> {
        self.quote_at.get(id.index()).filter(|&&q| q != u32::MAX).map(|&q| q as usize)
    }

    /// Returns the quotations that lie wholly in a window.
    pub(super) fn quotes_in(&self, window: Span<TokenId>) -> &[Quote] {
        let start = self.quotes.partition_point(|q| q.span.start < window.start);
        let end = self.quotes.partition_point(|q| q.span.end <= window.end);
        self.quotes.get(start..end.max(start)).unwrap_or(&[])
    }

    /// Returns the sentence of a token, cut to its paragraph.
    pub(super) fn sentence(&self, id: TokenId) -> Span<TokenId> {
        let sentence = self.doc.sentence_of(id);
        match self.paragraph(id) {
            Some(p) => cut(sentence, self.paragraphs[p].span),
            None => sentence,
        }
    }

    /// Returns the tokens below `head`, cut to its paragraph.
    pub(super) fn subtree(&self, head: TokenId) -> Span<TokenId> {
        let span = self.doc.subtree(head);
        match self.paragraph(head) {
            Some(p) => cut(span, self.paragraphs[p].span),
            None => span,
        }
    }

    /// Tells whether a token is punctuation or white space.
    pub(super) fn is_mark(&self, id: TokenId) -> bool {
        matches!(self.doc.pos(id), Pos::Punct | Pos::Space) || is_quote_mark(self.doc.word(id))
    }

    /// Trims white space, commas and stops from the ends of a window; quotation marks stay where their pair is inside.
    pub(super) fn trimmed(&self, span: Span<TokenId>) -> Span<TokenId> {
        let mut span = span;
        while span.start < span.end && self.is_loose(TokenId(span.start), span) {
            span.start += 1;
        }
        while span.start < span.end && self.is_loose(TokenId(span.end - 1), span) {
            span.end -= 1;
        }
        // A quotation that begins or ends just outside belongs to the window that holds the rest of it.
        if let Some(quote) = span.start.checked_sub(1).and_then(|before| self.quote(TokenId(before)))
            && quote.span.start + 1 == span.start
            && quote.span.end <= span.end + 2
        {
            span = span.join(quote.span);
        }
        if !span.is_empty()
            && let Some(quote) = self.quote(TokenId(span.end - 1))
            && quote.span.start >= span.start
            && quote.span.end <= span.end + 2
        {
            span.end = span.end.max(quote.span.end);
        }
        span
    }

    fn is_loose(&self, id: TokenId, span: Span<TokenId>) -> bool {
        let word = self.doc.word(id);
        if is_quote_mark(word) {
            return self.quote(id).is_none_or(|quote| {
                let marks = id.0 == quote.span.start || id.0 + 1 == quote.span.end;
                marks && !span.covers(quote.span)
            });
        }
        if self.doc.pos(id) == Pos::Space {
            return true;
        }
        let at_end = id.0 + 1 == span.end;
        match word {
            "," | ";" | ":" | "-" | "--" | "—" | "–" | "―" => true,
            "." | "?" | "!" => at_end,
            _ => matches!(self.doc.dep(id), Dep::Cc) && !at_end && self.doc.head(id).0 < span.start,
        }
    }
}

/// Tells whether a word is a quotation mark.
pub(super) fn is_quote_mark(word: &str) -> bool {
    matches!(word, "\"" | "“" | "”" | "„" | "«" | "»" | "''" | "``")
}

/// Returns the part of `span` inside `frame`.
pub(super) fn cut(span: Span<TokenId>, frame: Span<TokenId>) -> Span<TokenId> {
    Span::new(span.start.max(frame.start), span.end.min(frame.end))
}

fn without_space(doc: &Doc, span: Span<TokenId>) -> Span<TokenId> {
    let mut span = span;
    while span.start < span.end && doc.pos(TokenId(span.start)) == Pos::Space {
        span.start += 1;
    }
    while span.start < span.end && doc.pos(TokenId(span.end - 1)) == Pos::Space {
        span.end -= 1;
    }
    span
}
