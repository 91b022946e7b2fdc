//! A doc as a table of each sentence, its columns aligned.

use super::super::terminal::printable;
use crate::nlp::{Doc, TokenId, conllu};
use crate::text::Span;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The columns' names.
const NAMES: [&str; 8] = ["", "form", "lemma", "pos", "tag", "head", "dep", "entity"];

/// Writes `doc` under the name `id`.
pub(super) fn write(doc: &Doc, id: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "== {} ==\n", printable(id))?;
    for &sentence in doc.sentences() {
        let rows: Vec<_> = doc.ids(sentence).map(|id| row(doc, sentence, id)).collect();
        lines(&[vec![NAMES.map(str::to_owned)], rows].concat(), out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Returns the cells of one token.
fn row(doc: &Doc, sentence: Span<TokenId>, id: TokenId) -> [String; 8] {
    let token = doc.token(id);
    let entity = match doc.entity_at(id) {
        None => String::new(),
        Some(entity) if entity.span.start == id.0 => format!("B-{}", entity.kind),
        Some(entity) => format!("I-{}", entity.kind),
    };
    let head = if token.head == id {
        "0".to_owned()
    } else {
        (token.head.0 + 1 - sentence.start.min(token.head.0)).to_string()
    };
    [
        (id.0 - sentence.start + 1).to_string(),
        cell(doc.word(id)),
        cell(doc.lemma(id)),
        token.pos.to_string(),
        token.tag.to_string(),
        head,
        token.dep.to_string(),
        entity,
    ]
}

/// Returns a word as it can stand in a cell.
pub(super) fn cell(word: &str) -> String {
    printable(&conllu::escape(word)).into_owned()
}

/// Writes rows with each column as wide as its widest cell.
pub(super) fn lines<const N: usize>(rows: &[[String; N]], out: &mut impl Write) -> io::Result<()> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.width()));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
