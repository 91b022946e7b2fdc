//! Expressions to text, with brackets where the precedence of the operators needs them.

use super::name::{dotted, parameter, string, variable, word};
use super::pattern::part;
use super::{listed, query};
use crate::graph::Value;
use crate::query::ast::{
    BinaryOp, CompareOp, Expr, ExprKind, MapProjectionItem, Name, Parsed, Quantifier, Subquery, UnaryOp,
};

/// How tightly an operator binds, loosest first; the parser's table has the same order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    Xor,
    And,
    Not,
    Compare,
    Predicate,
    Add,
    Multiply,
    Power,
    Unary,
    Atom,
}

/// Returns the text of an expression.
pub(super) fn expression(expr: &Expr<Parsed>) -> String {
    text(&expr.kind)
}

/// Returns the text of an expression from which something is taken.
pub(super) fn atom(expr: &Expr<Parsed>) -> String {
    // A number or pattern needs its brackets: `(1).x`, `((a)-->(b)).x`.
    let bare = level(&expr.kind) == Level::Atom
        && !matches!(&expr.kind, ExprKind::Literal(Value::Integer(_) | Value::Float(_)) | ExprKind::TooLarge(_))
        && !matches!(&expr.kind, ExprKind::Subquery(subquery) if matches!(**subquery, Subquery::Pattern(_)));
    if bare { expression(expr) } else { format!("({})", expression(expr)) }
}

const fn binary_level(op: BinaryOp) -> Level {
    match op {
        BinaryOp::Xor => Level::Xor,
        BinaryOp::In | BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains | BinaryOp::Matches => {
            Level::Predicate
        }
        BinaryOp::Add | BinaryOp::Subtract => Level::Add,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => Level::Multiply,
        BinaryOp::Power => Level::Power,
    }
}

fn level(kind: &ExprKind<Parsed>) -> Level {
    match kind {
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Unary(UnaryOp::Not, _) => Level::Not,
        ExprKind::Compare(..) => Level::Compare,
        ExprKind::Unary(UnaryOp::IsNull | UnaryOp::IsNotNull, _) => Level::Predicate,
        ExprKind::Binary(op, ..) => binary_level(*op),
        ExprKind::Unary(..) => Level::Unary,
        ExprKind::Literal(Value::Integer(number)) if *number < 0 => Level::Unary,
        ExprKind::Literal(Value::Float(number)) if number.is_sign_negative() => Level::Unary,
        ExprKind::TooLarge(digits) if digits.starts_with('-') => Level::Unary,
        _ => Level::Atom,
    }
}

/// Returns the text of an operand, in brackets where it binds less tightly than `least`.
fn operand(expr: &Expr<Parsed>, least: Level) -> String {
    if level(&expr.kind) < least { format!("({})", expression(expr)) } else { expression(expr) }
}

/// Returns the level right above.
const fn tighter(level: Level) -> Level {
    match level {
        Level::Or => Level::Xor,
        Level::Xor => Level::And,
        Level::And => Level::Not,
        Level::Not => Level::Compare,
        Level::Compare => Level::Predicate,
        Level::Predicate => Level::Add,
        Level::Add => Level::Multiply,
        Level::Multiply => Level::Power,
        Level::Power => Level::Unary,
        Level::Unary | Level::Atom => Level::Atom,
    }
}

/// Returns an operand after `-` or `<`, which must not look like the relationship of a pattern.
fn after_dash(right: String) -> String {
    if right.starts_with(['-', '[']) { format!("({right})") } else { right }
}

fn text(kind: &ExprKind<Parsed>) -> String {
    match kind {
        ExprKind::Literal(value) => literal(value),
        ExprKind::TooLarge(digits) => digits.clone(),
        ExprKind::Parameter(name) => parameter(name),
        ExprKind::Variable(name) => variable(&name.text),
        ExprKind::Property(inner, key) => format!("{}.{}", atom(inner), word(&key.text)),
        ExprKind::Index(inner, index) => format!("{}[{}]", atom(inner), expression(index)),
        ExprKind::Slice(inner, from, to) => {
            let end = |end: &Option<Box<Expr<Parsed>>>| end.as_deref().map_or_else(String::new, expression);
            format!("{}[{}..{}]", atom(inner), end(from), end(to))
        }
        ExprKind::HasLabels(inner, labels) => {
            let labels: String = labels.iter().map(|label| format!(":{}", word(&label.text))).collect();
            format!("{}{labels}", atom(inner))
        }
        ExprKind::List(items) => list(items),
        ExprKind::Map(entries) => format!("{{{}}}", listed(entries, |(key, value)| entry(key, value))),
        ExprKind::MapProjection(subject, items) => {
            format!("{} {{{}}}", expression(subject), listed(items, map_projection_item))
        }
        ExprKind::CountAll => "count(*)".to_owned(),
        ExprKind::Call { function, distinct, arguments } => {
            let distinct = if *distinct { "DISTINCT " } else { "" };
            format!("{}({distinct}{})", dotted(&function.text), listed(arguments, expression))
        }
        ExprKind::Subquery(subquery) => subquery_text(subquery),
        ExprKind::Unary(..) | ExprKind::Binary(..) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Compare(..) => {
            operation(kind)
        }
        _ => form(kind),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::String(text) => string(text),
        _ => "null".to_owned(),
    }
}

