//! JSON in: one article, an array of articles, or values one after the other, however they are laid out.
//!
//! The text is parted into values without reading them, so that an array of any length needs the memory of one article.
//! Only an object that wraps a list (`{"articles": [{…}, …]}`) is read whole.

use super::contents::{Body, Contents, Item, Origin, Piece};
use super::record::FieldNames;
use super::unpack::Bytes;
use super::{IngestError, ReadOptions};
use serde_json::Value;
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// The values that a JSON text holds.
pub(super) struct Values {
    origin: Origin,
    from: Option<Bytes>,
    line: u64,
    in_array: bool,
    /// Articles of a list that an object wraps.
    listed: VecDeque<Piece>,
}

impl Values {
    /// Makes the values of a stream.
    pub(super) fn new(origin: Origin, from: Bytes) -> Self {
        Self { origin, from: Some(from), line: 1, in_array: false, listed: VecDeque::new() }
    }
}

/// A value, as far as it was kept.
#[derive(Debug, PartialEq, Eq)]
enum Scanned {
    Value(Vec<u8>),
    TooLong,
    /// The text ended inside of it.
    Cut,
}

/// Where the scanner stands in a value.
#[derive(Default)]
struct Depth {
    brackets: usize,
    in_string: bool,
    escaped: bool,
}

impl Depth {
    /// Takes one byte; tells whether the value ends with it.
    fn ends_with(&mut self, byte: u8) -> bool {
        if self.in_string {
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.brackets += 1,
            b'}' | b']' => {
                self.brackets = self.brackets.saturating_sub(1);
                return self.brackets == 0;
            }
            _ => {}
        }
        false
    }
}

/// Reads the value that begins at the next byte; counts the lines that it takes.
fn scan(from: &mut dyn BufRead, limit: u64, line: &mut u64) -> io::Result<Scanned> {
    let (mut value, mut too_long, mut depth) = (Vec::new(), false, Depth::default());
    loop {
        let available = match from.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            let whole = depth.brackets == 0 && !depth.in_string;
            return Ok(if whole { Scanned::Value(value) } else { Scanned::Cut });
        }
        let mut end = None;
        for (at, &byte) in available.iter().enumerate() {
            // A number, a word or something that is no JSON goes up to what parts values.
            if depth.brackets == 0 && !depth.in_string && matches!(byte, b',' | b'\n' | b']') {
                end = Some(at);
                break;
            }
            *line += u64::from(byte == b'\n');
            if depth.ends_with(byte) {
                end = Some(at + 1);
                break;
            }
        }
        let used = end.unwrap_or(available.len());
        too_long |= value.len() as u64 + used as u64 > limit;
        if too_long {
            value = Vec::new();
        } else {
            value.extend_from_slice(&available[..used]);
        }
        from.consume(used);
        if end.is_some() {
            return Ok(if too_long { Scanned::TooLong } else { Scanned::Value(value) });
        }
    }
}

impl Values {
    /// Goes to the next value; `false` at the end of the text.
    fn skip_to_value(&mut self) -> io::Result<bool> {
        let Some(from) = self.from.as_mut() else { return Ok(false) };
        loop {
            let available = match from.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let Some(&first) = available.first() else { return Ok(false) };
            match first {
                b'\n' => self.line += 1,
                b'[' if !self.in_array => self.in_array = true,
                b']' => self.in_array = false,
                b' ' | b'\t' | b'\r' | b',' | 0x1E => {}
                0xEF if available.starts_with(b"\xEF\xBB\xBF") => from.consume(2),
                _ => return Ok(true),
            }
            from.consume(1);
        }
    }

    /// Makes pieces of a value: one, or as many as it lists.
    fn piece(&mut self, json: String, line: u64, names: &FieldNames) -> Option<Piece> {
        let Origin { name, path } = &self.origin;
        if !self.in_array
            && let Some((list, articles)) = wrapped(&json, names)
        {
            self.listed.extend(articles.into_iter().enumerate().map(|(number, article)| Piece {
                name: format!("{name}:{line}: {list}.{number}"),
                path: path.clone(),
                body: Body::Json(article.to_string()),
            }));
            return self.listed.pop_front();
        }
        Some(Piece { name: format!("{name}:{line}"), path: path.clone(), body: Body::Json(json) })
    }
}

