//! Whose government "the government" is, which country "the North", which "the two sides".

use super::reading::Readings;
use crate::extract::lexicon::{EntryId, Lexicon};
use crate::nlp::TokenId;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// What the article as a whole tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// The country that the article is about.
    pub(super) home: Option<EntryId>,
    /// The day of the article.
    pub(super) day: Option<Date>,
    /// The countries named, in text order, each with its first token.
    countries: Vec<(u32, EntryId)>,
    count: FxHashMap<EntryId, u32>,
}

/// Divided countries: north and south.
const HALVES: &[[&str; 2]] =
    &[["country:PRK", "country:KOR"], ["country:YEM", "country:YMD"], ["country:VNM", "country:VDR"]];

impl Context {
    pub(super) fn new(readings: &Readings) -> Self {
        let mut count = FxHashMap::default();
        for (_, country) in &readings.countries {
            *count.entry(*country).or_insert(0) += 1;
        }
        Self { home: readings.home, day: readings.day, countries: readings.countries.clone(), count }
    }

    /// Returns the country that "the government", "the country" means at a token: the one the article is about, or the
    /// last one named where the article is about it more.
    pub(super) fn country_at(&self, token: TokenId) -> Option<EntryId> {
        let last = self.countries.iter().rev().find(|(at, _)| *at < token.0).map(|(_, c)| *c);
        let count = |c: EntryId| self.count.get(&c).copied().unwrap_or(0);
        match (self.home, last) {
            (Some(home), Some(last)) if count(home) == 0 && count(last) > 1 => Some(last),
            (home, last) => home.or(last),
        }
    }

    /// Returns what "the North" or "the South" means.
    pub(super) fn half(&self, lexicon: &Lexicon, north: bool) -> Option<EntryId> {
        let pair = HALVES.iter().map(|pair| pair.map(|id| lexicon.by_id(id)));
        let mut named = pair.filter(|pair| pair.iter().flatten().any(|c| self.count.contains_key(c)));
        let [first, second] = named.next()?;
        if north { first } else { second }
    }

    /// Returns the two countries that "both sides" means at a token: the last two different ones named before it.
    pub(super) fn pair_before(&self, token: TokenId, reach: u32) -> Option<[EntryId; 2]> {
        let mut near =
            self.countries.iter().rev().filter(|(at, _)| *at < token.0 && at + reach > token.0).map(|(_, c)| *c);
        let last = near.next()?;
        near.find(|&c| c != last).map(|first| [first, last])
    }
}
