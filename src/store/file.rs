//! Opening and making a store.

use super::StoreError;
use super::migrate;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

/// A graph kept in a file, with the articles it was made from.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("news.db");
/// use demarche::graph::{Graph, Properties};
/// use demarche::store::Store;
/// let mut graph = Graph::new();
/// graph.add_node(["Actor"], Properties::from([("name".into(), "Norland".into())]));
/// Store::create(&path)?.write(&graph)?;
/// assert_eq!(Store::open(&path)?.load()?.node_count(), 1);
/// # Ok::<(), demarche::store::StoreError>(())
/// ```
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
}

impl Store {
    /// Makes a new file; one that is there already and holds anything stays untouched.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let shown = || path.display().to_string();
        // Made through the operating system first, so that two programs can't both make it.
        match std::fs::File::create_new(path) {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                // A run that was killed in its first moment leaves an empty file or an empty database.
                if !Self::is_blank(path) {
                    return Err(StoreError::Exists { path: shown() });
                }
            }
            Err(error) => return Err(StoreError::ReadOnly { path: shown(), reason: error.to_string() }),
        }
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.prepare_for_writing()?;
        migrate::migrate(&mut store.connection, path)?;
        // An empty graph is what no articles give.
        store.set_meta("assembly", crate::assemble::VERSION)?;
        Ok(store)
    }

    /// Tells whether a file holds nothing, not even a table.
    pub(super) fn is_blank(path: &Path) -> bool {
        let tables = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|store| {
            store
                .connection
                .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
                .map_err(|e| store.error(e))
        });
        matches!(tables, Ok(0))
    }

    /// Opens a file for reading only.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.display().to_string() });
        }
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        // Loading reads the whole file once; mapped pages need no copying. Writers go without, since what they map
        // would count as their memory for as long as they run.
        store.connection.pragma_update(None, "mmap_size", 1_i64 << 31).map_err(|e| store.error(e))?;
        let current = match migrate::is_current(&store.connection, path) {
            // A write-ahead log needs a folder that can be written; where it can't, nobody else writes either.
            Err(StoreError::ReadOnly { .. }) => return Self::open_unchanging(path),
            other => other?,
        };
        if current {
            return Ok(store);
        }
        drop(store);
        match Self::open_for_writing(path) {
            // What an older version wrote can be read as it is, too.
            Err(StoreError::ReadOnly { .. }) => Self::open_unchanging(path),
            opened => opened,
        }
    }

    /// Opens a file that lies where nothing can be written.
    fn open_unchanging(path: &Path) -> Result<Self, StoreError> {
        let of = |source| StoreError::of(path, source);
        let absolute = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let escaped = absolute.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags).map_err(of)?;
        let store = Self { connection, path: path.to_owned() };
        migrate::is_current(&store.connection, path)?;
        Ok(store)
    }

    /// Opens a file for reading and writing, and brings it to the present version.
    pub fn open_for_writing(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.display().to_string() });
        }
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let current = migrate::is_current(&store.connection, path)?;
        store.prepare_for_writing()?;
        if !current {
            migrate::migrate(&mut store.connection, path)?;
        }
        Ok(store)
    }

    pub(super) fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let of = |source| StoreError::of(path, source);
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(of)?;
        connection.busy_timeout(PATIENCE).map_err(of)?;
        connection.pragma_update(None, "cache_size", -64_000).map_err(of)?;
        connection.pragma_update(None, "temp_store", "memory").map_err(of)?;
        // A file made by others is data: it may not run functions through its schema.
        connection.pragma_update(None, "trusted_schema", false).map_err(of)?;
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Lets readers read while this program writes; what is committed survives a power cut.
    pub(super) fn prepare_for_writing(&self) -> Result<(), StoreError> {
        self.connection.pragma_update(None, "journal_mode", "wal").map_err(|e| self.error(e))?;
        self.connection.pragma_update(None, "synchronous", "full").map_err(|e| self.error(e))
    }

    /// Begins a transaction that writes: all of it happens, or nothing.
    pub(super) fn begin(&self) -> Result<Transaction<'_>, StoreError> {
        Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map_err(|e| self.error(e))
    }

    /// Returns the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns a fact about the file.
    pub fn meta(&self, key: &str) -> Result<Option<i64>, StoreError> {
        use rusqlite::OptionalExtension;
        let mut found =
            self.connection.prepare_cached("SELECT value FROM meta WHERE key = ?").map_err(|e| self.error(e))?;
        found.query_row([key], |row| row.get(0)).optional().map_err(|e| self.error(e))
    }

    /// Sets a fact about the file.
    pub fn set_meta(&self, key: &str, value: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        self.connection.execute(sql, rusqlite::params![key, value]).map_err(|e| self.error(e))?;
        Ok(())
    }

    /// Tells what an error of SQLite means.
    pub(super) fn error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, source)
    }

    /// Makes the error for content that does not fit.
    pub(super) fn damaged(&self, reason: impl Into<String>) -> StoreError {
        StoreError::Damaged { path: self.path.display().to_string(), reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    fn message(result: Result<Store, StoreError>, folder: &Path) -> String {
        result.unwrap_err().to_string().replace(&folder.display().to_string(), "DIR")
    }

    #[test]
    fn what_is_no_store_is_said_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(
            path("a.txt"),
            "Talks resume in Vestby, and here is enough text to fill a header of SQLite's, or so it seems.",
        )
        .unwrap();
        std::fs::write(path("empty"), "").unwrap();
        rusqlite::Connection::open(path("other.db")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        Store::create(&path("newer.db"))
            .unwrap()
            .connection
            .pragma_update(None, "user_version", schema::VERSION + 1)
            .unwrap();
        let open = |name: &str| message(Store::open(&path(name)), folder.path());
        insta::assert_snapshot!(open("none.db"), @"DIR/none.db: no such file; make it with `demarche build`");
        insta::assert_snapshot!(open("a.txt"), @"DIR/a.txt: not a graph made by demarche; make one with `demarche build`");
        insta::assert_snapshot!(open("empty"), @"DIR/empty: not a graph made by demarche; make one with `demarche build`");
        insta::assert_snapshot!(open("other.db"), @"DIR/other.db: not a graph made by demarche; make one with `demarche build`");
        insta::assert_snapshot!(open("newer.db"), @"DIR/newer.db: made by a newer demarche (file version 3, this one reads up to 2); use that one");
        let create = |name: &str| message(Store::create(&path(name)), folder.path());
        assert!(Store::create(&path("empty")).is_ok());
        insta::assert_snapshot!(create("other.db"), @"DIR/other.db: there already; add to it with `demarche add`, or replace it with --force");
        insta::assert_snapshot!(create("no/such.db"), @"DIR/no/such.db: can't be written here (No such file or directory (os error 2)); choose another place or change the permissions");
    }

    #[test]
    fn readers_read_while_a_writer_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = Store::create(&path).unwrap();
        writer.write(&crate::graph::Graph::new()).unwrap();
        let reader = Store::open(&path).unwrap();
        let transaction = writer.begin().unwrap();
        writer.set_meta("nodes", 7).unwrap();
        assert_eq!(reader.load().unwrap().node_count(), 0);
        let second = Store::open_for_writing(&path).unwrap();
        second.connection.busy_timeout(Duration::from_millis(10)).unwrap();
        assert!(matches!(second.begin(), Err(StoreError::Busy { .. })));
        drop(transaction);
        assert!(second.begin().is_ok());
    }
}
