//! Reads the tables.

use super::names::Reading;
use super::roles::{Gender, GroupNoun, StandsFor, Title};
use super::{Entry, EntryId, Lexicon, Sense};
use crate::extract::fact::ActorKind;
use crate::extract::word_class::WordClasses;
use jiff::civil::Date;

const COUNTRIES: &str = include_str!("../../../data/lexicon/countries.csv");
const ORGANS: &str = include_str!("../../../data/lexicon/organs.csv");
const ORGANIZATIONS: &str = include_str!("../../../data/lexicon/organizations.csv");
const PERSONS: &str = include_str!("../../../data/lexicon/persons.csv");
const PLACES: &str = include_str!("../../../data/lexicon/places.csv");
const OFFICES: &str = include_str!("../../../data/lexicon/offices.csv");
const TITLES: &str = include_str!("../../../data/lexicon/titles.csv");
const GROUPS: &str = include_str!("../../../data/lexicon/groups.csv");
const REFERENCE_WORDS: &str = include_str!("../../../data/lexicon/reference-words.csv");
const GIVEN_NAMES: &str = include_str!("../../../data/lexicon/given_names.csv");

/// A row as its cells; a missing cell is empty.
struct Row(csv::StringRecord);

impl Row {
    fn cell(&self, column: usize) -> &str {
        self.0.get(column).unwrap_or("").trim()
    }

    fn optional(&self, column: usize) -> Option<String> {
        Some(self.cell(column)).filter(|c| !c.is_empty()).map(str::to_owned)
    }

    fn list(&self, column: usize) -> impl Iterator<Item = &str> {
        self.cell(column).split('|').map(str::trim).filter(|c| !c.is_empty())
    }

    fn tenure(&self, since: usize) -> (Option<Date>, Option<Date>) {
        (first_day(self.cell(since)), last_day(self.cell(since + 1)))
    }
}

/// Reads a day, or a year as its first day.
pub(super) fn first_day(cell: &str) -> Option<Date> {
    day(cell, 1, 1)
}

/// Reads a day, or a year as its last day.
pub(super) fn last_day(cell: &str) -> Option<Date> {
    day(cell, 12, 31)
}

fn day(cell: &str, month: i8, day: i8) -> Option<Date> {
    let year = cell.parse().ok().filter(|year| (1..=9999).contains(year));
    year.map_or_else(|| cell.parse().ok(), |year| Date::new(year, month, day).ok())
}

fn rows(text: &str) -> Result<Vec<Row>, csv::Error> {
    csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes()).records().map(|r| r.map(Row)).collect()
}

pub(super) fn gender(cell: &str) -> Gender {
    match cell {
        "m" => Gender::Masculine,
        "f" => Gender::Feminine,
        _ => Gender::Unknown,
    }
}

/// The words for people that an adjective gives: "Iraqi", "Iraqis"; none for "Chinese", "French".
fn people_of(adjective: &str) -> Vec<String> {
    let regular = adjective.ends_with("an") || adjective.ends_with('i') || adjective.ends_with("ic");
    if regular && adjective.len() > 3 { vec![format!("{adjective}s")] } else { Vec::new() }
}

pub(super) fn blank(id: String, name: &str, kind: ActorKind) -> Entry {
    Entry {
        id,
        name: name.to_owned(),
        kind,
        code: None,
        sector: None,
        above: None,
        note: None,
        generic: false,
        place: false,
        gender: Gender::Unknown,
        tenure: (None, None),
    }
}

