//! Exceptions that the cutting of affixes tears apart, put together again.
//!
//! An exception such as `:)` or `a.m.` can come out of a chunk in pieces where something else stands beside it. Each is
//! cut once without exceptions; where those tokens follow one another in a text, and the text between them is the
//! exception's, they become the exception's tokens. Of matches that overlap the longest wins, then the first; a match
//! that lost still keeps shorter ones away.

use rustc_hash::FxHashMap;

use super::Piece;
use super::rules::Rules;
use crate::nlp::lexeme::{LexemeTable, Norms};
use crate::text::Id;

/// The exceptions to look for, as a trie over forms.
#[derive(Debug)]
pub(super) struct Specials {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: FxHashMap<Box<str>, u32>,
    ends: bool,
}

/// For each lexeme the node behind its form at the root, once it was asked for.
pub(super) type Roots = Vec<Option<u32>>;

/// The root's number, which also stands for "no node": none leads back to it.
const ROOT: u32 = 0;

/// Tokens that read like an exception.
struct Match {
    /// First token and the one after the last.
    tokens: (usize, usize),
    /// First byte and the one after the last.
    bytes: (usize, usize),
}

impl Specials {
    /// Gathers the exceptions to look for.
    pub(super) fn new(rules: &Rules) -> Self {
        let mut specials = Self { nodes: vec![Node::default()] };
        for exception in rules.torn_exceptions() {
            let mut at = ROOT;
            super::for_each_chunk(exception, |chunk, _| {
                rules.cut(chunk, false, &mut |form, _| at = specials.step(at, form));
            });
            specials.nodes[at as usize].ends = at != ROOT;
        }
        specials
    }

    /// Returns the node behind `at` and `form`, making it where it is new.
    fn step(&mut self, at: u32, form: &str) -> u32 {
        let new = self.nodes.len() as u32;
        let next = *self.nodes[at as usize].next.entry(form.into()).or_insert(new);
        if next == new {
            self.nodes.push(Node::default());
        }
        next
    }

    /// Returns the node behind `at` and `form`, or the root where there is none.
    fn next(&self, at: u32, form: &str) -> u32 {
        self.nodes[at as usize].next.get(form).copied().unwrap_or(ROOT)
    }

    /// Puts the exceptions in `text` together.
    pub(super) fn apply(
        &self,
        text: &str,
        pieces: &mut Vec<Piece>,
        lexemes: &mut LexemeTable,
        roots: &mut Roots,
        (rules, norms): (&Rules, &Norms),
    ) {
        let matches = self.winners(self.matches(text, pieces, lexemes, roots), pieces.len());
        if matches.is_empty() {
            return;
        }
        let mut out = Vec::with_capacity(pieces.len() + matches.len());
        let mut copied = 0;
        for found in matches {
            let Some(parts) = rules.exception(&text[found.bytes.0..found.bytes.1]) else { continue };
            let (first, end) = found.tokens;
            out.extend_from_slice(&pieces[copied..first]);
            copied = end;
            out.extend(parts.iter().map(|part| {
                let lexeme = lexemes.get_or_insert(norms, &part.form, part.norm);
                Piece { lexeme, length: part.form.len() as u32, space_after: false }
            }));
            if let (Some(last), Some(before)) = (out.last_mut(), pieces[first..end].last()) {
                last.space_after = before.space_after;
            }
        }
        if copied > 0 {
            out.extend_from_slice(&pieces[copied..]);
            *pieces = out;
        }
    }

    /// Finds all places that read like an exception.
    fn matches(&self, text: &str, pieces: &[Piece], lexemes: &LexemeTable, roots: &mut Roots) -> Vec<Match> {
        let mut matches = Vec::new();
        roots.resize(lexemes.len(), None);
        let mut start = 0;
        for (first, piece) in pieces.iter().enumerate() {
            let root = &mut roots[piece.lexeme.index()];
            let mut node = *root.get_or_insert_with(|| self.next(ROOT, &text[start..start + piece.length as usize]));
            let (mut token, mut end) = (first, start + piece.length as usize);
            while node != ROOT {
                if self.nodes[node as usize].ends {
                    matches.push(Match { tokens: (first, token + 1), bytes: (start, end) });
                }
                let Some(following) = pieces.get(token + 1) else { break };
                let from = end + usize::from(pieces[token].space_after);
                end = from + following.length as usize;
                node = self.next(node, &text[from..end]);
                token += 1;
            }
            start += piece.length as usize + usize::from(piece.space_after);
        }
        matches
    }

    /// Leaves out the matches that lose a token at either end to a longer or earlier one.
    fn winners(&self, mut matches: Vec<Match>, tokens: usize) -> Vec<Match> {
        if matches.is_empty() {
            return matches;
        }
        matches.sort_by_key(|m| (std::cmp::Reverse(m.tokens.1 - m.tokens.0), m.tokens.0));
        let mut seen = vec![false; tokens];
        matches.retain(|m| {
            let (first, end) = m.tokens;
            let wins = !seen[first] && !seen[end - 1];
            seen[first..end].fill(true);
            wins
        });
        matches.sort_by_key(|m| m.tokens.0);
        matches
    }
}
