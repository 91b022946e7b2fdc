//! The BILUO transition system for named entities, as spaCy 3.8 runs it (`ner.pyx`).
//!
//! Each move takes one token from the buffer B.
//!
//! | move | valid where | action |
//! |---|---|---|
//! | `Begin`(kind) | no entity is open, two tokens or more are in B, B\[0\] is not white space, B\[1\] does not start a sentence | open an entity |
//! | `In`(kind) | an entity of that kind is open, two tokens or more are in B, B\[1\] does not start a sentence | none |
//! | `Last`(kind) | an entity of that kind is open | close it after B\[0\] |
//! | `Unit`(kind) | no entity is open, B\[0\] is not white space | B\[0\] is an entity |
//! | `Out` | no entity is open | none |
//!
//! spaCy also heeds entities that were set before; no component sets any before the recogniser here, and its move for
//! blocked tokens (`Unit` without a kind) is never valid.

use std::ops::Range;

use super::decode::{Buffers, Machine, NONE, Scorer};
use super::moves::read_moves;
use crate::nlp::doc::Entity;
use crate::nlp::labels::EntityKind;
use crate::nlp::model::thinc::Network;
use crate::nlp::model::{ModelError, ModelFiles};
use crate::text::Span;

/// A move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Begin(EntityKind),
    In(EntityKind),
    Last(EntityKind),
    Unit(EntityKind),
    Out,
    /// A move that is never valid; it only takes a place among the scores.
    Never,
}

/// A recogniser of named entities.
#[derive(Debug)]
pub(crate) struct Biluo {
    scorer: Scorer,
    moves: Vec<Move>,
}

impl Biluo {
    /// Reads the recogniser in `folder`, with its network, on token vectors of `width` numbers.
    pub(crate) fn read(files: &ModelFiles, folder: &str, network: &Network, width: usize) -> Result<Self, ModelError> {
        let file = format!("{folder}/moves");
        let read = |(kind, label): &(usize, String)| {
            let entity = || label.parse::<EntityKind>().map_err(ModelError::label(&file));
            Ok(Some(match (*kind, label.is_empty()) {
                (1, false) => Move::Begin(entity()?),
                (2, false) => Move::In(entity()?),
                (3, false) => Move::Last(entity()?),
                (4, false) => Move::Unit(entity()?),
                (1..=4, true) => Move::Never,
                (5, true) => Move::Out,
                // spaCy makes no moves of these.
                (0, _) | (5, false) => return Ok(None),
                _ => return Err(ModelError::malformed(&file, format!("no move {kind}"))),
            }))
        };
        let moves = read_moves(files, &file)?;
        let moves: Vec<Move> = moves.iter().filter_map(|m| read(m).transpose()).collect::<Result<_, _>>()?;
        let scorer = Scorer::read(network, width, moves.len(), &[3, 6])?;
        Ok(Self { scorer, moves })
    }

    /// Finds the entities of a text of the token vectors `vectors`; none crosses from one of `regions` to another.
    ///
    /// `is_space` tells of each token whether it is white space, `starts_sentence` whether it is the first of a sentence.
    pub(crate) fn recognise(
        &self,
        vectors: &[f32],
        regions: &[Range<usize>],
        is_space: &dyn Fn(usize) -> bool,
        starts_sentence: &dyn Fn(usize) -> bool,
        buffers: &mut Buffers,
    ) -> Vec<Entity> {
        let mut machine = BiluoMachine {
            recogniser: self,
            is_space,
            starts_sentence,
            start: 0,
            next: 0,
            length: 0,
            open: None,
            entities: Vec::new(),
        };
        self.scorer.decode(&mut machine, vectors, regions, buffers);
        machine.entities
    }
}

struct BiluoMachine<'r> {
    recogniser: &'r Biluo,
    is_space: &'r dyn Fn(usize) -> bool,
    starts_sentence: &'r dyn Fn(usize) -> bool,
    start: usize,
    next: usize,
    length: usize,
    /// The first token and the kind of the open entity.
    open: Option<(usize, EntityKind)>,
    entities: Vec<Entity>,
}

impl BiluoMachine<'_> {
    fn close(&mut self, first: usize, kind: EntityKind) {
        let span = Span::new((self.start + first) as u32, (self.start + self.next + 1) as u32);
        self.entities.push(Entity { span, kind });
        self.open = None;
    }
}

impl Machine for BiluoMachine<'_> {
    fn start(&mut self, start: usize, length: usize) {
        (self.start, self.next, self.length, self.open) = (start, 0, length, None);
    }

    fn is_final(&self) -> bool {
        self.next >= self.length
    }

    fn context(&self, tokens: &mut [u32]) {
        tokens.fill(NONE);
        tokens[0] = self.next as u32;
        let Some((first, _)) = self.open else { return };
        if tokens.len() == 3 {
            tokens[1] = first as u32;
            tokens[2] = (self.next as u32).checked_sub(1).unwrap_or(NONE);
        } else {
            for (token, inside) in tokens[1..].iter_mut().zip(first..self.next) {
                *token = inside as u32;
            }
        }
    }

    fn best(&self, scores: &[f32]) -> Option<usize> {
        let token = self.start + self.next;
        let goes_on = self.next + 1 < self.length && !(self.starts_sentence)(token + 1);
        let may_open = self.open.is_none() && !(self.is_space)(token);
        let kind = self.open.map(|(_, kind)| kind);
        let mut best: Option<(usize, f32)> = None;
        for (class, (&score, &action)) in scores.iter().zip(&self.recogniser.moves).enumerate() {
            let valid = match action {
                Move::Begin(_) => may_open && goes_on,
                Move::In(k) => goes_on && kind == Some(k),
                Move::Last(k) => kind == Some(k),
                Move::Unit(_) => may_open,
                Move::Out => kind.is_none(),
                Move::Never => false,
            };
            if valid && best.is_none_or(|(_, top)| score > top) {
                best = Some((class, score));
            }
        }
        best.map(|(class, _)| class)
    }

    fn apply(&mut self, class: usize) {
        match (self.recogniser.moves[class], self.open) {
            (Move::Begin(kind), _) => self.open = Some((self.next, kind)),
            (Move::Last(_), Some((first, kind))) => self.close(first, kind),
            (Move::Unit(kind), _) => self.close(self.next, kind),
            _ => {}
        }
        self.next += 1;
    }

    fn force_final(&mut self) {
        self.next = self.length;
    }

    fn finish(&mut self) {
        // An entity that is still open has no end, and is none.
        self.open = None;
    }
}
