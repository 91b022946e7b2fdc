//! "The radio quoted him as saying that …": the words are his, not the radio's.

use super::Attribution;
use crate::nlp::{Dep, Doc, TokenId};
use crate::text::Span;

/// Gives the words of somebody who is quoted to that person, and takes "him as saying" out of them.
pub(super) fn hand_over(doc: &Doc, attribution: &mut Attribution) {
    let Some((quoted, saying)) = quoted_as(doc, attribution.cue_head) else { return };
    let subtree = doc.subtree(quoted);
    let end = saying.map_or(subtree.end, |s| subtree.end.min(doc.subtree(doc.head(s)).start.max(quoted.0 + 1)));
    attribution.source_head = Some(quoted);
    attribution.source = vec![Span::new(subtree.start.min(quoted.0), end.max(quoted.0 + 1))];
    let Some(saying) = saying else { return };
    let behind = |piece: &Span<TokenId>| {
        let start = if piece.contains(saying.0) { saying.0 + 1 } else { piece.start };
        Some(Span::new(start, piece.end)).filter(|rest| rest.start < rest.end)
    };
    let mut content: Vec<Span<TokenId>> = attribution.content.iter().filter_map(behind).collect();
    if content.is_empty() {
        content.extend(before(doc, attribution.cue_head));
    }
    if content.is_empty() {
        return;
    }
    attribution.content = content;
    let inside = |head: &TokenId| attribution.content.iter().any(|piece| piece.contains(head.0));
    attribution.content_head = attribution.content_head.filter(inside).or_else(|| doc.child(saying, &[Dep::Ccomp]));
}

/// Returns the quotation before the quoting clause: "“We go,” the radio quoted him as saying".
fn before(doc: &Doc, cue: TokenId) -> Option<Span<TokenId>> {
    let quote = if doc.lemma(cue) == "quote" { cue } else { doc.ancestors(cue).find(|&a| doc.lemma(a) == "quote")? };
    let subject = doc.child(quote, &[Dep::Nsubj])?;
    let span = Span::new(doc.sentence_of(quote).start, doc.subtree(subject).start);
    let is_mark = |t: TokenId| matches!(doc.word(t), "\"" | "“" | "”" | "''" | "``");
    (span.start < span.end && doc.ids(span).any(is_mark)).then_some(span)
}

/// Returns whom a cue quotes, and the "saying" behind it.
fn quoted_as(doc: &Doc, cue: TokenId) -> Option<(TokenId, Option<TokenId>)> {
    let above = doc.ancestors(cue).take(2).find(|&a| doc.lemma(a) == "quote");
    let quote = if doc.lemma(cue) == "quote" { cue } else { above.filter(|_| doc.lower(cue) == "saying")? };
    let quoted = doc.child(quote, &[Dep::Dobj])?;
    let after = doc.ids(doc.subtree(quote)).find(|&t| t > quoted && doc.lower(t) == "saying" && t.0 < quoted.0 + 8);
    let is_said = after.is_some_and(|s| s.0 > 0 && doc.lower(TokenId(s.0 - 1)) == "as");
    is_said.then_some((quoted, after))
}
