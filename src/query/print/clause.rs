//! Clauses to text.

use super::expression::{atom, expression};
use super::listed;
use super::name::{dotted, variable, word};
use super::pattern::part;
use crate::query::ast::{Clause, ClauseKind, Expr, Name, Parsed, Projection, RemoveItem, SetItem, Yield};

/// Returns the text of a clause.
pub(super) fn clause(clause: &Clause) -> String {
    match &clause.kind {
        ClauseKind::Match { optional, pattern, predicate } => {
            let word = if *optional { "OPTIONAL MATCH" } else { "MATCH" };
            format!("{word} {}{}", listed(pattern, part), condition(predicate.as_ref()))
        }
        ClauseKind::Unwind { list, variable: name } => {
            format!("UNWIND {} AS {}", expression(list), variable(&name.text))
        }
        ClauseKind::Call { procedure, arguments, yields } => call(procedure, arguments.as_deref(), yields.as_ref()),
        ClauseKind::With { projection: body, predicate } => {
            format!("WITH {}{}", projection(body), condition(predicate.as_ref()))
        }
        ClauseKind::Return(body) => format!("RETURN {}", projection(body)),
        ClauseKind::Create(pattern) => format!("CREATE {}", listed(pattern, part)),
        ClauseKind::Merge { part: pattern, on_create, on_match } => {
            let action = |when: &str, items: &[SetItem<Parsed>]| {
                if items.is_empty() { String::new() } else { format!(" ON {when} SET {}", listed(items, set_item)) }
            };
            format!("MERGE {}{}{}", part(pattern), action("CREATE", on_create), action("MATCH", on_match))
        }
        ClauseKind::Set(items) => format!("SET {}", listed(items, set_item)),
        ClauseKind::Remove(items) => format!("REMOVE {}", listed(items, remove_item)),
        ClauseKind::Delete { detach, targets } => {
            format!("{}DELETE {}", if *detach { "DETACH " } else { "" }, listed(targets, expression))
        }
        ClauseKind::Foreach { variable: name, list, body } => {
            let body = body.iter().map(self::clause).collect::<Vec<_>>().join(" ");
            format!("FOREACH ({} IN {} | {body})", variable(&name.text), expression(list))
        }
    }
}

fn condition(predicate: Option<&Expr<Parsed>>) -> String {
    predicate.map_or_else(String::new, |predicate| format!(" WHERE {}", expression(predicate)))
}

fn call(procedure: &Name, arguments: Option<&[Expr<Parsed>]>, yields: Option<&Yield>) -> String {
    let arguments = arguments.map_or_else(String::new, |arguments| format!("({})", listed(arguments, expression)));
    let yields = match yields {
        None => String::new(),
        Some(Yield::All) => " YIELD *".to_owned(),
        Some(Yield::Items { items, predicate }) => {
            let item = |(field, name): &(Name, Name)| {
                let name = variable(&name.text);
                let field = variable(&field.text);
                if field == name { name } else { format!("{field} AS {name}") }
            };
            format!(" YIELD {}{}", listed(items, item), condition(predicate.as_ref()))
        }
    };
    format!("CALL {}{arguments}{yields}", dotted(&procedure.text))
}

fn projection(body: &Projection) -> String {
    let mut items: Vec<String> = body.all.then(|| "*".to_owned()).into_iter().collect();
    items.extend(body.items.iter().map(|item| match &item.alias {
        Some(alias) => format!("{} AS {}", expression(&item.expr), variable(&alias.text)),
        None => expression(&item.expr),
    }));
    let mut out = format!("{}{}", if body.distinct { "DISTINCT " } else { "" }, items.join(", "));
    if !body.order.is_empty() {
        let keys = listed(&body.order, |key| {
            format!("{}{}", expression(&key.expr), if key.descending { " DESC" } else { "" })
        });
        out += &format!(" ORDER BY {keys}");
    }
    for (word, count) in [("SKIP", &body.skip), ("LIMIT", &body.limit)] {
        if let Some(count) = count {
            out += &format!(" {word} {}", expression(count));
        }
    }
    out
}

fn labelled(target: &Expr<Parsed>, labels: &[Name]) -> String {
    let labels: String = labels.iter().map(|label| format!(":{}", word(&label.text))).collect();
    format!("{}{labels}", atom(target))
}

fn set_item(item: &SetItem<Parsed>) -> String {
    match item {
        SetItem::Property { target, key, value } => {
            format!("{}.{} = {}", atom(target), word(&key.text), expression(value))
        }
        SetItem::All { target, add, value } => {
            format!("{} {} {}", atom(target), if *add { "+=" } else { "=" }, expression(value))
        }
        SetItem::Labels { target, labels } => labelled(target, labels),
    }
}

fn remove_item(item: &RemoveItem<Parsed>) -> String {
    match item {
        RemoveItem::Property { target, key } => format!("{}.{}", atom(target), word(&key.text)),
        RemoveItem::Labels { target, labels } => labelled(target, labels),
    }
}
