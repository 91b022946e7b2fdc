//! Which of its readings a known name has in an article.

use crate::extract::lexicon::{EntryId, Lexicon, Match, Reading, Sense};
use crate::extract::{ActorKind, lexicon::Gender};
use crate::ingest::Article;
use crate::nlp::coref::{KnownName, Sort};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// What a known name refers to: an entry, and for an organ that every country has, the country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Referent {
    pub(super) entry: EntryId,
    pub(super) of: Option<EntryId>,
}

/// The known names of an article, each with the reading that holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Readings {
    pub(super) known: Vec<KnownName>,
    /// What the numbers in `known` stand for.
    pub(super) referents: Vec<Referent>,
    /// The country that the article is about, as far as it shows.
    pub(super) home: Option<EntryId>,
}

impl Readings {
    /// Decides the reading of each known name.
    pub(super) fn choose(article: &Article, doc: &Doc, lexicon: &Lexicon, readable: &dyn Fn(TokenId) -> bool) -> Self {
        let matches: Vec<Match> = lexicon.scan(doc).into_iter().filter(|m| readable(TokenId(m.span.start))).collect();
        let chooser = Chooser { doc, lexicon, year: article.published.map(|d| d.year()), named: named(&matches) };
        let chosen: Vec<(Span<TokenId>, Reading)> = matches
            .iter()
            .filter_map(|m| chooser.pick(m).filter(|r| !chooser.is_location(m.span, *r)).map(|r| (m.span, r)))
            .collect();
        let home = chooser.home(article, &chosen);
        let mut readings = Self { home, ..Self::default() };
        let mut numbers: FxHashMap<Referent, u32> = FxHashMap::default();
        for &(span, reading) in &chosen {
            let entry = lexicon.entry(reading.entry);
            let of = if entry.generic { chooser.country_of(span, &chosen).or(home) } else { None };
            let referent = Referent { entry: reading.entry, of };
            let number = *numbers.entry(referent).or_insert_with(|| {
                readings.referents.push(referent);
                readings.referents.len() as u32 - 1
            });
            let sort = match entry.kind {
                ActorKind::Country if reading.sense == Sense::People => Sort::People,
                ActorKind::Country => Sort::Country,
                ActorKind::Person => Sort::Person,
                ActorKind::Organization => Sort::Body,
                ActorKind::Group => Sort::People,
            };
            readings.known.push(KnownName {
                span,
                referent: number,
                sort,
                gender: if sort == Sort::Person { entry.gender } else { Gender::Unknown },
                adjective: reading.sense == Sense::Adjective && chooser.modifies(span),
            });
        }
        readings
    }
}

/// How often each entry is named in a way that has one reading.
fn named(matches: &[Match]) -> FxHashMap<EntryId, u32> {
    let mut count = FxHashMap::default();
    for found in matches {
        if let [reading] = found.readings[..] {
            *count.entry(reading.entry).or_insert(0) += 1;
        }
    }
    count
}

struct Chooser<'a> {
    doc: &'a Doc,
    lexicon: &'a Lexicon,
    year: Option<i16>,
    named: FxHashMap<EntryId, u32>,
}

