//! The shell as scripts drive it, through a pipe; `screens.rs` has the person at a terminal.

use assert_cmd::Command;
use demarche::graph::{Graph, Properties, Value};
use demarche::ingest::Article;
use demarche::store::{Incoming, Store, StoredArticle};
use std::path::{Path, PathBuf};

const TEXT: &str = "LIMA - It was a long day.\n\nLate at night Peru offered to reopen the bridge if Ecuador freed the crews. \
                    Quito rejected the offer.\n\nNothing else happened.";

/// Makes a store with one article, two countries, an offer, its condition and its rejection.
pub(crate) fn store(folder: &Path) -> PathBuf {
    let path = folder.join("news.db");
    let store = Store::create(&path).unwrap();
    let article = Article {
        id: "pw-1".to_owned(),
        title: Some("Bridge offer rejected".to_owned()),
        published: Some(jiff::civil::date(2031, 3, 10)),
        language: "en".to_owned(),
        text: TEXT.to_owned(),
        ..Article::default()
    };
    let facts = r#"{"version":1,"article":{"id":"pw-1","language":"en"},"text":""}"#.to_owned();
    store.add_articles(&[Incoming::new(StoredArticle { article, words: 28, facts }).unwrap()]).unwrap();
    let mut graph = Graph::new();
    let with =
        |pairs: &[(&str, Value)]| -> Properties { pairs.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect() };
    let shown = |sentence: &str, rule: &str| {
        let start = TEXT.find(sentence).unwrap();
        with(&[
            ("article", "pw-1".into()),
            ("start", i64::try_from(start).unwrap().into()),
            ("end", i64::try_from(start + sentence.len()).unwrap().into()),
            ("date", jiff::civil::date(2031, 3, 10).into()),
            ("rule", rule.into()),
            ("confidence", 0.9.into()),
        ])
    };
    let offered = "Late at night Peru offered to reopen the bridge if Ecuador freed the crews.";
    let peru = graph.add_node(["Actor", "Country"], with(&[("name", "Peru".into()), ("aliases", vec!["Lima"].into())]));
    let ecuador =
        graph.add_node(["Actor", "Country"], with(&[("name", "Ecuador".into()), ("aliases", vec!["Quito"].into())]));
    let offer = graph.add_node(["Event"], with(&[("text", "to reopen the bridge".into())]));
    let freed = graph.add_node(["Event"], with(&[("text", "Ecuador freed the crews".into())]));
    let article = graph.add_node(
        ["Article"],
        with(&[
            ("id", "pw-1".into()),
            ("title", "Bridge offer rejected".into()),
            ("published", jiff::civil::date(2031, 3, 10).into()),
        ]),
    );
    let mut condition = shown(offered, "if-clause");
    condition.insert("kind".to_owned(), "if".into());
    graph.add_relationship(peru, "PROPOSES", offer, shown(offered, "offer"));
    graph.add_relationship(offer, "CONDITIONS_ON", freed, condition);
    graph.add_relationship(ecuador, "REJECTS", offer, shown("Quito rejected the offer.", "reject"));
    graph.add_relationship(offer, "REPORTED_IN", article, shown(offered, "event"));
    store.write(&graph).unwrap();
    path
}

/// Runs the program in a folder with a store `news.db`; gives standard output, standard error and the exit code.
fn demarche(args: &[&str], input: &str) -> (String, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let mut command = Command::cargo_bin("demarche").unwrap();
    let done = command.current_dir(folder.path()).args(args).write_stdin(input).env_remove("COLUMNS").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(done.stdout), text(done.stderr), done.status.code().unwrap())
}

fn shell(input: &str) -> String {
    demarche(&["shell", "news.db"], input).0
}

