//! With the optimiser's rules and without them a query has the same answer, on random graphs.

use demarche::graph::{Graph, NodeId, Properties, Value};
use demarche::query::{Limits, Params, Session};

/// A generator of numbers that is the same in every run (Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len() as u64) as usize]
    }
}

fn graph(numbers: &mut Numbers) -> Graph {
    let mut graph = Graph::new();
    let count = 1 + numbers.below(12);
    let nodes: Vec<NodeId> = (0..count)
        .map(|_| {
            let labels: Vec<&str> = ["A", "B", "C"].into_iter().filter(|_| numbers.below(2) == 0).collect();
            let mut properties = Properties::new();
            if numbers.below(3) > 0 {
                properties.insert("x".to_owned(), Value::Integer(numbers.below(4) as i64));
            }
            graph.add_node(labels, properties)
        })
        .collect();
    for _ in 0..numbers.below(30) {
        let (from, to) = (numbers.below(count) as usize, numbers.below(count) as usize);
        let kind = numbers.one_of(&["S", "T"]);
        let properties = Properties::from([("w".to_owned(), Value::Integer(numbers.below(3) as i64))]);
        graph.add_relationship(nodes[from], kind, nodes[to], properties);
    }
    graph
}

fn query(numbers: &mut Numbers) -> String {
    let node = |numbers: &mut Numbers, name: &str| {
        let label = numbers.one_of(&["", "", ":A", ":B", ":C", ":A:B"]);
        format!("({name}{label}{})", numbers.one_of(&["", "", "", " {x: 1}", " {x: 2}"]))
    };
    let link = |numbers: &mut Numbers, name: &str| {
        let inner = format!("[{name}{}]", numbers.one_of(&["", ":S", ":T", ":S|T", ":T {w: 1}"]));
        let many = numbers.one_of(&["[:S*1..2]", "[:T*0..2]", "[*2]"]).to_owned();
        let inner = if numbers.below(4) == 0 { many } else { inner };
        match numbers.below(3) {
            0 => format!("-{inner}->"),
            1 => format!("<-{inner}-"),
            _ => format!("-{inner}-"),
        }
    };
    let mut pattern = node(numbers, "a") + &link(numbers, "r") + &node(numbers, "b");
    match numbers.below(4) {
        0 => pattern += &(link(numbers, "s") + &node(numbers, "c")),
        1 => pattern += &format!(", {}", node(numbers, "c")),
        2 => pattern += &format!(" OPTIONAL MATCH {}{}{}", "(b)", link(numbers, "s"), node(numbers, "c")),
        _ => pattern += &format!(" MATCH {}", node(numbers, "c")),
    }
    let condition = numbers.one_of(&[
        "",
        "",
        " WHERE a:A",
        " WHERE b:B AND a.x >= 1",
        " WHERE a.x = c.x",
        " WHERE NOT (a)-[:S]->(c)",
        " WHERE exists { (b)-->(c) }",
        " WHERE a.x IS NULL OR b.x = 1",
    ]);
    let projection = numbers.one_of(&[
        "RETURN a, b, c",
        "RETURN count(*)",
        "RETURN count(b), a",
        "RETURN a, count(c) AS n ORDER BY n DESC, id(a) LIMIT 3",
        "RETURN DISTINCT a.x, c.x",
        "RETURN a.x AS x, b.x AS y, id(c) ORDER BY x, y, id(c), id(a), id(b) SKIP 1 LIMIT 4",
        "RETURN a.x, collect(b.x) = [] AS none, sum(c.x), min(b.x), count(DISTINCT b)",
        "WITH a, count(b) AS n WHERE n > 1 RETURN a, n",
        "WITH b, c ORDER BY id(b), id(c) LIMIT 2 MATCH (b)--(d) RETURN b, d",
        "RETURN [(b)-->(d) | d.x] = [] AS l, count(*)",
    ]);
    format!("MATCH {pattern}{condition} {projection}")
}

#[test]
fn rules_change_no_answer() {
    let mut numbers = Numbers(7);
    let (ruled, plain) = (Session::default(), Session::plain());
    let mut answered = 0;
    for _ in 0..80 {
        let graph = graph(&mut numbers);
        for _ in 0..10 {
            let query = query(&mut numbers);
            let answer = |session: &Session| {
                let table = session.run(&graph, &query, &Params::new(), &Limits::default());
                let mut rows: Vec<String> = table
                    .unwrap_or_else(|error| panic!("{}", error.render(&query)))
                    .rows
                    .iter()
                    .map(|row| format!("{row:?}"))
                    .collect();
                rows.sort();
                rows
            };
            let (with, without) = (answer(&ruled), answer(&plain));
            assert_eq!(with, without, "{query}");
            answered += usize::from(!with.is_empty());
        }
    }
    // Queries that find nothing would compare nothing.
    assert!(answered > 200, "only {answered} queries found something");
}
