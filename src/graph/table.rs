//! The properties of all nodes, or of all relationships: a column for each key.

use super::column::{Cell, Column};
use super::value::Value;
use crate::text::Symbol;
use std::sync::{Arc, OnceLock};

/// The properties of one entity as they are shown.
type Row = Box<[(Symbol, Value)]>;

/// Properties by key and by the number of the entity.
#[derive(Clone, Debug, Default)]
pub(super) struct PropertyTable {
    columns: Vec<(Symbol, Arc<Column>)>,
    /// For each symbol one more than the place of its column.
    places: Vec<u32>,
    /// How many entities there are.
    len: usize,
    /// Properties side by side, made for those that were asked for in this form.
    rows: OnceLock<Vec<OnceLock<Row>>>,
}

impl PropertyTable {
    /// Notes one more entity with its properties.
    pub(super) fn push(&mut self, properties: &[(Symbol, Value)]) {
        let entity = self.len;
        self.extend(1);
        for (key, value) in properties {
            self.put(entity, *key, value);
        }
    }

    /// Notes more entities, which have no properties yet.
    pub(super) fn extend(&mut self, more: usize) {
        self.len += more;
        if let Some(rows) = self.rows.get_mut() {
            rows.resize_with(self.len, OnceLock::new);
        }
    }

    /// Puts a whole column in.
    pub(super) fn put_column(&mut self, key: Symbol, column: Column) {
        self.rows = OnceLock::new();
        match self.place(key) {
            Some(place) => self.columns[place].1 = Arc::new(column),
            None => self.add_column(key, column),
        }
    }

    fn add_column(&mut self, key: Symbol, column: Column) {
        if self.places.len() <= key.index() {
            self.places.resize(key.index() + 1, 0);
        }
        self.columns.push((key, Arc::new(column)));
        self.places[key.index()] = self.columns.len() as u32;
    }

    fn place(&self, key: Symbol) -> Option<usize> {
        self.places.get(key.index()).and_then(|&place| (place as usize).checked_sub(1))
    }

    /// Returns the column of a key.
    pub(super) fn column(&self, key: Symbol) -> Option<&Arc<Column>> {
        self.place(key).map(|place| &self.columns[place].1)
    }

    /// Iterates over the columns with their keys.
    pub(super) fn columns(&self) -> impl Iterator<Item = (Symbol, &Column)> {
        self.columns.iter().map(|(key, column)| (*key, &**column))
    }

    /// Returns a property.
    pub(super) fn get(&self, entity: usize, key: Symbol) -> Option<Value> {
        self.column(key).and_then(|column| column.get(entity))
    }

    /// Sets a property, or removes it where `value` is null; returns what it was.
    pub(super) fn set(&mut self, entity: usize, key: Symbol, value: &Value) -> Value {
        let before = self.get(entity, key).unwrap_or_default();
        self.put(entity, key, value);
        before
    }

    fn put(&mut self, entity: usize, key: Symbol, value: &Value) {
        if let Some(row) = self.rows.get_mut().and_then(|rows| rows.get_mut(entity)) {
            *row = OnceLock::new();
        }
        if self.place(key).is_none() && !value.is_null() {
            self.add_column(key, Column::for_value(entity, value));
        }
        if let Some(place) = self.place(key) {
            Arc::make_mut(&mut self.columns[place].1).set(entity, value);
        }
    }

    /// Sets a property of an entity that nobody has looked at.
    pub(super) fn put_cell(&mut self, entity: usize, key: Symbol, cell: Cell<'_>) {
        match self.place(key) {
            Some(place) => Arc::make_mut(&mut self.columns[place].1).set_cell(entity, cell),
            None => {
                let value = cell.value();
                self.add_column(key, Column::for_value(entity, &value));
                self.put(entity, key, &value);
            }
        }
    }

    /// Returns the properties of an entity side by side.
    pub(super) fn row(&self, entity: usize) -> &[(Symbol, Value)] {
        let rows = self.rows.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(self.len).collect());
        let Some(row) = rows.get(entity) else { return &[] };
        row.get_or_init(|| self.columns.iter().filter_map(|(key, column)| Some((*key, column.get(entity)?))).collect())
    }
}
