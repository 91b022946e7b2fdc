//! Query text to syntax tree, and nothing else: no name is resolved here.
//!
//! The grammar is in `grammar/cypher.pest`. Unwrapping what the grammar guarantees is right here, and only here; where
//! it does not guarantee a thing, a [`QueryError`] with its place comes back.

mod clause;
mod expression;
mod literal;
mod message;
mod pattern;

use super::ast::{Clause, ClauseKind, Name, Query};
use super::error::{ErrorDetail, QueryError};
use super::keywords::keyword;
use crate::text::{Byte, Span};
use pest::Parser;
use pest::iterators::Pair;

/// How many brackets, braces and `CASE`s may be open at once.
const MAX_NESTING: usize = 80;

/// How many expressions may lie inside each other.
const MAX_DEPTH: u32 = 250;

/// How many clauses a query may have.
const MAX_CLAUSES: usize = 1_000;

/// How many relationships and parts the pattern of one `MATCH` may have.
const MAX_PATTERN: usize = 500;

#[derive(pest_derive::Parser)]
#[grammar = "grammar/cypher.pest"]
struct Cypher;

type Result<T> = std::result::Result<T, QueryError>;

/// How far a text is from being a query.
#[derive(Clone, Debug, PartialEq)]
pub enum ParseStatus {
    /// It is one.
    Complete,
    /// It may become one if more follows.
    Incomplete,
    /// It is none, whatever follows.
    Error(QueryError),
}

/// Parses a query.
pub(super) fn parse(text: &str) -> Result<Query> {
    check_nesting(text)?;
    let mut pairs = Cypher::parse(Rule::cypher, text).map_err(|error| message::explain(text, &error))?;
    let query = clause::cypher(pairs.next().expect("the grammar's first rule gives one pair"))?;
    check_length(&query)?;
    Ok(query)
}

/// Refuses queries of so many parts that planning them would need too much time or stack.
fn check_length(query: &Query) -> Result<()> {
    let parts = std::iter::once(&query.first).chain(query.unions.iter().map(|union| &union.query));
    let clauses: Vec<&Clause> = parts.flat_map(|part| &part.clauses).collect();
    if let Some(clause) = clauses.get(MAX_CLAUSES) {
        let message = format!("a query has at most {MAX_CLAUSES} clauses");
        let error = QueryError::syntax(ErrorDetail::NestingTooDeep, message).at(clause.span);
        return Err(error.hint("give its data as a list in a parameter, and take it apart with `UNWIND`"));
    }
    for clause in clauses {
        let ClauseKind::Match { pattern, .. } = &clause.kind else { continue };
        let size = pattern.len() + pattern.iter().map(|part| part.chain.len()).sum::<usize>();
        if size > MAX_PATTERN {
            let message = format!("a pattern to match has at most {MAX_PATTERN} relationships and parts, not {size}");
            return Err(QueryError::syntax(ErrorDetail::NestingTooDeep, message).at(clause.span));
        }
    }
    Ok(())
}

/// Tells whether a text is a query, or the beginning of one.
///
/// ```
/// use demarche::query::{parse_status, ParseStatus};
/// assert_eq!(parse_status("MATCH (a)-[:SAYS]->"), ParseStatus::Incomplete);
/// assert_eq!(parse_status("MATCH (a)-[:SAYS]->(b) RETURN b"), ParseStatus::Complete);
/// ```
pub fn parse_status(text: &str) -> ParseStatus {
    match parse(text) {
        Ok(_) => ParseStatus::Complete,
        Err(error) if error.span.is_some_and(|span| text[span.start as usize..].trim().is_empty()) => {
            ParseStatus::Incomplete
        }
        Err(error) if message::is_open(text) => {
            _ = error;
            ParseStatus::Incomplete
        }
        Err(error) => ParseStatus::Error(error),
    }
}

/// Tells whether a word can't be a variable without quotes.
pub(super) fn is_reserved(word: &str) -> bool {
    !Cypher::parse(Rule::unescaped_symbolic_name, word).is_ok_and(|pairs| pairs.as_str().len() == word.len())
}

