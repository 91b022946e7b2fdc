//! Two nodes that turn out to be one.

use super::graph::{Direction, Graph, NodeId, RelationshipId};
use super::value::{Properties, Value};
use rustc_hash::FxHashMap;

/// What a merge did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Relationships that were made anew at the node that stays.
    pub moved: usize,
    /// Relationships that were joined with one that the node had already, or that would have become a loop.
    pub joined: usize,
    /// Properties of the node that stays, and of its relationships, that are others now.
    pub properties: usize,
}

impl Graph {
    /// Makes one node of two: `kept` takes over all that `gone` has; `None` where one is not there or both are the same.
    ///
    /// - Relationships are moved. Where `kept` has one of the same type, to the same node and about the same content, the
    ///   two are joined: the surer one's properties stay, and `evidence` lists the places of both. Relationships between
    ///   the two go, since nobody stands in relations to himself.
    /// - The node keeps its `id`, `name` and labels. The other's `name` and `aliases` become aliases, its `id` is listed
    ///   in `merged_ids`, its number of `articles` is added, and properties that `kept` has not are filled in.
    ///
    /// It takes time in proportion to the relationships of both.
    pub fn merge_nodes(&mut self, kept: NodeId, gone: NodeId) -> Option<Merged> {
        if kept == gone || !self.has_node(kept) || !self.has_node(gone) {
            return None;
        }
        let noted = self.note_merge(kept, gone);
        let mut done = Merged::default();
        let mut known: FxHashMap<Place, RelationshipId> =
            self.ties_of(kept).into_iter().map(|id| (self.place(id, kept, kept), id)).collect();
        for id in self.ties_of(gone) {
            self.move_tie(id, kept, gone, &mut known, &mut done);
        }
        done.properties += self.merge_properties(kept, gone);
        self.remove_node(gone);
        if noted {
            self.edits_quiet(false);
        }
        Some(done)
    }

    fn ties_of(&self, node: NodeId) -> Vec<RelationshipId> {
        let mut ties: Vec<RelationshipId> = self.incident(node, Direction::Both).map(|(id, _)| id).collect();
        ties.sort_unstable();
        ties
    }

    /// Returns what makes two relationships the same one, with `kept` in the place of `gone`.
    fn place(&self, id: RelationshipId, kept: NodeId, gone: NodeId) -> Place {
        let (start, end) = self.ends(id);
        let put = |node: NodeId| if node == gone { kept } else { node };
        let about = self.relationship(id).and_then(|relationship| {
            ["event", "statement"].iter().find_map(|key| relationship.get(key).as_str()).map(str::to_owned)
        });
        (put(start), self.kind_symbol(id), put(end), about)
    }

    fn move_tie(
        &mut self,
        id: RelationshipId,
        kept: NodeId,
        gone: NodeId,
        known: &mut FxHashMap<Place, RelationshipId>,
        done: &mut Merged,
    ) {
        let (start, end) = self.ends(id);
        if (start == kept || end == kept) && start != end {
            // It was between the two.
            done.joined += usize::from(self.remove_relationship(id));
            return;
        }
        let place = self.place(id, kept, gone);
        let Some(properties) = self.relationship(id).map(|relationship| relationship.detach().properties) else {
            return;
        };
        if let Some(&same) = known.get(&place).filter(|&&same| self.has_relationship(same)) {
            done.joined += 1;
            done.properties += self.join_tie(same, &properties);
        } else {
            let (start, kind, end) = (place.0, self.name(place.1).to_owned(), place.2);
            if let Some(new) = self.add_relationship(start, kind, end, properties) {
                known.insert(place, new);
                done.moved += 1;
            }
        }
    }

