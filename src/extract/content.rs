//! How far a content reaches: from the head of a clause or noun phrase to the words that are only it.
//!
//! Schema rule 7: the longest reading that is still only the content. So the subtree of the head, without the words
//! that lead into it ("that"), the clause that holds the trigger itself, a condition that is a content of its own, the
//! reporter's interjections, and punctuation at its ends.

use crate::nlp::{Dep, Doc, Pos, Tag, TokenId};
use crate::text::Span;

/// Returns the window of the content headed by `head` in a relation shown by `trigger`; `aside` are the heads of the
/// relation's other actors.
pub(crate) fn span(doc: &Doc, head: TokenId, trigger: TokenId, aside: &[TokenId]) -> Span<TokenId> {
    let whole = if head == trigger { own_words(doc, trigger) } else { without_branch(doc, head, trigger) };
    let mut whole = without_interjections(doc, head, whole);
    // "Blamed the attack on Oslo": whom the content is laid on is not content, wherever the parser hangs it.
    let laid_on = doc.children_by(head, &[Dep::Prep]).filter(|&p| p > head && doc.lower(p) == "on");
    let cut = laid_on.filter(|&p| doc.children(p).iter().any(|c| aside.contains(c))).map(|p| p.0).min();
    whole.end = cut.unwrap_or(whole.end).min(whole.end);
    trim(doc, whole, head)
}

/// A trigger that is its own content: its words from the predicate on, without its subject.
fn own_words(doc: &Doc, trigger: TokenId) -> Span<TokenId> {
    let mut whole = doc.subtree(trigger);
    if doc.pos(trigger) == Pos::Verb || doc.pos(trigger) == Pos::Aux {
        let before = doc.children_by(
            trigger,
            &[Dep::Nsubj, Dep::Nsubjpass, Dep::Csubj, Dep::Mark, Dep::Cc, Dep::Advcl, Dep::Ccomp],
        );
        if let Some(last) = before.filter(|&c| c < trigger).map(|c| doc.subtree(c).end).max() {
            whole.start = whole.start.max(last.min(trigger.0));
        }
    }
    whole
}

/// The head's subtree, cut before the branch that holds the trigger ("the offer [that Pyongyang made]").
fn without_branch(doc: &Doc, head: TokenId, trigger: TokenId) -> Span<TokenId> {
    let mut whole = doc.subtree(head);
    if !doc.is_under(trigger, head) {
        return whole;
    }
    let branch = doc.children(head).iter().copied().find(|&c| doc.is_under(trigger, c));
    // A modal or a marker is a part of the clause it stands in, not a clause of its own.
    let Some(branch) = branch.filter(|&b| b != trigger || !matches!(doc.dep(b), Dep::Aux | Dep::Mark | Dep::Advmod))
    else {
        return whole;
    };
    let cut = doc.subtree(branch);
    if cut.start > head.0 {
        whole.end = cut.start;
    } else if cut.end <= head.0 {
        whole.start = cut.end;
    }
    whole
}

/// Cuts off, after the head, a condition and a reporter's "he said", which are contents or cues of their own.
fn without_interjections(doc: &Doc, head: TokenId, mut whole: Span<TokenId>) -> Span<TokenId> {
    for &child in doc.children(head) {
        let cut = doc.subtree(child);
        let conditional = doc.dep(child) == Dep::Advcl
            && doc
                .child(child, &[Dep::Mark])
                .is_some_and(|m| matches!(doc.lower(m), "if" | "unless" | "after" | "before" | "because"));
        let reporter = doc.dep(child) == Dep::Parataxis
            || (doc.dep(child) == Dep::Ccomp
                && doc.tag(child) == Tag::Vbd
                && cut.end + 1 >= whole.end
                && cut.start > head.0 + 1
                && doc.child(child, &[Dep::Mark]).is_none()
                && doc.len() > cut.start as usize
                && matches!(doc.word(TokenId(cut.start.saturating_sub(1))), ","));
        let contrast = doc.dep(child) == Dep::Conj
            && doc.pos(child) == Pos::Verb
            && matches!(doc.pos(head), Pos::Verb | Pos::Aux)
            && (doc.child(child, &[Dep::Nsubj, Dep::Nsubjpass]).is_some()
                || doc.children_by(head, &[Dep::Cc]).any(|c| doc.lower(c) == "but"));
        if (conditional || reporter || contrast) && cut.start > head.0 && cut.start > whole.start {
            whole.end = whole.end.min(cut.start);
        } else if conditional && cut.end <= head.0 {
            whole.start = whole.start.max(cut.end);
        }
    }
    whole
}

/// Drops what leads in or out: "that", "and", commas, marks, white space.
fn trim(doc: &Doc, mut span: Span<TokenId>, head: TokenId) -> Span<TokenId> {
    let leads = |t: TokenId| {
        matches!(doc.pos(t), Pos::Punct | Pos::Space | Pos::Cconj)
            || (matches!(doc.dep(t), Dep::Mark | Dep::Cc)
                && matches!(doc.lower(t), "that" | "whether" | "if" | "unless" | "and" | "but" | "or"))
    };
    while span.start < span.end && span.start < head.0 && leads(TokenId(span.start)) {
        span.start += 1;
    }
    let trails = |t: TokenId| {
        matches!(doc.pos(t), Pos::Space | Pos::Cconj)
            || matches!(doc.tag(t), Tag::Comma | Tag::Stop | Tag::Colon | Tag::OpenQuote)
            || doc.dep(t) == Dep::Cc
    };
    while span.end > span.start && span.end > head.0 + 1 && trails(TokenId(span.end - 1)) {
        span.end -= 1;
    }
    balance(doc, span, head)
}

/// Drops a quotation mark at one end whose partner lies outside.
fn balance(doc: &Doc, mut span: Span<TokenId>, head: TokenId) -> Span<TokenId> {
    let is_mark =
        |t: TokenId| matches!(doc.tag(t), Tag::OpenQuote | Tag::CloseQuote) || matches!(doc.word(t), "\"" | "“" | "”");
    let marks = doc.ids(span).filter(|&t| is_mark(t)).count();
    if marks % 2 == 1 {
        if span.end > head.0 + 1 && is_mark(TokenId(span.end - 1)) {
            span.end -= 1;
        } else if span.start < head.0 && is_mark(TokenId(span.start)) {
            span.start += 1;
        }
    }
    while span.end > head.0 + 1 && matches!(doc.tag(TokenId(span.end - 1)), Tag::Comma | Tag::Stop | Tag::Space) {
        span.end -= 1;
    }
    span
}
