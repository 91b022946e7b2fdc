//! What the program tells of its own work, and what a user can add to it: explanations, rules, actors.

use assert_cmd::Command;
use std::path::PathBuf;

const RULES: &str = r#"new relation SUES between actors
rule takes-to-court {
  trigger verb { sue }
  source subject
  target object[is:actor]
  confidence 0.9
}
match "The union sued Norway." source "the union" target "Norway"
no match "The union did not sue Norway."
"#;

fn demarche(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    let output = command.env_remove("NO_COLOR").env_remove("COLUMNS").args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A folder with an article, a rule file and a table of actors.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(article: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.put("article.txt", article);
        desk.put("sues.rule", RULES);
        desk
    }

    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        path.display().to_string()
    }

    fn put(&self, name: &str, text: &str) -> String {
        std::fs::write(self.folder.path().join(name), text).unwrap();
        self.path(name)
    }
}

#[test]
fn an_explanation_names_the_rule_and_its_words() {
    let desk = Desk::new("Norway offered to open its ports to Iceland. Iceland rejected the offer on Friday.\n");
    let (code, out, _) = demarche(&["explain", &desk.path("article.txt")]);
    assert_eq!(code, Some(0));
    assert!(!out.contains('\x1b'), "no colours in a pipe: {out}");
    let rejects = out.lines().find(|line| line.trim_start().starts_with("REJECTS")).unwrap_or_else(|| panic!("{out}"));
    assert!(
        rejects.contains("Iceland → ") && rejects.contains("[rejects/") && rejects.contains("from \"rejected\""),
        "{out}"
    );
    assert!(out.contains("event 12") && out.contains("REJECT: Iceland"), "{out}");
    let (_, tree, _) = demarche(&["explain", "--tree", &desk.path("article.txt")]);
    assert!(tree.contains("┌─ Norway"), "{tree}");
}

#[test]
fn the_page_marks_the_article_up_and_lets_no_markup_through() {
    let desk = Desk::new("Norway offered to open its <b>ports</b> to Iceland.\n");
    let (code, page, _) = demarche(&["explain", "--html", &desk.path("article.txt")]);
    assert_eq!(code, Some(0));
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{page}");
    assert!(page.contains("<mark class=\"trigger\" title=\"PROPOSES"), "{page}");
    assert!(!page.contains("<b>ports") && !page.contains("src=") && !page.contains("href="), "{page}");
}

#[test]
fn a_user_adds_a_relation_type_with_a_file() {
    let desk = Desk::new("The dockers' union sued Norway over the quotas.\n");
    let (rules, article) = (desk.path("sues.rule"), desk.path("article.txt"));
    let (code, out, _) = demarche(&["rules", "check", &rules]);
    assert_eq!(code, Some(0));
    assert!(out.contains("SUES: 1 rules, 1 examples that match, 1 that must not"), "{out}");
    let (code, out, remarks) = demarche(&["rules", "test", &rules]);
    assert_eq!((code, out.lines().last()), (Some(0), Some("2 of 2 examples hold")), "{out}{remarks}");
    let (_, out, _) = demarche(&["extract", "--rules", &rules, &article]);
    assert!(out.contains("\"type\":\"SUES\"") && out.contains("sues/takes-to-court"), "{out}");
    let graph = desk.path("news.db");
    assert_eq!(demarche(&["build", "--rules", &rules, &article, "-o", &graph]).0, Some(0));
    let (_, out, _) = demarche(&["query", &graph, "MATCH (a)-[:SUES]->(b) RETURN b.name"]);
    assert!(out.contains("Norway"), "{out}");
}

#[test]
fn a_rule_that_is_wrong_is_told_with_file_line_and_column() {
    let desk = Desk::new("");
    let wrong = [
        ("relation SUES\n", ":1:10: `SUES` is no relation of the schema; write `new relation SUES` to add it"),
        (
            "relation REJECTED\n",
            ":1:10: `REJECTED` is no relation of the schema; did you mean REJECTS? write `new relation REJECTED` to add it",
        ),
        ("relation REJECTS\nrule r {\n  trigger verb { }\n}\n", ":3:18: expected a base form"),
        (
            "relation REJECTS\nrule r {\n  trigger verb { spurn }\n  source >subj\n}\n",
            ":4:11: `subj` is no dependency label",
        ),
    ];
    for (text, expected) in wrong {
        let path = desk.put("wrong.rule", text);
        let (code, _, remarks) = demarche(&["rules", "check", &path]);
        assert_eq!(code, Some(1), "{text}");
        assert!(remarks.contains(&format!("wrong.rule{expected}")), "{remarks}");
    }
    let (code, out, _) = demarche(&["rules", "test", &desk.put("fails.rule", &RULES.replace("did not sue", "sued"))]);
    assert_eq!(code, Some(1));
    assert!(
        out.contains("fails.rule:9: \"The union sued Norway.\"\n  wanted no match\n  found sues/takes-to-court"),
        "{out}"
    );
}

#[test]
fn rules_are_explained_on_a_sentence() {
    let (code, out, _) = demarche(&["rules", "explain", "Norway offered to open its ports."]);
    assert_eq!(code, Some(0));
    assert!(out.contains("offered (lemma offer, VERB)"), "{out}");
    assert!(
        out.contains("  proposes/offers-to-do matches  (proposes.rule:") && out.contains("    source Norway"),
        "{out}"
    );
    assert!(out.contains("does not match"), "{out}");
}

#[test]
fn a_table_of_actors_wins_over_the_built_in_names() {
    let desk = Desk::new("The Harbour League rejected Norway's offer to open its ports.\n");
    let table = "id,name,aliases,kind,code,above\norg:harbour-league,Harbour League of Bergen,Harbour League,organization,NORLAB,country:NOR\n";
    let table = desk.put("actors.csv", table);
    let (code, out, _) = demarche(&["extract", "--lexicon", &table, &desk.path("article.txt")]);
    assert_eq!(code, Some(0));
    assert!(out.contains("\"id\":\"org:harbour-league\"") && out.contains("\"code\":\"NORLAB\""), "{out}");
    let wrong = desk.put("wrong.csv", "id,name,above\norg:a,A,country:XYZ\n");
    let (code, _, remarks) = demarche(&["extract", "--lexicon", &wrong, &desk.path("article.txt")]);
    assert_eq!(code, Some(1));
    assert!(remarks.contains("wrong.csv:2: `country:XYZ` in `above` is the id of no actor"), "{remarks}");
}
