//! Exports, compared byte by byte with the files in `export/`, and read by the programs that they are meant for.
//!
//! `DEMARCHE_GOLDEN=write cargo test export` writes the files anew; look at the difference before committing it.

use demarche::export::{Format, Options, Selection, write_graph, write_tables};
use demarche::graph::{Graph, NodeId, Properties, Value};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small graph with one of everything that is hard to write: quotes, markup, lists, dates, numbers, other scripts.
fn graph() -> Graph {
    let mut graph = Graph::new();
    let node = |graph: &mut Graph, labels: &[&str], properties: &[(&str, Value)]| -> NodeId {
        graph.add_node(labels, properties.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect::<Properties>())
    };
    let day: Value = jiff::civil::date(2031, 3, 10).into();
    let article = node(
        &mut graph,
        &["Article"],
        &[
            ("id", "a1".into()),
            ("title", "Peru offers to \"reopen\" bridge".into()),
            ("published", day.clone()),
            ("words", 270.into()),
        ],
    );
    let peru = node(
        &mut graph,
        &["Actor", "Country"],
        &[("id", "country:PER".into()), ("name", "Peru".into()), ("aliases", vec!["Lima", "Perú", "秘鲁"].into())],
    );
    let ecuador = node(&mut graph, &["Actor", "Country"], &[("id", "country:ECU".into()), ("name", "Ecuador".into())]);
    let offer = node(
        &mut graph,
        &["Event"],
        &[
            ("text", "to reopen the bridge <Huaquillas> & restore\nelectricity".into()),
            ("factuality", "proposed".into()),
        ],
    );
    let release = node(&mut graph, &["Event"], &[("text", "the release of all 38 fishermen; their boats too".into())]);
    let said =
        node(&mut graph, &["Statement"], &[("text", "=\"simple\": C:\\boats".into()), ("manner", "direct".into())]);
    let edge = |graph: &mut Graph, start, kind: &str, end, properties: &[(&str, Value)]| {
        let properties = properties.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect::<Properties>();
        graph.add_relationship(start, kind, end, properties).unwrap();
    };
    edge(&mut graph, peru, "PROPOSES", offer, &[("date", day), ("confidence", 0.9.into())]);
    edge(&mut graph, offer, "CONDITIONS_ON", release, &[("kind", "in-exchange-for".into()), ("negated", false.into())]);
    edge(&mut graph, ecuador, "REJECTS", offer, &[("confidence", 1.0.into())]);
    edge(&mut graph, peru, "SAYS", said, &[]);
    for content in [offer, release, said] {
        edge(&mut graph, content, "REPORTED_IN", article, &[("start", 0.into()), ("end", 94.into())]);
    }
    graph
}

fn exported(format: Format) -> Vec<u8> {
    let graph = graph();
    let mut out = Vec::new();
    write_graph(&Selection::whole(&graph), format, &Options::default(), &mut out).unwrap();
    out
}

fn golden(format: Format) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export").join(format!("graph.{}", format.extension()))
}

#[test]
fn every_format_is_as_it_was() {
    for format in Format::ALL.into_iter().filter(|format| format.is_text()) {
        let (path, now) = (golden(format), exported(format));
        if std::env::var_os("DEMARCHE_GOLDEN").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        let then = std::fs::read(&path).unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&now), String::from_utf8_lossy(&then), "{}", path.display());
    }
}

#[test]
fn json_formats_are_json() {
    let object: serde_json::Value = serde_json::from_slice(&exported(Format::Json)).unwrap();
    assert_eq!(object["nodes"].as_array().map(Vec::len), Some(6));
    assert_eq!(object["links"].as_array().map(Vec::len), Some(7));
    let lines = String::from_utf8(exported(Format::JsonLines)).unwrap();
    assert!(lines.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert_eq!(lines.lines().count(), 13);
}

#[test]
fn csv_reads_back_with_the_same_cells() {
    let text = String::from_utf8(exported(Format::Csv)).unwrap();
    let (nodes, relationships) = text.split_once("\r\n\r\n").unwrap();
    let mut reader = csv::Reader::from_reader(nodes.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().next(), Some(":ID"));
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 6);
    assert!(rows[3].iter().any(|cell| cell == "to reopen the bridge <Huaquillas> & restore\nelectricity"));
    assert_eq!(csv::Reader::from_reader(relationships.as_bytes()).records().count(), 7);
}

#[test]
fn what_is_exported_comes_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph();
    let contents = |graph: &Graph| {
        let nodes: Vec<_> = graph.nodes().map(|node| node.detach()).collect();
        (nodes, graph.relationships().map(|relationship| relationship.detach()).collect::<Vec<_>>())
    };
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.graphml"), exported(Format::GraphMl)).unwrap();
    assert_eq!(contents(&demarche::import::read_graphml(&path("a.graphml")).unwrap()), contents(&graph));
    let (mut nodes, mut relationships) = (Vec::new(), Vec::new());
    let files: [&mut dyn Write; 2] = [&mut nodes, &mut relationships];
    write_tables(&Selection::whole(&graph), Format::Csv, &Options::default(), files).unwrap();
    std::fs::write(path("nodes.csv"), nodes).unwrap();
    std::fs::write(path("relationships.csv"), relationships).unwrap();
    let back = demarche::import::read_tables(&[path("nodes.csv"), path("relationships.csv")]).unwrap();
    assert_eq!(contents(&back), contents(&graph));
}

