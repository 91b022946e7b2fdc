//! Web archives in: one article a page.
//!
//! A WARC file (ISO 28500) is a row of records, each with headers, a length and a block. Pages are in records of type
//! `response` (as HTTP gave them) and `resource`; `conversion` records hold text that was made of a page. All else, such
//! as requests, images and pages that moved, is passed over.

use super::contents::{Body, Contents, Item, Origin, Page, Piece};
use super::http::{Headers, Response};
use super::jsonl::{Line, read_line};
use super::unpack::Bytes;
use super::{IngestError, ReadOptions};
use std::io::{self, Read};

/// The longest line of a header.
const HEADER_LINE: u64 = 1 << 16;
/// How many header lines a record may have.
pub(super) const HEADERS: usize = 256;

/// The pages of an archive.
pub(super) struct Warc {
    origin: Origin,
    from: Option<Bytes>,
    number: u64,
    /// Whether the next record was lost and its beginning is sought.
    lost: bool,
}

impl Warc {
    /// Makes the archive of a stream.
    pub(super) fn new(origin: Origin, from: Bytes) -> Self {
        Self { origin, from: Some(from), number: 0, lost: false }
    }

    fn place(&self) -> String {
        format!("{}: record {}", self.origin.name, self.number)
    }

    fn damaged(&self, message: &str) -> IngestError {
        IngestError::Damaged { path: self.place(), message: message.to_owned() }
    }

    /// Reads the headers of the next record; `None` at the end.
    fn headers(&mut self) -> Result<Option<Headers>, IngestError> {
        let path = self.place();
        loop {
            let Some(from) = self.from.as_mut() else { return Ok(None) };
            match read_line(from, HEADER_LINE) {
                Ok(None) => return Ok(None),
                Ok(Some(Line::Bytes(line))) if line.starts_with(b"WARC/") => break,
                Ok(Some(Line::Bytes(line))) if line.is_empty() || self.lost => {}
                Ok(Some(Line::TooLong)) if self.lost => {}
                Ok(Some(_)) => {
                    self.lost = true;
                    return Err(self.damaged("a record begins with `WARC/`"));
                }
                Err(error) => {
                    self.from = None;
                    return Err(IngestError::of_read(path, error));
                }
            }
        }
        self.number += 1;
        self.lost = false;
        let path = self.place();
        let Some(from) = self.from.as_mut() else { return Ok(None) };
        Headers::read(from).map(Some).map_err(|error| {
            self.from = None;
            IngestError::of_read(path, error)
        })
    }

    /// Reads the next record; `None` where there is no page in it.
    fn record(&mut self, headers: &Headers, options: &ReadOptions) -> Result<Option<Piece>, IngestError> {
        let Some(length) = headers.get("content-length").and_then(|length| length.parse::<u64>().ok()) else {
            self.lost = true;
            return Err(self.damaged("no Content-Length"));
        };
        let url = headers.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        let name = match &url {
            Some(url) => format!("{}: {url}", self.origin.name),
            None => self.place(),
        };
        let Some(from) = self.from.as_mut() else { return Ok(None) };
        let mut block = from.take(length);
        let body = match headers.get("warc-type") {
            Some("response") if is_http(headers) => page(&mut block, url, options.max_bytes),
            Some("resource") if is_html(headers.get("content-type")) => limited(&mut block, options.max_bytes)
                .map(|bytes| bytes.map(|bytes| Body::Page(Page { bytes, url, charset: None }))),
            Some("conversion") if headers.get("content-type").is_some_and(|kind| kind.starts_with("text/plain")) => {
                limited(&mut block, options.max_bytes).map(|bytes| bytes.map(Body::Text))
            }
            _ => Ok(None),
        };
        let copied = io::copy(&mut block, &mut io::sink());
        let is_cut = block.limit() > 0;
        if let Err(error) = copied {
            self.from = None;
            return Err(IngestError::of_read(name, error));
        }
        if is_cut {
            self.from = None;
            return Err(IngestError::Damaged { path: name, message: "it ends inside of a record".to_owned() });
        }
        let body = body.map_err(|error| match error {
            Unread::TooLong => IngestError::TooLong { path: name.clone(), limit: options.max_bytes },
            Unread::Coding(coding) => IngestError::Form {
                path: name.clone(),
                message: format!("its page is coded as `{coding}`, which is not read; crawl it with gzip or without"),
            },
            Unread::Io(error) => IngestError::of_read(&name, error),
        })?;
        Ok(body.map(|body| Piece { name, path: self.origin.path.clone(), body }))
    }
}

/// Why a page could not be read.
pub(super) enum Unread {
    TooLong,
    Coding(String),
    Io(io::Error),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn is_http(headers: &Headers) -> bool {
    headers.get("content-type").is_none_or(|kind| kind.starts_with("application/http"))
}

fn is_html(kind: Option<&str>) -> bool {
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    kind.starts_with("text/html") || kind.starts_with("application/xhtml")
}

/// Reads all of a stream, if it is not longer than the limit.
pub(super) fn limited(from: &mut dyn Read, limit: u64) -> Result<Option<Vec<u8>>, Unread> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(Unread::TooLong) } else { Ok(Some(bytes)) }
}

