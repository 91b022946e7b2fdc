//! Persons whom the lexicon knows, by full name and by surname.

use super::roles::Gender;
use super::{EntryId, Lexicon};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// Index of persons; the keys are in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Persons {
    by_name: FxHashMap<String, Vec<EntryId>>,
    by_surname: FxHashMap<String, Vec<EntryId>>,
}

impl Persons {
    pub(super) fn add(&mut self, name: &str, person: EntryId) {
        let name = name.to_lowercase();
        if let Some(surname) = name.rsplit(' ').next() {
            let list = self.by_surname.entry(surname.to_owned()).or_default();
            if !list.contains(&person) {
                list.push(person);
            }
        }
        self.by_name.entry(name).or_default().push(person);
    }
}

impl Lexicon {
    /// Returns the person of a full name, the one in office where several bear it.
    pub fn person(&self, name: &str, day: Option<Date>) -> Option<EntryId> {
        self.in_office(self.persons.by_name.get(&name.to_lowercase())?, day)
    }

    /// Returns the person whom a surname alone means on a day; `None` where nobody or several come into question.
    pub fn person_by_surname(&self, surname: &str, gender: Gender, day: Option<Date>) -> Option<EntryId> {
        let all = self.persons.by_surname.get(&surname.to_lowercase())?;
        let public = |&&p: &&EntryId| {
            let entry = self.entry(p);
            entry.gender.agrees(gender) && !matches!(entry.sector.as_deref(), Some("CVL" | "MED" | "JUD"))
        };
        let candidates: Vec<EntryId> = all.iter().filter(public).copied().collect();
        let near = |p: &EntryId| {
            let (Some(day), (since, until)) = (day, self.entry(*p).tenure) else { return true };
            since.is_none_or(|s| s.year() - 2 <= day.year()) && until.is_none_or(|u| day.year() <= u.year() + 4)
        };
        let near: Vec<EntryId> = candidates.into_iter().filter(near).collect();
        match near[..] {
            [] => None,
            [one] => Some(one),
            _ => {
                let exact: Vec<EntryId> =
                    near.into_iter().filter(|&p| day.is_some_and(|day| self.entry(p).holds_on(day))).collect();
                if let [one] = exact[..] { Some(one) } else { None }
            }
        }
    }

    /// Returns the gender of all known bearers of a surname, or `None` where nobody bears it.
    pub fn surname(&self, lower: &str) -> Option<Gender> {
        let all = self.persons.by_surname.get(lower)?;
        let gender = self.entry(*all.first()?).gender;
        Some(if all.iter().all(|&p| self.entry(p).gender == gender) { gender } else { Gender::Unknown })
    }

    fn in_office(&self, persons: &[EntryId], day: Option<Date>) -> Option<EntryId> {
        let now = persons.iter().find(|&&p| day.is_some_and(|day| self.entry(p).holds_on(day)));
        now.or(persons.last()).copied()
    }
}
