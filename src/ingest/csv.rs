//! Tables in: one article a record, under the names of a header.

use super::contents::{Contents, Item, Origin};
use super::decode;
use super::record::{Field, FieldNames, Record};
use super::unpack::Bytes;
use super::{IngestError, ReadOptions};
use csv_core::ReadRecordResult;
use std::io::{self, BufRead};
use std::path::Path;

/// How many columns a table may have.
const COLUMNS: usize = 1 << 14;

/// A table whose records are articles.
pub(super) struct Table {
    origin: Origin,
    from: Option<Bytes>,
    core: csv_core::Reader,
    header: Option<Header>,
    output: Vec<u8>,
    ends: Vec<usize>,
}

/// The names of the columns, and which of them hold what.
struct Header {
    names: Vec<String>,
    fields: Vec<(Field, usize)>,
}

/// A record, as far as it was kept.
enum Found {
    /// Its fields lie in the table's buffer, up to so many ends.
    Record(usize),
    TooLong,
}

impl Table {
    /// Makes the table of a stream.
    pub(super) fn new(origin: Origin, from: Bytes, delimiter: u8) -> Self {
        let core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Self { origin, from: Some(from), core, header: None, output: vec![0; 1 << 12], ends: vec![0; 32] }
    }

    /// Tells what parts the columns: the commonest of the usual marks in the header.
    pub(super) fn delimiter(head: &[u8], path: Option<&Path>) -> u8 {
        let tabs = path.and_then(Path::to_str).is_some_and(|path| path.to_ascii_lowercase().contains(".tsv"));
        let mut quoted = false;
        let mut counts = [(b',', 0), (b'\t', usize::from(tabs)), (b';', 0), (b'|', 0)];
        for &byte in head.iter().take_while(|byte| **byte != b'\n') {
            quoted ^= byte == b'"';
            if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| *mark == byte && !quoted) {
                *count += 1;
            }
        }
        // Of equals the first.
        counts.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(b',', |(mark, _)| mark)
    }

    /// Reads a record into the buffer; `None` at the end. One that is too long is passed over without being kept.
    fn record(&mut self, limit: u64) -> io::Result<Option<Found>> {
        let Some(from) = self.from.as_mut() else { return Ok(None) };
        let (mut length, mut fields, mut too_long) = (0, 0, false);
        loop {
            let input = match from.fill_buf() {
                Ok(input) => input,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let (result, used, written, ended) =
                self.core.read_record(input, &mut self.output[length..], &mut self.ends[fields..]);
            from.consume(used);
            length += written;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.output.len() as u64 > limit => {
                    too_long = true;
                    length = 0;
                }
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() >= COLUMNS => {
                    too_long = true;
                    fields = 0;
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    too_long |= length as u64 > limit;
                    return Ok(Some(if too_long { Found::TooLong } else { Found::Record(fields) }));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Returns the fields of the record in the buffer, and what was wrong with their encoding.
    fn fields(&self, count: usize) -> (Vec<String>, Option<String>) {
        let (mut start, mut warning) = (0, None);
        let fields = self.ends[..count].iter().map(|&end| {
            let bytes = self.output[start..end].to_vec();
            start = end;
            let decoded = decode::decode_any(bytes);
            warning = warning.take().or(decoded.warning);
            decoded.text
        });
        (fields.collect(), warning)
    }

    /// Makes an article of the record in the buffer.
    fn piece(&self, count: usize, line: u64, header: &Header, names: &FieldNames) -> Result<Item, IngestError> {
        let Origin { name: path, .. } = &self.origin;
        let failed = |message| IngestError::Line { path: path.clone(), line, message };
        let (mut fields, warning) = self.fields(count);
        if count > header.names.len() {
            let columns = header.names.len();
            return Err(failed(format!(
                "{count} fields under {columns} columns; put what holds the delimiter in quotation marks"
            )));
        }
        let mut record = Record { warnings: warning.into_iter().collect(), ..Record::default() };
        for &(field, column) in &header.fields {
            *record.field(field) = fields.get_mut(column).map(std::mem::take);
        }
        let filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        if !filled(&record.text) && !filled(&record.html) {
            return Err(failed(format!("`{}` is empty", names.text())));
        }
        if filled(&record.text) {
            record.html = None;
        }
        let name = format!("{path}:{line}");
        Ok(self.origin.piece(name, record))
    }

    /// Reads the header.
    fn read_header(&mut self, options: &ReadOptions) -> Result<Option<Header>, IngestError> {
        let path = &self.origin.name.clone();
        match self.record(options.max_bytes).map_err(|error| self.origin.failed(1, error))? {
            None => Err(IngestError::Empty { path: path.clone() }),
            Some(Found::TooLong) => Err(IngestError::TooLong { path: format!("{path}:1"), limit: options.max_bytes }),
            Some(Found::Record(count)) => {
                let names = self.fields(count).0.iter().map(|n| n.trim_matches(['\u{FEFF}', ' ']).to_owned()).collect();
                let message = |message| IngestError::Form { path: path.clone(), message };
                Header::new(names, &options.fields).map(Some).map_err(message)
            }
        }
    }
}

impl Header {
    /// Finds the columns that are asked for; a text there must be, and what the user named.
    fn new(names: Vec<String>, asked: &FieldNames) -> Result<Self, String> {
        let mut fields = Vec::new();
        let missing = |name: &str| {
            let shown = names.iter().take(20).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            format!("no column `{name}`; there are {shown}; say --field text=COLUMN with the one that holds the text")
        };
        for ((field, name), (_, usual)) in asked.iter().zip(FieldNames::default().iter()) {
            let exact = names.iter().position(|column| column == name);
            let column = exact.or_else(|| names.iter().position(|column| column.eq_ignore_ascii_case(name)));
            match column {
                Some(column) => fields.push((field, column)),
                None if name != usual => return Err(missing(name)),
                None => {}
            }
        }
        if !fields.iter().any(|(field, _)| matches!(field, Field::Text | Field::Html)) {
            return Err(missing(asked.text()));
        }
        Ok(Self { names, fields })
    }
}

impl Contents for Table {
    fn next(&mut self, options: &ReadOptions) -> Option<Result<Item, IngestError>> {
        if self.from.is_some() && self.header.is_none() {
            match self.read_header(options) {
                Ok(header) => self.header = header,
                Err(error) => {
                    self.from = None;
                    return Some(Err(error));
                }
            }
        }
        let line = self.core.line();
        match self.record(options.max_bytes) {
            Ok(Some(Found::Record(count))) => {
                let header = self.header.as_ref()?;
                Some(self.piece(count, line, header, &options.fields))
            }
            Ok(Some(Found::TooLong)) => {
                let path = format!("{}:{line}", self.origin.name);
                Some(Err(IngestError::TooLong { path, limit: options.max_bytes }))
            }
            Ok(None) => None,
            Err(error) => {
                self.from = None;
                Some(Err(self.origin.failed(line, error)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::tests::{read, read_with};

    #[test]
    fn records_are_articles_under_any_delimiter() {
        let comma = b"\xEF\xBB\xBFid,Text,Published\n1,\"Talks, \"\"at last\"\",\nbegin.\",1987-03-17\n2,Talks end.\n";
        assert_eq!(read("a.csv", comma), ["1 | Talks, \"at last\",\nbegin.", "2 | Talks end."]);
        assert_eq!(read("a.tsv", b"text\tid\nTalks, begin.\t7\n"), ["7 | Talks, begin."]);
        assert_eq!(read("a.csv", b"id;text\r\n7;Talks, begin.\r\n"), ["7 | Talks, begin."]);
        assert_eq!(read("a.csv", b"text\nRapha\xEBl resigns.\n"), ["a.csv | Raphaël resigns."]);
    }

    #[test]
    fn the_column_of_the_text_is_the_users_choice() {
        let table = b"Headline,Body\nTALKS,Talks begin.\n";
        assert_eq!(
            read("a.csv", table),
            ["a.csv: no column `text`; there are `Headline`, `Body`; say --field text=COLUMN with the one that holds \
              the text"]
        );
        let mut options = ReadOptions::default();
        options.fields.set("text", "Body").unwrap();
        options.fields.set("title", "Headline").unwrap();
        assert_eq!(read_with(options, "a.csv", table), ["a.csv | TALKS | Talks begin."]);
    }

    #[test]
    fn a_bad_record_is_named_and_the_next_is_read() {
        let table = format!("id,text\n1,Talks, begin.\n2,{}\n3,Talks end.\n4,\n5,\"never", "x".repeat(300));
        assert_eq!(
            read("a.csv", table.as_bytes()),
            [
                "a.csv:2: 3 fields under 2 columns; put what holds the delimiter in quotation marks",
                "a.csv:3: longer than 200 bytes; split it or raise --max-article-bytes",
                "3 | Talks end.",
                "a.csv:5: `text` is empty",
                "5 | never",
            ]
        );
    }

    #[test]
    fn an_open_quotation_mark_does_not_fill_the_memory() {
        let mut bytes = b"text\n\"".to_vec();
        bytes.resize(1 << 20, b'x');
        let origin = Origin { name: "a.csv".into(), path: None };
        let mut table = Table::new(origin, Box::new(io::Cursor::new(bytes)), b',');
        let options = ReadOptions { max_bytes: 1000, ..ReadOptions::default() };
        assert!(matches!(table.next(&options), Some(Err(IngestError::TooLong { .. }))));
        assert!(table.next(&options).is_none());
        assert!(table.output.len() < 1 << 14, "{}", table.output.len());
    }
}
