//! What the parser generator says, in words of the language.

use super::{Rule, keyword};
use crate::query::error::{ErrorDetail, QueryError, nearest};
use crate::query::keywords::KEYWORDS;
use crate::text::{Byte, Lines, Span};
use pest::error::{Error, ErrorVariant, InputLocation};
use std::collections::BTreeSet;

/// Cuts a text into words, quoted texts and single characters, without white space and comments.
pub(super) struct Lexemes<'t> {
    text: &'t str,
    at: usize,
    open: bool,
}

impl<'t> Lexemes<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, open: false }
    }

    /// Returns the next lexeme and where it begins.
    pub(super) fn next_lexeme(&mut self) -> Option<(usize, &'t str)> {
        loop {
            let rest = self.text.get(self.at..)?;
            let first = rest.chars().next()?;
            if first.is_whitespace() {
                self.at += first.len_utf8();
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if let Some(comment) = rest.strip_prefix("/*") {
                self.at += comment.find("*/").map_or_else(|| self.left_open(rest), |end| end + 4);
            } else {
                let start = self.at;
                let length = match first {
                    '\'' | '"' | '`' => quoted(rest, first).unwrap_or_else(|| self.left_open(rest)),
                    c if c.is_alphanumeric() || c == '_' => {
                        rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
                    }
                    c => c.len_utf8(),
                };
                self.at += length;
                return Some((start, &rest[..length]));
            }
        }
    }

    const fn left_open(&mut self, rest: &str) -> usize {
        self.open = true;
        rest.len()
    }
}

/// Returns the length of a quoted text, `None` where its end is missing.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote != '`' {
            escaped = true;
        } else if c == quote {
            return Some(at + 1);
        }
    }
    None
}

/// Tells whether a quoted text or comment has no end.
pub(super) fn is_open(text: &str) -> bool {
    let mut lexemes = Lexemes::new(text);
    while lexemes.next_lexeme().is_some() {}
    lexemes.open
}

/// Turns the parser generator's error into ours.
pub(super) fn explain(text: &str, error_of: &Error<Rule>) -> QueryError {
    let at = match error_of.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let mut lexemes = Lexemes { text, at, open: false };
    let found = lexemes.next_lexeme();
    let start = found.map_or(text.len(), |(start, _)| start);
    let span = Span::new(start as u32, found.map_or(start, |(start, lexeme)| start + lexeme.len()) as u32);
    let expected = match &error_of.variant {
        ErrorVariant::ParsingError { positives, .. } => expectations(positives),
        ErrorVariant::CustomError { message } => vec![message.clone()],
    };
    let odd = found.and_then(|(_, lexeme)| lexeme.chars().next()).filter(|c| !c.is_ascii() && !c.is_alphanumeric());
    if let Some(odd) = odd {
        let message = format!("the character `{odd}` (U+{:04X}) has no meaning here", odd as u32);
        return QueryError::syntax(ErrorDetail::InvalidUnicodeCharacter, message).at(span);
    }
    if found.is_some() && lexemes.open {
        let quote = text[start..].chars().next().unwrap_or('\'');
        let message = format!("the text that begins with {quote} here has no end");
        return QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(span);
    }
    let error = |message| QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(span);
    let positives = match &error_of.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    if let Some((_, lexeme)) = found
        && let Some(word) = meant(lexeme, positives)
    {
        // With a likely word at hand the list of all others only distracts.
        return error(format!("unexpected `{lexeme}`")).hint(format!("did you mean `{word}`?"));
    }
    if let Some(error) = bracket_error(text, found, span) {
        return error;
    }
    let what = found.map_or_else(|| "the query ends too early".to_owned(), |(_, it)| format!("unexpected `{it}`"));
    if let Some((before, word)) = misspelt_before(text, start) {
        return error(what).hint(format!("did you mean `{word}` where `{before}` stands?"));
    }
    error(if expected.is_empty() { what } else { format!("{what}, expected {}", listed(&expected)) })
}

/// The words that a clause begins with.
const CLAUSES: &[&str] = &[
    "MATCH", "OPTIONAL", "UNWIND", "CALL", "WITH", "RETURN", "CREATE", "MERGE", "SET", "REMOVE", "DETACH", "DELETE",
    "FOREACH", "EXPLAIN", "PROFILE",
];

/// Finds the keyword that a word may have been meant to be, among those that may stand there.
fn meant(written: &str, positives: &[Rule]) -> Option<&'static str> {
    let is_word = written.chars().all(|c| c.is_alphanumeric() || c == '_') && written.chars().count() > 2;
    if !is_word || KEYWORDS.iter().any(|word| word.eq_ignore_ascii_case(written)) {
        return None;
    }
    let clause = |rule: &Rule| symbol(*rule) == Some("a clause");
    let clauses = if positives.iter().any(clause) { CLAUSES } else { &[] };
    nearest(written, positives.iter().filter_map(|&rule| keyword(rule)).chain(clauses.iter().copied()))
}

