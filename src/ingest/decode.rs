//! Bytes in, text out.

use std::borrow::Cow;

/// What the bytes of a file were.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text, without a byte order mark: it is a mark of the encoding and no letter.
    pub(super) text: String,
    /// What was wrong with the encoding, if anything.
    pub(super) warning: Option<String>,
}

/// Decodes the bytes of a text file; `None` where they are no text.
///
/// UTF-8 is tried first: text in another encoding is valid UTF-8 only where it is ASCII. A byte order mark decides for
/// UTF-16. What remains is CP-1252, the superset of Latin-1 that Western newspapers' systems wrote, in which every byte
/// is a character.
pub(super) fn decode(bytes: Vec<u8>) -> Option<Decoded> {
    if let Some((encoding, bom)) = encoding_rs::Encoding::for_bom(&bytes)
        && encoding != encoding_rs::UTF_8
    {
        let (text, bad) = encoding.decode_without_bom_handling(bytes.get(bom..)?);
        let warning = bad.then(|| format!("not all of it is valid {}; the rest reads `\u{FFFD}`", encoding.name()));
        return Some(Decoded { text: text.into_owned(), warning });
    }
    if is_binary(&bytes) || bytes.starts_with(b"%PDF-") {
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(Decoded { text: without_bom(text), warning: None }),
        Err(error) => Some(decode_other(error.as_bytes(), error.utf8_error().valid_up_to())),
    }
}

/// Decodes bytes that are known to be text: a field of a table.
pub(super) fn decode_any(bytes: Vec<u8>) -> Decoded {
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, warning: None },
        Err(error) => decode_other(error.as_bytes(), error.utf8_error().valid_up_to()),
    }
}

/// Returns what kind of file bytes are that are no text, as far as their beginning tells.
pub(super) fn kind(head: &[u8]) -> &'static str {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"%PDF") {
        "a PDF document"
    } else if starts(b"\xD0\xCF\x11\xE0") {
        "an office document"
    } else if starts(b"\x89PNG") || starts(b"\xFF\xD8\xFF") || starts(b"GIF8") {
        "a picture"
    } else if starts(b"BZh")
        || starts(b"\xFD7zXZ")
        || starts(b"7z\xBC\xAF")
        || starts(b"Rar!")
        || head.get(257..262) == Some(b"ustar")
    {
        "an archive of a kind that is not read"
    } else {
        "not a text file"
    }
}

/// Decodes what is not valid UTF-8.
fn decode_other(bytes: &[u8], valid: usize) -> Decoded {
    // A damaged UTF-8 file holds mostly valid sequences; a CP-1252 file has next to none.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches('\u{FFFD}').count();
    let sound = lossy.chars().filter(|c| !c.is_ascii()).count() - broken;
    if sound > broken {
        let warning = format!("not valid UTF-8 from byte {valid} on; what is broken reads `\u{FFFD}`");
        return Decoded { text: without_bom(lossy.into_owned()), warning: Some(warning) };
    }
    let text = match encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0 {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    };
    Decoded { text, warning: Some("not UTF-8; read as CP-1252 (Windows-1252)".to_owned()) }
}

fn without_bom(mut text: String) -> String {
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    text
}

/// Tells whether bytes are no text: they hold a NUL or, early on, many control characters.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let control =
        head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B)).count();
    head.contains(&0) || control * 20 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> String {
        decode(bytes.to_vec()).unwrap().text
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(text_of(b"\xEF\xBB\xBFTalks"), "Talks");
        assert_eq!(text_of(b"\xFF\xFET\0a\0"), "Ta");
    }

    #[test]
    fn cp_1252_is_detected_and_said() {
        let decoded = decode(b"\x93We are ready,\x94 said Rapha\xEBl \x96 at last".to_vec()).unwrap();
        assert_eq!(decoded.text, "“We are ready,” said Raphaël – at last");
        assert!(decoded.warning.unwrap().contains("CP-1252"));
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf_8_into_cp_1252() {
        let mut bytes = "“déjà vu” – naïve".as_bytes().to_vec();
        bytes.push(0xE2);
        let decoded = decode(bytes).unwrap();
        assert_eq!(decoded.text, "“déjà vu” – naïve\u{FFFD}");
        assert!(decoded.warning.unwrap().contains("not valid UTF-8"));
    }

    #[test]
    fn binary_files_are_no_text() {
        assert_eq!(decode(b"\x7FELF\x02\x01\0\0".to_vec()), None);
    }
}