#[test]
fn a_script_is_answered_and_its_rows_explained() {
    let script = "MATCH (x:Actor)-[:REJECTS]->(p)<-[:PROPOSES]-(y:Actor)\nRETURN x.name AS who, y.name AS whose, p.text AS what;\n:why 1\n";
    insta::assert_snapshot!(shell(script), @r#"
    ┌─────────┬───────┬──────────────────────┐
    │ who     │ whose │ what                 │
    ├─────────┼───────┼──────────────────────┤
    │ Ecuador │ Peru  │ to reopen the bridge │
    └─────────┴───────┴──────────────────────┘
    1 row
    Peru PROPOSES "to reopen the bridge" (found by offer, confidence 0.90)
      Bridge offer rejected, 2031-03-10
        »Late at night Peru offered to reopen the bridge if Ecuador freed the crews.« Quito rejected the offer.

    Ecuador REJECTS "to reopen the bridge" (found by reject, confidence 0.90)
      Bridge offer rejected, 2031-03-10
        Late at night Peru offered to reopen the bridge if Ecuador freed the crews. »Quito rejected the offer.«

    "#);
}

#[test]
fn nodes_and_paths_print_as_patterns() {
    let text = shell(":mode line\nMATCH p = (:Country {name: 'Peru'})-[:PROPOSES]->() RETURN p;\n");
    insta::assert_snapshot!(text, @r#"
    row 1
    p: (Peru)-[:PROPOSES]->("to reopen the bridge")
    1 row
    "#);
}

#[test]
fn statements_need_no_semicolon_at_the_end_of_input() {
    assert!(shell("MATCH (n:Country)\nRETURN count(n) AS n").contains("2"));
}

#[test]
fn errors_are_underlined_and_do_not_end_the_session() {
    let (out, _, code) = demarche(&["shell", "news.db"], "RETURN nme;\nRETURN 1 AS one;\n");
    assert!(out.contains("^^^"), "{out}");
    assert!(out.contains("│ one │"), "{out}");
    assert_eq!(code, 1);
}

#[test]
fn modes_give_what_their_names_say() {
    let query = "MATCH (c:Country) RETURN c.name AS name ORDER BY name;\n";
    assert_eq!(shell(&format!(":mode csv\n{query}")), "name\r\nEcuador\r\nPeru\r\n");
    assert_eq!(shell(&format!(":mode jsonl\n{query}")), "{\"name\":\"Ecuador\"}\n{\"name\":\"Peru\"}\n");
    assert_eq!(shell(&format!(":mode markdown\n{query}")), "| name |\n|---|\n| Ecuador |\n| Peru |\n");
    assert!(shell(":mode dot\nMATCH (c:Country) RETURN c;\n").starts_with("digraph"));
    assert!(shell(":mode xls\n").starts_with("error: there is no mode `xls`; `:mode` lists them"));
}

#[test]
fn parameters_are_set_by_expressions() {
    let text = shell(":set who 'Pe' + 'ru'\n:params\n:mode csv\nMATCH (c {name: $who}) RETURN c.aliases AS aliases;\n");
    assert_eq!(text, "$who = \"Peru\"\naliases\r\n\"[\"\"Lima\"\"]\"\r\n");
}

#[test]
fn changes_are_kept_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let shell = |script: &'static str| {
        let mut command = Command::cargo_bin("demarche").unwrap();
        let done = command.current_dir(folder.path()).args(["shell", "news.db"]).write_stdin(script).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    assert!(shell("CREATE (:Note {text: 'look here'});\n").contains("1 nodes created"));
    assert!(shell("MATCH (n:Note) RETURN n.text AS text;\n").contains("look here"));
}

#[test]
fn plain_words_and_unknown_commands_get_help() {
    assert!(shell("help\n").contains(":schema"));
    assert!(shell("?\n").contains(":schema"));
    assert!(shell(":shcema\n").contains("there is no command `:shcema`; did you mean `:schema`?"));
    assert_eq!(shell("quit\nRETURN 1;\n"), "");
    assert_eq!(shell("exit\nRETURN 1;\n"), "");
}

#[test]
fn actors_are_found_by_alias() {
    let text = shell(":actors quito\n");
    assert!(text.contains("Ecuador") && !text.contains("Peru"), "{text}");
}

#[test]
fn exports_choose_their_format_by_the_extension() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let script = "MATCH (c:Country) RETURN c.name AS name ORDER BY name;\n:export rows.csv\n:export graph all.graphml\n:export x.foo\n";
    let mut command = Command::cargo_bin("demarche").unwrap();
    let out =
        command.current_dir(folder.path()).args(["shell", "news.db"]).write_stdin(script).output().unwrap().stdout;
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("2 rows written to rows.csv\n5 nodes and 4 relationships written to all.graphml\n"), "{out}");
    assert!(out.contains("error: the extension of `x.foo` is no format"), "{out}");
    assert_eq!(std::fs::read_to_string(folder.path().join("rows.csv")).unwrap(), "name\r\nEcuador\r\nPeru\r\n");
    assert!(std::fs::read_to_string(folder.path().join("all.graphml")).unwrap().contains("PROPOSES"));
}