/// Returns a list; `[(x IN y)]` keeps its brackets, since `[x IN y]` is a comprehension.
fn list(items: &[Expr<Parsed>]) -> String {
    let bracketed = items.len() == 1
        && matches!(level(&items[0].kind), Level::Or | Level::Xor | Level::And | Level::Compare | Level::Predicate);
    let items = listed(items, expression);
    if bracketed { format!("[({items})]") } else { format!("[{items}]") }
}

fn entry(key: &str, value: &Expr<Parsed>) -> String {
    format!("{}: {}", word(key), expression(value))
}

fn map_projection_item(item: &MapProjectionItem<Parsed>) -> String {
    match item {
        MapProjectionItem::All => ".*".to_owned(),
        MapProjectionItem::Property(key) => format!(".{}", word(&key.text)),
        MapProjectionItem::Entry(key, value) => entry(key, value),
    }
}

fn operation(kind: &ExprKind<Parsed>) -> String {
    let joined = |parts: &[Expr<Parsed>], word: &str, least: Level| {
        parts.iter().map(|part| operand(part, least)).collect::<Vec<_>>().join(word)
    };
    match kind {
        ExprKind::Or(parts) => joined(parts, " OR ", Level::Xor),
        ExprKind::And(parts) => joined(parts, " AND ", Level::Not),
        ExprKind::Unary(UnaryOp::Not, inner) => format!("NOT {}", operand(inner, Level::Not)),
        ExprKind::Unary(UnaryOp::IsNull, inner) => format!("{} IS NULL", operand(inner, Level::Predicate)),
        ExprKind::Unary(UnaryOp::IsNotNull, inner) => format!("{} IS NOT NULL", operand(inner, Level::Predicate)),
        ExprKind::Unary(op, inner) => {
            let sign = if *op == UnaryOp::Plus { '+' } else { '-' };
            // A minus before a number would become part of it.
            let number = matches!(inner.kind, ExprKind::Literal(_) | ExprKind::TooLarge(_));
            let least = if number && sign == '-' { Level::Atom } else { Level::Unary };
            format!("{sign}{}", operand(inner, least))
        }
        ExprKind::Compare(first, rest) => {
            let mut out = operand(first, Level::Predicate);
            for (op, right) in rest {
                let right = operand(right, Level::Predicate);
                let right = if *op == CompareOp::Less { after_dash(right) } else { right };
                out += &format!(" {} {right}", comparison(*op));
            }
            out
        }
        ExprKind::Binary(op, left, right) => {
            let level = binary_level(*op);
            let right = operand(right, tighter(level));
            let right = if *op == BinaryOp::Subtract { after_dash(right) } else { right };
            format!("{} {} {right}", operand(left, level), operator(*op))
        }
        _ => unreachable!("called for operators only"),
    }
}

const fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "<>",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

const fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Xor => "XOR",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "%",
        BinaryOp::Power => "^",
        BinaryOp::In => "IN",
        BinaryOp::StartsWith => "STARTS WITH",
        BinaryOp::EndsWith => "ENDS WITH",
        BinaryOp::Contains => "CONTAINS",
        BinaryOp::Matches => "=~",
    }
}

/// Returns what is written in a form of its own: `CASE`, comprehensions, quantifiers, `reduce`.
fn form(kind: &ExprKind<Parsed>) -> String {
    let element = |name: &Name, list: &Expr<Parsed>| format!("{} IN {}", variable(&name.text), expression(list));
    let optional = |word: &str, expr: Option<&Expr<Parsed>>| {
        expr.map_or_else(String::new, |expr| format!(" {word} {}", expression(expr)))
    };
    match kind {
        ExprKind::Case { subject, branches, default } => {
            let branches: String = branches
                .iter()
                .map(|(condition, result)| format!(" WHEN {} THEN {}", expression(condition), expression(result)))
                .collect();
            let subject = subject.as_deref().map_or_else(String::new, |subject| format!(" {}", expression(subject)));
            format!("CASE{subject}{branches}{} END", optional("ELSE", default.as_deref()))
        }
        ExprKind::ListComprehension { variable: name, list, predicate, projection } => format!(
            "[{}{}{}]",
            element(name, list),
            optional("WHERE", predicate.as_deref()),
            optional("|", projection.as_deref())
        ),
        ExprKind::Quantified { quantifier, variable: name, list, predicate } => {
            let quantifier = match quantifier {
                Quantifier::All => "all",
                Quantifier::Any => "any",
                Quantifier::None => "none",
                Quantifier::Single => "single",
            };
            format!("{quantifier}({}{})", element(name, list), optional("WHERE", Some(predicate)))
        }
        ExprKind::Reduce { total, start, variable: name, list, next } => format!(
            "reduce({} = {}, {}{})",
            variable(&total.text),
            expression(start),
            element(name, list),
            optional("|", Some(next))
        ),
        _ => unreachable!("the other kinds are written before"),
    }
}

fn subquery_text(subquery: &Subquery) -> String {
    match subquery {
        Subquery::Pattern(pattern) => part(pattern),
        Subquery::Comprehension { part: pattern, predicate, projection } => {
            let condition =
                predicate.as_ref().map_or_else(String::new, |predicate| format!(" WHERE {}", expression(predicate)));
            format!("[{}{condition} | {}]", part(pattern), expression(projection))
        }
        Subquery::Exists(inner) => format!("EXISTS {{ {} }}", query(inner)),
        Subquery::Count(inner) => format!("COUNT {{ {} }}", query(inner)),
    }
}
