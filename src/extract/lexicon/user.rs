//! A user's own table of actors, which adds to the bundled lexicon and wins over it.
//!
//! Columns are known by their header, in any order: `id` and `name`, and if wanted `aliases` (parted by `|`), `kind`, `code`,
//! `sector`, `above` (the id of what it is part of or whom the person speaks for), `role`, `gender`, `since`, `until`.
//! An id that the bundled lexicon has is replaced by the table's first row of that id; further rows of the same id hold for
//! other times ("foreign minister" until 2012, "president" since).

use super::table::{blank, first_day, gender, last_day};
use super::{Entry, EntryId, Lexicon, Reading, Sense};
use crate::extract::ExtractError;
use crate::extract::fact::ActorKind;
use crate::text::Id;
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use std::path::Path;

/// The columns that a table may have.
const COLUMNS: [&str; 11] =
    ["id", "name", "aliases", "kind", "code", "sector", "above", "role", "gender", "since", "until"];

/// A table with its header understood.
struct Table<'t> {
    path: &'t str,
    /// Where each of [`COLUMNS`] stands.
    at: [Option<usize>; COLUMNS.len()],
}

impl Table<'_> {
    fn error(&self, line: u64, message: impl Into<String>) -> ExtractError {
        ExtractError::Row { path: self.path.to_owned(), line, message: message.into() }
    }

    fn cell<'r>(&self, row: &'r csv::StringRecord, column: &str) -> &'r str {
        let number = COLUMNS.iter().position(|known| *known == column).and_then(|i| self.at[i]);
        number.and_then(|i| row.get(i)).map_or("", str::trim)
    }

    fn optional(&self, row: &csv::StringRecord, column: &str) -> Option<String> {
        Some(self.cell(row, column).to_owned()).filter(|cell| !cell.is_empty())
    }

    /// Reads a year or a day.
    fn day(
        &self,
        row: &csv::StringRecord,
        column: &str,
        line: u64,
        read: fn(&str) -> Option<Date>,
    ) -> Result<Option<Date>, ExtractError> {
        let cell = self.cell(row, column);
        if cell.is_empty() {
            return Ok(None);
        }
        match read(cell) {
            Some(day) => Ok(Some(day)),
            None => Err(self.error(line, format!("`{cell}` in `{column}` is no year (2014) and no day (2014-07-26)"))),
        }
    }

    fn kind(&self, row: &csv::StringRecord, id: &str, line: u64) -> Result<ActorKind, ExtractError> {
        match self.cell(row, "kind").to_lowercase().as_str() {
            "country" => Ok(ActorKind::Country),
            "person" => Ok(ActorKind::Person),
            "group" => Ok(ActorKind::Group),
            "organization" | "organisation" => Ok(ActorKind::Organization),
            "" => Ok(match id.split(':').next() {
                Some("country") => ActorKind::Country,
                Some("person") => ActorKind::Person,
                Some("group") => ActorKind::Group,
                _ => ActorKind::Organization,
            }),
            other => {
                Err(self.error(line, format!("`{other}` is no kind; expected country, person, organization or group")))
            }
        }
    }
}

/// Reads a user's table into the lexicon.
pub(super) fn read(lexicon: &mut Lexicon, path: &Path) -> Result<(), ExtractError> {
    let shown = path.display().to_string();
    let failed = |source| ExtractError::Table { path: shown.clone(), source };
    let text = std::fs::read_to_string(path).map_err(|source| ExtractError::Io { path: shown.clone(), source })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let table = header(&shown, reader.headers().map_err(failed)?)?;
    let mut seen = FxHashSet::default();
    for row in reader.records() {
        let row = row.map_err(failed)?;
        let line = row.position().map_or(0, csv::Position::line);
        let entry = entry(lexicon, &table, &row, line)?;
        let id = if seen.insert(entry.id.clone()) { lexicon.add(entry) } else { lexicon.add_beside(entry) };
        let name = table.cell(&row, "name");
        let aliases = table.cell(&row, "aliases").split('|').map(str::trim).filter(|alias| !alias.is_empty());
        for name in std::iter::once(name).chain(aliases) {
            lexicon.name(name, id);
        }
    }
    Ok(())
}

fn header<'t>(path: &'t str, header: &csv::StringRecord) -> Result<Table<'t>, ExtractError> {
    let mut table = Table { path, at: [None; COLUMNS.len()] };
    for (number, column) in header.iter().enumerate() {
        match COLUMNS.iter().position(|known| known.eq_ignore_ascii_case(column.trim())) {
            Some(i) => table.at[i] = Some(number),
            None => {
                return Err(table.error(1, format!("no column is called `{column}`; expected {}", COLUMNS.join(", "))));
            }
        }
    }
    if table.at[0].is_none() || table.at[1].is_none() {
        return Err(table.error(1, format!("the columns `id` and `name` are needed, of {}", COLUMNS.join(", "))));
    }
    Ok(table)
}

