//! Messages that help: what is wrong, where, and what might be meant.

use demarche::graph::{Graph, Properties};
use demarche::query::{Limits, Params, run};

fn message(query: &str) -> String {
    let mut graph = Graph::new();
    graph.add_node(["Actor"], Properties::from([("name".into(), "Norland".into())]));
    run(&graph, query, &Params::new(), &Limits::default()).unwrap_err().render(query)
}

#[test]
fn a_name_that_is_not_defined_suggests_one_that_is() {
    insta::assert_snapshot!(message("MATCH (actor:Actor)\nRETURN acotr.name"), @r"
    error: variable `acotr` is not defined
      |
    2 | RETURN acotr.name
      |        ^^^^^
    hint: did you mean `actor`?
    ");
}

#[test]
fn a_function_that_is_not_there_suggests_one_that_is() {
    insta::assert_snapshot!(message("RETURN toUper('a')"), @r"
    error: there is no function `toUper`
      |
    1 | RETURN toUper('a')
      |        ^^^^^^
    hint: did you mean `toUpper`?
    ");
}

#[test]
fn a_query_that_ends_too_early_says_so() {
    insta::assert_snapshot!(message("MATCH (a:Actor"), @r"
    error: the query ends too early: `(` is still open
      |
    1 | MATCH (a:Actor
      |       -       ^
    hint: the `(` at line 1, column 7 needs a `)`
    ");
}

#[test]
fn a_misspelt_clause_suggests_the_right_one() {
    insta::assert_snapshot!(message("MATCH (a) RETRUN a"), @r"
    error: unexpected `RETRUN`
      |
    1 | MATCH (a) RETRUN a
      |           ^^^^^^
    hint: did you mean `RETURN`?
    ");
}

#[test]
fn an_aggregate_beside_what_is_not_grouped_says_what_to_do() {
    insta::assert_snapshot!(message("MATCH (a) RETURN a.x + count(*)"), @r"
    error: `a` is used beside an aggregate and is not grouped by
      |
    1 | MATCH (a) RETURN a.x + count(*)
      |                  ^
    hint: make it an item of its own
    ");
}

#[test]
fn a_division_by_zero_is_underlined() {
    insta::assert_snapshot!(message("RETURN 1 / (2 - 2) AS x"), @r"
    error: division by zero
      |
    1 | RETURN 1 / (2 - 2) AS x
      |        ^^^^^^^^^^^
    ");
}

#[test]
fn names_that_the_graph_does_not_have_are_noticed_and_are_no_error() {
    let mut graph = Graph::new();
    graph.add_node(["Actor"], Properties::from([("name".into(), "Norland".into())]));
    let query = "MATCH (a:Acotr)-[:SAYS]->() RETURN a.nmae";
    let table = run(&graph, query, &Params::new(), &Limits::default()).unwrap();
    insta::assert_snapshot!(table.notices.join("\n"), @r"
    the graph has no label `Acotr`; did you mean `Actor`?
    the graph has no relationship type `SAYS`
    the graph has no property `nmae`; did you mean `name`?
    ");
}

#[test]
fn misspelt_words_and_missing_brackets_are_told_with_their_remedy() {
    let queries = [
        "MTACH (a) RETURN a",
        "RETRUN 1",
        "OPTINAL MATCH (a) RETURN a",
        "UNWIDN [1] AS x RETURN x",
        "CREAT (a)",
        "MATCH (a) WEHRE a.x = 1 RETURN a",
        "MATCH (a) RETURN a ORDR BY a",
        "MATCH (a) RETURN a ORDER BYE a",
        "MATCH (a) RETURN a.name LIMT 5",
        "MATCH (a) RETURN DISTINT a",
        "MATCH (a) DETACH DELTE a",
        "MATCH (a) WHERE a.name STRATS WITH 'x' RETURN a",
        "MATCH (a) WHERE a.name CONTIANS 'x' RETURN a",
        "RETURN CASE WHEN true THENN 1 END",
        "MATCH (a:Actor RETURN a",
        "MATCH (a)-[r:SAYS->(b) RETURN a",
        "MATCH (a)-[:SAYS]->(b RETURN a",
        "MATCH (a {name: 'x') RETURN a",
        "MATCH (a)\nWHERE (a.x = 1 AND (a.y = 2)\nRETURN a",
        "RETURN size([1, 2, 3",
        "MATCH (a))-->(b) RETURN a",
        "RETURN [1, 2)]",
        "RETURN 'abc",
        "SELECT name FROM actors",
    ];
    insta::assert_snapshot!(queries.map(message).join("\n"));
}
