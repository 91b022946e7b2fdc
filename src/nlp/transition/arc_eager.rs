//! The arc-eager transition system with sentence breaks, as spaCy 3.8 runs it (`arc_eager.pyx`).
//!
//! The system is that of Nivre (2003) made non-monotonic (Honnibal and Johnson 2015, "An improved non-monotonic
//! transition system for dependency parsing"): a token without a head may go back from the stack to the buffer, and an
//! arc to the right may be replaced. S is the stack, B the buffer.
//!
//! | move | valid where | action |
//! |---|---|---|
//! | `Shift` | S is empty; or two tokens or more are in B, and B\[0\] neither starts a sentence nor came back from S | push B\[0\] |
//! | `Reduce` | S is not empty | pop S\[0\] if it has a head or is alone; else put it back to B, never to be shifted again |
//! | `Left`(label) | S and B are not empty, B\[0\] does not start a sentence | B\[0\] becomes the head of S\[0\], which is popped; B\[0\] may be shifted again |
//! | `Right`(label) | S and B are not empty, B\[0\] does not start a sentence | S\[0\] becomes the head of B\[0\], which is pushed |
//! | `Break` | two tokens or more are in B, B\[1\] follows B\[0\] in the text and does not start a sentence yet | B\[1\] starts a sentence |
//!
//! The machine is done when S and B are empty. Tokens without a head are roots. spaCy also heeds sentence starts that were
//! set before; no component sets any before the parser here.

use std::ops::Range;

use super::decode::{Buffers, Machine, NONE, Scorer};
use super::moves::read_moves;
use super::state::{Side, State};
use super::tree::{self, Label, Tree};
use crate::nlp::labels::Dep;
use crate::nlp::model::thinc::Network;
use crate::nlp::model::{ModelError, ModelFiles};

/// What a move does, in the order of spaCy's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

const KINDS: [Kind; 5] = [Kind::Shift, Kind::Reduce, Kind::Left, Kind::Right, Kind::Break];

/// A dependency parser.
#[derive(Debug)]
pub(crate) struct ArcEager {
    scorer: Scorer,
    kinds: Vec<Kind>,
    /// The relation that each move gives; `dep` where it gives none.
    labels: Vec<Label>,
}

impl ArcEager {
    /// Reads the parser in `folder`, with its network, on token vectors of `width` numbers.
    pub(crate) fn read(files: &ModelFiles, folder: &str, network: &Network, width: usize) -> Result<Self, ModelError> {
        let file = format!("{folder}/moves");
        let moves = read_moves(files, &file)?;
        let mut kinds = Vec::new();
        let mut labels = Vec::new();
        for (kind, label) in &moves {
            let kind = *KINDS.get(*kind).ok_or_else(|| ModelError::malformed(&file, format!("no move {kind}")))?;
            if label == "subtok" {
                return Err(ModelError::unsupported(&file, "a parser that joins tokens"));
            }
            kinds.push(kind);
            labels.push(match kind {
                Kind::Left | Kind::Right => Label::read(label).map_err(ModelError::label(&file))?,
                Kind::Shift | Kind::Reduce | Kind::Break => Label::from(Dep::Dep),
            });
        }
        let scorer = Scorer::read(network, width, moves.len(), &[8, 13])?;
        Ok(Self { scorer, kinds, labels })
    }

    /// Parses a text of the token vectors `vectors`; tokens of different `regions` do not see each other.
    ///
    /// `is_space` tells of each token whether it is white space.
    pub(crate) fn parse(
        &self,
        vectors: &[f32],
        regions: &[Range<usize>],
        is_space: &dyn Fn(usize) -> bool,
        buffers: &mut Buffers,
        tree: &mut Tree,
    ) {
        tree.clear();
        let mut machine = ArcEagerMachine { parser: self, state: State::default(), start: 0, is_space, tree };
        self.scorer.decode(&mut machine, vectors, regions, buffers);
    }
}

struct ArcEagerMachine<'p> {
    parser: &'p ArcEager,
    state: State,
    start: usize,
    is_space: &'p dyn Fn(usize) -> bool,
    tree: &'p mut Tree,
}

