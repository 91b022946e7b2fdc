//! The values of one property, side by side and as small as their kind allows.

use super::dictionary::Dictionary;
use super::temporal::Date;
use super::value::Value;

/// Stands for no value among integers and days; an integer that is this one makes its column hold [`Cells::Values`].
pub const NO_INTEGER: i64 = i64::MIN;
/// The bits that stand for no value among floating point numbers: a NaN that no calculation gives.
pub const NO_FLOAT: u64 = 0x7ff8_6e6f_6e65_0001;
/// Stands for no value among texts.
pub const NO_TEXT: u32 = u32::MAX;
/// Stands for no value among booleans, which are 0 and 1.
pub const NO_BOOLEAN: u8 = 2;

/// The values of one property for a range of nodes or relationships.
#[derive(Clone, Debug)]
pub struct Column {
    first: usize,
    cells: Cells,
}

/// What a column holds: one kind of value, or any.
#[derive(Clone, Debug)]
pub enum Cells {
    /// Booleans: 0, 1, or [`NO_BOOLEAN`].
    Booleans(Vec<u8>),
    /// Integers, or [`NO_INTEGER`].
    Integers(Vec<i64>),
    /// Floating point numbers, or [`NO_FLOAT`].
    Floats(Vec<f64>),
    /// Days since 1970-01-01, or [`NO_INTEGER`].
    Dates(Vec<i64>),
    /// Numbers of texts, or [`NO_TEXT`].
    Texts(Vec<u32>, Dictionary),
    /// Values of any kind, or null.
    Values(Vec<Value>),
}

impl Cells {
    fn for_value(value: &Value) -> Self {
        match value {
            Value::Boolean(_) => Self::Booleans(Vec::new()),
            Value::Integer(_) => Self::Integers(Vec::new()),
            Value::Float(_) => Self::Floats(Vec::new()),
            Value::Date(_) => Self::Dates(Vec::new()),
            Value::String(_) => Self::Texts(Vec::new(), Dictionary::default()),
            _ => Self::Values(Vec::new()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Booleans(cells) => cells.len(),
            Self::Integers(cells) | Self::Dates(cells) => cells.len(),
            Self::Floats(cells) => cells.len(),
            Self::Texts(cells, _) => cells.len(),
            Self::Values(cells) => cells.len(),
        }
    }

    fn get(&self, place: usize) -> Option<Value> {
        match self {
            Self::Booleans(cells) => cells.get(place).filter(|&&c| c != NO_BOOLEAN).map(|&c| Value::Boolean(c == 1)),
            Self::Integers(cells) => cells.get(place).filter(|&&c| c != NO_INTEGER).map(|&c| Value::Integer(c)),
            Self::Floats(cells) => cells.get(place).filter(|c| c.to_bits() != NO_FLOAT).map(|&c| Value::Float(c)),
            Self::Dates(cells) => cells.get(place).and_then(|&days| Date::from_days(days)).map(Value::Date),
            Self::Texts(cells, texts) => {
                cells.get(place).filter(|&&c| c != NO_TEXT).map(|&code| texts.get(code).into())
            }
            Self::Values(cells) => cells.get(place).filter(|value| !value.is_null()).cloned(),
        }
    }

    /// Puts a value into a place that is there; tells whether the kind fits.
    fn put(&mut self, place: usize, value: &Value) -> bool {
        match (self, value) {
            (Self::Booleans(cells), Value::Boolean(truth)) => cells[place] = u8::from(*truth),
            (Self::Integers(cells), Value::Integer(number)) if *number != NO_INTEGER => cells[place] = *number,
            (Self::Floats(cells), Value::Float(number)) => {
                cells[place] = if number.is_nan() { f64::NAN } else { *number };
            }
            (Self::Dates(cells), Value::Date(date)) => cells[place] = date.days(),
            (Self::Texts(cells, texts), Value::String(text)) => cells[place] = texts.intern(text),
            (Self::Values(cells), value) => cells[place] = value.clone(),
            (cells, Value::Null) => cells.clear(place),
            _ => return false,
        }
        true
    }

    fn clear(&mut self, place: usize) {
        match self {
            Self::Booleans(cells) => cells[place] = NO_BOOLEAN,
            Self::Integers(cells) | Self::Dates(cells) => cells[place] = NO_INTEGER,
            Self::Floats(cells) => cells[place] = f64::from_bits(NO_FLOAT),
            Self::Texts(cells, _) => cells[place] = NO_TEXT,
            Self::Values(cells) => cells[place] = Value::Null,
        }
    }

    /// Makes room for `before` more places in front and for `len` places in all.
    fn grow(&mut self, before: usize, len: usize) {
        fn each<T: Clone>(cells: &mut Vec<T>, none: T, before: usize, len: usize) {
            if before > 0 {
                cells.splice(0..0, std::iter::repeat_n(none.clone(), before));
            }
            cells.resize(len.max(cells.len()), none);
        }
        match self {
            Self::Booleans(cells) => each(cells, NO_BOOLEAN, before, len),
            Self::Integers(cells) | Self::Dates(cells) => each(cells, NO_INTEGER, before, len),
            Self::Floats(cells) => each(cells, f64::from_bits(NO_FLOAT), before, len),
            Self::Texts(cells, _) => each(cells, NO_TEXT, before, len),
            Self::Values(cells) => each(cells, Value::Null, before, len),
        }
    }
}

/// A value that is to go into a column.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'t> {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A floating point number.
    Float(f64),
    /// A day.
    Date(Date),
    /// A text.
    Text(&'t str),
}

impl Cell<'_> {
    /// Returns the value.
    pub fn value(self) -> Value {
        match self {
            Self::Boolean(truth) => Value::Boolean(truth),
            Self::Integer(number) => Value::Integer(number),
            Self::Float(number) => Value::Float(number),
            Self::Date(date) => Value::Date(date),
            Self::Text(text) => text.into(),
        }
    }
}