/// Returns the list that an object wraps, where it is no article itself: its one array of objects.
fn wrapped(json: &str, names: &FieldNames) -> Option<(String, Vec<Value>)> {
    let Ok(Value::Object(object)) = serde_json::from_str(json) else { return None };
    let text = names.text();
    if object.contains_key(text) || object.contains_key(text.split('.').next()?) {
        return None;
    }
    let is_list = |value: &Value| value.as_array().is_some_and(|a| a.first().is_some_and(Value::is_object));
    let mut lists = object.into_iter().filter(|(_, value)| is_list(value));
    match (lists.next(), lists.next()) {
        (Some((name, Value::Array(articles))), None) => Some((name, articles)),
        _ => None,
    }
}

impl Contents for Values {
    fn next(&mut self, options: &ReadOptions) -> Option<Result<Item, IngestError>> {
        if let Some(piece) = self.listed.pop_front() {
            return Some(Ok(Item::Piece(piece)));
        }
        let scanned = match self.skip_to_value() {
            Ok(true) => {
                let from = self.from.as_mut()?;
                let line = self.line;
                scan(from, options.max_bytes, &mut self.line).map(|scanned| (line, scanned))
            }
            Ok(false) => return None,
            Err(error) => Err(error),
        };
        let path = self.origin.name.clone();
        Some(match scanned {
            Ok((line, Scanned::Value(bytes))) => match String::from_utf8(bytes) {
                Ok(json) => self.piece(json, line, &options.fields).map(|piece| Ok(Item::Piece(piece)))?,
                Err(_) => {
                    let message = "not valid UTF-8, as JSON must be; convert it first (iconv -t UTF-8)".to_owned();
                    Err(IngestError::Line { path, line, message })
                }
            },
            Ok((line, Scanned::TooLong)) => {
                Err(IngestError::TooLong { path: format!("{path}:{line}"), limit: options.max_bytes })
            }
            Ok((line, Scanned::Cut)) => {
                self.from = None;
                let message = "it ends inside of a value".to_owned();
                Err(IngestError::Damaged { path: format!("{path}:{line}"), message })
            }
            Err(error) => {
                self.from = None;
                Err(self.origin.failed(self.line, error))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::tests::read;

    #[test]
    fn arrays_lists_and_values_in_a_row_are_articles() {
        let array = "[{\"text\": \"Talks } begin.\"},\n {\"text\": \"He said: \\\"No ]\\\".\"}, 7]\n";
        assert_eq!(
            read("a.json", array.as_bytes()),
            [
                "a.json | Talks } begin.",
                "a.json | He said: \"No ]\".",
                "a.json:2: no JSON object; each article is one, as in {\"text\": \"…\"}"
            ]
        );
        let wrapped = b"{\"status\": \"ok\",\n \"articles\": [{\"text\": \"Talks begin.\"}, {\"t\": \"x\"}]}";
        assert_eq!(
            read("a.json", wrapped),
            [
                "a.json | Talks begin.",
                "a.json:1: articles.1: no member \"text\"; if the text is in \"t\", say --field text=t"
            ]
        );
        let row = b"{\n \"text\": \"Talks begin.\"\n}\n{\n \"text\": \"Talks end.\"\n}";
        assert_eq!(read("a.json", row), ["a.json | Talks begin.", "a.json | Talks end."]);
    }

    #[test]
    fn what_is_cut_too_long_or_no_json_is_said_and_the_rest_is_read() {
        let long = format!("[{{\"text\": \"{}\"}},\n{{\"text\": \"Talks end.\"}},\n{{\"text\": \"Ta", "x".repeat(300));
        assert_eq!(
            read("a.json", long.as_bytes()),
            [
                "a.json:1: longer than 200 bytes; split it or raise --max-article-bytes",
                "a.json | Talks end.",
                "a.json:3: damaged or cut short (it ends inside of a value); get it again"
            ]
        );
        assert_eq!(
            read("a.json", b"[{\"text\": \"Talks end.\"}, {text: 1}]"),
            ["a.json | Talks end.", "a.json:1: not JSON: key must be a string (column 2)"]
        );
    }
}
