//! The graph once more in the file, in columns, so that it opens in a fraction of the time.
//!
//! The tables `node` and `relationship` (and, of a joined graph, those beside them) are what counts. The snapshot of an
//! imported graph is written with them; that of a joined one when a build ends, or by the first who had to read a large
//! one from the tables. Triggers empty it as soon as anything else changes the tables, whichever program does that, and
//! then the graph is read from the tables.

use super::properties::{decode_value, encode_value};
use super::{Store, StoreError};
use crate::graph::column::{Cells, NO_TEXT};
use crate::graph::{Arrays, Column, Dictionary, Graph};
use crate::text::Symbol;
use rusqlite::{Connection, OpenFlags, Row, params};
use std::fmt::Write;
use std::time::Duration;

/// The form of the snapshot; others are passed over.
const FORM: i64 = 1;

/// How many bytes a part may have; a graph with more goes without snapshot.
const PART_BYTES: usize = 900_000_000;

/// The tables that the snapshot repeats; the last five give a joined graph its order and its evidence.
const TABLES: [&str; 10] = [
    "node",
    "relationship",
    "label_set",
    "type",
    "date_key",
    "article",
    "shared_node",
    "shared_relationship",
    "shared_evidence",
    "repetition",
];

/// How many nodes and relationships a joined graph has at least whose reader leaves a snapshot; a smaller one is read
/// in a twentieth of a second.
const WORTH_KEEPING: usize = 10_000;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS snapshot (
    number INTEGER PRIMARY KEY, form INTEGER NOT NULL, part TEXT NOT NULL, key INTEGER, kind TEXT, first INTEGER,
    cells BLOB, texts BLOB, lengths BLOB
)";

/// Stops watching the tables, which are about to change, and empties the snapshot.
pub(super) fn release(connection: &Connection) -> rusqlite::Result<()> {
    // Of a run of many batches only the first has something to do.
    if !is_watched(connection)? {
        return connection.execute_batch(TABLE);
    }
    let mut sql = format!("{TABLE}; DELETE FROM snapshot;");
    for (table, change) in changes() {
        write!(sql, "DROP TRIGGER IF EXISTS snapshot_{table}_{change};").unwrap_or_default();
    }
    connection.execute_batch(&sql)
}

/// Writes the snapshot of a graph that the tables hold, and watches them from now on.
pub(super) fn write(connection: &Connection, graph: &Graph) -> rusqlite::Result<()> {
    let mut writer = Writer { connection, too_large: false };
    writer.graph(graph)?;
    let mut sql = if writer.too_large { "DELETE FROM snapshot;".to_owned() } else { String::new() };
    for (table, change) in changes() {
        let body = "BEGIN DELETE FROM snapshot; END;";
        write!(sql, "CREATE TRIGGER snapshot_{table}_{change} AFTER {change} ON {table} {body}").unwrap_or_default();
    }
    connection.execute_batch(&sql)?;
    let mut insert = connection.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")?;
    insert.execute(params!["node_bound", graph.node_bound() as i64])?;
    insert.execute(params!["relationship_bound", graph.relationship_bound() as i64])?;
    Ok(())
}

fn is_watched(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'snapshot_*')";
    connection.query_row(sql, [], |row| row.get(0))
}

impl Store {
    /// Writes the snapshot of a large joined graph, so that it opens fast.
    ///
    /// What changed by hand is laid over the graph later, and no part of it.
    pub fn keep_snapshot(&self) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        let sql = "SELECT (SELECT count(*) FROM node) + (SELECT count(*) FROM relationship)";
        let size: i64 = transaction.query_row(sql, [], |row| row.get(0)).map_err(|e| self.error(e))?;
        if size >= WORTH_KEEPING as i64 && self.load_snapshot(&transaction)?.is_none() {
            let graph = self.load_tables(&transaction)?;
            release(&transaction).and_then(|()| write(&transaction, &graph)).map_err(|e| self.error(e))?;
        }
        transaction.commit().map_err(|e| self.error(e))
    }

    /// Leaves a snapshot of a large graph that was just read from the tables of `generation`, where that can be done at
    /// once; whoever is writing goes first.
    pub(super) fn leave_snapshot(&self, graph: &Graph, generation: i64) {
        if graph.node_count() + graph.relationship_count() < WORTH_KEEPING {
            return;
        }
        let leave = || -> Result<(), StoreError> {
            let store = Self::connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            store.connection.busy_timeout(Duration::ZERO).map_err(|e| store.error(e))?;
            let transaction = store.begin()?;
            if store.generation()? != generation || store.meta("building")? == Some(1) {
                return Ok(());
            }
            release(&transaction).and_then(|()| write(&transaction, graph)).map_err(|e| store.error(e))?;
            transaction.commit().map_err(|e| store.error(e))?;
            // So that the file is whole without the log beside it.
            let checkpointed = store.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            checkpointed.map_err(|e| store.error(e))
        };
        // A file that can't be written, or is busy, opens as slowly again: nothing else is lost.
        leave().unwrap_or_default();
    }
}