fn entry(lexicon: &Lexicon, table: &Table<'_>, row: &csv::StringRecord, line: u64) -> Result<Entry, ExtractError> {
    let (id, name) = (table.cell(row, "id"), table.cell(row, "name"));
    if id.is_empty() || name.is_empty() {
        return Err(table.error(line, "an actor needs an `id` (`org:harbour-union`) and a `name`"));
    }
    let mut entry = blank(id.to_owned(), name, table.kind(row, id, line)?);
    entry.code = table.optional(row, "code");
    entry.sector = table.optional(row, "sector");
    entry.note = table.optional(row, "role");
    entry.gender = gender(table.cell(row, "gender"));
    entry.tenure = (table.day(row, "since", line, first_day)?, table.day(row, "until", line, last_day)?);
    if let Some(above) = table.optional(row, "above") {
        let known = lexicon.by_id(&above).ok_or_else(|| {
            let message = format!(
                "`{above}` in `above` is the id of no actor; known are `country:PER`, `org:nato` and the rows before"
            );
            table.error(line, message)
        })?;
        entry.above = Some(known);
    }
    Ok(entry)
}

impl Lexicon {
    /// Adds an entry of an id that is known, for another time.
    fn add_beside(&mut self, entry: Entry) -> EntryId {
        let id = EntryId::from_index(self.entries.len());
        self.entries.push(entry);
        id
    }

    /// Makes a name mean an entry, beside others of the same actor.
    fn name(&mut self, name: &str, entry: EntryId) {
        let id = self.entries[entry].id.clone();
        if self.entries[entry].kind == ActorKind::Person {
            self.persons.add(name, entry);
        }
        let same = |reading: &Reading| self.entries[reading.entry].id == id && reading.entry != entry;
        let kept: Vec<Reading> = self.readings_of(name).iter().copied().filter(same).collect();
        self.names.replace(name, Reading { entry, sense: Sense::Name });
        for reading in kept {
            self.names.add(name, reading);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn lexicon(table: &str) -> Result<Lexicon, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("actors.csv");
        std::fs::write(&path, table).unwrap();
        let mut lexicon = Lexicon::bundled().clone();
        let shown = path.display().to_string();
        read(&mut lexicon, &path).map(|()| lexicon).map_err(|error| error.to_string().replace(&shown, "actors.csv"))
    }

    #[test]
    fn rows_add_actors_and_override_bundled_ones() {
        let table = "name,id,code,aliases,above\nHarbour Union,org:harbour-union,PERLAB,Dockers,country:PER\n\
            Republic of Peru,country:PER,PE1,,\n";
        let lexicon = lexicon(table).unwrap();
        let union = lexicon.entry(lexicon.by_id("org:harbour-union").unwrap());
        assert_eq!((union.code.as_deref(), union.kind), (Some("PERLAB"), ActorKind::Organization));
        assert_eq!(lexicon.readings_of("Dockers").len(), 1);
        assert_eq!(lexicon.entry(lexicon.by_id("country:PER").unwrap()).code.as_deref(), Some("PE1"));
    }

    #[test]
    fn a_person_has_another_role_at_another_time() {
        let table = "id,name,role,since,until,above\nperson:ada-hall,Ada Hall,minister,2001,2006-07-27,country:PER\n\
            person:ada-hall,Ada Hall,president,2006-07-28,2008,country:PER\n";
        let lexicon = lexicon(table).unwrap();
        let role = |year, month, day| {
            let id = lexicon.person("Ada Hall", Some(date(year, month, day))).unwrap();
            lexicon.entry(id).holds_on(date(year, month, day)).then(|| lexicon.entry(id).note.clone()).flatten()
        };
        assert_eq!(role(2006, 7, 27).as_deref(), Some("minister"));
        assert_eq!(role(2006, 7, 28).as_deref(), Some("president"));
        assert_eq!((role(2008, 12, 31).as_deref(), role(2009, 1, 1)), (Some("president"), None));
    }

    #[test]
    fn errors_name_file_line_and_what_was_expected() {
        let error = |table: &str| lexicon(table).map(|_| ()).unwrap_err();
        insta::assert_snapshot!(error("id,title\n"), @"actors.csv:1: no column is called `title`; expected id, name, aliases, kind, code, sector, above, role, gender, since, until");
        insta::assert_snapshot!(error("id,name\norg:a,A\norg:b,\n"), @"actors.csv:3: an actor needs an `id` (`org:harbour-union`) and a `name`");
        insta::assert_snapshot!(error("id,name,since\norg:a,A,soon\n"), @"actors.csv:2: `soon` in `since` is no year (2014) and no day (2014-07-26)");
        insta::assert_snapshot!(error("id,name,kind\norg:a,A,club\n"), @"actors.csv:2: `club` is no kind; expected country, person, organization or group");
    }
}