    /// Joins what two relationships say: the surer one's words, the evidence of both.
    fn join_tie(&mut self, kept: RelationshipId, other: &Properties) -> usize {
        let Some(own) = self.relationship(kept).map(|relationship| relationship.detach().properties) else { return 0 };
        let sure = |properties: &Properties| match properties.get("confidence") {
            Some(Value::Float(confidence)) => *confidence,
            Some(Value::Integer(confidence)) => *confidence as f64,
            _ => 0.0,
        };
        let (first, second) = if sure(other) > sure(&own) { (other, &own) } else { (&own, other) };
        let mut joined = second.clone();
        joined.extend(first.iter().map(|(key, value)| (key.clone(), value.clone())));
        let shown = [first, second].map(places);
        let evidence = united(shown.iter());
        if !evidence.is_empty() {
            joined.insert("evidence".to_owned(), evidence.into());
        }
        let changed: Vec<(String, Value)> =
            joined.into_iter().filter(|(key, value)| own.get(key) != Some(value)).collect();
        let count = changed.len();
        for (key, value) in changed {
            self.set_relationship_property(kept, &key, value);
        }
        count
    }

    fn merge_properties(&mut self, kept: NodeId, gone: NodeId) -> usize {
        let (Some(own), Some(other)) = (self.node(kept), self.node(gone)) else { return 0 };
        let (own, other) = (own.detach().properties, other.detach().properties);
        let mut joined = other.clone();
        joined.extend(own.iter().map(|(key, value)| (key.clone(), value.clone())));
        let mut aliases = united([own.get("aliases"), other.get("name"), other.get("aliases")].into_iter().flatten());
        aliases.retain(|alias| own.get("name").and_then(Value::as_str) != Some(alias.as_str()));
        aliases.sort_unstable();
        if !aliases.is_empty() {
            joined.insert("aliases".to_owned(), aliases.into());
        }
        let ids = united([own.get("merged_ids"), other.get("id"), other.get("merged_ids")].into_iter().flatten());
        if !ids.is_empty() {
            joined.insert("merged_ids".to_owned(), ids.into());
        }
        let count = |properties: &Properties| properties.get("articles").and_then(Value::as_integer);
        if let (Some(own), Some(other)) = (count(&own), count(&other)) {
            joined.insert("articles".to_owned(), own.saturating_add(other).into());
        }
        let changed: Vec<(String, Value)> =
            joined.into_iter().filter(|(key, value)| own.get(key) != Some(value)).collect();
        let count = changed.len();
        for (key, value) in changed {
            self.set_node_property(kept, &key, value);
        }
        count
    }
}

/// Start, type, end and content of a relationship.
type Place = (NodeId, crate::text::Symbol, NodeId, Option<String>);

/// Returns where a relationship is shown, as a list of `article:start-end`.
fn places(properties: &Properties) -> Value {
    let number = |key: &str| properties.get(key).and_then(Value::as_integer);
    match (properties.get("evidence"), properties.get("article").and_then(Value::as_str)) {
        (Some(evidence), _) => evidence.clone(),
        (None, Some(article)) => match (number("start"), number("end")) {
            (Some(start), Some(end)) => vec![format!("{article}:{start}-{end}")].into(),
            _ => Value::Null,
        },
        (None, None) => Value::Null,
    }
}

