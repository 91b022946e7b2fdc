//! One record per actor, filled by every article that names it.

use crate::extract::fact::{Actor, ActorKind};
use crate::graph::{Properties, Value};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What one article says of an actor.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorReading {
    kind: ActorKind,
    name: String,
    aliases: BTreeSet<String>,
    code: Option<String>,
    sector: Option<String>,
    /// Whether the article or the lexicon tells for whom the actor speaks.
    is_mandate_told: bool,
}

impl ActorReading {
    pub(super) fn new(actor: &Actor) -> Self {
        Self {
            kind: actor.kind,
            name: actor.name.clone(),
            aliases: actor.aliases.iter().filter(|alias| is_name(alias)).cloned().collect(),
            code: actor.code.clone(),
            sector: actor.sector.clone(),
            is_mandate_told: false,
        }
    }

    /// Notes that the article or the lexicon tells for whom the actor speaks.
    pub(super) fn tell_mandate(&mut self) {
        self.is_mandate_told = true;
    }

    /// Joins what the same article says of the same actor a second time.
    pub(super) fn join(&mut self, other: Self) {
        self.kind = self.kind.min(other.kind);
        self.aliases.extend(other.aliases);
        self.aliases.insert(other.name);
        self.code = self.code.take().or(other.code);
        self.sector = self.sector.take().or(other.sector);
        self.is_mandate_told |= other.is_mandate_told;
    }
}

/// Tells a name from a description: "the company", "its board" say nothing outside of their article, "the North" and
/// "President Ames" do; so does a name that is written small.
fn is_name(alias: &str) -> bool {
    let mut words = alias.split(' ').peekable();
    let small = |word: &&str| DETERMINERS.contains(&word.to_lowercase().as_str());
    let described = words.next_if(|word| small(word)).is_some();
    !alias.starts_with(|c: char| c.is_ascii_digit())
        && (!described || words.any(|word| word.contains(char::is_uppercase)))
}

/// What a description begins with.
const DETERMINERS: &[&str] = &[
    "a", "an", "another", "both", "each", "her", "his", "its", "my", "one", "our", "that", "the", "their", "this",
    "whose", "your",
];

/// A value and how many articles give it.
type Counts = BTreeMap<String, u32>;

/// What all articles say of one actor, counted: adding and taking away commute, so that no order shows.
///
/// ```
/// use demarche::assemble::ActorRecord;
/// assert!(ActorRecord::default().is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRecord {
    /// How many articles name the actor.
    articles: u32,
    /// How many of them tell for whom it speaks, in words or by the lexicon.
    mandates_told: u32,
    kinds: Counts,
    names: Counts,
    aliases: Counts,
    codes: Counts,
    sectors: Counts,
}

impl ActorRecord {
    /// Adds what one article says.
    pub fn add(&mut self, reading: &ActorReading) {
        self.articles += 1;
        self.mandates_told += u32::from(reading.is_mandate_told);
        self.each(reading, |counts, value| *counts.entry(value.to_owned()).or_default() += 1);
    }

    /// Takes away what one article said.
    pub fn remove(&mut self, reading: &ActorReading) {
        self.articles = self.articles.saturating_sub(1);
        self.mandates_told = self.mandates_told.saturating_sub(u32::from(reading.is_mandate_told));
        self.each(reading, |counts, value| {
            if let Some(count) = counts.get_mut(value) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    counts.remove(value);
                }
            }
        });
    }

    fn each(&mut self, reading: &ActorReading, mut change: impl FnMut(&mut Counts, &str)) {
        change(&mut self.kinds, reading.kind.label());
        change(&mut self.names, &reading.name);
        reading.aliases.iter().for_each(|alias| change(&mut self.aliases, alias));
        reading.code.iter().for_each(|code| change(&mut self.codes, code));
        reading.sector.iter().for_each(|sector| change(&mut self.sectors, sector));
    }

    /// Tells whether no article names the actor.
    pub fn is_empty(&self) -> bool {
        self.articles == 0
    }

    /// Tells whether any article says for whom the actor speaks, or the lexicon does.
    pub fn is_mandate_told(&self) -> bool {
        self.mandates_told > 0
    }

    /// Makes the labels and properties of the actor's node: of what articles say, that which most of them do.
    ///
    /// Of names that equally many chose, the longest; the other names are aliases.
    pub fn node(&self, id: &str) -> ([&str; 2], Properties) {
        let by_count = |(value, count): &(&String, &u32)| (**count, Reverse((*value).clone()));
        let most = |counts: &Counts| counts.iter().max_by_key(by_count).map(|(value, _)| value.clone());
        let by_length = |(name, count): &(&String, &u32)| (**count, name.chars().count(), Reverse((*name).clone()));
        let name = self.names.iter().max_by_key(by_length).map(|(name, _)| name.clone()).unwrap_or_default();
        let label = self.kinds.iter().max_by_key(by_count).map_or("Group", |(label, _)| label);
        let others: BTreeSet<&String> = self.names.keys().chain(self.aliases.keys()).filter(|n| **n != name).collect();
        let aliases: Vec<String> = others.into_iter().cloned().collect();
        let properties = Properties::from([
            ("id".into(), id.into()),
            ("name".into(), name.into()),
            ("kind".into(), label.to_lowercase().into()),
            ("code".into(), most(&self.codes).into()),
            ("sector".into(), most(&self.sectors).into()),
            ("aliases".into(), Value::from(aliases)),
            ("articles".into(), i64::from(self.articles).into()),
        ]);
        (["Actor", label], properties)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(name: &str, code: Option<&str>, aliases: &[&str]) -> ActorReading {
        ActorReading {
            kind: ActorKind::Country,
            name: name.into(),
            aliases: aliases.iter().map(|&a| a.to_owned()).collect(),
            code: code.map(str::to_owned),
            sector: None,
            is_mandate_told: false,
        }
    }

    #[test]
    fn a_description_is_no_name() {
        let names = ["the company", "Its board", "the North", "President Ames", "27 vote President Ames", "bundesbank"];
        assert_eq!(names.map(is_name), [false, false, true, true, false, true]);
    }

    #[test]
    fn what_is_taken_away_leaves_no_trace() {
        let (a, b) = (reading("Norland", None, &["the North"]), reading("Norland Kingdom", Some("NOR"), &["Vestby"]));
        let mut record = ActorRecord::default();
        record.add(&a);
        let before = record.clone();
        record.add(&b);
        assert_ne!(record, before);
        record.remove(&b);
        assert_eq!(record, before);
        record.remove(&a);
        assert!(record.is_empty() && record == ActorRecord::default());
    }

    #[test]
    fn the_name_that_most_articles_choose_is_shown_and_the_others_are_aliases() {
        let mut record = ActorRecord::default();
        for reading in [reading("Norland", None, &[]), reading("Kingdom of Norland", Some("NOR"), &["Vestby"])] {
            record.add(&reading);
        }
        let name = |record: &ActorRecord| record.node("country:NOR").1["name"].clone();
        assert_eq!(name(&record), "Kingdom of Norland".into(), "equally many: the longest");
        record.add(&reading("Norland", None, &[]));
        assert_eq!(name(&record), "Norland".into());
        let (labels, properties) = record.node("country:NOR");
        assert_eq!(labels, ["Actor", "Country"]);
        assert_eq!(properties["code"], "NOR".into());
        assert_eq!(properties["aliases"], vec!["Kingdom of Norland".to_owned(), "Vestby".to_owned()].into());
        assert_eq!(properties["articles"], 3i64.into());
    }
}
