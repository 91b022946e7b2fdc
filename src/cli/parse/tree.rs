//! A doc as the dependency tree of each sentence, drawn.
//!
//! Each token has a line of its own; lines stand in text order but where arcs cross. A branch leads from each token to
//! its head:
//!
//! ```text
//!    ┌─ North     PROPN  compound
//! ┌─ Korea        PROPN  nsubj
//! offered         VERB   ROOT
//! └─ talks        NOUN   dobj
//! ```

use super::table::{cell, lines};
use crate::cli::terminal::printable;
use crate::nlp::{Doc, TokenId};
use crate::text::{Byte, Span};
use std::io::{self, Write};

/// How deep branches are indented; those below share the last column.
const MAX_DEPTH: usize = 60;

/// Writes `doc` under the name `id`.
pub(super) fn write(doc: &Doc, id: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "== {} ==\n", printable(id))?;
    for &sentence in doc.sentences() {
        lines(&rows(doc, sentence), out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Returns the drawing of each sentence, with where it stands.
pub(in crate::cli) fn drawings(doc: &Doc) -> io::Result<Vec<(Span<Byte>, String)>> {
    let draw = |&sentence: &Span<TokenId>| -> io::Result<(Span<Byte>, String)> {
        let mut out = Vec::new();
        lines(&rows(doc, sentence), &mut out)?;
        Ok((doc.bytes(sentence), String::from_utf8_lossy(&out).into_owned()))
    };
    doc.sentences().iter().map(draw).collect()
}

/// What is still to be drawn.
enum Step {
    /// A token and all below it.
    Tree(Branch),
    /// A token alone.
    Line(TokenId, String),
}

/// A token with what stands before its line, before those above it and before those under it.
struct Branch {
    id: TokenId,
    depth: usize,
    own: String,
    above: String,
    under: String,
}

/// Returns the drawing of one sentence: branches with the word, part of speech, relation, entity.
fn rows(doc: &Doc, sentence: Span<TokenId>) -> Vec<[String; 4]> {
    let roots = doc.ids(sentence).filter(|&id| doc.head(id) == id || !sentence.contains(doc.head(id).0));
    let root = |id| Step::Tree(Branch { id, depth: 0, own: String::new(), above: String::new(), under: String::new() });
    let mut rows = Vec::with_capacity(sentence.len() as usize);
    // A stack rather than recursion: a sentence without end must not overflow the thread's.
    let mut steps: Vec<Step> = roots.map(root).collect();
    steps.reverse();
    while let Some(step) = steps.pop() {
        match step {
            Step::Tree(branch) => expand(doc, sentence, branch, &mut steps),
            Step::Line(id, own) => {
                let token = doc.token(id);
                let entity = doc.entity_at(id).map_or("", |entity| entity.kind.name());
                let word = format!("{own}{}", cell(doc.word(id)));
                rows.push([word, token.pos.to_string(), token.dep.to_string(), entity.to_owned()]);
            }
        }
    }
    rows
}

/// Puts a token and its children on the stack, the last line first.
fn expand(doc: &Doc, sentence: Span<TokenId>, branch: Branch, steps: &mut Vec<Step>) {
    let Branch { id, depth, own, above, under } = branch;
    let children = doc.children(id);
    let (left, right) = children.split_at(children.partition_point(|&child| child < id));
    let indent =
        |prefix: &str, sign: &str| if depth < MAX_DEPTH { format!("{prefix}{sign}") } else { prefix.to_owned() };
    let inside = |child: &&TokenId| sentence.contains(child.0);
    for (i, &child) in right.iter().filter(inside).rev().enumerate() {
        let (corner, line) = if i == 0 { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        steps.push(Step::Tree(Branch {
            id: child,
            depth: depth + 1,
            own: indent(&under, corner),
            above: indent(&under, "│  "),
            under: indent(&under, line),
        }));
    }
    steps.push(Step::Line(id, own));
    let first = left.iter().find(inside).copied();
    for &child in left.iter().filter(inside).rev() {
        let (corner, line) = if Some(child) == first { ("┌─ ", "   ") } else { ("├─ ", "│  ") };
        steps.push(Step::Tree(Branch {
            id: child,
            depth: depth + 1,
            own: indent(&above, corner),
            above: indent(&above, line),
            under: indent(&above, "│  "),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::conllu;

    #[test]
    fn a_tree_is_drawn_in_text_order() {
        let words = ["The", "envoy", "of", "Oslo", "rejected", "the", "new", "offer", "."];
        let heads = [2, 5, 2, 3, 0, 8, 8, 5, 5];
        let deps = ["det", "nsubj", "prep", "pobj", "ROOT", "det", "amod", "dobj", "punct"];
        let (mut conllu, mut at) = (String::new(), 0);
        for (i, ((word, head), dep)) in words.iter().zip(heads).zip(deps).enumerate() {
            let end = at + word.len();
            let entity = if *word == "Oslo" { "B-GPE" } else { "O" };
            conllu += &format!(
                "{}\t{word}\t{word}\tNOUN\tNN\t_\t{head}\t{dep}\t_\tStart={at}|End={end}|Ent={entity}\n",
                i + 1
            );
            at = end + 1;
        }
        let doc = conllu::read(&conllu, &words.join(" ")).unwrap();
        let mut out = Vec::new();
        write(&doc, "a", &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        == a ==

           ┌─ The      NOUN  det
        ┌─ envoy       NOUN  nsubj
        │  └─ of       NOUN  prep
        │     └─ Oslo  NOUN  pobj   GPE
        rejected       NOUN  ROOT
        │  ┌─ the      NOUN  det
        │  ├─ new      NOUN  amod
        ├─ offer       NOUN  dobj
        └─ .           NOUN  punct
        ");
    }
}