fn changes() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLES.into_iter().flat_map(|table| ["INSERT", "UPDATE", "DELETE"].map(|change| (table, change)))
}

struct Writer<'c> {
    connection: &'c Connection,
    too_large: bool,
}

impl Writer<'_> {
    fn graph(&mut self, graph: &Graph) -> rusqlite::Result<()> {
        let arrays = graph.to_arrays();
        let sets: Vec<String> = arrays.label_sets.iter().map(|set| serde_json::json!(set).to_string()).collect();
        self.texts("names", arrays.names.iter().map(String::as_str))?;
        self.texts("label_sets", sets.iter().map(String::as_str))?;
        self.part("nodes", None, "u32", 0, &words(&runs(&arrays.nodes)))?;
        self.part("kinds", None, "u32", 0, &words(&runs(&arrays.kinds)))?;
        self.part("starts", None, "u32", 0, &words(&arrays.starts))?;
        self.part("ends", None, "u32", 0, &words(&arrays.ends))?;
        for (key, column) in graph.node_columns() {
            self.column("node", key, column)?;
        }
        for (key, column) in graph.relationship_columns() {
            self.column("relationship", key, column)?;
        }
        Ok(())
    }

    fn column(&mut self, owner: &str, key: Symbol, column: &Column) -> rusqlite::Result<()> {
        let (key, first) = (Some(key.index()), column.first());
        match column.cells() {
            Cells::Booleans(cells) => self.part(owner, key, "boolean", first, cells),
            Cells::Integers(cells) => self.part(owner, key, "integer", first, &long_words(cells)),
            Cells::Dates(cells) => self.part(owner, key, "date", first, &long_words(cells)),
            Cells::Floats(cells) => {
                let bits: Vec<i64> = cells.iter().map(|cell| cell.to_bits() as i64).collect();
                self.part(owner, key, "float", first, &long_words(&bits))
            }
            Cells::Texts(codes, texts) => {
                let lengths: Vec<u32> = texts.lengths().map(|length| length as u32).collect();
                self.row(owner, key, "text", first, &words(codes), texts.text(), &words(&lengths))
            }
            Cells::Values(values) => {
                let (mut codes, mut texts, mut lengths) = (Vec::new(), String::new(), Vec::new());
                for value in values {
                    if value.is_null() {
                        codes.push(NO_TEXT);
                        continue;
                    }
                    let json = encode_value(value);
                    codes.push(lengths.len() as u32);
                    lengths.push(json.len() as u32);
                    texts.push_str(&json);
                }
                self.row(owner, key, "value", first, &words(&codes), &texts, &words(&lengths))
            }
        }
    }

    fn texts<'t>(&mut self, part: &str, texts: impl Iterator<Item = &'t str>) -> rusqlite::Result<()> {
        let (mut all, mut lengths) = (String::new(), Vec::new());
        for text in texts {
            all.push_str(text);
            lengths.push(text.len() as u32);
        }
        self.row(part, None, "text", 0, &[], &all, &words(&lengths))
    }

    fn part(&mut self, part: &str, key: Option<usize>, kind: &str, first: usize, cells: &[u8]) -> rusqlite::Result<()> {
        self.row(part, key, kind, first, cells, "", &[])
    }

    #[allow(clippy::too_many_arguments, reason = "one for each column of the table")]
    fn row(
        &mut self,
        part: &str,
        key: Option<usize>,
        kind: &str,
        first: usize,
        cells: &[u8],
        texts: &str,
        lengths: &[u8],
    ) -> rusqlite::Result<()> {
        self.too_large |= cells.len() + texts.len() + lengths.len() > PART_BYTES;
        if self.too_large {
            return Ok(());
        }
        let sql = "INSERT INTO snapshot (form, part, key, kind, first, cells, texts, lengths)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let mut insert = self.connection.prepare_cached(sql)?;
        let (key, first) = (key.map(|key| key as i64), first as i64);
        insert.execute(params![FORM, part, key, kind, first, cells, texts.as_bytes(), lengths])?;
        Ok(())
    }
}

/// Returns how often each number comes in a row, and the number.
fn runs(numbers: &[u32]) -> Vec<u32> {
    let mut runs: Vec<u32> = Vec::new();
    for &number in numbers {
        match runs.as_mut_slice() {
            [.., count, last] if *last == number && *count < u32::MAX => *count += 1,
            _ => runs.extend([1, number]),
        }
    }
    runs
}

fn unrolled(runs: &[u32]) -> Option<Vec<u32>> {
    let total: u64 = runs.chunks(2).map(|run| u64::from(run[0])).sum();
    if total > u64::from(u32::MAX) || !runs.len().is_multiple_of(2) {
        return None;
    }
    let each = runs.chunks(2).flat_map(|run| std::iter::repeat_n(run[1], run[0] as usize));
    let mut numbers = Vec::with_capacity(total as usize);
    numbers.extend(each);
    Some(numbers)
}

