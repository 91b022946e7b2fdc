//! Pairs of clauses to clauses.

use super::expression::expression;
use super::pattern::{pattern, pattern_part};
use super::{Result, Rule, has, name, only, parts, span};
use crate::query::ast::{
    Clause, ClauseKind, Expr, ExprKind, Mode, Parsed, PatternPart, Projection, ProjectionItem, Query, RemoveItem,
    SetItem, SingleQuery, SortItem, Union, Yield,
};
use pest::iterators::Pair;

pub(super) fn cypher(pair: Pair<'_, Rule>) -> Result<Query> {
    let mode = if has(&pair, Rule::EXPLAIN) {
        Mode::Explain
    } else if has(&pair, Rule::PROFILE) {
        Mode::Profile
    } else {
        Mode::Run
    };
    Ok(Query { mode, ..regular_query(only(pair))? })
}

pub(super) fn regular_query(pair: Pair<'_, Rule>) -> Result<Query> {
    let mut parts = parts(pair);
    let first = single_query(parts.next().expect("a query has a first part"))?;
    let unions = parts.map(|pair| {
        let (all, span) = (has(&pair, Rule::ALL), span(&pair));
        Ok(Union { all, query: single_query(only(pair))?, span })
    });
    Ok(Query { mode: Mode::Run, first, unions: unions.collect::<Result<_>>()? })
}

fn single_query(pair: Pair<'_, Rule>) -> Result<SingleQuery> {
    Ok(SingleQuery { clauses: parts(pair).map(clause).collect::<Result<_>>()? })
}

fn clause(pair: Pair<'_, Rule>) -> Result<Clause> {
    let span = span(&pair);
    let kind = match pair.as_rule() {
        Rule::match_clause => match_clause(pair)?,
        Rule::unwind => {
            let mut parts = parts(pair);
            let list = expression(parts.next().expect("`UNWIND` has a list"))?;
            ClauseKind::Unwind { list, variable: name(parts.next().expect("`UNWIND` has a name")) }
        }
        Rule::merge => merge(pair)?,
        Rule::create => ClauseKind::Create(pattern(only(pair))?),
        Rule::set => ClauseKind::Set(set_items(pair)?),
        Rule::delete => {
            let detach = has(&pair, Rule::DETACH);
            ClauseKind::Delete { detach, targets: parts(pair).map(expression).collect::<Result<_>>()? }
        }
        Rule::remove => ClauseKind::Remove(parts(pair).map(remove_item).collect::<Result<_>>()?),
        Rule::foreach => {
            let mut parts = parts(pair);
            let variable = name(parts.next().expect("`FOREACH` has a name"));
            let list = expression(parts.next().expect("`FOREACH` has a list"))?;
            ClauseKind::Foreach { variable, list, body: parts.map(clause).collect::<Result<_>>()? }
        }
        Rule::in_query_call => call(pair)?,
        Rule::with => {
            let mut parts = parts(pair);
            let projection = projection(parts.next().expect("`WITH` has a body"))?;
            ClauseKind::With { projection, predicate: parts.next().map(where_clause).transpose()? }
        }
        _ => ClauseKind::Return(projection(only(pair))?),
    };
    Ok(Clause { kind, span })
}

fn match_clause(pair: Pair<'_, Rule>) -> Result<ClauseKind> {
    let optional = has(&pair, Rule::OPTIONAL);
    let mut parts = parts(pair);
    let pattern = pattern(parts.next().expect("`MATCH` has a pattern"))?;
    Ok(ClauseKind::Match { optional, pattern, predicate: parts.next().map(where_clause).transpose()? })
}

pub(super) fn where_clause(pair: Pair<'_, Rule>) -> Result<Expr<Parsed>> {
    expression(only(pair))
}

fn merge(pair: Pair<'_, Rule>) -> Result<ClauseKind> {
    let mut parts = parts(pair);
    let part: PatternPart<Parsed> = pattern_part(parts.next().expect("`MERGE` has a pattern"))?;
    let (mut on_create, mut on_match) = (Vec::new(), Vec::new());
    for action in parts {
        let on = if has(&action, Rule::CREATE) { &mut on_create } else { &mut on_match };
        on.extend(set_items(only(action))?);
    }
    Ok(ClauseKind::Merge { part, on_create, on_match })
}

fn set_items(pair: Pair<'_, Rule>) -> Result<Vec<SetItem<Parsed>>> {
    parts(pair).map(|item| set_item(only(item))).collect()
}

