//! What is checked before a tree is built: encoding and depth.

use crate::ingest::decode::{self, Decoded};
use encoding_rs::Encoding;

/// How much a page may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Limits {
    /// How many elements may be open at a time.
    pub(in crate::ingest) depth: usize,
    /// How many elements there may be: a tree takes twenty times the room of the shortest tags.
    pub(in crate::ingest) elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 512, elements: 200_000 }
    }
}

/// How many attributes a tag may have.
pub(super) const ATTRIBUTES: usize = 1000;

/// How many elements a tree builder may add by itself, roughly: it opens what formats again in every paragraph.
const REOPENED: usize = 1 << 20;
/// How many bytes may be copied to join references to their texts.
const COPIED: usize = 1 << 32;
/// The elements that it opens again.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements that have no content or end where the next begins, so that they nest no deeper than what holds them.
const ENDLESS: &[&str] = &[
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li",
    "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead",
    "tr", "track", "wbr",
];

/// Turns the bytes of a page into text; `None` where they are none.
///
/// The encoding is that of the byte order mark, of HTTP, or of the page's `<meta>`, in this order, as browsers take it;
/// without any it is told by the bytes.
pub(super) fn decode(bytes: Vec<u8>, charset: Option<&str>) -> Option<Decoded> {
    let told = Encoding::for_bom(&bytes).is_none().then(|| charset.map(str::to_owned).or_else(|| declared(&bytes)));
    let encoding = told.flatten().and_then(|label| Encoding::for_label(label.as_bytes()));
    match encoding {
        // Pages that say UTF-8 and are not are as common as those that say nothing.
        Some(encoding) if encoding != encoding_rs::UTF_8 && std::str::from_utf8(&bytes).is_err() => {
            let (text, bad) = encoding.decode_without_bom_handling(&bytes);
            let warning = bad.then(|| format!("not all of it is valid {}; the rest reads `\u{FFFD}`", encoding.name()));
            Some(Decoded { text: text.into_owned(), warning })
        }
        _ => decode::decode(bytes),
    }
}

/// Returns the encoding that a page names in its first kilobytes.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let (_, rest) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let name: String = rest
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    Some(name).filter(|name| !name.is_empty())
}

/// What makes a page too much for a tree builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// More elements are open at a time than allowed.
    Depth,
    /// A tag has more attributes than anybody writes; comparing them takes time in the square of their number.
    Attributes,
    /// It has more elements than any article.
    Elements,
    /// Its text holds more references such as `&amp;` than any article; each is joined to the text by copying it.
    References,
}

/// Tells whether a page is too much for a tree builder.
///
/// Tags are counted as they stand, without a tree: what is opened and never closed counts to the end.
pub(super) fn excess(markup: &str, limits: Limits) -> Option<Excess> {
    let bytes = markup.as_bytes();
    let (mut depth, mut elements, mut reopened, mut at) = (0_usize, 0_usize, 0_usize, 0);
    let mut formatting = [0_usize; FORMATTING.len()];
    let (mut copied, mut text_from) = (0_usize, 0_usize);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let tag = rest.iter().position(|&b| b == b'<');
        let text = &rest[..tag.unwrap_or(rest.len())];
        let references = text.iter().enumerate().filter(|(_, b)| **b == b'&');
        copied += references.map(|(offset, _)| at + offset - text_from).sum::<usize>();
        if copied > COPIED {
            return Some(Excess::References);
        }
        at += tag? + 1;
        let rest = &bytes[at..];
        let closes = rest.first() == Some(&b'/');
        let name = &rest[usize::from(closes)..];
        let length = name.iter().take(24).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        let name = String::from_utf8_lossy(&name[..length]).to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // A lone `<` is text, and is joined to it like a reference.
            copied += at - text_from;
            continue;
        }
        let (attributes, length) = measure(rest);
        if attributes > ATTRIBUTES {
            return Some(Excess::Attributes);
        }
        at += length;
        text_from = at;
        if let Some(number) = FORMATTING.iter().position(|known| *known == name) {
            let open = &mut formatting[number];
            *open = if closes { open.saturating_sub(1) } else { *open + 1 };
        }
        elements += usize::from(!closes);
        reopened += formatting.iter().sum::<usize>();
        if elements > limits.elements || reopened > REOPENED {
            return Some(Excess::Elements);
        }
        if ENDLESS.contains(&&*name) {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            if depth > limits.depth {
                return Some(Excess::Depth);
            }
            // What is in these is no markup.
            if let Some(raw) = ["script", "style", "textarea", "title"].iter().find(|raw| **raw == name) {
                at += end_of_raw(&bytes[at..], raw);
                text_from = at;
            }
        }
    }
}

