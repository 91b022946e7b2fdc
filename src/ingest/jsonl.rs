//! JSON Lines in: one article a line.

use super::contents::{Body, Contents, Item, Origin, Piece};
use super::record::{FieldNames, Record};
use super::unpack::Bytes;
use super::{IngestError, ReadOptions};
use serde_json::Value;
use std::io::{self, BufRead};

/// The lines of a file, one article each.
pub(super) struct Lines {
    origin: Origin,
    from: Option<Bytes>,
    number: u64,
    extraction: bool,
}

impl Lines {
    /// Makes the lines of a stream, which holds articles or what was extracted from some.
    pub(super) fn new(origin: Origin, from: Bytes, extraction: bool) -> Self {
        Self { origin, from: Some(from), number: 0, extraction }
    }
}

impl Contents for Lines {
    fn next(&mut self, options: &ReadOptions) -> Option<Result<Item, IngestError>> {
        loop {
            let from = self.from.as_mut()?;
            self.number += 1;
            let (limit, line, path) = (options.max_bytes, self.number, self.origin.name.clone());
            let bytes = match read_line(from, limit) {
                Ok(Some(Line::Bytes(bytes))) => bytes,
                Ok(Some(Line::TooLong)) => {
                    return Some(Err(IngestError::TooLong { path: format!("{path}:{line}"), limit }));
                }
                Ok(None) => {
                    self.from = None;
                    return None;
                }
                Err(error) => {
                    self.from = None;
                    return Some(Err(self.origin.failed(line, error)));
                }
            };
            let Ok(text) = String::from_utf8(bytes) else {
                let message = "not valid UTF-8, as JSON must be; convert it first (iconv -t UTF-8)".to_owned();
                return Some(Err(IngestError::Line { path, line, message }));
            };
            let text = if line == 1 { text.trim_start_matches('\u{FEFF}').to_owned() } else { text };
            if text.trim().is_empty() {
                continue;
            }
            return Some(Ok(if self.extraction {
                Item::Extraction { path, line, json: text }
            } else {
                let name = format!("{path}:{line}");
                Item::Piece(Piece { name, path: self.origin.path.clone(), body: Body::Json(text) })
            }));
        }
    }
}

/// Reads one object as an article.
pub(super) fn parse(text: &str, names: &FieldNames) -> Result<Record, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        // The line number inside the line is always 1 and would mislead.
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or_default().to_owned();
        let place = if error.line() > 1 { format!("line {} of it, ", error.line()) } else { String::new() };
        format!("not JSON: {what} ({place}column {})", error.column())
    })?;
    let Value::Object(object) = value else {
        return Err("no JSON object; each article is one, as in {\"text\": \"…\"}".to_owned());
    };
    Record::of_object(object, names)
}

/// One line of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Its bytes, without the line break.
    Bytes(Vec<u8>),
    /// It is longer than the limit; it was passed over without being kept.
    TooLong,
}

/// Reads one line of at most `limit` bytes; `None` at the end of the file.
pub(super) fn read_line(from: &mut dyn BufRead, limit: u64) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut too_long = false;
    let mut any = false;
    loop {
        let available = match from.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            break;
        }
        any = true;
        let end = available.iter().position(|&b| b == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        if line.len() as u64 + part.len() as u64 > limit {
            too_long = true;
            line = Vec::new();
        }
        if !too_long {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        from.consume(used);
        if end.is_some() {
            break;
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(any.then_some(if too_long { Line::TooLong } else { Line::Bytes(line) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_past_the_limit_is_passed_over_and_the_next_is_read() {
        let mut from = io::BufReader::with_capacity(4, &b"short\r\nmuch too long a line\n\nlast"[..]);
        let mut lines = Vec::new();
        while let Some(line) = read_line(&mut from, 8).unwrap() {
            lines.push(line);
        }
        let bytes = |text: &str| Line::Bytes(text.as_bytes().to_vec());
        assert_eq!(lines, [bytes("short"), Line::TooLong, bytes(""), bytes("last")]);
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said() {
        let error = |line: &str| parse(line, &FieldNames::default()).unwrap_err();
        assert_eq!(error("\"Talks\""), "no JSON object; each article is one, as in {\"text\": \"…\"}");
        assert!(error("{\"text\": \"a").starts_with("not JSON: EOF while parsing a string"));
        assert_eq!(error("{\n\"text\": x}"), "not JSON: expected value (line 2 of it, column 9)");
        let deep = "[".repeat(5000);
        assert!(error(&format!("{{\"text\": \"x\", \"y\": {deep}")).contains("recursion limit exceeded"));
    }
}
