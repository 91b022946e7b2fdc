//! The labels and the relationship types of a file, each stored once, with how many bear it.

use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;

/// The rows of `label_set` or `type`, and how their counts change.
pub(super) struct Names {
    table: &'static str,
    column: &'static str,
    numbers: FxHashMap<String, i64>,
    changes: FxHashMap<i64, i64>,
}

impl Names {
    pub(super) fn read(connection: &Connection, table: &'static str, column: &'static str) -> rusqlite::Result<Self> {
        let mut select = connection.prepare_cached(&format!("SELECT {column}, number FROM {table}"))?;
        let numbers = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        Ok(Self { table, column, numbers, changes: FxHashMap::default() })
    }

    /// Returns the number of a name, new where need be, and counts `more` that bear it.
    pub(super) fn count(&mut self, connection: &Connection, name: &str, more: i64) -> rusqlite::Result<i64> {
        let number = match self.numbers.get(name) {
            Some(&number) => number,
            None => {
                let sql = format!("INSERT INTO {} ({}, count) VALUES (?, 0)", self.table, self.column);
                let number = connection.prepare_cached(&sql)?.insert([name])?;
                self.numbers.insert(name.to_owned(), number);
                number
            }
        };
        *self.changes.entry(number).or_default() += more;
        Ok(number)
    }

    /// Counts one more.
    pub(super) fn gain(&mut self, number: i64) {
        *self.changes.entry(number).or_default() += 1;
    }

    /// Counts one less.
    pub(super) fn lose(&mut self, number: i64) {
        *self.changes.entry(number).or_default() -= 1;
    }

    /// Writes the counts, and drops names that nothing bears.
    pub(super) fn write(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut changes: Vec<(i64, i64)> = self.changes.drain().filter(|(_, change)| *change != 0).collect();
        changes.sort_unstable();
        let sql = format!("UPDATE {} SET count = coalesce(count, 0) + ? WHERE number = ?", self.table);
        let mut update = connection.prepare_cached(&sql)?;
        for (number, change) in changes {
            update.execute(params![change, number])?;
        }
        Ok(())
    }
}
