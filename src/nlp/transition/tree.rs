//! From the machine's arcs to a tree with sentences.
//!
//! Input: heads and labels of one region. Output: heads with plain labels, and which tokens start a sentence.
//!
//! The parser builds only trees without crossing arcs. In training, crossing arcs were lifted to a head further up and
//! their labels decorated with the label of the true head (`prep||nsubj`; Nivre and Nilsson 2005, "Pseudo-projective
//! dependency parsing"); here they are lowered again (spaCy's `nonproj.pyx`). Sentences start at the left edge of each
//! root (spaCy's `set_children_from_heads`).

use crate::nlp::labels::{Dep, UnknownLabel};

/// How often edges are spread again over arcs that cross sentences, as in spaCy.
const MAX_ROUNDS: usize = 12;

/// A relation, perhaps with the label of the head it was lifted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    dep: Dep,
    lifted_from: Option<Dep>,
}

impl From<Dep> for Label {
    fn from(dep: Dep) -> Self {
        Self { dep, lifted_from: None }
    }
}

impl Label {
    /// Reads a label as the parser's moves name it: `prep` or `prep||nsubj`.
    pub(super) fn read(name: &str) -> Result<Self, UnknownLabel> {
        match name.split_once("||") {
            Some((dep, head)) => Ok(Self { dep: dep.parse()?, lifted_from: Some(head.parse()?) }),
            None => Ok(Self::from(name.parse::<Dep>()?)),
        }
    }
}

/// The dependency trees of a text, token by token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    /// The head of each token; a root is its own head.
    pub(crate) heads: Vec<usize>,
    /// The relation to the head.
    pub(crate) deps: Vec<Dep>,
    /// Whether a token is the first of its sentence.
    pub(crate) sentence_starts: Vec<bool>,
}

impl Tree {
    /// Removes all tokens.
    pub(super) fn clear(&mut self) {
        self.heads.clear();
        self.deps.clear();
        self.sentence_starts.clear();
    }
}

/// Appends one region, whose first token is token `start` of the text, to `tree`.
pub(super) fn finish(tree: &mut Tree, mut arcs: Vec<(usize, Label)>, start: usize, is_space: &dyn Fn(usize) -> bool) {
    let mut edges = edges(&arcs);
    if arcs.iter().any(|(_, label)| label.lifted_from.is_some()) {
        lower(&mut arcs, &edges, is_space);
        edges = self::edges(&arcs);
    }
    // A region's first token starts a sentence whatever the parser says of regions before.
    let mut starts = vec![false; arcs.len()];
    for (token, (head, _)) in arcs.iter().enumerate() {
        if *head == token {
            starts[edges[token].0] = true;
        }
    }
    if let Some(first) = starts.first_mut() {
        *first = true;
    }
    tree.heads.extend(arcs.iter().map(|(head, _)| start + head));
    tree.deps.extend(arcs.iter().map(|(_, label)| label.dep));
    tree.sentence_starts.extend(starts);
}

/// Reattaches lifted arcs: breadth-first below the head, left to right, the first token with the true head's label.
fn lower(arcs: &mut [(usize, Label)], edges: &[(usize, usize)], is_space: &dyn Fn(usize) -> bool) {
    for token in 0..arcs.len() {
        let (head, label) = arcs[token];
        if let Some(sought) = label.lifted_from {
            let found = find_below(arcs, edges, head, token, Label::from(sought), is_space);
            arcs[token] = (found.unwrap_or(head), Label::from(label.dep));
        }
    }
}

/// Returns the first token below `head` with the label `sought`, without looking below `token` or at white space.
fn find_below(
    arcs: &[(usize, Label)],
    edges: &[(usize, usize)],
    head: usize,
    token: usize,
    sought: Label,
    is_space: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let mut queue = std::collections::VecDeque::from([head]);
    let mut left = arcs.len();
    while let Some(above) = queue.pop_front() {
        // Edges are those before any arc was lowered, as in spaCy: children outside them are not found.
        let (first, last) = edges[above];
        for child in (first..=last).filter(|&c| c != above && arcs[c].0 == above) {
            if child == token || is_space(child) {
                continue;
            }
            if arcs[child].1 == sought {
                return Some(child);
            }
            queue.push_back(child);
        }
        left = left.checked_sub(1)?;
    }
    None
}

/// Returns the leftmost and rightmost token below each token, itself included.
///
/// One walk to the right and one to the left settle a tree without crossing arcs; others take further rounds, until no
/// head lies outside its sentence.
fn edges(arcs: &[(usize, Label)]) -> Vec<(usize, usize)> {
    let mut edges: Vec<(usize, usize)> = (0..arcs.len()).map(|i| (i, i)).collect();
    let spread = |edges: &mut Vec<(usize, usize)>, token: usize| {
        let (head, (first, last)) = (arcs[token].0, edges[token]);
        edges[head].0 = edges[head].0.min(first);
        edges[head].1 = edges[head].1.max(last);
    };
    for _ in 0..MAX_ROUNDS {
        (0..arcs.len()).for_each(|token| spread(&mut edges, token));
        (0..arcs.len()).rev().for_each(|token| spread(&mut edges, token));
        if heads_stay_in_sentences(arcs, &edges) {
            break;
        }
    }
    edges
}

/// Tells whether each head lies in its token's sentence, to the letter of spaCy's check, which leaves out the last.
fn heads_stay_in_sentences(arcs: &[(usize, Label)], edges: &[(usize, usize)]) -> bool {
    let mut starts = vec![false; arcs.len()];
    for (token, (head, _)) in arcs.iter().enumerate() {
        if *head == token {
            starts[edges[token].0] = true;
        }
    }
    let mut start = 0;
    for (end, &starts_sentence) in starts.iter().enumerate() {
        if (end > 0 && starts_sentence) || end + 1 == arcs.len() {
            if (start..end).any(|token| arcs[token].0 < start || arcs[token].0 > end) {
                return false;
            }
            start = end;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(arcs: &[(usize, &str)]) -> Tree {
        let arcs = arcs.iter().map(|&(head, label)| (head, Label::read(label).unwrap())).collect();
        let mut tree = Tree::default();
        finish(&mut tree, arcs, 10, &|_| false);
        tree
    }

    #[test]
    fn a_lifted_arc_goes_back_to_the_head_it_names() {
        // "A hearing is scheduled on it": `on` belongs to `hearing`, and was lifted to `scheduled`.
        let found =
            tree(&[(1, "det"), (3, "nsubjpass"), (3, "auxpass"), (3, "ROOT"), (3, "prep||nsubjpass"), (4, "pobj")]);
        assert_eq!(found.heads, [11, 13, 13, 13, 11, 14]);
        assert_eq!(found.deps[4], Dep::Prep);
        assert_eq!(found.sentence_starts, [true, false, false, false, false, false]);
    }

    #[test]
    fn a_lifted_arc_without_such_a_head_stays() {
        let found = tree(&[(1, "nsubj"), (1, "ROOT"), (1, "prep||dobj")]);
        assert_eq!((found.heads[2], found.deps[2]), (11, Dep::Prep));
    }

    #[test]
    fn each_root_opens_a_sentence_at_its_left_edge() {
        let found = tree(&[(1, "nsubj"), (1, "ROOT"), (1, "punct"), (4, "nsubj"), (4, "ROOT")]);
        assert_eq!(found.sentence_starts, [true, false, false, true, false]);
    }

    #[test]
    fn unknown_labels_are_refused() {
        assert!(Label::read("prep||subject").is_err());
        assert!(Label::read("").is_err());
    }
}
