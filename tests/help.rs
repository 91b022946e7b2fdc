//! The examples of every `--help` run as they stand there, in a folder that holds what they name.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Examples that need what is not here: texts or models that can't be shipped, or a program of somebody else's.
const NOT_HERE: &[(&str, &str)] = &[
    ("polnear", "the corpus can't be shipped"),
    ("gold/", "the corpus can't be shipped"),
    ("en_core_web_md", "the larger pipeline is not bundled"),
    ("| dot", "Graphviz may not be installed"),
    ("curl ", "there is no network"),
];

/// Makes a folder for the examples of one subcommand.
fn folder() -> tempfile::TempDir {
    static FIRST: OnceLock<tempfile::TempDir> = OnceLock::new();
    let first = FIRST.get_or_init(first_folder);
    let folder = tempfile::tempdir().unwrap();
    run(first.path(), &format!("cp -r . '{}'", folder.path().display()));
    folder
}

/// Makes what the examples name: articles, graphs, scripts, tables.
fn first_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    run(folder.path(), "demarche demo --unpack . -q && mv articles news && mkdir today data");
    std::fs::write(at("news/wire.jsonl"), "{\"id\": \"reuters-5801\", \"text\": \"Peru offered talks.\"}\n").unwrap();
    run(folder.path(), "mv queries data/queries && cp news/2031-03-14-agreement.txt article.txt");
    run(folder.path(), "mv news/2031-03-14-agreement.txt today/ && mv news/2031-03-15-agencies.jsonl wires.jsonl");
    run(folder.path(), "gzip -k wires.jsonl && demarche build news -q -o news.db");
    run(folder.path(), "cp news.db before.db && demarche build today -q -o tuesday.db && cp news.db monday.db");
    run(folder.path(), "cp news.db after.db && demarche extract wires.jsonl > part-1.jsonl");
    run(
        folder.path(),
        "demarche export news.db -q --format csv -o tables && demarche export news.db -q -o karate.graphml",
    );
    run(folder.path(), "cp tables/nodes.csv people.csv && cp tables/relationships.csv offers.csv");
    std::fs::write(at("question.cypher"), "MATCH (a:Actor) RETURN count(a) AS actors;\n").unwrap();
    std::fs::write(at("questions.cypher"), "// name: those\nMATCH (a:Actor) RETURN a.name;\nRETURN 1 AS one;\n")
        .unwrap();
    let manifest = r#"{"nodes": [{"label": "Person", "file": "raw/person.csv", "columns": {"id": "INT64", "name": "STRING"}}],
        "rels": [{"type": "KNOWS", "file": "raw/knows.csv", "from": "Person", "to": "Person", "columns": {}}]}"#;
    std::fs::create_dir_all(at("tables/raw")).unwrap();
    std::fs::write(at("tables/manifest.json"), manifest).unwrap();
    std::fs::write(at("tables/raw/person.csv"), "id,name\n1,Ana\n2,Ben\n").unwrap();
    std::fs::write(at("tables/raw/knows.csv"), "from,to\n1,2\n").unwrap();
    other_forms(folder.path());
    std::fs::create_dir(at("my-rules")).unwrap();
    let help = said(&["rules", "--help"]);
    let (_, rule) = help.split_once("new relation SUES").expect("the help shows a rule file");
    let rule: Vec<&str> = rule.lines().take_while(|line| line.is_empty() || line.starts_with("  ")).collect();
    std::fs::write(at("my-rules/sues.rule"), format!("new relation SUES{}\n", rule.join("\n"))).unwrap();
    std::fs::write(at("actors.csv"), "id,name,aliases\norg:dockers,Dockers' Union,the dockers\n").unwrap();
    folder
}

