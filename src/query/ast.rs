//! Syntax with spans; nothing is resolved here.
//!
//! The tree is one and the same before and after binding; what differs is in its [`Stage`]: before, a variable is a
//! [`Name`]; after, a place in the record.

use crate::graph::{Direction, Value};
use crate::text::{Byte, Span};
use std::fmt::Debug;

/// How far a tree has come.
pub(super) trait Stage: Clone + Debug + PartialEq {
    /// What stands for a variable in an expression.
    type Variable: Clone + Debug + PartialEq;
    /// What stands for a variable in a pattern or projection, where it may be new.
    type Declared: Clone + Debug + PartialEq;
    /// What stands for a property key, label or type.
    type Key: Clone + Debug + PartialEq;
    /// What stands for a function.
    type Function: Clone + Debug + PartialEq;
    /// What stands for a query or pattern inside an expression.
    type Subquery: Clone + Debug + PartialEq;
}

/// As the parser gives it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Parsed {}

impl Stage for Parsed {
    type Variable = Name;
    type Declared = Option<Name>;
    type Key = Name;
    type Function = Name;
    type Subquery = Subquery;
}

/// A name as written, without its quotes.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span<Byte>,
}

// Two trees are the same where their words are, wherever these stand.
impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What to do with a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// Run it.
    #[default]
    Run,
    /// Show its plan.
    Explain,
    /// Run it and show its plan with what each part did.
    Profile,
}

/// A whole query.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    /// What to do with it.
    pub mode: Mode,
    /// The first part.
    pub first: SingleQuery,
    /// What further parts are united with it.
    pub unions: Vec<Union>,
}

/// `UNION` and a further part.
#[derive(Clone, Debug)]
pub(super) struct Union {
    /// Whether rows that are there twice stay.
    pub all: bool,
    /// The part.
    pub query: SingleQuery,
    /// Where it stands.
    pub span: Span<Byte>,
}

impl PartialEq for Union {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all && self.query == other.query
    }
}

/// Clauses in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SingleQuery {
    /// The clauses.
    pub clauses: Vec<Clause>,
}

/// A clause.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// What it is.
    pub kind: ClauseKind,
    /// Where it stands.
    pub span: Span<Byte>,
}

impl PartialEq for Clause {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// What a clause is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ClauseKind {
    /// `MATCH`.
    Match {
        /// Whether a record stays where nothing matches.
        optional: bool,
        /// What to find.
        pattern: Vec<PatternPart<Parsed>>,
        /// What must hold.
        predicate: Option<Expr<Parsed>>,
    },
    /// `UNWIND`.
    Unwind {
        /// The list.
        list: Expr<Parsed>,
        /// The name of its elements.
        variable: Name,
    },
    /// `CALL`.
    Call {
        /// The procedure.
        procedure: Name,
        /// Its arguments, where they are written.
        arguments: Option<Vec<Expr<Parsed>>>,
        /// The columns taken from it.
        yields: Option<Yield>,
    },
    /// `WITH`.
    With {
        /// What is passed on.
        projection: Projection,
        /// What must hold.
        predicate: Option<Expr<Parsed>>,
    },
    /// `RETURN`.
    Return(Projection),
    /// `CREATE`.
    Create(Vec<PatternPart<Parsed>>),
    /// `MERGE`.
    Merge {
        /// What to find or make.
        part: PatternPart<Parsed>,
        /// What to do where it was made.
        on_create: Vec<SetItem<Parsed>>,
        /// What to do where it was found.
        on_match: Vec<SetItem<Parsed>>,
    },
    /// `SET`.
    Set(Vec<SetItem<Parsed>>),
    /// `REMOVE`.
    Remove(Vec<RemoveItem<Parsed>>),
    /// `DELETE`.
    Delete {
        /// Whether relationships go with their nodes.
        detach: bool,
        /// What goes.
        targets: Vec<Expr<Parsed>>,
    },
    /// `FOREACH`.
    Foreach {
        /// The name of the elements.
        variable: Name,
        /// The list.
        list: Expr<Parsed>,
        /// What to do with each.
        body: Vec<Clause>,
    },
}

/// The columns taken from a procedure.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Yield {
    /// All.
    All,
    /// Some.
    Items {
        /// The procedure's name of each column, and ours.
        items: Vec<(Name, Name)>,
        /// What must hold.
        predicate: Option<Expr<Parsed>>,
    },
}

