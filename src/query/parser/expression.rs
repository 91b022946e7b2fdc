//! Pairs of expressions to expressions; the precedence of the operators.

use super::clause::{regular_query, where_clause};
use super::pattern::element;
use super::{MAX_DEPTH, Result, Rule, has, literal, name, only, parts, span};
use crate::graph::Value;
use crate::query::ast::{
    BinaryOp, CompareOp, Expr, ExprKind, MapProjectionItem, Mode, Name, Parsed, PatternPart, Quantifier, Query,
    SingleQuery, Subquery, UnaryOp,
};
use crate::query::ast::{Clause, ClauseKind};
use crate::query::error::{ErrorDetail, QueryError};
use crate::text::Span;
use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::sync::LazyLock;

type Parse = Expr<Parsed>;

/// The operators, loosest first.
static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::OR))
        .op(left(Rule::XOR))
        .op(left(Rule::AND))
        .op(Op::prefix(Rule::NOT))
        .op(left(Rule::equal)
            | left(Rule::not_equal)
            | left(Rule::less)
            | left(Rule::less_or_equal)
            | left(Rule::greater)
            | left(Rule::greater_or_equal))
        .op(left(Rule::IN)
            | left(Rule::starts_with)
            | left(Rule::ends_with)
            | left(Rule::CONTAINS)
            | left(Rule::matches)
            | Op::postfix(Rule::null_predicate))
        .op(left(Rule::add) | left(Rule::subtract))
        .op(left(Rule::multiply) | left(Rule::divide) | left(Rule::modulo))
        .op(left(Rule::power))
        .op(Op::prefix(Rule::negate) | Op::prefix(Rule::plus))
});

pub(super) fn expression(pair: Pair<'_, Rule>) -> Result<Parse> {
    operators(pair.into_inner())
}

/// Orders operands and operators.
fn operators<'i>(pairs: impl Iterator<Item = Pair<'i, Rule>>) -> Result<Parse> {
    PRECEDENCE
        .map_primary(|pair| postfix(pair).and_then(shallow))
        .map_prefix(|op, inner| prefixed(&op, inner?).and_then(shallow))
        .map_postfix(|inner, op| {
            let inner = inner?;
            let op = if has(&op, Rule::is_null) { UnaryOp::IsNull } else { UnaryOp::IsNotNull };
            let span = inner.span;
            shallow(Expr::new(ExprKind::Unary(op, Box::new(inner)), span))
        })
        .map_infix(|left, op, right| shallow(infix(left?, &op, right?)))
        .parse(pairs)
}

/// Refuses what later stages could not walk without running out of stack.
fn shallow(expr: Parse) -> Result<Parse> {
    if expr.depth <= MAX_DEPTH {
        return Ok(expr);
    }
    let message = format!("more than {MAX_DEPTH} expressions lie inside each other here");
    // Taken apart from within: dropping it as it is may need a frame for each level.
    Err(QueryError::syntax(ErrorDetail::NestingTooDeep, message).at(expr.span))
}

fn prefixed(op: &Pair<'_, Rule>, inner: Parse) -> Result<Parse> {
    let whole = span(op).join(inner.span);
    let kind = match (op.as_rule(), inner.kind) {
        (Rule::NOT, kind) => ExprKind::Unary(UnaryOp::Not, Box::new(Expr { kind, ..inner })),
        (Rule::negate, ExprKind::TooLarge(digits)) => match literal::signed(&digits, true) {
            Some(number) => ExprKind::Literal(Value::Integer(number)),
            None => ExprKind::TooLarge(format!("-{digits}")),
        },
        (Rule::negate, ExprKind::Literal(Value::Integer(number))) if number >= 0 => {
            ExprKind::Literal(Value::Integer(-number))
        }
        (Rule::negate, ExprKind::Literal(Value::Float(number))) => ExprKind::Literal(Value::Float(-number)),
        (Rule::negate, kind) => ExprKind::Unary(UnaryOp::Negate, Box::new(Expr { kind, ..inner })),
        (_, kind) => ExprKind::Unary(UnaryOp::Plus, Box::new(Expr { kind, ..inner })),
    };
    Ok(Expr::new(kind, whole))
}

