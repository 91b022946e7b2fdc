//! The forms in which articles come.

use std::path::Path;
use std::str::FromStr;

/// The form in which articles come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Told by name and content, file by file.
    #[default]
    Auto,
    /// Plain text, one article a file.
    Text,
    /// JSON Lines, one article a line.
    Jsonl,
    /// What `demarche extract` wrote, one article a line.
    Extraction,
}

/// Name and extensions of each format that can be asked for.
const FORMATS: &[(Format, &str, &[&str])] = &[
    (Format::Auto, "auto", &[]),
    (Format::Text, "text", &["txt", "text", "md"]),
    (Format::Jsonl, "jsonl", &["jsonl", "ndjson"]),
    (Format::Extraction, "extraction", &[]),
];

impl Format {
    /// The names of all formats.
    pub const NAMES: [&str; 4] = ["auto", "text", "jsonl", "extraction"];

    /// Returns the format that an extension stands for; `.gz` at the end is passed over.
    pub(super) fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let extension = name.strip_suffix(".gz").unwrap_or(&name).rsplit_once('.')?.1;
        FORMATS.iter().find(|(_, _, extensions)| extensions.contains(&extension)).map(|(format, _, _)| *format)
    }

    /// Tells the format by the first bytes of a file, and by its extension.
    pub(super) fn sniff(head: &[u8], path: Option<&Path>) -> Self {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let named = path.and_then(Self::of_path);
        let json = head.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
        if json && named != Some(Self::Text) {
            let line = head.split(|&b| b == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or(head);
            let has = |name: &[u8]| line.windows(name.len()).any(|window| window == name);
            // The two members that open every line of an extraction.
            return if has(b"\"version\"") && has(b"\"article\"") { Self::Extraction } else { Self::Jsonl };
        }
        named.unwrap_or(Self::Text)
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = FORMATS.iter().find(|(_, n, _)| *n == name).map(|(format, _, _)| *format);
        found.ok_or_else(|| format!("unknown format `{name}`; known are {}", Self::NAMES.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_known_by_its_name() {
        for ((format, name, _), listed) in FORMATS.iter().zip(Format::NAMES) {
            assert_eq!((name.parse(), *name), (Ok(*format), listed));
        }
        assert!("pdf".parse::<Format>().is_err());
    }

    #[test]
    fn content_decides_where_the_name_does_not() {
        let of = |head: &str, path: &str| Format::sniff(head.as_bytes(), Some(Path::new(path)));
        assert_eq!(of("{\"text\": \"…\"}", "wires.gz"), Format::Jsonl);
        assert_eq!(of("{\"version\":1,\"article\":{}", "part-3.jsonl"), Format::Extraction);
        assert_eq!(of("{Editor's note}", "a.txt"), Format::Text);
        assert_eq!(of("Talks resume", "a"), Format::Text);
        assert_eq!(of("", "a.jsonl.gz"), Format::Jsonl);
    }
}