/// Cells of one kind with the number of the entity that the first belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Slice<'c, T> {
    first: usize,
    cells: &'c [T],
}

impl<T: Copy> Slice<'_, T> {
    /// Returns the cell of an entity, or `none` where the column does not reach it.
    pub fn get(&self, entity: u32, none: T) -> T {
        self.cells.get((entity as usize).wrapping_sub(self.first)).copied().unwrap_or(none)
    }
}

impl Column {
    /// Makes a column; the first cell belongs to the entity `first`.
    pub const fn new(first: usize, cells: Cells) -> Self {
        Self { first, cells }
    }

    /// Returns the number of the entity that the first cell belongs to.
    pub const fn first(&self) -> usize {
        self.first
    }

    /// Returns the cells.
    pub const fn cells(&self) -> &Cells {
        &self.cells
    }

    /// Returns cells of a kind as this column counts them.
    pub const fn slice<'c, T>(&self, cells: &'c [T]) -> Slice<'c, T> {
        Slice { first: self.first, cells }
    }

    /// Returns the value of an entity.
    pub fn get(&self, entity: usize) -> Option<Value> {
        self.cells.get(entity.wrapping_sub(self.first))
    }

    /// Tells whether an entity has a value.
    pub fn has(&self, entity: usize) -> bool {
        let place = entity.wrapping_sub(self.first);
        match &self.cells {
            Cells::Booleans(cells) => cells.get(place).is_some_and(|&c| c != NO_BOOLEAN),
            Cells::Integers(cells) | Cells::Dates(cells) => cells.get(place).is_some_and(|&c| c != NO_INTEGER),
            Cells::Floats(cells) => cells.get(place).is_some_and(|c| c.to_bits() != NO_FLOAT),
            Cells::Texts(cells, _) => cells.get(place).is_some_and(|&c| c != NO_TEXT),
            Cells::Values(cells) => cells.get(place).is_some_and(|c| !c.is_null()),
        }
    }

    /// Iterates over the entities from the first that may have a value to the last.
    pub fn entities(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.cells.len()
    }

    /// Makes a column for values of one kind.
    pub(super) fn for_value(entity: usize, value: &Value) -> Self {
        Self { first: entity, cells: Cells::for_value(value) }
    }

    /// Makes a column of values for the entities from 0 on.
    pub fn of_values(values: &[Value]) -> Self {
        let first = values.iter().position(|value| !value.is_null());
        let Some(first) = first else { return Self::new(0, Cells::Values(Vec::new())) };
        let mut column = Self::for_value(first, &values[first]);
        for (entity, value) in values.iter().enumerate().skip(first) {
            column.set(entity, value);
        }
        column
    }

    /// Sets the value of an entity; costs least where the entity comes after all others and the kind fits.
    pub(super) fn set_cell(&mut self, entity: usize, cell: Cell<'_>) {
        if let (Cells::Texts(codes, texts), Cell::Text(text)) = (&mut self.cells, cell)
            && entity >= self.first
        {
            let place = entity - self.first;
            if place >= codes.len() {
                codes.resize(place + 1, NO_TEXT);
            }
            codes[place] = texts.intern(text);
            return;
        }
        self.set(entity, &cell.value());
    }

    /// Sets the value of an entity, or removes it where it is null.
    pub(super) fn set(&mut self, entity: usize, value: &Value) {
        if value.is_null() && !self.entities().contains(&entity) {
            return;
        }
        let length = self.cells.len();
        if entity < self.first {
            // Twice the room that is needed, so that going backwards does not move everything each time.
            let before = (self.first - entity).max(length).min(self.first);
            self.cells.grow(before, before + length);
            self.first -= before;
        }
        let place = entity - self.first;
        self.cells.grow(0, place + 1);
        if !self.cells.put(place, value) {
            let values = (0..self.cells.len()).map(|place| self.cells.get(place).unwrap_or_default());
            self.cells = Cells::Values(values.collect());
            self.cells.put(place, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Boolean),
            prop_oneof![Just(i64::MIN), any::<i64>()].prop_map(Value::Integer),
            (-1.0..1.0).prop_map(Value::Float),
            "[ab]{0,2}".prop_map(Value::from),
            (0_i64..9).prop_map(|days| Date::from_days(days).map_or(Value::Null, Value::Date)),
            Just(Value::list(vec![Value::Integer(1)])),
        ]
    }

    proptest! {
        #[test]
        fn a_column_holds_what_was_set_last(sets in proptest::collection::vec((0_usize..40, any_value()), 1..60)) {
            let mut wanted = vec![None; 40];
            let mut column = Column::for_value(sets[0].0, &sets[0].1);
            for (entity, value) in sets {
                column.set(entity, &value);
                wanted[entity] = (!value.is_null()).then_some(value);
            }
            let found: Vec<_> = (0..40).map(|entity| column.get(entity)).collect();
            prop_assert_eq!(&found, &wanted);
            prop_assert!((0..40).all(|entity| column.has(entity) == wanted[entity].is_some()));
        }
    }
}
