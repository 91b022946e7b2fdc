//! Which tokens stand inside quotation marks.

use crate::nlp::{Doc, Pos};

/// Marks every token between quotation marks; a mark left open ends with its paragraph.
pub fn quoted_tokens(doc: &Doc) -> Vec<bool> {
    let mut inside = false;
    let mut quoted = Vec::with_capacity(doc.len());
    for id in doc.tokens().ids() {
        let word = doc.word(id);
        if doc.pos(id) == Pos::Space && word.matches('\n').count() > 1 {
            inside = false;
        }
        match word {
            "“" | "``" => inside = true,
            "”" => inside = false,
            "\"" | "''" => inside = !inside,
            _ => {}
        }
        quoted.push(inside);
    }
    quoted
}
