//! Articles as readers give them, from files as they come.

use demarche::ingest::{Article, IngestError, ReadOptions, Reader, RegionKind};
use std::io::Write;
use std::path::{Path, PathBuf};

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

/// Reads a folder: each article's text, or what is wrong, without the folder's name.
fn read_folder(folder: &Path) -> Vec<String> {
    let reader = Reader::default();
    let name = format!("{}/", folder.display());
    let show = |error: IngestError| error.to_string().replace(&name, "");
    reader.articles(&[folder.to_owned()]).map(|article| article.map_or_else(show, |a| a.text)).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

#[test]
fn a_folder_of_everything_loses_only_what_is_damaged_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let lines: Vec<u8> = (0..2000).flat_map(|n| format!("{{\"text\": \"Talks {n} began.\"}}\n").into_bytes()).collect();
    let packed = gzip(&lines);
    write("a-cut.jsonl.gz", &packed[..packed.len() / 2]);
    write("b-binary.txt", b"\x7FELF\x02\x01\0\0");
    write("c-broken.txt", b"The envoy said \xE2\x80 that \xC3\xA9migr\xC3\xA9s were welcome.");
    write("d-empty.html", b"");
    write("e-page.html.gz", &gzip(b"<html><body><p>Talks began in Vestby on Monday.</p></body></html>"));
    write("f-letter.docx", b"PK\x03\x04");
    write("g-short.zip", b"PK\x03\x04\0\0");
    write("h-table.csv.zst", &zstd::encode_all(&b"text\nTalks end.\n"[..], 3).unwrap());
    std::os::unix::fs::symlink("z-self.txt", folder.path().join("z-self.txt")).unwrap();
    let found = read_folder(folder.path());
    let articles = found.iter().filter(|line| line.starts_with("Talks ") && line.ends_with(" began.")).count();
    assert!((500..2000).contains(&articles), "{articles}");
    let rest: String = found.iter().skip(articles).map(|line| format!("{line}\n")).collect();
    insta::assert_snapshot!(rest.replace(&format!(":{}:", articles + 1), ":N:"), @r"
    a-cut.jsonl.gz:N: damaged or cut short (incomplete deflate stream); get it again
    b-binary.txt: not a text file; convert it to plain text, HTML or JSON Lines first
    The envoy said � that émigrés were welcome.
    d-empty.html: no text in it
    Talks began in Vestby on Monday.
    f-letter.docx: skipped, not an article by its name; name the file itself to read it
    g-short.zip: damaged or cut short (its directory is missing); get it again
    Talks end.
    z-self.txt: Too many levels of symbolic links (os error 40); the link leads back to itself, remove it
    ");
}

#[test]
fn a_pipe_in_a_folder_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let status = std::process::Command::new("mkfifo").arg(folder.path().join("a.txt")).status().unwrap();
    assert!(status.success());
    assert!(
        read_folder(folder.path())[0]
            .ends_with("a.txt: skipped, not an article by its name; name the file itself to read it")
    );
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn what_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "Talks began.").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
    if std::fs::read(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    assert_eq!(
        read_folder(folder.path()),
        ["a.txt: Permission denied (os error 13); make it readable for you (chmod u+r) or leave it out"]
    );
}

#[test]
fn a_bomb_ends_the_file_and_not_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..80 {
        gz.write_all(&[b'\n'; 1 << 20]).unwrap();
    }
    std::fs::write(folder.path().join("a.jsonl.gz"), gz.finish().unwrap()).unwrap();
    std::fs::write(folder.path().join("b.txt"), "Talks began.").unwrap();
    let found = read_folder(folder.path());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains(": unpacks to more than 200 times its size") && found[0].contains("--max-unpack-ratio"),
        "{found:?}"
    );
    assert_eq!(found[1], "Talks began.");
}
