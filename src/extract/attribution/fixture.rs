//! Docs for the tests of this module: words split at spaces and marks, or a parse written as CoNLL-U.

use crate::nlp::{Doc, Pos};
use crate::text::Span;

/// A doc without parse: words and marks, sentences ending at stops.
pub(super) fn words(text: &str) -> Doc {
    let mut doc = Doc::new(text);
    let mut start = 0;
    let marks = |c: char| c.is_ascii_punctuation() || "“”«»".contains(c);
    while start < text.len() {
        let rest = &text[start..];
        let first = rest.chars().next().expect("rest is not empty");
        let length = match first {
            '\'' if rest.starts_with("''") => 2,
            ' ' => 1,
            '\n' => rest.find(|c| c != '\n').unwrap_or(rest.len()),
            c if marks(c) => c.len_utf8(),
            _ => rest.find(|c: char| c.is_whitespace() || marks(c)).unwrap_or(rest.len()),
        };
        if first != ' ' {
            let end = start + length;
            let id = doc.push_token(Span::new(start as u32, end as u32), text[end..].starts_with(' '));
            let pos = if first == '\n' {
                Pos::Space
            } else if marks(first) {
                Pos::Punct
            } else {
                Pos::X
            };
            let after_stop = id.0 > 0 && matches!(doc.word(crate::nlp::TokenId(id.0 - 1)), "." | "\n\n");
            let token = &mut doc.tokens_mut()[id.0 as usize];
            token.pos = pos;
            token.sent_start = id.0 == 0 || (after_stop && pos == Pos::X);
        }
        start += length;
    }
    doc.link();
    doc
}