fn words(numbers: &[u32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len() * 4);
    numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
    bytes
}

fn long_words(numbers: &[i64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len() * 8);
    numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
    bytes
}

fn from_words(bytes: &[u8]) -> Vec<u32> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.iter().map(|&number| u32::from_le_bytes(number)).collect()
}

fn from_long_words(bytes: &[u8]) -> Vec<i64> {
    let (numbers, _) = bytes.as_chunks::<8>();
    numbers.iter().map(|&number| i64::from_le_bytes(number)).collect()
}

impl Store {
    /// Reads the graph from its snapshot; `None` where there is none of this form that can be used.
    pub(super) fn load_snapshot(&self, connection: &Connection) -> Result<Option<Graph>, StoreError> {
        let exists = "SELECT count(*) FROM sqlite_schema WHERE name = 'snapshot'";
        let exists: i64 = connection.query_row(exists, [], |row| row.get(0)).map_err(|e| self.error(e))?;
        if exists == 0 {
            return Ok(None);
        }
        let sql = "SELECT part, key, kind, first, cells, texts, lengths FROM snapshot WHERE form = ? ORDER BY number";
        let mut select = connection.prepare(sql).map_err(|e| self.error(e))?;
        let mut rows = select.query([FORM]).map_err(|e| self.error(e))?;
        let (mut arrays, mut parts) = (Arrays::default(), 0);
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            if !matches!(read_part(row, &mut arrays), Ok(Some(()))) {
                return Ok(None);
            }
            parts += 1;
        }
        let (nodes, relationships) = (self.meta("node_bound")?, self.meta("relationship_bound")?);
        let same = |graph: &Graph| {
            nodes == Some(graph.node_bound() as i64) && relationships == Some(graph.relationship_bound() as i64)
        };
        // What does not fit together is not used; the tables are read then.
        Ok(if parts == 0 { None } else { Graph::from_arrays(arrays).ok().filter(same) })
    }
}

/// Adds a row to the arrays; `None` where it is not well-formed.
fn read_part(row: &Row<'_>, arrays: &mut Arrays) -> rusqlite::Result<Option<()>> {
    let part: String = row.get(0)?;
    let cells = row.get_ref(4)?.as_blob()?;
    Ok(match part.as_str() {
        "names" => read_texts(row)?.map(|names| arrays.names = names),
        "label_sets" => read_texts(row)?.and_then(|sets| {
            arrays.label_sets = sets.iter().map(|set| serde_json::from_str(set)).collect::<Result<_, _>>().ok()?;
            Some(())
        }),
        "nodes" => unrolled(&from_words(cells)).map(|nodes| arrays.nodes = nodes),
        "kinds" => unrolled(&from_words(cells)).map(|kinds| arrays.kinds = kinds),
        "starts" => {
            arrays.starts = from_words(cells);
            Some(())
        }
        "ends" => {
            arrays.ends = from_words(cells);
            Some(())
        }
        "node" => read_column(row)?.map(|column| arrays.node_columns.push(column)),
        "relationship" => read_column(row)?.map(|column| arrays.relationship_columns.push(column)),
        _ => None,
    })
}

/// Reads the texts of a row with their lengths.
fn read_dictionary(row: &Row<'_>) -> rusqlite::Result<Option<Dictionary>> {
    let Ok(text) = std::str::from_utf8(row.get_ref(5)?.as_blob()?) else { return Ok(None) };
    let lengths = from_words(row.get_ref(6)?.as_blob()?);
    Ok(Dictionary::from_parts(text.to_owned(), &lengths))
}

fn read_texts(row: &Row<'_>) -> rusqlite::Result<Option<Vec<String>>> {
    let texts = read_dictionary(row)?;
    Ok(texts.map(|texts| (0..texts.len() as u32).map(|code| texts.get(code).to_owned()).collect()))
}

fn read_column(row: &Row<'_>) -> rusqlite::Result<Option<(u32, Column)>> {
    let (key, kind, first): (u32, String, u32) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let bytes = row.get_ref(4)?.as_blob()?;
    let cells = match kind.as_str() {
        "boolean" => Cells::Booleans(bytes.to_vec()),
        "integer" => Cells::Integers(from_long_words(bytes)),
        "date" => Cells::Dates(from_long_words(bytes)),
        "float" => Cells::Floats(from_long_words(bytes).into_iter().map(|bits| f64::from_bits(bits as u64)).collect()),
        "text" => match read_dictionary(row)? {
            Some(texts) => Cells::Texts(from_words(bytes), texts),
            None => return Ok(None),
        },
        "value" => {
            let Some(texts) = read_dictionary(row)? else { return Ok(None) };
            let value =
                |code: u32| if code == NO_TEXT { Ok(Default::default()) } else { decode_value(texts.get(code)) };
            match from_words(bytes).into_iter().map(value).collect() {
                Ok(values) => Cells::Values(values),
                Err(_) => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    Ok(Some((key, Column::new(first as usize, cells))))
}
