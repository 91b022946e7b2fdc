//! Names: what the caller knows, runs of capitalised words, and the titles before persons' names.
//!
//! Input: the doc with tags, parse and entities, and the names the caller knows. Output: one name mention each, the
//! title included. The recogniser's entities are one voice among several: a known name, a title or a given name
//! outvotes it.

use super::mention::{Form, Gender, KnownName, Mention, Number, Sort};
use super::{Words, base_form};
use crate::nlp::{Doc, EntityKind, Pos, Tag, TokenId};
use crate::text::{Id, Span};

/// Lower-case words inside persons' names.
const PARTICLES: &[&str] = &[
    "de", "da", "del", "della", "di", "du", "van", "von", "der", "den", "bin", "ibn", "al", "el", "la", "le", "dos",
    "ter",
];
/// Words that end a company's name.
const COMPANY_ENDINGS: &[&str] = &[
    "inc",
    "inc.",
    "corp",
    "corp.",
    "co",
    "co.",
    "ltd",
    "ltd.",
    "plc",
    "ag",
    "sa",
    "s.a.",
    "nv",
    "n.v.",
    "spa",
    "s.p.a.",
    "gmbh",
    "bhd",
    "pty",
    "llc",
    "cos",
    "holdings",
    "holding",
    "industries",
    "partners",
    "international",
    "airlines",
    "airways",
    "associates",
    "securities",
    "bancorp",
];
/// Words that follow a name without being part of it.
const AFTER_NAME: &[&str] = &["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"];

/// Finds names in a doc.
pub(super) struct NameFinder<'a> {
    pub(super) doc: &'a Doc,
    pub(super) known: &'a [KnownName],
    pub(super) words: &'a dyn Words,
    pub(super) quoted: &'a [bool],
    /// For each token the known name over it, or `u32::MAX`.
    pub(super) known_at: Vec<u32>,
}

/// A name before its title is looked for.
#[derive(Clone, Copy, Debug)]
struct Found {
    name: Span<TokenId>,
    sort: Sort,
    known: Option<u32>,
}

impl<'a> NameFinder<'a> {
    pub(super) fn new(doc: &'a Doc, known: &'a [KnownName], words: &'a dyn Words, quoted: &'a [bool]) -> Self {
        let mut known_at = vec![u32::MAX; doc.len()];
        for (i, name) in known.iter().enumerate() {
            name.span.positions().for_each(|p| known_at[p as usize] = i as u32);
        }
        Self { doc, known, words, quoted, known_at }
    }

    /// Returns the name mentions in text order; `capitals` tells which sentences are written in capitals throughout.
    pub(super) fn find(
        &self,
        readable: &dyn Fn(TokenId) -> bool,
        capitals: &dyn Fn(Span<TokenId>) -> bool,
    ) -> Vec<Mention> {
        let mut found: Vec<Found> = Vec::new();
        for &sentence in self.doc.sentences() {
            let loud = capitals(sentence);
            let mut at = sentence.start;
            while at < sentence.end {
                let token = TokenId(at);
                let known = self.known_name(token);
                let free = if loud || !readable(token) { None } else { self.free_name(token, sentence) };
                match (free, known) {
                    (Some(free), _) => {
                        at = free.name.end;
                        found.push(free);
                    }
                    (None, Some((i, known))) if readable(token) => {
                        at = known.span.end;
                        found.push(Found { name: known.span, sort: known.sort, known: Some(i) });
                    }
                    _ => at += 1,
                }
            }
        }
        found.into_iter().map(|f| self.mention(f)).collect()
    }

    fn known_name(&self, token: TokenId) -> Option<(u32, &KnownName)> {
        let i = *self.known_at.get(token.index())?;
        self.known.get(i as usize).map(|k| (i, k))
    }

    fn is_known(&self, token: TokenId) -> bool {
        self.known_name(token).is_some()
    }

    fn entity_kind(&self, token: TokenId) -> Option<EntityKind> {
        self.doc.entity_at(token).map(|e| e.kind)
    }