/// Returns all texts of some values, each once, in the order they are met.
fn united<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in values {
        let texts = match value {
            Value::List(items) => items.iter().filter_map(Value::as_str).collect(),
            value => value.as_str().into_iter().collect::<Vec<_>>(),
        };
        for text in texts {
            if !all.iter().any(|known| known == text) {
                all.push(text.to_owned());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties<const N: usize>(entries: [(&str, Value); N]) -> Properties {
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    #[test]
    fn the_merged_node_has_the_evidence_and_aliases_of_both() {
        let mut graph = Graph::new();
        let actor =
            |id: &str, name: &str| properties([("id", id.into()), ("name", name.into()), ("articles", 1_i64.into())]);
        let a = graph.add_node(["Actor", "Person"], actor("person:kim", "Kim"));
        let b = graph.add_node(["Actor", "Group"], actor("group:mr-kim", "Mr Kim"));
        let c = graph.add_node(["Actor", "Country"], actor("country:x", "X"));
        graph.set_node_property(b, "code", "KIM".into());
        let shown = |confidence: f64, place: &str| {
            properties([("confidence", confidence.into()), ("evidence", vec![place].into()), ("rule", place.into())])
        };
        graph.add_relationship(a, "SUPPORTS", c, shown(0.5, "a:1-2"));
        graph.add_relationship(b, "SUPPORTS", c, shown(0.9, "b:3-4"));
        graph.add_relationship(c, "ACCUSES", b, shown(0.7, "b:5-6"));
        graph.add_relationship(b, "REPRESENTS", a, shown(0.7, "b:7-8"));
        let done = graph.merge_nodes(a, b).unwrap();
        assert_eq!((done.moved, done.joined), (1, 2));
        assert_eq!(graph.merge_nodes(a, b), None);
        let node = graph.node(a).unwrap();
        assert_eq!(node.labels().collect::<Vec<_>>(), ["Actor", "Person"]);
        assert_eq!(*node.get("aliases"), vec!["Mr Kim"].into());
        assert_eq!(*node.get("merged_ids"), vec!["group:mr-kim"].into());
        assert_eq!((node.get("code").as_str(), node.get("articles").as_integer()), (Some("KIM"), Some(2)));
        let ties: Vec<String> = graph
            .relationships()
            .map(|r| format!("{} {} {} {:?}", r.start().0, r.kind(), r.end().0, r.get("evidence")))
            .collect();
        insta::assert_snapshot!(ties.join("\n"), @r#"
        0 SUPPORTS 2 List([String("b:3-4"), String("a:1-2")])
        2 ACCUSES 0 List([String("b:5-6")])
        "#);
        assert_eq!(graph.outgoing(a).next().unwrap().get("rule").as_str(), Some("b:3-4"));
    }

    #[test]
    fn edits_make_the_same_changes_in_another_graph() {
        let original = || {
            let mut graph = Graph::new();
            let ids: Vec<NodeId> =
                ["a", "b", "c"].map(|id| graph.add_node(["Actor"], properties([("id", id.into())]))).to_vec();
            graph.add_relationship(ids[1], "SAYS", ids[2], Properties::new());
            graph.add_relationship(ids[0], "SAYS", ids[2], Properties::new());
            (graph, ids)
        };
        let (mut graph, ids) = original();
        graph.watch();
        graph.begin();
        graph.set_node_property(ids[2], "id", "z".into());
        graph.rollback();
        graph.begin();
        let new = graph.add_node(["Event"], properties([("text", "x".into())]));
        let tie = graph.add_relationship(ids[0], "PROPOSES", new, Properties::new()).unwrap();
        graph.set_relationship_property(tie, "note", 1_i64.into());
        graph.set_node_property(ids[0], "code", "A".into());
        graph.add_label(ids[2], "Checked");
        graph.merge_nodes(ids[0], ids[1]);
        graph.commit();
        let edits = graph.edits().unwrap().to_vec();
        graph.forget_edits();
        assert_eq!(graph.edits(), Some(&[][..]));
        // The same nodes in another order, and one more.
        let mut other = Graph::new();
        for id in ["d", "c", "b", "a"] {
            other.add_node(["Actor"], properties([("id", id.into())]));
        }
        let node = |graph: &Graph, id: &str| graph.nodes().find(|n| n.get("id").as_str() == Some(id)).map(|n| n.id());
        let ends = ["b", "a"].map(|id| (node(&other, id).unwrap(), node(&other, "c").unwrap()));
        for (start, end) in ends {
            other.add_relationship(start, "SAYS", end, Properties::new());
        }
        other.apply(&edits);
        let shape = |graph: &Graph| {
            let name = |id: NodeId| {
                format!(
                    "{:?}{:?}",
                    graph.node(id).unwrap().labels().collect::<Vec<_>>(),
                    graph.node(id).unwrap().properties().collect::<Vec<_>>()
                )
            };
            let mut ties: Vec<String> = graph
                .relationships()
                .map(|r| format!("{}-{}{:?}->{}", name(r.start()), r.kind(), r.get("note"), name(r.end())))
                .collect();
            ties.sort();
            ties
        };
        assert_eq!(shape(&other), shape(&graph));
        assert_eq!(node(&other, "b"), None);
    }
}
