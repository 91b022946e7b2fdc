//! Parse, print, parse again: every query comes back, in a text that stays as it is.

use demarche::query::canonical;
use std::path::Path;

/// Prints and reads again, which must give the same text.
fn printed(text: &str) -> String {
    let out = canonical(text).unwrap_or_else(|error| panic!("{}", error.render(text)));
    let again = canonical(&out).unwrap_or_else(|error| panic!("{text}\n{}", error.render(&out)));
    assert_eq!(again, out, "{text}");
    out
}

#[test]
fn brackets_stay_only_where_they_mean_something() {
    insta::assert_snapshot!(printed("return ((1+2))*3-(4-5)-6^(7^8), -(2^2), (-2)^2, 2-(-x), - - 3, -(-y)"), @r"RETURN (1 + 2) * 3 - (4 - 5) - 6 ^ (7 ^ 8), -(2 ^ 2), -2 ^ 2, 2 - (-x), -(-3), --y");
    insta::assert_snapshot!(printed("return not (a and (b or c)) or (d or e), (a<b)<c, a<b<c, (a=b) is null, not a is null"), @r"RETURN NOT (a AND (b OR c)) OR (d OR e), (a < b) < c, a < b < c, (a = b) IS NULL, NOT a IS NULL");
    insta::assert_snapshot!(printed("return (1).x, (-1)[0], [1][..2], m {.a, .*, b, c: 1+1}.a, (n:A:B), x.`y z`, (a+b).c"), @r"RETURN (1).x, (-1)[0], [1][..2], m {.a, .*, b: b, c: 1 + 1}.a, n:A:B, x.`y z`, (a + b).c");
    insta::assert_snapshot!(printed("return (x or y) - (-1), (x or y) - [1], (x or y) < (-1), [(x in y)], [x in y], [x in y where x | x]"), @r"RETURN (x OR y) - (-1), (x OR y) - ([1]), (x OR y) < (-1), [(x IN y)], [x IN y], [x IN y WHERE x | x]");
}

#[test]
fn clauses_come_back() {
    insta::assert_snapshot!(printed("profile optional match p=shortestPath((a)-[r:X|:Y*1..3 {k:$p}]->(:B {x:1})) where a.x=~'\\d' with distinct *,a as b order by a.x desc,b skip 1 limit 2 where b return b union all return 1 as b"), @r"PROFILE OPTIONAL MATCH p = shortestPath((a)-[r:X|Y*1..3 {k: $p}]->(:B {x: 1})) WHERE a.x =~ '\\d' WITH DISTINCT *, a AS b ORDER BY a.x DESC, b SKIP 1 LIMIT 2 WHERE b RETURN b UNION ALL RETURN 1 AS b");
    insta::assert_snapshot!(printed("merge (a)<-[:T]-() on create set a.x=1,a:L on match set a+={} set a=b remove a:L,a.x detach delete a,a.b foreach(x in [1]|create (:N {x:x}))"), @r"MERGE (a)<-[:T]-() ON CREATE SET a.x = 1, a:L ON MATCH SET a += {} SET a = b REMOVE a:L, a.x DETACH DELETE a, a.b FOREACH (x IN [1] | CREATE (:N {x: x}))");
    insta::assert_snapshot!(printed("call a.b('x',$`in`) yield c as d, e where d return case when (a)-->() then 1 else 2 end, case d when 1 then 2 end, count(*), count(distinct d), all(x in d where x), reduce(s=0,x in d|s+x)"), @r"CALL a.b('x', $in) YIELD c AS d, e WHERE d RETURN CASE WHEN (a)-->() THEN 1 ELSE 2 END, CASE d WHEN 1 THEN 2 END, count(*), count(DISTINCT d), all(x IN d WHERE x), reduce(s = 0, x IN d | s + x)");
    insta::assert_snapshot!(printed("match (a)--(b)-[*]-(c)<-[*2]-()-[*..3]->()-[*1..]-() where exists{(a)-->(b) where a.x} and exists{match (q) return q} return [(a)-->(b) where a.x|b], [p=(a)--()|p], '\\'\\n\\\\ \\u0001', `a``b`, `when`, 1e300, .5, -0x10"), @r"MATCH (a)--(b)-[*]-(c)<-[*2]-()-[*..3]->()-[*1..]-() WHERE EXISTS { MATCH (a)-->(b) WHERE a.x } AND EXISTS { MATCH (q) RETURN q } RETURN [(a)-->(b) WHERE a.x | b], [p = (a)--() | p], '\'\n\\ \u0001', `a``b`, `when`, 1e300, 0.5, -16");
}

/// The queries of the conformance cases, where they lie beside the repository.
#[test]
fn every_query_of_the_conformance_cases_comes_back() {
    let Some(files) = crate::tck::open_scenarios() else { return };
    let queries: Vec<String> = files.iter().flat_map(|file| queries_of(file)).collect();
    let valid: Vec<_> = queries.iter().filter(|query| canonical(query).is_ok()).collect();
    assert!(valid.len() > 1_000);
    for query in valid {
        printed(query);
    }
}

/// Returns the queries of a scenario.
fn queries_of(file: &Path) -> Vec<String> {
    let scenario: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let steps = ["setup", "steps"].into_iter().filter_map(|list| scenario[list].as_array()).flatten();
    steps.filter_map(|step| step.as_str().or(step["query"].as_str())).map(str::to_owned).collect()
}