    /// Tells whether a word may be part of a name that is not known.
    fn is_name_word(&self, token: TokenId) -> bool {
        let word = self.doc.word(token);
        if !word.starts_with(|c: char| c.is_uppercase()) {
            return false;
        }
        let kind = self.entity_kind(token);
        if matches!(
            kind,
            Some(EntityKind::Date | EntityKind::Time | EntityKind::Money | EntityKind::Percent | EntityKind::Language)
        ) {
            return false;
        }
        self.doc.pos(token) == Pos::Propn
            || matches!(kind, Some(EntityKind::Person | EntityKind::Org))
                && !matches!(self.doc.pos(token), Pos::Det | Pos::Pron | Pos::Adp)
    }

    /// Tells whether `left` and the token after it stand in one entity of kind organisation.
    fn inside_one_organization(&self, left: TokenId, right: TokenId) -> bool {
        let entity = |t| self.doc.entity_at(t).filter(|e| e.kind == EntityKind::Org).map(|e| e.span);
        entity(left).is_some() && entity(left) == entity(right)
    }

    /// Returns the name that starts at `token`, where the caller does not know it.
    fn free_name(&self, token: TokenId, sentence: Span<TokenId>) -> Option<Found> {
        let starts_known = self.is_known(token);
        if starts_known && !self.swallowed(token, sentence) || !starts_known && !self.is_name_word(token) {
            return None;
        }
        let end = self.run_end(token, sentence);
        let (start, person_title) = self.after_titles(Span::new(token.0, end));
        if start >= end {
            return None;
        }
        let name = Span::new(start, end);
        let sort = if person_title { Sort::Person } else { self.sort_of(name) };
        (sort != Sort::Thing).then_some(Found { name, sort, known: None })
    }

    /// Tells whether a known name is only the beginning of a longer name that is not known ("Jordan Hall", "Korea Tin Co").
    fn swallowed(&self, token: TokenId, sentence: Span<TokenId>) -> bool {
        let Some((_, known)) = self.known_name(token).filter(|(_, k)| k.span.start == token.0 && !k.adjective) else {
            return false;
        };
        let next = TokenId(known.span.end);
        if next.0 >= sentence.end || !self.is_name_word(next) || self.is_known(next) {
            return false;
        }
        let Some(entity) = self.doc.entity_at(next).filter(|e| e.span.contains(token.0)) else { return false };
        match known.sort {
            Sort::Country | Sort::Place => {
                matches!(entity.kind, EntityKind::Org | EntityKind::Person | EntityKind::Fac | EntityKind::Product)
                    && self.words.person_noun(base_form(self.doc, next)).is_none()
            }
            _ => false,
        }
    }

    /// Returns where the run of name words from `token` on ends.
    fn run_end(&self, token: TokenId, sentence: Span<TokenId>) -> u32 {
        let doc = self.doc;
        let mut end = self.known_name(token).map_or(token.0 + 1, |(_, k)| k.span.end);
        loop {
            let next = TokenId(end);
            if end >= sentence.end {
                return end;
            }
            let after = TokenId(end + 1);
            let more = end + 1 < sentence.end;
            let last = TokenId(end - 1);
            if let Some((_, known)) = self.known_name(next) {
                // A name of place after a given name or inside the same entity is part of the run ("Oliver Jordan").
                let one_entity = doc.entity_at(last).is_some_and(|e| {
                    matches!(e.kind, EntityKind::Person | EntityKind::Org) && e.span.covers(known.span)
                });
                if one_entity
                    && known.span.len() == 1
                    && !known.adjective
                    && matches!(known.sort, Sort::Country | Sort::Place)
                {
                    end = known.span.end;
                    continue;
                }
                return end;
            }
            let word = doc.lower(next);
            let joined = doc.word(next) == "-" && !doc.token(last).space_after && more && !doc.token(next).space_after;
            if joined && doc.word(after).starts_with(char::is_alphabetic) && !self.is_known(after) {
                end += 2;
            } else if self.is_name_word(next)
                || more && PARTICLES.contains(&word) && self.is_name_word(after) && !self.is_known(after)
                || more
                    && matches!(word, "of" | "for" | "and" | "&" | "the")
                    && self.inside_one_organization(last, after)
                    && self.inside_one_organization(last, next)
            {
                end += 1;
            } else {
                return end;
            }
        }
    }

