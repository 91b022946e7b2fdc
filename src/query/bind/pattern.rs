//! Patterns: which of their variables are new, and whether the others are what they are used as.

use super::scope::already_bound;
use super::{Binder, Bound, Declared, Type, Variable};
use crate::query::ast::{Expr, ExprKind, Name, NodePattern, Parsed, PatternPart, RelationshipPattern};
use crate::query::error::{ErrorDetail, QueryError};

type Result<T> = std::result::Result<T, QueryError>;

/// What a pattern is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// `MATCH`: names may be new or known.
    Match,
    /// A condition: names are known.
    Predicate,
    /// `CREATE`: names of relationships are new, and nodes are new or bare.
    Create,
    /// `MERGE`: like `CREATE`, but properties must be written out.
    Merge,
}

impl Purpose {
    const fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Merge)
    }
}

impl Binder<'_> {
    /// Binds the parts of a pattern: first all names, then the properties, which may use any of them.
    pub(super) fn pattern(
        &mut self,
        parts: &[PatternPart<Parsed>],
        purpose: Purpose,
    ) -> Result<Vec<PatternPart<Bound>>> {
        let mut bound = Vec::new();
        let mut used = Vec::new();
        for part in parts {
            let mut names = self.pattern_names(part, purpose, &mut used)?;
            if let Some(path) = &part.path {
                if self.lookup(&path.text).is_some() {
                    return Err(already_bound(path));
                }
                let slot = self.declare(&path.text, Type::Path);
                names.path = Some(Declared { slot, new: true, named: true });
            }
            bound.push(names);
        }
        for (part, bound) in parts.iter().zip(&mut bound) {
            self.pattern_properties(part, bound, purpose)?;
        }
        Ok(bound)
    }

    fn pattern_names(
        &mut self,
        part: &PatternPart<Parsed>,
        purpose: Purpose,
        used: &mut Vec<String>,
    ) -> Result<PatternPart<Bound>> {
        if let (Some(_), true) = (part.shortest, part.chain.len() != 1) {
            let message = "a shortest path is looked for along one relationship pattern between two nodes";
            return Err(QueryError::syntax(ErrorDetail::UnexpectedSyntax, message).at(part.span));
        }
        let alone = part.chain.is_empty();
        let start = self.node_names(&part.start, purpose, alone)?;
        let mut chain = Vec::new();
        for (relationship, node) in &part.chain {
            let relationship = self.relationship_names(relationship, purpose, used)?;
            chain.push((relationship, self.node_names(node, purpose, false)?));
        }
        Ok(PatternPart { path: None, shortest: part.shortest, start, chain, span: part.span })
    }

    fn node_names(&mut self, node: &NodePattern<Parsed>, purpose: Purpose, alone: bool) -> Result<NodePattern<Bound>> {
        let variable = match &node.variable {
            None => self.anonymous(),
            Some(name) => match self.lookup(&name.text) {
                Some(entry) => {
                    let bare = node.labels.is_empty() && node.properties.is_none();
                    check_kind(name, &entry.kind, &Type::Node)?;
                    if purpose.writes() && (alone || !bare) {
                        return Err(already_bound(name));
                    }
                    known(entry.variable, name)?
                }
                None if purpose == Purpose::Predicate => {
                    return Err(self.resolve(name).err().unwrap_or_else(|| already_bound(name)));
                }
                None => Declared { slot: self.declare(&name.text, Type::Node), new: true, named: true },
            },
        };
        if !purpose.writes() {
            self.notice_unknown("label", &node.labels);
        }
        let labels = self.keys(&node.labels);
        Ok(NodePattern { variable: Some(variable), labels, properties: None, span: node.span })
    }

    fn relationship_names(
        &mut self,
        relationship: &RelationshipPattern<Parsed>,
        purpose: Purpose,
        used: &mut Vec<String>,
    ) -> Result<RelationshipPattern<Bound>> {
        let several = relationship.length.is_some();
        let kind = if several { Type::List(Box::new(Type::Relationship)) } else { Type::Relationship };
        let variable = match &relationship.variable {
            None => self.anonymous(),
            Some(name) => {
                if used.contains(&name.text) {
                    let message = format!("relationship `{}` stands in two places of the pattern", name.text);
                    let error = QueryError::syntax(ErrorDetail::RelationshipUniquenessViolation, message);
                    return Err(error.at(name.span).hint("a pattern meets each relationship once"));
                }
                match self.lookup(&name.text) {
                    Some(entry) => {
                        check_kind(name, &entry.kind, &kind)?;
                        if purpose.writes() {
                            return Err(already_bound(name));
                        }
                        used.push(name.text.clone());
                        known(entry.variable, name)?
                    }
                    None if purpose == Purpose::Predicate => {
                        return Err(self.resolve(name).err().unwrap_or_else(|| already_bound(name)));
                    }
                    None => {
                        used.push(name.text.clone());
                        Declared { slot: self.declare(&name.text, kind), new: true, named: true }
                    }
                }
            }
        };
        if purpose.writes() {
            check_creatable(relationship, purpose)?;
        }
        if !purpose.writes() {
            self.notice_unknown("relationship type", &relationship.types);
        }
        let types = self.keys(&relationship.types);
        Ok(RelationshipPattern {
            variable: Some(variable),
            types,
            properties: None,
            direction: relationship.direction,
            length: relationship.length,
            span: relationship.span,
        })
    }

    fn pattern_properties(
        &mut self,
        part: &PatternPart<Parsed>,
        bound: &mut PatternPart<Bound>,
        purpose: Purpose,
    ) -> Result<()> {
        bound.start.properties = self.properties(part.start.properties.as_ref(), purpose)?;
        for ((relationship, node), (bound_relationship, bound_node)) in part.chain.iter().zip(&mut bound.chain) {
            bound_relationship.properties = self.properties(relationship.properties.as_ref(), purpose)?;
            bound_node.properties = self.properties(node.properties.as_ref(), purpose)?;
        }
        Ok(())
    }

    fn properties(&mut self, properties: Option<&Expr<Parsed>>, purpose: Purpose) -> Result<Option<Expr<Bound>>> {
        let Some(properties) = properties else { return Ok(None) };
        if let (ExprKind::Parameter(name), false) = (&properties.kind, purpose == Purpose::Create) {
            let message = format!("parameter `${name}` can't stand for all properties here");
            let error = QueryError::syntax(ErrorDetail::InvalidParameterUse, message).at(properties.span);
            return Err(error.hint(format!("write `{{key: ${name}.key}}`")));
        }
        let (bound, _) = self.expression(properties)?;
        Ok(Some(bound))
    }
}

