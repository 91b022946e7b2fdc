//! Algorithms give what networkx gives on the same graphs (`algo/golden.py` makes the golden file).

use demarche::graph::algo::{self, Projection};
use demarche::graph::{Graph, NodeId, Properties, Value};
use demarche::query::{self, Limits, Params};
use serde_json::Value as Json;

fn cases() -> Vec<(Json, Graph)> {
    let cases: Vec<Json> = serde_json::from_str(include_str!("algo/golden.json")).unwrap();
    cases.into_iter().map(|case| (graph(&case), case)).map(|(graph, case)| (case, graph)).collect()
}

fn graph(case: &Json) -> Graph {
    let mut graph = Graph::new();
    // What other labels and types have must not count.
    let outside = graph.add_node(["Other"], Properties::new());
    let nodes: Vec<NodeId> =
        (0..case["nodes"].as_u64().unwrap()).map(|_| graph.add_node(["N"], Properties::new())).collect();
    for (from, to) in links(case) {
        graph.add_relationship(nodes[from], "T", nodes[to], Properties::new());
        graph.add_relationship(nodes[to], "OTHER", outside, Properties::new());
    }
    graph
}

fn links(case: &Json) -> Vec<(usize, usize)> {
    let end = |link: &Json, at: usize| usize::try_from(link[at].as_u64().unwrap()).unwrap();
    case["links"].as_array().unwrap().iter().map(|link| (end(link, 0), end(link, 1))).collect()
}

fn scores(graph: &Graph, call: &str) -> Vec<f64> {
    let query = format!("CALL {call} YIELD node, score RETURN node, score ORDER BY id(node)");
    let table = query::run(graph, &query, &Params::new(), &Limits::default()).unwrap();
    let number = |value: &Value| match value {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        other => panic!("{other:?} is no score"),
    };
    table.rows.iter().map(|row| number(&row[1])).collect()
}

#[test]
fn scores_are_those_of_networkx() {
    let calls = [
        ("page_rank", "algo.pageRank('N', 'T', {tolerance: 1e-14, rounds: 1000})"),
        ("page_rank_undirected", "algo.pageRank(['N'], ['T'], {direction: 'both', tolerance: 1e-14, rounds: 1000})"),
        ("betweenness_both", "algo.betweenness('N', 'T')"),
        ("betweenness_out", "algo.betweenness('N', 'T', {direction: 'out'})"),
        ("betweenness_normalized", "algo.betweenness('N', 'T', {normalized: true})"),
        ("components", "algo.components('N', 'T')"),
        ("strong", "algo.components('N', 'T', {strong: true})"),
        ("degree_both", "algo.degree('N', 'T')"),
        ("degree_out", "algo.degree('N', 'T', {direction: 'out'})"),
    ];
    for (case, graph) in cases() {
        for (key, call) in calls {
            let wanted: Vec<f64> = case[key].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
            let got = scores(&graph, call);
            assert_eq!(got.len(), wanted.len(), "{}: {key}", case["name"]);
            for (got, wanted) in got.iter().zip(&wanted) {
                assert!((got - wanted).abs() < 1e-7, "{}: {key}: {got} is not {wanted}", case["name"]);
            }
        }
    }
}

#[test]
fn similar_nodes_are_those_of_networkx() {
    for (case, graph) in cases() {
        let query = "CALL algo.similarity('N', 'T', {top: 1000}) YIELD node, score, other
                     WITH id(node) - 1 AS a, id(other) - 1 AS b, score WHERE a < b RETURN a, b, score ORDER BY a, b";
        let table = query::run(&graph, query, &Params::new(), &Limits::default()).unwrap();
        let wanted = case["jaccard"].as_array().unwrap();
        assert_eq!(table.rows.len(), wanted.len(), "{}", case["name"]);
        for (row, wanted) in table.rows.iter().zip(wanted) {
            let [Value::Integer(a), Value::Integer(b), Value::Float(score)] = row[..] else { panic!("{row:?}") };
            assert_eq!((wanted[0].as_i64(), wanted[1].as_i64()), (Some(a), Some(b)));
            assert!((score - wanted[2].as_f64().unwrap()).abs() < 1e-12);
        }
    }
}

#[test]
fn communities_are_as_good_as_those_of_networkx() {
    for (case, graph) in cases() {
        let part = Projection::new(&graph, Some(&["N"]), Some(&["T"]), None);
        let index = |key: &str| -> Vec<usize> {
            case[key].as_array().unwrap().iter().map(|n| usize::try_from(n.as_u64().unwrap()).unwrap()).collect()
        };
        let theirs: Vec<f64> =
            case["louvain_modularity"].as_array().unwrap().iter().map(|q| q.as_f64().unwrap_or(0.0)).collect();
        let same = algo::modularity(&part, &index("louvain_first"), 1.0);
        assert!((same - theirs[0]).abs() < 1e-12, "{}: modularity {same}, networkx {}", case["name"], theirs[0]);
        let mean = theirs.iter().sum::<f64>() / theirs.len() as f64;
        let go_on = || Ok::<(), ()>(());
        for (name, found) in
            [("louvain", algo::louvain(&part, 1.0, go_on)), ("leiden", algo::leiden(&part, 1.0, go_on))]
        {
            let found = found.unwrap();
            let ours = algo::modularity(&part, &found, 1.0);
            assert!(ours >= mean - 0.01, "{}: {name} {ours}, networkx on average {mean}", case["name"]);
            // Where nothing is doubtful, the communities are the same ones.
            if case["name"] == "ring of cliques" {
                assert_eq!(numbered(&found), numbered(&index("louvain_first")), "{}: {name}", case["name"]);
            }
        }
        assert_eq!(connected_inside(&part, &algo::leiden(&part, 1.0, go_on).unwrap()), None, "{}", case["name"]);
    }
}

