//! Pairs of patterns to patterns.

use super::expression::{map_literal, parameter};
use super::{Result, Rule, has, keyword, name, only, parts, span};
use crate::graph::Direction;
use crate::query::ast::{Expr, Name, NodePattern, Parsed, PatternPart, RelationshipPattern, Shortest};
use crate::query::error::{ErrorDetail, QueryError};
use pest::iterators::Pair;

pub(super) fn pattern(pair: Pair<'_, Rule>) -> Result<Vec<PatternPart<Parsed>>> {
    parts(pair).map(pattern_part).collect()
}

pub(super) fn pattern_part(pair: Pair<'_, Rule>) -> Result<PatternPart<Parsed>> {
    let span = span(&pair);
    let mut path = None;
    let mut found = None;
    for part in parts(pair) {
        match part.as_rule() {
            Rule::variable => path = Some(name(part)),
            _ => found = Some(element(part, None)?),
        }
    }
    Ok(PatternPart { path, span, ..found.expect("a pattern has nodes") })
}

/// Reads a pattern of any kind; `path` is the name that it has outside.
pub(super) fn element(pair: Pair<'_, Rule>, path: Option<Name>) -> Result<PatternPart<Parsed>> {
    let span = span(&pair);
    if pair.as_rule() == Rule::shortest_path_pattern {
        let shortest = if has(&pair, Rule::SHORTESTPATH) { Shortest::One } else { Shortest::All };
        let inner = element(only(pair), path)?;
        return Ok(PatternPart { shortest: Some(shortest), span, ..inner });
    }
    let mut parts = parts(pair);
    let first = parts.next().expect("a pattern has a node");
    if first.as_rule() == Rule::pattern_element {
        return element(first, path);
    }
    let start = node_pattern(first)?;
    let mut chain = Vec::new();
    for link in parts {
        let mut parts = link.into_inner();
        let relationship = relationship_pattern(parts.next().expect("a chain has a relationship"))?;
        chain.push((relationship, node_pattern(parts.next().expect("a chain has a node"))?));
    }
    Ok(PatternPart { path, shortest: None, start, chain, span })
}

fn node_pattern(pair: Pair<'_, Rule>) -> Result<NodePattern<Parsed>> {
    let mut node = NodePattern { variable: None, labels: Vec::new(), properties: None, span: span(&pair) };
    for part in parts(pair) {
        match part.as_rule() {
            Rule::variable => node.variable = Some(name(part)),
            Rule::node_labels => node.labels = part.into_inner().map(name).collect(),
            _ => node.properties = Some(properties(part)?),
        }
    }
    Ok(node)
}

fn properties(pair: Pair<'_, Rule>) -> Result<Expr<Parsed>> {
    let inner = only(pair);
    if inner.as_rule() == Rule::parameter { Ok(parameter(inner)) } else { map_literal(inner) }
}

fn relationship_pattern(pair: Pair<'_, Rule>) -> Result<RelationshipPattern<Parsed>> {
    let direction = match (has(&pair, Rule::left_arrow_head), has(&pair, Rule::right_arrow_head)) {
        (true, false) => Direction::Incoming,
        (false, true) => Direction::Outgoing,
        _ => Direction::Both,
    };
    let span = span(&pair);
    let mut made =
        RelationshipPattern { variable: None, types: Vec::new(), properties: None, direction, length: None, span };
    let details = pair.into_inner().filter(|part| part.as_rule() == Rule::relationship_detail);
    for part in details.flat_map(Pair::into_inner).filter(|part| keyword(part.as_rule()).is_none()) {
        match part.as_rule() {
            Rule::variable => made.variable = Some(name(part)),
            Rule::relationship_types => made.types = part.into_inner().map(name).collect(),
            Rule::range_literal => made.length = Some(range(part)?),
            Rule::invalid_range => {
                let message = "a length is written `*`, `*2`, `*1..3`, `*..3` or `*1..`";
                let error = QueryError::syntax(ErrorDetail::InvalidRelationshipPattern, message);
                return Err(error.at(super::span(&part)));
            }
            _ => made.properties = Some(properties(part)?),
        }
    }
    Ok(made)
}

fn range(pair: Pair<'_, Rule>) -> Result<(Option<u64>, Option<u64>)> {
    let dots = has(&pair, Rule::range_dots);
    let (mut start, mut end) = (None, None);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::range_start => start = Some(length(part)?),
            Rule::range_end => end = Some(length(part)?),
            _ => {}
        }
    }
    Ok(if dots { (start, end) } else { (start, start) })
}

fn length(pair: Pair<'_, Rule>) -> Result<u64> {
    let span = span(&pair);
    let too_long = || QueryError::syntax(ErrorDetail::IntegerOverflow, "the length is too large").at(span);
    pair.as_str().trim().parse().map_err(|_| too_long())
}
