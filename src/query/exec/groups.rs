//! Which group a row belongs to.
//!
//! The keys of a row become one word each: a node's number, the number of a text, an integer itself. Two rows belong
//! to the same group where their words are the same; the values behind the words are looked at only to show a group.
//! Keys of kinds that have no such word are numbered through a table of values.

use super::batch::Column;
use crate::graph::Value;
use crate::graph::column::{Cells, NO_BOOLEAN, NO_FLOAT, NO_INTEGER, NO_TEXT};
use crate::query::expr::compare::GroupKey;
use hashbrown::HashTable;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The groups met so far, numbered in the order in which they were met.
pub(super) struct Groups {
    keys: Vec<Key>,
    /// The words of each group, one group after the other.
    words: Vec<u64>,
    count: usize,
    table: HashTable<u32>,
    /// The same for two keys with small words, which lie in the table themselves.
    pairs: HashTable<(u64, u32)>,
    /// One more than the group of each word, where there is one key with small words.
    dense: Vec<u32>,
}

/// The values of one key.
enum Key {
    /// No row was seen.
    New,
    /// All of one kind that has words; the column holds a row for each group.
    Words(Column),
    /// Any; numbered in the order in which they were met.
    Numbered(FxHashMap<GroupKey, u32>, Vec<Value>),
}

/// How large words may be that lead to their group directly.
const DENSE: usize = 1 << 26;