/// Finds a word right before a place that was taken for a name and is nearly a keyword: `DISTINT a`.
fn misspelt_before(text: &str, place: usize) -> Option<(&str, &'static str)> {
    let mut lexemes = Lexemes::new(text);
    let mut before = None;
    while let Some((start, lexeme)) = lexemes.next_lexeme() {
        if start >= place {
            break;
        }
        before = Some(lexeme);
    }
    let before = before.filter(|word| word.chars().count() > 3 && word.chars().all(char::is_alphabetic))?;
    let known = KEYWORDS.iter().any(|word| word.eq_ignore_ascii_case(before));
    nearest(before, KEYWORDS.iter().copied()).filter(|_| !known).map(|word| (before, word))
}

/// Says which bracket is not closed, or closed without being open, where that is what is wrong.
fn bracket_error(text: &str, found: Option<(usize, &str)>, span: Span<Byte>) -> Option<QueryError> {
    let end = found.map_or(text.len(), |(start, _)| start);
    let mut lexemes = Lexemes::new(text);
    let mut open = Vec::new();
    while let Some((start, lexeme)) = lexemes.next_lexeme().filter(|&(start, _)| start < end) {
        match lexeme {
            "(" | "[" | "{" => open.push((start, lexeme)),
            ")" | "]" | "}" => _ = open.pop(),
            _ => {}
        }
    }
    let error = |message| QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(span);
    let found = found.map(|(_, lexeme)| lexeme);
    let closes = found.and_then(opening);
    let Some(&(at, bracket)) = open.last() else {
        let opening = closes?;
        return Some(error(format!("unexpected `{}`: there is no `{opening}` before it", found?)));
    };
    let is_word = |word: &str| CLAUSES.iter().chain(&["WHERE", "ORDER", "LIMIT"]).any(|k| k.eq_ignore_ascii_case(word));
    let breaks_off = match found {
        None => true,
        Some("-" | "<") => bracket == "[",
        Some(lexeme) => closes.is_some_and(|opening| opening != bracket) || is_word(lexeme),
    };
    if !breaks_off {
        return None;
    }
    let what = found.map_or_else(|| "the query ends too early".to_owned(), |it| format!("unexpected `{it}`"));
    let place = Span::new(at as u32, (at + bracket.len()) as u32);
    let (line, column) = Lines::new(text).position(at);
    let closing = closing(bracket);
    let hint = format!("the `{bracket}` at line {line}, column {column} needs a `{closing}`");
    Some(error(format!("{what}: `{bracket}` is still open")).related_to(place).hint(hint))
}

/// Returns the bracket that opens what `bracket` closes.
fn opening(bracket: &str) -> Option<&'static str> {
    Some(match bracket {
        ")" => "(",
        "]" => "[",
        "}" => "{",
        _ => return None,
    })
}

/// Returns the bracket that closes what `bracket` opens.
const fn closing(bracket: &str) -> char {
    match bracket.as_bytes() {
        b"(" => ')',
        b"[" => ']',
        _ => '}',
    }
}

/// Joins alternatives: "a, b or c".
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Names what the rules stand for, each once, values before signs before keywords.
fn expectations(rules: &[Rule]) -> Vec<String> {
    let (mut values, mut words) = (BTreeSet::new(), BTreeSet::new());
    for &rule in rules {
        if let Some(word) = keyword(rule) {
            words.insert(format!("`{word}`"));
        } else if let Some(value) = symbol(rule) {
            values.insert(value.to_owned());
        }
    }
    // After an expression nearly everything may follow; a list of it all helps nobody.
    if values.len() + words.len() > 12 {
        values.retain(|value| !value.starts_with('`'));
        words.retain(|word| matches!(word.as_str(), "`RETURN`" | "`WITH`" | "`WHERE`" | "`MATCH`" | "`AS`"));
    }
    values.into_iter().chain(words).collect()
}

/// Names what a rule stands for, where its own name would not tell.
const fn symbol(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::EOI => "the end of the query",
        Rule::expression
        | Rule::operand
        | Rule::list_literal
        | Rule::string_literal
        | Rule::parameter
        | Rule::map_literal
        | Rule::decimal_integer
        | Rule::double_literal
        | Rule::number_literal
        | Rule::function_name
        | Rule::parenthesized_expression
        | Rule::case_expression
        | Rule::function_invocation => "an expression",
        Rule::variable | Rule::unescaped_symbolic_name | Rule::escaped_symbolic_name => "a name",
        Rule::label_name => "a label",
        Rule::rel_type_name => "a relationship type",
        Rule::property_key_name | Rule::any_word => "a key",
        Rule::node_pattern | Rule::pattern_element | Rule::pattern_part | Rule::pattern => "a node in parentheses",
        Rule::relationship_pattern | Rule::pattern_element_chain => "a relationship",
        Rule::relationship_detail => "`[`",
        Rule::right_arrow_head => "`>`",
        Rule::single_query | Rule::regular_query | Rule::cypher => "a clause",
        Rule::set_item => "an assignment",
        Rule::integer_literal | Rule::range_start | Rule::range_end => "a whole number",
        Rule::add | Rule::subtract | Rule::multiply | Rule::equal | Rule::less => "an operator",
        _ => return None,
    })
}
