//! Rows in flight: a column for each slot.

use crate::graph::{Column as Stored, NodeId, RelationshipId, Value};
use crate::query::bind::Slot;
use crate::text::Id;
use std::sync::Arc;

/// How many rows a batch has at most, as far as operators can choose.
pub(in crate::query) const BATCH_ROWS: usize = 2048;

/// The values of a slot, a row each.
#[derive(Clone, Debug, Default)]
pub(in crate::query) enum Column {
    /// Nothing was put there; reads as null.
    #[default]
    Empty,
    /// Nodes.
    Nodes(Vec<NodeId>),
    /// Relationships.
    Relationships(Vec<RelationshipId>),
    /// Integers; none is null.
    Integers(Vec<i64>),
    /// What entities have in a column of the graph, which is read when it is needed.
    Property(Arc<Stored>, Vec<u32>),
    /// Any values.
    Values(Vec<Value>),
}

impl Column {
    /// Returns the value of a row.
    pub(in crate::query) fn value(&self, row: usize) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Integers(numbers) => Value::Integer(numbers[row]),
            Self::Property(column, entities) => column.get(entities[row] as usize).unwrap_or_default(),
            Self::Nodes(nodes) => Value::Node(nodes[row]),
            Self::Relationships(relationships) => Value::Relationship(relationships[row]),
            Self::Values(values) => values[row].clone(),
        }
    }

    /// Tells whether a row has a value that is not null.
    pub(in crate::query) fn is_there(&self, row: usize) -> bool {
        match self {
            Self::Empty => false,
            Self::Nodes(_) | Self::Relationships(_) | Self::Integers(_) => true,
            Self::Property(column, entities) => column.has(entities[row] as usize),
            Self::Values(values) => !values[row].is_null(),
        }
    }

    /// Returns the values of some rows.
    pub(in crate::query) fn take(&self, rows: &[u32]) -> Self {
        match self {
            Self::Empty => Self::Empty,
            Self::Nodes(nodes) => Self::Nodes(rows.iter().map(|&row| nodes[row as usize]).collect()),
            Self::Relationships(all) => Self::Relationships(rows.iter().map(|&row| all[row as usize]).collect()),
            Self::Integers(all) => Self::Integers(rows.iter().map(|&row| all[row as usize]).collect()),
            Self::Property(column, entities) => {
                Self::Property(column.clone(), rows.iter().map(|&row| entities[row as usize]).collect())
            }
            Self::Values(values) => Self::Values(rows.iter().map(|&row| values[row as usize].clone()).collect()),
        }
    }

    /// Appends a row of a column of the same kind.
    pub(in crate::query) fn push_from(&mut self, other: &Self, row: usize) {
        match (self, other) {
            (Self::Nodes(a), Self::Nodes(b)) => a.push(b[row]),
            (Self::Relationships(a), Self::Relationships(b)) => a.push(b[row]),
            (Self::Integers(a), Self::Integers(b)) => a.push(b[row]),
            (Self::Property(_, a), Self::Property(_, b)) => a.push(b[row]),
            (Self::Values(a), other) => a.push(other.value(row)),
            _ => {}
        }
    }

    /// Appends the values of another column; `before` and `more` are the rows of each.
    fn append(&mut self, before: usize, other: Self, more: usize) {
        match (&mut *self, other) {
            (Self::Nodes(a), Self::Nodes(b)) => a.extend(b),
            (Self::Relationships(a), Self::Relationships(b)) => a.extend(b),
            (Self::Integers(a), Self::Integers(b)) => a.extend(b),
            (Self::Property(a, entities), Self::Property(b, more)) if Arc::ptr_eq(a, &b) => entities.extend(more),
            (Self::Empty, Self::Empty) => {}
            (_, other) => {
                let mut values = std::mem::take(self).into_values(before);
                values.extend(other.into_values(more));
                *self = Self::Values(values);
            }
        }
    }

    fn into_values(self, rows: usize) -> Vec<Value> {
        match self {
            Self::Values(values) => values,
            column => (0..rows).map(|row| column.value(row)).collect(),
        }
    }
}

