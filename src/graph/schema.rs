//! What a graph holds, counted: labels, types and their properties.

use super::graph::Graph;
use super::value::Value;
use crate::text::Symbol;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The labels, types and property keys of a graph, with counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Per label, what its nodes have.
    pub labels: BTreeMap<String, LabelSummary>,
    /// Per type, what its relationships have.
    pub types: BTreeMap<String, TypeSummary>,
}

/// What the nodes of one label have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelSummary {
    /// How many nodes bear the label.
    pub count: usize,
    /// Their properties.
    pub properties: BTreeMap<String, KeySummary>,
}

/// What the relationships of one type have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeSummary {
    /// How many relationships there are.
    pub count: usize,
    /// Their properties.
    pub properties: BTreeMap<String, KeySummary>,
    /// Which labels they join, with counts.
    pub joins: BTreeMap<(String, String), usize>,
}

/// How often a property is set, and to what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeySummary {
    /// How many have the property.
    pub count: usize,
    /// The types of its values, in the words of openCypher.
    pub value_types: BTreeSet<&'static str>,
}

impl KeySummary {
    fn note(&mut self, value: &Value) {
        self.count += 1;
        self.value_types.insert(value.type_name());
    }
}

impl Graph {
    /// Counts labels, types and property keys.
    ///
    /// It walks the whole graph: call it once and keep the answer.
    pub fn schema(&self) -> Schema {
        let mut schema = Schema::default();
        for node in self.nodes() {
            for label in node.labels() {
                if !schema.labels.contains_key(label) {
                    schema.labels.insert(label.to_owned(), LabelSummary::default());
                }
                let Some(summary) = schema.labels.get_mut(label) else { continue };
                summary.count += 1;
                note_all(&mut summary.properties, self, self.node_properties(node.id()));
            }
        }
        let mut joins: FxHashMap<(Symbol, Symbol, Symbol), usize> = FxHashMap::default();
        for relationship in self.relationships() {
            let kind = self.kind_symbol(relationship.id());
            let summary = schema.types.entry(self.name(kind).to_owned()).or_default();
            summary.count += 1;
            note_all(&mut summary.properties, self, self.relationship_properties(relationship.id()));
            let (start, end) = self.ends(relationship.id());
            for &from in self.label_symbols(start) {
                for &to in self.label_symbols(end) {
                    *joins.entry((kind, from, to)).or_default() += 1;
                }
            }
        }
        let mut joins: Vec<_> = joins.into_iter().collect();
        joins.sort_unstable();
        for ((kind, from, to), count) in joins {
            if let Some(summary) = schema.types.get_mut(self.name(kind)) {
                summary.joins.insert((self.name(from).to_owned(), self.name(to).to_owned()), count);
            }
        }
        schema
    }
}

fn note_all(into: &mut BTreeMap<String, KeySummary>, graph: &Graph, properties: &[(Symbol, Value)]) {
    for (key, value) in properties {
        let name = graph.name(*key);
        if let Some(summary) = into.get_mut(name) {
            summary.note(value);
        } else {
            into.entry(name.to_owned()).or_default().note(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::graph::{Graph, Properties};

    #[test]
    fn counts_labels_types_and_keys() {
        let mut graph = Graph::new();
        let named = |name: &str| Properties::from([("name".to_owned(), name.into())]);
        let north = graph.add_node(["Actor", "Country"], named("North Korea"));
        let offer = graph.add_node(["Event"], Properties::new());
        graph.add_relationship(north, "PROPOSES", offer, Properties::new());
        let schema = graph.schema();
        assert_eq!(schema.labels["Actor"].count, 1);
        assert_eq!(schema.labels["Country"].properties["name"].count, 1);
        assert_eq!(schema.types["PROPOSES"].joins[&("Actor".to_owned(), "Event".to_owned())], 1);
    }
}
