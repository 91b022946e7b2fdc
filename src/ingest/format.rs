//! The forms in which articles come.

use std::path::Path;
use std::str::FromStr;

/// The form in which articles come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Told by name and content, file by file.
    #[default]
    Auto,
    /// Plain text, one article a file.
    Text,
    /// A web page, one article a file.
    Html,
    /// Markdown, one article a file.
    Markdown,
    /// JSON Lines, one article a line.
    Jsonl,
    /// JSON: one article, an array of articles, or several values one after the other.
    Json,
    /// A table with a header, one article a record.
    Csv,
    /// RSS or Atom.
    Feed,
    /// NewsML-G2, NITF, or the XML of Reuters' corpora.
    Newsml,
    /// An electronic mail.
    Mail,
    /// A web archive, as crawlers write it.
    Warc,
    /// What `demarche extract` wrote, one article a line.
    Extraction,
}

/// Name and extensions of each format that can be asked for.
const FORMATS: &[(Format, &str, &[&str])] = &[
    (Format::Auto, "auto", &[]),
    (Format::Text, "text", &["txt", "text"]),
    (Format::Html, "html", &["html", "htm", "xhtml"]),
    (Format::Markdown, "markdown", &["md", "markdown"]),
    (Format::Jsonl, "jsonl", &["jsonl", "ndjson"]),
    (Format::Json, "json", &["json"]),
    (Format::Csv, "csv", &["csv", "tsv"]),
    (Format::Feed, "feed", &["rss", "atom", "rdf"]),
    (Format::Newsml, "newsml", &["xml", "nitf"]),
    (Format::Mail, "eml", &["eml"]),
    (Format::Warc, "warc", &["warc", "wet"]),
    (Format::Extraction, "extraction", &[]),
];

/// Extensions of packed files, which say nothing of what is packed.
const PACKED: &[&str] = &["gz", "zst", "zip"];

impl Format {
    /// The names of all formats.
    pub const NAMES: [&str; 12] =
        ["auto", "text", "html", "markdown", "jsonl", "json", "csv", "feed", "newsml", "eml", "warc", "extraction"];

    /// Returns the format that an extension stands for; those of packed files at the end are passed over.
    pub(super) fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let mut extensions = name.split('.').skip(1).collect::<Vec<_>>();
        while extensions.last().is_some_and(|last| PACKED.contains(last)) {
            extensions.pop();
        }
        let extension = extensions.pop()?;
        FORMATS.iter().find(|(_, _, extensions)| extensions.contains(&extension)).map(|(format, _, _)| *format)
    }

    /// Tells whether a file of a directory may hold articles, by its name.
    pub(super) fn is_article(path: &Path) -> bool {
        let packed = |e: &std::ffi::OsStr| PACKED.iter().any(|packed| e.eq_ignore_ascii_case(packed));
        path.extension().is_none_or(packed) || Self::of_path(path).is_some()
    }

    /// Tells the format by the first bytes of a file, and by its extension.
    pub(super) fn sniff(head: &[u8], path: Option<&Path>) -> Self {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        let named = path.and_then(Self::of_path);
        // What these names promise can look like anything.
        if let Some(format @ (Self::Text | Self::Markdown | Self::Csv | Self::Mail)) = named {
            return format;
        }
        match head.first() {
            Some(b'{' | b'[') => Self::sniff_json(head, named),
            Some(b'<') => Self::sniff_markup(head).or(named).unwrap_or(Self::Text),
            _ if head.starts_with(b"WARC/") => Self::Warc,
            _ if named.is_none() && is_mail(head) => Self::Mail,
            _ => named.unwrap_or(Self::Text),
        }
    }

    /// Tells what begins with a brace or a bracket.
    fn sniff_json(head: &[u8], named: Option<Self>) -> Self {
        let line = head.split(|&b| b == b'\n').next().unwrap_or(head).trim_ascii();
        let has = |name: &[u8]| contains(line, name);
        // The two members that open every line of an extraction.
        if line.starts_with(b"{") && has(b"\"version\"") && has(b"\"article\"") {
            return Self::Extraction;
        }
        let second = head.get(line.len()..).unwrap_or_default().trim_ascii_start();
        let lines = line.starts_with(b"{") && line.ends_with(b"}") && second.starts_with(b"{");
        match named {
            Some(Self::Jsonl) => Self::Jsonl,
            Some(Self::Json) => {
                if lines {
                    Self::Jsonl
                } else {
                    Self::Json
                }
            }
            // `[Editor's note]` opens a text, and so may `{`; JSON goes on in one way only.
            _ if !is_json(head) => named.unwrap_or(Self::Text),
            // One object that fills its line, or one longer than what is seen here.
            _ if line.starts_with(b"{") && (line.ends_with(b"}") || line.len() == head.len()) => Self::Jsonl,
            _ => Self::Json,
        }
    }

    /// Tells what begins with a tag: the root element decides.
    fn sniff_markup(head: &[u8]) -> Option<Self> {
        let mut rest = head;
        loop {
            let at = rest.iter().position(|&b| b == b'<')?;
            rest = &rest[at + 1..];
            if let Some(comment) = rest.strip_prefix(b"!--") {
                let end = comment.windows(3).position(|w| w == b"-->")?;
                rest = &comment[end + 3..];
            } else if rest.len() > 8 && rest[..8].eq_ignore_ascii_case(b"!doctype") {
                let name = rest[8..].trim_ascii_start();
                if name.len() >= 4 && name[..4].eq_ignore_ascii_case(b"html") {
                    return Some(Self::Html);
                }
            } else if !rest.starts_with(b"?") && !rest.starts_with(b"!") {
                break;
            }
        }
        let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && !b":-_".contains(b)).unwrap_or(rest.len());
        let name = String::from_utf8_lossy(&rest[..end]).to_ascii_lowercase();
        match name.rsplit(':').next().unwrap_or_default() {
            "html" | "head" | "body" | "div" | "p" | "article" | "meta" | "title" | "h1" | "section" | "main" => {
                Some(Self::Html)
            }
            "rss" | "feed" | "rdf" => Some(Self::Feed),
            "newsml" | "nitf" | "newsitem" | "newsmessage" | "packageitem" => Some(Self::Newsml),
            _ => None,
        }
    }
}

