//! The value of an expression for one record.

use super::arithmetic::{calculate, negate};
use super::compare::{Comparison, compare, equal};
use super::functions::FunctionKind;
use super::temporal::component;
use crate::graph::{Graph, Properties, Value};
use crate::query::ast::{BinaryOp, CompareOp, Expr, ExprKind, MapProjectionItem, Quantifier, UnaryOp};
use crate::query::bind::{Bound, Key, Variable};
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use crate::query::exec::{Batch, Shared, run_subplan};
use std::cmp::Ordering;

type Result<T> = std::result::Result<T, QueryError>;

/// What expressions may read beside the record.
#[derive(Clone, Copy)]
pub(in crate::query) struct Reader<'a> {
    /// The graph.
    pub(in crate::query) graph: &'a Graph,
    /// Parameters, bounds and clock of the query.
    pub(in crate::query) shared: &'a Shared<'a>,
}

/// Variables of the comprehensions around an expression.
pub(in crate::query) enum Locals<'a> {
    /// None.
    Empty,
    /// One more.
    Bound { value: Value, number: u32, outer: &'a Locals<'a> },
}

/// Returns the locals of an expression that stands in no comprehension.
pub(in crate::query) const fn locals_none() -> Locals<'static> {
    Locals::Empty
}

/// Everything that an expression is evaluated against.
#[derive(Clone, Copy)]
pub(in crate::query) struct Env<'a> {
    /// The graph and the query's own data.
    pub(in crate::query) reader: Reader<'a>,
    /// The records.
    pub(in crate::query) batch: &'a Batch,
    /// Which of them.
    pub(in crate::query) row: usize,
    /// Variables of comprehensions.
    pub(in crate::query) locals: &'a Locals<'a>,
}

impl Env<'_> {
    /// Returns the value of a variable.
    pub(in crate::query) fn variable(&self, variable: Variable) -> Value {
        match variable {
            Variable::Slot(slot) => self.batch.value(slot, self.row),
            Variable::Local(wanted) => {
                let mut locals = self.locals;
                while let Locals::Bound { value, number, outer } = locals {
                    if *number == wanted {
                        return value.clone();
                    }
                    locals = outer;
                }
                Value::Null
            }
        }
    }

    /// Returns the same with one more variable of a comprehension.
    const fn with<'b>(&'b self, locals: &'b Locals<'b>) -> Env<'b> {
        Env { reader: self.reader, batch: self.batch, row: self.row, locals }
    }
}

/// Tells whether a condition holds; unknown is not.
pub(in crate::query) fn eval_predicate(expr: &Expr<Bound>, env: &Env<'_>) -> Result<bool> {
    Ok(truth(&eval(expr, env)?, expr)? == Some(true))
}

/// Evaluates an expression.
pub(in crate::query) fn eval(expr: &Expr<Bound>, env: &Env<'_>) -> Result<Value> {
    let made = match &expr.kind {
        ExprKind::Literal(value) => Ok(value.clone()),
        ExprKind::Variable(variable) => Ok(env.variable(*variable)),
        ExprKind::Property(inner, key) => property(&eval(inner, env)?, key, env.reader),
        ExprKind::Compare(first, rest) => chain(first, rest, env),
        ExprKind::And(parts) => logic(parts, false, env),
        ExprKind::Or(parts) => logic(parts, true, env),
        ExprKind::Parameter(name) => env.reader.shared.parameter(name),
        ExprKind::TooLarge(digits) => Err(super::arithmetic::overflow(digits)),
        ExprKind::Index(inner, index) => element(&eval(inner, env)?, &eval(index, env)?, env.reader),
        ExprKind::Slice(inner, from, to) => slice(inner, from.as_deref(), to.as_deref(), env),
        ExprKind::HasLabels(inner, labels) => has_labels(&eval(inner, env)?, labels, env.reader),
        ExprKind::List(items) => items.iter().map(|item| eval(item, env)).collect::<Result<Vec<_>>>().map(Value::list),
        ExprKind::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| Ok((key.clone(), eval(value, env)?)));
            entries.collect::<Result<Properties>>().map(Value::map)
        }
        ExprKind::MapProjection(inner, items) => map_projection(&eval(inner, env)?, items, env),
        ExprKind::Unary(op, inner) => unary(*op, inner, env),
        ExprKind::Binary(op, left, right) => binary(*op, left, right, env),
        ExprKind::Call { function, arguments, .. } => call(function.kind, arguments, env),
        ExprKind::CountAll => Ok(Value::Null),
        ExprKind::Case { subject, branches, default } => case(subject.as_deref(), branches, default.as_deref(), env),
        ExprKind::ListComprehension { variable, list, predicate, projection } => {
            list_comprehension(*variable, list, predicate.as_deref(), projection.as_deref(), env)
        }
        ExprKind::Quantified { quantifier, variable, list, predicate } => {
            quantified(*quantifier, *variable, list, predicate, env)
        }
        ExprKind::Reduce { total, start, variable, list, next } => reduce(*total, start, *variable, list, next, env),
        ExprKind::Subquery(subplan) => run_subplan(subplan, env),
    };
    made.map_err(|error| error.at(expr.span))
}

