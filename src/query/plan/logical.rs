//! The parts of a plan.
//!
//! Every part but the first takes records from its input and passes records on. Plans are made through the functions
//! below, which leave out parts that would do nothing.

use crate::graph::Direction;
use crate::query::ast::{Expr, PatternPart, RemoveItem, SetItem, SortItem};
use crate::query::bind::{AggregateCall, Bound, Key, Slot};

type Input = Box<LogicalPlan>;

/// A plan.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LogicalPlan {
    /// The records given from outside; at the beginning of a query one that is empty.
    Argument { bound: Vec<Slot> },
    /// What a pattern matches; the optimiser turns it into the parts below.
    Match { input: Input, pattern: PatternPlan },
    /// Every node.
    AllNodes { input: Input, node: Slot },
    /// The nodes of a label.
    NodesByLabel { input: Input, node: Slot, label: Key },
    /// The nodes of a label whose property has a value.
    NodesByProperty { input: Input, node: Slot, label: Key, key: Key, value: Expr<Bound> },
    /// The relationships of a node, one or many in a row.
    Expand { input: Input, step: RelationshipStep },
    /// The ends of a relationship that is known.
    Endpoints { input: Input, step: RelationshipStep },
    /// The shortest paths between two nodes that are known.
    ShortestPath { input: Input, step: RelationshipStep, all: bool },
    /// A path made of its nodes and relationships.
    Path { input: Input, path: Slot, shape: PathShape },
    /// Records for which all conditions hold.
    Filter { input: Input, predicates: Vec<Expr<Bound>> },
    /// The records of `inner`, or the record itself with nulls where there are none.
    Optional { input: Input, inner: Input, new: Vec<Slot>, tag: Slot },
    /// Records with further columns, and without those of before where `narrow` is set.
    Project { input: Input, items: Vec<(Slot, Expr<Bound>)> },
    /// Only some columns.
    Narrow { input: Input, kept: Vec<Slot> },
    /// One record for each group.
    Aggregate {
        input: Input,
        keys: Vec<(Slot, Expr<Bound>)>,
        aggregates: Vec<(Slot, AggregateCall)>,
        counted: Vec<CountedBranch>,
    },
    /// Each record once.
    Distinct { input: Input, slots: Vec<Slot> },
    /// All records in order.
    Sort { input: Input, order: Vec<SortItem<Bound>> },
    /// The first records in order.
    Top { input: Input, order: Vec<SortItem<Bound>>, limit: Expr<Bound>, skip: Option<Expr<Bound>> },
    /// All but the first records.
    Skip { input: Input, count: Expr<Bound> },
    /// The first records.
    Limit { input: Input, count: Expr<Bound> },
    /// A record for each element of a list.
    Unwind { input: Input, list: Expr<Bound>, slot: Slot },
    /// The rows of a procedure.
    Call { input: Input, procedure: String, arguments: Vec<Expr<Bound>>, outputs: Vec<(usize, Slot)>, writes: bool },
    /// The records of each part, in the columns of the first.
    Union { parts: Vec<(LogicalPlan, Vec<Slot>)>, output: Vec<Slot> },
    /// New nodes and relationships.
    Create { input: Input, pattern: Vec<PatternPart<Bound>> },
    /// What `find` finds, or the pattern made new.
    Merge {
        input: Input,
        find: Input,
        part: Box<PatternPart<Bound>>,
        path: Option<(Slot, PathShape)>,
        on_create: Vec<SetItem<Bound>>,
        on_match: Vec<SetItem<Bound>>,
    },
    /// Properties and labels set.
    Set { input: Input, items: Vec<SetItem<Bound>> },
    /// Properties and labels removed.
    Remove { input: Input, items: Vec<RemoveItem<Bound>> },
    /// Nodes and relationships deleted.
    Delete { input: Input, detach: bool, targets: Vec<Expr<Bound>> },
    /// Changes for each element of a list.
    Foreach { input: Input, slot: Slot, list: Expr<Bound>, body: Input },
}

/// The patterns of one clause with their conditions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PatternPlan {
    /// The patterns.
    pub parts: Vec<PatternPart<Bound>>,
    /// Columns that what follows groups by.
    pub grouped: Vec<Slot>,
    /// What must hold.
    pub predicates: Vec<Expr<Bound>>,
    /// Columns that are filled before.
    pub bound: Vec<Slot>,
}

