//! Brings a file to the present version, or says why that can't be.

use super::StoreError;
use super::schema::{APPLICATION_ID, JOINED, TABLES, VERSION, VIEWS};
use rusqlite::Connection;
use std::path::Path;

/// What each version changes, from the one before it; the first makes the tables.
///
/// A step is never edited once a release has written it: old files went through it as it was.
const STEPS: &[(i64, &str)] = &[(1, TABLES), (2, JOINED)];

/// Tells whether a file needs a step, and refuses what is no store or too new.
pub(super) fn is_current(connection: &Connection, path: &Path) -> Result<bool, StoreError> {
    let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    let of = |source| StoreError::of(path, source);
    let version = pragma("user_version").map_err(of)?;
    if pragma("application_id").map_err(of)? != APPLICATION_ID {
        return Err(StoreError::NotAStore { path: path.display().to_string() });
    }
    if version > VERSION {
        return Err(StoreError::Newer { path: path.display().to_string(), found: version });
    }
    Ok(version == VERSION)
}

/// Applies every step that the file has not seen, all or none.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    apply(connection).map_err(|source| StoreError::of(path, source))
}

fn apply(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    // Without views, so that no step meets one that looks at what it changes.
    let views: Vec<String> = transaction
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for view in views {
        transaction.execute_batch(&format!("DROP VIEW \"{}\"", view.replace('"', "\"\"")))?;
    }
    for (_, step) in STEPS.iter().filter(|(number, _)| *number > version) {
        transaction.execute_batch(step)?;
    }
    transaction.execute_batch(VIEWS)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_lead_to_the_present_version_one_by_one() {
        assert!(STEPS.iter().map(|(number, _)| *number).eq(1..=VERSION));
    }

    #[test]
    fn every_view_answers() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection).unwrap();
        apply(&mut connection).unwrap();
        let mut views = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").unwrap();
        let views: Vec<String> = views.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(views.len(), 12);
        for view in views {
            connection.prepare(&format!("SELECT * FROM {view}")).unwrap().query([]).unwrap().next().unwrap();
        }
    }
}