/// Returns true, false or unknown; anything else is an error.
fn truth(value: &Value, expr: &Expr<Bound>) -> Result<Option<bool>> {
    match value {
        Value::Boolean(truth) => Ok(Some(*truth)),
        Value::Null => Ok(None),
        other => {
            let message = format!("expected true or false, found a {}", other.type_name());
            let error = QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message);
            Err(error.at(expr.span))
        }
    }
}

fn from_truth(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, Value::Boolean)
}

/// Joins conditions with "and" (`decisive` false) or "or" (`decisive` true).
fn logic(parts: &[Expr<Bound>], decisive: bool, env: &Env<'_>) -> Result<Value> {
    let mut unknown = false;
    for part in parts {
        match truth(&eval(part, env)?, part)? {
            Some(truth) if truth == decisive => return Ok(Value::Boolean(decisive)),
            None => unknown = true,
            Some(_) => {}
        }
    }
    Ok(if unknown { Value::Null } else { Value::Boolean(!decisive) })
}

fn chain(first: &Expr<Bound>, rest: &[(CompareOp, Expr<Bound>)], env: &Env<'_>) -> Result<Value> {
    let mut left = eval(first, env)?;
    let mut unknown = false;
    for (op, right) in rest {
        let right = eval(right, env)?;
        match compared(*op, &left, &right) {
            Some(false) => return Ok(Value::Boolean(false)),
            None => unknown = true,
            Some(true) => {}
        }
        left = right;
    }
    Ok(if unknown { Value::Null } else { Value::Boolean(true) })
}

/// Applies a comparison; `None` where its answer is unknown.
pub(in crate::query) fn compared(op: CompareOp, a: &Value, b: &Value) -> Option<bool> {
    match op {
        CompareOp::Equal => return equal(a, b),
        CompareOp::NotEqual => return equal(a, b).map(|same| !same),
        _ => {}
    }
    match compare(a, b) {
        Comparison::Unknown => None,
        Comparison::Unordered => Some(false),
        Comparison::Ordered(order) => Some(match op {
            CompareOp::Less => order == Ordering::Less,
            CompareOp::LessOrEqual => order != Ordering::Greater,
            CompareOp::Greater => order == Ordering::Greater,
            _ => order != Ordering::Less,
        }),
    }
}

/// Returns a property of a node, relationship, map or point in time.
pub(in crate::query) fn property(value: &Value, key: &Key, reader: Reader<'_>) -> Result<Value> {
    let graph = reader.graph;
    let symbol = || key.symbol.or_else(|| graph.symbol(&key.name));
    match value {
        Value::Null => Ok(Value::Null),
        Value::Node(id) => {
            if !graph.has_node(*id) {
                return Err(deleted("node"));
            }
            Ok(symbol().and_then(|symbol| graph.node_property(*id, symbol)).unwrap_or_default())
        }
        Value::Relationship(id) => {
            if !graph.has_relationship(*id) {
                return Err(deleted("relationship"));
            }
            Ok(symbol().and_then(|symbol| graph.relationship_property(*id, symbol)).unwrap_or_default())
        }
        Value::Map(entries) => Ok(entries.get(&*key.name).cloned().unwrap_or_default()),
        other => component::component(other, &key.name).ok_or_else(|| {
            let message = format!("a {} has no property `{}`", other.type_name(), key.name);
            QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message)
        }),
    }
}

