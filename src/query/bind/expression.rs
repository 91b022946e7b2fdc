//! Expressions: names become places, functions entries of the table, and what is known of types is checked.

use super::{Binder, Bound, Type, Variable};
use crate::query::ast::{BinaryOp, Expr, ExprKind, MapProjectionItem, Name, Parsed, Subquery, UnaryOp};
use crate::query::error::{ErrorDetail, ErrorKind, Phase, QueryError};
use crate::query::expr::functions::{self, Function, FunctionKind};
use crate::text::{Byte, Span};

type Result<T> = std::result::Result<T, QueryError>;
type Typed = (Expr<Bound>, Type);

impl Binder<'_> {
    /// Binds an expression that decides whether a record stays; patterns may stand in it.
    pub(super) fn predicate(&mut self, expr: &Expr<Parsed>) -> Result<Expr<Bound>> {
        let bound = match &expr.kind {
            ExprKind::And(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.predicate(part)).collect::<Result<_>>()?;
                Expr::and(parts, expr.span)
            }
            ExprKind::Or(parts) => {
                let parts = parts.iter().map(|part| self.predicate(part)).collect::<Result<_>>()?;
                Expr::new(ExprKind::Or(parts), expr.span)
            }
            ExprKind::Unary(UnaryOp::Not, inner) => {
                let inner = Box::new(self.predicate(inner)?);
                Expr::new(ExprKind::Unary(UnaryOp::Not, inner), expr.span)
            }
            ExprKind::Binary(BinaryOp::Xor, left, right) => {
                let (left, right) = (Box::new(self.predicate(left)?), Box::new(self.predicate(right)?));
                Expr::new(ExprKind::Binary(BinaryOp::Xor, left, right), expr.span)
            }
            ExprKind::Subquery(subquery) => {
                let (kind, _) = self.subquery(subquery)?;
                Expr::new(kind, expr.span)
            }
            _ => {
                let (bound, kind) = self.expression(expr)?;
                check(&kind, &Type::Boolean, expr.span, "a condition")?;
                bound
            }
        };
        Ok(bound)
    }

    /// Binds an expression and finds what is known of its type.
    pub(super) fn expression(&mut self, expr: &Expr<Parsed>) -> Result<Typed> {
        if let Some(found) = self.grouped(expr)? {
            return Ok(found);
        }
        let span = expr.span;
        let (kind, found) = match &expr.kind {
            ExprKind::Literal(value) => (ExprKind::Literal(value.clone()), Type::of(value)),
            ExprKind::TooLarge(digits) => {
                let message = format!("the number {digits} does not fit 64 bits");
                return Err(QueryError::syntax(ErrorDetail::IntegerOverflow, message).at(span));
            }
            ExprKind::Parameter(name) => (ExprKind::Parameter(name.clone()), Type::Any),
            ExprKind::Variable(name) => {
                let entry = self.resolve(name)?;
                (ExprKind::Variable(entry.variable), entry.kind)
            }
            ExprKind::Property(inner, key) => self.property(inner, key, span)?,
            ExprKind::Index(inner, index) => self.index(inner, index, span)?,
            ExprKind::Slice(inner, from, to) => {
                let (inner, kind) = self.expression(inner)?;
                check(&kind, &Type::List(Box::new(Type::Any)), span, "a slice")?;
                let mut end = |end: &Option<Box<Expr<Parsed>>>| match end {
                    Some(end) => self.expression(end).map(|(end, _)| Some(Box::new(end))),
                    None => Ok(None),
                };
                let (from, to) = (end(from)?, end(to)?);
                (ExprKind::Slice(Box::new(inner), from, to), kind)
            }
            ExprKind::HasLabels(inner, labels) => {
                let (inner, kind) = self.expression(inner)?;
                if !matches!(kind, Type::Node | Type::Relationship | Type::Any | Type::Null) {
                    return Err(wrong_type(&kind, "a node", span));
                }
                (ExprKind::HasLabels(Box::new(inner), self.keys(labels)), Type::Boolean)
            }
            ExprKind::List(items) => {
                let (items, kinds): (Vec<_>, Vec<_>) = self.all(items)?.into_iter().unzip();
                (ExprKind::List(items), Type::list(kinds))
            }
            ExprKind::Map(entries) => {
                let mut bound = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    bound.push((key.clone(), self.expression(value)?.0));
                }
                (ExprKind::Map(bound), Type::Map)
            }
            ExprKind::MapProjection(inner, items) => self.map_projection(inner, items)?,
            ExprKind::Unary(op, inner) => self.unary(*op, inner, span)?,
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right)?,
            ExprKind::And(parts) => (ExprKind::And(self.booleans(parts)?), Type::Boolean),
            ExprKind::Or(parts) => (ExprKind::Or(self.booleans(parts)?), Type::Boolean),
            ExprKind::Compare(first, rest) => {
                let first = Box::new(self.expression(first)?.0);
                let mut bound = Vec::with_capacity(rest.len());
                for (op, operand) in rest {
                    bound.push((*op, self.expression(operand)?.0));
                }
                (ExprKind::Compare(first, bound), Type::Boolean)
            }
            ExprKind::Call { function, distinct, arguments } => self.call(function, *distinct, arguments, span)?,
            ExprKind::CountAll => return Err(misplaced_aggregate(span)),
            ExprKind::Case { subject, branches, default } => {
                self.case(subject.as_deref(), branches, default.as_deref())?
            }
            ExprKind::ListComprehension { .. } | ExprKind::Quantified { .. } | ExprKind::Reduce { .. } => {
                self.comprehension_over_list(&expr.kind)?
            }
            ExprKind::Subquery(subquery) => {
                if matches!(&**subquery, Subquery::Pattern(part) if part.shortest.is_none()) {
                    let message = "a pattern alone can only be a condition";
                    let error = QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(span);
                    return Err(error.hint("write `exists(…)` around it, or count with `size([… | 1])`"));
                }
                self.subquery(subquery)?
            }
        };
        Ok((Expr::new(kind, span), found))
    }

    pub(super) fn all(&mut self, exprs: &[Expr<Parsed>]) -> Result<Vec<Typed>> {
        exprs.iter().map(|expr| self.expression(expr)).collect()
    }

    fn booleans(&mut self, parts: &[Expr<Parsed>]) -> Result<Vec<Expr<Bound>>> {
        let mut bound = Vec::with_capacity(parts.len());
        for part in parts {
            let (part, kind) = self.condition(part)?;
            check(&kind, &Type::Boolean, part.span, "a logical operator")?;
            bound.push(part);
        }
        Ok(bound)
    }

    /// Binds an operand of a logical operator; a pattern in it is a condition.
    fn condition(&mut self, expr: &Expr<Parsed>) -> Result<Typed> {
        match &expr.kind {
            ExprKind::Subquery(subquery) => {
                let (kind, found) = self.subquery(subquery)?;
                Ok((Expr::new(kind, expr.span), found))
            }
            _ => self.expression(expr),
        }
    }

    fn property(&mut self, inner: &Expr<Parsed>, key: &Name, span: Span<Byte>) -> Result<(ExprKind<Bound>, Type)> {
        let (inner, kind) = self.expression(inner)?;
        if matches!(kind, Type::Boolean | Type::String | Type::List(_) | Type::Path) || kind.is_number() {
            let message = format!("property `{}` is taken from {}", key.text, kind.name());
            let error =
                QueryError::new(ErrorKind::TypeError, Phase::Compile, ErrorDetail::InvalidArgumentType, message);
            return Err(error.at(span).hint("nodes, relationships, maps and points in time have properties"));
        }
        if matches!(kind, Type::Node | Type::Relationship) {
            self.notice_unknown("property", std::slice::from_ref(key));
        }
        Ok((ExprKind::Property(Box::new(inner), self.key(key)), Type::Any))
    }

    fn index(
        &mut self,
        inner: &Expr<Parsed>,
        index: &Expr<Parsed>,
        span: Span<Byte>,
    ) -> Result<(ExprKind<Bound>, Type)> {
        let (inner, kind) = self.expression(inner)?;
        let (index, index_kind) = self.expression(index)?;
        let type_error =
            |detail, message: String| QueryError::new(ErrorKind::TypeError, Phase::Compile, detail, message).at(span);
        if matches!(kind, Type::Boolean | Type::String | Type::Path) || kind.is_number() {
            return Err(type_error(
                ErrorDetail::InvalidArgumentType,
                format!("an element is taken from {}", kind.name()),
            ));
        }
        if matches!(kind, Type::List(_)) && !index_kind.may_be(&Type::Integer) {
            let message = format!("an element of a list is taken by an integer, not by {}", index_kind.name());
            return Err(type_error(ErrorDetail::InvalidArgumentType, message));
        }
        let found = kind.element();
        Ok((ExprKind::Index(Box::new(inner), Box::new(index)), found))
    }

    fn map_projection(
        &mut self,
        inner: &Expr<Parsed>,
        items: &[MapProjectionItem<Parsed>],
    ) -> Result<(ExprKind<Bound>, Type)> {
        let (inner, _) = self.expression(inner)?;
        let mut bound = Vec::with_capacity(items.len());
        for item in items {
            bound.push(match item {
                MapProjectionItem::All => MapProjectionItem::All,
                MapProjectionItem::Property(key) => MapProjectionItem::Property(self.key(key)),
                MapProjectionItem::Entry(key, value) => {
                    MapProjectionItem::Entry(key.clone(), self.expression(value)?.0)
                }
            });
        }
        Ok((ExprKind::MapProjection(Box::new(inner), bound), Type::Map))
    }

    fn unary(&mut self, op: UnaryOp, inner: &Expr<Parsed>, span: Span<Byte>) -> Result<(ExprKind<Bound>, Type)> {
        let (inner, kind) = if op == UnaryOp::Not { self.condition(inner)? } else { self.expression(inner)? };
        let found = match op {
            UnaryOp::Not => {
                check(&kind, &Type::Boolean, span, "`NOT`")?;
                Type::Boolean
            }
            UnaryOp::Negate | UnaryOp::Plus => {
                if kind != Type::Duration {
                    check(&kind, &Type::Number, span, "a sign")?;
                }
                kind
            }
            UnaryOp::IsNull | UnaryOp::IsNotNull => Type::Boolean,
        };
        Ok((ExprKind::Unary(op, Box::new(inner)), found))
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr<Parsed>, right: &Expr<Parsed>) -> Result<(ExprKind<Bound>, Type)> {
        let logical = op == BinaryOp::Xor;
        let (left, a) = if logical { self.condition(left)? } else { self.expression(left)? };
        let (right, b) = if logical { self.condition(right)? } else { self.expression(right)? };
        let found = match op {
            BinaryOp::Xor => {
                check(&a, &Type::Boolean, left.span, "`XOR`")?;
                check(&b, &Type::Boolean, right.span, "`XOR`")?;
                Type::Boolean
            }
            BinaryOp::In => {
                check(&b, &Type::List(Box::new(Type::Any)), right.span, "`IN`")?;
                Type::Boolean
            }
            BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains | BinaryOp::Matches => Type::Boolean,
            BinaryOp::Add => added(&a, &b),
            _ => {
                let times = matches!(op, BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide);
                for (kind, side) in [(&a, &left), (&b, &right)] {
                    if !(times && matches!(kind, Type::Temporal | Type::Duration)) {
                        check(kind, &Type::Number, side.span, "arithmetic")?;
                    }
                }
                calculated(op, &a, &b)
            }
        };
        Ok((ExprKind::Binary(op, Box::new(left), Box::new(right)), found))
    }

    fn call(
        &mut self,
        name: &Name,
        distinct: bool,
        arguments: &[Expr<Parsed>],
        span: Span<Byte>,
    ) -> Result<(ExprKind<Bound>, Type)> {
        let function = function(name)?;
        if matches!(function.kind, FunctionKind::Aggregate(_)) {
            return Err(misplaced_aggregate(span));
        }
        check_count(function, arguments.len(), span)?;
        // `exists(pattern)` is the one function that takes a pattern.
        let takes_pattern = function.name == "exists";
        let mut bound = Vec::with_capacity(arguments.len());
        let mut kinds = Vec::with_capacity(arguments.len());
        for (position, argument) in arguments.iter().enumerate() {
            let (argument, kind) = if takes_pattern { self.condition(argument)? } else { self.expression(argument)? };
            if !function.accepts(position, &kind) {
                let what = format!("`{}`", function.name);
                return Err(wrong_type(&kind, &format!("an argument of {what}"), argument.span)
                    .hint(format!("{what} {}", function.caption)));
            }
            bound.push(argument);
            kinds.push(kind);
        }
        let found = function.returned(&kinds);
        Ok((ExprKind::Call { function, distinct, arguments: bound }, found))
    }

    fn case(
        &mut self,
        subject: Option<&Expr<Parsed>>,
        branches: &[(Expr<Parsed>, Expr<Parsed>)],
        default: Option<&Expr<Parsed>>,
    ) -> Result<(ExprKind<Bound>, Type)> {
        let subject = match subject {
            Some(subject) => Some(Box::new(self.expression(subject)?.0)),
            None => None,
        };
        let (mut bound, mut found) = (Vec::with_capacity(branches.len()), Type::Null);
        for (condition, result) in branches {
            let (condition, _) = self.condition(condition)?;
            let (result, kind) = self.expression(result)?;
            found = found.common(kind);
            bound.push((condition, result));
        }
        let default = match default {
            Some(default) => {
                let (default, kind) = self.expression(default)?;
                found = found.common(kind);
                Some(Box::new(default))
            }
            None => None,
        };
        Ok((ExprKind::Case { subject, branches: bound, default }, found))
    }

    fn comprehension_over_list(&mut self, kind: &ExprKind<Parsed>) -> Result<(ExprKind<Bound>, Type)> {
        let any_list = Type::List(Box::new(Type::Any));
        let bind_list = |binder: &mut Self, list: &Expr<Parsed>| -> Result<(Box<Expr<Bound>>, Type)> {
            let (list, kind) = binder.expression(list)?;
            check(&kind, &any_list, list.span, "a comprehension")?;
            Ok((Box::new(list), kind.element()))
        };
        match kind {
            ExprKind::ListComprehension { variable, list, predicate, projection } => {
                let (list, element) = bind_list(self, list)?;
                self.with_local(&variable.text, element.clone(), |binder, variable| {
                    let predicate = match predicate {
                        Some(predicate) => Some(Box::new(binder.predicate(predicate)?)),
                        None => None,
                    };
                    let (projection, found) = match projection {
                        Some(projection) => {
                            let (projection, kind) = binder.expression(projection)?;
                            (Some(Box::new(projection)), kind)
                        }
                        None => (None, element),
                    };
                    let kind = ExprKind::ListComprehension { variable, list, predicate, projection };
                    Ok((kind, Type::List(Box::new(found))))
                })
            }
            ExprKind::Quantified { quantifier, variable, list, predicate } => {
                let (list, element) = bind_list(self, list)?;
                self.with_local(&variable.text, element, |binder, variable| {
                    let predicate = Box::new(binder.predicate(predicate)?);
                    Ok((ExprKind::Quantified { quantifier: *quantifier, variable, list, predicate }, Type::Boolean))
                })
            }
            ExprKind::Reduce { total, start, variable, list, next } => {
                let (start, start_kind) = self.expression(start)?;
                let (list, element) = bind_list(self, list)?;
                self.with_local(&total.text, Type::Any, |binder, total| {
                    binder.with_local(&variable.text, element, |binder, variable| {
                        let (next, kind) = binder.expression(next)?;
                        let (start, next) = (Box::new(start), Box::new(next));
                        Ok((ExprKind::Reduce { total, start, variable, list, next }, start_kind.common(kind)))
                    })
                })
            }
            _ => unreachable!("called for the three kinds above"),
        }
    }
}

