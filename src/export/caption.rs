//! How a node is named and coloured in pictures and in short forms.

use crate::graph::{Node, OwnedNode, Value};

/// The labels in the order in which they tell most of a node.
const TELLING_LABELS: [&str; 9] =
    ["Country", "Person", "Organization", "Group", "Article", "Statement", "Event", "Place", "Actor"];

/// The properties in the order in which they tell most of a node.
const TELLING_KEYS: [&str; 4] = ["name", "title", "text", "id"];

/// The look of a label in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// The colour inside.
    pub(super) fill: &'static str,
    /// The colour of the line.
    pub(super) line: &'static str,
    /// Graphviz's word for the shape.
    pub(super) shape: &'static str,
    /// How Mermaid opens and closes the shape.
    pub(super) mermaid: (&'static str, &'static str),
}

/// Returns the label that tells most of a node.
pub fn main_label(node: Node<'_>) -> Option<&str> {
    telling_label(node.labels())
}

/// Returns the label among `labels` that tells most.
fn telling_label<'l>(labels: impl Iterator<Item = &'l str>) -> Option<&'l str> {
    let rank = |label: &str| TELLING_LABELS.iter().position(|known| *known == label).unwrap_or(TELLING_LABELS.len());
    labels.min_by_key(|label| rank(label))
}

/// Returns the label and the property that tell most of a node by itself.
pub(super) fn told(node: &OwnedNode) -> (Option<&str>, Option<(&str, &Value)>) {
    let label = telling_label(node.labels.iter().map(String::as_str));
    let known = TELLING_KEYS.into_iter().find_map(|key| node.properties.get_key_value(key));
    (label, known.or_else(|| node.properties.iter().next()).map(|(key, value)| (key.as_str(), value)))
}

/// Returns what a node is called: its name, title or text, else its label.
pub fn title(node: Node<'_>) -> String {
    let told = TELLING_KEYS.into_iter().find_map(|key| node.get(key).as_str());
    told.or_else(|| main_label(node)).unwrap_or("node").to_owned()
}

/// Returns the look of a node, by its most telling label.
pub(super) fn look(node: Node<'_>) -> Look {
    let (fill, line, shape, mermaid) = match main_label(node) {
        Some("Country") => ("#cfe3f6", "#1f5f9e", "box", ("[", "]")),
        Some("Person") => ("#d9f0d3", "#2d7d32", "ellipse", ("([", "])")),
        Some("Organization") => ("#e4dcf1", "#5e3c99", "box", ("[", "]")),
        Some("Group" | "Actor") => ("#eeeeee", "#666666", "ellipse", ("([", "])")),
        Some("Article") => ("#ffffff", "#999999", "note", (">", "]")),
        Some("Statement") => ("#fff6d6", "#b58900", "box", ("(", ")")),
        Some("Event") => ("#fde0d2", "#c0562b", "box", ("(", ")")),
        Some("Place") => ("#e6f5f2", "#35978f", "house", ("{{", "}}")),
        _ => ("#f7f7f7", "#444444", "box", ("[", "]")),
    };
    Look { fill, line, shape, mermaid }
}

/// Returns the colour of a relationship type: what hinders is red, what helps is green, provenance is grey.
pub(super) fn color(kind: &str) -> &'static str {
    match kind {
        "REJECTS" | "THREATENS" | "ACCUSES" | "CRITICIZES" | "DENIES" | "CANCELS" | "CONTRADICTS" => "#b2182b",
        "ACCEPTS" | "SUPPORTS" | "PROMISES" | "CONSULTS" => "#1b7837",
        "PROPOSES" | "DEMANDS" | "WARNS" => "#2166ac",
        "CONDITIONS_ON" | "RESPONDS_TO" | "CAUSES" | "REPEATS" => "#b35806",
        _ => "#999999",
    }
}

/// Tells whether a type is the frame around the acts, drawn thin.
pub(super) fn is_frame(kind: &str) -> bool {
    color(kind) == "#999999"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Properties};

    #[test]
    fn the_specific_label_and_the_name_are_told() {
        let mut graph = Graph::new();
        let properties =
            Properties::from([("id".to_owned(), "country:PRK".into()), ("name".to_owned(), "DPRK".into())]);
        let actor = graph.add_node(["Actor", "Country"], properties);
        let bare = graph.add_node(["Thing"], Properties::new());
        let title_of = |id| graph.node(id).map(title);
        assert_eq!(graph.node(actor).and_then(main_label), Some("Country"));
        assert_eq!(title_of(actor).as_deref(), Some("DPRK"));
        assert_eq!(title_of(bare).as_deref(), Some("Thing"));
    }
}
