//! What is known of single cues: how their content was uttered, and where those stand whom it is addressed to.
//!
//! The table is `data/lexicon/cues.csv`. It does not decide what is an attribution; the model does.

use super::cue::{Cue, CueKind};
use super::page::Page;
use super::source::Source;
use crate::extract::fact::Mode;
use crate::nlp::{Dep, Pos, TokenId};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The table that comes with the program: base form, part of speech, mode, addressee, cues seen; sorted.
const BUNDLED: &str = include_str!("../../../data/lexicon/cues.csv");

static ROWS: LazyLock<FxHashMap<(&'static str, Pos), Row>> =
    LazyLock::new(|| BUNDLED.lines().skip(1).filter_map(row).collect());

/// What is known of one cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    mode: Mode,
    addressed: Addressed,
}

/// Where those stand whom a content is addressed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Addressed {
    Nowhere,
    /// "told reporters"
    Object,
    /// "said to reporters"
    To,
}

fn row(line: &'static str) -> Option<((&'static str, Pos), Row)> {
    let mut cells = line.split(',');
    let (lemma, pos, mode, addressed) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let pos = match pos {
        "verb" => Pos::Verb,
        "noun" => Pos::Noun,
        "adjective" => Pos::Adj,
        _ => return None,
    };
    let mode = match mode {
        "speech" => Mode::Speech,
        "writing" => Mode::Writing,
        "thought" => Mode::Thought,
        _ => return None,
    };
    let addressed = match addressed {
        "object" => Addressed::Object,
        "to" => Addressed::To,
        _ => Addressed::Nowhere,
    };
    Some(((lemma, pos), Row { mode, addressed }))
}

fn is_document(page: &Page, id: TokenId) -> bool {
    ROWS.get(&(page.doc.lemma(id), Pos::Noun)).is_some_and(|row| row.mode == Mode::Writing)
}

/// Tells how a content was uttered: by its cue, by a source that is a document, by "in a letter".
pub(super) fn mode(page: &Page, cue: Cue, source: Source) -> Mode {
    let doc = page.doc;
    let by_cue = ROWS.get(&(doc.lemma(cue.head), doc.pos(cue.head))).map(|row| row.mode);
    let written = source.head.is_some_and(|head| is_document(page, head))
        || doc.children_by(cue.head, &[Dep::Prep]).any(|preposition| {
            matches!(doc.lower(preposition), "in" | "on" | "via" | "by")
                && doc.child(preposition, &[Dep::Pobj]).is_some_and(|object| is_document(page, object))
        });
    match (by_cue, cue.kind) {
        (Some(Mode::Speech) | None, CueKind::Verb | CueKind::According) if written => Mode::Writing,
        (Some(mode), _) => mode,
        (None, CueKind::Adjective) => Mode::Thought,
        (None, _) => Mode::Speech,
    }
}

/// Returns the words that head those to whom a content is addressed: "told reporters", "said to the council".
pub(super) fn addressees(page: &Page, cue: Cue, content: &[Span<TokenId>]) -> Vec<TokenId> {
    let doc = page.doc;
    if cue.kind != CueKind::Verb {
        return Vec::new();
    }
    let by_cue = ROWS.get(&(doc.lemma(cue.head), Pos::Verb)).map_or(Addressed::Nowhere, |row| row.addressed);
    let is_content = |id: TokenId| content.iter().any(|piece| piece.contains(id.0));
    let children = doc.children(cue.head).iter();
    let addressee = children.filter_map(|&child| match doc.dep(child) {
        Dep::Dative if doc.pos(child) != Pos::Adp => Some(child),
        Dep::Dative => doc.child(child, &[Dep::Pobj]),
        // The object that stands alone is the content itself: "urged restraint".
        Dep::Dobj if by_cue == Addressed::Object => {
            let alone = content.len() == 1 && content[0] == page.trimmed(page.subtree(child));
            (!alone).then_some(child)
        }
        Dep::Prep if by_cue == Addressed::To && doc.lower(child) == "to" => {
            doc.child(child, &[Dep::Pobj]).filter(|&object| !is_content(object))
        }
        _ => None,
    });
    addressee.filter(|&id| doc.pos(id) != Pos::Num).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_row_is_read() {
        let rows: Vec<_> = BUNDLED.lines().skip(1).collect();
        assert!(rows.windows(2).all(|w| w[0].split(',').take(2).lt(w[1].split(',').take(2))));
        assert_eq!(ROWS.len(), rows.len());
    }
}
