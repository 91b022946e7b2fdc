//! Which of its readings a known name has in an article.

use crate::extract::lexicon::{EntryId, Lexicon, Match, Reading, Sense};
use crate::extract::{ActorKind, lexicon::Gender};
use crate::ingest::Article;
use crate::nlp::coref::{KnownName, Sort};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::Span;
use jiff::civil::Date;
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
    /// Words that name two countries ("US-Japanese"), each with the second.
    pub(super) second: Vec<(TokenId, EntryId)>,
    /// The day of the article.
    pub(super) day: Option<Date>,
    /// The countries named, in text order, each with its first token.
    pub(super) countries: Vec<(u32, EntryId)>,
    /// The country of an article in which no other is named, nor a place or body of another.
    pub(super) only: Option<EntryId>,
    /// Entries whose names here could all mean another, which nothing else in the article decides.
    pub(super) unsure: Vec<EntryId>,
}

impl Readings {
    /// Decides the reading of each known name.
    pub(super) fn choose(article: &Article, doc: &Doc, lexicon: &Lexicon, readable: &dyn Fn(TokenId) -> bool) -> Self {
        let matches: Vec<Match> = lexicon.scan(doc).into_iter().filter(|m| readable(TokenId(m.span.start))).collect();
        let chooser = Chooser { doc, lexicon, day: article.published, named: named(lexicon, &matches) };
        let chosen: Vec<(Span<TokenId>, Reading)> = matches
            .iter()
            .filter_map(|m| chooser.pick(m).filter(|r| !chooser.is_location(m.span, *r)).map(|r| (m.span, r)))
            .collect();
        let dateline = article.dateline.as_deref().and_then(|place| lexicon.country_of_place(place, chooser.day));
        let only = chooser.only(&matches, dateline);
        let home = chooser.home(dateline, &chosen).or(only);
        let is_country = |r: &Reading| lexicon.entry(r.entry).kind == ActorKind::Country;
        let countries = chosen.iter().filter(|(_, r)| is_country(r)).map(|(s, r)| (s.start, r.entry)).collect();
        let unsure = chooser.unsure(&matches, &chosen);
        let mut readings = Self { home, day: chooser.day, countries, unsure, only, ..Self::default() };
        let mut last_of: FxHashMap<EntryId, EntryId> = FxHashMap::default();
        let mut numbers: FxHashMap<Referent, u32> = FxHashMap::default();
        for &(span, reading) in &chosen {
            let entry = lexicon.entry(reading.entry);
            if entry.generic && chooser.is_common_word(span) {
                continue;
            }
            let near = last_of.get(&reading.entry).copied().or(home);
            let of = chooser.organ_of(reading.entry, span, &chosen, near, dateline);
            if entry.generic
                && let Some(country) = of
            {
                last_of.insert(reading.entry, country);
            }
            let referent = Referent { entry: reading.entry, of };
            let number = *numbers.entry(referent).or_insert_with(|| {
                readings.referents.push(referent);
                readings.referents.len() as u32 - 1
            });
            let sort = match entry.kind {
                ActorKind::Country if reading.sense == Sense::People => Sort::People,
                ActorKind::Country => Sort::Country,
                _ if entry.place => Sort::Place,
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
        readings.add_compounds(doc, lexicon, readable);
        readings
    }

    /// Adds the words that name two countries: "US-Japanese", "U.S./USSR".
    fn add_compounds(&mut self, doc: &Doc, lexicon: &Lexicon, readable: &dyn Fn(TokenId) -> bool) {
        let country = |part: &str| {
            lexicon.country_of_place(part, self.day).filter(|&e| lexicon.entry(e).kind == ActorKind::Country)
        };
        let mut added = Vec::new();
        for token in doc.tokens().ids() {
            let Some((first, second)) = doc.word(token).split_once(['-', '/', '–']) else { continue };
            if first.len() < 2 || second.len() < 2 || !readable(token) || !first.starts_with(char::is_uppercase) {
                continue;
            }
            if let (Some(first), Some(second)) = (country(first), country(second)) {
                added.push((token, first, second));
            }
        }
        for (token, first, second) in added {
            let referent = Referent { entry: first, of: None };
            let number = self.referents.iter().position(|r| *r == referent).unwrap_or_else(|| {
                self.referents.push(referent);
                self.referents.len() - 1
            });
            let span = Span::new(token.0, token.0 + 1);
            let at = self.known.partition_point(|k| k.span.start < token.0);
            let name = KnownName {
                span,
                referent: number as u32,
                sort: Sort::Country,
                gender: Gender::Unknown,
                adjective: true,
            };
            self.known.insert(at, name);
            self.second.push((token, second));
        }
    }
}

/// How often each entry is named, itself or by a place or organ of its, in a way that has one reading.
fn named(lexicon: &Lexicon, matches: &[Match]) -> FxHashMap<EntryId, u32> {
    let mut count = FxHashMap::default();
    for found in matches {
        if let [reading] = found.readings[..] {
            *count.entry(reading.entry).or_insert(0) += 1;
            if let Some(above) = lexicon.entry(reading.entry).above {
                *count.entry(above).or_insert(0) += 1;
            }
        }
    }
    count
}

struct Chooser<'a> {
    doc: &'a Doc,
    lexicon: &'a Lexicon,
    day: Option<Date>,
    named: FxHashMap<EntryId, u32>,
}

impl Chooser<'_> {
    /// Picks the reading of a match: one named elsewhere in the article without doubt, in being at its date.
    fn pick(&self, found: &Match) -> Option<Reading> {
        let weight = |r: &Reading| {
            let entry = self.lexicon.entry(r.entry);
            let in_being = match self.day {
                Some(day) => entry.holds_on(day),
                None => entry.tenure.1.is_none(),
            };
            let count = |e: EntryId| self.named.get(&e).copied().unwrap_or(0);
            let named = if entry.place { entry.above.map_or(0, count) } else { count(r.entry) };
            let fits = match r.sense {
                Sense::Adjective => self.modifies(found.span),
                Sense::People => !self.modifies(found.span),
                _ => true,
            };
            (fits, self.day.is_none() || in_being, named.min(20), in_being)
        };
        // The first of equals, in the order of the tables.
        found.readings.iter().copied().rev().max_by_key(|r| weight(r))
    }