/// Reads the page of a response; `None` where it is none.
fn page(block: &mut io::Take<&mut Bytes>, url: Option<String>, limit: u64) -> Result<Option<Body>, Unread> {
    let Some(response) = Response::read(block)? else { return Ok(None) };
    if response.status != 200 || !is_html(response.headers.get("content-type")) {
        return Ok(None);
    }
    let charset = response.headers.get("content-type").and_then(|kind| {
        let (_, rest) = kind.split_once("charset=")?;
        Some(rest.trim_matches(['"', '\'', ' ']).split(';').next().unwrap_or_default().to_owned())
    });
    Ok(response.body(block, limit)?.map(|bytes| Body::Page(Page { bytes, charset, url })))
}

impl Contents for Warc {
    fn next(&mut self, options: &ReadOptions) -> Option<Result<Item, IngestError>> {
        loop {
            let headers = match self.headers() {
                Ok(Some(headers)) => headers,
                Ok(None) => {
                    let any = self.number > 0 || self.lost || self.from.is_none();
                    self.from = None;
                    let path = self.origin.name.clone();
                    return (!any).then(|| Err(IngestError::Empty { path }));
                }
                Err(error) => return Some(Err(error)),
            };
            match self.record(&headers, options) {
                Ok(Some(piece)) => return Some(Ok(Item::Piece(piece))),
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::tests::{articles, read};

    fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn response(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
        record("response", url, "application/http; msgtype=response", &[head.as_bytes(), b"\r\n\r\n", body].concat())
    }

    const HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1";

    #[test]
    fn pages_are_articles_and_all_else_is_passed_over() {
        let page = b"<html><head><title>Talks</title></head><body><p>Rapha\xEBl left the talks in Vestby on Monday.</p></body></html>";
        let chunked = b"1A\r\n<html><body><p>Talks began\r\n1B\r\n in Vestby on Monday.</p></\r\n0c;x\r\nbody></html>\r\n0\r\n\r\n";
        let bytes = [
            record("warcinfo", "", "application/warc-fields", b"software: x"),
            record("request", "https://post.example/a", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
            response("https://post.example/1987/03/17/a", HTML, page),
            response("https://post.example/b", &format!("{HTML}\r\nTransfer-Encoding: chunked"), chunked),
            response("https://post.example/c", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", page),
            response("https://post.example/d", "HTTP/1.1 200 OK\r\nContent-Type: image/png", b"\x89PNG"),
            record("conversion", "https://post.example/e", "text/plain", b"Talks end.\nAll left."),
        ]
        .concat();
        let found = articles("a.warc", &bytes);
        let texts: Vec<&str> = found.iter().map(|article| &*article.as_ref().unwrap().text).collect();
        let expected = [
            "Raphaël left the talks in Vestby on Monday.",
            "Talks began in Vestby on Monday.",
            "Talks end.\nAll left.",
        ];
        assert_eq!(texts, expected);
        let first = found[0].as_ref().unwrap();
        assert_eq!(first.url.as_deref(), Some("https://post.example/1987/03/17/a"));
        assert_eq!(
            (first.published, first.published_from),
            (Some(jiff::civil::date(1987, 3, 17)), Some(crate::ingest::DateSource::Url))
        );
    }

    #[test]
    fn a_page_may_be_compressed_as_http_allows() {
        use std::io::Write;
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"<html><body><p>Talks began in Vestby.</p></body></html>").unwrap();
        let packed = gz.finish().unwrap();
        let bytes = response("https://post.example/a", &format!("{HTML}\r\nContent-Encoding: gzip"), &packed);
        assert_eq!(read("a.warc", &bytes), ["a.warc: https://post.example/a | Talks began in Vestby."]);
        let packed = b"\x1B6\x00\xF8\x1D\x07n\xEC\x0E\xBC\x90\xFDf\xFDbU\x06'y|\xA8\xDC\xE0H\x03\x0A\xBD\xB4\xAC\xE5&\xA4\x90]\x84\xD2\xA3\x00\xA3\x91I\xBC\x18\xE4\xBA\xD5\x0C1p\xD8\xCEO\x1C\x00";
        let bytes = response("https://post.example/a", &format!("{HTML}\r\nContent-Encoding: br"), packed);
        assert_eq!(read("a.warc", &bytes), ["a.warc: https://post.example/a | Talks began in Vestby."]);
        let cut = response("https://post.example/a", &format!("{HTML}\r\nContent-Encoding: br"), &packed[..20]);
        assert!(read("a.warc", &cut)[0].contains("a.warc: https://post.example/a: damaged"));
        let bytes = response("https://post.example/a", &format!("{HTML}\r\nContent-Encoding: x-lzw"), b"\x8B\x05\x80");
        assert!(read("a.warc", &bytes)[0].contains("its page is coded as `x-lzw`"));
    }

    #[test]
    fn what_is_damaged_or_too_long_is_named_and_the_rest_is_read() {
        let page = b"<p>Talks began in Vestby on Monday.</p>";
        let good = response("https://post.example/a", HTML, page);
        let long = response("https://post.example/b", HTML, &[b'x'; 300]);
        let bytes = [&b"garbage\nmore\n"[..], &good, &long, &good, &good[..good.len() - 20]].concat();
        assert_eq!(
            read("a.warc", &bytes),
            [
                "a.warc: record 0: damaged or cut short (a record begins with `WARC/`); get it again",
                "a.warc: https://post.example/a | Talks began in Vestby on Monday.",
                "a.warc: https://post.example/b: longer than 200 bytes; split it or raise --max-article-bytes",
                "a.warc: https://post.example/a | Talks began in Vestby on Monday.",
                "a.warc: https://post.example/a: damaged or cut short (it ends inside of a record); get it again",
            ]
        );
    }
}
