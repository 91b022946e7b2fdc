//! What can go wrong with a store.

use super::schema::VERSION;
use rusqlite::ErrorCode;
use std::path::Path;

/// Why the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("{path}: no such file; make it with `demarche build`")]
    Missing {
        /// The file.
        path: String,
    },
    /// A file is there already.
    #[error("{path}: there already; add to it with `demarche add`, or replace it with --force")]
    Exists {
        /// The file.
        path: String,
    },
    /// The file is something else.
    #[error("{path}: not a graph made by demarche; make one with `demarche build`")]
    NotAStore {
        /// The file.
        path: String,
    },
    /// A newer version of the program made it.
    #[error("{path}: made by a newer demarche (file version {found}, this one reads up to {VERSION}); use that one")]
    Newer {
        /// The file.
        path: String,
        /// The version of the file.
        found: i64,
    },
    /// Another program writes to it.
    #[error("{path}: another program is writing to it; try again when it has finished")]
    Busy {
        /// The file.
        path: String,
    },
    /// Another program changed the graph after it was read.
    #[error("{path}: another program changed the graph in the meantime, nothing was written; run it again")]
    Changed {
        /// The file.
        path: String,
    },
    /// The file or its folder may not be written.
    #[error("{path}: can't be written here ({reason}); choose another place or change the permissions")]
    ReadOnly {
        /// The file.
        path: String,
        /// What SQLite or the operating system said.
        reason: String,
    },
    /// The disk is full.
    #[error("{path}: the disk is full; make room and run it again, what was done is kept")]
    Full {
        /// The file.
        path: String,
    },
    /// Reading or writing failed below SQLite.
    #[error(
        "{path}: the file can't be read or written on ({reason}); check the disk and its limits, then run it again: what was done is kept"
    )]
    Disk {
        /// The file.
        path: String,
        /// What SQLite said.
        reason: String,
    },
    /// The file is damaged, or somebody changed it by hand.
    #[error("{path}: damaged ({reason}); build it again or restore a copy")]
    Damaged {
        /// The file.
        path: String,
        /// What does not fit.
        reason: String,
    },
    /// SQLite failed otherwise.
    #[error("{path}: {source}")]
    Sqlite {
        /// The file.
        path: String,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Tells what an error of SQLite means for the user.
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.display().to_string();
        let reason = source.to_string();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotAStore { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly { path, reason }
            }
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path, reason },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, reason },
            _ => Self::Sqlite { path, source },
        }
    }
}
