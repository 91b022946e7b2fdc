//! What is fuzzed: one function for each parser, which must neither panic nor hang, whatever the bytes.
//!
//! `cargo fuzz` runs them by way of `fuzz_targets/`, and `tests/fuzz.rs` by way of its own mutations.

use demarche::extract::{attribution, json::Extraction, rule};
use demarche::graph::Graph;
use demarche::ingest::{Format, Input, ReadOptions, Reader};
use demarche::nlp::Pipeline;
use demarche::query::{self, Limits, Params};
use demarche::serve::stdio;
use demarche::store::Store;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

/// A parser to fuzz.
pub struct Target {
    /// Its name, which is that of its file in `fuzz_targets/`.
    pub name: &'static str,
    /// Feeds it.
    pub run: fn(&[u8]),
    /// Files to begin with: paths from the repository's root, where a directory stands for all in it.
    pub seeds: &'static [&'static str],
    /// Inputs to begin with.
    pub examples: &'static [&'static [u8]],
}

/// Every parser.
pub const TARGETS: &[Target] = &[
    Target { name: "query", run: query, seeds: &["data/queries"], examples: &[
        b"MATCH (a:A {x: 1})-[r:R*1..2]->(b) WHERE a.n IN [1, 2] RETURN a, count(*) AS c ORDER BY c DESC LIMIT 3",
        b"UNWIND range(1, 3) AS x WITH x WHERE x > 1 RETURN reduce(s = 0, y IN [x] | s + y), date('2015-05-03')",
        b"CALL { MATCH (n) RETURN n } RETURN CASE n.x WHEN 1 THEN 'a' ELSE $p END // x",
    ] },
    Target { name: "rules", run: rules, seeds: &["data/rules"], examples: &[] },
    Target { name: "text", run: text, seeds: &["data/articles"], examples: &[b"VESTBY, March 17 (Reuters) - Talks began.\n\nBy Jane Doe\n"] },
    Target { name: "html", run: html, seeds: &[], examples: &[
        b"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>A | B</title><meta property='og:title' content=A>\
          <script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"A\", \"author\": [{\"name\": \"J\"}]}</script>\
          </head><body><nav><a href=/x>x</a></nav><article><h1>A</h1><p>Talks <b>began</b> in Vestby&nbsp;on Monday, and went on.\
          <p>No &#8211; end<br>was seen.<table><tr><td>1<td>2</table></article></body></html>",
        b"<p><b><i><p></b><table><p></table><select><math><svg></p></i>",
    ] },
    Target { name: "markdown", run: markdown, seeds: &["README.md"], examples: &[b"---\ntitle: a\n---\n# B\n\n> - x\n\n| a |\n|-|\n| [b](c) |\n"] },
    Target { name: "jsonl", run: jsonl, seeds: &["data/articles/2031-03-15-agencies.jsonl"], examples: &[
        b"{\"id\": 1, \"text\": [\"a\", \"b\"], \"published\": 542955600}\n{\"html\": \"<p>x\"}\n",
    ] },
    Target { name: "json", run: json, seeds: &[], examples: &[b"{\"a\": 1, \"articles\": [{\"text\": \"Talks began.\"}, {\"text\": 1}]}\n[{\"text\": \"x\"}, 7]"] },
    Target { name: "csv", run: csv, seeds: &["tests/export/graph.csv"], examples: &[b"id;text;title\n1;\"a;\n\"\"b\"\"\";c\n2;x\n"] },
    Target { name: "feed", run: feed, seeds: &[], examples: &[
        b"<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><title>N</title><item><title>A &amp;amp; B</title>\
          <content:encoded><![CDATA[<p>Talks began.]]></content:encoded><pubDate>Tue, 17 Mar 1987 10:00:00 GMT</pubDate></item></channel></rss>",
        b"<feed><entry><link rel='alternate' href='https://a.example/'/><content type='xhtml'><div><p>x</p></div></content></entry></feed>",
    ] },
    Target { name: "newsml", run: newsml, seeds: &[], examples: &[
        b"<nitf><head><docdata><date.issue norm='19870317'/></docdata></head><body><body.head><hedline><hl1>T</hl1></hedline>\
          <dateline>VESTBY</dateline></body.head><body.content><block class='full_text'><p>Talks began.</p></block></body.content></body></nitf>",
        b"<newsMessage><itemSet><newsItem guid='a'><contentMeta><headline>T</headline></contentMeta><contentSet><inlineXML>\
          <html><body><p>x</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>",
    ] },
    Target { name: "eml", run: eml, seeds: &[], examples: &[
        b"From: J <j@a.example>\nSubject: =?utf-8?Q?T=C3=A2?=\nDate: Tue, 17 Mar 1987 23:30:00 -0500\nContent-Type: multipart/mixed; \
          boundary=b\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+VGFsa3M=\n--b--\n",
    ] },
    Target { name: "warc", run: warc, seeds: &[], examples: &[
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: application/http\r\nContent-Length: 101\r\n\r\n\
          HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n<p>Talks.\r\n0\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nTalks.\r\n\r\n",
    ] },
    Target { name: "packed", run: packed, seeds: &["tests/variants/tiny.zip"], examples: &[
        b"\x1F\x8B\x08\0\0\0\0\0\x02\x03\x0B\x49\xCC\xC9\x2E\xD6\x03\0\x0B\xD1\xF1\x8C\x06\0\0\0",
        b"\x28\xB5\x2F\xFD\x04\0\x31\0\0Talks.\x7E\x1F\x5E\x32",
    ] },
    Target { name: "extraction", run: extraction, seeds: &[], examples: &[
        b"{\"version\":1,\"article\":{\"id\":\"a\",\"language\":\"en\",\"published\":\"1987-03-17\"},\"text\":\"Talks began.\",\"sentences\":[[0,12]],\
          \"actors\":[{\"id\":\"country:PRK\",\"name\":\"N\",\"kind\":\"country\",\"mentions\":[[0,5]],\"confidence\":0.9}],\"statements\":[],\"events\":[],\
          \"relations\":[]}",
    ] },
    Target { name: "model", run: model, seeds: &[], examples: &[b"\0[nlp]\nlang = \"en\"\n", b"\x02\x84\xA5nodes\x90", b"\x06{}"] },
    Target { name: "attribution", run: attribution, seeds: &["data/models/attribution.bin"], examples: &[] },
    Target { name: "protocol", run: protocol, seeds: &[], examples: &[
        b"{\"op\":\"hello\"}\n{\"op\":\"run\",\"query\":\"CREATE (:A {x: $p})\",\"params\":{\"p\":{\"$date\":\"2020-01-31\"}}}\n{\"op\":\"dump\"}\n",
        b"{\"op\":\"procedure\",\"name\":\"a.b\",\"inputs\":[{\"name\":\"x\",\"type\":\"INTEGER?\"}],\"outputs\":[],\"columns\":[],\"rows\":[]}\n\
          {\"op\":\"run\",\"query\":\"CALL a.b(1)\"}\n{\"op\":\"reset\"}\n",
    ] },
    Target { name: "store", run: store, seeds: &["tests/stores/v1"], examples: &[] },
];

