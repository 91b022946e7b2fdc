//! The program as a user runs it: what it reads, writes, says and exits with.

use assert_cmd::Command;
use demarche::graph::{Graph, OwnedNode, OwnedRelationship};
use demarche::store::Store;
use std::path::{Path, PathBuf};
use std::time::Duration;

const ARTICLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles");

fn demarche() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Everything that a graph holds.
fn contents(graph: &Graph) -> (Vec<OwnedNode>, Vec<OwnedRelationship>) {
    (graph.nodes().map(|n| n.detach()).collect(), graph.relationships().map(|r| r.detach()).collect())
}

fn contents_of(path: &Path) -> (Vec<OwnedNode>, Vec<OwnedRelationship>) {
    contents(&Store::open(path).unwrap().load().unwrap())
}

/// The sample articles, sorted.
fn articles() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(ARTICLES).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn extract_writes_one_object_for_each_article_in_the_order_of_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let jsonl = folder.path().join("a.jsonl");
    let lines: Vec<String> =
        (0..40).map(|i| format!("{{\"id\": \"n{i}\", \"text\": \"Norland offered talks {i}.\"}}")).collect();
    std::fs::write(&jsonl, lines.join("\n") + "\nnot JSON\n").unwrap();
    let output = demarche().args(["extract", "--threads", "3"]).arg(&jsonl).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("a.jsonl:41: not JSON: expected ident (column 2)") && stderr.lines().count() == 1,
        "{stderr}"
    );
    let ids: Vec<String> = text(&output.stdout)
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["article"]["id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids, (0..40).map(|i| format!("n{i}")).collect::<Vec<_>>());
}

#[test]
fn standard_input_is_an_article_like_any_other() {
    let output = demarche().args(["extract", "-"]).write_stdin("Norland offered talks.").output().unwrap();
    assert!(output.status.success());
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["text"], "Norland offered talks.");
    assert_eq!(value["sentences"], serde_json::json!([[0, 22]]));
}

#[test]
fn articles_come_in_many_forms_and_what_is_damaged_fails_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.csv", "Headline,Body,Date,Author\nTALKS,Norland offered talks.,1987-03-17,Jane Doe\n");
    write("b.html", "<html><body><p>Ostland rejected the offer of its neighbour on Monday.</p></body></html>");
    write("c.json", "[{\"Body\": \"Talks began.\"}, {\"Body\": \"Talks");
    write("d.md", "Les ministres ont dit que la France ne pose pas de condition à la reprise des pourparlers.");
    let fields =
        ["--field", "text=Body", "--field", "title=Headline", "--field", "published=Date", "--field", "byline=Author"];
    let output = demarche().arg("extract").arg(folder.path()).args(fields).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let articles: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let texts: Vec<&str> = articles.iter().map(|a| a["text"].as_str().unwrap()).collect();
    let expected = ["Norland offered talks.", "Ostland rejected the offer of its neighbour on Monday.", "Talks began."];
    assert_eq!(texts, expected);
    let first = &articles[0]["article"];
    assert_eq!((&first["byline"], &first["published_from"]), (&"Jane Doe".into(), &"metadata".into()));
    let stderr = text(&output.stderr);
    assert!(stderr.contains("c.json:1: damaged or cut short (it ends inside of a value); get it again"), "{stderr}");
    assert!(stderr.contains("1 skipped"), "{stderr}");
    let path = folder.path().join("a.db");
    let build = |extra: &[&str]| {
        demarche().arg("build").arg(folder.path().join("a.csv")).arg("-o").arg(&path).args(extra).output().unwrap()
    };
    let refused = build(&["--field", "body=text"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("unknown field `body`"), "{}", text(&refused.stderr));
    assert!(build(&fields).status.success());
    let ask = "MATCH (a:Article) RETURN a.byline, a.published, a.published_from";
    let output = demarche().args(["query", "--format", "csv"]).arg(&path).arg(ask).output().unwrap();
    assert!(text(&output.stdout).ends_with("Jane Doe,1987-03-17,metadata\r\n"), "{}", text(&output.stdout));
}

#[test]
fn exit_codes_tell_who_must_act() {
    let code = |args: &[&str]| demarche().args(args).output().unwrap().status.code();
    assert_eq!(code(&["--help"]), Some(0));
    assert_eq!(code(&["build"]), Some(2));
    assert_eq!(code(&["extract", "--input-format", "pdf", "x"]), Some(2));
    assert_eq!(code(&["extract", "no-such-file"]), Some(1));
    assert_eq!(code(&["search", "no-such.db", "talks"]), Some(1));
}

