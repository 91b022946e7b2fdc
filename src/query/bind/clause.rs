//! Clauses: which may follow which, and what each brings into scope.

use super::pattern::Purpose;
use super::scope::{Frame, already_bound};
use super::{Binder, Bound, BoundClause, BoundPart, BoundQuery, Slot, Type};
use crate::query::ast::{
    Clause, ClauseKind, Expr, ExprKind, Name, Parsed, Query, RemoveItem, SetItem, SingleQuery, Yield,
};
use crate::query::error::{ErrorDetail, ErrorKind, Phase, QueryError};

type Result<T> = std::result::Result<T, QueryError>;

/// What comes out of a part: its name and its column.
type Columns = Vec<(String, Slot)>;

impl Binder<'_> {
    pub(super) fn query(&mut self, query: &Query) -> Result<BoundQuery> {
        let united = !query.unions.is_empty();
        let (first, columns) = self.single_query(&query.first, true)?;
        let names: Vec<String> = columns.into_iter().map(|(name, _)| name).collect();
        let mut parts = vec![first];
        for union in &query.unions {
            if union.all != query.unions[0].all {
                let message = "`UNION` and `UNION ALL` can't be mixed";
                return Err(QueryError::syntax(ErrorDetail::InvalidClauseComposition, message).at(union.span));
            }
            *self.frame() = Frame { next_slot: self.frame().next_slot, ..Frame::default() };
            let (part, columns) = self.single_query(&union.query, true)?;
            if !columns.iter().map(|(name, _)| name).eq(&names) {
                let message = format!("the parts of a union have the same columns; the first has {}", names.join(", "));
                return Err(QueryError::syntax(ErrorDetail::DifferentColumnsInUnion, message).at(union.span));
            }
            parts.push(part);
        }
        let union_all = !united || query.unions.iter().all(|union| union.all);
        Ok(BoundQuery {
            columns: names,
            parts,
            union_all,
            width: self.frame().next_slot as usize,
            notices: std::mem::take(&mut self.notices),
            slot_names: std::mem::take(&mut self.slot_names),
        })
    }

    /// Binds the clauses of a part; `whole` is false inside `EXISTS { … }`, where nothing need be returned.
    pub(super) fn single_query(&mut self, query: &SingleQuery, whole: bool) -> Result<(BoundPart, Columns)> {
        check_order(&query.clauses, whole)?;
        let mut clauses = Vec::new();
        let mut columns = Vec::new();
        let standalone = query.clauses.len() == 1;
        for clause in &query.clauses {
            if let ClauseKind::Call { procedure, arguments, yields } = &clause.kind {
                let call = self.procedure_call(procedure, arguments.as_deref(), yields.as_ref(), standalone, clause)?;
                clauses.push(call.0);
                columns = call.1;
            } else if let ClauseKind::Return(projection) = &clause.kind {
                let (projection, output) =
                    self.projection(projection, None, true).map_err(|error| error.at(clause.span))?;
                clauses.push(BoundClause::Project(projection));
                columns = output;
            } else {
                clauses.push(self.clause(clause)?);
                columns = Vec::new();
            }
        }
        let output = columns.iter().map(|&(_, slot)| slot).collect();
        Ok((BoundPart { clauses, output }, columns))
    }

    fn clause(&mut self, clause: &Clause) -> Result<BoundClause> {
        Ok(match &clause.kind {
            ClauseKind::Match { optional, pattern, predicate } => {
                let pattern = self.pattern(pattern, Purpose::Match)?;
                let predicate = predicate.as_ref().map(|predicate| self.predicate(predicate)).transpose()?;
                BoundClause::Match { optional: *optional, pattern, predicate }
            }
            ClauseKind::Unwind { list, variable } => {
                let (list, kind) = self.expression(list)?;
                if self.frame().scope.contains_key(&variable.text) {
                    return Err(already_bound(variable));
                }
                BoundClause::Unwind { list, slot: self.declare(&variable.text, kind.element()) }
            }
            ClauseKind::With { projection, predicate } => {
                let (projection, _) = self.projection(projection, predicate.as_ref(), false)?;
                BoundClause::Project(projection)
            }
            ClauseKind::Create(pattern) => self.create(pattern)?,
            ClauseKind::Merge { part, on_create, on_match } => {
                let part = self.pattern(std::slice::from_ref(part), Purpose::Merge)?.remove(0);
                let (on_create, on_match) = (self.set_items(on_create)?, self.set_items(on_match)?);
                BoundClause::Merge { part, on_create, on_match }
            }
            ClauseKind::Set(items) => BoundClause::Set(self.set_items(items)?),
            ClauseKind::Remove(items) => {
                BoundClause::Remove(items.iter().map(|item| self.remove_item(item)).collect::<Result<_>>()?)
            }
            ClauseKind::Delete { detach, targets } => {
                let targets = targets.iter().map(|target| self.delete_target(target)).collect::<Result<_>>()?;
                BoundClause::Delete { detach: *detach, targets }
            }
            ClauseKind::Foreach { variable, list, body } => self.foreach(variable, list, body)?,
            ClauseKind::Call { .. } | ClauseKind::Return(_) => unreachable!("bound where columns come out"),
        })
    }

    /// Binds `CREATE`: each part may use what those before it made.
    fn create(&mut self, pattern: &[crate::query::ast::PatternPart<Parsed>]) -> Result<BoundClause> {
        let mut parts = Vec::new();
        for part in pattern {
            parts.extend(self.pattern(std::slice::from_ref(part), Purpose::Create)?);
        }
        Ok(BoundClause::Create(parts))
    }

    fn set_items(&mut self, items: &[SetItem<Parsed>]) -> Result<Vec<SetItem<Bound>>> {
        let mut bound = Vec::new();
        for item in items {
            bound.push(match item {
                SetItem::Property { target, key, value } => SetItem::Property {
                    target: self.expression(target)?.0,
                    key: self.key(key),
                    value: self.expression(value)?.0,
                },
                SetItem::All { target, add, value } => {
                    SetItem::All { target: self.expression(target)?.0, add: *add, value: self.expression(value)?.0 }
                }
                SetItem::Labels { target, labels } => {
                    SetItem::Labels { target: self.expression(target)?.0, labels: self.keys(labels) }
                }
            });
        }
        Ok(bound)
    }

    fn remove_item(&mut self, item: &RemoveItem<Parsed>) -> Result<RemoveItem<Bound>> {
        Ok(match item {
            RemoveItem::Property { target, key } => {
                RemoveItem::Property { target: self.expression(target)?.0, key: self.key(key) }
            }
            RemoveItem::Labels { target, labels } => {
                RemoveItem::Labels { target: self.expression(target)?.0, labels: self.keys(labels) }
            }
        })
    }

    fn delete_target(&mut self, target: &Expr<Parsed>) -> Result<Expr<Bound>> {
        if let ExprKind::HasLabels(..) = target.kind {
            let message = "a label is removed, not deleted";
            let error = QueryError::syntax(ErrorDetail::InvalidDelete, message).at(target.span);
            return Err(error.hint("write `REMOVE n:Label`"));
        }
        let (bound, kind) = self.expression(target)?;
        if matches!(kind, Type::Node | Type::Relationship | Type::Path | Type::Any | Type::Null) {
            return Ok(bound);
        }
        let message = format!("nodes, relationships and paths are deleted, not {}", kind.name());
        Err(QueryError::syntax(ErrorDetail::InvalidArgumentType, message).at(target.span))
    }

    fn foreach(&mut self, variable: &Name, list: &Expr<Parsed>, body: &[Clause]) -> Result<BoundClause> {
        let (list, kind) = self.expression(list)?;
        let outside = self.frame().scope.clone();
        if outside.contains_key(&variable.text) {
            return Err(already_bound(variable));
        }
        let slot = self.declare(&variable.text, kind.element());
        let body = body.iter().map(|clause| self.clause(clause)).collect::<Result<_>>()?;
        self.frame().scope = outside;
        Ok(BoundClause::Foreach { slot, list, body })
    }

    fn procedure_call(
        &mut self,
        procedure: &Name,
        arguments: Option<&[Expr<Parsed>]>,
        yields: Option<&Yield>,
        standalone: bool,
        clause: &Clause,
    ) -> Result<(BoundClause, Columns)> {
        let Some(found) = self.procedures.get(&procedure.text) else {
            let message = format!("there is no procedure `{}`", procedure.text);
            let error =
                QueryError::new(ErrorKind::ProcedureError, Phase::Compile, ErrorDetail::ProcedureNotFound, message);
            return Err(error.at(procedure.span).did_you_mean(&procedure.text, self.procedures.names()));
        };
        let found = found.signature();
        let bound = match arguments {
            Some(arguments) => {
                if !(found.required()..=found.inputs.len()).contains(&arguments.len()) {
                    let (least, most) = (found.required(), found.inputs.len());
                    let wanted = if least == most { most.to_string() } else { format!("{least} to {most}") };
                    let message = format!("`{}` takes {wanted} argument(s), not {}", procedure.text, arguments.len());
                    return Err(QueryError::syntax(ErrorDetail::InvalidNumberOfArguments, message).at(clause.span));
                }
                self.call_arguments(arguments, &found.inputs)?
            }
            None if standalone => found
                .inputs
                .iter()
                .take(found.required())
                .map(|(name, _)| Expr::new(ExprKind::Parameter(name.clone()), procedure.span))
                .collect(),
            None => {
                let message = "inside a query a procedure is called with its arguments in parentheses";
                return Err(QueryError::syntax(ErrorDetail::InvalidArgumentPassingMode, message).at(procedure.span));
            }
        };
        let (outputs, columns, predicate) = self.yields(yields, &found.outputs, standalone, procedure)?;
        let call = BoundClause::Call {
            procedure: procedure.text.clone(),
            arguments: bound,
            outputs,
            predicate,
            writes: found.writes,
            span: procedure.span,
        };
        Ok((call, columns))
    }

    fn call_arguments(&mut self, arguments: &[Expr<Parsed>], inputs: &[(String, Type)]) -> Result<Vec<Expr<Bound>>> {
        let mut bound = Vec::new();
        for (argument, (name, wanted)) in arguments.iter().zip(inputs) {
            if super::projection::has_aggregate(argument) {
                return Err(super::expression::misplaced_aggregate(argument.span));
            }
            let (argument, kind) = self.expression(argument)?;
            // An integer is taken where a floating point number is wanted.
            let fits = kind.may_be(wanted) || kind == Type::Integer && *wanted == Type::Float;
            if !fits {
                let message = format!("argument `{name}` is {}, not {}", wanted.name(), kind.name());
                return Err(QueryError::syntax(ErrorDetail::InvalidArgumentType, message).at(argument.span));
            }
            bound.push(argument);
        }
        Ok(bound)
    }

    #[expect(clippy::type_complexity, reason = "named nowhere else")]
    fn yields(
        &mut self,
        yields: Option<&Yield>,
        available: &[(String, Type)],
        standalone: bool,
        procedure: &Name,
    ) -> Result<(Vec<(usize, Slot)>, Columns, Option<Expr<Bound>>)> {
        let own = |name: &String| Name { text: name.clone(), span: procedure.span };
        let (items, predicate): (Vec<(Name, Name)>, _) = match yields {
            Some(Yield::Items { items, predicate }) => (items.clone(), predicate.as_ref()),
            Some(Yield::All) if !standalone => {
                let message = "`YIELD *` is only for a call that stands alone";
                return Err(QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(procedure.span));
            }
            None if !standalone => (Vec::new(), None),
            _ => (available.iter().map(|(name, _)| (own(name), own(name))).collect(), None),
        };
        let (mut outputs, mut columns) = (Vec::new(), Vec::new());
        for (field, name) in items {
            let Some(position) = available.iter().position(|(known, _)| *known == field.text) else {
                let message = format!("`{}` has no column `{}`", procedure.text, field.text);
                let error = QueryError::syntax(ErrorDetail::UndefinedVariable, message).at(field.span);
                return Err(error.did_you_mean(&field.text, available.iter().map(|(name, _)| name.as_str())));
            };
            if self.frame().scope.contains_key(&name.text) {
                return Err(already_bound(&name));
            }
            let slot = self.declare(&name.text, available[position].1.clone());
            outputs.push((position, slot));
            columns.push((name.text, slot));
        }
        let predicate = predicate.map(|predicate| self.predicate(predicate)).transpose()?;
        Ok((outputs, columns, predicate))
    }
}