pub(super) fn deleted(what: &str) -> QueryError {
    let message = format!("the {what} was deleted");
    QueryError::runtime(ErrorKind::EntityNotFound, ErrorDetail::DeletedEntityAccess, message)
}

fn element(value: &Value, index: &Value, reader: Reader<'_>) -> Result<Value> {
    let type_error = |detail, message: String| Err(QueryError::runtime(ErrorKind::TypeError, detail, message));
    match (value, index) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::List(items), Value::Integer(index)) => {
            Ok(place(*index, items.len()).and_then(|at| items.get(at)).cloned().unwrap_or_default())
        }
        (Value::List(_), other) => {
            let message = format!("an element of a list is taken by an Integer, not by a {}", other.type_name());
            type_error(ErrorDetail::InvalidArgumentType, message)
        }
        (Value::Map(_) | Value::Node(_) | Value::Relationship(_), Value::String(key)) => {
            property(value, &Key { name: key.clone(), symbol: None }, reader)
        }
        (Value::Map(_) | Value::Node(_) | Value::Relationship(_), other) => {
            let message = format!("a value is taken by its key, a String, not by a {}", other.type_name());
            type_error(ErrorDetail::MapElementAccessByNonString, message)
        }
        (other, _) => {
            let message = format!("a {} has no elements", other.type_name());
            type_error(ErrorDetail::InvalidArgumentType, message)
        }
    }
}

/// Turns an index that may count from the end into a place.
fn place(index: i64, length: usize) -> Option<usize> {
    let index = if index < 0 { index.checked_add(i64::try_from(length).ok()?)? } else { index };
    usize::try_from(index).ok()
}

fn slice(inner: &Expr<Bound>, from: Option<&Expr<Bound>>, to: Option<&Expr<Bound>>, env: &Env<'_>) -> Result<Value> {
    let list = eval(inner, env)?;
    let (from, to) = (from.map(|e| eval(e, env)).transpose()?, to.map(|e| eval(e, env)).transpose()?);
    if list.is_null() || [&from, &to].iter().any(|end| matches!(end, Some(Value::Null))) {
        return Ok(Value::Null);
    }
    let wrong = |value: &Value| {
        let message = format!("a slice is taken of a List by Integers, not by a {}", value.type_name());
        QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message)
    };
    let Value::List(items) = &list else { return Err(wrong(&list)) };
    let end = |end: Option<Value>, default: usize| match end {
        None => Ok(default),
        Some(Value::Integer(index)) => Ok(place(index, items.len()).unwrap_or(0).min(items.len())),
        Some(other) => Err(wrong(&other)),
    };
    let (from, to) = (end(from, 0)?, end(to, items.len())?);
    Ok(Value::list(items.get(from..to).unwrap_or(&[]).to_vec()))
}

fn has_labels(value: &Value, labels: &[Key], reader: Reader<'_>) -> Result<Value> {
    let graph = reader.graph;
    let symbol = |key: &Key| key.symbol.or_else(|| graph.symbol(&key.name));
    match value {
        Value::Null => Ok(Value::Null),
        Value::Node(id) if !graph.has_node(*id) => Err(deleted("node")),
        Value::Node(id) => {
            let all = labels.iter().all(|label| symbol(label).is_some_and(|label| graph.has_label(*id, label)));
            Ok(Value::Boolean(all))
        }
        Value::Relationship(id) => {
            let kind = graph.kind_symbol(*id);
            Ok(Value::Boolean(labels.iter().all(|label| symbol(label) == Some(kind))))
        }
        other => {
            let message = format!("a {} has no labels", other.type_name());
            Err(QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message))
        }
    }
}

