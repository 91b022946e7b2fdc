//! The functions of the language: one table that feeds binding, evaluation, help and completion.

mod convert;
mod graph;
mod list;
mod math;
mod string;
mod time;

pub(in crate::query) use convert::text_of;
pub(in crate::query) use list::Range;

use super::eval::Env;
use crate::graph::Value;
use crate::query::bind::Type;
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

pub(super) type Result<T> = std::result::Result<T, QueryError>;

/// What an argument may be, for checks before the query runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anything.
    Any,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A floating point number.
    Float,
    /// A text.
    String,
    /// A list.
    List,
    /// A map.
    Map,
    /// A node.
    Node,
    /// A relationship.
    Relationship,
    /// A path.
    Path,
    /// A point in time.
    Temporal,
    /// A length of time.
    Duration,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Returns {
    /// Always this.
    Kind(Kind),
    /// A list of these.
    ListOf(Kind),
    /// An element of the first argument.
    Element,
    /// What the first argument is.
    First,
    /// A list of what the first argument is.
    ListOfFirst,
}

/// An aggregating function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aggregate {
    /// `count`.
    Count,
    /// `sum`.
    Sum,
    /// `avg`.
    Average,
    /// `min`.
    Min,
    /// `max`.
    Max,
    /// `collect`.
    Collect,
    /// `stDev`.
    Deviation,
    /// `stDevP`.
    PopulationDeviation,
    /// `percentileCont`.
    PercentileContinuous,
    /// `percentileDisc`.
    PercentileDiscrete,
}

impl Aggregate {
    /// Tells whether all values are kept until the end.
    pub(in crate::query) const fn keeps_values(self) -> bool {
        !matches!(self, Self::Count | Self::Sum | Self::Average | Self::Min | Self::Max)
    }
}

/// How a function works.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FunctionKind {
    /// From arguments to a value.
    Scalar(fn(&[Value], &Env<'_>) -> Result<Value>),
    /// Over the rows of a group.
    Aggregate(Aggregate),
}

/// A function of the language.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its name, in its usual case; any case is understood.
    pub name: &'static str,
    /// What it does, to be read after the name.
    pub caption: &'static str,
    /// What each argument may be.
    pub parameters: &'static [&'static [Kind]],
    /// How many of the arguments may be left out.
    pub optional: usize,
    /// What it gives.
    pub returns: Returns,
    /// How it works.
    pub kind: FunctionKind,
}

// Functions are compared as entries of the one table.
impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Function {
    /// Returns how many arguments it takes.
    pub(crate) const fn arity(&self) -> RangeInclusive<usize> {
        let most = self.parameters.len();
        // More than any query has: as many as are given.
        let open = self.optional == usize::MAX;
        if open { 1..=usize::MAX } else { most - self.optional..=most }
    }

    /// Tells whether an argument of a type may be given.
    pub(crate) fn accepts(&self, position: usize, kind: &Type) -> bool {
        let allowed = self.parameters.get(position).or(self.parameters.last());
        allowed.is_none_or(|allowed| allowed.iter().any(|wanted| kind.may_be(&wanted.as_type())))
    }

    /// Returns what is known of the type it gives.
    pub(crate) fn returned(&self, arguments: &[Type]) -> Type {
        let first = || arguments.first().cloned().unwrap_or(Type::Any);
        match self.returns {
            Returns::Kind(kind) => kind.as_type(),
            Returns::ListOf(kind) => Type::List(Box::new(kind.as_type())),
            Returns::Element => first().element(),
            Returns::First => first(),
            Returns::ListOfFirst => Type::List(Box::new(first())),
        }
    }
}

impl Kind {
    fn as_type(self) -> Type {
        match self {
            Self::Any => Type::Any,
            Self::Boolean => Type::Boolean,
            Self::Integer => Type::Integer,
            Self::Number => Type::Number,
            Self::Float => Type::Float,
            Self::String => Type::String,
            Self::List => Type::List(Box::new(Type::Any)),
            Self::Map => Type::Map,
            Self::Node => Type::Node,
            Self::Relationship => Type::Relationship,
            Self::Path => Type::Path,
            Self::Temporal => Type::Temporal,
            Self::Duration => Type::Duration,
        }
    }
}