/// Refuses texts that are nested so deeply that reading them would need too much of the stack.
fn check_nesting(text: &str) -> Result<()> {
    if u32::try_from(text.len()).is_err() {
        return Err(QueryError::syntax(ErrorDetail::UnexpectedSyntax, "the query is longer than 4 GB"));
    }
    let mut depth = 0_usize;
    let mut lexer = message::Lexemes::new(text);
    while let Some((at, lexeme)) = lexer.next_lexeme() {
        let opens = matches!(lexeme, "(" | "[" | "{") || lexeme.eq_ignore_ascii_case("case");
        let closes = matches!(lexeme, ")" | "]" | "}") || lexeme.eq_ignore_ascii_case("end");
        if opens {
            depth += 1;
        } else if closes {
            depth = depth.saturating_sub(1);
        }
        if depth > MAX_NESTING {
            let message = format!("more than {MAX_NESTING} brackets are open here");
            let span = Span::new(at as u32, (at + lexeme.len()) as u32);
            return Err(QueryError::syntax(ErrorDetail::NestingTooDeep, message)
                .at(span)
                .hint("split the query with `WITH`"));
        }
    }
    Ok(())
}

/// Returns where a pair stands.
fn span(pair: &Pair<'_, Rule>) -> Span<Byte> {
    let (start, text) = (pair.as_span().start(), pair.as_str());
    Span::new(start as u32, (start + text.trim_end().len()) as u32)
}

/// Returns the pairs inside a pair, without keywords.
fn parts<'i>(pair: Pair<'i, Rule>) -> impl Iterator<Item = Pair<'i, Rule>> {
    pair.into_inner().filter(|inner| keyword(inner.as_rule()).is_none())
}

/// Returns the only pair inside a pair, keywords aside.
fn only(pair: Pair<'_, Rule>) -> Pair<'_, Rule> {
    parts(pair).next().expect("the grammar gives this rule a part")
}

/// Tells whether a pair has one of a rule right inside.
fn has(pair: &Pair<'_, Rule>, rule: Rule) -> bool {
    pair.clone().into_inner().any(|inner| inner.as_rule() == rule)
}

/// Returns the name in a pair of a name's rule, or of a rule around one.
fn name(pair: Pair<'_, Rule>) -> Name {
    let span = span(&pair);
    let mut pair = pair;
    loop {
        let inner = pair.clone().into_inner().next();
        match inner {
            Some(inner) if !matches!(pair.as_rule(), Rule::function_name | Rule::procedure_name) => pair = inner,
            Some(_) => {
                let parts: Vec<String> = pair.into_inner().map(|part| name(part).text).collect();
                return Name { text: parts.join("."), span };
            }
            None => break,
        }
    }
    let written = pair.as_str().trim();
    let text = match written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        Some(quoted) => quoted.replace("``", "`"),
        None => written.to_owned(),
    };
    Name { text, span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_more_text_could_complete_is_incomplete() {
        for text in ["MATCH (a", "RETURN 'abc", "MATCH (a) RETURN", "RETURN [1, 2", "RETURN 1 + ", "MATCH (a) /* so"] {
            assert_eq!(parse_status(text), ParseStatus::Incomplete, "{text}");
        }
        for text in ["MATCH a", "RETURN )", "RETURN 1 2 "] {
            assert!(matches!(parse_status(text), ParseStatus::Error(_)), "{text}");
        }
    }

    #[test]
    fn no_nesting_overflows_the_stack() {
        for (open, close) in
            [("(", ")"), ("[", "]"), ("{a:", "}"), ("CASE WHEN ", " THEN 1 END"), ("NOT ", ""), ("-", "")]
        {
            let text = format!("RETURN {}true{}", open.repeat(100_000), close.repeat(100_000));
            assert!(parse(&text).is_err(), "{open}");
            let text = format!("RETURN {}true{} AS x", open.repeat(40), close.repeat(40));
            parse(&text).unwrap();
        }
        let sum = format!("RETURN 1{} AS x", " + 1".repeat(100_000));
        assert_eq!(parse(&sum).unwrap_err().detail, ErrorDetail::NestingTooDeep);
        let conditions = format!("MATCH (n) WHERE true{} RETURN n", " AND n.x = 1".repeat(10_000));
        parse(&conditions).unwrap();
    }
}
