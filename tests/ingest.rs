//! Articles as readers give them, from files as they come.

use demarche::ingest::{Article, ReadOptions, Reader, RegionKind};
use std::path::PathBuf;

fn sample(name: &str) -> Vec<Article> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/articles").join(name);
    Reader::default().articles(&[path]).map(Result::unwrap).collect()
}

/// Shows the regions of an article that are no plain paragraphs.
fn unusual(article: &Article) -> String {
    let regions = article.regions.iter().filter(|r| r.kind != RegionKind::Paragraph);
    regions.map(|r| format!("{:?}: {}\n", r.kind, r.span.of(&article.text))).collect()
}

#[test]
fn every_sample_article_has_headline_place_and_day() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/articles");
    let mut count = 0;
    for article in Reader::default().articles(&[path]) {
        let article = article.unwrap();
        count += 1;
        assert!(article.title.is_some(), "{:?}", article.path);
        assert!(article.warnings.is_empty(), "{:?}", article.warnings);
        assert!(article.words() > 40, "{:?}", article.path);
    }
    assert!(count >= 13);
}

#[test]
fn the_frame_of_a_page_is_told_from_its_news() {
    let unusual: String = ["2031-03-05-offer.txt", "2031-03-07-interconnector.txt", "2031-03-09-still-stands.txt"]
        .iter()
        .flat_map(|name| sample(name))
        .map(|article| unusual(&article))
        .collect();
    insta::assert_snapshot!(unusual);
}

#[test]
fn an_endless_line_is_refused_without_filling_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let mut bytes = b"{\"text\": \"".to_vec();
    bytes.resize(5 << 20, b'a');
    bytes.extend_from_slice(b"\"}\n{\"text\": \"Talks resume.\"}\n");
    std::fs::write(&path, bytes).unwrap();
    let reader = Reader::new(ReadOptions { max_bytes: 1 << 20, ..ReadOptions::default() });
    let found: Vec<_> = reader.articles(&[path]).collect();
    assert!(found[0].as_ref().unwrap_err().to_string().contains("a.jsonl:1: longer than 1048576 bytes"));
    assert_eq!(found[1].as_ref().unwrap().text, "Talks resume.");
}

#[test]
fn a_loop_of_links_ends() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "Talks resume.").unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    let found: Vec<_> = Reader::default().articles(&[folder.path().to_owned()]).collect();
    assert_eq!(found.len(), 2);
    assert!(found[1].as_ref().unwrap_err().to_string().contains("leads back"));
}