    /// Returns where the name starts behind titles at the head of a run, and whether a title stood there.
    fn after_titles(&self, run: Span<TokenId>) -> (u32, bool) {
        let title = |i: u32| self.words.person_noun(base_form(self.doc, TokenId(i))).is_some_and(|n| n.before_name);
        let last_title = (run.start..run.end.saturating_sub(1)).rev().find(|&i| title(i));
        let is_body = self.ends_as_body(run);
        if let Some(i) = last_title.filter(|_| !is_body)
            && !AFTER_NAME.contains(&self.doc.lower(TokenId(i + 1)))
        {
            return (i + 1, true);
        }
        // A run that is a title alone ("Prime Minister") is no name.
        let last = TokenId(run.end - 1);
        let named = self.entity_kind(last) == Some(EntityKind::Person) && run.len() > 1;
        if title(last.0) && !named && !self.first_is_given(run) {
            return (run.end, false);
        }
        if run.len() == 1 && self.words.collective(base_form(self.doc, last)).is_some() && !named {
            return (run.end, false);
        }
        // "Treasury James Baker": the recogniser's person starts inside the run.
        if let Some(entity) = self.doc.entity_at(last).filter(|e| e.kind == EntityKind::Person)
            && entity.span.start > run.start
            && entity.span.start < run.end
            && !self.first_is_given(run)
            && !is_body
        {
            return (entity.span.start, false);
        }
        // "Secretary of Commerce Ann Poe": behind "of", a given name inside the run starts the name.
        if run.start > 0 && self.doc.lower(TokenId(run.start - 1)) == "of" && !is_body {
            let given = (run.start + 1..run.end).find(|&i| self.words.given_name(self.doc.lower(TokenId(i))).is_some());
            if let Some(start) = given.filter(|&s| s + 1 < run.end && self.title_before_of(run.start)) {
                return (start, false);
            }
        }
        (run.start, false)
    }

    fn title_before_of(&self, start: u32) -> bool {
        start >= 2 && self.words.person_noun(base_form(self.doc, TokenId(start - 2))).is_some()
    }

    fn first_is_given(&self, run: Span<TokenId>) -> bool {
        run.len() > 1 && self.words.given_name(self.doc.lower(TokenId(run.start))).is_some()
    }

    /// Tells whether the last word of a name says that it names a body.
    fn ends_as_body(&self, name: Span<TokenId>) -> bool {
        let last = TokenId(name.end - 1);
        name.len() > 1
            && (COMPANY_ENDINGS.contains(&self.doc.lower(last))
                || self.words.collective(base_form(self.doc, last)).is_some())
    }

    /// Returns what kind of thing a name that the caller does not know stands for.
    fn sort_of(&self, name: Span<TokenId>) -> Sort {
        let last = TokenId(name.end - 1);
        let kind = self.entity_kind(last).or_else(|| self.entity_kind(TokenId(name.start)));
        let people_nouns =
            self.doc.tag(last) == Tag::Nnps && self.words.person_noun(base_form(self.doc, last)).is_some();
        if people_nouns {
            return Sort::People;
        }
        if self.ends_as_body(name)
            && !(self.first_is_given(name) && name.len() == 2 && kind == Some(EntityKind::Person))
        {
            return Sort::Body;
        }
        if self.first_is_given(name) && name.len() <= 4 && kind != Some(EntityKind::Org) {
            return Sort::Person;
        }
        match kind {
            Some(EntityKind::Person) => Sort::Person,
            Some(EntityKind::Org) => Sort::Body,
            Some(EntityKind::Norp) => Sort::People,
            Some(EntityKind::Gpe | EntityKind::Loc | EntityKind::Fac) => Sort::Place,
            Some(_) => Sort::Thing,
            // Two or three capitalised words that the recogniser passed over are mostly a person of a strange name.
            None if (2..=3).contains(&name.len()) && self.doc.ids(name).all(|t| self.doc.tag(t) == Tag::Nnp) => {
                Sort::Person
            }
            None => Sort::Thing,
        }
    }

