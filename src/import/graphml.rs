//! GraphML: ours, and that of networkx, igraph, yEd, Gephi, APOC.
//!
//! Labels are the attribute `labels` (`:A:B`, `A;B`), a relationship's type its attribute `label` or `type`; without
//! these, nodes have no label and relationships the type `RELATED`. What GraphML has no type for, our export names in
//! the `desc` of a key: `date`, `list of string`.

use super::ImportError;
use super::typed::ReadTyped;
use crate::graph::{Graph, NodeId, Properties, Scalar, Value};
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The type of a relationship that names none.
const UNNAMED: &str = "RELATED";

/// What a `key` declares.
#[derive(Debug)]
struct Key {
    name: String,
    scalar: Scalar,
    list: bool,
    default: Option<String>,
}

/// Keys by `for` and id; `for="all"` stands under both elements.
type Keys = BTreeMap<(&'static str, String), Key>;

/// Reads a GraphML file.
pub fn read_graphml(path: &Path) -> Result<Graph, ImportError> {
    let text = std::fs::read_to_string(path).map_err(|source| ImportError::Io { path: path.to_owned(), source })?;
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&text, options).map_err(|error| ImportError::Content {
        path: path.to_owned(),
        line: u64::from(error.pos().row),
        message: format!("this is no XML: {error}"),
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "graphml" {
        let message = format!("expected GraphML, found the element `{}`", root.tag_name().name());
        return Err(ImportError::Form { path: path.to_owned(), message });
    }
    Reader { path, document: &document, keys: keys(root) }.read(root)
}

fn keys(root: Node<'_, '_>) -> Keys {
    let mut keys = Keys::new();
    for element in root.children().filter(|n| n.has_tag_name_anywhere("key")) {
        let id = element.attribute("id").unwrap_or_default();
        let child = |name: &str| element.children().find(|n| n.has_tag_name_anywhere(name)).and_then(|n| n.text());
        let (declared, named) = match child("desc").map(|text| text.split_once(": ").ok_or(text)) {
            Some(Ok((kind, name))) => (Some(kind.trim()), Some(name)),
            Some(Err(kind)) => (Some(kind.trim()), None),
            None => (None, None),
        };
        let list = declared.and_then(|kind| kind.strip_prefix("list of "));
        let scalar = list.or(declared).and_then(Scalar::named);
        // A description of somebody else's is no type.
        let scalar_named = scalar.is_some();
        let scalar = scalar.or_else(|| element.attribute("attr.type").and_then(Scalar::named));
        for owner in ["node", "edge"] {
            let wanted = element.attribute("for").unwrap_or("all");
            if wanted == owner || wanted == "all" {
                let key = Key {
                    name: named
                        .filter(|_| scalar_named)
                        .or_else(|| element.attribute("attr.name"))
                        .unwrap_or(id)
                        .to_owned(),
                    scalar: scalar.unwrap_or(Scalar::String),
                    list: list.is_some() && scalar.is_some() || element.has_attribute("attr.list"),
                    default: child("default").map(str::to_owned),
                };
                keys.insert((owner, id.to_owned()), key);
            }
        }
    }
    keys
}

/// Elements by their local name, whatever the namespace: many writers leave it out.
trait LocalName {
    fn has_tag_name_anywhere(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    fn has_tag_name_anywhere(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

struct Reader<'d, 'i> {
    path: &'d Path,
    document: &'d Document<'i>,
    keys: Keys,
}

impl<'d> Reader<'d, '_> {
    fn read(&self, root: Node<'d, '_>) -> Result<Graph, ImportError> {
        let mut graph = Graph::new();
        let mut ids: HashMap<&str, NodeId> = HashMap::new();
        for node in root.descendants().filter(|n| n.has_tag_name_anywhere("node")) {
            let id = node.attribute("id").ok_or_else(|| self.wrong(node, "a node without `id`"))?;
            let mut properties = self.properties(node, "node")?;
            let labels = match properties.remove("labels") {
                Some(Value::String(text)) => labels(&text),
                Some(Value::List(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                _ => Vec::new(),
            };
            if ids.insert(id, graph.add_node(labels, properties)).is_some() {
                return Err(self.wrong(node, &format!("the id `{id}` is there twice")));
            }
        }
        for edge in root.descendants().filter(|n| n.has_tag_name_anywhere("edge")) {
            let end = |name: &str| {
                let id = edge.attribute(name).ok_or_else(|| self.wrong(edge, &format!("an edge without `{name}`")))?;
                ids.get(id).copied().ok_or_else(|| self.wrong(edge, &format!("no node has the id `{id}`")))
            };
            let (start, stop) = (end("source")?, end("target")?);
            let mut properties = self.properties(edge, "edge")?;
            let kind = ["label", "type"].into_iter().find_map(|key| match properties.get(key) {
                Some(Value::String(kind)) if !kind.is_empty() => Some((key, kind.to_string())),
                _ => None,
            });
            let (key, kind) = kind.unwrap_or(("", UNNAMED.to_owned()));
            properties.remove(key);
            graph.add_relationship(start, &kind, stop, properties);
        }
        Ok(graph)
    }

    fn properties(&self, element: Node<'d, '_>, owner: &'static str) -> Result<Properties, ImportError> {
        let mut properties = Properties::new();
        for key in self.keys.iter().filter(|((of, _), _)| *of == owner).map(|(_, key)| key) {
            if let Some(value) = key.default.as_deref().and_then(|text| read(text, key)) {
                properties.insert(key.name.clone(), value);
            }
        }
        for data in element.children().filter(|n| n.has_tag_name_anywhere("data")) {
            let id = data.attribute("key").unwrap_or_default();
            let key = self.keys.get(&(owner, id.to_owned()));
            let key = key.ok_or_else(|| self.wrong(data, &format!("the key `{id}` is not declared")))?;
            let text: String = data.children().filter(Node::is_text).filter_map(|n| n.text()).collect();
            let value = read(&text, key).ok_or_else(|| {
                let kind = format!("{:?}", key.scalar).to_lowercase();
                self.wrong(data, &format!("`{text}` is no {kind}, as the key `{}` says", key.name))
            })?;
            properties.insert(key.name.clone(), value);
        }
        Ok(properties)
    }

    fn wrong(&self, node: Node<'_, '_>, message: &str) -> ImportError {
        let line = self.document.text_pos_at(node.range().start).row;
        ImportError::Content { path: self.path.to_owned(), line: u64::from(line), message: message.to_owned() }
    }
}

fn read(text: &str, key: &Key) -> Option<Value> {
    if key.list { key.scalar.read_json_list(text) } else { key.scalar.read(text) }
}

/// Splits `:A:B` or `A;B`.
fn labels(text: &str) -> Vec<String> {
    text.split([':', ';']).map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Graph, ImportError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.graphml");
        std::fs::write(&path, text).unwrap();
        read_graphml(&path)
    }

    #[test]
    fn what_networkx_writes_is_read() {
        let graph = read_text(
            r#"<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d1" for="edge" attr.name="weight" attr.type="double" />
<key id="d0" for="node" attr.name="age" attr.type="long"><default>7</default></key>
<graph edgedefault="directed"><node id="a"><data key="d0">40</data></node><node id="b"/>
<edge source="a" target="b"><data key="d1">0.5</data></edge></graph></graphml>"#,
        )
        .unwrap();
        let ages: Vec<Value> = graph.nodes().map(|node| node.get("age").clone()).collect();
        assert_eq!(ages, [Value::Integer(40), Value::Integer(7)]);
        let edge = graph.relationships().next().unwrap();
        assert_eq!((edge.kind(), edge.get("weight")), ("RELATED", &Value::Float(0.5)));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let told = |text: &str| read_text(text).err().map(|error| error.to_string()).unwrap_or_default();
        let key = r#"<key id="k" for="node" attr.name="n" attr.type="long"/>"#;
        for (text, expected) in [
            ("<graphml>\n<graph>\n<node/></graph></graphml>".to_owned(), "line 3: a node without `id`"),
            (
                "<graphml><graph><edge source=\"a\" target=\"b\"/></graph></graphml>".to_owned(),
                "no node has the id `a`",
            ),
            (
                format!("<graphml>{key}<graph><node id=\"a\"><data key=\"k\">x</data></node></graph></graphml>"),
                "no integer",
            ),
            ("<gexf/>".to_owned(), "expected GraphML, found the element `gexf`"),
            ("not XML".to_owned(), "this is no XML"),
        ] {
            assert!(told(&text).contains(expected), "{}", told(&text));
        }
    }
}