/// What `WITH` and `RETURN` pass on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Projection {
    /// Whether each row comes once.
    pub distinct: bool,
    /// Whether all variables are passed on.
    pub all: bool,
    /// The expressions.
    pub items: Vec<ProjectionItem>,
    /// The sort keys.
    pub order: Vec<SortItem<Parsed>>,
    /// How many rows are left out first.
    pub skip: Option<Expr<Parsed>>,
    /// How many rows come at most.
    pub limit: Option<Expr<Parsed>>,
}

/// An expression with its name.
#[derive(Clone, Debug)]
pub(super) struct ProjectionItem {
    /// The expression.
    pub expr: Expr<Parsed>,
    /// The name given to it.
    pub alias: Option<Name>,
    /// The expression as written, its name where none is given.
    pub text: String,
}

impl PartialEq for ProjectionItem {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr && self.alias == other.alias
    }
}

/// A sort key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SortItem<S: Stage> {
    /// The key.
    pub expr: Expr<S>,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// An assignment.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SetItem<S: Stage> {
    /// `n.key = value`.
    Property {
        /// The node, relationship or map.
        target: Expr<S>,
        /// The key.
        key: S::Key,
        /// The value.
        value: Expr<S>,
    },
    /// `n = map` and `n += map`.
    All {
        /// The node or relationship.
        target: Expr<S>,
        /// Whether other properties stay.
        add: bool,
        /// The map.
        value: Expr<S>,
    },
    /// `n:Label`.
    Labels {
        /// The node.
        target: Expr<S>,
        /// The labels.
        labels: Vec<S::Key>,
    },
}

/// What `REMOVE` takes away.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RemoveItem<S: Stage> {
    /// A property.
    Property {
        /// The node or relationship.
        target: Expr<S>,
        /// The key.
        key: S::Key,
    },
    /// Labels.
    Labels {
        /// The node.
        target: Expr<S>,
        /// The labels.
        labels: Vec<S::Key>,
    },
}

/// How a path is chosen among those that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shortest {
    /// One of the shortest.
    One,
    /// All of the shortest.
    All,
}

/// Nodes joined by relationships, with the name of the path.
#[derive(Clone, Debug)]
pub(super) struct PatternPart<S: Stage> {
    /// The path's name.
    pub path: S::Declared,
    /// Whether only shortest paths count.
    pub shortest: Option<Shortest>,
    /// The first node.
    pub start: NodePattern<S>,
    /// The relationships, each with the node it leads to.
    pub chain: Vec<(RelationshipPattern<S>, NodePattern<S>)>,
    /// Where it stands.
    pub span: Span<Byte>,
}

impl<S: Stage> PartialEq for PatternPart<S> {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, self.shortest, &self.start, &self.chain)
            == (&other.path, other.shortest, &other.start, &other.chain)
    }
}

/// A node in a pattern.
#[derive(Clone, Debug)]
pub(super) struct NodePattern<S: Stage> {
    /// Its name.
    pub variable: S::Declared,
    /// Its labels.
    pub labels: Vec<S::Key>,
    /// Its properties: a map or a parameter.
    pub properties: Option<Expr<S>>,
    /// Where it stands.
    pub span: Span<Byte>,
}

impl<S: Stage> PartialEq for NodePattern<S> {
    fn eq(&self, other: &Self) -> bool {
        (&self.variable, &self.labels, &self.properties) == (&other.variable, &other.labels, &other.properties)
    }
}

/// A relationship in a pattern.
#[derive(Clone, Debug)]
pub(super) struct RelationshipPattern<S: Stage> {
    /// Its name.
    pub variable: S::Declared,
    /// The types it may have; none means any.
    pub types: Vec<S::Key>,
    /// Its properties: a map or a parameter.
    pub properties: Option<Expr<S>>,
    /// Which way it goes.
    pub direction: Direction,
    /// How many relationships in a row: shortest and greatest length.
    pub length: Option<(Option<u64>, Option<u64>)>,
    /// Where it stands.
    pub span: Span<Byte>,
}

impl<S: Stage> PartialEq for RelationshipPattern<S> {
    fn eq(&self, other: &Self) -> bool {
        (&self.variable, &self.types, &self.properties, self.direction, self.length)
            == (&other.variable, &other.types, &other.properties, other.direction, other.length)
    }
}

