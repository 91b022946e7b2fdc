//! Numbers and texts as written to their values.

use super::{Result, Rule, span};
use crate::graph::Value;
use crate::query::ast::{Expr, ExprKind, Parsed};
use crate::query::error::{ErrorDetail, QueryError};
use pest::iterators::Pair;

/// Reads a whole number; one that does not fit stays text, since a minus before it may make it fit.
pub(super) fn integer(pair: &Pair<'_, Rule>) -> Expr<Parsed> {
    let text = pair.as_str().trim();
    let kind = match signed(text, false) {
        Some(number) => ExprKind::Literal(Value::Integer(number)),
        None => ExprKind::TooLarge(text.to_owned()),
    };
    Expr::new(kind, span(pair))
}

/// Returns the number of digits with their base, negated or not, where it fits.
pub(super) fn signed(text: &str, negative: bool) -> Option<i64> {
    let (digits, base) = match text.get(..2) {
        Some("0x" | "0X") => (&text[2..], 16),
        Some("0o" | "0O") => (&text[2..], 8),
        _ => (text, 10),
    };
    let size = i128::from_str_radix(digits, base).ok()?;
    i64::try_from(if negative { -size } else { size }).ok()
}

pub(super) fn double(pair: &Pair<'_, Rule>) -> Result<Expr<Parsed>> {
    let text = pair.as_str().trim();
    let number: f64 = text.parse().map_err(|_| invalid_number(pair))?;
    if number.is_infinite() {
        let message = format!("the number {text} is too large");
        return Err(QueryError::syntax(ErrorDetail::FloatingPointOverflow, message).at(span(pair)));
    }
    Ok(Expr::new(ExprKind::Literal(Value::Float(number)), span(pair)))
}

pub(super) fn invalid_number(pair: &Pair<'_, Rule>) -> QueryError {
    let message = format!("`{}` is no number", pair.as_str().trim());
    QueryError::syntax(ErrorDetail::InvalidNumberLiteral, message).at(span(pair))
}

/// Reads a quoted text with its escapes.
pub(super) fn string(pair: &Pair<'_, Rule>) -> Result<Expr<Parsed>> {
    let written = pair.as_str().trim();
    let inner = &written[1..written.len() - 1];
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') => out.push(code_point(&mut chars, 4).ok_or_else(|| invalid_escape(pair))?),
            Some('U') => out.push(code_point(&mut chars, 8).ok_or_else(|| invalid_escape(pair))?),
            Some(quoted @ ('\\' | '\'' | '"' | '`')) => out.push(quoted),
            // Patterns of regular expressions are easier to write where other escapes stay as they are.
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    Ok(Expr::new(ExprKind::Literal(out.into()), span(pair)))
}

fn code_point(chars: &mut std::str::Chars<'_>, count: usize) -> Option<char> {
    let digits: String = chars.by_ref().take(count).collect();
    (digits.len() == count).then_some(())?;
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

fn invalid_escape(pair: &Pair<'_, Rule>) -> QueryError {
    let message = "`\\u` is followed by four hexadecimal digits, `\\U` by eight";
    QueryError::syntax(ErrorDetail::InvalidUnicodeLiteral, message).at(span(pair))
}
