//! Ids that derive from content alone.

/// Returns `kind:` and 16 hexadecimal digits of the hash of the parts, each part kept apart from the next.
pub(super) fn hashed(kind: &str, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize().to_hex();
    format!("{kind}:{}", &digest[..16])
}

/// Words that do not tell two contents apart.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "he", "her", "his", "in",
    "is", "it", "its", "of", "on", "or", "our", "she", "that", "the", "their", "they", "this", "to", "was", "were",
    "which", "will", "with", "would",
];

/// Returns the content words of a text in lower case, sorted and each once.
pub(super) fn content_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase);
    let mut words: Vec<String> = words.filter(|w| !FUNCTION_WORDS.contains(&w.as_str())).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_touch_differ_from_parts_that_are_one() {
        assert_ne!(hashed("e", &["ab", "c"]), hashed("e", &["a", "bc"]));
    }

    #[test]
    fn only_content_words_count() {
        assert_eq!(content_words("To suspend the tests, to suspend!"), ["suspend", "tests"]);
    }
}