/// Finds a function by its name, whatever the case of its letters.
pub(super) fn function(name: &Name) -> Result<&'static Function> {
    functions::find(&name.text).ok_or_else(|| {
        let error = QueryError::syntax(ErrorDetail::UnknownFunction, format!("there is no function `{}`", name.text));
        error.at(name.span).did_you_mean(&name.text, functions::all().map(|function| function.name))
    })
}

pub(super) fn check_count(function: &Function, count: usize, span: Span<Byte>) -> Result<()> {
    if function.arity().contains(&count) {
        return Ok(());
    }
    let (least, most) = function.arity().into_inner();
    let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
    let message = format!("`{}` takes {wanted} argument(s), not {count}", function.name);
    let error = QueryError::syntax(ErrorDetail::InvalidNumberOfArguments, message).at(span);
    Err(error.hint(format!("`{}` {}", function.name, function.caption)))
}

pub(super) fn misplaced_aggregate(span: Span<Byte>) -> QueryError {
    let message = "an aggregate can only stand in `WITH` and `RETURN`";
    QueryError::syntax(ErrorDetail::InvalidAggregation, message).at(span).hint("aggregate in a `WITH` before")
}

/// Refuses what is known to have another type.
pub(super) fn check(kind: &Type, wanted: &Type, span: Span<Byte>, place: &str) -> Result<()> {
    if kind.may_be(wanted) {
        return Ok(());
    }
    Err(wrong_type(kind, &format!("{} for {place}", wanted.name()), span))
}