/// Returns all properties of a node, relationship or map.
pub(in crate::query) fn properties(value: &Value, graph: &Graph) -> Result<Option<Properties>> {
    let named = |properties: &[(crate::text::Symbol, Value)]| {
        properties.iter().map(|(key, value)| (graph.name(*key).to_owned(), value.clone())).collect()
    };
    match value {
        Value::Node(id) if !graph.has_node(*id) => Err(deleted("node")),
        Value::Node(id) => Ok(Some(named(graph.node_properties(*id)))),
        Value::Relationship(id) if !graph.has_relationship(*id) => Err(deleted("relationship")),
        Value::Relationship(id) => Ok(Some(named(graph.relationship_properties(*id)))),
        Value::Map(entries) => Ok(Some((**entries).clone())),
        _ => Ok(None),
    }
}

fn map_projection(value: &Value, items: &[MapProjectionItem<Bound>], env: &Env<'_>) -> Result<Value> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let mut made = Properties::new();
    for item in items {
        match item {
            MapProjectionItem::All => made.extend(properties(value, env.reader.graph)?.unwrap_or_default()),
            MapProjectionItem::Property(key) => {
                _ = made.insert(key.name.to_string(), property(value, key, env.reader)?)
            }
            MapProjectionItem::Entry(key, expr) => _ = made.insert(key.clone(), eval(expr, env)?),
        }
    }
    Ok(Value::map(made))
}

fn unary(op: UnaryOp, inner: &Expr<Bound>, env: &Env<'_>) -> Result<Value> {
    let value = eval(inner, env)?;
    Ok(match op {
        UnaryOp::Not => from_truth(truth(&value, inner)?.map(|truth| !truth)),
        UnaryOp::IsNull => Value::Boolean(value.is_null()),
        UnaryOp::IsNotNull => Value::Boolean(!value.is_null()),
        UnaryOp::Negate => return negate(&value),
        UnaryOp::Plus => value,
    })
}

fn binary(op: BinaryOp, left: &Expr<Bound>, right: &Expr<Bound>, env: &Env<'_>) -> Result<Value> {
    let (a, b) = (eval(left, env)?, eval(right, env)?);
    match op {
        BinaryOp::Xor => {
            let (a, b) = (truth(&a, left)?, truth(&b, right)?);
            Ok(from_truth(a.zip(b).map(|(a, b)| a != b)))
        }
        BinaryOp::In => contained(&a, &b),
        BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains => Ok(match (&a, &b) {
            (Value::String(a), Value::String(b)) => Value::Boolean(match op {
                BinaryOp::StartsWith => a.starts_with(&**b),
                BinaryOp::EndsWith => a.ends_with(&**b),
                _ => a.contains(&**b),
            }),
            _ => Value::Null,
        }),
        BinaryOp::Matches => match (&a, &b) {
            (Value::String(text), Value::String(pattern)) => {
                env.reader.shared.regex(pattern).map(|regex| Value::Boolean(regex.is_match(text)))
            }
            _ => Ok(Value::Null),
        },
        _ => calculate(op, &a, &b),
    }
}

fn contained(item: &Value, list: &Value) -> Result<Value> {
    let items = match list {
        Value::Null => return Ok(Value::Null),
        Value::List(items) => items,
        other => {
            let message = format!("`IN` looks into a List, not into a {}", other.type_name());
            return Err(QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message));
        }
    };
    let mut unknown = false;
    for known in items.iter() {
        match equal(item, known) {
            Some(true) => return Ok(Value::Boolean(true)),
            None => unknown = true,
            Some(false) => {}
        }
    }
    Ok(if unknown { Value::Null } else { Value::Boolean(false) })
}

fn call(kind: FunctionKind, arguments: &[Expr<Bound>], env: &Env<'_>) -> Result<Value> {
    let FunctionKind::Scalar(run) = kind else { return Ok(Value::Null) };
    match arguments {
        [] => run(&[], env),
        [only] => run(&[eval(only, env)?], env),
        [a, b] => run(&[eval(a, env)?, eval(b, env)?], env),
        more => run(&more.iter().map(|argument| eval(argument, env)).collect::<Result<Vec<_>>>()?, env),
    }
}