/// A query or pattern inside an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Subquery {
    /// Whether the pattern matches.
    Pattern(Box<PatternPart<Parsed>>),
    /// `[p = (a)-->(b) WHERE … | …]`.
    Comprehension {
        /// What to find.
        part: Box<PatternPart<Parsed>>,
        /// What must hold.
        predicate: Option<Expr<Parsed>>,
        /// What to make of it.
        projection: Expr<Parsed>,
    },
    /// `EXISTS { … }`.
    Exists(Query),
    /// `COUNT { … }`.
    Count(Query),
}

/// An expression.
#[derive(Clone, Debug)]
pub(super) struct Expr<S: Stage> {
    /// What it is.
    pub kind: ExprKind<S>,
    /// Where it stands.
    pub span: Span<Byte>,
    /// How many expressions lie inside each other here.
    pub depth: u32,
}

impl<S: Stage> PartialEq for Expr<S> {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// An operator of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnaryOp {
    /// `NOT`.
    Not,
    /// `-`.
    Negate,
    /// `+`.
    Plus,
    /// `IS NULL`.
    IsNull,
    /// `IS NOT NULL`.
    IsNotNull,
}

/// An operator of two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BinaryOp {
    /// `XOR`.
    Xor,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
    /// `^`.
    Power,
    /// `IN`.
    In,
    /// `STARTS WITH`.
    StartsWith,
    /// `ENDS WITH`.
    EndsWith,
    /// `CONTAINS`.
    Contains,
    /// `=~`.
    Matches,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CompareOp {
    /// `=`.
    Equal,
    /// `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// How many elements of a list must fulfil a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// All of them.
    All,
    /// At least one.
    Any,
    /// None.
    None,
    /// Exactly one.
    Single,
}

/// A part of a choice of properties.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum MapProjectionItem<S: Stage> {
    /// `.*`.
    All,
    /// `.key`.
    Property(S::Key),
    /// `key: value`, and a variable under its own name.
    Entry(String, Expr<S>),
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ExprKind<S: Stage> {
    /// A value.
    Literal(Value),
    /// Digits of a whole number that does not fit.
    TooLarge(String),
    /// A parameter.
    Parameter(String),
    /// A variable.
    Variable(S::Variable),
    /// `a.key`.
    Property(Box<Expr<S>>, S::Key),
    /// `a[index]`.
    Index(Box<Expr<S>>, Box<Expr<S>>),
    /// `a[from..to]`.
    Slice(Box<Expr<S>>, Option<Box<Expr<S>>>, Option<Box<Expr<S>>>),
    /// `a:Label`.
    HasLabels(Box<Expr<S>>, Vec<S::Key>),
    /// `[a, b]`.
    List(Vec<Expr<S>>),
    /// `{a: b}`.
    Map(Vec<(String, Expr<S>)>),
    /// `n {.name}`.
    MapProjection(Box<Expr<S>>, Vec<MapProjectionItem<S>>),
    /// An operator of one operand.
    Unary(UnaryOp, Box<Expr<S>>),
    /// An operator of two operands.
    Binary(BinaryOp, Box<Expr<S>>, Box<Expr<S>>),
    /// All of these.
    And(Vec<Expr<S>>),
    /// One of these.
    Or(Vec<Expr<S>>),
    /// `a < b <= c`.
    Compare(Box<Expr<S>>, Vec<(CompareOp, Expr<S>)>),
    /// `f(a, b)`.
    Call {
        /// The function.
        function: S::Function,
        /// Whether each value counts once.
        distinct: bool,
        /// The arguments.
        arguments: Vec<Expr<S>>,
    },
    /// `count(*)`.
    CountAll,
    /// `CASE`.
    Case {
        /// What is compared.
        subject: Option<Box<Expr<S>>>,
        /// Conditions and results.
        branches: Vec<(Expr<S>, Expr<S>)>,
        /// What holds otherwise.
        default: Option<Box<Expr<S>>>,
    },
    /// `[x IN list WHERE … | …]`.
    ListComprehension {
        /// The name of the elements.
        variable: S::Variable,
        /// The list.
        list: Box<Expr<S>>,
        /// What must hold.
        predicate: Option<Box<Expr<S>>>,
        /// What to make of each.
        projection: Option<Box<Expr<S>>>,
    },
    /// `all(x IN list WHERE …)`.
    Quantified {
        /// How many must fulfil it.
        quantifier: Quantifier,
        /// The name of the elements.
        variable: S::Variable,
        /// The list.
        list: Box<Expr<S>>,
        /// The condition.
        predicate: Box<Expr<S>>,
    },
    /// `reduce(total = start, x IN list | …)`.
    Reduce {
        /// The name of the total.
        total: S::Variable,
        /// Where it starts.
        start: Box<Expr<S>>,
        /// The name of the elements.
        variable: S::Variable,
        /// The list.
        list: Box<Expr<S>>,
        /// The next total.
        next: Box<Expr<S>>,
    },
    /// A query or pattern.
    Subquery(Box<S::Subquery>),
}