    /// Returns the one country that all names of the article are of.
    fn only(&self, matches: &[Match], dateline: Option<EntryId>) -> Option<EntryId> {
        let country = |reading: Reading| {
            let entry = self.lexicon.entry(reading.entry);
            let of = if entry.kind == ActorKind::Country { Some(reading.entry) } else { entry.above };
            of.filter(|&of| self.lexicon.entry(of).kind == ActorKind::Country)
        };
        let mut named = matches.iter().filter_map(|m| self.pick(m)).filter_map(country).chain(dateline);
        let first = named.next()?;
        named.all(|other| other == first).then_some(first)
    }

    /// Returns the entries that are named only by names with other readings.
    fn unsure(&self, matches: &[Match], chosen: &[(Span<TokenId>, Reading)]) -> Vec<EntryId> {
        let mut unsure = Vec::new();
        for (span, reading) in chosen {
            let found = matches.iter().find(|m| m.span == *span);
            let rival = |r: &Reading| {
                let (one, other) = (self.lexicon.entry(r.entry), self.lexicon.entry(reading.entry));
                one.id != other.id && r.sense == Sense::Name && reading.sense == Sense::Name
            };
            let is_ambiguous = found.is_some_and(|m| m.readings.iter().any(rival));
            if is_ambiguous && !self.named.contains_key(&reading.entry) && !unsure.contains(&reading.entry) {
                unsure.push(reading.entry);
            }
        }
        unsure
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
        if self.doc.dep(head) != Dep::Pobj {
            return false;
        }
        match self.doc.lower(preposition) {
            "in" | "at" | "near" | "outside" | "around" | "into" | "through" | "via" | "from" | "leaving" => true,
            "to" => self.lexicon.is("motion", self.doc.lemma(self.doc.head(preposition))),
            "for" => matches!(self.doc.lemma(self.doc.head(preposition)), "leave" | "depart" | "head"),
            "of" => matches!(
                self.doc.lower(self.doc.head(preposition)),
                "north" | "south" | "east" | "west" | "city" | "outskirts" | "streets" | "suburb"
            ),
            _ => false,
        }
    }