/// Refuses a relationship that can be matched but not made.
fn check_creatable(relationship: &RelationshipPattern<Parsed>, purpose: Purpose) -> Result<()> {
    let (detail, message) = if relationship.length.is_some() {
        (ErrorDetail::CreatingVarLength, "a relationship of variable length can be matched, not created")
    } else if relationship.types.len() != 1 {
        (ErrorDetail::NoSingleRelationshipType, "a relationship is created with exactly one type")
    } else if purpose == Purpose::Create && relationship.direction == crate::graph::Direction::Both {
        (ErrorDetail::RequiresDirectedRelationship, "a relationship is created with a direction")
    } else {
        return Ok(());
    };
    Err(QueryError::syntax(detail, message).at(relationship.span))
}

fn check_kind(name: &Name, kind: &Type, wanted: &Type) -> Result<()> {
    let fits = match (kind, wanted) {
        (Type::Null | Type::Any, _) => true,
        (Type::List(element), Type::List(_)) => element.may_be(&Type::Relationship),
        (kind, wanted) => kind == wanted,
    };
    if fits {
        return Ok(());
    }
    let message = format!("`{}` is {}, and is used as {} here", name.text, kind.name(), wanted.name());
    Err(QueryError::syntax(ErrorDetail::VariableTypeConflict, message).at(name.span))
}

/// Returns the column of a variable that a pattern takes up.
fn known(variable: Variable, name: &Name) -> Result<Declared> {
    match variable {
        Variable::Slot(slot) => Ok(Declared { slot, new: false, named: true }),
        // Patterns inside comprehensions are queries of their own, which get such a variable as a column.
        Variable::Local(_) => Err(already_bound(name)),
    }
}
