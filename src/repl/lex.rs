//! A query in the making, cut into lexemes: for colours, completion and the search for statement ends.
//!
//! Unlike the parser it never fails: an open string or comment goes to the end of the text.

/// What a lexeme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Spaces and line ends.
    Space,
    /// A comment of either form.
    Comment,
    /// A string; whether it is closed.
    Text { closed: bool },
    /// A number.
    Number,
    /// A keyword, name or function.
    Word,
    /// `$name`.
    Parameter,
    /// Anything else, one character each.
    Sign,
}

/// A lexeme and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lexeme<'t> {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) text: &'t str,
}

impl Lexeme<'_> {
    /// Returns where it ends.
    pub(super) const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Cuts a text into lexemes, without a gap.
pub(super) fn lexemes(text: &str) -> Vec<Lexeme<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let (kind, length) = measure(&text[start..], first);
        found.push(Lexeme { kind, start, text: &text[start..start + length] });
        start += length;
    }
    found
}

/// Returns the kind and length of the lexeme at the start of a text.
fn measure(rest: &str, first: char) -> (Kind, usize) {
    let run = |is: &dyn Fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    match first {
        c if c.is_whitespace() => (Kind::Space, run(&char::is_whitespace)),
        '/' if rest.starts_with("//") => (Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => (Kind::Comment, rest[2..].find("*/").map_or(rest.len(), |at| at + 4)),
        '\'' | '"' => string(rest, first),
        '`' => (Kind::Word, rest[1..].find('`').map_or(rest.len(), |at| at + 2)),
        c if c.is_ascii_digit() => (Kind::Number, run(&|c| c.is_ascii_alphanumeric())),
        '$' => (Kind::Parameter, 1 + rest[1..].find(|c| !is_word(c)).unwrap_or(rest.len() - 1)),
        c if is_word(c) => (Kind::Word, run(&is_word)),
        c => (Kind::Sign, c.len_utf8()),
    }
}

fn string(rest: &str, quote: char) -> (Kind, usize) {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return (Kind::Text { closed: true }, at + 1),
            _ => {}
        }
    }
    (Kind::Text { closed: false }, rest.len())
}

/// Splits a text into statements at the semicolons outside strings and comments.
///
/// Gives each statement without its semicolon and tells whether it had one; what holds nothing but space and comments
/// is left out.
pub(super) fn statements(text: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut empty = true;
    for lexeme in lexemes(text) {
        if lexeme.kind == Kind::Sign && lexeme.text == ";" {
            if !empty {
                found.push((&text[start..lexeme.start], true));
            }
            (start, empty) = (lexeme.end(), true);
        } else if !matches!(lexeme.kind, Kind::Space | Kind::Comment) {
            empty = false;
        }
    }
    if !empty {
        found.push((&text[start..], false));
    }
    found
}

/// Returns the words that follow a colon or bar directly: labels and types, outside maps.
pub(super) fn names_after_colons(text: &str) -> Vec<&str> {
    let found: Vec<Lexeme<'_>> =
        lexemes(text).into_iter().filter(|l| !matches!(l.kind, Kind::Space | Kind::Comment)).collect();
    let mut names = Vec::new();
    let mut braces = 0_usize;
    for pair in found.windows(2) {
        match pair[0].text {
            "{" => braces += 1,
            "}" => braces = braces.saturating_sub(1),
            ":" | "|" if braces == 0 && pair[1].kind == Kind::Word => names.push(pair[1].text),
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lexemes_cover_the_text() {
        let text = "MATCH (é:Actor {name: 'a;b\\'c'}) // so\nRETURN $x + 1.5 /* open";
        let found = lexemes(text);
        assert_eq!(found.iter().map(|l| l.text).collect::<String>(), text);
        assert!(found.iter().any(|l| l.text == "'a;b\\'c'" && l.kind == Kind::Text { closed: true }));
        assert_eq!(found.last().map(|l| l.kind), Some(Kind::Comment));
    }

    #[test]
    fn statements_end_at_semicolons_outside_strings_and_comments() {
        let text = "RETURN ';' AS a; // one; two\n ; RETURN 2";
        assert_eq!(statements(text), [("RETURN ';' AS a", true), (" RETURN 2", false)]);
        assert!(statements(" // nothing;\n").is_empty());
    }

    #[test]
    fn labels_and_types_stand_after_colons_outside_maps() {
        assert_eq!(names_after_colons("MATCH (a:A {x: y})-[:T|U]->(b) RETURN {k: v}"), ["A", "T", "U"]);
    }

    #[test]
    fn open_strings_and_lone_dollars_do_no_harm() {
        for text in ["'", "\"a\\", "$", "`", "/*", "/", "9"] {
            assert_eq!(lexemes(text).len(), 1, "{text}");
        }
    }
}
