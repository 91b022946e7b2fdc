//! Queries and patterns inside expressions.

use super::pattern::Purpose;
use super::scope::Frame;
use super::{Binder, Bound, BoundClause, BoundPart, BoundQuery, Subplan, SubplanResult, Type};
use crate::query::ast::{Clause, ClauseKind, Expr, ExprKind, Parsed, PatternPart, Query, Shortest, Subquery};
use crate::query::error::{ErrorDetail, QueryError};
use crate::query::plan;

type Result<T> = std::result::Result<T, QueryError>;

impl Binder<'_> {
    pub(super) fn subquery(&mut self, subquery: &Subquery) -> Result<(ExprKind<Bound>, Type)> {
        match subquery {
            Subquery::Pattern(part) => self.pattern_expression(part),
            Subquery::Comprehension { part, predicate, projection } => {
                self.frames.push(Frame::default());
                let made = self.comprehension(part, predicate.as_ref(), projection);
                self.leave(made)
            }
            Subquery::Exists(query) => {
                self.frames.push(Frame::default());
                let made = self.inner_query(query).map(|part| (part, SubplanResult::Exists, Type::Boolean));
                self.leave(made)
            }
            Subquery::Count(query) => {
                self.frames.push(Frame::default());
                let made = self.inner_query(query).map(|part| (part, SubplanResult::Count, Type::Integer));
                self.leave(made)
            }
        }
    }

    fn pattern_expression(&mut self, part: &PatternPart<Parsed>) -> Result<(ExprKind<Bound>, Type)> {
        self.frames.push(Frame::default());
        let made = self.pattern(std::slice::from_ref(part), Purpose::Predicate).map(|mut pattern| {
            let (mut result, mut kind) = (SubplanResult::Exists, Type::Boolean);
            if let (Some(shortest), Some(part)) = (part.shortest, pattern.first_mut()) {
                let path = self.anonymous();
                part.path = Some(path);
                let all = shortest == Shortest::All;
                result = if all { SubplanResult::List(path.slot) } else { SubplanResult::First(path.slot) };
                kind = if all { Type::List(Box::new(Type::Path)) } else { Type::Path };
            }
            let clause = BoundClause::Match { optional: false, pattern, predicate: None };
            (vec![BoundPart { clauses: vec![clause], output: Vec::new() }], result, kind)
        });
        self.leave(made)
    }

    fn comprehension(
        &mut self,
        part: &PatternPart<Parsed>,
        predicate: Option<&Expr<Parsed>>,
        projection: &Expr<Parsed>,
    ) -> Result<(Vec<BoundPart>, SubplanResult, Type)> {
        let pattern = self.pattern(std::slice::from_ref(part), Purpose::Match)?;
        let predicate = predicate.map(|predicate| self.predicate(predicate)).transpose()?;
        let (projection, kind) = self.expression(projection)?;
        let slot = self.new_slot();
        let find = BoundClause::Match { optional: false, pattern, predicate };
        let make = BoundClause::Project(super::BoundProjection {
            aggregation: None,
            items: vec![(slot, projection)],
            distinct: false,
            order: Vec::new(),
            skip: None,
            limit: None,
            predicate: None,
        });
        let part = BoundPart { clauses: vec![find, make], output: vec![slot] };
        Ok((vec![part], SubplanResult::List(slot), Type::List(Box::new(kind))))
    }

    /// Binds a query in braces: it may end without `RETURN`, and may not write.
    fn inner_query(&mut self, query: &Query) -> Result<Vec<BoundPart>> {
        let singles = std::iter::once(&query.first).chain(query.unions.iter().map(|union| &union.query));
        let mut parts = Vec::new();
        for single in singles {
            refuse_writing(&single.clauses)?;
            let outside = self.frame().scope.clone();
            parts.push(self.single_query(single, false)?.0);
            self.frame().scope = outside;
        }
        Ok(parts)
    }

    /// Ends the innermost query and plans it.
    fn leave(&mut self, made: Result<(Vec<BoundPart>, SubplanResult, Type)>) -> Result<(ExprKind<Bound>, Type)> {
        let frame = self.frames.pop().unwrap_or_default();
        let (parts, result, kind) = made?;
        let width = frame.next_slot as usize;
        let imports = frame.imports;
        let query = BoundQuery { parts, union_all: true, width, ..BoundQuery::default() };
        let bound: Vec<_> = imports.iter().map(|&(_, slot)| slot).collect();
        let plan = plan::subplan(&query, &bound, self.names.graph());
        Ok((ExprKind::Subquery(Box::new(Subplan { plan, width, imports, result })), kind))
    }
}

fn refuse_writing(clauses: &[Clause]) -> Result<()> {
    for clause in clauses {
        if !matches!(
            clause.kind,
            ClauseKind::Match { .. }
                | ClauseKind::Unwind { .. }
                | ClauseKind::With { .. }
                | ClauseKind::Return(_)
                | ClauseKind::Call { .. }
        ) {
            let message = "a query inside an expression may not change the graph";
            return Err(QueryError::syntax(ErrorDetail::InvalidClauseComposition, message).at(clause.span));
        }
    }
    Ok(())
}