impl<S: Stage> Expr<S> {
    /// Makes an expression.
    pub(super) fn new(kind: ExprKind<S>, span: Span<Byte>) -> Self {
        let mut depth = 0;
        kind.visit_children(&mut |child| depth = depth.max(child.depth));
        Self { kind, span, depth: depth + 1 }
    }

    /// Makes an expression that stands nowhere in the text.
    pub(super) fn made(kind: ExprKind<S>) -> Self {
        Self::new(kind, Span::default())
    }

    /// Joins conditions that must all hold; nested ones become one list.
    pub(super) fn and(parts: impl IntoIterator<Item = Self>, span: Span<Byte>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part.kind {
                ExprKind::And(inner) => flat.extend(inner),
                _ => flat.push(part),
            }
        }
        match <[Self; 1]>::try_from(flat) {
            Ok([only]) => only,
            Err(flat) => Self::new(ExprKind::And(flat), span),
        }
    }

    /// Appends a condition to others that must hold with it; takes no longer for a long list than for a short one.
    pub(super) fn and_also(left: Self, right: Self, span: Span<Byte>) -> Self {
        let depth = |part: &Self| if matches!(part.kind, ExprKind::And(_)) { part.depth } else { part.depth + 1 };
        let depth = depth(&left).max(depth(&right));
        let mut parts = match left.kind {
            ExprKind::And(parts) => parts,
            kind => vec![Self { kind, ..left }],
        };
        match right.kind {
            ExprKind::And(inner) => parts.extend(inner),
            kind => parts.push(Self { kind, ..right }),
        }
        Self { kind: ExprKind::And(parts), span, depth }
    }

    /// Joins conditions of which one must hold; those on the left become one list.
    pub(super) fn or(left: Self, right: Self, span: Span<Byte>) -> Self {
        let nested = matches!(left.kind, ExprKind::Or(_));
        let depth = (right.depth + 1).max(left.depth + u32::from(!nested));
        let mut parts = match left.kind {
            ExprKind::Or(parts) => parts,
            kind => vec![Self { kind, ..left }],
        };
        parts.push(right);
        Self { kind: ExprKind::Or(parts), span, depth }
    }
}

impl<S: Stage> ExprKind<S> {
    /// Visits the expressions right inside this one, in the order of the text.
    pub(super) fn visit_children<'e>(&'e self, visit: &mut impl FnMut(&'e Expr<S>)) {
        match self {
            Self::Literal(_)
            | Self::TooLarge(_)
            | Self::Parameter(_)
            | Self::Variable(_)
            | Self::CountAll
            | Self::Subquery(_) => {}
            Self::Property(inner, _) | Self::HasLabels(inner, _) | Self::Unary(_, inner) => visit(inner),
            Self::Index(a, b) | Self::Binary(_, a, b) => [a, b].into_iter().for_each(|e| visit(e)),
            Self::Slice(inner, from, to) => {
                visit(inner);
                from.iter().chain(to).for_each(|e| visit(e));
            }
            Self::List(items) | Self::And(items) | Self::Or(items) | Self::Call { arguments: items, .. } => {
                items.iter().for_each(visit);
            }
            Self::Map(entries) => entries.iter().for_each(|(_, e)| visit(e)),
            Self::MapProjection(inner, items) => {
                visit(inner);
                for item in items {
                    if let MapProjectionItem::Entry(_, e) = item {
                        visit(e);
                    }
                }
            }
            Self::Compare(first, rest) => {
                visit(first);
                rest.iter().for_each(|(_, e)| visit(e));
            }
            Self::Case { subject, branches, default } => {
                subject.iter().for_each(|e| visit(e));
                for (condition, result) in branches {
                    visit(condition);
                    visit(result);
                }
                default.iter().for_each(|e| visit(e));
            }
            Self::ListComprehension { list, predicate, projection, .. } => {
                visit(list);
                predicate.iter().chain(projection).for_each(|e| visit(e));
            }
            Self::Quantified { list, predicate, .. } => [list, predicate].into_iter().for_each(|e| visit(e)),
            Self::Reduce { start, list, next, .. } => [start, list, next].into_iter().for_each(|e| visit(e)),
        }
    }
}