fn infix(left: Parse, op: &Pair<'_, Rule>, right: Parse) -> Parse {
    let span = left.span.join(right.span);
    let binary = match op.as_rule() {
        Rule::OR => return Expr::or(left, right, span),
        Rule::AND => return Expr::and_also(left, right, span),
        Rule::XOR => BinaryOp::Xor,
        Rule::add => BinaryOp::Add,
        Rule::subtract => BinaryOp::Subtract,
        Rule::multiply => BinaryOp::Multiply,
        Rule::divide => BinaryOp::Divide,
        Rule::modulo => BinaryOp::Modulo,
        Rule::power => BinaryOp::Power,
        Rule::IN => BinaryOp::In,
        Rule::starts_with => BinaryOp::StartsWith,
        Rule::ends_with => BinaryOp::EndsWith,
        Rule::CONTAINS => BinaryOp::Contains,
        Rule::matches => BinaryOp::Matches,
        rule => return compared(left, comparison(rule), right),
    };
    Expr::new(ExprKind::Binary(binary, Box::new(left), Box::new(right)), span)
}

const fn comparison(rule: Rule) -> CompareOp {
    match rule {
        Rule::equal => CompareOp::Equal,
        Rule::not_equal => CompareOp::NotEqual,
        Rule::less => CompareOp::Less,
        Rule::less_or_equal => CompareOp::LessOrEqual,
        Rule::greater => CompareOp::Greater,
        _ => CompareOp::GreaterOrEqual,
    }
}

/// Makes a comparison, or goes on with one: `a < b < c`.
fn compared(left: Parse, op: CompareOp, right: Parse) -> Parse {
    let span = left.span.join(right.span);
    match left.kind {
        // Brackets end a chain; what stands in brackets begins after them.
        ExprKind::Compare(first, mut rest) if left.span.start == first.span.start => {
            let depth = left.depth.max(right.depth + 1);
            rest.push((op, right));
            Expr { kind: ExprKind::Compare(first, rest), span, depth }
        }
        kind => Expr::new(ExprKind::Compare(Box::new(Expr { kind, ..left }), vec![(op, right)]), span),
    }
}

/// Reads a value with what is taken from it.
pub(super) fn postfix(pair: Pair<'_, Rule>) -> Result<Parse> {
    let start = span(&pair);
    let mut parts = pair.into_inner();
    let mut expr = atom(parts.next().expect("an operand has a value"))?;
    for part in parts {
        let whole = start.join(Span::new(start.start, span(&part).end));
        let whole = Span::new(expr.span.start.min(start.start), whole.end.min(span(&part).end));
        let inner = Box::new(expr);
        let kind = match part.as_rule() {
            Rule::property_lookup => ExprKind::Property(inner, name(part)),
            Rule::node_labels => ExprKind::HasLabels(inner, part.into_inner().map(name).collect()),
            _ => {
                let operator = only(part);
                if operator.as_rule() == Rule::slice {
                    slice(inner, operator)?
                } else {
                    ExprKind::Index(inner, Box::new(expression(operator)?))
                }
            }
        };
        expr = shallow(Expr::new(kind, whole))?;
    }
    Ok(expr)
}

fn slice(inner: Box<Parse>, pair: Pair<'_, Rule>) -> Result<ExprKind<Parsed>> {
    let (mut from, mut to) = (None, None);
    for part in pair.into_inner() {
        let end = if part.as_rule() == Rule::slice_start { &mut from } else { &mut to };
        *end = Some(Box::new(expression(only(part))?));
    }
    Ok(ExprKind::Slice(inner, from, to))
}

fn atom(pair: Pair<'_, Rule>) -> Result<Parse> {
    let span = span(&pair);
    let kind = match pair.as_rule() {
        Rule::integer_literal => return Ok(literal::integer(&pair)),
        Rule::double_literal => return literal::double(&pair),
        Rule::invalid_number => return Err(literal::invalid_number(&pair)),
        Rule::string_literal => return literal::string(&pair),
        Rule::boolean_literal => ExprKind::Literal(Value::Boolean(has(&pair, Rule::true_literal))),
        Rule::null_literal => ExprKind::Literal(Value::Null),
        Rule::map_literal => return map_literal(pair),
        Rule::list_literal => list(pair)?,
        Rule::parameter => return Ok(parameter(pair)),
        Rule::case_expression => case(pair)?,
        Rule::count_all => ExprKind::CountAll,
        Rule::quantifier => quantified(pair)?,
        Rule::reduce => reduce(pair)?,
        Rule::shortest_path_pattern | Rule::relationships_pattern => {
            ExprKind::Subquery(Box::new(Subquery::Pattern(Box::new(element(pair, None)?))))
        }
        Rule::parenthesized_expression => {
            let inner = expression(only(pair))?;
            return Ok(Expr { span, ..inner });
        }
        Rule::existential_subquery => ExprKind::Subquery(Box::new(Subquery::Exists(subquery(pair)?))),
        Rule::count_subquery => ExprKind::Subquery(Box::new(Subquery::Count(subquery(pair)?))),
        Rule::function_invocation => call(pair)?,
        Rule::map_projection => map_projection(pair)?,
        _ => ExprKind::Variable(name(pair)),
    };
    Ok(Expr::new(kind, span))
}