/// Returns how many attributes a tag has, as far as it matters, and how long it is.
fn measure(tag: &[u8]) -> (usize, usize) {
    let (mut count, mut quote, mut parted, mut before) = (0, None, false, b' ');
    for (at, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) => quote = (open != byte).then_some(open),
            (None, b'>') => return (count, at),
            // Elsewhere a quotation mark is a letter like any other.
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b' ' | b'\t' | b'\n' | b'\r' | 0x0C | b'/') => {
                parted = true;
                continue;
            }
            (None, _) => count += usize::from(std::mem::take(&mut parted)),
        }
        before = byte;
        if count > ATTRIBUTES {
            return (count, at);
        }
    }
    (count, tag.len())
}

/// Returns where an element ends whose content is no markup.
fn end_of_raw(bytes: &[u8], name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(2).position(|w| w == b"</") {
        at += found;
        let end = bytes.get(at + 2..at + 2 + name.len());
        if end.is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_that_of_mark_http_or_page() {
        let text = |bytes: &[u8], charset| decode(bytes.to_vec(), charset).unwrap().text;
        assert_eq!(text(b"Rapha\xEBl", Some("iso-8859-1")), "Raphaël");
        assert_eq!(text(b"<meta charset=\"windows-1250\">\xF9", None), "<meta charset=\"windows-1250\">ů");
        assert_eq!(text("Raphaël".as_bytes(), Some("iso-8859-1")), "Raphaël");
        assert_eq!(text(b"Rapha\xEBl", Some("utf-8")), "Raphaël");
        assert_eq!(text(b"\xFF\xFET\0", Some("iso-8859-1")), "T");
    }

    fn shallow() -> Limits {
        Limits { depth: 10, ..Limits::default() }
    }

    #[test]
    fn depth_counts_what_nests() {
        let is_too_deep =
            |markup: &str, depth| excess(markup, Limits { depth, ..Limits::default() }) == Some(Excess::Depth);
        assert!(is_too_deep(&"<div>".repeat(11), 10));
        assert!(is_too_deep(&"<b><p>".repeat(11), 10));
        assert!(!is_too_deep(&"<div><p>x</div>".repeat(1000), 10));
        assert!(!is_too_deep(&"<p>x<br><li><img src='<i>'>".repeat(10), 10));
        let script = format!("<script>{}</script>", "'<div>'".repeat(100));
        assert!(!is_too_deep(&script.repeat(20), 10));
    }

    #[test]
    fn attributes_are_counted_outside_of_quotation_marks() {
        let tag = |part: &str, count| excess(&format!("<p {}>", part.repeat(count)), shallow());
        assert_eq!(tag("a=b ", ATTRIBUTES + 1), Some(Excess::Attributes));
        assert_eq!(tag("a/", ATTRIBUTES + 1), Some(Excess::Attributes));
        assert_eq!(tag("a=b ", ATTRIBUTES - 1), None);
        assert_eq!(excess(&format!("<p a='{}'>", "b ".repeat(ATTRIBUTES * 2)), shallow()), None);
        assert_eq!(excess(&"<p a=b c=d>".repeat(ATTRIBUTES), shallow()), None);
        assert_eq!(excess(&"<p>".repeat(Limits::default().elements + 1), shallow()), Some(Excess::Elements));
        assert_eq!(excess(&"&amp".repeat(100_000), shallow()), Some(Excess::References));
        assert_eq!(excess(&"<".repeat(100_000), shallow()), Some(Excess::References));
        assert_eq!(excess(&"<p>a &amp; b &#1234;</p>".repeat(10_000), shallow()), None);
        let reopened = format!("{}{}", "<font><p></i>".repeat(100), "<p>x".repeat(20_000));
        assert_eq!(excess(&reopened, Limits::default()), Some(Excess::Elements));
        assert_eq!(excess(&"<p><b>x</b> <a href=y>z</a>".repeat(20_000), shallow()), None);
    }
}
