//! Exports, compared byte by byte with the files in `export/`, and read by the programs that they are meant for.
//!
//! `DEMARCHE_GOLDEN=write cargo test export` writes the files anew; look at the difference before committing it.

use demarche::export::{Format, Options, Selection, write_graph};
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
    for format in Format::ALL {
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