const ANY: &[Kind] = &[Kind::Any];
const NUMBER: &[Kind] = &[Kind::Number];
const INTEGER: &[Kind] = &[Kind::Integer];
const STRING: &[Kind] = &[Kind::String];
const LIST: &[Kind] = &[Kind::List];

/// Makes an entry of the table.
const fn scalar(
    name: &'static str,
    parameters: &'static [&'static [Kind]],
    returns: Kind,
    run: fn(&[Value], &Env<'_>) -> Result<Value>,
    caption: &'static str,
) -> Function {
    Function {
        name,
        caption,
        parameters,
        optional: 0,
        returns: Returns::Kind(returns),
        kind: FunctionKind::Scalar(run),
    }
}

impl Function {
    const fn optional(self, count: usize) -> Self {
        Self { optional: count, ..self }
    }

    const fn returning(self, returns: Returns) -> Self {
        Self { returns, ..self }
    }
}

const fn aggregate(
    name: &'static str,
    parameters: &'static [&'static [Kind]],
    returns: Returns,
    aggregate: Aggregate,
    caption: &'static str,
) -> Function {
    Function { name, caption, parameters, optional: 0, returns, kind: FunctionKind::Aggregate(aggregate) }
}

const AGGREGATES: &[Function] = &[
    aggregate("count", &[ANY], Returns::Kind(Kind::Integer), Aggregate::Count, "counts the values that are not null"),
    aggregate("sum", &[&[Kind::Number, Kind::Duration]], Returns::First, Aggregate::Sum, "adds up the values"),
    aggregate(
        "avg",
        &[&[Kind::Number, Kind::Duration]],
        Returns::Kind(Kind::Any),
        Aggregate::Average,
        "gives the mean",
    ),
    aggregate("min", &[ANY], Returns::First, Aggregate::Min, "gives the least value"),
    aggregate("max", &[ANY], Returns::First, Aggregate::Max, "gives the greatest value"),
    aggregate("collect", &[ANY], Returns::ListOfFirst, Aggregate::Collect, "makes a list of the values"),
    aggregate(
        "stDev",
        &[NUMBER],
        Returns::Kind(Kind::Float),
        Aggregate::Deviation,
        "gives the standard deviation of a sample",
    ),
    aggregate(
        "stDevP",
        &[NUMBER],
        Returns::Kind(Kind::Float),
        Aggregate::PopulationDeviation,
        "gives the standard deviation of a population",
    ),
    aggregate(
        "percentileCont",
        &[NUMBER, NUMBER],
        Returns::Kind(Kind::Float),
        Aggregate::PercentileContinuous,
        "gives a percentile, between two values where it falls there",
    ),
    aggregate(
        "percentileDisc",
        &[NUMBER, NUMBER],
        Returns::First,
        Aggregate::PercentileDiscrete,
        "gives the value nearest to a percentile",
    ),
];

/// Iterates over all functions, aggregates first.
pub(in crate::query) fn all() -> impl Iterator<Item = &'static Function> {
    [
        AGGREGATES,
        graph::FUNCTIONS,
        list::FUNCTIONS,
        string::FUNCTIONS,
        math::FUNCTIONS,
        convert::FUNCTIONS,
        time::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
}

/// Finds a function, whatever the case of its letters.
pub(in crate::query) fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<FxHashMap<String, &'static Function>> =
        LazyLock::new(|| all().map(|function| (function.name.to_lowercase(), function)).collect());
    BY_NAME.get(&name.to_lowercase()).copied()
}

/// Returns each function with what it does.
pub fn function_captions() -> Vec<(&'static str, &'static str)> {
    let mut captions: Vec<_> = all().map(|function| (function.name, function.caption)).collect();
    captions.sort_unstable();
    captions
}

/// Says that an argument has the wrong type.
pub(super) fn unsuitable(function: &str, value: &Value) -> QueryError {
    let message = format!("`{function}` can't take a {}", value.type_name());
    QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentValue, message)
}

/// Says that an argument has a value that can't be used.
pub(super) fn bad_argument(detail: ErrorDetail, message: impl Into<String>) -> QueryError {
    QueryError::runtime(ErrorKind::ArgumentError, detail, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_one_entry_and_a_caption() {
        let mut names: Vec<_> = all().map(|function| function.name.to_lowercase()).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(all().all(|function| !function.caption.is_empty()));
    }
}
