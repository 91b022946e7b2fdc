//! What is wrong with a query, as data: kind, place and hints.

use crate::text::{Byte, Lines, Span};
use std::fmt;

/// Defines a closed list of openCypher's words.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$caption:meta])* $word:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$caption])* $word,)+ }

        impl $name {
            /// Returns the word as openCypher writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => stringify!($word),)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// The class of an error.
    ErrorKind {
        /// The text is no query of the language.
        SyntaxError,
        /// The query can't mean anything on this graph.
        SemanticError,
        /// A parameter has no value.
        ParameterMissing,
        /// The changed graph would not be well-formed.
        ConstraintVerificationFailed,
        /// A rule of the graph forbids the change.
        ConstraintValidationFailed,
        /// A node or relationship is not in the graph any more.
        EntityNotFound,
        /// A property is not there.
        PropertyNotFound,
        /// A label is not there.
        LabelNotFound,
        /// A value has the wrong type.
        TypeError,
        /// A value has the right type and is still no good.
        ArgumentError,
        /// A calculation has no result.
        ArithmeticError,
        /// A procedure failed or is not there.
        ProcedureError,
        /// The query was stopped: by hand, by time, or by its bounds.
        Interrupted,
    }
}

words! {
    /// What exactly is wrong.
    ErrorDetail {
        /// The text does not follow the grammar.
        UnexpectedSyntax,
        /// A name is used that nothing has introduced.
        UndefinedVariable,
        /// A name is introduced twice.
        VariableAlreadyBound,
        /// A name is used as two different things.
        VariableTypeConflict,
        /// An argument has the wrong type.
        InvalidArgumentType,
        /// An argument has a value that can't be used.
        InvalidArgumentValue,
        /// A function or procedure has fewer or more arguments.
        InvalidNumberOfArguments,
        /// A procedure with arguments is called without naming them.
        InvalidArgumentPassingMode,
        /// A parameter has no value.
        MissingParameter,
        /// A parameter stands where only a literal may.
        InvalidParameterUse,
        /// No procedure has that name.
        ProcedureNotFound,
        /// No function has that name.
        UnknownFunction,
        /// An aggregate stands where none may.
        InvalidAggregation,
        /// An aggregate stands inside another.
        NestedAggregation,
        /// An expression mixes an aggregate with what is not grouped.
        AmbiguousAggregationExpression,
        /// Two columns have one name.
        ColumnNameConflict,
        /// An expression in `WITH` has no name.
        NoExpressionAlias,
        /// The parts of a union have different columns.
        DifferentColumnsInUnion,
        /// Clauses are in an order that means nothing.
        InvalidClauseComposition,
        /// `RETURN *` has nothing to return.
        NoVariablesInScope,
        /// A relationship is created without exactly one type.
        NoSingleRelationshipType,
        /// A relationship is created without a direction.
        RequiresDirectedRelationship,
        /// A relationship of variable length is created.
        CreatingVarLength,
        /// A relationship pattern is not well-formed.
        InvalidRelationshipPattern,
        /// One relationship stands in two places of a pattern.
        RelationshipUniquenessViolation,
        /// A whole number does not fit 64 bits.
        IntegerOverflow,
        /// A number is too large for 64 bits of floating point.
        FloatingPointOverflow,
        /// A number is not well-formed.
        InvalidNumberLiteral,
        /// An escape in a string is not well-formed.
        InvalidUnicodeLiteral,
        /// A character has no meaning in the language.
        InvalidUnicodeCharacter,
        /// A number must not be negative.
        NegativeIntegerArgument,
        /// An expression must not depend on the row.
        NonConstantExpression,
        /// A number is out of its range.
        NumberOutOfRange,
        /// A node still has relationships.
        DeleteConnectedNode,
        /// An entity was deleted.
        DeletedEntityAccess,
        /// `DELETE` is given what can't be deleted.
        InvalidDelete,
        /// `MERGE` could not find again what it would create.
        MergeReadOwnWrites,
        /// A property can't hold the value.
        InvalidPropertyType,
        /// A map is asked for a key that is no string.
        MapElementAccessByNonString,
        /// A list is asked for an element that is no integer.
        ListElementAccessByNonInteger,
        /// A division by zero.
        DivisionByZero,
        /// Brackets or operators are nested too deeply.
        NestingTooDeep,
        /// A regular expression is not well-formed or too large.
        InvalidRegularExpression,
        /// The query was stopped by hand.
        Cancelled,
        /// The query took too long.
        Timeout,
        /// The query needs too much memory.
        MemoryLimit,
        /// The query has too many rows.
        RowLimit,
    }
}

words! {
    /// When an error shows.
    Phase {
        /// Before any row is read.
        Compile,
        /// While the query runs.
        Runtime,
    }
}

/// Why a query could not be answered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// The class of the error.
    pub kind: ErrorKind,
    /// When it showed.
    pub phase: Phase,
    /// What exactly is wrong, in openCypher's words.
    pub detail: ErrorDetail,
    /// What is wrong, in ours.
    pub message: String,
    /// Where in the query text.
    pub span: Option<Span<Byte>>,
    /// Another place that has to do with it, such as the bracket that is still open.
    pub related: Option<Span<Byte>>,
    /// What might help.
    pub hints: Vec<String>,
}

