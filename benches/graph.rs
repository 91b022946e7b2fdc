//! What a query, opening and saving cost, on a made-up graph of 20,000 persons who follow each other.

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use demarche::graph::{Graph, NodeId, Properties};
use demarche::query::{Limits, Params, run};
use demarche::store::{DateKeys, Store, StoreError};

const PERSONS: u32 = 20_000;

/// Makes the graph: each person follows ten others, some persons far more often than most.
fn graph() -> Graph {
    let mut graph = Graph::new();
    for number in 0..PERSONS {
        let name = format!("Person {}", number % 5000);
        let properties =
            [("id", i64::from(number).into()), ("name", name.into()), ("age", i64::from(number % 60).into())];
        graph.add_node(["Person"], properties.map(|(key, value)| (key.to_owned(), value)).into());
    }
    let mut state = 1_u64;
    for number in 0..PERSONS * 10 {
        // Knuth's linear congruential generator; squares lead to low numbers more often.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (state >> 33) as f64 / f64::from(1_u32 << 31);
        let followed = (share * share * f64::from(PERSONS)) as u32;
        graph.add_relationship(NodeId(number % PERSONS), "FOLLOWS", NodeId(followed), Properties::new());
    }
    graph
}

fn queries(criterion: &mut Criterion) {
    let graph = graph();
    let mut group = criterion.benchmark_group("query");
    for (name, query) in [
        ("count two hops", "MATCH (:Person)-[:FOLLOWS]->(:Person)-[:FOLLOWS]->(:Person) RETURN count(*)"),
        ("walk two hops", "MATCH (a:Person {id: 77})-[:FOLLOWS]->(b)-[:FOLLOWS]->(c) RETURN DISTINCT c.name"),
        (
            "group and sort",
            "MATCH (a)-[:FOLLOWS]->(b) RETURN b.name AS name, count(*) AS n ORDER BY n DESC, name LIMIT 3",
        ),
        ("look up", "MATCH (a:Person {id: 77}) RETURN a.name"),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| run(&graph, black_box(query), &Params::new(), &Limits::default()).expect("a good query"));
        });
    }
}

fn files(criterion: &mut Criterion) {
    let graph = graph();
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, graph: Graph| {
        Store::write_new::<StoreError>(&path(name), DateKeys::default(), |_| Ok(graph)).expect("a new file")
    };
    write("open.db", graph.clone());
    let mut group = criterion.benchmark_group("file");
    group.sample_size(10);
    let open = |path: &Path| Store::open(path).and_then(|store| store.load()).expect("the graph");
    group.bench_function("open", |bencher| bencher.iter(|| open(&path("open.db"))));
    let save = |graph: Graph| {
        _ = std::fs::remove_file(path("save.db"));
        write("save.db", graph)
    };
    group.bench_function("save", |bencher| bencher.iter_batched(|| graph.clone(), save, BatchSize::PerIteration));
}

criterion_group!(benches, queries, files);
criterion_main!(benches);
