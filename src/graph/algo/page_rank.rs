//! PageRank: how much of its time a random walk spends at each node.

use super::{Neighbours, Projection};
use crate::graph::Direction;

/// How PageRank is computed.
#[derive(Clone, Copy, Debug)]
pub struct PageRank {
    /// The chance that the walk goes on along a relationship rather than jumping anywhere.
    pub damping: f64,
    /// The most rounds.
    pub rounds: usize,
    /// The computation ends when the ranks change by less than this a node, all together.
    pub tolerance: f64,
    /// Which way relationships are walked.
    pub direction: Direction,
}

impl Default for PageRank {
    fn default() -> Self {
        Self { damping: 0.85, rounds: 100, tolerance: 1e-9, direction: Direction::Outgoing }
    }
}

/// Returns the PageRank of each node; all together they are 1.
///
/// S. Brin, L. Page: The anatomy of a large-scale hypertextual Web search engine, 1998. Where a node leads nowhere the
/// walk jumps. Power iteration: O(rounds × (V + E)) time, O(V + E) space.
pub fn page_rank<E>(part: &Projection, how: PageRank, go_on: impl Fn() -> Result<(), E>) -> Result<Vec<f64>, E> {
    let count = part.len();
    if count == 0 {
        return Ok(Vec::new());
    }
    let leads = part.neighbours(how.direction);
    let total: Vec<f64> = (0..count).map(|node| leads.weighted(node).map(|(_, weight)| weight).sum()).collect();
    let even = 1.0 / count as f64;
    let mut ranks = vec![even; count];
    for _ in 0..how.rounds {
        go_on()?;
        let next = walked(&leads, &total, &ranks, how.damping);
        let change: f64 = ranks.iter().zip(&next).map(|(before, after)| (before - after).abs()).sum();
        ranks = next;
        if change < count as f64 * how.tolerance {
            break;
        }
    }
    Ok(ranks)
}

/// Returns the ranks one step of the walk later.
fn walked(leads: &Neighbours, total: &[f64], ranks: &[f64], damping: f64) -> Vec<f64> {
    let stuck: f64 = ranks.iter().zip(total).filter(|(_, total)| **total == 0.0).map(|(rank, _)| rank).sum();
    let jumps = (1.0 - damping + damping * stuck) / ranks.len() as f64;
    let mut next = vec![jumps; ranks.len()];
    for (node, (rank, total)) in ranks.iter().zip(total).enumerate() {
        if *total > 0.0 {
            let share = damping * rank / total;
            for (to, weight) in leads.weighted(node) {
                next[to] += share * weight;
            }
        }
    }
    next
}
