//! A new file that is written while the graph for it is still being read.

use super::rows::{CHUNK, DateKeys, RowMaker, Rows};
use super::{Store, StoreError, migrate, snapshot};
use crate::graph::Graph;
use rusqlite::OpenFlags;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

/// How many chunks of rows may wait to be written.
const AHEAD: usize = 8;

/// Takes a graph to the file as it grows.
pub struct Feed {
    maker: RowMaker,
    sender: SyncSender<Rows>,
}

impl Feed {
    /// Hands on what was added to the graph since it last did, once that is enough to be worth it.
    ///
    /// What was handed on must not change any more.
    pub fn follow(&mut self, graph: &Graph) {
        if self.maker.waiting(graph) >= CHUNK {
            self.hand_on(graph);
        }
    }

    fn hand_on(&mut self, graph: &Graph) {
        while let Some(rows) = self.maker.next(graph) {
            // The writer has failed, and says so itself.
            if self.sender.send(rows).is_err() {
                return;
            }
        }
    }
}

impl Store {
    /// Makes a new file that holds a graph and no articles, fast: it gets its name when all of it is there.
    ///
    /// `read` makes the graph, in which nothing but `dates` has dates, and may let the [`Feed`] follow; what it returns
    /// is returned.
    ///
    /// # Errors
    ///
    /// That of `read`, or why the file can't be written.
    pub fn write_new<E: From<StoreError>>(
        path: &Path,
        dates: DateKeys,
        read: impl FnOnce(&mut Feed) -> Result<Graph, E>,
    ) -> Result<Graph, E> {
        if path.exists() && !Self::is_blank(path) {
            return Err(StoreError::Exists { path: path.display().to_string() }.into());
        }
        let read_only = |error: std::io::Error| {
            E::from(StoreError::ReadOnly { path: path.display().to_string(), reason: error.to_string() })
        };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        std::fs::File::create(&part).map_err(read_only)?;
        let written = Self::write_part(&part, dates, read);
        let kept = written.and_then(|graph| std::fs::rename(&part, path).map(|()| graph).map_err(read_only));
        if kept.is_err() {
            // What is left of a failed run is of no use.
            std::fs::remove_file(&part).unwrap_or_default();
        }
        kept
    }

    fn write_part<E: From<StoreError>>(
        part: &Path,
        dates: DateKeys,
        read: impl FnOnce(&mut Feed) -> Result<Graph, E>,
    ) -> Result<Graph, E> {
        let store = Self::begin_part(part)?;
        let (sender, receiver) = sync_channel::<Rows>(AHEAD);
        let (graph, maker, store) = std::thread::scope(|scope| {
            let writer = scope.spawn(move || {
                let written = receiver.iter().try_for_each(|rows| rows.write(&store.connection));
                written.map_err(|e| store.error(e)).map(|()| store)
            });
            let mut feed = Feed { maker: RowMaker::new(dates), sender };
            let graph = read(&mut feed).inspect(|graph| feed.hand_on(graph));
            let Feed { maker, sender } = feed;
            drop(sender);
            (graph, maker, writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let (graph, store) = (graph?, store?);
        store.end_part(&graph, &maker)?;
        let synced = std::fs::File::open(part).and_then(|file| file.sync_all());
        synced.map_err(|error| StoreError::ReadOnly { path: part.display().to_string(), reason: error.to_string() })?;
        Ok(graph)
    }

    fn begin_part(part: &Path) -> Result<Self, StoreError> {
        let mut store = Self::connect(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // Nobody sees the file before it is whole, so that nothing has to be undone.
        for (name, value) in [("journal_mode", "off"), ("synchronous", "off"), ("locking_mode", "exclusive")] {
            store.connection.pragma_update(None, name, value).map_err(|e| store.error(e))?;
        }
        migrate::migrate(&mut store.connection, part)?;
        let begun = store.connection.execute_batch("BEGIN IMMEDIATE");
        begun.and_then(|()| snapshot::release(&store.connection)).map_err(|e| store.error(e))?;
        Ok(store)
    }

    fn end_part(self, graph: &Graph, maker: &RowMaker) -> Result<(), StoreError> {
        super::graph::complete(&self.connection, graph, maker).map_err(|e| self.error(e))?;
        self.set_meta("edited", 1)?;
        self.set_meta("building", 0)?;
        self.connection.execute_batch("COMMIT").map_err(|e| self.error(e))?;
        self.connection.pragma_update(None, "locking_mode", "normal").map_err(|e| self.error(e))?;
        self.prepare_for_writing()
    }
}
