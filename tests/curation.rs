//! What an analyst changes by hand outlives the articles that come after it.

use assert_cmd::Command;
use serde_json::json;
use std::path::Path;

/// An article in which one actor supports another, as `demarche extract` writes it.
fn article(id: &str, from: (&str, &str), to: (&str, &str)) -> String {
    let text = format!("{} backed {} ({id}).", from.1, to.1);
    let (end, second) = (text.chars().count(), from.1.chars().count() + 8);
    let actor = |(id, name): (&str, &str), start: usize| {
        json!({"id": id, "name": name, "kind": "organization", "code": null, "sector": null, "aliases": [], "represents": [],
               "part_of": [], "mentions": [[start, start + name.chars().count()]], "confidence": 0.9})
    };
    let relation = json!({"type": "SUPPORTS", "from": from.0, "to": to.0, "addressees": [], "start": 0, "end": end,
                          "date": null, "confidence": 0.8, "rule": "test"});
    json!({"version": 1, "article": {"id": id, "path": null, "title": null, "publisher": null, "url": null,
                                      "published": null, "dateline": null, "language": "en", "words": 3},
           "text": text, "sentences": [[0, end]], "actors": [actor(from, 0), actor(to, second)], "statements": [],
           "events": [], "relations": [relation], "warnings": []})
    .to_string()
}

fn demarche(folder: &Path, arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    let output = command.current_dir(folder).args(["--quiet"]).args(arguments).write_stdin(input).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

fn ask(folder: &Path, file: &str, query: &str) -> String {
    demarche(folder, &["query", file, "--format", "csv", query], "")
}

const MINISTRY: (&str, &str) = ("org:ministry", "Ministry of Talks");
const OFFICE: (&str, &str) = ("org:talks-office", "Talks Office");
const UNION: (&str, &str) = ("org:union", "Harbour Union");

#[test]
fn what_was_merged_corrected_and_added_is_there_after_more_articles() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let first = article("a1", MINISTRY, UNION) + "\n" + &article("a2", OFFICE, UNION);
    demarche(here, &["build", "--input-format", "extraction", "-", "-o", "news.db"], &first);
    for change in [
        "CALL demarche.mergeActors('org:ministry', 'org:talks-office') YIELD node RETURN node.name",
        "MATCH (u:Actor {id: 'org:union'}) SET u.code = 'HU', u:Checked",
        "MATCH (u:Actor {id: 'org:union'}) CREATE (n:Note {text: 'seen in Vestby'})-[:ABOUT {by: 'me'}]->(u)",
        "MATCH (n:Note) SET n.text = 'seen in Vestby twice'",
    ] {
        ask(here, "news.db", change);
    }
    let second = article("a3", UNION, OFFICE);
    demarche(here, &["add", "news.db", "--input-format", "extraction", "-"], &second);
    let questions = |file: &str| {
        let ties =
            "MATCH (a:Actor)-[r:SUPPORTS]->(b:Actor) RETURN a.name, size(r.evidence) AS places, b.name ORDER BY a.name";
        let actors = "MATCH (a:Actor) RETURN a.id, a.code, a.aliases[0] AS alias, a.merged_ids[0] AS merged,
                      a:Checked AS checked ORDER BY a.id";
        let notes = "MATCH (n:Note)-[r:ABOUT]->(a) RETURN n.text, r.by, a.name";
        [ties, actors, notes].map(|query| ask(here, file, query)).join("\n")
    };
    let answers = questions("news.db");
    for line in [
        "Harbour Union,1,Ministry of Talks",
        "Ministry of Talks,2,Harbour Union",
        "org:ministry,,Talks Office,org:talks-office,false",
        "org:union,HU,,,true",
        "seen in Vestby twice,me,Harbour Union",
    ] {
        assert_eq!(answers.lines().filter(|shown| *shown == line).count(), 1, "{line} in\n{answers}");
    }
    // A removed article takes what only it shows, and nothing made by hand.
    demarche(here, &["remove", "news.db", "a3"], "");
    assert!(ask(here, "news.db", "MATCH (n:Note)-[:ABOUT]->(a) RETURN a.code").contains("HU"));
    demarche(here, &["add", "news.db", "--input-format", "extraction", "-"], &second);
    assert_eq!(questions("news.db"), answers);
    // The shell and the server keep what they change the same way.
    demarche(here, &["shell", "news.db"], "MATCH (u {id: 'org:union'}) SET u.sector = 'CVL';\n");
    let request = r#"{"op":"run","query":"MATCH (n:Note) SET n.by = 'server'"}"#;
    demarche(here, &["serve", "--stdio", "news.db"], request);
    demarche(here, &["merge", "news.db", "-o", "merged.db"], "");
    assert_eq!(questions("merged.db"), answers);
    let kept = "MATCH (u {id: 'org:union'}), (n:Note) RETURN u.sector, n.by";
    assert!(ask(here, "merged.db", kept).contains("CVL,server"));
    demarche(here, &["add", "news.db", "--discard-changes", "--input-format", "extraction", "-"], &second);
    assert_eq!(ask(here, "news.db", "MATCH (n:Note) RETURN count(n) AS n").lines().collect::<Vec<_>>(), ["n", "0"]);
}

#[test]
fn what_cannot_be_merged_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let articles = article("a1", MINISTRY, UNION);
    demarche(here, &["build", "--input-format", "extraction", "-", "-o", "news.db"], &articles);
    let message = |query: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        let output = command.current_dir(here).args(["query", "news.db", query]).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let said = |query: &str, words: &str| {
        let message = message(query);
        assert!(message.contains(words), "{words} in {message}");
    };
    let unknown = "CALL demarche.mergeActors('org:ministri', 'org:union')";
    said(unknown, "there is no actor with the id `org:ministri`");
    said(unknown, "did you mean `org:ministry`?");
    let itself = "MATCH (a:Actor {id: 'org:union'}) CALL demarche.mergeActors(a, a) RETURN 1";
    said(itself, "an actor is not merged with itself");
    said("MATCH (a:Article) CALL demarche.mergeActors(a, a) RETURN 1", "only nodes with the label `Actor` are merged");
    said("CALL demarche.mergeActors('org:union')", "takes 2 argument(s), not 1");
}
