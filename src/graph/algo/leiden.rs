//! Leiden: communities like Louvain's, each of which hangs together.

use super::level::{Level, Weights, compact};
use super::{Projection, numbered};

/// Returns the number of each node's community: 0 is the largest. Relationships are taken as undirected.
///
/// V. Traag, L. Waltman, N. J. van Eck: From Louvain to Leiden: guaranteeing well-connected communities, 2019. Where
/// theirs draws at random in the refinement the best is taken, of equal ones the lowest number. About O(E) time a round;
/// O(V + E) space. Above 1 `resolution` gives smaller communities.
pub fn leiden<E>(part: &Projection, resolution: f64, go_on: impl Fn() -> Result<(), E>) -> Result<Vec<usize>, E> {
    let mut level = Level::of(part);
    // The group of each node at the present level, and the community of each group.
    let mut groups: Vec<usize> = (0..part.len()).collect();
    let mut communities = groups.clone();
    if level.total == 0.0 {
        return Ok(groups);
    }
    loop {
        level.settle(&mut communities, resolution, &go_on)?;
        let settled = compact(&mut communities);
        let mut refined = refine(&level, &communities, resolution);
        let count = compact(&mut refined);
        if settled == level.len() || count == level.len() {
            let found: Vec<usize> = groups.iter().map(|&group| communities[group]).collect();
            return Ok(numbered(&found));
        }
        let mut above = vec![0; count];
        refined.iter().zip(&communities).for_each(|(&group, &community)| above[group] = community);
        groups.iter_mut().for_each(|group| *group = refined[*group]);
        level = level.joined(&refined, count);
        communities = above;
    }
}

/// Splits communities into groups that hang together well.
fn refine(level: &Level, communities: &[usize], resolution: f64) -> Vec<usize> {
    let count = level.len();
    let mut groups: Vec<usize> = (0..count).collect();
    let mut alone = vec![true; count];
    let mut sums = vec![0.0; count];
    communities.iter().enumerate().for_each(|(node, &community)| sums[community] += level.strength[node]);
    let mut strength = level.strength.clone();
    // What each group has to the rest of its community.
    let inside = |node: usize| level.links.weighted(node).filter(move |&(to, _)| communities[to] == communities[node]);
    let mut outward: Vec<f64> = (0..count).map(|node| inside(node).map(|(_, weight)| weight).sum()).collect();
    let expected = |one: f64, other: f64| resolution * one * other / level.total;
    let mut weights = Weights::new(count);
    for node in 0..count {
        let (own, rest) = (level.strength[node], sums[communities[node]] - level.strength[node]);
        if !alone[node] || outward[node] < expected(own, rest) {
            continue;
        }
        inside(node).for_each(|(to, weight)| weights.add(groups[to], weight));
        weights.met.sort_unstable();
        let mut best = (node, 0.0);
        for &group in weights.met.iter().filter(|&&group| group != node) {
            let well = outward[group] >= expected(strength[group], sums[communities[node]] - strength[group]);
            let gain = weights.sum[group] - expected(own, strength[group]);
            if well && gain > best.1 {
                best = (group, gain);
            }
        }
        if best.0 != node {
            let (group, shared) = (best.0, weights.sum[best.0]);
            groups[node] = group;
            alone[group] = false;
            outward[group] += outward[node] - 2.0 * shared;
            strength[group] += own;
            strength[node] = 0.0;
        }
        weights.clear();
    }
    groups
}