impl Chooser<'_> {
    /// Picks the reading of a match: one named elsewhere in the article without doubt, in being at its date.
    fn pick(&self, found: &Match) -> Option<Reading> {
        let weight = |r: &Reading| {
            let entry = self.lexicon.entry(r.entry);
            let in_being = match self.year {
                Some(year) => entry.holds_in(year),
                None => entry.years.1.is_none(),
            };
            let named = self.named.get(&r.entry).copied().unwrap_or(0);
            let fits = match r.sense {
                Sense::Adjective => self.modifies(found.span),
                Sense::People => !self.modifies(found.span),
                _ => true,
            };
            (fits, self.year.is_none() || in_being, named.min(20), in_being)
        };
        // The first of equals, in the order of the tables.
        found.readings.iter().copied().rev().max_by_key(|r| weight(r))
    }

    /// Tells whether a name stands before a noun that it modifies.
    fn modifies(&self, span: Span<TokenId>) -> bool {
        let last = TokenId(span.end - 1);
        matches!(self.doc.dep(last), Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Poss) && self.doc.head(last) > last
            || self.doc.pos(last) == Pos::Adj
    }

    /// Tells whether a capital is only the place where something is: "in Vienna", "to Geneva".
    fn is_location(&self, span: Span<TokenId>, reading: Reading) -> bool {
        if reading.sense != Sense::Seat {
            return false;
        }
        let head = TokenId(span.end - 1);
        let preposition = self.doc.head(head);
        self.doc.dep(head) == Dep::Pobj
            && matches!(
                self.doc.lower(preposition),
                "in" | "at" | "near" | "outside" | "around" | "from" | "into" | "through" | "via" | "to"
            )
            && !(self.doc.lower(preposition) == "to" && self.addressed(preposition))
    }

    /// Tells whether "to" introduces whom an act is addressed to, not where somebody goes.
    fn addressed(&self, preposition: TokenId) -> bool {
        let governor = self.doc.head(preposition);
        matches!(
            self.doc.lemma(governor),
            "offer"
                | "propose"
                | "proposal"
                | "say"
                | "message"
                | "suggest"
                | "sell"
                | "give"
                | "warning"
                | "threat"
                | "concession"
                | "speak"
                | "talk"
        )
    }

    /// Returns the country that an organ's name is said to be of: "Turkish Foreign Ministry", "the parliament of Chad".
    fn country_of(&self, span: Span<TokenId>, chosen: &[(Span<TokenId>, Reading)]) -> Option<EntryId> {
        let country = |s: Span<TokenId>| {
            let at = chosen.binary_search_by_key(&s.start, |(c, _)| c.start).ok()?;
            let (_, reading) = chosen[at];
            (self.lexicon.entry(reading.entry).kind == ActorKind::Country).then_some(reading.entry)
        };
        let ends_at = |end: u32| chosen.iter().rev().find(|(c, _)| c.end == end).map(|(c, _)| *c);
        // Before it, with a possessive ending or another modifier between.
        let mut before = span.start;
        for _ in 0..4 {
            if let Some(found) = ends_at(before).and_then(country) {
                return Some(found);
            }
            let token = TokenId(before.checked_sub(1)?);
            if !matches!(self.doc.pos(token), Pos::Part | Pos::Adj | Pos::Propn | Pos::Noun) {
                break;
            }
            before -= 1;
        }
        // Behind it: "of", "in", perhaps an article.
        let of = TokenId(span.end);
        if span.end + 1 < self.doc.len() as u32 && matches!(self.doc.lower(of), "of" | "in") {
            let skip = u32::from(self.doc.lower(TokenId(span.end + 1)) == "the");
            return country(Span::new(span.end + 1 + skip, span.end + 2 + skip));
        }
        None
    }

    /// Returns the country that the article is about: the dateline's, if the text names it, or the one named most.
    fn home(&self, article: &Article, chosen: &[(Span<TokenId>, Reading)]) -> Option<EntryId> {
        let mut count: FxHashMap<EntryId, u32> = FxHashMap::default();
        for (_, reading) in chosen {
            if self.lexicon.entry(reading.entry).kind == ActorKind::Country {
                *count.entry(reading.entry).or_insert(0) += 1;
            }
        }
        let dateline = article.dateline.as_deref().and_then(|place| self.lexicon.country_of_place(place, self.year));
        if let Some(country) = dateline.filter(|c| count.contains_key(c)) {
            return Some(country);
        }
        let mut order: Vec<(EntryId, u32)> = Vec::new();
        for (_, reading) in chosen {
            if let Some(n) = count.remove(&reading.entry) {
                order.push((reading.entry, n));
            }
        }
        order.iter().rev().max_by_key(|(_, n)| *n).map(|(e, _)| *e).or(dateline)
    }
}

impl Lexicon {
    /// Returns the country in which a place lies, or which it is.
    pub(super) fn country_of_place(&self, place: &str, year: Option<i16>) -> Option<EntryId> {
        let readings = self.readings_of(place);
        let in_being = |r: &&Reading| year.is_none_or(|y| self.entry(r.entry).holds_in(y));
        let reading = readings.iter().find(in_being).or(readings.first())?;
        let entry = self.entry(reading.entry);
        if entry.kind == ActorKind::Country { Some(reading.entry) } else { entry.above }
    }
}