/// Parses a query and runs it on a small graph.
pub fn query(data: &[u8]) {
    static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
        let mut graph = Graph::new();
        let limits = Limits::default();
        let query =
            "CREATE (a:A {x: 1, s: 'é'})-[:R {w: 0.5}]->(b:B {x: 2})-[:R]->(a), (b)-[:S]->(:A:B {x: null, l: [1, 2]})";
        query::execute(&mut graph, query, &Params::default(), &limits).expect("the query is a constant");
        graph
    });
    let Ok(text) = std::str::from_utf8(data) else { return };
    query::parse_status(text);
    let limits = Limits {
        max_rows: Some(1000),
        memory: Some(16 << 20),
        timeout: Some(Duration::from_millis(200)),
        ..Limits::default()
    };
    let _ = query::execute(&mut GRAPH.clone(), text, &Params::default(), &limits);
}

/// Parses a rule file.
pub fn rules(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = rule::parse(text, "fuzz.rule");
    }
}

/// Reads all articles and checks that their regions lie in their texts.
fn read(format: Format, name: &str, data: &[u8]) {
    let options = ReadOptions {
        format,
        max_bytes: 1 << 16,
        max_depth: 64,
        max_ratio: 100,
        english_only: false,
        ..ReadOptions::default()
    };
    let reader = Reader::new(options);
    // Every piece takes a byte at least.
    for input in reader.read_bytes(name, data.to_vec()).take(data.len() * 8 + 64) {
        let Ok(Input::Piece(piece)) = input else { continue };
        let Ok(article) = reader.article_of_piece(*piece) else { continue };
        let mut at = 0;
        for region in &article.regions {
            assert!(region.span.start >= at, "regions overlap");
            assert!(!region.span.of(&article.text).is_empty(), "a region is empty");
            at = region.span.end;
        }
    }
}

