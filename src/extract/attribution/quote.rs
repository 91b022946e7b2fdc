//! Finds quotations, in the styles that news agencies use: `“…”`, `"…"`, `''…''`, `` ``…'' ``, `«…»`.
//!
//! A mark that is missing must not turn the article inside out: a quotation never leaves its paragraph (one that runs on
//! over several paragraphs is several quotations, the earlier ones `open`), and one that is reopened before it was
//! closed ends at the sentence before. Marks that look the same at both ends are told apart by the spaces around them.

use super::page::{Paragraph, is_quote_mark};
use crate::nlp::{Doc, Pos, TokenId};
use crate::text::Span;

/// A stretch in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    /// The tokens, marks included.
    pub(super) span: Span<TokenId>,
    /// Whether the closing mark is missing: the quotation runs on, or the mark was forgotten.
    pub(super) open: bool,
}

/// Which end of a quotation a mark can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Open,
    Close,
    Either,
}

/// Finds the quotations of all paragraphs, in text order.
pub(super) fn find_quotes(doc: &Doc, paragraphs: &[Paragraph]) -> Vec<Quote> {
    let mut quotes = Vec::new();
    for paragraph in paragraphs {
        quotes_of(doc, paragraph.span, &mut quotes);
    }
    quotes
}

fn quotes_of(doc: &Doc, paragraph: Span<TokenId>, quotes: &mut Vec<Quote>) {
    let mut start: Option<u32> = None;
    for id in doc.ids(paragraph) {
        if !is_quote_mark(doc.word(id)) {
            continue;
        }
        match (mark_of(doc, id, paragraph), start) {
            (Mark::Close | Mark::Either, Some(open)) => {
                quotes.push(Quote { span: Span::new(open, id.0 + 1), open: false });
                start = None;
            }
            (Mark::Open, Some(open)) => {
                quotes.push(Quote { span: Span::new(open, sentence_end(doc, open, id.0)), open: true });
                start = Some(id.0);
            }
            (Mark::Open | Mark::Either, None) => start = Some(id.0),
            // A close without an open: taken for a quotation only where nothing else stands before it.
            (Mark::Close, None) => {}
        }
    }
    if let Some(open) = start
        && open + 1 < paragraph.end
    {
        quotes.push(Quote { span: Span::new(open, paragraph.end), open: true });
    }
}

fn mark_of(doc: &Doc, id: TokenId, paragraph: Span<TokenId>) -> Mark {
    match doc.word(id) {
        "“" | "„" | "«" | "``" => return Mark::Open,
        "”" | "»" => return Mark::Close,
        _ => {}
    }
    let first = id.0 == paragraph.start;
    let last = id.0 + 1 >= paragraph.end;
    let spaced_before = first || {
        let before = doc.token(TokenId(id.0 - 1));
        before.space_after || before.pos == Pos::Space || matches!(doc.word(TokenId(id.0 - 1)), "(" | "[" | "—" | "--")
    };
    let spaced_after = last
        || doc.token(id).space_after
        || doc.pos(TokenId(id.0 + 1)) == Pos::Space
        || doc.word(TokenId(id.0 + 1)).starts_with([',', '.', ';', ':', '?', '!', ')', ']', '—']);
    match (spaced_before, spaced_after) {
        _ if first => Mark::Open,
        _ if last => Mark::Close,
        (true, false) => Mark::Open,
        (false, true) => Mark::Close,
        _ => Mark::Either,
    }
}

/// Returns the end of the last sentence that begins in `open..limit` and ends there, or `limit`.
fn sentence_end(doc: &Doc, open: u32, limit: u32) -> u32 {
    let sentence = doc.sentence_of(TokenId(limit));
    if sentence.start > open + 1 { sentence.start } else { limit }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::attribution::fixture::words;

    fn quotes(text: &str) -> Vec<(String, bool)> {
        let doc = words(text);
        let mut start = 0;
        let mut paragraphs = Vec::new();
        for part in text.split_inclusive("\n\n") {
            let span = doc.tokens_in(Span::new(start, start + part.trim_end().len() as u32));
            paragraphs.push(Paragraph { span, headline: false });
            start += part.len() as u32;
        }
        find_quotes(&doc, &paragraphs).iter().map(|q| (doc.text_of(q.span).to_owned(), q.open)).collect()
    }

    #[test]
    fn three_styles_of_marks_are_found() {
        let want = vec![("A".to_owned(), false)];
        for (text, open, close) in
            [("He said “ A ” then", "“", "”"), ("He said \"A\" then", "\"", "\""), ("He said ''A'' then", "''", "''")]
        {
            let got: Vec<_> = quotes(text)
                .into_iter()
                .map(|(q, o)| (q.trim_start_matches(open).trim_end_matches(close).trim().to_owned(), o))
                .collect();
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn an_unclosed_mark_ends_with_its_paragraph() {
        let got = quotes("\"We go on, he said.\n\nNobody spoke. \"Fine,\" she said.");
        assert_eq!(got, [("\"We go on, he said.".to_owned(), true), ("\"Fine,\"".to_owned(), false)]);
    }

    #[test]
    fn a_reopened_quotation_ends_before_the_next_sentence() {
        let got = quotes("\"We go on, he said. The \"final\" word is out.");
        assert_eq!(got.len(), 2);
        assert!(got[0].1 && !got[1].1);
        assert_eq!(got[1].0, "\"final\"");
    }
}
