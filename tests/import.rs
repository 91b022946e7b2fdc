//! Tables that a manifest names: what comes in is what the file holds, and what is wrong is said.

use crate::joined::dump;
use demarche::graph::{Graph, Value};
use demarche::store::Store;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// More rows than are handed to the file at a time.
const PERSONS: usize = 40_000;

const MANIFEST: &str = r#"{
    "nodes": [
        {"label": "Person", "file": "person.csv", "columns": {"id": "INT64", "name": "STRING", "born": "DATE", "tall": "DOUBLE"}},
        {"label": "City", "file": "city.csv", "columns": {"id": "STRING", "born": "STRING", "old": "BOOL"}}
    ],
    "rels": [
        {"type": "KNOWS", "file": "knows.csv", "from": "Person", "to": "Person", "columns": {"since": "INT64"}},
        {"type": "LIVES_IN", "file": "lives_in.csv", "from": "Person", "to": "City"}
    ]
}"#;

/// Writes the tables; ids have gaps, and some come long before their neighbours.
fn tables(folder: &Path) {
    let id = |number: usize| if number.is_multiple_of(1000) { number * 1_000_000 } else { number * 2 };
    let mut person = "id,name,born,tall\n".to_owned();
    let mut knows = "from,to,since\n".to_owned();
    let mut lives = "from,to\n".to_owned();
    for number in 0..PERSONS {
        let born = if number % 3 == 0 { String::new() } else { format!("1987-0{}-11", 1 + number % 9) };
        writeln!(person, "{},\"P \"\"{}\"\"\",{born},{}", id(number), number % 500, number as f64 / 4.0).unwrap();
        writeln!(knows, "{},{},{}", id(number), id(number * 7 % PERSONS), number % 50).unwrap();
        writeln!(lives, "{},{}", id(number), ["Vestby", "007"][number % 2]).unwrap();
    }
    let city = "id,born,old\nVestby,1987-01-11,true\n007,long ago,false\n";
    let files = [("person", &*person), ("knows", &*knows), ("lives_in", &*lives), ("city", city)];
    files.iter().for_each(|(name, text)| std::fs::write(folder.join(format!("{name}.csv")), text).unwrap());
    std::fs::write(folder.join("manifest.json"), MANIFEST).unwrap();
}

/// Imports the tables of a folder; returns what was said where that failed.
fn import(folder: &Path) -> Result<Graph, String> {
    let path = folder.join("out.db");
    let manifest = folder.join("manifest.json");
    let program = env!("CARGO_BIN_EXE_demarche");
    let run =
        Command::new(program).arg("import").arg("--manifest").arg(manifest).arg("-o").arg(&path).output().unwrap();
    if !run.status.success() {
        assert!(!path.exists() && !folder.join("out.db.part").exists(), "a failed import leaves nothing");
        return Err(String::from_utf8(run.stderr).unwrap());
    }
    Ok(Store::open(&path).unwrap().load().unwrap())
}

#[test]
fn tables_come_in_whole_and_the_same_by_either_way_of_reading() {
    let folder = tempfile::tempdir().unwrap();
    tables(folder.path());
    let graph = import(folder.path()).unwrap();
    assert_eq!((graph.node_count(), graph.relationship_count()), (PERSONS + 2, 2 * PERSONS));
    let person = graph.nodes().nth(1).unwrap();
    assert_eq!((person.get("id"), person.get("name")), (&Value::Integer(2), &Value::from("P \"1\"")));
    assert!(matches!(person.get("born"), Value::Date(_)));
    let city = graph.nodes_with_label("City").next().unwrap();
    assert_eq!(city.get("born"), &Value::from("1987-01-11"), "a text under a key of dates stays one");
    for (at, tie) in graph.relationships().take(PERSONS).enumerate() {
        assert_eq!((tie.start().0 as usize, tie.end().0 as usize), (at, at * 7 % PERSONS));
    }
    let connection = rusqlite::Connection::open(folder.path().join("out.db")).unwrap();
    connection.execute("DELETE FROM snapshot", []).unwrap();
    let from_tables = Store::open(&folder.path().join("out.db")).unwrap().load().unwrap();
    assert!(dump(&graph) == dump(&from_tables), "snapshot and tables hold different graphs");
}

#[test]
fn what_is_wrong_in_a_table_is_said_with_its_line() {
    for (file, line, what) in [
        ("person.csv", "2,again,,\n", "line 40002: the id 2 is there twice in Person"),
        ("person.csv", "1,odd,yesterday,\n", "line 40002: `yesterday` is no Date"),
        ("knows.csv", "2,3,1\n", "line 40002: no Person or no Person has this id"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        tables(folder.path());
        let path = folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap() + line;
        std::fs::write(&path, text).unwrap();
        let said = import(folder.path()).unwrap_err();
        assert!(said.contains(what) && said.contains(file), "{said}");
    }
}