/// Makes articles in the other forms that the examples name.
fn other_forms(folder: &Path) {
    let at = |name: &str| folder.join(name);
    let told = "Peru offered talks on Monday, and Ecuador said that it would study the offer with care this week.";
    let page = format!("<html><head><title>Talks</title></head><body><article><p>{told}</p></article></body></html>");
    std::fs::write(at("page.html"), &page).unwrap();
    std::fs::write(at("dump.csv"), format!("Headline,Body\nTalks,\"{told}\"\n")).unwrap();
    std::fs::write(at("export.json"), format!("[{{\"content\": {{\"body\": \"{told}\"}}}}]")).unwrap();
    std::fs::write(at("newsletter.eml"), format!("From: desk@wire.example\r\nSubject: Talks\r\n\r\n{told}\r\n"))
        .unwrap();
    let item = format!("<item><title>Talks</title><description>{told}</description></item>");
    let feed = format!("<rss version=\"2.0\"><channel><title>Wire</title>{item}</channel></rss>");
    std::fs::write(at("feed.xml"), feed).unwrap();
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://wire.example/talks";
    let kind = "Content-Type: application/http; msgtype=response";
    let record = format!("{head}\r\n{kind}\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n", answer.len());
    std::fs::write(at("CC-NEWS-20310303.warc"), record).unwrap();
    run(folder, "gzip CC-NEWS-20310303.warc");
    let mut pages = zip::ZipWriter::new(std::fs::File::create(at("pages.zip")).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    pages.start_file("page.html", stored).unwrap();
    std::io::Write::write_all(&mut pages, page.as_bytes()).unwrap();
    pages.finish().unwrap();
}

/// Runs a line in a shell that finds the program; gives what it says on failure.
fn try_run(folder: &Path, line: &str) -> Result<(), String> {
    let programs = Path::new(env!("CARGO_BIN_EXE_demarche")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::env::join_paths(std::iter::once(programs.to_owned()).chain(std::env::split_paths(&path))).unwrap();
    let output = Command::new("bash")
        .args(["-o", "pipefail", "-c", line])
        .current_dir(folder)
        .env("PATH", all)
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn run(folder: &Path, line: &str) {
    if let Err(message) = try_run(folder, line) {
        panic!("{line}\n{message}");
    }
}

/// Returns what the program says to these words.
fn said(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche")).args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the names of all subcommands.
fn subcommands() -> Vec<String> {
    let help = said(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let names = list.lines().take_while(|line| line.starts_with("  "));
    let names = names.filter(|line| !line.starts_with("    ")).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Returns the examples in the help of a subcommand; long lines may be broken there.
fn examples(subcommand: &str) -> Vec<String> {
    let help = said(&[subcommand, "--help"]);
    let (_, after) = help
        .split_once("Examples:\n")
        .or_else(|| help.split_once("Example:\n"))
        .unwrap_or_else(|| panic!("{subcommand} has no examples"));
    let mut found: Vec<String> = Vec::new();
    for line in after.lines().take_while(|line| !line.is_empty()) {
        match found.last_mut() {
            Some(last)
                if !["demarche ", "echo ", "cat ", "zcat ", "curl "]
                    .iter()
                    .any(|start| line.trim().starts_with(start)) =>
            {
                *last += &format!(" {}", line.trim());
            }
            _ => found.push(line.trim().to_owned()),
        }
    }
    found
}

#[test]
#[expect(clippy::print_stderr, reason = "the test harness shows what was not run")]
fn every_example_of_every_help_runs() {
    if Command::new("bash").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: no bash here");
        return;
    }
    let subcommands = subcommands();
    assert!(subcommands.len() > 15, "{subcommands:?}");
    let mut wrong = Vec::new();
    let mut ran = 0;
    for subcommand in &subcommands {
        // Each subcommand starts from the same folder: some change the graph.
        let mut folder = None;
        let mut made = BTreeSet::new();
        for example in examples(subcommand) {
            if let Some((_, why)) = NOT_HERE.iter().find(|(part, _)| example.contains(part)) {
                eprintln!("skipped: {example}: {why}");
                continue;
            }
            let folder = folder.get_or_insert_with(self::folder);
            // Two examples may make the same file.
            if let Some((_, output)) = example.split_once(" -o ") {
                let output = output.split_whitespace().next().unwrap_or_default();
                if !made.insert(output.to_owned()) || folder.path().join(output).exists() {
                    run(folder.path(), &format!("rm -rf '{output}'"));
                }
            }
            run(folder.path(), "mkdir -p .local/share/bash-completion/completions .zfunc .config/fish/completions");
            // A page is served until somebody ends it.
            let is_endless = example.starts_with("demarche serve ") && !example.contains("--stdio");
            let line = if is_endless { format!("timeout 3 {example}\n[ $? = 124 ]") } else { example.clone() };
            match try_run(folder.path(), &line) {
                Ok(()) => ran += 1,
                Err(message) => wrong.push(format!("{example}\n{message}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran > 30, "only {ran} examples ran");
}

#[test]
fn man_pages_are_written_for_every_subcommand() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "demarche completions --man man");
    for subcommand in subcommands() {
        let page = std::fs::read_to_string(folder.path().join(format!("man/demarche-{subcommand}.1"))).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{subcommand}");
    }
    assert!(folder.path().join("man/demarche.1").exists());
}

#[test]
fn colour_is_where_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let colored = |words: &[&str], no_color: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(["query", ":memory:", "RETURN 1 AS one"]).args(words).current_dir(folder.path());
        command.env_remove("NO_COLOR");
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        command.output().unwrap().stdout.contains(&0x1b)
    };
    assert!(!colored(&[], None), "a pipe is no terminal");
    assert!(colored(&["--color", "always"], None));
    assert!(colored(&["--color", "always"], Some("1")), "what is asked for is above the environment");
    assert!(!colored(&["--color", "never"], None));
}
