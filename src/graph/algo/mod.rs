//! Algorithms over a part of the graph: who matters, who belongs together, who is alike.
//!
//! In: a [`Projection`], which is the nodes of some labels and the relationships of some types between them. Out: a
//! number for each node, in the order of the projection. All of them are deterministic, on any number of threads.
//!
//! | algorithm | number | time | from |
//! |---|---|---|---|
//! | [`page_rank()`] | share of a random walk's time | rounds × (V + E) | Brin and Page 1998 |
//! | [`betweenness()`] | share of shortest paths that lead through | V × (V + E), or samples × (V + E) | Brandes 2001 |
//! | [`components()`] | number of the component | (V + E) α(V) | petgraph's union-find; Kosaraju's strong components |
//! | [`louvain()`] | number of the community | about rounds × E | Blondel et al. 2008 |
//! | [`leiden()`] | number of the community, which is connected | about rounds × E | Traag, Waltman, van Eck 2019 |
//! | [`degree()`] | relationships at the node | V + E | |
//! | [`similarity()`] | neighbours shared with another node | Σ degree² over the neighbours | Jaccard 1901 |
//!
//! Long ones ask now and then whether to go on, through a function that the caller gives.
//!
//! # Why
//!
//! petgraph's `page_rank` walks every pair of nodes in every round, its `tarjan_scc` calls itself once for each node of
//! a chain, and it has neither betweenness nor communities; what is here walks relationships only, and never recurses.

mod betweenness;
mod components;
mod degree;
mod leiden;
mod level;
mod louvain;
mod page_rank;
mod projection;
mod similarity;

pub use betweenness::betweenness;
pub use components::{components, strong_components};
pub use degree::degree;
pub use leiden::leiden;
pub use level::modularity;
pub use louvain::louvain;
pub use page_rank::{PageRank, page_rank};
pub use projection::{Neighbours, Projection};
pub use similarity::{Metric, Similar, similar_pairs, similarity};

/// Numbers groups from 0: the largest first, of equal ones that with the first member.
fn numbered(groups: &[usize]) -> Vec<usize> {
    let bound = groups.iter().max().map_or(0, |most| most + 1);
    let mut sizes = vec![(0_usize, usize::MAX, 0_usize); bound];
    for (member, &group) in groups.iter().enumerate() {
        let (size, first, _) = sizes[group];
        sizes[group] = (size + 1, first.min(member), group);
    }
    sizes.retain(|&(size, ..)| size > 0);
    sizes.sort_unstable_by_key(|&(size, first, _)| (std::cmp::Reverse(size), first));
    let mut numbers = vec![0; bound];
    for (number, (.., group)) in sizes.into_iter().enumerate() {
        numbers[group] = number;
    }
    groups.iter().map(|&group| numbers[group]).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_largest_group_is_number_0_and_then_the_first_met() {
        assert_eq!(super::numbered(&[7, 3, 3, 5, 7, 3]), [1, 0, 0, 2, 1, 0]);
        assert_eq!(super::numbered(&[]), [0; 0]);
    }
}