impl Lexicon {
    fn name_all<'a>(&mut self, names: impl IntoIterator<Item = &'a str>, entry: EntryId, sense: Sense) {
        for name in names {
            self.names.add(name, Reading { entry, sense });
        }
    }

    fn read_countries(&mut self) -> Result<(), csv::Error> {
        for row in rows(COUNTRIES)? {
            let mut entry = blank(format!("country:{}", row.cell(0)), row.cell(1), ActorKind::Country);
            entry.code = row.optional(0);
            entry.sector = Some("GOV".to_owned());
            entry.note = row.list(3).next().map(str::to_owned);
            entry.tenure = row.tenure(6);
            let id = self.add(entry);
            self.name_all([row.cell(1)], id, Sense::Name);
            self.name_all(row.list(2), id, Sense::Name);
            self.name_all(row.list(3), id, Sense::Adjective);
            self.name_all(row.list(4), id, Sense::People);
            for adjective in row.list(3) {
                people_of(adjective).iter().for_each(|p| self.name_all([p.as_str()], id, Sense::People));
            }
            self.name_all(row.list(5), id, Sense::Seat);
        }
        Ok(())
    }

    fn read_organs(&mut self) -> Result<(), csv::Error> {
        for row in rows(ORGANS)? {
            let generic = row.cell(3).is_empty();
            let id = if generic { row.cell(0).to_owned() } else { format!("org:{}", row.cell(0)) };
            let mut entry = blank(id, row.cell(1), ActorKind::Organization);
            entry.sector = row.optional(4);
            entry.above = self.by_id(&format!("country:{}", row.cell(3)));
            entry.generic = generic;
            let id = self.add(entry);
            self.name_all([row.cell(1)], id, Sense::Name);
            self.name_all(row.list(2), id, Sense::Name);
        }
        Ok(())
    }

    fn read_organizations(&mut self) -> Result<(), csv::Error> {
        let rows = rows(ORGANIZATIONS)?;
        for row in &rows {
            let mut entry = blank(format!("org:{}", row.cell(0)), row.cell(1), ActorKind::Organization);
            entry.code = row.optional(3);
            entry.sector = row.optional(4);
            let id = self.add(entry);
            self.name_all([row.cell(1)], id, Sense::Name);
            self.name_all(row.list(2), id, Sense::Name);
        }
        // A body may stand in the table before the one that it is part of.
        for row in &rows {
            if let Some(id) = self.by_id(&format!("org:{}", row.cell(0))) {
                self.entries[id].above = self.by_id(row.cell(5));
            }
        }
        Ok(())
    }

    fn read_persons(&mut self) -> Result<(), csv::Error> {
        for row in rows(PERSONS)? {
            let mut entry = blank(format!("person:{}", row.cell(0)), row.cell(1), ActorKind::Person);
            entry.gender = gender(row.cell(3));
            entry.above = self.by_id(row.cell(4)).or_else(|| self.by_id(&format!("country:{}", row.cell(4))));
            entry.note = row.optional(5);
            entry.sector = row.optional(6);
            entry.tenure = row.tenure(7);
            let id = self.add(entry);
            for name in std::iter::once(row.cell(1)).chain(row.list(2)) {
                self.persons.add(name, id);
            }
        }
        Ok(())
    }

    fn read_places(&mut self) -> Result<(), csv::Error> {
        for row in rows(PLACES)? {
            let mut entry = blank(format!("place:{}", row.cell(0)), row.cell(1), ActorKind::Organization);
            entry.above = self.by_id(&format!("country:{}", row.cell(3)));
            entry.place = true;
            let id = self.add(entry);
            self.name_all([row.cell(1)], id, Sense::Name);
            self.name_all(row.list(2), id, Sense::Name);
        }
        Ok(())
    }

    fn read_roles(&mut self) -> Result<(), csv::Error> {
        for row in rows(TITLES)? {
            let title = Title {
                gender: gender(row.cell(1)),
                sector: row.cell(2).to_owned(),
                before_name: row.cell(3) == "y",
                speaks: row.cell(4) == "y",
                class: row.cell(5).to_owned(),
            };
            self.roles.titles.insert(row.cell(0).to_owned(), title);
        }
        for row in rows(GROUPS)? {
            let stands_for = match row.cell(1) {
                "state" => StandsFor::State,
                "country" => StandsFor::Country,
                "half" => StandsFor::Half,
                "organ" => StandsFor::Organ,
                "body" => StandsFor::Body,
                _ => StandsFor::People,
            };
            let country = self.by_id(&format!("country:{}", row.cell(3)));
            self.roles
                .groups
                .insert(row.cell(0).to_owned(), GroupNoun { stands_for, sector: row.cell(2).to_owned(), country });
        }
        for row in rows(GIVEN_NAMES)? {
            self.roles.given.insert(row.cell(0).to_lowercase(), gender(row.cell(1)));
        }
        for row in rows(OFFICES)? {
            if let Some(country) = self.by_id(&format!("country:{}", row.cell(1))) {
                self.roles.offices.push((row.cell(0).to_owned(), country));
            }
        }
        Ok(())
    }
}

/// Reads the bundled tables.
pub(super) fn bundled() -> Result<Lexicon, csv::Error> {
    let mut lexicon = Lexicon::default();
    lexicon.read_countries()?;
    lexicon.read_organs()?;
    lexicon.read_organizations()?;
    lexicon.read_places()?;
    lexicon.read_persons()?;
    lexicon.read_roles()?;
    lexicon.words = WordClasses::read(REFERENCE_WORDS);
    Ok(lexicon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_sorted_by_its_key() {
        let tables = [COUNTRIES, ORGANS, ORGANIZATIONS, PERSONS, PLACES, OFFICES, TITLES, GROUPS, GIVEN_NAMES];
        for keys in tables.map(|t| rows(t).unwrap().iter().map(|r| r.cell(0).to_owned()).collect::<Vec<_>>()) {
            let unsorted = keys.windows(2).find(|w| w[0] >= w[1]);
            assert_eq!(unsorted, None);
        }
    }
}