/// Makes a target of every format.
macro_rules! readers {
    ($($name:ident: $format:ident),+ $(,)?) => {
        $(
            #[doc = concat!("Reads ", stringify!($name), ".")]
            pub fn $name(data: &[u8]) {
                read(Format::$format, "fuzz", data);
            }
        )+
    };
}
readers! {
    text: Text, html: Html, markdown: Markdown, jsonl: Jsonl, json: Json, csv: Csv, feed: Feed, newsml: Newsml, eml: Mail,
    warc: Warc, packed: Auto,
}

/// Reads an extraction, writes it, and reads that again.
pub fn extraction(data: &[u8]) {
    let Ok(line) = std::str::from_utf8(data) else { return };
    let Ok((article, facts)) = Extraction::from_line(line).and_then(Extraction::into_parts) else { return };
    let again = Extraction::new(&article, &facts).to_line();
    let _ = Extraction::from_line(&again).and_then(Extraction::into_parts);
}

/// Loads a small pipeline, one file of which is replaced: the first byte says which.
pub fn model(data: &[u8]) {
    const FILES: [&str; 12] = [
        "config.cfg",
        "meta.json",
        "tok2vec/model",
        "tagger/model",
        "tagger/cfg",
        "parser/model",
        "parser/moves",
        "ner/model",
        "ner/moves",
        "tokenizer",
        "vocab/vectors",
        "vocab/key2row",
    ];
    static FOLDER: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("there is room for a small folder");
        unzip(&root().join("tests/variants/tiny.zip"), folder.path());
        let pipeline = folder.path().join("en_tiny/en_tiny-0.0.0");
        (folder, pipeline)
    });
    let Some((&which, bytes)) = data.split_first() else { return };
    let path = FOLDER.1.join(FILES[usize::from(which) % FILES.len()]);
    let whole = std::fs::read(&path).unwrap_or_default();
    // An offset and some bytes replace a part; what is long replaces all.
    let mut changed = whole.clone();
    if bytes.len() < 16 && bytes.len() > 2 && !whole.is_empty() {
        let at = usize::from(u16::from_le_bytes([bytes[0], bytes[1]])) % whole.len();
        for (old, new) in changed[at..].iter_mut().zip(&bytes[2..]) {
            *old = *new;
        }
    } else {
        changed = bytes.to_vec();
    }
    std::fs::write(&path, &changed).expect("the folder is ours");
    if let Ok(pipeline) = Pipeline::open(FOLDER.0.path()) {
        pipeline.annotate("Ms. Lund left Oslo. They won't (ever) talk, she said.");
    }
    std::fs::write(&path, whole).expect("the folder is ours");
}

/// Reads the weights of the attribution model.
pub fn attribution(data: &[u8]) {
    let _ = attribution::Model::from_bytes(data);
}

/// Answers requests on a graph in memory.
pub fn protocol(data: &[u8]) {
    let limits = Limits {
        max_rows: Some(1000),
        memory: Some(16 << 20),
        timeout: Some(Duration::from_millis(200)),
        ..Limits::default()
    };
    let _ = stdio::serve(Graph::new(), None, limits, data, std::io::sink());
}

/// Opens a store and loads all that is in it.
pub fn store(data: &[u8]) {
    let folder = tempfile::tempdir().expect("there is room for a small file");
    let path = folder.path().join("fuzz.db");
    std::fs::write(&path, data).expect("the folder is ours");
    let Ok(store) = Store::open(&path) else { return };
    let _ = store.load();
    for number in store.article_numbers().unwrap_or_default() {
        let _ = store.article(number);
    }
}

/// Returns the repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.ends_with("fuzz") { here.join("..") } else { here.to_owned() }
}

fn unzip(archive: &Path, into: &Path) {
    let file = std::fs::File::open(archive).expect("it is part of the repository");
    let mut archive = zip::ZipArchive::new(file).expect("it is part of the repository");
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).expect("there are so many");
        let path = into.join(entry.enclosed_name().expect("all names are plain"));
        std::fs::create_dir_all(path.parent().unwrap_or(into)).expect("the folder is ours");
        std::io::copy(&mut entry, &mut std::fs::File::create(path).expect("the folder is ours")).expect("it is sound");
    }
}
