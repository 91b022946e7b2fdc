//! The graph at a glance: labels, types and properties with counts, and what joins what.

use crate::graph::{Graph, Schema};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Labels that say no more than a second label of the same node.
const GENERAL: &str = "Actor";

/// Returns the schema as text: nodes, relationships as small patterns, properties.
pub fn overview(graph: &Graph, schema: &Schema) -> String {
    if graph.node_count() == 0 {
        return "the graph is empty; `demarche build ARTICLES -o FILE` fills one\n".to_owned();
    }
    let mut text = String::new();
    let _ = writeln!(text, "{} nodes, {} relationships\n", graph.node_count(), graph.relationship_count());
    let _ = writeln!(text, "Nodes");
    let widest = schema.labels.keys().map(String::len).max().unwrap_or(0);
    for (label, summary) in by_count(&schema.labels, |summary| summary.count) {
        let keys: Vec<&str> = summary.properties.keys().map(String::as_str).collect();
        let _ = writeln!(text, "  :{label:<widest$} {:>7}  {}", summary.count, keys.join(", "));
    }
    let _ = writeln!(text, "\nRelationships");
    let ends: Vec<(String, String)> = schema.types.values().map(|summary| main_join(&summary.joins)).collect();
    let lefts = ends.iter().map(|(from, _)| from.len()).max().unwrap_or(0);
    let widest = schema.types.keys().map(String::len).max().unwrap_or(0);
    for (kind, summary) in by_count(&schema.types, |summary| summary.count) {
        let (from, to) = main_join(&summary.joins);
        let dashes = "-".repeat(widest - kind.len() + 1);
        let pad = " ".repeat(lefts - from.len());
        let _ = writeln!(text, "  {:>7}  {pad}{from}-[:{kind}]{dashes}>{to}", summary.count);
    }
    let mut keys: Vec<&str> = schema.types.values().flat_map(|s| s.properties.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    if !keys.is_empty() {
        let _ = writeln!(text, "\nRelationships have {}", keys.join(", "));
    }
    text
}

/// Returns the labels that most relationships of a type join; where several are common, all of them.
fn main_join(joins: &BTreeMap<(String, String), usize>) -> (String, String) {
    let side = |pick: fn(&(String, String)) -> &String| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (pair, count) in joins {
            *counts.entry(pick(pair)).or_default() += count;
        }
        // Where the general label stands, it alone says what the special ones would.
        let names: Vec<&str> = if counts.contains_key(GENERAL) {
            let special = ["Country", "Person", "Organization", "Group"];
            counts.keys().copied().filter(|name| !special.contains(name)).collect()
        } else {
            counts.keys().copied().collect()
        };
        format!("(:{})", names.join("|"))
    };
    (side(|pair| &pair.0), side(|pair| &pair.1))
}

fn by_count<T>(map: &BTreeMap<String, T>, count: impl Fn(&T) -> usize) -> Vec<(&str, &T)> {
    let mut entries: Vec<(&str, &T)> = map.iter().map(|(name, summary)| (name.as_str(), summary)).collect();
    entries.sort_by_key(|(_, summary)| std::cmp::Reverse(count(summary)));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Properties;

    #[test]
    fn the_shape_of_the_graph_is_drawn() {
        let mut graph = Graph::new();
        let named = |key: &str| Properties::from([(key.to_owned(), "x".into())]);
        let peru = graph.add_node(["Actor", "Country"], named("name"));
        let offer = graph.add_node(["Event"], named("text"));
        let said = graph.add_node(["Statement"], named("text"));
        graph.add_relationship(peru, "PROPOSES", offer, named("rule"));
        graph.add_relationship(peru, "SAYS", said, Properties::new());
        insta::assert_snapshot!(overview(&graph, &graph.schema()), @r"
        3 nodes, 2 relationships

        Nodes
          :Actor           1  name
          :Country         1  name
          :Event           1  text
          :Statement       1  text

        Relationships
                1  (:Actor)-[:PROPOSES]->(:Event)
                1  (:Actor)-[:SAYS]----->(:Statement)

        Relationships have rule
        ");
    }
}