/// Tells whether bytes contain others.
fn contains(bytes: &[u8], sought: &[u8]) -> bool {
    bytes.windows(sought.len()).any(|window| window == sought)
}

/// Tells whether what begins with a brace or bracket goes on as JSON does.
fn is_json(head: &[u8]) -> bool {
    let next = head.get(1..).unwrap_or_default().trim_ascii_start().first();
    match head.first() {
        Some(b'{') => matches!(next, Some(b'"' | b'}') | None),
        _ => matches!(next, Some(b'{' | b'[' | b']') | None),
    }
}

/// Tells whether a file begins with the headers of a mail.
fn is_mail(head: &[u8]) -> bool {
    const HEADERS: [&str; 7] = ["received", "return-path", "from", "date", "subject", "message-id", "mime-version"];
    let mut found = 0;
    for line in head.split(|&b| b == b'\n').take(60) {
        let Some(colon) = line.iter().position(|&b| b == b':') else {
            // A header goes on in an indented line.
            if line.first().is_some_and(|b| matches!(b, b' ' | b'\t')) {
                continue;
            } else {
                break;
            };
        };
        let name = &line[..colon];
        found += usize::from(HEADERS.iter().any(|header| name.eq_ignore_ascii_case(header.as_bytes())));
    }
    found >= 3
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = FORMATS.iter().find(|(_, n, _)| *n == name).map(|(format, _, _)| *format);
        found.ok_or_else(|| format!("unknown format `{name}`; known are {}", Self::NAMES.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_known_by_its_name() {
        assert_eq!(FORMATS.len(), Format::NAMES.len());
        for ((format, name, _), listed) in FORMATS.iter().zip(Format::NAMES) {
            assert_eq!((name.parse(), *name), (Ok(*format), listed));
        }
        assert!("pdf".parse::<Format>().is_err());
    }

    #[test]
    fn content_decides_where_the_name_does_not() {
        let of = |head: &str, path: &str| Format::sniff(head.as_bytes(), Some(Path::new(path)));
        for (head, path, format) in [
            ("{\"text\": \"…\"}", "wires.gz", Format::Jsonl),
            ("{\"text\": \"…\"}\n{\"text\"", "wires.json", Format::Jsonl),
            ("{\"text\": \"…\"}", "wire.json", Format::Json),
            ("{\n  \"text\": \"…\"", "wires", Format::Json),
            ("[\n  {\"text\": \"…\"", "wires", Format::Json),
            ("{\"version\":1,\"article\":{}", "part-3.jsonl", Format::Extraction),
            ("{Editor's note}", "a.txt", Format::Text),
            ("{Editor's note}", "a", Format::Text),
            ("[VESTBY] Talks resume", "a", Format::Text),
            ("Talks resume", "a", Format::Text),
            ("", "a.jsonl.gz", Format::Jsonl),
            ("<!-- x > y --><!DOCTYPE html><html>", "a", Format::Html),
            ("<?xml version='1.0'?>\n<rss version='2.0'>", "a.xml", Format::Feed),
            ("<?xml version='1.0'?>\n<rdf:RDF xmlns", "a.xml.gz", Format::Feed),
            ("<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf>", "a.xml", Format::Newsml),
            ("<inventory>", "a.xml", Format::Newsml),
            ("<html xmlns", "a.xml", Format::Html),
            ("WARC/1.0\r\nWARC-Type: warcinfo", "a.gz", Format::Warc),
            ("Return-Path: <a@b>\nDate: x\n\ty: z\nSubject: Talks\n", "a", Format::Mail),
            ("From: the archive\nDate: unknown\n\nText", "a", Format::Text),
            ("id,text", "a.csv.zst", Format::Csv),
        ] {
            assert_eq!(of(head, path), format, "{path}: {head}");
        }
    }

    #[test]
    fn names_tell_what_a_directory_holds() {
        for name in ["a", "a.txt", "a.b.html.gz", "a.ZIP", "a.gz", "A.Eml"] {
            assert!(Format::is_article(Path::new(name)), "{name}");
        }
        for name in ["a.png", "a.pdf", "a.tar.gz.bak", "a.exe"] {
            assert!(!Format::is_article(Path::new(name)), "{name}");
        }
    }
}
