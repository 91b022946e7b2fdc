//! Components: what hangs together.

use super::{Projection, numbered};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use petgraph::unionfind::UnionFind;

/// Returns the number of each node's component, whichever way relationships go: 0 is the largest.
///
/// petgraph's union-find (Tarjan 1975): O((V + E) α(V)) time, O(V) space.
pub fn components(part: &Projection) -> Vec<usize> {
    let mut joined = UnionFind::<usize>::new(part.len());
    for (from, to, _) in part.links() {
        joined.union(from, to);
    }
    numbered(&joined.into_labeling())
}

/// Returns the number of each node's strong component, in which every node leads to every other: 0 is the largest.
///
/// petgraph's `kosaraju_scc` (Sharir 1981), which does not recurse: O(V + E) time and space.
pub fn strong_components(part: &Projection) -> Vec<usize> {
    let mut graph = DiGraph::<(), (), usize>::with_capacity(part.len(), part.relationship_count());
    let nodes: Vec<_> = (0..part.len()).map(|_| graph.add_node(())).collect();
    for (from, to, _) in part.links() {
        graph.add_edge(nodes[from], nodes[to], ());
    }
    let mut groups = vec![0; part.len()];
    for (group, members) in kosaraju_scc(&graph).into_iter().enumerate() {
        members.into_iter().for_each(|member| groups[member.index()] = group);
    }
    numbered(&groups)
}
