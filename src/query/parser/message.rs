//! What the parser generator says, in words of the language.

use super::{Rule, keyword};
use crate::query::error::{ErrorDetail, QueryError, nearest};
use crate::text::Span;
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
pub(super) fn explain(text: &str, error: &Error<Rule>) -> QueryError {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let mut lexemes = Lexemes { text, at, open: false };
    let found = lexemes.next_lexeme();
    let start = found.map_or(text.len(), |(start, _)| start);
    let span = Span::new(start as u32, found.map_or(start, |(start, lexeme)| start + lexeme.len()) as u32);
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => expectations(positives),
        ErrorVariant::CustomError { message } => vec![message.clone()],
    };
    let odd = found.and_then(|(_, lexeme)| lexeme.chars().next()).filter(|c| !c.is_ascii() && !c.is_alphanumeric());
    if let Some(odd) = odd {
        let message = format!("the character `{odd}` (U+{:04X}) has no meaning here", odd as u32);
        return QueryError::syntax(ErrorDetail::InvalidUnicodeCharacter, message).at(span);
    }
    let what = match found {
        None => format!("the query ends too early{}", open_bracket(text)),
        Some((_, lexeme)) if lexemes.open => {
            let quote = lexeme.chars().next().unwrap_or('\'');
            format!("the text that begins with {quote} here has no end")
        }
        Some((_, lexeme)) => format!("unexpected `{lexeme}`"),
    };
    let error = |message| QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(span);
    if let Some((_, lexeme)) = found
        && let Some(word) = nearest(lexeme, clause_words(&expected))
    {
        // With a likely word at hand the list of all others only distracts.
        return error(what).hint(format!("did you mean `{word}`?"));
    }
    error(if expected.is_empty() || lexemes.open { what } else { format!("{what}, expected {}", listed(&expected)) })
}

/// Says which bracket has no end, if one has none.
fn open_bracket(text: &str) -> String {
    let mut lexemes = Lexemes::new(text);
    let mut open = Vec::new();
    while let Some((_, lexeme)) = lexemes.next_lexeme() {
        match lexeme {
            "(" | "[" | "{" => open.push(lexeme),
            ")" | "]" | "}" => _ = open.pop(),
            _ => {}
        }
    }
    open.last().map_or_else(String::new, |bracket| format!(": `{bracket}` is still open"))
}

/// Returns what was expected that is a keyword.
fn clause_words(expected: &[String]) -> impl Iterator<Item = &str> {
    expected.iter().filter_map(|what| what.strip_prefix('`')?.strip_suffix('`')).filter(|word| word.len() > 1)
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
