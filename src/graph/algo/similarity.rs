//! Similarity: which nodes have the same neighbours.

use super::{Neighbours, Projection};
use crate::graph::Direction;
use std::cmp::Reverse;

/// How shared neighbours become a number between 0 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Metric {
    /// Shared neighbours by all neighbours of either (Jaccard 1901).
    #[default]
    Jaccard,
    /// Shared neighbours by those of the node that has fewer (Szymkiewicz and Simpson).
    Overlap,
    /// Shared neighbours by the geometric mean of both (Otsuka and Ochiai).
    Cosine,
}

impl Metric {
    fn of(self, shared: usize, a: usize, b: usize) -> f64 {
        let (shared, a, b) = (shared as f64, a as f64, b as f64);
        match self {
            Self::Jaccard => shared / (a + b - shared),
            Self::Overlap => shared / a.min(b),
            Self::Cosine => shared / (a * b).sqrt(),
        }
    }
}

/// Two nodes that share neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similar {
    /// The one.
    pub node: usize,
    /// The other.
    pub other: usize,
    /// How alike they are, between 0 and 1.
    pub score: f64,
}

/// Returns the nodes that share a neighbour with `node`, the most alike first, at most `most`.
///
/// O(Σ degree over the neighbours of `node`) time beside O(V + E) for the rows.
pub fn similarity(part: &Projection, node: usize, direction: Direction, metric: Metric, most: usize) -> Vec<Similar> {
    let there = part.neighbours(direction).simple();
    let back = part.neighbours(reversed(direction)).simple();
    Counter::new(part.len()).similar(&there, &back, node, metric, most)
}

/// Returns for each node the others that share a neighbour with it, the most alike first, at most `most` each.
///
/// O(Σ degree²) time over the nodes that are neighbours; O(V + E) space beside the answer.
pub fn similar_pairs<E>(
    part: &Projection,
    direction: Direction,
    metric: Metric,
    most: usize,
    go_on: impl Fn() -> Result<(), E>,
) -> Result<Vec<Similar>, E> {
    let there = part.neighbours(direction).simple();
    let back = part.neighbours(reversed(direction)).simple();
    let mut counter = Counter::new(part.len());
    let mut pairs = Vec::new();
    for node in 0..part.len() {
        go_on()?;
        pairs.extend(counter.similar(&there, &back, node, metric, most));
    }
    Ok(pairs)
}

const fn reversed(direction: Direction) -> Direction {
    match direction {
        Direction::Outgoing => Direction::Incoming,
        Direction::Incoming => Direction::Outgoing,
        Direction::Both => Direction::Both,
    }
}

/// Counts what nodes share; kept between nodes, so that its rows are made once.
struct Counter {
    shared: Vec<u32>,
    met: Vec<usize>,
}

impl Counter {
    fn new(count: usize) -> Self {
        Self { shared: vec![0; count], met: Vec::new() }
    }

    fn similar(
        &mut self,
        there: &Neighbours,
        back: &Neighbours,
        node: usize,
        metric: Metric,
        most: usize,
    ) -> Vec<Similar> {
        for &middle in there.of(node) {
            for &other in back.of(middle as usize) {
                let other = other as usize;
                if other != node {
                    if self.shared[other] == 0 {
                        self.met.push(other);
                    }
                    self.shared[other] += 1;
                }
            }
        }
        let size = there.of(node).len();
        let mut found = Vec::with_capacity(self.met.len());
        for other in self.met.drain(..) {
            let shared = std::mem::take(&mut self.shared[other]) as usize;
            found.push(Similar { node, other, score: metric.of(shared, size, there.of(other).len()) });
        }
        // Scores are never negative, and the bits of such numbers are in their order.
        found.sort_unstable_by_key(|similar| (Reverse(similar.score.to_bits()), similar.other));
        found.truncate(most);
        found
    }
}
