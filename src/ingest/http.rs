//! HTTP responses as crawlers keep them.

use super::jsonl::{Line, read_line};
use super::warc::{HEADERS, Unread, limited};
use std::io::{self, BufRead, Read};

/// The headers of a record or a response, by their names in lower case.
#[derive(Debug, Default)]
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Returns the first value of a header.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| &**value)
    }

    /// Reads headers up to the blank line.
    pub(super) fn read(from: &mut dyn BufRead) -> io::Result<Self> {
        let mut headers: Vec<(String, String)> = Vec::new();
        loop {
            let line = match read_line(from, 1 << 16)? {
                None => return Ok(Self(headers)),
                Some(Line::TooLong) => continue,
                Some(Line::Bytes(line)) => line,
            };
            if line.is_empty() {
                return Ok(Self(headers));
            }
            if headers.len() >= HEADERS {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "too many header lines"));
            }
            let line = String::from_utf8_lossy(&line);
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = headers.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }
}

/// The head of a response.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Headers,
}

impl Response {
    /// Reads status line and headers; `None` where it is no response.
    pub(super) fn read(from: &mut dyn BufRead) -> io::Result<Option<Self>> {
        let Some(Line::Bytes(line)) = read_line(from, 1 << 16)? else { return Ok(None) };
        let line = String::from_utf8_lossy(&line);
        let Some(status) = line.strip_prefix("HTTP/").and_then(|rest| rest.split(' ').nth(1)?.parse().ok()) else {
            return Ok(None);
        };
        Ok(Some(Self { status, headers: Headers::read(from)? }))
    }

    /// Reads the body and takes its codings off.
    ///
    /// Many crawlers keep the headers of codings that they took off themselves, so that the content decides.
    pub(super) fn body(&self, from: &mut dyn BufRead, limit: u64) -> Result<Option<Vec<u8>>, Unread> {
        let chunked = self.headers.get("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
        let bytes = if chunked && begins_with_chunk(from.fill_buf()?) {
            limited(&mut Chunks { from, left: 0, over: false }, limit)?
        } else {
            limited(from, limit)?
        };
        let bytes = bytes.unwrap_or_default();
        let coding = self.headers.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
        let is_text = bytes.trim_ascii_start().starts_with(b"<");
        match coding.as_str() {
            _ if bytes.starts_with(&[0x1F, 0x8B]) => limited(&mut flate2::read::MultiGzDecoder::new(&*bytes), limit),
            _ if bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => limited(&mut zstd::Decoder::new(&*bytes)?, limit),
            "" | "identity" | "gzip" | "x-gzip" | "zstd" => Ok(Some(bytes)),
            _ if is_text => Ok(Some(bytes)),
            "deflate" if bytes.first() == Some(&0x78) => limited(&mut flate2::read::ZlibDecoder::new(&*bytes), limit),
            "deflate" => limited(&mut flate2::read::DeflateDecoder::new(&*bytes), limit),
            "br" => limited(&mut brotli_decompressor::Decompressor::new(&*bytes, 1 << 12), limit),
            other => Err(Unread::Coding(other.to_owned())),
        }
    }
}

/// Returns the length that the head of a chunk gives.
fn chunk_length(line: &[u8]) -> Option<u64> {
    let line = std::str::from_utf8(line).ok()?;
    u64::from_str_radix(line.split(';').next()?.trim(), 16).ok()
}

fn begins_with_chunk(bytes: &[u8]) -> bool {
    let line = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    line.len() < 64 && chunk_length(line.trim_ascii_end()).is_some()
}

/// Puts the chunks of a body together.
struct Chunks<'b> {
    from: &'b mut dyn BufRead,
    left: u64,
    over: bool,
}

impl Read for Chunks<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 && !self.over {
            match read_line(&mut *self.from, 1 << 12)? {
                Some(Line::Bytes(line)) if line.is_empty() => {}
                Some(Line::Bytes(line)) => {
                    let broken = || io::Error::new(io::ErrorKind::InvalidData, "its chunks do not fit together");
                    self.left = chunk_length(&line).ok_or_else(broken)?;
                    self.over = self.left == 0;
                }
                _ => self.over = true,
            }
        }
        if self.over {
            return Ok(0);
        }
        let length = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.from.read(&mut into[..length])?;
        self.left -= read as u64;
        self.over = read == 0;
        Ok(read)
    }
}