/// A relationship pattern with its two ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RelationshipStep {
    /// The column of the relationship, or of the list of them.
    pub relationship: Slot,
    /// The ends.
    pub ends: Ends,
    /// Which way it goes, seen from `ends.from`.
    pub direction: Direction,
    /// The types it may have; none means any.
    pub types: Vec<Key>,
    /// Shortest and greatest length, where it may be many in a row.
    pub length: Option<(u64, Option<u64>)>,
    /// What each relationship of a row must have.
    pub properties: Vec<(Key, Expr<Bound>)>,
    /// Whether it is followed from its end to its beginning, so that lists of relationships must be turned round.
    pub reversed: bool,
    /// Relationships of the same clause, which must be others.
    pub distinct_from: Vec<Slot>,
    /// Which columns of the record are used later; all where it is not known.
    pub kept: Option<Vec<Slot>>,
    /// Whether the column of the relationship is used later.
    pub keeps_relationship: bool,
}

/// A relationship that is counted and not followed, with what goes on from its far end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CountedBranch {
    /// The relationship.
    pub step: RelationshipStep,
    /// What must hold of the node at the far end.
    pub predicates: Vec<Expr<Bound>>,
    /// What leaves the node at the far end.
    pub branches: Vec<Self>,
}

impl CountedBranch {
    /// Tells whether a column belongs to the branch.
    pub(crate) fn has(&self, slot: Slot) -> bool {
        [self.step.relationship, self.step.ends.to].contains(&slot) || self.branches.iter().any(|b| b.has(slot))
    }
}

/// The nodes at the ends of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ends {
    /// Where it begins.
    pub from: Slot,
    /// Where it leads.
    pub to: Slot,
    /// Whether the beginning is known.
    pub from_known: bool,
    /// Whether the end is known.
    pub to_known: bool,
}

/// How a path is made of columns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PathShape {
    /// The first node.
    pub start: Slot,
    /// The relationships with the node each leads to; `true` where it is a list of relationships.
    pub steps: Vec<(Slot, bool, Slot)>,
}

/// Lists the plans right below one, borrowed as the plan is; `$iter` borrows those of a list in the same way.
macro_rules! inputs_of {
    ($plan:expr, $iter:ident) => {
        match $plan {
            Self::Argument { .. } => Vec::new(),
            Self::Union { parts, .. } => parts.$iter().map(|(part, _)| part).collect(),
            Self::Optional { input, inner, .. } => vec![input, inner],
            Self::Merge { input, find, .. } => vec![input, find],
            Self::Foreach { input, body, .. } => vec![input, body],
            Self::Match { input, .. }
            | Self::AllNodes { input, .. }
            | Self::NodesByLabel { input, .. }
            | Self::NodesByProperty { input, .. }
            | Self::Expand { input, .. }
            | Self::Endpoints { input, .. }
            | Self::ShortestPath { input, .. }
            | Self::Path { input, .. }
            | Self::Filter { input, .. }
            | Self::Project { input, .. }
            | Self::Narrow { input, .. }
            | Self::Aggregate { input, .. }
            | Self::Distinct { input, .. }
            | Self::Sort { input, .. }
            | Self::Top { input, .. }
            | Self::Skip { input, .. }
            | Self::Limit { input, .. }
            | Self::Unwind { input, .. }
            | Self::Call { input, .. }
            | Self::Create { input, .. }
            | Self::Set { input, .. }
            | Self::Remove { input, .. }
            | Self::Delete { input, .. } => vec![input],
        }
    };
}

impl LogicalPlan {
    /// Keeps the records for which all conditions hold.
    pub(crate) fn filter(self, predicates: Vec<Expr<Bound>>) -> Self {
        match self {
            input if predicates.is_empty() => input,
            Self::Filter { input, predicates: mut known } => {
                known.extend(predicates);
                Self::Filter { input, predicates: known }
            }
            input => Self::Filter { input: Box::new(input), predicates },
        }
    }

    /// Adds columns.
    pub(crate) fn project(self, items: Vec<(Slot, Expr<Bound>)>) -> Self {
        if items.is_empty() { self } else { Self::Project { input: Box::new(self), items } }
    }

    /// Returns the plans right below this one.
    pub(crate) fn inputs(&self) -> Vec<&Self> {
        inputs_of!(self, iter)
    }

    fn inputs_mut(&mut self) -> Vec<&mut Self> {
        inputs_of!(self, iter_mut)
    }

    /// Replaces the plans right below this one by what `change` makes of them.
    #[must_use]
    pub(crate) fn map_inputs(mut self, change: &mut impl FnMut(Self) -> Self) -> Self {
        for input in self.inputs_mut() {
            let taken = std::mem::replace(input, Self::Argument { bound: Vec::new() });
            *input = change(taken);
        }
        self
    }

    /// Tells whether the plan changes the graph.
    pub(crate) fn writes(&self) -> bool {
        matches!(
            self,
            Self::Create { .. }
                | Self::Merge { .. }
                | Self::Set { .. }
                | Self::Remove { .. }
                | Self::Delete { .. }
                | Self::Foreach { .. }
                | Self::Call { writes: true, .. }
        ) || self.inputs().into_iter().any(Self::writes)
    }
}
