//! Which part of a graph is exported.

use crate::graph::{Direction, Graph, Node, NodeId, Relationship, RelationshipId, Value};
use std::collections::BTreeSet;

/// A part of a graph: nodes, and relationships between them.
#[derive(Clone, Debug)]
pub struct Selection<'g> {
    graph: &'g Graph,
    nodes: BTreeSet<NodeId>,
    relationships: BTreeSet<RelationshipId>,
}

impl<'g> Selection<'g> {
    /// Takes everything.
    pub fn whole(graph: &'g Graph) -> Self {
        Self {
            graph,
            nodes: graph.nodes().map(Node::id).collect(),
            relationships: graph.relationships().map(Relationship::id).collect(),
        }
    }

    /// Takes what lies within `hops` relationships of `starts`, and all relationships between what was reached.
    ///
    /// An article is reached but not passed through: otherwise all that an article reports would be near by.
    pub fn neighbourhood(graph: &'g Graph, starts: &[NodeId], hops: usize) -> Self {
        let mut nodes: BTreeSet<NodeId> = starts.iter().copied().filter(|&id| graph.node(id).is_some()).collect();
        let mut border: Vec<NodeId> = nodes.iter().copied().collect();
        for _ in 0..hops {
            let mut next = Vec::new();
            for id in border {
                let is_start = starts.contains(&id);
                if !is_start && graph.node(id).is_some_and(|node| node.has_label("Article")) {
                    continue;
                }
                for (_, other) in graph.incident(id, Direction::Both) {
                    if nodes.insert(other) {
                        next.push(other);
                    }
                }
            }
            border = next;
        }
        Self::induced(graph, nodes)
    }

    /// Takes the nodes, relationships and paths among `values`, also those inside lists and maps.
    ///
    /// Where there are nodes only, the relationships between them are taken too.
    pub fn of_values<'v>(graph: &'g Graph, values: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut part = Self { graph, nodes: BTreeSet::new(), relationships: BTreeSet::new() };
        for value in values {
            part.take(value);
        }
        for id in &part.relationships {
            if let Some(relationship) = graph.relationship(*id) {
                part.nodes.extend([relationship.start(), relationship.end()]);
            }
        }
        if part.relationships.is_empty() { Self::induced(graph, part.nodes) } else { part }
    }

    /// Tells whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the graph that this is a part of.
    pub const fn graph(&self) -> &'g Graph {
        self.graph
    }

    /// Iterates over the nodes in the order of their numbers.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'g>> + '_ {
        self.nodes.iter().filter_map(|&id| self.graph.node(id))
    }

    /// Iterates over the relationships in the order of their numbers.
    pub fn relationships(&self) -> impl Iterator<Item = Relationship<'g>> + '_ {
        self.relationships.iter().filter_map(|&id| self.graph.relationship(id))
    }

    fn induced(graph: &'g Graph, nodes: BTreeSet<NodeId>) -> Self {
        let mut relationships = BTreeSet::new();
        for &id in &nodes {
            relationships
                .extend(graph.incident(id, Direction::Outgoing).filter(|(_, end)| nodes.contains(end)).map(|(r, _)| r));
        }
        Self { graph, nodes, relationships }
    }

    fn take(&mut self, value: &Value) {
        match value {
            Value::Node(id) => {
                self.nodes.insert(*id);
            }
            Value::Relationship(id) => {
                self.relationships.insert(*id);
            }
            Value::Path(path) => {
                self.nodes.extend(path.nodes.iter().copied());
                self.relationships.extend(path.relationships.iter().copied());
            }
            Value::List(items) => items.iter().for_each(|item| self.take(item)),
            Value::Map(entries) => entries.values().for_each(|entry| self.take(entry)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Properties;

    /// a says s, s is reported in r; b says t, t is reported in r.
    fn two_speakers() -> (Graph, [NodeId; 5]) {
        let mut graph = Graph::new();
        let node = |graph: &mut Graph, label: &str| graph.add_node([label], Properties::new());
        let ids = ["Actor", "Statement", "Article", "Statement", "Actor"].map(|label| node(&mut graph, label));
        let [a, s, r, t, b] = ids;
        for (start, kind, end) in [(a, "SAYS", s), (s, "REPORTED_IN", r), (b, "SAYS", t), (t, "REPORTED_IN", r)] {
            graph.add_relationship(start, kind, end, Properties::new());
        }
        (graph, ids)
    }

    #[test]
    fn a_neighbourhood_ends_at_articles() {
        let (graph, [a, s, r, ..]) = two_speakers();
        let part = Selection::neighbourhood(&graph, &[a], 9);
        assert_eq!(part.nodes().map(Node::id).collect::<Vec<_>>(), [a, s, r]);
        assert_eq!(part.relationships().count(), 2);
    }

    #[test]
    fn nodes_of_a_table_bring_their_relationships_unless_it_names_some() {
        let (graph, [a, s, r, ..]) = two_speakers();
        let nodes = [Value::Node(a), Value::Node(s), Value::Node(r)];
        assert_eq!(Selection::of_values(&graph, &nodes).relationships().count(), 2);
        let first = graph.relationships().next().map(Relationship::id);
        let named: Vec<Value> = first.into_iter().map(Value::Relationship).collect();
        let part = Selection::of_values(&graph, &named);
        assert_eq!((part.nodes().count(), part.relationships().count()), (2, 1));
    }
}
