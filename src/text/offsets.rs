//! Byte offset to Unicode code point and back.

use super::{Byte, Span};

/// How many bytes of text lie between two marks of the index.
const STRIDE: usize = 64;

/// An index from byte offsets of one text to code points, the unit of every public offset.
///
/// A text of ASCII costs nothing; any other costs four bytes for each 64 of its own.
#[derive(Clone, Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `i * STRIDE`; empty where the text is ASCII.
    before: Vec<u32>,
}

/// Counts the code points that start in `bytes`.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32
}

impl<'t> CodePoints<'t> {
    /// Indexes `text`.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, before: Vec::new() };
        }
        let mut count = 0;
        let before = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let here = count;
                count += starts(chunk);
                here
            })
            .collect();
        Self { text, before }
    }

    /// Returns how many code points start before byte `offset`; an offset past the end counts as the end.
    pub fn of_byte(&self, offset: u32) -> u32 {
        let offset = (offset as usize).min(self.text.len());
        let chunk = offset / STRIDE;
        match self.before.get(chunk) {
            Some(before) => before + starts(&self.text.as_bytes()[chunk * STRIDE..offset]),
            None if self.before.is_empty() => offset as u32,
            None => self
                .before
                .last()
                .map_or(0, |before| before + starts(&self.text.as_bytes()[(self.before.len() - 1) * STRIDE..offset])),
        }
    }

    /// Returns a byte span as `[start, end]` in code points.
    pub fn of_span(&self, span: Span<Byte>) -> [u32; 2] {
        [self.of_byte(span.start), self.of_byte(span.end)]
    }

    /// Returns the byte offset of code point `count`; a count past the end gives the text's length.
    pub fn to_byte(&self, count: u32) -> u32 {
        if self.before.is_empty() {
            return count.min(self.text.len() as u32);
        }
        let chunk = self.before.partition_point(|&before| before <= count).saturating_sub(1);
        let mut seen = self.before[chunk];
        for (i, byte) in self.text.bytes().enumerate().skip(chunk * STRIDE) {
            if byte & 0xC0 != 0x80 {
                if seen == count {
                    return i as u32;
                }
                seen += 1;
            }
        }
        self.text.len() as u32
    }

    /// Returns a `[start, end]` pair of code points as a byte span.
    pub fn to_span(&self, [start, end]: [u32; 2]) -> Span<Byte> {
        Span::new(self.to_byte(start), self.to_byte(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_and_code_points_agree_with_a_plain_count(text in "\\PC{0,300}") {
            let index = CodePoints::new(&text);
            for (count, (byte, _)) in text.char_indices().chain([(text.len(), ' ')]).enumerate() {
                prop_assert_eq!(index.of_byte(byte as u32), count as u32);
                prop_assert_eq!(index.to_byte(count as u32), byte as u32);
            }
        }
    }
}