/// What a schema allows of an element: its name, its attributes (`!` where it must have one, `#` where the value is a
/// name token), and its children in their order.
type Rule = (&'static str, &'static [&'static str], &'static [&'static str]);

/// GraphML 1.0, as far as a simple graph goes.
const GRAPHML: &[Rule] = &[
    ("graphml", &[], &["desc", "key", "graph"]),
    ("key", &["id!#", "for", "attr.name#", "attr.type#"], &["desc", "default"]),
    ("graph", &["id#", "edgedefault!"], &["desc", "node", "edge"]),
    ("node", &["id!#"], &["desc", "data"]),
    ("edge", &["id#", "source!#", "target!#", "directed"], &["desc", "data"]),
    ("data", &["key!#", "id#"], &[]),
    ("desc", &[], &[]),
];

/// GEXF 1.3, as far as a static graph goes.
const GEXF: &[Rule] = &[
    ("gexf", &["version!", "variant"], &["meta", "graph"]),
    ("meta", &["lastmodifieddate"], &["creator", "keywords", "description"]),
    ("creator", &[], &[]),
    ("graph", &["mode", "defaultedgetype", "idtype"], &["attributes", "nodes", "edges"]),
    ("attributes", &["class!", "mode"], &["attribute"]),
    ("attribute", &["id!", "title!", "type!"], &["default", "options"]),
    ("nodes", &["count"], &["node"]),
    ("edges", &["count"], &["edge"]),
    ("node", &["id!", "label", "pid"], &["attvalues", "color"]),
    ("edge", &["id", "type", "label", "source!", "target!", "weight", "kind"], &["attvalues", "color"]),
    ("attvalues", &[], &["attvalue"]),
    ("attvalue", &["for!", "value!"], &[]),
    ("color", &["r!", "g!", "b!", "a"], &[]),
];

/// Compares a document with the rules of its schema.
fn conforms(text: &str, rules: &[Rule]) {
    let document = roxmltree::Document::parse(text).unwrap();
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name();
        let (_, attributes, children) = rules.iter().find(|rule| rule.0 == name).unwrap_or_else(|| panic!("<{name}>"));
        let bare = |rule: &str| rule.trim_end_matches(['!', '#']).to_owned();
        for attribute in element.attributes().filter(|attribute| attribute.namespace().is_none()) {
            let rule = attributes.iter().find(|rule| bare(rule) == attribute.name());
            let rule = rule.unwrap_or_else(|| panic!("<{name} {}>", attribute.name()));
            let is_token =
                |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "._-:".contains(c));
            assert!(!rule.ends_with('#') || is_token(attribute.value()), "<{name} {attribute:?}>");
        }
        for rule in attributes.iter().filter(|rule| rule.contains('!')) {
            assert!(element.has_attribute(bare(rule).as_str()), "<{name}> without {rule}");
        }
        let places: Vec<usize> = element
            .children()
            .filter(roxmltree::Node::is_element)
            .map(|child| {
                let child = child.tag_name().name();
                children.iter().position(|known| *known == child).unwrap_or_else(|| panic!("<{name}><{child}>"))
            })
            .collect();
        assert!(places.is_sorted(), "<{name}>: its children are out of order");
    }
}

#[test]
fn graphml_and_gexf_keep_to_their_schemas() {
    conforms(&String::from_utf8(exported(Format::GraphMl)).unwrap(), GRAPHML);
    conforms(&String::from_utf8(exported(Format::Gexf)).unwrap(), GEXF);
    // A key that is no name token, and so no name for GraphML.
    let mut odd = Graph::new();
    odd.add_node(["A"], Properties::from([("two words & \"more\"".to_owned(), 1.into())]));
    let mut out = Vec::new();
    write_graph(&Selection::whole(&odd), Format::GraphMl, &Options::default(), &mut out).unwrap();
    conforms(&String::from_utf8(out.clone()).unwrap(), GRAPHML);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("odd.graphml"), out).unwrap();
    let back = demarche::import::read_graphml(&folder.path().join("odd.graphml")).unwrap();
    assert_eq!(back.nodes().next().unwrap().get("two words & \"more\""), &Value::Integer(1));
}

#[test]
fn graphviz_renders_the_dot_file() {
    let Ok(mut dot) = Command::new("dot").arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
        return skip("Graphviz is not installed");
    };
    dot.stdin.take().unwrap().write_all(&exported(Format::Dot)).unwrap();
    let done = dot.wait_with_output().unwrap();
    assert!(done.status.success());
    let svg = String::from_utf8(done.stdout).unwrap();
    assert_eq!(svg.matches("class=\"node\"").count(), 6);
    assert_eq!(svg.matches("class=\"cluster\"").count(), 1);
}

/// Says that a test could not be made here.
#[expect(clippy::print_stderr, reason = "the test harness shows it")]
fn skip(why: &str) {
    eprintln!("skipped: {why}");
}
