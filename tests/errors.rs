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
      |               ^
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
