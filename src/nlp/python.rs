//! Python's questions about characters, which spaCy's rules are written in.

use regex::Regex;
use std::sync::LazyLock;

/// Digits in Python's sense that are no decimal digits: superscripts, circled digits and the like.
const OTHER_DIGITS: &[(char, char)] = &[
    ('\u{b2}', '\u{b3}'),
    ('\u{b9}', '\u{b9}'),
    ('\u{1369}', '\u{1371}'),
    ('\u{19da}', '\u{19da}'),
    ('\u{2070}', '\u{2070}'),
    ('\u{2074}', '\u{2079}'),
    ('\u{2080}', '\u{2089}'),
    ('\u{2460}', '\u{2468}'),
    ('\u{2474}', '\u{247c}'),
    ('\u{2488}', '\u{2490}'),
    ('\u{24ea}', '\u{24ea}'),
    ('\u{24f5}', '\u{24fd}'),
    ('\u{24ff}', '\u{24ff}'),
    ('\u{2776}', '\u{277e}'),
    ('\u{2780}', '\u{2788}'),
    ('\u{278a}', '\u{2792}'),
    ('\u{10a40}', '\u{10a43}'),
    ('\u{10e60}', '\u{10e68}'),
    ('\u{11052}', '\u{1105a}'),
    ('\u{1f100}', '\u{1f10a}'),
];

/// Tells whether `c` is white space as `str.isspace` has it: Unicode's, and four separators of ASCII.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// Tells whether `c` is a letter as `str.isalpha` has it: general category L.
pub(crate) fn is_alpha(c: char) -> bool {
    static LETTER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\p{L}").expect("a valid pattern"));
    if c.is_ascii() { c.is_ascii_alphabetic() } else { c.is_alphabetic() && is_match(&LETTER, c) }
}

/// Tells whether `c` is a decimal digit as `str.isdecimal` and `\d` have it: general category Nd.
pub(crate) fn is_decimal(c: char) -> bool {
    static DECIMAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d").expect("a valid pattern"));
    if c.is_ascii() { c.is_ascii_digit() } else { c.is_numeric() && is_match(&DECIMAL, c) }
}

/// Tells whether `c` is a digit as `str.isdigit` has it.
pub(crate) fn is_digit(c: char) -> bool {
    is_decimal(c) || !c.is_ascii() && OTHER_DIGITS.iter().any(|&(first, last)| first <= c && c <= last)
}

/// Tells whether `c` belongs to a word as `\w` has it.
pub(crate) fn is_word(c: char) -> bool {
    c == '_' || is_alpha(c) || c.is_numeric()
}

fn is_match(class: &Regex, c: char) -> bool {
    class.is_match(c.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_what_python_says() {
        assert!(is_space('\x1f') && is_space('\u{85}') && is_space('\u{2028}') && !is_space('\u{200b}'));
        assert!(is_alpha('é') && is_alpha('ª') && !is_alpha('Ⅷ') && !is_alpha('\u{345}') && !is_alpha('ⓐ'));
        assert!(is_digit('²') && is_digit('٣') && !is_digit('½') && is_decimal('٣') && !is_decimal('²'));
        assert!(is_word('½') && is_word('_') && !is_word('-'));
    }
}