pub(super) fn parameter(pair: Pair<'_, Rule>) -> Parse {
    let span = span(&pair);
    Expr::new(ExprKind::Parameter(name(pair).text), span)
}

pub(super) fn map_literal(pair: Pair<'_, Rule>) -> Result<Parse> {
    let span = span(&pair);
    let entries = pair.into_inner().map(map_entry).collect::<Result<_>>()?;
    shallow(Expr::new(ExprKind::Map(entries), span))
}

fn map_entry(pair: Pair<'_, Rule>) -> Result<(String, Parse)> {
    let mut parts = pair.into_inner();
    let key = name(parts.next().expect("an entry has a key"));
    Ok((key.text, expression(parts.next().expect("an entry has a value"))?))
}

fn map_projection(pair: Pair<'_, Rule>) -> Result<ExprKind<Parsed>> {
    let mut parts = pair.into_inner();
    let subject = parts.next().expect("a choice has a subject");
    let subject = Box::new(Expr::new(ExprKind::Variable(name(subject.clone())), span(&subject)));
    let items = parts.map(|item| {
        let inner = item.into_inner().next().expect("an item has a form");
        Ok(match inner.as_rule() {
            Rule::all_properties => MapProjectionItem::All,
            Rule::property_lookup => MapProjectionItem::Property(name(inner)),
            Rule::map_entry => {
                let (key, value) = map_entry(inner)?;
                MapProjectionItem::Entry(key, value)
            }
            _ => {
                let span = span(&inner);
                let variable = name(inner);
                let key = variable.text.clone();
                MapProjectionItem::Entry(key, Expr::new(ExprKind::Variable(variable), span))
            }
        })
    });
    Ok(ExprKind::MapProjection(subject, items.collect::<Result<_>>()?))
}

/// Reads a list, or finds that it is a comprehension.
fn list(pair: Pair<'_, Rule>) -> Result<ExprKind<Parsed>> {
    let (mut items, mut predicate, mut projection) = (Vec::new(), None, None);
    for part in parts(pair) {
        match part.as_rule() {
            Rule::where_clause => predicate = Some(where_clause(part)?),
            Rule::comprehension_result => projection = Some(expression(only(part))?),
            _ => items.push(part),
        }
    }
    let is_comprehension = predicate.is_some() || projection.is_some();
    if items.len() == 1 {
        let only = items[0].clone();
        if let Some((variable, list)) = element_in_list(&only)? {
            let (predicate, projection) = (predicate.map(Box::new), projection.map(Box::new));
            return Ok(ExprKind::ListComprehension { variable, list: Box::new(list), predicate, projection });
        }
        if let (true, Some(part), Some(projection)) = (is_comprehension, lone_pattern(&only)?, projection) {
            return Ok(ExprKind::Subquery(Box::new(Subquery::Comprehension {
                part: Box::new(part),
                predicate,
                projection,
            })));
        }
    }
    if is_comprehension {
        let message = "a comprehension begins with `x IN list` or with a pattern, and a pattern needs `|` and a result";
        let place = items.first().map(span).unwrap_or_default();
        return Err(QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(place));
    }
    Ok(ExprKind::List(items.into_iter().map(expression).collect::<Result<_>>()?))
}

/// Returns variable and list of `x IN list`, where an expression begins like that.
fn element_in_list(pair: &Pair<'_, Rule>) -> Result<Option<(Name, Parse)>> {
    let mut parts = pair.clone().into_inner();
    let (Some(first), Some(operator)) = (parts.next(), parts.next()) else { return Ok(None) };
    if operator.as_rule() != Rule::IN {
        return Ok(None);
    }
    match lone_atom(&first) {
        Some(variable) if variable.as_rule() == Rule::variable => Ok(Some((name(variable), operators(parts)?))),
        _ => Ok(None),
    }
}

