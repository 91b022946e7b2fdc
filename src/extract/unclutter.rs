//! Marks that lead the parser astray, taken out before it reads.
//!
//! Input: an article's text. Output: a text byte for byte as long, so that offsets hold for both.
//!
//! - Brackets that tell party and state are blank, as is the same between commas: "Sen. Ada Berg (R-Ohio) called on …",
//!   where the parser hangs the rest of the sentence on them.
//! - So are the square brackets round what an editor put into a quotation.
//! - The typographic apostrophe after a plural is a plain one: that of "the voters’ anger" is read as a closing quotation
//!   mark.

use std::borrow::Cow;

/// The most bytes between the brackets.
const LONGEST: usize = 14;

/// The most bytes that an editor puts into a quotation.
const LONGEST_INSERT: usize = 40;

/// Returns the text without such marks.
pub(super) fn unclutter(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut out: Option<Vec<u8>> = None;
    let mut blank = |start: usize, with: &[u8], length: usize| {
        let bytes = out.get_or_insert_with(|| text.as_bytes().to_vec());
        bytes[start..start + length].fill(b' ');
        bytes[start..start + with.len()].copy_from_slice(with);
    };
    for (start, _) in text.match_indices('(') {
        let inside = length_to(&text[start + 1..], ')', LONGEST);
        if let Some(length) = inside.filter(|&length| is_affiliation(&text[start + 1..start + 1 + length], true)) {
            blank(start, b"", length + 2);
        }
    }
    for (start, _) in text.match_indices(", ") {
        let inside = length_to(&text[start + 2..], ',', LONGEST);
        if let Some(length) = inside.filter(|&length| is_affiliation(&text[start + 2..start + 2 + length], false)) {
            blank(start, b"", length + 3);
        }
    }
    for (start, _) in text.match_indices('[') {
        let inside = length_to(&text[start + 1..], ']', LONGEST_INSERT);
        if let Some(length) = inside.filter(|&length| is_insert(&text, start, start + 1 + length)) {
            blank(start, b"", 1);
            blank(start + 1 + length, b"", 1);
        }
    }
    let mut is_open = false;
    for (start, mark) in text.match_indices(['‘', '’', '\n']) {
        match mark {
            "‘" => is_open = true,
            "\n" => is_open = false,
            _ if !is_open && is_plural_possessive(&text[..start], &text[start + mark.len()..]) => {
                blank(start, b"'", mark.len());
            }
            _ => {}
        }
    }
    match out.map(String::from_utf8) {
        Some(Ok(plain)) => Cow::Owned(plain),
        _ => text,
    }
}

/// Tells whether words are a party with its state ("R-Ohio", "D., Mass."), or in brackets also the party alone.
fn is_affiliation(words: &str, in_brackets: bool) -> bool {
    let Some(rest) = words.strip_prefix(['D', 'R', 'I']) else { return false };
    if rest.is_empty() {
        return in_brackets && !words.starts_with('I');
    }
    let state = ["-", "–", "., ", ", "].iter().find_map(|mark| rest.strip_prefix(mark));
    state.map(str::trim_start).is_some_and(|state| {
        state.starts_with(|c: char| c.is_ascii_uppercase())
            && state.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | ' '))
    })
}

/// Tells whether square brackets hold whole words that belong to the sentence: “[Hall’s] plan”, not “[W]e” nor “[laughs]”.
fn is_insert(text: &str, open: usize, close: usize) -> bool {
    let inside = &text[open + 1..close];
    let after_word = text[..open].ends_with(|c: char| c.is_alphanumeric());
    let before_word = text[close + 1..].starts_with(|c: char| c.is_alphanumeric());
    let names = inside.starts_with(|c: char| c.is_uppercase()) || inside.starts_with("the ");
    names && !after_word && !before_word && !inside.contains('\n')
}

/// Tells whether an apostrophe stands after a plural and before what it has; where single marks quote it may close them.
fn is_plural_possessive(before: &str, after: &str) -> bool {
    before.ends_with('s') && after.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_alphanumeric))
}

/// Returns how many bytes there are before a mark, where it is near.
fn length_to(text: &str, mark: char, most: usize) -> Option<usize> {
    text.char_indices().take_while(|(at, _)| *at <= most).find(|(_, c)| *c == mark).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let out = unclutter(Cow::Borrowed(text));
        assert_eq!(out.len(), text.len());
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn party_and_state_are_blank() {
        assert_eq!(plain("Sen. Ada Berg (R-Ohio) spoke."), "Sen. Ada Berg spoke.");
        assert_eq!(plain("Gov. Lars Hall (D) and Ada Berg (I-Vt.) spoke."), "Gov. Lars Hall and Ada Berg spoke.");
        assert_eq!(plain("Sen. Ada Berg, R-Ky., spoke."), "Sen. Ada Berg spoke.");
    }

    #[test]
    fn other_brackets_stay() {
        for text in
            ["The port (ROTC) closed.", "The price (I) rose.", "The Rural Union (Reuters) said.", "In Ohio, Rome, too."]
        {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn what_an_editor_put_in_stands_without_brackets() {
        assert_eq!(
            plain("“[Hall’s] plan is bad,” she said of [the governor]."),
            "“ Hall’s plan is bad,” she said of the governor ."
        );
        assert_eq!(plain("“[W]e won,” he said [laughs]."), "“[W]e won,” he said [laughs].");
    }

    #[test]
    fn the_apostrophe_of_a_plural_is_plain() {
        assert_eq!(plain("The voters’ anger grew."), "The voters' anger grew.");
        assert_eq!(plain("He said ‘our voters’ in passing."), "He said ‘our voters’ in passing.");
    }
}