impl ArcEagerMachine<'_> {
    fn is_valid(&self, kind: Kind) -> bool {
        let state = &self.state;
        let (stack, buffer) = (state.stack_depth(), state.buffer_length());
        let first_starts_sentence = || state.buffer(0).is_some_and(|b| state.is_sentence_start(b));
        match kind {
            Kind::Shift if stack == 0 => true,
            Kind::Shift => {
                buffer >= 2 && !first_starts_sentence() && !state.buffer(0).is_some_and(|b| state.is_unshiftable(b))
            }
            Kind::Reduce => stack > 0,
            Kind::Left | Kind::Right => stack > 0 && buffer > 0 && !first_starts_sentence(),
            Kind::Break => match (state.buffer(0), state.buffer(1)) {
                (Some(first), Some(second)) => second == first + 1 && !state.is_sentence_start(second),
                _ => false,
            },
        }
    }
}

impl Machine for ArcEagerMachine<'_> {
    fn start(&mut self, start: usize, length: usize) {
        self.start = start;
        self.state.start(length);
    }

    fn is_final(&self) -> bool {
        self.state.stack_depth() == 0 && self.state.buffer_length() == 0
    }

    fn context(&self, tokens: &mut [u32]) {
        let state = &self.state;
        let [s0, s1, s2] = [0, 1, 2].map(|i| state.stack(i));
        let [b0, b1] = [0, 1].map(|i| state.buffer(i));
        let child = |side, head, back| state.child(side, head, back);
        let common = [b0, b1, s0, s1, s2];
        let mut write = |at: usize, found: &[Option<u32>]| {
            for (token, found) in tokens[at..].iter_mut().zip(found) {
                *token = found.unwrap_or(NONE);
            }
        };
        write(0, &common);
        if self.parser.scorer.context() == 8 {
            write(5, &[child(Side::Left, b0, 0), child(Side::Left, s0, 0), child(Side::Right, s0, 0)]);
        } else {
            let of_first = [child(Side::Left, s0, 0), child(Side::Right, s0, 0), child(Side::Left, b0, 0)];
            write(5, &of_first);
            write(8, &[child(Side::Right, s0, 1), child(Side::Left, s1, 0), child(Side::Left, s1, 1)]);
            write(11, &[child(Side::Right, s1, 0), child(Side::Right, s1, 1)]);
        }
    }

    fn best(&self, scores: &[f32]) -> Option<usize> {
        let valid = KINDS.map(|kind| self.is_valid(kind));
        let mut best: Option<(usize, f32)> = None;
        for (class, (&score, &kind)) in scores.iter().zip(&self.parser.kinds).enumerate() {
            if valid[kind as usize] && best.is_none_or(|(_, top)| score > top) {
                best = Some((class, score));
            }
        }
        best.map(|(class, _)| class)
    }

    fn apply(&mut self, class: usize) {
        let state = &mut self.state;
        match (self.parser.kinds[class], state.stack(0), state.buffer(0)) {
            (Kind::Shift, _, _) => state.push(),
            (Kind::Reduce, Some(s0), _) if state.has_head(s0) || state.stack_depth() == 1 => state.pop(),
            (Kind::Reduce, _, _) => state.unshift(),
            (Kind::Left, Some(s0), Some(b0)) => {
                state.add_arc(b0, s0, class);
                state.set_reshiftable(b0);
                state.pop();
            }
            (Kind::Right, Some(s0), Some(b0)) => {
                state.add_arc(s0, b0, class);
                state.push();
            }
            (Kind::Break, _, _) => {
                if let Some(second) = state.buffer(1) {
                    state.set_sentence_start(second);
                }
            }
            // Neither is valid without both tokens.
            (Kind::Left | Kind::Right, _, _) => {}
        }
    }

    fn force_final(&mut self) {
        self.state.force_final();
    }

    fn finish(&mut self) {
        let heads =
            self.state.heads().iter().zip(self.state.labels()).enumerate().map(|(i, (&head, &label))| {
                match self.parser.labels.get(label as usize) {
                    Some(&label) if head != NONE => (head as usize, label),
                    _ => (i, Label::from(Dep::Root)),
                }
            });
        let arcs: Vec<(usize, Label)> = heads.collect();
        let start = self.start;
        tree::finish(self.tree, arcs, start, &|token| (self.is_space)(start + token));
    }
}