    /// Makes the mention of a name, with the title that stands before it.
    fn mention(&self, found: Found) -> Mention {
        let doc = self.doc;
        let known = found.known.map(|i| self.known[i as usize]);
        let title = if found.sort == Sort::Person { self.title_before(found.name) } else { None };
        let span = title.map_or(found.name, |(_, start)| Span::new(start, found.name.end));
        let title = title.map(|(head, _)| head);
        // The governor of a name is its last word unless the parser says otherwise.
        let head = doc.ids(found.name).rev().find(|&t| !found.name.contains(doc.head(t).0) || doc.head(t) == t);
        let last = TokenId(found.name.end - 1);
        let told = title.and_then(|t| self.words.person_noun(base_form(doc, t))).map_or(Gender::Unknown, |n| n.gender);
        let given = self
            .words
            .given_name(doc.lower(TokenId(found.name.start)))
            .filter(|_| found.sort == Sort::Person && found.name.len() > 1);
        let gender = [known.map_or(Gender::Unknown, |k| k.gender), told, given.unwrap_or_default()];
        Mention {
            span,
            head: head.unwrap_or(last),
            form: Form::Name,
            sort: found.sort,
            number: if found.sort == Sort::People { Number::Plural } else { Number::Singular },
            gender: gender.into_iter().find(|&g| g != Gender::Unknown).unwrap_or_default(),
            name: found.name,
            title,
            known: known.map(|k| k.referent),
            adjective: known.is_some_and(|k| k.adjective),
            quoted: self.quoted[found.name.start as usize],
        }
    }

    /// Finds the title before a person's name: its governing noun, and where the whole starts.
    fn title_before(&self, name: Span<TokenId>) -> Option<(TokenId, u32)> {
        let doc = self.doc;
        let sentence = doc.sentence_of(TokenId(name.start));
        let before = name.start.checked_sub(1).filter(|&i| i >= sentence.start)?;
        let noun = |i: u32| {
            self.words
                .person_noun(base_form(doc, TokenId(i)))
                .filter(|n| n.before_name && self.doc.tag(TokenId(i)) != Tag::Nns)
        };
        if noun(before).is_some() {
            return Some((TokenId(before), self.noun_phrase_start(before, sentence.start)));
        }
        // "Deputy Ambassador to the United Nations Ada Hall", "Secretary of State for War Ada Hall".
        let mut at = before;
        while at > sentence.start && name.start - at < 12 {
            let token = TokenId(at);
            let preposition = matches!(doc.lower(token), "to" | "of" | "for" | "at" | "in" | "and" | "the" | "&");
            if preposition && matches!(doc.lower(token), "to" | "of" | "for" | "at") && noun(at - 1).is_some() {
                return Some((TokenId(at - 1), self.noun_phrase_start(at - 1, sentence.start)));
            }
            let part = preposition
                || self.is_known(token)
                || doc.word(token).starts_with(|c: char| c.is_uppercase()) && !doc.tag(token).name().starts_with("VB");
            if !part {
                return None;
            }
            at -= 1;
        }
        None
    }

    /// Returns where the words before a noun that belong to it start.
    fn noun_phrase_start(&self, noun: u32, first: u32) -> u32 {
        let doc = self.doc;
        let mut start = noun;
        while start > first {
            let token = TokenId(start - 1);
            let inside = match doc.pos(token) {
                Pos::Adj | Pos::Noun | Pos::Propn | Pos::Num => true,
                Pos::Part => doc.tag(token) == Tag::Pos,
                Pos::Punct => doc.word(token) == "-",
                Pos::Verb => self.is_known(token),
                Pos::Det => return start - 1,
                Pos::Pron if doc.tag(token) == Tag::PrpPoss => return start - 1,
                _ => self.is_known(token),
            };
            if !inside {
                break;
            }
            start -= 1;
        }
        start
    }
}