fn wrong_type(kind: &Type, wanted: &str, span: Span<Byte>) -> QueryError {
    let message = format!("expected {wanted}, found {}", kind.name());
    QueryError::syntax(ErrorDetail::InvalidArgumentType, message).at(span)
}

/// Returns what a sum is.
fn added(a: &Type, b: &Type) -> Type {
    match (a, b) {
        (Type::List(_), Type::List(_)) => a.clone().common(b.clone()),
        (Type::List(_), _) | (_, Type::List(_)) => Type::List(Box::new(Type::Any)),
        (Type::Any | Type::Null, _) | (_, Type::Any | Type::Null) => Type::Any,
        (Type::String, _) | (_, Type::String) => Type::String,
        (Type::Temporal, _) | (_, Type::Temporal) => Type::Temporal,
        (Type::Duration, _) => Type::Duration,
        _ => calculated(BinaryOp::Add, a, b),
    }
}

fn calculated(op: BinaryOp, a: &Type, b: &Type) -> Type {
    match (a, b) {
        (Type::Any | Type::Null | Type::Temporal | Type::Duration, _)
        | (_, Type::Any | Type::Null | Type::Temporal | Type::Duration) => Type::Any,
        _ if op == BinaryOp::Power => Type::Float,
        (Type::Integer, Type::Integer) => Type::Integer,
        (Type::Float, _) | (_, Type::Float) => Type::Float,
        _ => Type::Number,
    }
}

/// Tells whether a variable is a column.
pub(super) const fn is_column(variable: Variable) -> bool {
    matches!(variable, Variable::Slot(_))
}
