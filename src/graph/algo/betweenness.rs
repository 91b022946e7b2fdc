//! Betweenness: how many shortest paths lead through a node.

use super::{Neighbours, Projection};
use crate::graph::Direction;
use rayon::prelude::*;

/// Into how many sums the sources are split; fixed, so that sums do not depend on the number of threads.
const SUMS: usize = 16;

/// Returns the betweenness of each node: the sum, over all pairs of other nodes, of the share of their shortest paths
/// that lead through it.
///
/// Several relationships between two nodes count as one. With [`Direction::Both`] a pair counts once, whichever comes
/// first. `samples` takes only so many nodes, evenly spaced, as beginnings of paths, and scales the result up.
/// `normalized` divides by the number of pairs, so that the result lies between 0 and 1.
///
/// U. Brandes: A faster algorithm for betweenness centrality, 2001; sampling after U. Brandes, C. Pich: Centrality
/// estimation in large networks, 2007. O(V × (V + E)) time, or O(samples × (V + E)); O(V + E) space.
pub fn betweenness<E: Send>(
    part: &Projection,
    direction: Direction,
    samples: Option<usize>,
    normalized: bool,
    go_on: impl Fn() -> Result<(), E> + Sync,
) -> Result<Vec<f64>, E> {
    let count = part.len();
    let leads = part.neighbours(direction).simple();
    let taken = samples.unwrap_or(count).clamp(usize::from(count > 0), count.max(1));
    let sources: Vec<usize> = (0..taken.min(count)).map(|nth| nth * count / taken).collect();
    let size = sources.len().div_ceil(SUMS).max(1);
    let sums = sources.par_chunks(size).map(|sources| {
        let mut search = Search::new(count);
        for &source in sources {
            go_on()?;
            search.add(&leads, source);
        }
        Ok(search.between)
    });
    let sums: Vec<Vec<f64>> = sums.collect::<Result<_, E>>()?;
    let mut between = vec![0.0; count];
    for sum in &sums {
        between.iter_mut().zip(sum).for_each(|(all, some)| *all += some);
    }
    let pairs = count as f64 * (count as f64 - 1.0) - 2.0 * (count as f64 - 1.0);
    let once = if direction == Direction::Both { 0.5 } else { 1.0 };
    let scale = if normalized && pairs > 0.0 { 1.0 / pairs } else { once } * count as f64 / taken as f64;
    between.iter_mut().for_each(|score| *score *= scale);
    Ok(between)
}

/// Breadth-first searches that add up what leads through each node.
struct Search {
    between: Vec<f64>,
    /// How far each node is from the source; `u32::MAX` where it was not met.
    distance: Vec<u32>,
    /// How many shortest paths lead to each node.
    paths: Vec<f64>,
    /// How much depends on each node.
    dependency: Vec<f64>,
    /// The nodes in the order they were met.
    met: Vec<usize>,
}

impl Search {
    fn new(count: usize) -> Self {
        Self {
            between: vec![0.0; count],
            distance: vec![u32::MAX; count],
            paths: vec![0.0; count],
            dependency: vec![0.0; count],
            met: Vec::new(),
        }
    }

    /// Adds what leads from `source` through each node.
    fn add(&mut self, leads: &Neighbours, source: usize) {
        for &node in &self.met {
            self.distance[node] = u32::MAX;
            self.paths[node] = 0.0;
            self.dependency[node] = 0.0;
        }
        self.met.clear();
        self.met.push(source);
        self.distance[source] = 0;
        self.paths[source] = 1.0;
        let mut next = 0;
        while let Some(&node) = self.met.get(next) {
            next += 1;
            for &to in leads.of(node) {
                let to = to as usize;
                if self.distance[to] == u32::MAX {
                    self.distance[to] = self.distance[node] + 1;
                    self.met.push(to);
                }
                if self.distance[to] == self.distance[node] + 1 {
                    self.paths[to] += self.paths[node];
                }
            }
        }
        for &node in self.met.iter().rev() {
            for &to in leads.of(node) {
                let to = to as usize;
                if self.distance[to] == self.distance[node] + 1 {
                    self.dependency[node] += self.paths[node] / self.paths[to] * (1.0 + self.dependency[to]);
                }
            }
            if node != source {
                self.between[node] += self.dependency[node];
            }
        }
    }
}
