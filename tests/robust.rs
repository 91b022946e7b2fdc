//! Queries as somebody would write them who wants to harm: each is answered or refused, in time and within its memory.

use demarche::graph::Graph;
use demarche::query::{Limits, Params, execute};
use std::time::{Duration, Instant};

/// Runs queries one after the other as the program does, on a stack of the usual size; returns how the last one ended.
fn outcome(queries: Vec<String>) -> String {
    let run = move || {
        let limits = Limits { timeout: Some(Duration::from_millis(700)), memory: Some(64 << 20), ..Limits::default() };
        let mut graph = Graph::new();
        let mut last = String::new();
        for query in &queries {
            last = match execute(&mut graph, query, &Params::new(), &limits) {
                Ok(table) => format!("{} rows", table.rows.len()),
                Err(error) => error.detail.to_string(),
            };
        }
        last
    };
    std::thread::Builder::new().stack_size(8 << 20).spawn(run).unwrap().join().unwrap()
}

/// Runs a query that must end soon, in one of some ways.
fn ends(query: &str, ways: &[&str]) {
    let started = Instant::now();
    let way = outcome(query.split(";\n").map(str::to_owned).collect());
    let shown: String = query.chars().take(70).collect();
    assert!(ways.contains(&way.as_str()), "{shown}: {way}");
    // Much more than the limit, since the machine may be busy.
    assert!(started.elapsed() < Duration::from_secs(60), "{shown} took {:?}", started.elapsed());
}

#[test]
fn no_nesting_overflows_the_stack() {
    const DEEP: usize = 20_000;
    let forms = [
        ("(", ")"),
        ("[", "]"),
        ("{a: ", "}"),
        ("NOT ", ""),
        ("- ", ""),
        ("CASE WHEN true THEN ", " END"),
        ("CASE WHEN false THEN 1 ELSE ", " END"),
        ("abs(", ")"),
        ("[x IN ", "]"),
        ("EXISTS { RETURN ", " AS x }"),
        ("", " IS NULL"),
        ("", " + 1"),
        ("", " ^ 1"),
        ("", " XOR true"),
        ("", "[0]"),
        ("", ".a"),
    ];
    for (open, close) in forms {
        let query = format!("RETURN {}1{} AS x", open.repeat(DEEP), close.repeat(DEEP));
        ends(&query, &["NestingTooDeep", "UnexpectedSyntax"]);
    }
    ends(&"FOREACH (x IN [1] | ".repeat(DEEP), &["NestingTooDeep"]);
}

#[test]
fn long_queries_are_answered_or_refused() {
    let long = |part: &str, count: usize| part.repeat(count);
    ends(&format!("RETURN true{} AS x", long(" AND true", 20_000)), &["1 rows"]);
    ends(&format!("RETURN false{} AS x", long(" OR true", 20_000)), &["1 rows"]);
    ends(&format!("RETURN 1{} AS x", long(" < 2", 20_000)), &["1 rows"]);
    ends(&format!("MATCH (a){} RETURN 1", long("-->()", 5_000)), &["NestingTooDeep"]);
    ends(&format!("MATCH (a){} RETURN 1", long(", ()", 5_000)), &["NestingTooDeep"]);
    ends(&format!("CREATE (a){}", long("-[:T]->()", 5_000)), &["0 rows"]);
    ends(&format!("{}RETURN x", long("WITH 1 AS x ", 20_000)), &["NestingTooDeep"]);
    ends(&format!("{}RETURN x", long("WITH 1 AS x ", 900)), &["1 rows"]);
    ends(&format!("RETURN 1 AS x{}", long(" UNION RETURN 1 AS x", 5_000)), &["NestingTooDeep"]);
    ends(&format!("RETURN {}", long("9", 100_000)), &["IntegerOverflow"]);
}