    /// Tells whether the name of an organ is only a word in lower case that modifies another ("military exercises").
    fn is_common_word(&self, span: Span<TokenId>) -> bool {
        let last = TokenId(span.end - 1);
        let lower = !self.doc.word(TokenId(span.start)).starts_with(char::is_uppercase);
        lower
            && (!matches!(self.doc.pos(last), Pos::Noun | Pos::Propn)
                || matches!(self.doc.dep(last), Dep::Amod | Dep::Compound | Dep::Nmod))
    }

    /// Returns the country that an organ is of, where the lexicon leaves it open or the text names another.
    ///
    /// "The Canadian House of Commons" is not the British one; "Congress" in a wire from Brasilia that does not name the
    /// United States is not theirs.
    fn organ_of(
        &self,
        entry: EntryId,
        span: Span<TokenId>,
        chosen: &[(Span<TokenId>, Reading)],
        home: Option<EntryId>,
        dateline: Option<EntryId>,
    ) -> Option<EntryId> {
        let organ = self.lexicon.entry(entry);
        if organ.generic {
            return self.country_of(span, chosen).or(home);
        }
        let own = organ
            .above
            .filter(|&a| organ.id.starts_with("org:") && self.lexicon.entry(a).kind == ActorKind::Country)?;
        let named = self.country_of(span, chosen);
        let elsewhere = dateline.filter(|_| {
            span.len() == 1 && organ.sector.as_deref() == Some("LEG") && !chosen.iter().any(|(_, r)| r.entry == own)
        });
        named.or(elsewhere).filter(|&c| c != own && !self.succeeds(c, own))
    }

    /// Tells whether one country took the other's place ("Soviet" and the Kremlin).
    fn succeeds(&self, a: EntryId, b: EntryId) -> bool {
        let codes = [a, b].map(|e| self.lexicon.entry(e).code.as_deref().unwrap_or(""));
        matches!(codes, ["SUN", "RUS"] | ["RUS", "SUN"] | ["DEU", "DDR"] | ["DDR", "DEU"])
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
    fn home(&self, dateline: Option<EntryId>, chosen: &[(Span<TokenId>, Reading)]) -> Option<EntryId> {
        let country = |reading: &Reading| {
            let entry = self.lexicon.entry(reading.entry);
            if entry.kind == ActorKind::Country {
                Some(reading.entry)
            } else {
                entry.above.filter(|&a| self.lexicon.entry(a).kind == ActorKind::Country)
            }
        };
        let mut count: Vec<(EntryId, u32)> = Vec::new();
        for named in chosen.iter().filter_map(|(_, r)| country(r)) {
            match count.iter_mut().find(|(c, _)| *c == named) {
                Some((_, n)) => *n += 1,
                None => count.push((named, 1)),
            }
        }
        if dateline.is_some_and(|d| count.iter().any(|(c, _)| *c == d)) {
            return dateline;
        }
        // The first named among equals.
        count.iter().rev().max_by_key(|(_, n)| *n).map(|(c, _)| *c).or(dateline)
    }
}

impl Lexicon {
    /// Returns the country in which a place lies, or which it is.
    pub fn country_of_place(&self, place: &str, day: Option<Date>) -> Option<EntryId> {
        let readings = self.readings_of(place);
        let in_being = |r: &&Reading| day.is_none_or(|day| self.entry(r.entry).holds_on(day));
        let reading = readings.iter().find(in_being).or(readings.first())?;
        let entry = self.entry(reading.entry);
        if entry.kind == ActorKind::Country { Some(reading.entry) } else { entry.above }
    }
}
