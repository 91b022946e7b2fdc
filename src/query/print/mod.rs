//! Syntax tree to query text: the inverse of the parser.
//!
//! In: a tree as [`super::parser`] gives it. Out: its canonical text, which reads back as the same tree: keywords in
//! capitals, one space between words, brackets only where the precedence of the operators needs them.

mod clause;
mod expression;
mod name;
mod pattern;

use super::ast::{Mode, Query, SingleQuery};
use super::error::QueryError;
use super::parser::parse;

/// Returns a query in its canonical form: two texts that differ in white space, comments, the case of keywords or
/// superfluous brackets only have the same.
///
/// ```
/// let text = demarche::query::canonical("match (a:Actor)where (a.x)=1 /* so */ return a")?;
/// assert_eq!(text, "MATCH (a:Actor) WHERE a.x = 1 RETURN a");
/// # Ok::<(), demarche::query::QueryError>(())
/// ```
pub fn canonical(text: &str) -> Result<String, QueryError> {
    let tree = parse(text)?;
    let out = query(&tree);
    debug_assert_eq!(parse(&out).as_ref(), Ok(&tree), "{text} came back as {out}");
    Ok(out)
}

/// Returns the text of a whole query.
pub(super) fn query(query: &Query) -> String {
    let mode = match query.mode {
        Mode::Run => "",
        Mode::Explain => "EXPLAIN ",
        Mode::Profile => "PROFILE ",
    };
    let mut out = format!("{mode}{}", single(&query.first));
    for union in &query.unions {
        out += if union.all { " UNION ALL " } else { " UNION " };
        out += &single(&union.query);
    }
    out
}

fn single(query: &SingleQuery) -> String {
    query.clauses.iter().map(clause::clause).collect::<Vec<_>>().join(" ")
}

/// Puts a comma between the texts of some parts.
fn listed<T>(parts: &[T], text: impl Fn(&T) -> String) -> String {
    parts.iter().map(text).collect::<Vec<_>>().join(", ")
}