impl Groups {
    pub(super) fn new(keys: usize) -> Self {
        Self {
            keys: (0..keys).map(|_| Key::New).collect(),
            words: Vec::new(),
            count: 0,
            table: HashTable::new(),
            pairs: HashTable::new(),
            dense: Vec::new(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Returns the group of each row; `columns` holds the keys.
    pub(super) fn assign(&mut self, columns: &[Column], rows: usize) -> Vec<u32> {
        if self.keys.is_empty() {
            self.count = self.count.max(usize::from(rows > 0));
            return vec![0; rows];
        }
        let words: Vec<Vec<u64>> =
            columns.iter().enumerate().map(|(at, column)| self.words_of(at, column, rows)).collect();
        // Rows of one group often follow each other.
        let mut last: Option<(Vec<u64>, u32)> = None;
        match words.as_slice() {
            [first, second] if self.keys.iter().all(is_small) => {
                (0..rows).map(|row| self.pair_place([first[row], second[row]], columns, row)).collect()
            }
            [only] if self.is_dense() => (0..rows).map(|row| self.dense_place(only[row], columns, row)).collect(),
            several => {
                let place = |row: usize| {
                    if let Some((key, group)) = &mut last {
                        if key.iter().zip(several).all(|(word, words)| *word == words[row]) {
                            return *group;
                        }
                        key.iter_mut().zip(several).for_each(|(word, words)| *word = words[row]);
                        *group = self.place(key, columns, row);
                        return *group;
                    }
                    let key: Vec<u64> = several.iter().map(|words| words[row]).collect();
                    let group = self.place(&key, columns, row);
                    last = Some((key, group));
                    group
                };
                (0..rows).map(place).collect()
            }
        }
    }

    /// Returns the keys of all groups, a column each.
    pub(super) fn into_columns(self) -> Vec<Column> {
        let width = self.keys.len();
        let words = self.words;
        let column = |(at, key): (usize, Key)| match key {
            Key::New => Column::Empty,
            Key::Words(column) => column,
            Key::Numbered(_, values) => {
                let of = |group: &[u64]| values.get(group[at] as usize).cloned().unwrap_or_default();
                Column::Values(words.chunks(width).map(of).collect())
            }
        };
        self.keys.into_iter().enumerate().map(column).collect()
    }

    /// Makes a group that no row led to.
    pub(super) fn add_empty(&mut self) {
        self.count += 1;
    }

    fn is_dense(&self) -> bool {
        self.keys.first().is_some_and(is_small)
    }

    fn pair_place(&mut self, key: [u64; 2], columns: &[Column], row: usize) -> u32 {
        let packed = key[0] << 32 | key[1];
        let hash = |packed: u64| mixed(&[packed]);
        if let Some(&(_, group)) = self.pairs.find(hash(packed), |entry| entry.0 == packed) {
            return group;
        }
        let group = self.add(&key, columns, row);
        if self.pairs.len() == self.pairs.capacity() {
            // Growing by more than twice halves the moves.
            self.pairs.reserve(self.pairs.len() * 3 + 64, |entry| hash(entry.0));
        }
        self.pairs.insert_unique(hash(packed), (packed, group), |entry| hash(entry.0));
        group
    }

    fn dense_place(&mut self, word: u64, columns: &[Column], row: usize) -> u32 {
        // No text comes first, so that the words of texts follow each other.
        let word_at = (word.wrapping_add(1) & u64::from(u32::MAX)) as usize;
        if word_at >= DENSE {
            return self.place(&[word], columns, row);
        }
        if word_at >= self.dense.len() {
            self.dense.resize((word_at + 1).next_power_of_two(), 0);
        }
        if self.dense[word_at] == 0 {
            self.dense[word_at] = self.add(&[word], columns, row) + 1;
        }
        self.dense[word_at] - 1
    }

    fn place(&mut self, key: &[u64], columns: &[Column], row: usize) -> u32 {
        let width = key.len();
        let hash = mixed(key);
        let words = &self.words;
        let same = |&group: &u32| words[group as usize * width..][..width] == *key;
        if let Some(&group) = self.table.find(hash, same) {
            return group;
        }
        let group = self.add(key, columns, row);
        let words = &self.words;
        self.table.insert_unique(hash, group, |&group| mixed(&words[group as usize * width..][..width]));
        group
    }

    fn add(&mut self, key: &[u64], columns: &[Column], row: usize) -> u32 {
        let group = u32::try_from(self.count).expect("fewer than 2^32 groups");
        self.count += 1;
        self.words.extend_from_slice(key);
        for (key, column) in self.keys.iter_mut().zip(columns) {
            if let Key::Words(kept) = key {
                kept.push_from(column, row);
            }
        }
        group
    }

    /// Returns the words of a key.
    fn words_of(&mut self, at: usize, column: &Column, rows: usize) -> Vec<u64> {
        if let Key::New = self.keys[at] {
            self.keys[at] = if has_words(column) {
                Key::Words(column.take(&[]))
            } else {
                Key::Numbered(FxHashMap::default(), Vec::new())
            };
        }
        match &self.keys[at] {
            Key::Words(kept) if is_alike(kept, column) => return plain_words(column),
            Key::Words(_) => self.number(at),
            _ => {}
        }
        let Key::Numbered(numbers, values) = &mut self.keys[at] else { return Vec::new() };
        (0..rows).map(|row| number(numbers, values, column.value(row))).collect()
    }

    /// Goes over to numbers for a key, since its rows are of several kinds.
    fn number(&mut self, at: usize) {
        let Key::Words(kept) = std::mem::replace(&mut self.keys[at], Key::New) else { return };
        let (mut numbers, mut values) = (FxHashMap::default(), Vec::new());
        let width = self.keys.len();
        for group in 0..self.count {
            self.words[group * width + at] = number(&mut numbers, &mut values, kept.value(group));
        }
        self.keys[at] = Key::Numbered(numbers, values);
        self.table.clear();
        self.pairs.clear();
        self.dense.clear();
        let words = &self.words;
        let hash = |&group: &u32| mixed(&words[group as usize * width..][..width]);
        for group in 0..self.count as u32 {
            self.table.insert_unique(hash(&group), group, hash);
        }
    }
}

fn number(numbers: &mut FxHashMap<GroupKey, u32>, values: &mut Vec<Value>, value: Value) -> u64 {
    let next = values.len() as u32;
    let number = *numbers.entry(GroupKey(value)).or_insert_with_key(|key| {
        values.push(key.0.clone());
        next
    });
    u64::from(number)
}

/// Tells whether the words of a key fit 32 bits.
fn is_small(key: &Key) -> bool {
    match key {
        Key::Words(Column::Nodes(_) | Column::Relationships(_)) => true,
        Key::Words(Column::Property(column, _)) => matches!(column.cells(), Cells::Texts(..) | Cells::Booleans(_)),
        _ => false,
    }
}

/// Mixes words into a hash.
fn mixed(key: &[u64]) -> u64 {
    let mut hash = 0x243f_6a88_85a3_08d3_u64;
    for &word in key {
        let wide = u128::from(hash ^ word) * 0x9e37_79b9_7f4a_7c15;
        hash = wide as u64 ^ (wide >> 64) as u64;
    }
    hash
}

fn has_words(column: &Column) -> bool {
    match column {
        Column::Nodes(_) | Column::Relationships(_) | Column::Integers(_) => true,
        Column::Property(stored, _) => !matches!(stored.cells(), Cells::Values(_)),
        Column::Empty | Column::Values(_) => false,
    }
}

/// Tells whether words of the one mean the same as words of the other.
fn is_alike(a: &Column, b: &Column) -> bool {
    match (a, b) {
        (Column::Nodes(_), Column::Nodes(_))
        | (Column::Relationships(_), Column::Relationships(_))
        | (Column::Integers(_), Column::Integers(_)) => true,
        (Column::Property(a, _), Column::Property(b, _)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}

/// Returns the word of each row of a column that has words.
pub(super) fn plain_words(column: &Column) -> Vec<u64> {
    match column {
        Column::Nodes(nodes) => nodes.iter().map(|node| u64::from(node.0)).collect(),
        Column::Relationships(ids) => ids.iter().map(|id| u64::from(id.0)).collect(),
        Column::Integers(numbers) => numbers.iter().map(|&number| number as u64).collect(),
        Column::Property(stored, entities) => {
            let entities = entities.iter().copied();
            match stored.cells() {
                Cells::Texts(cells, _) => {
                    let cells = stored.slice(cells);
                    entities.map(|entity| u64::from(cells.get(entity, NO_TEXT))).collect()
                }
                Cells::Integers(cells) | Cells::Dates(cells) => {
                    let cells = stored.slice(cells);
                    entities.map(|entity| cells.get(entity, NO_INTEGER) as u64).collect()
                }
                Cells::Booleans(cells) => {
                    let cells = stored.slice(cells);
                    entities.map(|entity| u64::from(cells.get(entity, NO_BOOLEAN))).collect()
                }
                Cells::Floats(cells) => {
                    let cells = stored.slice(cells);
                    // Zero has two forms, which are equal.
                    let word = |cell: f64| if cell == 0.0 { 0 } else { cell.to_bits() };
                    entities.map(|entity| word(cells.get(entity, f64::from_bits(NO_FLOAT)))).collect()
                }
                Cells::Values(_) => Vec::new(),
            }
        }
        Column::Empty | Column::Values(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::NodeId;

    #[test]
    fn groups_stay_the_same_when_a_later_batch_is_of_another_kind() {
        let mut groups = Groups::new(1);
        let nodes = |ids: &[u32]| Column::Nodes(ids.iter().map(|&id| NodeId(id)).collect());
        assert_eq!(groups.assign(&[nodes(&[7, 3, 7])], 3), [0, 1, 0]);
        let mixed = Column::Values(vec![Value::Null, Value::Node(NodeId(3)), Value::Float(1.0), Value::Integer(1)]);
        assert_eq!(groups.assign(&[mixed], 4), [2, 1, 3, 3]);
        assert_eq!(groups.assign(&[nodes(&[7, 9])], 2), [0, 4]);
        assert_eq!(groups.len(), 5);
    }
}