/// Returns the pattern of `(a)-->(b)` or `p = (a)-->(b)`, where an expression is nothing else.
fn lone_pattern(pair: &Pair<'_, Rule>) -> Result<Option<PatternPart<Parsed>>> {
    let parts: Vec<_> = pair.clone().into_inner().collect();
    let (path, operand) = match parts.as_slice() {
        [operand] => (None, operand),
        [path, equal, operand] if equal.as_rule() == Rule::equal => match lone_atom(path) {
            Some(path) if path.as_rule() == Rule::variable => (Some(name(path)), operand),
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    match lone_atom(operand) {
        Some(atom) if matches!(atom.as_rule(), Rule::relationships_pattern | Rule::shortest_path_pattern) => {
            element(atom, path).map(Some)
        }
        _ => Ok(None),
    }
}

/// Returns the value of an operand from which nothing is taken.
fn lone_atom<'i>(operand: &Pair<'i, Rule>) -> Option<Pair<'i, Rule>> {
    let mut parts = operand.clone().into_inner();
    let atom = parts.next()?;
    (operand.as_rule() == Rule::operand && parts.next().is_none()).then_some(atom)
}

fn case(pair: Pair<'_, Rule>) -> Result<ExprKind<Parsed>> {
    let (mut subject, mut branches, mut default) = (None, Vec::new(), None);
    for part in parts(pair) {
        match part.as_rule() {
            Rule::case_alternative => {
                let mut parts = parts(part).map(expression);
                let mut next = || parts.next().expect("an alternative has a condition and a result");
                branches.push((next()?, next()?));
            }
            Rule::case_default => default = Some(Box::new(expression(only(part))?)),
            _ => subject = Some(Box::new(expression(part)?)),
        }
    }
    Ok(ExprKind::Case { subject, branches, default })
}

fn quantified(pair: Pair<'_, Rule>) -> Result<ExprKind<Parsed>> {
    let quantifier = if has(&pair, Rule::ALL) {
        Quantifier::All
    } else if has(&pair, Rule::ANY_WORD) {
        Quantifier::Any
    } else if has(&pair, Rule::NONE) {
        Quantifier::None
    } else {
        Quantifier::Single
    };
    let place = span(&pair);
    let mut parts = parts(pair);
    let variable = name(parts.next().expect("a quantifier has a variable"));
    let list = Box::new(expression(parts.next().expect("a quantifier has a list"))?);
    let predicate = match parts.next() {
        Some(predicate) => where_clause(predicate)?,
        None => {
            let message = "a quantifier needs a condition: `all(x IN list WHERE …)`";
            return Err(QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(place));
        }
    };
    Ok(ExprKind::Quantified { quantifier, variable, list, predicate: Box::new(predicate) })
}

fn reduce(pair: Pair<'_, Rule>) -> Result<ExprKind<Parsed>> {
    let mut parts = parts(pair);
    let mut next = || parts.next().expect("the grammar gives `reduce` five parts");
    let total = name(next());
    let start = Box::new(expression(next())?);
    let variable = name(next());
    let list = Box::new(expression(next())?);
    Ok(ExprKind::Reduce { total, start, variable, list, next: Box::new(expression(next())?) })
}

fn call(pair: Pair<'_, Rule>) -> Result<ExprKind<Parsed>> {
    let distinct = has(&pair, Rule::DISTINCT);
    let mut parts = parts(pair);
    let function = name(parts.next().expect("a call has a function"));
    Ok(ExprKind::Call { function, distinct, arguments: parts.map(expression).collect::<Result<_>>()? })
}

/// Reads the inside of `EXISTS { … }`; a bare pattern stands for `MATCH`.
fn subquery(pair: Pair<'_, Rule>) -> Result<Query> {
    let place = span(&pair);
    let mut parts = parts(pair);
    let first = parts.next().expect("a subquery has a content");
    if first.as_rule() == Rule::regular_query {
        return regular_query(first);
    }
    let pattern = super::pattern::pattern(first)?;
    let predicate = parts.next().map(where_clause).transpose()?;
    let kind = ClauseKind::Match { optional: false, pattern, predicate };
    let first = SingleQuery { clauses: vec![Clause { kind, span: place }] };
    Ok(Query { mode: Mode::Run, first, unions: Vec::new() })
}
