//! The graph at a glance: labels, types and properties with counts, and what joins what.

use crate::graph::{Graph, Schema};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Labels that say no more than a second label of the same node.
const GENERAL: &str = "Actor";
/// The labels that stand beside the general one.
const SPECIAL: [&str; 4] = ["Country", "Person", "Organization", "Group"];

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
    picture(schema, &mut text);
    let mut keys: Vec<&str> = schema.types.values().flat_map(|s| s.properties.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    if !keys.is_empty() {
        let _ = writeln!(text, "\nRelationships have {}", keys.join(", "));
    }
    text
}

/// How long a line of the picture gets before it is broken.
const LINE: usize = 72;

/// The labels that arrows lead to, each with the counts and types of its relationships.
type Targets<'a> = BTreeMap<&'a str, Vec<(usize, &'a str)>>;

/// Draws what joins what: from each label arrows to the labels that its relationships lead to.
fn picture(schema: &Schema, text: &mut String) {
    let mut arrows: BTreeMap<&str, Targets<'_>> = BTreeMap::new();
    for (kind, summary) in &schema.types {
        let general = |pick: fn(&(String, String)) -> &String| summary.joins.keys().any(|pair| pick(pair) == GENERAL);
        let (from_general, to_general) = (general(|pair| &pair.0), general(|pair| &pair.1));
        for ((from, to), count) in &summary.joins {
            // Where the general label stands, it alone says what the special ones would.
            let told = |general: bool, label: &str| !general || !SPECIAL.contains(&label);
            if told(from_general, from) && told(to_general, to) {
                arrows.entry(from).or_default().entry(to).or_default().push((*count, kind));
            }
        }
    }
    let weight = |targets: &Targets<'_>| targets.values().flatten().map(|(n, _)| n).sum::<usize>();
    let mut arrows: Vec<_> = arrows.into_iter().collect();
    // Who acts comes first, then what is richest.
    arrows.sort_by_key(|(from, targets)| (*from != GENERAL, std::cmp::Reverse(weight(targets))));
    for (from, targets) in arrows {
        let _ = writeln!(text, "  (:{from})");
        let mut targets: Vec<_> = targets.into_iter().collect();
        targets.sort_by_key(|(_, kinds)| std::cmp::Reverse(kinds.iter().map(|(n, _)| *n).sum::<usize>()));
        let widest = targets.iter().map(|(to, _)| to.len()).max().unwrap_or(0);
        let many = targets.len();
        for (number, (to, mut kinds)) in targets.into_iter().enumerate() {
            kinds.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
            let words: Vec<String> = kinds.iter().map(|(count, kind)| format!("{kind} {count}")).collect();
            let (fork, trunk) = if number + 1 == many { ("└", " ") } else { ("├", "│") };
            let pad = " ".repeat(widest - to.len());
            let margin = widest + 10;
            for (row, line) in lines(&words, LINE.saturating_sub(margin)).into_iter().enumerate() {
                let _ = if row == 0 {
                    writeln!(text, "   {fork}──▶ (:{to}){pad}  {line}")
                } else {
                    writeln!(text, "   {trunk}{}{line}", " ".repeat(margin - 1))
                };
            }
        }
    }
}

/// Sets words in lines, with commas between them.
fn lines(words: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.len() + 2 + word.len() <= width => {
                line.push_str(", ");
                line.push_str(word);
            }
            Some(line) => {
                line.push(',');
                lines.push(word.clone());
            }
            None => lines.push(word.clone()),
        }
    }
    lines
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
          (:Actor)
           ├──▶ (:Event)      PROPOSES 1
           └──▶ (:Statement)  SAYS 1

        Relationships have rule
        ");
    }
}