/// Numbers communities in the order of their first members.
fn numbered(communities: &[usize]) -> Vec<usize> {
    let mut seen: Vec<usize> = Vec::new();
    let number = |&community: &usize| {
        seen.iter().position(|&known| known == community).unwrap_or_else(|| {
            seen.push(community);
            seen.len() - 1
        })
    };
    communities.iter().map(number).collect()
}

/// Returns a community that does not hang together.
fn connected_inside(part: &Projection, communities: &[usize]) -> Option<usize> {
    let mut inner = petgraph::unionfind::UnionFind::<usize>::new(part.len());
    for (from, to, _) in part.links().filter(|&(from, to, _)| communities[from] == communities[to]) {
        inner.union(from, to);
    }
    let first = |community: usize| communities.iter().position(|&c| c == community).unwrap();
    (0..part.len()).find(|&node| !inner.equiv(node, first(communities[node]))).map(|node| communities[node])
}

#[test]
fn a_part_without_nodes_or_relationships_is_no_failure() {
    let go_on = || Ok::<(), ()>(());
    let mut graph = Graph::new();
    for nodes in [0, 3] {
        while graph.node_count() < nodes {
            graph.add_node(["N"], Properties::new());
        }
        let part = Projection::new(&graph, None, None, None);
        assert_eq!(algo::page_rank(&part, algo::PageRank::default(), go_on), Ok(vec![1.0 / 3.0; nodes]));
        let between = algo::betweenness(&part, demarche::graph::Direction::Both, Some(2), true, go_on);
        assert_eq!(between, Ok(vec![0.0; nodes]));
        let each: Vec<usize> = (0..nodes).collect();
        assert_eq!(algo::components(&part), each);
        assert_eq!(algo::strong_components(&part), each);
        assert_eq!(algo::louvain(&part, 1.0, go_on), Ok(each.clone()));
        assert_eq!(algo::leiden(&part, 1.0, go_on), Ok(each));
    }
}

#[test]
fn what_the_graph_does_not_have_is_said() {
    let (_, graph) = cases().swap_remove(1);
    let message = |call: &str| {
        let error = query::run(&graph, &format!("CALL {call}"), &Params::new(), &Limits::default()).unwrap_err();
        [&[error.message][..], &error.hints].concat().join("; ")
    };
    insta::assert_snapshot!(message("algo.pagerank()"), @"there is no procedure `algo.pagerank`; did you mean `algo.pageRank`?");
    insta::assert_snapshot!(message("algo.degree('Othr')"), @"the graph has no label `Othr`; did you mean `Other`?");
    insta::assert_snapshot!(message("algo.degree('N', 'TT')"), @"the graph has no type `TT`; did you mean `T`?");
    insta::assert_snapshot!(message("algo.degree('N', 'T', {direktion: 'out'})"), @"`algo.degree` has no option `direktion`; did you mean `direction`?");
    insta::assert_snapshot!(message("algo.degree('N', 'T', {direction: 'outt'})"), @"option `direction` of `algo.degree` is one of both, out, in, not `outt`; did you mean `out`?");
    insta::assert_snapshot!(message("algo.pageRank('N', 'T', {damping: 2})"), @"option `damping` of `algo.pageRank` is a number from 0 to 1, not 2");
    insta::assert_snapshot!(message("algo.degree(1)"), @"labels are given as a list of texts, not as Integer");
    insta::assert_snapshot!(message("algo.degree('N', 'T', {}, 1)"), @"`algo.degree` takes 0 to 3 argument(s), not 4");
}

#[test]
fn procedures_are_listed_with_what_they_take_and_give() {
    let query = "CALL demarche.procedures() YIELD signature WITH signature WHERE signature STARTS WITH 'algo'
                 RETURN signature";
    let table = query::run(&Graph::new(), query, &Params::new(), &Limits::default()).unwrap();
    let listed: Vec<&str> = table.rows.iter().filter_map(|row| row[0].as_str()).collect();
    let called = ["betweenness", "components", "degree", "leiden", "louvain", "pageRank", "similarity"];
    let shown = |name: &str| {
        let other = if name == "similarity" { ", other" } else { "" };
        format!("algo.{name}(labels?, types?, options?) YIELD node, score{other}")
    };
    assert_eq!(listed, called.map(shown));
}
