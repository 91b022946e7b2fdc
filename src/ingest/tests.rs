//! Reading as a whole, and what the tests of single formats share.

use super::{Article, DateSource, IngestError, ReadOptions, Reader, RegionKind};

/// Reads the articles of a file that has this name and these bytes.
pub(super) fn articles(name: &str, bytes: &[u8]) -> Vec<Result<Article, IngestError>> {
    articles_with(ReadOptions::default(), name, bytes)
}

fn articles_with(options: ReadOptions, name: &str, bytes: &[u8]) -> Vec<Result<Article, IngestError>> {
    let reader = Reader::new(options);
    let inputs = reader.read_bytes(name, bytes.to_vec());
    inputs.map(|input| input.and_then(|input| reader.article_of_input(input))).collect()
}

/// Shows the articles of a file, one a line: path, address or title, and text; or what is wrong.
pub(super) fn read_with(options: ReadOptions, name: &str, bytes: &[u8]) -> Vec<String> {
    let show = |article: Article| {
        let place = match (article.url, article.path) {
            (Some(url), Some(path)) => format!("{path}: {url}"),
            (_, path) => path.unwrap_or(article.id),
        };
        let title = article.title.map(|title| format!("{title} | ")).unwrap_or_default();
        format!("{place} | {title}{}", article.text)
    };
    articles_with(options, name, bytes)
        .into_iter()
        .map(|article| article.map_or_else(|error| error.to_string(), show))
        .collect()
}

/// The same, where an article holds 200 bytes at most.
pub(super) fn read(name: &str, bytes: &[u8]) -> Vec<String> {
    read_with(ReadOptions { max_bytes: 200, ..ReadOptions::default() }, name, bytes)
}

#[test]
fn a_bad_line_is_named_and_the_run_goes_on() {
    let found = articles(
        "a.jsonl",
        b"{\"text\": \"Talks resume.\"}\nnonsense\n\n{\"text\": \"Talks end.\", \"published\": \"1987-03-17\"}\n",
    );
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].as_ref().unwrap().id.len(), 17);
    assert_eq!(found[1].as_ref().unwrap_err().to_string(), "a.jsonl:2: not JSON: expected ident (column 2)");
    let last = found[2].as_ref().unwrap();
    assert_eq!(
        (last.published, last.published_from),
        (Some(jiff::civil::date(1987, 3, 17)), Some(DateSource::Metadata))
    );
}

#[test]
fn the_title_of_a_line_leaves_its_text_alone() {
    let found = articles(
        "a.jsonl",
        br#"{"title": "TALKS", "text": "Short line\n\nThe envoys met.", "dateline": "VESTBY, Feb 26 -"}"#,
    );
    let article = found[0].as_ref().unwrap();
    assert_eq!((article.title.as_deref(), article.dateline.as_deref()), (Some("TALKS"), Some("VESTBY")));
    assert_eq!(article.regions[0].kind, RegionKind::Subhead);
}

#[test]
fn limits_and_emptiness_are_said() {
    assert_eq!(read("a.txt", &[b'x'; 300]), ["a.txt: longer than 200 bytes; split it or raise --max-article-bytes"]);
    assert_eq!(read("a.txt", b" \n"), ["a.txt: no text in it"]);
    assert_eq!(
        read("a.txt", b"\0\x01\x02"),
        ["a.txt: not a text file; convert it to plain text, HTML or JSON Lines first"]
    );
    assert_eq!(read("a", b"%PDF-1.7 x"), ["a: a PDF document; convert it to plain text, HTML or JSON Lines first"]);
}

#[test]
fn other_languages_are_set_aside() {
    let text = "Le ministre a dit que les pourparlers commenceraient lundi et que la France ne pose pas de condition.";
    assert!(read("a.txt", text.as_bytes())[0].contains("`fr`"));
}

#[test]
fn what_tells_the_day_is_kept() {
    let day = |line: &str| {
        let article = articles("a.jsonl", line.as_bytes()).remove(0).unwrap();
        article.published_from.map(|from| (from.name(), article.published.unwrap().to_string()))
    };
    let of = |source, day: &str| Some((source, day.to_owned()));
    let url = r#""url": "https://post.example/1987/03/18/talks""#;
    assert_eq!(
        day(&format!(r#"{{"text": "Published: 3 May 2015\n\nTalks began.", "published": "1987-03-17", {url}}}"#)),
        of("metadata", "1987-03-17")
    );
    assert_eq!(
        day(&format!(r#"{{"text": "Published: 3 May 2015\n\nTalks began.", {url}}}"#)),
        of("date-line", "2015-05-03")
    );
    let wire = r#""text": "VESTBY, March 19, 1987 - Talks began.""#;
    assert_eq!(day(&format!("{{{wire}, {url}}}")), of("url", "1987-03-18"));
    assert_eq!(day(&format!("{{{wire}}}")), of("dateline", "1987-03-19"));
    assert_eq!(day(r#"{"text": "Talks began."}"#), None);
}