/// Checks which clause follows which, and how the query ends.
fn check_order(clauses: &[Clause], whole: bool) -> Result<()> {
    let wrong = |clause: &Clause, message: &str| {
        Err(QueryError::syntax(ErrorDetail::InvalidClauseComposition, message.to_owned()).at(clause.span))
    };
    let mut written = false;
    for (position, clause) in clauses.iter().enumerate() {
        match &clause.kind {
            ClauseKind::Return(_) if position + 1 < clauses.len() => {
                return wrong(&clauses[position + 1], "nothing can follow `RETURN`");
            }
            ClauseKind::Match { .. } | ClauseKind::Unwind { .. } | ClauseKind::Call { .. } if written => {
                return wrong(clause, "after a clause that changes the graph, `WITH` comes before reading goes on");
            }
            ClauseKind::With { .. } => written = false,
            ClauseKind::Match { .. } | ClauseKind::Unwind { .. } | ClauseKind::Call { .. } | ClauseKind::Return(_) => {}
            _ => written = true,
        }
    }
    let Some(last) = clauses.last() else { return Ok(()) };
    let reads = matches!(last.kind, ClauseKind::Match { .. } | ClauseKind::Unwind { .. } | ClauseKind::With { .. });
    if !reads || !whole {
        return Ok(());
    }
    let end = crate::text::Span::new(last.span.end, last.span.end);
    let message = "the query ends without `RETURN` or a clause that changes the graph";
    Err(QueryError::syntax(ErrorDetail::InvalidClauseComposition, message).at(end))
}
