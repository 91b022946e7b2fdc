//! Louvain: communities that have more inside than chance would give.

use super::level::{Level, compact};
use super::{Projection, numbered};

/// Returns the number of each node's community: 0 is the largest. Relationships are taken as undirected.
///
/// V. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre: Fast unfolding of communities in large networks, 2008. Nodes
/// are visited in the order of their numbers rather than at random. About O(E) time a round; O(V + E) space. Above 1
/// `resolution` gives smaller communities.
pub fn louvain<E>(part: &Projection, resolution: f64, go_on: impl Fn() -> Result<(), E>) -> Result<Vec<usize>, E> {
    let mut level = Level::of(part);
    let mut found: Vec<usize> = (0..part.len()).collect();
    if level.total == 0.0 {
        return Ok(found);
    }
    loop {
        let mut communities: Vec<usize> = (0..level.len()).collect();
        if !level.settle(&mut communities, resolution, &go_on)? {
            return Ok(numbered(&found));
        }
        let count = compact(&mut communities);
        found.iter_mut().for_each(|group| *group = communities[*group]);
        level = level.joined(&communities, count);
    }
}