fn case(
    subject: Option<&Expr<Bound>>,
    branches: &[(Expr<Bound>, Expr<Bound>)],
    default: Option<&Expr<Bound>>,
    env: &Env<'_>,
) -> Result<Value> {
    let subject = subject.map(|subject| eval(subject, env)).transpose()?;
    for (condition, result) in branches {
        let holds = match &subject {
            Some(subject) => equal(subject, &eval(condition, env)?) == Some(true),
            None => eval_predicate(condition, env)?,
        };
        if holds {
            return eval(result, env);
        }
    }
    default.map_or(Ok(Value::Null), |default| eval(default, env))
}

/// Evaluates the list of a comprehension; `None` for null.
fn list_items(list: &Expr<Bound>, env: &Env<'_>) -> Result<Option<std::sync::Arc<[Value]>>> {
    match eval(list, env)? {
        Value::Null => Ok(None),
        Value::List(items) => Ok(Some(items)),
        other => {
            let message = format!("expected a List, found a {}", other.type_name());
            let error = QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message);
            Err(error.at(list.span))
        }
    }
}

/// Adds a variable of a comprehension.
fn bound<'a>(variable: Variable, value: Value, outer: &'a Locals<'a>) -> Locals<'a> {
    match variable {
        Variable::Local(number) => Locals::Bound { value, number, outer },
        Variable::Slot(_) => Locals::Bound { value, number: u32::MAX, outer },
    }
}

fn list_comprehension(
    variable: Variable,
    list: &Expr<Bound>,
    predicate: Option<&Expr<Bound>>,
    projection: Option<&Expr<Bound>>,
    env: &Env<'_>,
) -> Result<Value> {
    let Some(items) = list_items(list, env)? else { return Ok(Value::Null) };
    let mut made = Vec::new();
    for item in items.iter() {
        let locals = bound(variable, item.clone(), env.locals);
        let env = env.with(&locals);
        if predicate.map_or(Ok(true), |predicate| eval_predicate(predicate, &env))? {
            made.push(projection.map_or_else(|| Ok(item.clone()), |projection| eval(projection, &env))?);
        }
        env.reader.shared.tick()?;
    }
    Ok(Value::list(made))
}

fn quantified(
    quantifier: Quantifier,
    variable: Variable,
    list: &Expr<Bound>,
    predicate: &Expr<Bound>,
    env: &Env<'_>,
) -> Result<Value> {
    let Some(items) = list_items(list, env)? else { return Ok(Value::Null) };
    let (mut holds, mut unknown) = (0_usize, false);
    for item in items.iter() {
        let locals = bound(variable, item.clone(), env.locals);
        let env = env.with(&locals);
        match truth(&eval(predicate, &env)?, predicate)? {
            Some(true) => holds += 1,
            Some(false) if quantifier == Quantifier::All => return Ok(Value::Boolean(false)),
            Some(false) => {}
            None => unknown = true,
        }
        match quantifier {
            Quantifier::Any if holds > 0 => return Ok(Value::Boolean(true)),
            Quantifier::None if holds > 0 => return Ok(Value::Boolean(false)),
            Quantifier::Single if holds > 1 => return Ok(Value::Boolean(false)),
            _ => {}
        }
        env.reader.shared.tick()?;
    }
    Ok(match quantifier {
        _ if unknown => Value::Null,
        Quantifier::All | Quantifier::None => Value::Boolean(true),
        Quantifier::Any => Value::Boolean(false),
        Quantifier::Single => Value::Boolean(holds == 1),
    })
}

fn reduce(
    total: Variable,
    start: &Expr<Bound>,
    variable: Variable,
    list: &Expr<Bound>,
    next: &Expr<Bound>,
    env: &Env<'_>,
) -> Result<Value> {
    let Some(items) = list_items(list, env)? else { return Ok(Value::Null) };
    let mut value = eval(start, env)?;
    for item in items.iter() {
        let outer = bound(total, value, env.locals);
        let locals = bound(variable, item.clone(), &outer);
        value = eval(next, &env.with(&locals))?;
        env.reader.shared.tick()?;
    }
    Ok(value)
}
