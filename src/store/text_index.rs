//! Full-text search over texts in memory, by the rules of the search over a file.

use super::search::words_of;
use rusqlite::{Connection, params};

/// Texts that can be searched, in groups whose words are weighed apart.
///
/// ```
/// use demarche::store::TextIndex;
/// let index = TextIndex::new(&[vec![(7, "They offered talks."), (8, "They refused.")]]).unwrap();
/// assert_eq!(index.search("offer talk*", 10).unwrap()[0].0, 7);
/// ```
#[derive(Debug)]
pub struct TextIndex {
    connection: Connection,
    groups: usize,
}

impl TextIndex {
    /// Takes texts with their numbers, group by group; a number comes once in all.
    ///
    /// It takes some microseconds a text.
    pub fn new(groups: &[Vec<(u32, &str)>]) -> rusqlite::Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        connection.pragma_update(None, "journal_mode", "off")?;
        let transaction = connection.transaction()?;
        for (group, texts) in groups.iter().enumerate() {
            transaction.execute_batch(&format!(
                "CREATE VIRTUAL TABLE text_{group} USING fts5 (
                     text, content = '', tokenize = 'porter unicode61 remove_diacritics 2');"
            ))?;
            let mut insert = transaction.prepare(&format!("INSERT INTO text_{group} (rowid, text) VALUES (?, ?)"))?;
            for (number, text) in texts {
                insert.execute(params![number, text])?;
            }
        }
        transaction.commit()?;
        Ok(Self { connection, groups: groups.len() })
    }

    /// Finds texts by their words, best first: the number and how good it is; the syntax is that of
    /// [`Store::search`](super::Store::search).
    pub fn search(&self, words: &str, limit: usize) -> rusqlite::Result<Vec<(u32, f64)>> {
        self.find(words, limit).or_else(|_| self.find(&words_of(words), limit))
    }

    fn find(&self, expression: &str, limit: usize) -> rusqlite::Result<Vec<(u32, f64)>> {
        let mut found = Vec::new();
        for group in 0..self.groups {
            let sql = format!(
                "SELECT rowid, -bm25(text_{group}) FROM text_{group} WHERE text_{group} MATCH ?1
                 ORDER BY bm25(text_{group}), rowid LIMIT ?2"
            );
            let mut select = self.connection.prepare(&sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = select.query_map(params![expression, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for row in rows {
                found.push(row?);
            }
        }
        found.sort_by(|a: &(u32, f64), b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(limit);
        Ok(found)
    }
}
