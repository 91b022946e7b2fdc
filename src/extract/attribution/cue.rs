//! Which words may attribute something: verbs, nouns with a clause or "of" phrase, adjectives, "according to",
//! adverbs such as "reportedly", a colon or dash between speaker and words.
//!
//! Wider than any list: every full verb of the news is a candidate. What is an attribution the model decides.

use super::page::{Page, is_quote_mark};
use crate::nlp::{Dep, Pos, TokenId};
use crate::text::Span;

/// What kind of word attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum CueKind {
    Verb,
    Noun,
    Adjective,
    /// "according to"
    According,
    /// "reportedly"
    Adverb,
    /// A verb of a headline that the tagger took for a name.
    Title,
    /// A colon or dash between speaker and words.
    Mark,
}

/// A word that may attribute something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    pub(super) head: TokenId,
    pub(super) kind: CueKind,
}

/// Finds all candidates, in text order.
pub(super) fn candidates(page: &Page) -> Vec<Cue> {
    let mut cues = Vec::new();
    for id in page.doc.tokens().ids() {
        if page.paragraph(id).is_some()
            && let Some(kind) = kind_of(page, id)
        {
            cues.push(Cue { head: id, kind });
        }
    }
    cues
}

fn kind_of(page: &Page, id: TokenId) -> Option<CueKind> {
    let doc = page.doc;
    match doc.pos(id) {
        Pos::Verb => {
            if doc.lower(id) == "according" {
                return Some(CueKind::According);
            }
            let helper = matches!(doc.dep(id), Dep::Aux | Dep::Auxpass | Dep::Amod | Dep::Compound | Dep::Case);
            (!helper).then_some(CueKind::Verb)
        }
        Pos::Aux => {
            (doc.lemma(id) == "be" && !matches!(doc.dep(id), Dep::Aux | Dep::Auxpass) && carries_clause(page, id))
                .then_some(CueKind::Verb)
        }
        Pos::Adp | Pos::Sconj if doc.lower(id) == "according" => Some(CueKind::According),
        Pos::Noun => noun_with_content(page, id).then_some(CueKind::Noun),
        Pos::Adj => adjective_with_content(page, id).then_some(CueKind::Adjective),
        Pos::Adv => (doc.lower(id).ends_with("edly")).then_some(CueKind::Adverb),
        Pos::Punct | Pos::Sym | Pos::X => speaker_mark(page, id).then_some(CueKind::Mark),
        Pos::Propn => title_verb(page, id).then_some(CueKind::Title),
        _ => None,
    }
}

/// "Ministry Rejects Offer": the headline's only candidate may look like a name.
fn title_verb(page: &Page, id: TokenId) -> bool {
    let Some(paragraph) = page.paragraph(id).and_then(|p| page.paragraphs.get(p)) else { return false };
    paragraph.headline
        && id.0 > paragraph.span.start
        && page.doc.lower(id).ends_with('s')
        && page.doc.lower(id).len() > 4
        && page.quote(id).is_none()
}

/// "The question is whether …", "His view is that …".
fn carries_clause(page: &Page, be: TokenId) -> bool {
    page.doc.child(be, &[Dep::Ccomp, Dep::Xcomp]).is_some()
}

fn noun_with_content(page: &Page, noun: TokenId) -> bool {
    let doc = page.doc;
    doc.children(noun).iter().any(|&child| match doc.dep(child) {
        Dep::Acl | Dep::Ccomp | Dep::Xcomp => true,
        Dep::Relcl => doc.children(child).iter().any(|&c| doc.dep(c) == Dep::Mark),
        Dep::Prep => matches!(
            doc.lower(child),
            "of" | "for"
                | "about"
                | "on"
                | "over"
                | "against"
                | "to"
                | "with"
                | "as"
                | "that"
                | "from"
                | "in"
                | "toward"
        ),
        _ => false,
    })
}

fn adjective_with_content(page: &Page, adjective: TokenId) -> bool {
    let doc = page.doc;
    matches!(doc.dep(adjective), Dep::Acomp | Dep::Conj | Dep::Advcl | Dep::Amod | Dep::Acl | Dep::Oprd | Dep::Root)
        && doc.children(adjective).iter().any(|&child| {
            matches!(doc.dep(child), Dep::Ccomp | Dep::Xcomp)
                || (doc.dep(child) == Dep::Prep
                    && matches!(doc.lower(child), "of" | "about" | "to" | "with" | "by" | "for"))
        })
}

/// A colon or dash that parts a short speaker from what follows, or a quotation from its speaker.
fn speaker_mark(page: &Page, id: TokenId) -> bool {
    let doc = page.doc;
    let Some(paragraph) = page.paragraph(id).map(|p| page.paragraphs[p].span) else { return false };
    let before = id.0 - paragraph.start;
    let after = paragraph.end - id.0 - 1;
    if before == 0 || after == 0 || page.quote(id).is_some() {
        return false;
    }
    match doc.word(id) {
        ":" => {
            let sentence = page.sentence(id);
            let before = id.0.saturating_sub(sentence.start).max(u32::from(sentence.start >= id.0));
            (1..=14).contains(&before)
        }
        "―" | "—" | "--" | "–" => after <= 20 && is_quote_mark(doc.word(TokenId(id.0 - 1))),
        _ => false,
    }
}

/// Returns the words that belong to the cue: auxiliaries, negation, particles and adverbs next to a verb, and the
/// preposition that leads to the content.
pub(super) fn group(page: &Page, cue: Cue, preposition: Option<TokenId>) -> Vec<Span<TokenId>> {
    let doc = page.doc;
    let mut words = vec![cue.head.0];
    match cue.kind {
        CueKind::Verb => {
            words.extend(doc.children(cue.head).iter().filter_map(|&child| {
                let near = child.0.abs_diff(cue.head.0) <= 4;
                let belongs = match doc.dep(child) {
                    Dep::Aux | Dep::Auxpass | Dep::Neg | Dep::Prt => near,
                    Dep::Advmod => {
                        near && child.0 < cue.head.0 && doc.children(child).is_empty() && doc.pos(child) == Pos::Adv
                    }
                    _ => false,
                };
                belongs.then_some(child.0)
            }));
        }
        CueKind::According => {
            if doc.lower(TokenId((cue.head.0 + 1).min(doc.len() as u32 - 1))) == "to" {
                words.push(cue.head.0 + 1);
            }
        }
        CueKind::Adjective => words.extend(copula(page, cue.head)),
        CueKind::Noun | CueKind::Adverb | CueKind::Title | CueKind::Mark => {}
    }
    words.extend(preposition.map(|p| p.0));
    words.sort_unstable();
    words.dedup();
    spans_of(&words)
}

/// The verb that a predicative adjective stands with, and its auxiliaries.
fn copula(page: &Page, adjective: TokenId) -> Vec<u32> {
    let doc = page.doc;
    let head = doc.head(adjective);
    if doc.dep(adjective) != Dep::Acomp {
        return Vec::new();
    }
    let mut words = vec![head.0];
    words.extend(doc.children_by(head, &[Dep::Aux, Dep::Neg]).filter(|c| c.0 < adjective.0).map(|c| c.0));
    words
}

/// Joins sorted positions that are neighbours.
pub(super) fn spans_of(words: &[u32]) -> Vec<Span<TokenId>> {
    let mut spans: Vec<Span<TokenId>> = Vec::new();
    for &word in words {
        match spans.last_mut() {
            Some(last) if last.end == word => last.end = word + 1,
            _ => spans.push(Span::new(word, word + 1)),
        }
    }
    spans
}