impl QueryError {
    /// Makes a syntax error that shows before the query runs.
    pub fn syntax(detail: ErrorDetail, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::SyntaxError, Phase::Compile, detail, message)
    }

    /// Makes an error that shows while the query runs.
    pub fn runtime(kind: ErrorKind, detail: ErrorDetail, message: impl Into<String>) -> Self {
        Self::new(kind, Phase::Runtime, detail, message)
    }

    /// Makes an error.
    pub fn new(kind: ErrorKind, phase: Phase, detail: ErrorDetail, message: impl Into<String>) -> Self {
        Self { kind, phase, detail, message: message.into(), span: None, related: None, hints: Vec::new() }
    }

    /// Adds the place, where none is known yet.
    #[must_use]
    pub fn at(mut self, span: Span<Byte>) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// Adds another place that has to do with it.
    #[must_use]
    pub const fn related_to(mut self, span: Span<Byte>) -> Self {
        self.related = Some(span);
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds "did you mean" where a known name is near the one that was written.
    #[must_use]
    pub fn did_you_mean<'n>(self, written: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(written, known) {
            Some(name) => self.hint(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// Returns the error with the line of the query and its place underlined; a related place is underlined with `-`.
    pub fn render(&self, query: &str) -> String {
        let mut out = format!("error: {}\n", self.message);
        if let Some(span) = self.span {
            let main = Place::of(span, query);
            let related = self.related.map(|span| Place::of(span, query));
            let gutter = " ".repeat(main.row.to_string().len());
            out.push_str(&format!("{gutter} |\n"));
            let mut marks = vec![(main.before, main.width, '^')];
            match related {
                Some(related) if related.row == main.row => marks.insert(0, (related.before, related.width, '-')),
                Some(related) if related.row < main.row => {
                    out.push_str(&related.line_with(&gutter, &[(related.before, related.width, '-')]));
                }
                _ => {}
            }
            out.push_str(&main.line_with(&gutter, &marks));
        }
        for hint in &self.hints {
            out.push_str(&format!("hint: {hint}\n"));
        }
        out
    }
}

/// A place in the text of a query, as a terminal shows it.
struct Place<'q> {
    line: &'q str,
    /// The number of the line, from 1.
    row: usize,
    /// How many columns stand before it, and how many it takes.
    before: usize,
    width: usize,
}

impl<'q> Place<'q> {
    fn of(span: Span<Byte>, query: &'q str) -> Self {
        let start = floor(query, span.start as usize);
        let line_start = query[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = query[line_start..].find('\n').map_or(query.len(), |length| line_start + length);
        let end = floor(query, (span.end as usize).clamp(start, line_end.max(start)));
        let width = unicode_width::UnicodeWidthStr::width;
        Self {
            line: &query[line_start..line_end],
            row: Lines::new(query).position(start).0,
            before: width(&query[line_start..start]),
            width: width(&query[start..end]).max(1),
        }
    }

    /// Returns the line with marks below it, each a column, a width and a sign; they stand from left to right.
    fn line_with(&self, gutter: &str, marks: &[(usize, usize, char)]) -> String {
        let mut below = String::new();
        for &(before, width, sign) in marks {
            below.push_str(&" ".repeat(before.saturating_sub(below.len())));
            below.push_str(&sign.to_string().repeat(width));
        }
        let (row, margin) = (self.row.to_string(), gutter.len());
        format!("{row:>margin$} | {}\n{gutter} | {below}\n", self.line.replace('\t', " "))
    }
}

/// Returns the last place up to `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the known name that is nearest to `written`, if one is near.
///
/// Near is a distance (letters changed, added, left out or swapped) of at most a third of the length.
pub(crate) fn nearest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let bound = (written.chars().count() / 3).max(1);
    let lower = written.to_lowercase();
    let near =
        known.into_iter().filter(|name| *name != written).map(|name| (distance(&lower, &name.to_lowercase()), name));
    near.filter(|(distance, _)| *distance <= bound).min().map(|(_, name)| name)
}

/// Returns the optimal string alignment distance.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swapped_letter_is_near_and_another_word_is_not() {
        assert_eq!(nearest("Acotr", ["Article", "Actor"]), Some("Actor"));
        assert_eq!(nearest("Planet", ["Article", "Actor"]), None);
    }

    #[test]
    fn the_place_is_underlined_in_its_own_line() {
        let query = "MATCH (é)\nRETURN foo";
        let error = QueryError::syntax(ErrorDetail::UndefinedVariable, "variable `foo` is not defined")
            .at(Span::new(18, 21))
            .did_you_mean("foo", ["fo"]);
        insta::assert_snapshot!(error.render(query), @r"
        error: variable `foo` is not defined
          |
        2 | RETURN foo
          |        ^^^
        hint: did you mean `fo`?
        ");
    }
}
