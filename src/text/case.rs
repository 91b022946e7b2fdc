//! Capitals and small letters.

/// Returns a word with a capital.
///
/// ```
/// assert_eq!(demarche::text::capitalized("peru"), "Peru");
/// ```
pub fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
