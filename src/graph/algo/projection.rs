//! A part of the graph in compressed rows: what the algorithms walk.

use crate::graph::{Direction, Graph, NodeId};
use crate::text::{Id, Symbol};

/// The neighbours of each node, one row after the other, with weights.
#[derive(Clone, Debug, Default)]
pub struct Neighbours {
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
}

impl Neighbours {
    /// Makes the rows of `count` nodes from links, kept in the order given.
    pub(super) fn new(count: usize, links: impl Iterator<Item = (u32, u32, f64)> + Clone) -> Self {
        let mut offsets = vec![0; count + 1];
        for (from, ..) in links.clone() {
            offsets[from as usize + 1] += 1;
        }
        for at in 0..count {
            offsets[at + 1] += offsets[at];
        }
        let mut next = offsets.clone();
        let size = offsets[count];
        let (mut targets, mut weights) = (vec![0; size], vec![0.0; size]);
        for (from, to, weight) in links {
            let place = &mut next[from as usize];
            targets[*place] = to;
            weights[*place] = weight;
            *place += 1;
        }
        Self { offsets, targets, weights }
    }

    /// Returns the neighbours of a node; one that is joined twice comes twice.
    pub fn of(&self, node: usize) -> &[u32] {
        &self.targets[self.offsets[node]..self.offsets[node + 1]]
    }

    /// Iterates over the neighbours of a node with the weights of the relationships.
    pub fn weighted(&self, node: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let row = self.offsets[node]..self.offsets[node + 1];
        self.targets[row.clone()].iter().map(|&to| to as usize).zip(self.weights[row].iter().copied())
    }

    /// Returns the same rows, sorted, each neighbour once, with its weights added up.
    #[must_use]
    pub fn simple(&self) -> Self {
        let mut simple = Self { offsets: vec![0], ..Self::default() };
        let mut row: Vec<(usize, f64)> = Vec::new();
        for node in 0..self.offsets.len() - 1 {
            row.clear();
            row.extend(self.weighted(node));
            row.sort_by_key(|&(to, _)| to);
            let start = simple.targets.len();
            for &(to, weight) in &row {
                match simple.weights.last_mut().filter(|_| simple.targets[start..].last() == Some(&(to as u32))) {
                    Some(kept) => *kept += weight,
                    None => {
                        simple.targets.push(to as u32);
                        simple.weights.push(weight);
                    }
                }
            }
            simple.offsets.push(simple.targets.len());
        }
        simple
    }
}

/// The nodes of some labels and the relationships of some types between them.
///
/// ```
/// use demarche::graph::{Graph, Properties, algo::Projection};
/// let mut graph = Graph::new();
/// let a = graph.add_node(["Actor"], Properties::new());
/// let b = graph.add_node(["Actor"], Properties::new());
/// graph.add_relationship(a, "SUPPORTS", b, Properties::new());
/// let part = Projection::new(&graph, Some(&["Actor"]), None, None);
/// assert_eq!((part.nodes(), part.relationship_count()), (&[a, b][..], 1));
/// ```
#[derive(Clone, Debug)]
pub struct Projection {
    nodes: Vec<NodeId>,
    links: Vec<(u32, u32, f64)>,
}

impl Projection {
    /// Takes a part of a graph: the nodes that have one of `labels`, the relationships between them of one of `types`.
    ///
    /// `None` stands for all. A relationship weighs what its property `weight` says, where that is a number that is not
    /// negative, and else 1.
    pub fn new(graph: &Graph, labels: Option<&[&str]>, types: Option<&[&str]>, weight: Option<&str>) -> Self {
        let symbols = |names: &[&str]| -> Vec<Symbol> { names.iter().filter_map(|name| graph.symbol(name)).collect() };
        let (labels, types) = (labels.map(symbols), types.map(symbols));
        let labelled =
            |&id: &NodeId| labels.as_ref().is_none_or(|labels| labels.iter().any(|&label| graph.has_label(id, label)));
        let nodes: Vec<NodeId> = graph.node_ids().filter(labelled).collect();
        let mut places = vec![u32::MAX; graph.node_bound()];
        for (place, id) in (0..).zip(&nodes) {
            places[id.index()] = place;
        }
        let mut links = Vec::new();
        for relationship in graph.relationships() {
            let id = relationship.id();
            if types.as_ref().is_some_and(|types| !types.contains(&graph.kind_symbol(id))) {
                continue;
            }
            let (start, end) = graph.ends(id);
            let (from, to) = (places[start.index()], places[end.index()]);
            if from != u32::MAX && to != u32::MAX {
                let weight = weight.map_or(1.0, |key| weight_of(relationship.get(key)));
                links.push((from, to, weight));
            }
        }
        Self { nodes, links }
    }

    /// Returns the nodes, in the order of their numbers; algorithms call a node by its place here.
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// Returns how many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Tells whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns how many relationships there are.
    pub fn relationship_count(&self) -> usize {
        self.links.len()
    }

    /// Iterates over the relationships: start, end, weight.
    pub fn links(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        self.links.iter().map(|&(from, to, weight)| (from as usize, to as usize, weight))
    }

    /// Returns the neighbours in a direction; with both directions a loop counts twice.
    pub fn neighbours(&self, direction: Direction) -> Neighbours {
        let out = self.links.iter().copied();
        let back = self.links.iter().map(|&(from, to, weight)| (to, from, weight));
        match direction {
            Direction::Outgoing => Neighbours::new(self.len(), out),
            Direction::Incoming => Neighbours::new(self.len(), back),
            Direction::Both => Neighbours::new(self.len(), out.chain(back)),
        }
    }
}

fn weight_of(value: &crate::graph::Value) -> f64 {
    use crate::graph::Value;
    let weight = match value {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        _ => 1.0,
    };
    if weight.is_finite() && weight >= 0.0 { weight } else { 1.0 }
}