#[test]
fn nothing_grows_beyond_its_bounds() {
    let stopped = &["Timeout", "MemoryLimit"];
    for query in [
        "UNWIND range(1, 1000000000000) AS x RETURN count(x)",
        "UNWIND range(1, 1000000000000) AS x RETURN collect(x)",
        "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(DISTINCT a * 100000 + b)",
        "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN a, b",
        "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN a + b ORDER BY a + b",
        "UNWIND range(1, 1000000000) AS i MERGE (:X {i: i})",
        "UNWIND range(1, 1000000000) AS i CREATE (:X {i: i})",
        "RETURN range(1, 1000000000) AS l",
        "RETURN size(range(1, 30000000)) AS l",
        "RETURN [x IN range(1, 1000000000) WHERE x < 0] AS l",
        "RETURN reduce(s = 'ab', x IN range(1, 60) | s + s) AS l",
        "RETURN reduce(s = [1], x IN range(1, 60) | s + s) AS l",
        "RETURN reduce(s = [1], x IN range(1, 60) | [s, s]) AS l",
        "RETURN count { UNWIND range(1, 1000000000000) AS y RETURN y } AS c",
        "RETURN replace('aaaaaaaaaa', 'a', reduce(s = 'bb', x IN range(1, 23) | s + s)) AS l",
    ] {
        ends(query, stopped);
    }
    let doubled = |step: &str| format!("WITH [1] AS m {}RETURN m = m, m", format!("WITH {step} AS m ").repeat(60));
    ends(&doubled("[m, m]"), stopped);
    ends(&doubled("{a: m, b: m}"), stopped);
    ends(&doubled("m + m"), stopped);
    ends("RETURN reduce(s = [], x IN range(1, 1000000) | [s]) AS l", &["NestingTooDeep"]);
}

#[test]
fn dense_graphs_and_patterns_that_explode_are_stopped() {
    let dense =
        "UNWIND range(1, 30) AS i CREATE (:N {i: i});\nMATCH (a:N), (b:N) WHERE a.i < b.i CREATE (a)-[:T]->(b);\n";
    let stopped = &["Timeout", "MemoryLimit"];
    ends(&format!("{dense}MATCH (a)-[*]-(b) RETURN count(*)"), stopped);
    ends(&format!("{dense}MATCH p = (a)-[*]->(b) RETURN collect(p)"), stopped);
    ends(&format!("{dense}MATCH (a) RETURN [(a)-[*]-(b) | b] AS l"), stopped);
    ends(&format!("{dense}MATCH (a), (b), (c), (d), (e), (f), (g), (h) RETURN count(*)"), stopped);
    let ladder = "UNWIND range(1, 60) AS i CREATE (:N {i: i});\n\
                  MATCH (a:N), (b:N) WHERE a.i + 1 = b.i CREATE (a)-[:T]->(b), (a)-[:T]->(b);\n";
    ends(&format!("{ladder}MATCH p = allShortestPaths((:N {{i: 1}})-[*]->(:N {{i: 60}})) RETURN count(p)"), stopped);
    ends("RETURN 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' =~ '(a+)+$' AS x", &["1 rows"]);
    ends("RETURN 'a' =~ '((a{1,1000}){1,1000}){1,1000}' AS x", &["InvalidRegularExpression"]);
}

#[test]
fn numbers_at_the_edge_are_no_panic() {
    let (least, most) = (i64::MIN, i64::MAX);
    for (query, way) in [
        (
            format!("RETURN [1][{least}..{most}], [1][{least}], substring('abc', {most}, {most}), left('a', {most})"),
            "1 rows",
        ),
        (format!("RETURN {least} / -1"), "IntegerOverflow"),
        (format!("RETURN {least} % -1, round(1.5, 400), round(1.5, -400), toInteger(1e300)"), "1 rows"),
        (format!("RETURN abs({least})"), "IntegerOverflow"),
        (format!("RETURN range({least}, {most}, {most})"), "1 rows"),
        (format!("RETURN duration({{months: {most}, days: {most}}})"), "InvalidArgumentValue"),
        (format!("RETURN date('2020-01-01') + duration({{years: {most}}})"), "InvalidArgumentValue"),
        (format!("RETURN date({{year: {most}}})"), "InvalidArgumentValue"),
        (format!("UNWIND [{most}, 1] AS x RETURN sum(x)"), "IntegerOverflow"),
        ("MATCH (a)-[*18446744073709551616..]->(b) RETURN 1".to_owned(), "IntegerOverflow"),
    ] {
        ends(&query, &[way]);
    }
}
