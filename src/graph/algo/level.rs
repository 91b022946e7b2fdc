//! A graph whose nodes stand for groups, as methods that grow communities make it level by level.

use super::{Neighbours, Projection};

/// An undirected, weighted graph: what lies inside a group is the weight of its loop.
pub(super) struct Level {
    pub(super) links: Neighbours,
    /// The weight inside each group.
    inside: Vec<f64>,
    /// The weight at each group, loops counted twice.
    pub(super) strength: Vec<f64>,
    /// All of `strength` together: twice the weight of all relationships.
    pub(super) total: f64,
}

impl Level {
    /// Makes the first level, where each node is a group.
    pub(super) fn of(part: &Projection) -> Self {
        Self::new(part.len(), part.links())
    }

    fn new(count: usize, links: impl Iterator<Item = (usize, usize, f64)>) -> Self {
        let (mut inside, mut strength, mut rows) = (vec![0.0; count], vec![0.0; count], Vec::new());
        for (from, to, weight) in links.filter(|(_, _, weight)| *weight > 0.0) {
            strength[from] += weight;
            strength[to] += weight;
            if from == to {
                inside[from] += weight;
            } else {
                rows.push((from as u32, to as u32, weight));
                rows.push((to as u32, from as u32, weight));
            }
        }
        let total = strength.iter().sum();
        Self { links: Neighbours::new(count, rows.iter().copied()).simple(), inside, strength, total }
    }

    pub(super) const fn len(&self) -> usize {
        self.inside.len()
    }

    /// Makes the level whose groups are `groups` of this one's.
    pub(super) fn joined(&self, groups: &[usize], count: usize) -> Self {
        let loops = (0..self.len()).map(|node| (groups[node], groups[node], self.inside[node]));
        let between = (0..self.len()).flat_map(|node| {
            let forward = self.links.weighted(node).filter(move |&(to, _)| node < to);
            forward.map(move |(to, weight)| (groups[node], groups[to], weight))
        });
        Self::new(count, loops.chain(between))
    }

    /// Moves each node to the community where modularity grows most, until no move helps; tells whether any moved.
    ///
    /// Nodes whose neighbours moved are looked at again (the queue of Traag et al.). Of equal moves the community of the
    /// lowest number is taken, so that the result is the same in every run.
    pub(super) fn settle<E>(
        &self,
        communities: &mut [usize],
        resolution: f64,
        go_on: &impl Fn() -> Result<(), E>,
    ) -> Result<bool, E> {
        let mut sums = vec![0.0; self.len()];
        for (node, &community) in communities.iter().enumerate() {
            sums[community] += self.strength[node];
        }
        let mut queue: std::collections::VecDeque<usize> = (0..self.len()).collect();
        let mut queued = vec![true; self.len()];
        let mut weights = Weights::new(self.len());
        let (mut moved, mut steps) = (false, 0_usize);
        while let Some(node) = queue.pop_front() {
            queued[node] = false;
            steps += 1;
            if steps.is_multiple_of(1024) {
                go_on()?;
            }
            let own = communities[node];
            let strength = self.strength[node];
            sums[own] -= strength;
            self.links.weighted(node).for_each(|(to, weight)| weights.add(communities[to], weight));
            let gain = |community: usize, weight: f64| weight - resolution * strength * sums[community] / self.total;
            let mut best = (own, gain(own, weights.sum[own]) + 1e-12 * self.total);
            weights.met.sort_unstable();
            for &community in &weights.met {
                let gain = gain(community, weights.sum[community]);
                if gain > best.1 {
                    best = (community, gain);
                }
            }
            weights.clear();
            sums[best.0] += strength;
            if best.0 != own {
                communities[node] = best.0;
                moved = true;
                for (to, _) in self.links.weighted(node).filter(|&(to, _)| communities[to] != best.0) {
                    if !std::mem::replace(&mut queued[to], true) {
                        queue.push_back(to);
                    }
                }
            }
        }
        Ok(moved)
    }
}

/// What a node has to each community around it.
pub(super) struct Weights {
    pub(super) sum: Vec<f64>,
    pub(super) met: Vec<usize>,
}

impl Weights {
    pub(super) fn new(count: usize) -> Self {
        Self { sum: vec![0.0; count], met: Vec::new() }
    }

    pub(super) fn add(&mut self, community: usize, weight: f64) {
        if self.sum[community] == 0.0 {
            self.met.push(community);
        }
        self.sum[community] += weight;
    }

    pub(super) fn clear(&mut self) {
        for community in self.met.drain(..) {
            self.sum[community] = 0.0;
        }
    }
}

/// Numbers communities without gaps, in the order they are met; returns how many there are.
pub(super) fn compact(communities: &mut [usize]) -> usize {
    let mut numbers = vec![usize::MAX; communities.iter().max().map_or(0, |most| most + 1)];
    let mut count = 0;
    for community in communities {
        let number = &mut numbers[*community];
        if *number == usize::MAX {
            *number = count;
            count += 1;
        }
        *community = *number;
    }
    count
}

/// Returns the modularity of a division into communities, relationships taken as undirected.
///
/// M. Newman, M. Girvan: Finding and evaluating community structure in networks, 2004; `resolution` after J. Reichardt,
/// S. Bornholdt 2006. O(V + E) time.
pub fn modularity(part: &Projection, communities: &[usize], resolution: f64) -> f64 {
    let count = communities.iter().max().map_or(0, |most| most + 1);
    let level = Level::of(part).joined(communities, count);
    if level.total == 0.0 {
        return 0.0;
    }
    let of = |(inside, strength): (&f64, &f64)| {
        2.0 * inside / level.total - resolution * (strength / level.total) * (strength / level.total)
    };
    level.inside.iter().zip(&level.strength).map(of).sum()
}
