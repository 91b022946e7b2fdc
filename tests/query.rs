//! Queries as data: `queries/<clause>/*.test`.
//!
//! A script is a list of blocks, each with a heading that begins with `--`:
//!
//! ```text
//! -- graph            what is there (a `CREATE` query; it holds for all that follows)
//! -- query            what is asked or changed
//! -- rows             the answer: column names, then a row a line, cells with ` | ` between them; "none" for no rows
//! -- error DETAIL     what is refused, instead of rows
//! -- plan             the names of the plan's parts, what is done last first
//! ```
//!
//! Rows are compared in the order given. Lines that begin with `#` are remarks.

use demarche::export::inline;
use demarche::graph::Graph;
use demarche::query::{Limits, Params, Table, execute};
use std::path::{Path, PathBuf};

#[test]
fn every_script_gives_what_it_says() {
    let mut scripts = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries"), &mut scripts);
    assert!(scripts.len() > 5, "the scripts are found");
    let mut wrong = Vec::new();
    for script in scripts {
        play(&script, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "test") {
            into.push(path);
        }
    }
}

/// Runs a script and notes what differs.
fn play(script: &Path, wrong: &mut Vec<String>) {
    let text = std::fs::read_to_string(script).unwrap();
    let mut graph = Graph::new();
    let mut query = String::new();
    let mut answered = None;
    for (heading, body) in blocks(&text) {
        let (kind, rest) = heading.split_once(' ').unwrap_or((heading, ""));
        let mut ask = |query: &str| execute(&mut graph, query, &Params::new(), &Limits::default());
        let (expected, got) = match kind {
            "graph" => {
                ask(&body).unwrap_or_else(|error| panic!("{}: {error}", script.display()));
                continue;
            }
            "query" => {
                query = body;
                answered = Some(ask(&query));
                continue;
            }
            "plan" => {
                (body, ask(&format!("EXPLAIN {query}")).map_or_else(|error| error.to_string(), |plan| names(&plan)))
            }
            "rows" => (
                body,
                answered.as_ref().map_or_else(String::new, |answer| {
                    answer.as_ref().map_or_else(|e| format!("error {}", e.detail), shown)
                }),
            ),
            "error" => (
                rest.to_owned(),
                answered
                    .as_ref()
                    .and_then(|answer| answer.as_ref().err())
                    .map_or_else(|| "no error".to_owned(), |error| error.detail.to_string()),
            ),
            other => panic!("{}: unknown heading {other}", script.display()),
        };
        if expected.trim() != got.trim() {
            wrong.push(format!("{}\n{query}\nexpected:\n{expected}\ngot:\n{got}", script.display()));
        }
    }
}

fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut blocks: Vec<(&str, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match (line.strip_prefix("-- "), blocks.last_mut()) {
            (Some(heading), _) => blocks.push((heading.trim(), String::new())),
            (None, Some((_, body))) => *body += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks.into_iter().map(|(heading, body)| (heading, body.trim().to_owned())).collect()
}

fn shown(table: &Table) -> String {
    if table.rows.is_empty() {
        return "none".to_owned();
    }
    let row = |row: &Vec<_>| row.iter().map(|value| inline(value, table)).collect::<Vec<_>>().join(" | ");
    let rows = table.rows.iter().map(row);
    std::iter::once(table.columns.join(" | ")).chain(rows).collect::<Vec<_>>().join("\n")
}

fn names(plan: &Table) -> String {
    let name = |row: &Vec<demarche::graph::Value>| row[0].as_str().unwrap_or_default().trim().to_owned();
    plan.rows.iter().map(name).collect::<Vec<_>>().join("\n")
}