#[test]
fn order_batches_threads_and_detours_leave_no_trace_in_the_graph() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let build = |name: &str, inputs: &[PathBuf], threads: &str| {
        let output = demarche()
            .arg("build")
            .args(inputs)
            .arg("-o")
            .arg(path(name))
            .args(["--threads", threads])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    };
    let run = |args: &[&str], paths: &[PathBuf]| {
        let output = demarche().args(args).args(paths).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        output.stdout
    };
    let all = articles();
    let (first, second) = all.split_at(all.len() / 2);
    build("all.db", &all, "1");
    let expected = contents_of(&path("all.db"));
    assert!(expected.0.len() > 20, "{} nodes", expected.0.len());

    let backwards: Vec<PathBuf> = all.iter().rev().cloned().collect();
    build("backwards.db", &backwards, "3");
    assert_eq!(contents_of(&path("backwards.db")), expected, "backwards, on three threads");

    build("parts.db", second, "2");
    run(&["add"], &[&[path("parts.db")], first].concat());
    let again = demarche().arg("add").arg(path("parts.db")).args(first).output().unwrap();
    assert!(text(&again.stderr).contains("known already"));
    assert_eq!(contents_of(&path("parts.db")), expected, "in two steps, one of them twice");

    build("second.db", second, "2");
    build("first.db", first, "2");
    run(&["merge", "-o"], &[path("merged.db"), path("second.db"), path("first.db")]);
    assert_eq!(contents_of(&path("merged.db")), expected, "merged");

    std::fs::write(path("part.jsonl"), run(&["extract"], &all)).unwrap();
    build("extraction.db", &[path("part.jsonl")], "2");
    assert_eq!(contents_of(&path("extraction.db")), expected, "by way of an extraction");

    let ids: Vec<String> = {
        let store = Store::open(&path("first.db")).unwrap();
        let numbers = store.article_numbers().unwrap();
        numbers.iter().map(|&number| store.article(number).unwrap().unwrap().article.id).collect()
    };
    let output = demarche().arg("remove").arg(path("merged.db")).args(&ids).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(contents_of(&path("merged.db")), contents_of(&path("second.db")), "with one half removed");
}

#[test]
fn a_build_that_is_killed_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let build = |name: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(["build", ARTICLES, "-q", "-o"]).arg(path(name));
        command
    };
    assert!(build("whole.db").status().unwrap().success());
    let expected = contents_of(&path("whole.db"));
    // A fast machine may finish before it is killed; then nothing is left to finish.
    let mut finished = false;
    for milliseconds in [5, 60, 150] {
        if finished {
            break;
        }
        let mut child = build("cut.db").spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        finished = child.try_wait().unwrap().is_some_and(|status| status.success());
        child.kill().unwrap();
        finished |= child.wait().unwrap().success();
    }
    assert!(finished || build("cut.db").status().unwrap().success());
    assert_eq!(contents_of(&path("cut.db")), expected);
    let output = build("cut.db").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("there already"));
}

#[test]
fn a_file_that_is_no_graph_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear reader, this is no database, and it must stay as it is, whatever the options say.")
        .unwrap();
    let output = demarche().args(["build", "--force", ARTICLES, "-o"]).arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("not a graph made by demarche"));
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("Dear reader"));
}

#[test]
fn search_finds_articles_by_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    demarche().args(["build", ARTICLES, "-q", "-o"]).arg(&path).assert().success();
    let output = demarche().arg("search").arg(&path).args(["telephone line", "--format", "jsonl"]).output().unwrap();
    let first: serde_json::Value = serde_json::from_str(text(&output.stdout).lines().next().unwrap()).unwrap();
    assert_eq!(first["kind"], "article");
    assert!(first["excerpt"].as_str().unwrap().contains("«telephone»"), "{first}");
}

#[test]
fn a_query_answers_and_what_it_changes_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    demarche().args(["build", ARTICLES, "-q", "-o"]).arg(&path).assert().success();
    let ask = |args: &[&str]| {
        let output = demarche().arg("query").arg(&path).args(args).output().unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, rows, _) =
        ask(&["--format", "csv", "-p", "name=Ecuador", "MATCH (c:Country {name: $name}) RETURN c.code;"]);
    assert_eq!((code, rows.as_str()), (Some(0), "c.code\r\nECU\r\n"));
    let (code, _, remarks) = ask(&["MATCH (c:Country {code: 'ECU'}) SET c.capital = 'Quito'"]);
    assert_eq!((code, remarks.as_str()), (Some(0), "1 properties set\n"));
    assert_eq!(ask(&["--format", "csv", "MATCH (c {capital: 'Quito'}) RETURN c.name"]).1, "c.name\r\nEcuador\r\n");
    let (code, rows, error) = ask(&["MATCH (c:Country RETURN c"]);
    assert_eq!((code, rows.as_str()), (Some(1), ""));
    assert!(error.contains("MATCH (c:Country RETURN c") && error.contains('^'), "{error}");
    // What comes afterwards leaves the change as it is.
    demarche().arg("add").arg(&path).args(["-q", "-"]).write_stdin("Norland offered talks.").assert().success();
    assert_eq!(ask(&["--format", "csv", "MATCH (c {capital: 'Quito'}) RETURN c.name"]).1, "c.name\r\nEcuador\r\n");
}

#[test]
fn a_script_runs_statement_by_statement_and_stops_where_one_fails() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("a.cypher");
    std::fs::write(
        &script,
        "// name: first\nRETURN 1 AS one;\n\nCREATE (:A {n: 2});\nMATCH (a:A) RETURN a.n AS n;\nRETURN x;\nRETURN 3",
    )
    .unwrap();
    let output = demarche().args(["run", ":memory:", "--format", "csv"]).arg(&script).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "one\r\n1\r\nn\r\n2\r\n");
    assert!(text(&output.stderr).contains("from line 6 on failed"), "{}", text(&output.stderr));
    let output = demarche().args(["run", ":memory:", "-k", "-"]).pipe_stdin(&script).unwrap().output().unwrap();
    let stdout = text(&output.stdout);
    assert!(stdout.starts_with("first\n") && stdout.contains('3'), "{stdout}");
}

#[test]
fn the_sample_scripts_run_on_the_sample_articles() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    demarche().args(["build", ARTICLES, "-q", "-o"]).arg(&path).assert().success();
    let scripts = concat!(env!("CARGO_MANIFEST_DIR"), "/data/queries");
    let mut scripts: Vec<PathBuf> = std::fs::read_dir(scripts).unwrap().map(|e| e.unwrap().path()).collect();
    scripts.sort();
    let output = demarche().arg("run").arg(&path).args(&scripts).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}