/// Rows in flight.
#[derive(Clone, Debug, Default)]
pub(in crate::query) struct Batch {
    columns: Vec<Column>,
    len: usize,
}

impl Batch {
    /// Makes rows without values.
    pub(in crate::query) fn new(width: usize, len: usize) -> Self {
        Self { columns: vec![Column::Empty; width], len }
    }

    pub(in crate::query) const fn len(&self) -> usize {
        self.len
    }

    pub(in crate::query) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(in crate::query) const fn width(&self) -> usize {
        self.columns.len()
    }

    /// Returns the value of a slot in a row.
    pub(in crate::query) fn value(&self, slot: Slot, row: usize) -> Value {
        self.columns.get(slot.index()).map_or(Value::Null, |column| column.value(row))
    }

    /// Returns the node in a slot of a row, if it is one.
    pub(in crate::query) fn node(&self, slot: Slot, row: usize) -> Option<NodeId> {
        match self.columns.get(slot.index())? {
            Column::Nodes(nodes) => nodes.get(row).copied(),
            Column::Values(values) => match values.get(row) {
                Some(Value::Node(id)) => Some(*id),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the relationship in a slot of a row, if it is one.
    pub(in crate::query) fn relationship(&self, slot: Slot, row: usize) -> Option<RelationshipId> {
        match self.columns.get(slot.index())? {
            Column::Relationships(relationships) => relationships.get(row).copied(),
            Column::Values(values) => match values.get(row) {
                Some(Value::Relationship(id)) => Some(*id),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the nodes of a slot, where all rows have one.
    pub(in crate::query) fn nodes(&self, slot: Slot) -> Option<&[NodeId]> {
        match self.columns.get(slot.index())? {
            Column::Nodes(nodes) => Some(nodes),
            _ => None,
        }
    }

    /// Returns the column of a slot.
    pub(in crate::query) fn column(&self, slot: Slot) -> &Column {
        self.columns.get(slot.index()).unwrap_or(&Column::Empty)
    }

    /// Returns some rows with some columns only; all where `kept` is none.
    pub(in crate::query) fn take_kept(&self, rows: &[u32], kept: Option<&[Slot]>) -> Self {
        let Some(kept) = kept else { return self.take(rows) };
        let mut taken = Self::new(self.width(), rows.len());
        for &slot in kept {
            taken.set(slot, self.column(slot).take(rows));
        }
        taken
    }

    /// Puts a column into a slot.
    pub(in crate::query) fn set(&mut self, slot: Slot, column: Column) {
        if slot.index() >= self.columns.len() {
            self.columns.resize(slot.index() + 1, Column::Empty);
        }
        self.columns[slot.index()] = column;
    }

    /// Returns some rows, in the order given; a row may come more than once.
    pub(in crate::query) fn take(&self, rows: &[u32]) -> Self {
        Self { columns: self.columns.iter().map(|column| column.take(rows)).collect(), len: rows.len() }
    }

    /// Keeps only some columns.
    pub(in crate::query) fn narrow(&mut self, kept: &[Slot]) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            if !kept.iter().any(|slot| slot.index() == at) {
                *column = Column::Empty;
            }
        }
    }

    /// Appends the rows of another batch.
    pub(in crate::query) fn append(&mut self, other: Self) {
        if self.len == 0 {
            *self = other;
            return;
        }
        let width = self.columns.len().max(other.columns.len());
        self.columns.resize(width, Column::Empty);
        let mut theirs = other.columns.into_iter();
        for column in &mut self.columns {
            column.append(self.len, theirs.next().unwrap_or_default(), other.len);
        }
        self.len += other.len;
    }

    /// Cuts into batches of the usual size.
    pub(in crate::query) fn slice(&self, from: usize, to: usize) -> Self {
        let rows: Vec<u32> = (from as u32..to.min(self.len) as u32).collect();
        self.take(&rows)
    }
}
