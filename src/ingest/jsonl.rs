//! JSON Lines in: one article a line, as `interfaces` define it.

use serde::Deserialize;
use std::io::{self, BufRead};

/// One article as a line gives it; members that are not listed are passed over.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Record {
    pub(super) id: Option<RecordId>,
    pub(super) text: Option<String>,
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) dateline: Option<String>,
}

/// An id, which many corpora write as a number.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum RecordId {
    Text(String),
    Number(i64),
}

impl RecordId {
    pub(super) fn into_string(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Reads one line as an article.
pub(super) fn parse(line: &str) -> Result<Record, String> {
    let record: Record = serde_json::from_str(line).map_err(|error| {
        // The line number inside the line is always 1 and would mislead.
        let text = error.to_string();
        text.split(" at line ").next().map_or_else(String::new, |what| format!("{what} (column {})", error.column()))
    })?;
    match &record.text {
        None => Err("no member \"text\"".to_owned()),
        Some(text) if text.trim().is_empty() => Err("\"text\" is empty".to_owned()),
        Some(_) => Ok(record),
    }
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
        assert_eq!(parse("{\"title\": \"x\"}").unwrap_err(), "no member \"text\"");
        assert_eq!(parse("{\"text\": \" \"}").unwrap_err(), "\"text\" is empty");
        assert_eq!(parse("{\"text\": 3}").unwrap_err(), "invalid type: integer `3`, expected a string (column 10)");
        assert!(parse("{\"text\": \"a").unwrap_err().starts_with("EOF while parsing a string"));
    }

    #[test]
    fn unknown_members_and_nulls_are_passed_over() {
        let record = parse(r#"{"id": 7, "text": "Talks.", "title": null, "topics": ["x"]}"#).unwrap();
        assert_eq!(record.id.map(RecordId::into_string).as_deref(), Some("7"));
        assert_eq!(record.title, None);
    }
}