#[test]
fn the_timeline_tells_offer_condition_and_answer() {
    insta::assert_snapshot!(demarche(&["timeline", "news.db"], "").0, @r"
    2031-03-10
      Peru proposes to reopen the bridge
          if: Ecuador freed the crews
      Ecuador rejects: to reopen the bridge
          if: Ecuador freed the crews
          put forward by Peru
    ");
}

#[test]
fn the_neighbourhood_of_an_actor_is_exported() {
    let (out, _, code) = demarche(&["export", "news.db", "--actor", "lima", "--hops", "1", "--format", "jsonl"], "");
    assert_eq!((out.lines().count(), code), (3, 0), "{out}");
    let (_, error, code) = demarche(&["export", "news.db", "--actor", "Per", "--format", "csv"], "");
    assert_eq!((error.as_str(), code), ("error: no actor is called `Per`; there is Peru\n", 2));
}

#[test]
fn a_graph_does_not_differ_from_itself() {
    let (out, _, code) = demarche(&["diff", "news.db", "news.db"], "");
    assert_eq!(
        (out.as_str(), code),
        ("nodes: 0 only in A, 0 only in B, 0 changed\nrelationships: 0 only in A, 0 only in B, 0 changed\n", 0)
    );
}

#[test]
fn completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(demarche(&["completions", shell], "").0.contains("timeline"), "{shell}");
    }
}

#[test]
fn articles_are_added_and_what_is_changed_afterwards_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "LIMA - Peru offered talks to Ecuador on Monday.\n").unwrap();
    std::fs::write(folder.path().join("b.txt"), "QUITO - Ecuador rejected the talks on Tuesday.\n").unwrap();
    let demarche = |args: &[&str], input: &str| {
        let mut command = Command::cargo_bin("demarche").unwrap();
        let done = command.current_dir(folder.path()).args(args).write_stdin(input).output().unwrap();
        String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap()
    };
    demarche(&["build", "a.txt", "-o", "g.db", "-q"], "");
    let script = ":add b.txt\nMATCH (a:Actor {name: 'Peru'}) SET a.code = 'PE';\n:add b.txt\n:add\n";
    let said = demarche(&["shell", "g.db"], script);
    assert!(said.contains("1 new article;") && said.contains("no new article;"), "{said}");
    assert!(said.contains("error: `:add` takes articles"), "{said}");
    assert!(!said.contains("not kept"), "{said}");
    let told =
        demarche(&["query", "g.db", "MATCH (a:Actor {code: 'PE'}), (n:Article) RETURN count(n) AS n", "-f", "csv"], "");
    assert_eq!(told, "n\r\n2\r\n");
}

#[test]
fn what_stops_a_query_may_come_before_it_begins() {
    use demarche::repl::{Flow, Session, Settings};
    let mut session = Session::on(Graph::new(), Settings::default());
    session.stop_switch().store(true, std::sync::atomic::Ordering::Relaxed);
    let mut out = Vec::new();
    assert_eq!(session.handle("UNWIND range(1, 100000000000) AS x RETURN count(x);", &mut out).unwrap(), Flow::Failed);
    assert!(String::from_utf8_lossy(&out).contains("the query was stopped"));
    session.rearm();
    assert_eq!(session.handle("RETURN 1;", &mut out).unwrap(), Flow::Done);
}

#[test]
fn an_answer_of_many_rows_is_counted_shown_in_part_and_written_whole() {
    let (said, _, code) =
        demarche(&["shell", "news.db"], "UNWIND range(1, 30000) AS x RETURN x;\n:export all.csv\n:all\n:why 30000\n");
    assert_eq!(code, 1, "there is no row 30000 to explain");
    assert!(said.contains("30000 rows, the first 100 shown"), "{}", &said[..400]);
    assert!(said.contains("30000 rows written to all.csv"));
    assert!(said.lines().any(|line| line == "│ 29999 │") && said.contains("\n30000 rows\n"));
}