fn set_item(pair: Pair<'_, Rule>) -> Result<SetItem<Parsed>> {
    let rule = pair.as_rule();
    let mut parts = parts(pair);
    let first = parts.next().expect("an assignment has a target");
    Ok(match rule {
        Rule::set_property => {
            let (target, key) = property_expression(first)?;
            SetItem::Property { target, key, value: expression(parts.next().expect("an assignment has a value"))? }
        }
        Rule::set_all => {
            let add = parts.next().is_some_and(|operator| operator.as_rule() == Rule::add_all);
            let value = expression(parts.next().expect("an assignment has a value"))?;
            SetItem::All { target: variable(first), add, value }
        }
        _ => {
            let labels = parts.next().expect("labels follow").into_inner().map(name).collect();
            SetItem::Labels { target: variable(first), labels }
        }
    })
}

fn remove_item(pair: Pair<'_, Rule>) -> Result<RemoveItem<Parsed>> {
    let inner = only(pair);
    if inner.as_rule() == Rule::property_expression {
        let (target, key) = property_expression(inner)?;
        return Ok(RemoveItem::Property { target, key });
    }
    let mut parts = parts(inner);
    let target = variable(parts.next().expect("labels have a target"));
    let labels = parts.next().expect("labels follow").into_inner().map(name).collect();
    Ok(RemoveItem::Labels { target, labels })
}

fn variable(pair: Pair<'_, Rule>) -> Expr<Parsed> {
    let span = span(&pair);
    Expr::new(ExprKind::Variable(name(pair)), span)
}

/// Splits `a.b.c` into `a.b` and `c`.
fn property_expression(pair: Pair<'_, Rule>) -> Result<(Expr<Parsed>, crate::query::ast::Name)> {
    let whole = super::expression::postfix(pair)?;
    match whole.kind {
        ExprKind::Property(inner, key) => Ok((*inner, key)),
        _ => unreachable!("the grammar ends a property expression with a key"),
    }
}

fn call(pair: Pair<'_, Rule>) -> Result<ClauseKind> {
    let mut procedure = None;
    let (mut arguments, mut yields) = (None, None);
    for part in parts(pair) {
        match part.as_rule() {
            Rule::procedure_name => procedure = Some(name(part)),
            Rule::call_arguments => arguments = Some(parts(part).map(expression).collect::<Result<_>>()?),
            Rule::yield_all => yields = Some(Yield::All),
            _ => yields = Some(yield_items(part)?),
        }
    }
    Ok(ClauseKind::Call { procedure: procedure.expect("`CALL` has a name"), arguments, yields })
}

fn yield_items(pair: Pair<'_, Rule>) -> Result<Yield> {
    let (mut items, mut predicate) = (Vec::new(), None);
    for part in parts(pair) {
        if part.as_rule() == Rule::where_clause {
            predicate = Some(where_clause(part)?);
            continue;
        }
        let mut names = parts(part).map(name);
        let first = names.next().expect("a column has a name");
        let alias = names.next().unwrap_or_else(|| first.clone());
        items.push((first, alias));
    }
    Ok(Yield::Items { items, predicate })
}

fn projection(pair: Pair<'_, Rule>) -> Result<Projection> {
    let distinct = has(&pair, Rule::DISTINCT);
    let mut made = Projection { distinct, all: false, items: Vec::new(), order: Vec::new(), skip: None, limit: None };
    for part in parts(pair) {
        match part.as_rule() {
            Rule::projection_items => {
                for item in parts(part) {
                    if item.as_rule() == Rule::projection_all {
                        made.all = true;
                    } else {
                        made.items.push(projection_item(item)?);
                    }
                }
            }
            Rule::order => made.order = parts(part).map(sort_item).collect::<Result<_>>()?,
            Rule::skip => made.skip = Some(expression(only(part))?),
            _ => made.limit = Some(expression(only(part))?),
        }
    }
    Ok(made)
}

fn projection_item(pair: Pair<'_, Rule>) -> Result<ProjectionItem> {
    let mut parts = parts(pair);
    let expr = parts.next().expect("an item has an expression");
    let text = expr.as_str().trim().to_owned();
    Ok(ProjectionItem { expr: expression(expr)?, alias: parts.next().map(name), text })
}

fn sort_item(pair: Pair<'_, Rule>) -> Result<SortItem<Parsed>> {
    let descending = has(&pair, Rule::DESC) || has(&pair, Rule::DESCENDING);
    Ok(SortItem { expr: expression(only(pair))?, descending })
}
