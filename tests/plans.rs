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
    assert_eq!(table.columns, ["operator", "details", "~rows", "rows", "milliseconds"]);
    let row = |row: &Vec<Value>| {
        let [Value::String(name), Value::String(_), Value::Integer(_), Value::Integer(rows), Value::Float(time)] =
            &row[..]
        else {
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

/// What is asked of a graph of news, one plan each.
const TYPICAL: [&str; 13] = [
    "MATCH (a:Actor) RETURN a.name",
    "MATCH (a:Actor {id: 3}) RETURN a.name",
    "MATCH (a:Actor)-[:PROPOSES]->(p) RETURN a.name, p.text",
    "MATCH (x:Actor)-[:REJECTS]->(p)<-[:PROPOSES]-(y:Actor) WHERE y.name <> 'a2' RETURN x.name, y.name",
    "MATCH (x:Actor {id: 1})-[:REJECTS]->(p)<-[:PROPOSES]-(y) RETURN y.name",
    "MATCH (a:Actor) OPTIONAL MATCH (a)-[:REJECTS]->(p) RETURN a.name, p.text",
    "MATCH (a:Actor)-[:SAYS]->(s) RETURN a.name, count(*) AS said ORDER BY said DESC LIMIT 3",
    "MATCH (a:Actor)-[:PROPOSES]->(p)<-[:REJECTS]-(b) RETURN count(*)",
    "MATCH (a:Actor)-[*1..2]->(b) RETURN count(*)",
    "MATCH p = shortestPath((a:Actor {id: 1})-[*]-(b:Actor {id: 4})) RETURN length(p)",
    "MATCH (a:Actor) WHERE a.id > 2 WITH a ORDER BY a.name SKIP 1 LIMIT 2 MATCH (a)-[:SAYS]->(s) RETURN s.text",
    "UNWIND range(1, 4) AS i MATCH (a:Actor {id: i}) RETURN DISTINCT a.name UNION ALL MATCH (p:Event) RETURN p.text AS `a.name`",
    "UNWIND [1, 2] AS i MERGE (n:Note {id: i}) SET n.seen = true",
];

#[test]
fn plans_of_typical_queries_stay_as_they_are() {
    let mut graph = news();
    let mut shown = String::new();
    for query in TYPICAL {
        shown += &format!("{query}\n");
        for row in ask(&mut graph, &format!("EXPLAIN {query}")).rows {
            let [Value::String(name), Value::String(details), Value::Integer(rows)] = &row[..] else {
                panic!("{row:?}")
            };
            shown += format!("{:>8}  {name} {details}", format!("~{rows}")).trim_end();
            shown.push('\n');
        }
        shown.push('\n');
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn what_is_expected_is_near_to_what_comes() {
    let mut graph = news();
    // Nothing here has to be guessed: labels, types, and numbers that stand in the query.
    for query in [TYPICAL[0], TYPICAL[1], TYPICAL[2], "MATCH (a:Actor)-[:SAYS]->(s) RETURN s.text LIMIT 4"] {
        for row in ask(&mut graph, &format!("PROFILE {query}")).rows {
            let [_, _, Value::Integer(expected), Value::Integer(came), _] = &row[..] else { panic!("{row:?}") };
            assert!(expected.abs_diff(*came) <= 1, "{query}: {row:?}");
        }
    }
}
