//! XML in: elements one at a time, each within limits.

use super::contents::Origin;
use super::unpack::{Bomb, Bytes};
use super::{IngestError, ReadOptions};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::{self, BufRead, BufReader, Read};

/// An element with all that is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name in lower case, without the prefix of its namespace.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// What is in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Returns the value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| &**value)
    }

    /// Iterates over the elements directly in this one.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Returns the first element directly in this one that has a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// Returns the first element with a name, at any depth, in the order of the text.
    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        self.elements().find_map(|element| if element.name == name { Some(element) } else { element.find(name) })
    }

    /// Returns all its text, white space collapsed; `None` where there is none.
    pub(super) fn text(&self) -> Option<String> {
        let mut text = String::new();
        self.collect(&mut text);
        let words: Vec<&str> = text.split_whitespace().collect();
        Some(words.join(" ")).filter(|text| !text.is_empty())
    }

    /// Adds its text as it stands.
    pub(super) fn collect(&self, into: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => into.push_str(text),
                Node::Element(element) => element.collect(into),
            }
        }
    }
}

/// Reads XML event by event.
pub(super) struct Xml {
    reader: quick_xml::Reader<Limited<BufReader<Utf8<Bytes>>>>,
    buffer: Vec<u8>,
    origin: Origin,
    limit: u64,
    max_depth: usize,
    /// An element without content was opened and is to be closed.
    open_empty: bool,
    pub(super) depth: usize,
}

/// What comes next outside of an element that is read whole.
pub(super) enum Step {
    Start(Element),
    End,
    Over,
}

impl Xml {
    /// Makes the reader of a stream; `head` is its beginning, where it may declare its encoding.
    pub(super) fn new(origin: Origin, from: Bytes, head: &[u8], options: &ReadOptions) -> Self {
        let limit = options.max_bytes;
        let from = BufReader::with_capacity(1 << 14, Utf8::new(from, declared(head)));
        let mut reader = quick_xml::Reader::from_reader(Limited { from, limit, left: limit, line: 1 });
        // Feeds often hold bare ampersands.
        reader.config_mut().allow_dangling_amp = true;
        let max_depth = options.max_depth;
        Self { reader, buffer: Vec::new(), origin, limit, max_depth, open_empty: false, depth: 0 }
    }

    /// Returns the file and the line that is being read.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.origin.name, self.reader.get_ref().line)
    }

    fn event(&mut self) -> Result<Event<'static>, IngestError> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer).map(Event::into_owned);
        event.map_err(|error| {
            let path = self.place();
            match error {
                quick_xml::Error::Io(io) if io.get_ref().is_some_and(|inner| inner.is::<OverLimit>()) => {
                    IngestError::TooLong { path, limit: self.limit }
                }
                quick_xml::Error::Io(io) => match io.get_ref().and_then(|inner| inner.downcast_ref()) {
                    Some(&Bomb { ratio }) => IngestError::Bomb { path, ratio },
                    None => IngestError::of_read(path, io::Error::new(io.kind(), io.to_string())),
                },
                other => IngestError::Damaged { path, message: other.to_string() },
            }
        })
    }

    fn deeper(&mut self) -> Result<(), IngestError> {
        self.depth += 1;
        if self.depth > self.max_depth {
            return Err(IngestError::TooDeep { path: self.place(), limit: self.max_depth });
        }
        Ok(())
    }

    /// Goes to the next tag.
    pub(super) fn step(&mut self) -> Result<Step, IngestError> {
        if std::mem::take(&mut self.open_empty) {
            self.depth -= 1;
            return Ok(Step::End);
        }
        self.reader.get_mut().renew();
        loop {
            match self.event()? {
                Event::Start(start) => {
                    self.deeper()?;
                    return Ok(Step::Start(element(&start)));
                }
                Event::Empty(start) => {
                    self.deeper()?;
                    self.open_empty = true;
                    return Ok(Step::Start(element(&start)));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::End);
                }
                Event::Eof if self.depth > 0 => {
                    return Err(IngestError::Damaged {
                        path: self.place(),
                        message: "it ends inside of an element".into(),
                    });
                }
                Event::Eof => return Ok(Step::Over),
                _ => {}
            }
        }
    }

    /// Reads all that is in an element whose start was the last step.
    pub(super) fn read_whole(&mut self, start: Element) -> Result<Element, IngestError> {
        if std::mem::take(&mut self.open_empty) {
            self.depth -= 1;
            return Ok(start);
        }
        let mut open = vec![start];
        loop {
            let event = self.event()?;
            let top = open.last_mut().map(|element| &mut element.children);
            let Some(children) = top else { return Ok(Element::default()) };
            match event {
                Event::Text(text) => add_text(children, &text.xml_content(XmlVersion::Implicit1_0)),
                Event::CData(text) => add_text(children, &text.xml_content(XmlVersion::Implicit1_0)),
                Event::GeneralRef(reference) => add_text(children, &resolve(&reference)),
                Event::Empty(start) => children.push(Node::Element(element(&start))),
                Event::Start(start) => {
                    self.deeper()?;
                    open.push(element(&start));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    let Some(done) = open.pop() else { continue };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(Node::Element(done)),
                        None => return Ok(done),
                    }
                }
                Event::Eof => {
                    return Err(IngestError::Damaged {
                        path: self.place(),
                        message: "it ends inside of an element".into(),
                    });
                }
                _ => {}
            }
        }
    }
}

