//! The graph on a page, as a browser asks for it.

use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// A server of the sample's graph, which ends with the test.
struct Served {
    server: Child,
    address: String,
    folder: tempfile::TempDir,
}

impl Served {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("a.db");
        let mut build = Command::new(env!("CARGO_BIN_EXE_demarche"));
        build.args(["demo", "-q", "-o"]).arg(&store).stdout(Stdio::null());
        assert!(build.status().unwrap().success());
        let mut serve = Command::new(env!("CARGO_BIN_EXE_demarche"));
        serve.args(["serve", "--port", "0"]).arg(&store).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = serve.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { server, address, folder }
    }

    /// Sends a request; returns the status, the head and the body.
    fn ask(&self, method: &str, path: &str, host: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_lowercase(), body.to_owned())
    }

    fn get(&self, path: &str) -> Json {
        let (status, _, body) = self.ask("GET", path, &self.address, "");
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    fn post(&self, path: &str, body: &Json) -> (u16, String) {
        let (status, _, body) = self.ask("POST", path, &self.address, &body.to_string());
        (status, body)
    }

    fn query(&self, query: &str) -> Json {
        let (status, body) = self.post("/api/query", &json!({"query": query}));
        assert_eq!(status, 200, "{query}: {body}");
        serde_json::from_str(&body).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn a_graph_is_asked_drawn_and_read_on_a_page() {
    let served = Served::start();
    // The page itself, which may load nothing from elsewhere.
    let (status, head, page) = served.ask("GET", "/", &served.address, "");
    assert!(status == 200 && page.contains("explorer.js"), "{page}");
    assert!(head.contains("content-security-policy: default-src 'none'"), "{head}");
    for asset in ["/explorer.js", "/explorer.css"] {
        assert_eq!(served.ask("GET", asset, &served.address, "").0, 200);
    }

    let about = served.get("/api/about");
    assert!(about["questions"].as_array().unwrap().len() >= 6);
    assert_eq!(about["changed"], false);
    for question in about["questions"].as_array().unwrap() {
        let answer = served.query(question["query"].as_str().unwrap());
        assert!(!answer["rows"].as_array().unwrap().is_empty(), "{}", question["title"]);
    }

    // From an answer to the sentence that shows it, and to the article.
    let answer = served.query("MATCH (a:Actor)-[r:REJECTS]->(e) RETURN a, r, e LIMIT 1;");
    let [actor, tie] = [&answer["rows"][0][0]["$node"], &answer["rows"][0][1]["$rel"]];
    let evidence = served.get(&format!("/api/evidence?id={}", tie["id"]));
    assert_eq!(evidence["start"]["id"], actor["id"]);
    let place = &evidence["places"][0];
    let article = served.get(&format!("/api/article?id={}", place["article"].as_str().unwrap()));
    let text: Vec<char> = article["text"].as_str().unwrap().chars().collect();
    let at = |i: usize| usize::try_from(place["span"][i].as_u64().unwrap()).unwrap();
    assert_eq!(text[at(0)..at(1)].iter().collect::<String>(), place["quote"].as_str().unwrap());
    assert!(!article["title"].is_null());
    let node = served.get(&format!("/api/node?id={}", actor["id"]));
    assert!(node["relationships"].as_array().unwrap().iter().any(|r| r["relationship"]["$rel"]["type"] == "REJECTS"));

    let (status, picture) = served.post("/api/picture", &json!({"nodes": [actor["id"]], "relationships": [tie["id"]]}));
    assert_eq!(status, 200, "{picture}");
    assert!(picture.contains(&format!("data-node=\"{}\"", actor["id"])), "{picture}");
    assert!(picture.contains(&format!("data-relationship=\"{}\"", tie["id"])), "{picture}");

    let query = "MATCH (a:Actor)-[r:REJECTS]->(e) RETURN a, r, e";
    let (status, csv) = served.post("/api/download", &json!({"query": query, "format": "csv"}));
    assert!(status == 200 && csv.starts_with("a,r,e"), "{csv}");
    let (status, graph) = served.post("/api/download", &json!({"query": query, "format": "graph graphml"}));
    assert!(status == 200 && graph.contains("<graphml"), "{graph}");

    let words = place["quote"].as_str().unwrap().split(' ').next().unwrap();
    let hits = served.get(&format!("/api/search?words={words}"));
    assert!(!hits["hits"].as_array().unwrap().is_empty());
}

#[test]
fn what_a_page_may_not_do_is_refused_in_words() {
    let served = Served::start();
    // Another site that has led its name to this machine.
    assert_eq!(served.ask("GET", "/api/about", "evil.example", "").0, 421);
    assert_eq!(served.ask("DELETE", "/", &served.address, "").0, 405);
    assert_eq!(served.ask("GET", "/../Cargo.toml", &served.address, "").0, 404);
    let refused = |path: &str, body: Json| -> (u16, Json) {
        let (status, body) = served.post(path, &body);
        (status, serde_json::from_str(&body).unwrap())
    };
    let (status, answer) = refused("/api/query", json!({"query": "MATCH (n) DETACH DELETE n"}));
    assert!(status == 422 && answer["error"]["message"].as_str().unwrap().contains("open for reading"), "{answer}");
    let (status, answer) = refused("/api/query", json!({"query": "MATCH (n) RETURN m"}));
    assert!(status == 422 && answer["error"]["start"] == 17, "{answer}");
    let (status, answer) = refused("/api/download", json!({"query": "RETURN 1", "format": "graph svg"}));
    assert!(status == 422 && answer["error"]["message"].as_str().unwrap().contains("RETURN a, r, b"), "{answer}");
    assert_eq!(refused("/api/picture", json!({"nodes": [4_000_000]})).0, 422);
    assert_eq!(served.post("/api/query", &json!("no object")).0, 400);
    for path in ["/api/node?id=99999999", "/api/evidence?id=99999999", "/api/article?id=none"] {
        assert_eq!(served.ask("GET", path, &served.address, "").0, 404, "{path}");
    }
    let port = served.address.rsplit(':').next().unwrap();
    let mut second = Command::new(env!("CARGO_BIN_EXE_demarche"));
    let output = second.args(["serve", "--port", port]).arg(served.folder.path().join("a.db")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.contains("another program has this port"), "{said}");
    // It still answers.
    assert_eq!(served.query("RETURN 1 AS one")["rows"], json!([[1]]));
}

#[test]
fn a_file_that_changed_is_noticed_and_read_again_on_demand() {
    let served = Served::start();
    let store = served.folder.path().join("a.db");
    let count = || served.query("MATCH (n:Note) RETURN count(n) AS c")["rows"][0][0].as_i64().unwrap();
    let mut query = Command::new(env!("CARGO_BIN_EXE_demarche"));
    assert!(query.args(["query", "-q"]).arg(&store).arg("CREATE (:Note {text: 'seen'})").status().unwrap().success());
    assert_eq!((count(), &served.get("/api/about")["changed"]), (0, &json!(true)));
    assert_eq!(served.post("/api/reload", &json!({})).0, 200);
    assert_eq!((count(), &served.get("/api/about")["changed"]), (1, &json!(false)));
}
