//! `EXPLAIN` shows a plan, `PROFILE` what each part of it did.

use demarche::graph::{Graph, Value};
use demarche::query::{Limits, Params, Table, execute};

fn ask(graph: &mut Graph, query: &str) -> Table {
    execute(graph, query, &Params::new(), &Limits::default()).unwrap_or_else(|error| panic!("{}", error.render(query)))
}

fn news() -> Graph {
    let mut graph = Graph::new();
    ask(
        &mut graph,
        "UNWIND range(1, 6) AS i
         CREATE (a:Actor {id: i, name: 'a' + i})-[:PROPOSES]->(p:Event {text: 'p' + i})
         CREATE (a)-[:SAYS]->(:Statement {text: 's' + i})",
    );
    ask(&mut graph, "MATCH (x:Actor), (p:Event) WHERE x.name = 'a1' AND p.text <> 'p1' CREATE (x)-[:REJECTS]->(p)");
    graph
}

/// The parts of a plan by name, with the rows that each gave.
fn profiled(graph: &mut Graph, query: &str) -> Vec<(String, i64)> {
    let table = ask(graph, &format!("PROFILE {query}"));
    assert_eq!(table.columns, ["operator", "details", "rows", "milliseconds"]);
    let row = |row: &Vec<Value>| {
        let [Value::String(name), Value::String(_), Value::Integer(rows), Value::Float(time)] = &row[..] else {
            panic!("{row:?}")
        };
        assert!(*time >= 0.0);
        (name.trim().to_owned(), *rows)
    };
    table.rows.iter().map(row).collect()
}

#[test]
fn a_profile_counts_the_rows_of_each_part() {
    let mut graph = news();
    let query = "MATCH (x:Actor)-[:REJECTS]->(p)<-[:PROPOSES]-(y:Actor) WHERE y.name <> 'a2' RETURN x.name, y.name";
    let plan = profiled(&mut graph, query);
    let explained = ask(&mut graph, &format!("EXPLAIN {query}"));
    let names: Vec<String> =
        explained.rows.iter().map(|row| row[0].as_str().unwrap_or_default().trim().to_owned()).collect();
    assert_eq!(names, plan.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
    assert_eq!(plan[0].1, 4, "{plan:?}");
    assert_eq!(plan.last(), Some(&("Argument".to_owned(), 1)));
    assert_eq!(ask(&mut graph, query).rows.len(), 4);
}

#[test]
fn a_profiled_change_is_made_and_an_explained_one_is_not() {
    let mut graph = news();
    let count = "MATCH (n:Note) RETURN count(n)";
    ask(&mut graph, "EXPLAIN CREATE (:Note)");
    assert_eq!(ask(&mut graph, count).rows, [[Value::Integer(0)]]);
    let table = ask(&mut graph, "PROFILE UNWIND [1, 2] AS i CREATE (:Note)");
    assert_eq!(table.stats.nodes_created, 2);
    assert_eq!(ask(&mut graph, count).rows, [[Value::Integer(2)]]);
}

#[test]
fn a_procedure_is_a_part_of_the_plan() {
    let plan = profiled(&mut news(), "CALL algo.degree('Actor') YIELD node, score RETURN node.name, score");
    assert!(plan.contains(&("Call".to_owned(), 6)), "{plan:?}");
}
