//! Rows go out as they are found: in parts, in bounded memory, and no further than somebody reads.

use assert_cmd::Command;
use demarche::graph::{Graph, Value};
use demarche::query::{Limits, Params, Session, Table};
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::process::Stdio;

/// Asks, and collects the parts until there are `most`.
fn parts(query: &str, most: usize, limits: &Limits) -> Result<Vec<Table>, String> {
    let mut parts = Vec::new();
    let answered = Session::default().stream(&mut Graph::new(), query, &Params::new(), limits, &mut |part| {
        parts.push(part);
        if parts.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    answered.map(|()| parts).map_err(|error| error.to_string())
}

#[test]
fn rows_come_in_parts_and_in_order() {
    let parts = parts("UNWIND range(1, 100000) AS x RETURN x, x % 2 AS odd", usize::MAX, &Limits::default()).unwrap();
    assert!(parts.len() > 10, "{}", parts.len());
    assert!(parts.iter().all(|part| part.columns == ["x", "odd"] && part.rows.len() <= 4096));
    let rows: Vec<&Value> = parts.iter().flat_map(|part| &part.rows).map(|row| &row[0]).collect();
    assert_eq!(rows.len(), 100_000);
    assert!(rows.iter().zip(1..).all(|(value, number)| **value == Value::Integer(number)));
}

#[test]
fn an_answer_without_rows_is_one_part_with_its_columns() {
    let parts = parts("MATCH (n) RETURN n.name AS name", usize::MAX, &Limits::default()).unwrap();
    assert_eq!(parts.len(), 1);
    assert_eq!((parts[0].columns.as_slice(), parts[0].rows.len()), (&["name".to_owned()][..], 0));
}

#[test]
fn what_fails_early_gives_nothing_and_what_nobody_takes_is_not_looked_for() {
    let mut called = false;
    let asked = Session::default().stream(
        &mut Graph::new(),
        "UNWIND [1, 0] AS x RETURN 1 / x",
        &Params::new(),
        &Limits::default(),
        &mut |_| {
            called = true;
            ControlFlow::Continue(())
        },
    );
    assert!(asked.is_err() && !called);
    assert_eq!(parts("UNWIND range(1, 1000000000000) AS x RETURN x", 3, &Limits::default()).unwrap().len(), 3);
}

#[test]
fn an_answer_that_is_larger_than_the_memory_it_may_take_goes_out() {
    let limits = Limits { memory: Some(4 << 20), ..Limits::default() };
    let parts = parts("UNWIND range(1, 1000000) AS x RETURN x, toString(x) AS text", usize::MAX, &limits).unwrap();
    assert_eq!(parts.iter().map(|part| part.rows.len()).sum::<usize>(), 1_000_000);
}

#[test]
fn a_change_is_made_before_its_rows_are_given() {
    let mut graph = Graph::new();
    let query = "UNWIND range(1, 10000) AS x CREATE (n:Note {id: x}) RETURN n.id";
    let mut rows = 0;
    Session::default()
        .stream(&mut graph, query, &Params::new(), &Limits::default(), &mut |part| {
            assert_eq!(part.stats.nodes_created, 10_000);
            rows += part.rows.len();
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!((rows, graph.node_count()), (10_000, 10_000));
}

#[test]
fn a_query_ends_when_its_reader_leaves() {
    for format in ["csv", "tsv", "json", "jsonl", "line", "markdown", "table"] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_demarche"))
            .args(["query", ":memory:", "UNWIND range(1, 1000000000000) AS x RETURN x", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        for _ in 0..5 {
            out.read_line(&mut line).unwrap();
        }
        drop(out);
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{format}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(line.contains('1'), "{format}: {line}");
    }
}

#[test]
fn every_format_is_whole_however_many_parts_there_were() {
    let query = "UNWIND range(1, 5000) AS x RETURN x";
    let written = |format: &str| {
        let mut command = Command::cargo_bin("demarche").unwrap();
        let done = command.args(["query", ":memory:", query, "--format", format]).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let rows: Vec<serde_json::Value> = serde_json::from_str(&written("json")).unwrap();
    assert_eq!(rows.len(), 5000);
    assert_eq!(written("jsonl").lines().count(), 5000);
    assert_eq!(written("csv").lines().count(), 5001);
    assert_eq!(written("tsv").lines().filter(|line| *line == "x").count(), 1);
    assert_eq!(written("line").lines().rfind(|line| line.starts_with("row ")), Some("row 5000"));
    let boxes = written("table");
    assert_eq!(boxes.lines().count(), 5004);
    assert!(boxes.lines().all(|line| line.chars().count() == boxes.lines().next().unwrap().chars().count()));
}

#[test]
fn a_file_of_rows_that_could_not_be_finished_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let script = "// name: good\nRETURN 1 AS one;\n// name: bad\nUNWIND range(5000, 0, -1) AS x RETURN 1 / x;\n";
    std::fs::write(folder.path().join("s.cypher"), script).unwrap();
    let mut command = Command::cargo_bin("demarche").unwrap();
    let args = ["run", ":memory:", "s.cypher", "--format", "csv", "-o", "out"];
    let done = command.current_dir(folder.path()).args(args).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(folder.path().join("out/good.csv").exists());
    assert!(!folder.path().join("out/bad.csv").exists());
}