/// Adds text to what is in an element; a reference in the middle does not part it.
fn add_text(children: &mut Vec<Node>, text: &str) {
    match children.last_mut() {
        Some(Node::Text(last)) => last.push_str(text),
        _ => children.push(Node::Text(text.to_owned())),
    }
}

/// Returns what a reference stands for; feeds use HTML's names without declaring them.
fn resolve(reference: &BytesRef<'_>) -> String {
    let name: &str = reference;
    match reference.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => resolve_html5_entity(name).map_or_else(|| format!("&{name};"), str::to_owned),
    }
}

/// Makes an element of its start tag; attributes that are not well-formed are passed over.
fn element(start: &BytesStart<'_>) -> Element {
    let lower = |name: &str| name.to_ascii_lowercase();
    let mut attributes = start.html_attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let value = quick_xml::escape::unescape_with(&attribute.value, resolve_html5_entity)
            .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        (lower(attribute.key.local_name().as_ref()), value)
    });
    Element { name: lower(start.local_name().as_ref()), attributes: attributes.collect(), children: Vec::new() }
}

/// Returns the encoding that an XML declaration names.
fn declared(head: &[u8]) -> &'static Encoding {
    let line = head.split(|&b| b == b'>').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let name = line.split_once("encoding").and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    name.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(UTF_8)
}

/// Turns a stream into UTF-8; what is broken reads `U+FFFD`.
pub(super) struct Utf8<R> {
    from: R,
    decoder: Decoder,
    over: bool,
}

impl<R: BufRead> Utf8<R> {
    /// Makes the stream; a byte order mark overrides the encoding.
    pub(super) fn new(from: R, encoding: &'static Encoding) -> Self {
        Self { from, decoder: encoding.new_decoder(), over: false }
    }
}

impl<R: BufRead> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.over || into.is_empty() {
                return Ok(0);
            }
            let input = self.from.fill_buf()?;
            let last = input.is_empty();
            let (result, used, written, _) = self.decoder.decode_to_utf8(input, into, last);
            self.from.consume(used);
            self.over = last && result == CoderResult::InputEmpty;
            if written > 0 || result == CoderResult::OutputFull {
                return Ok(written);
            }
        }
    }
}

/// Why reading ended: one element is longer than it may be.
#[derive(Debug, thiserror::Error)]
#[error("longer than allowed")]
struct OverLimit;

/// Bounds how much is read for one element, and counts lines.
struct Limited<R> {
    from: R,
    limit: u64,
    left: u64,
    line: u64,
}

impl<R> Limited<R> {
    /// Allows the full length again, for the next element.
    fn renew(&mut self) {
        self.left = self.limit;
    }
}

impl<R: BufRead> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(into.len());
        into[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Limited<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 { Err(io::Error::other(OverLimit)) } else { self.from.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed is still in the buffer of the reader below.
        if let Ok(available) = self.from.fill_buf() {
            let taken = &available[..amount.min(available.len())];
            self.line += taken.iter().filter(|&&byte| byte == b'\n').count() as u64;
        }
        self.left = self.left.saturating_sub(amount as u64);
        self.from.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(bytes: &[u8], options: &ReadOptions) -> Xml {
        let origin = Origin { name: "a.xml".into(), path: None };
        Xml::new(origin, Box::new(io::Cursor::new(bytes.to_vec())), bytes, options)
    }

    fn whole(bytes: &[u8], options: &ReadOptions) -> Result<Element, String> {
        let mut xml = xml(bytes, options);
        match xml.step() {
            Ok(Step::Start(start)) => xml.read_whole(start).map_err(|error| error.to_string()),
            Ok(_) => Err("no element".into()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn text_is_read_with_its_references_and_encoding() {
        let options = ReadOptions::default();
        let bytes = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a:Item x:Id='1 &amp; 2'>Rapha\xEBl &amp; co&nbsp;&#8211; \
                      <![CDATA[<b>]]> <b/>R&D &unknown;</a:Item>";
        let element = whole(bytes, &options).unwrap();
        assert_eq!((element.name.as_str(), element.attribute("id")), ("item", Some("1 & 2")));
        assert_eq!(element.text().unwrap(), "Raphaël & co – <b> R&D &unknown;");
    }

    #[test]
    fn limits_hold_and_name_the_line() {
        let options = ReadOptions { max_bytes: 500, max_depth: 10, ..ReadOptions::default() };
        let deep = format!("<a>\n{}", "<b>".repeat(20));
        assert_eq!(
            whole(deep.as_bytes(), &options).unwrap_err(),
            "a.xml:2: nested deeper than 10 levels; repair it or raise --max-depth"
        );
        let long = format!("<a>\n{}</a>", "x".repeat(100_000));
        assert!(whole(long.as_bytes(), &options).unwrap_err().starts_with("a.xml:2: longer than 500 bytes"));
        assert_eq!(
            whole(b"<a>\n<b>x</b>\n", &options).unwrap_err(),
            "a.xml:3: damaged or cut short (it ends inside of an element); get it again"
        );
        assert!(whole(b"<a>\n<b></a>", &options).unwrap_err().starts_with("a.xml:2: damaged or cut short ("));
    }
}
