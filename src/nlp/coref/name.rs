//! Names: what the caller knows, runs of capitalised words, and the titles before persons' names.
//!
//! Input: the doc with tags, parse and entities, and the names the caller knows. Output: one name mention each, the
//! title included. The recogniser's entities are one voice among several: a known name, a title or a given name
//! outvotes it.

use super::headline::Elsewhere;
use super::mention::{Form, Gender, KnownName, Mention, Number, Sort};
use super::surname::Surnames;
use super::{Words, collective, person_noun};
use crate::nlp::{Dep, Doc, EntityKind, Pos, Tag, TokenId};
use crate::text::{Id, Span};

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
pub(super) struct Found {
    pub(super) name: Span<TokenId>,
    pub(super) sort: Sort,
    pub(super) known: Option<u32>,
}

impl<'a> NameFinder<'a> {
    pub(super) fn new(doc: &'a Doc, known: &'a [KnownName], words: &'a dyn Words, quoted: &'a [bool]) -> Self {
        let mut known_at = vec![u32::MAX; doc.len()];
        for (i, name) in known.iter().enumerate() {
            name.span.positions().for_each(|p| known_at[p as usize] = i as u32);
        }
        Self { doc, known, words, quoted, known_at }
    }

    /// Returns the name mentions in text order; `loud` tells which sentences capitalise every word.
    ///
    /// There, capitals tell nothing: only names that occur elsewhere are found.
    pub(super) fn find(
        &self,
        segments: &[Span<TokenId>],
        readable: &dyn Fn(TokenId) -> bool,
        loud: &dyn Fn(Span<TokenId>) -> bool,
    ) -> Vec<Mention> {
        let (shouted, plain): (Vec<Span<TokenId>>, Vec<_>) = segments.iter().partition(|&&s| loud(s));
        let mut found: Vec<Found> = Vec::new();
        for &sentence in &plain {
            self.walk(sentence, readable, &mut found, &|token| self.free_name(token, sentence));
        }
        let mistagged = Surnames::new(self, &found);
        found.extend(mistagged.find(self, &plain, readable));
        if !shouted.is_empty() {
            let elsewhere = Elsewhere::new(self.doc, &found);
            for sentence in shouted {
                self.walk(sentence, readable, &mut found, &|token| elsewhere.name_at(self, token, sentence));
            }
        }
        found.into_iter().map(|f| self.mention(f)).collect()
    }

    fn walk(
        &self,
        sentence: Span<TokenId>,
        readable: &dyn Fn(TokenId) -> bool,
        found: &mut Vec<Found>,
        free: &dyn Fn(TokenId) -> Option<Found>,
    ) {
        let mut at = sentence.start;
        while at < sentence.end {
            let token = TokenId(at);
            at += 1;
            if !readable(token) {
                continue;
            }
            let known =
                self.known_name(token).map(|(i, known)| Found { name: known.span, sort: known.sort, known: Some(i) });
            if let Some(name) = free(token).or(known) {
                at = name.name.end;
                found.push(name);
            }
        }
    }

    fn known_name(&self, token: TokenId) -> Option<(u32, &KnownName)> {
        let i = *self.known_at.get(token.index())?;
        self.known.get(i as usize).map(|k| (i, k))
    }

    pub(super) fn is_known(&self, token: TokenId) -> bool {
        self.known_name(token).is_some()
    }

    fn entity_kind(&self, token: TokenId) -> Option<EntityKind> {
        self.doc.entity_at(token).map(|e| e.kind)
    }

    /// Tells whether a name word could begin with "An": the word is an article at the start of a sentence only.
    fn is_capital_inside(&self, token: TokenId) -> bool {
        let start = self.doc.sentence_of(token).start;
        token.0 > start
            && self.doc.word(token) == "An"
            && self.doc.word(TokenId(token.0 - 1)).starts_with(char::is_alphabetic)
    }

    /// Tells whether a word may be part of a name that is not known.
    fn is_name_word(&self, token: TokenId) -> bool {
        let word = self.doc.word(token);
        if !word.starts_with(|c: char| c.is_uppercase()) {
            return false;
        }
        if self.words.is("no-name", self.doc.lower(token)) {
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
            || self.is_capital_inside(token)
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
        // "<Dart Group Corp>" names a company; "<DGC>" after a name is its ticker.
        let bracketed = token.0 > sentence.start && self.doc.word(TokenId(token.0 - 1)) == "<";
        let end = self.run_end(token, sentence);
        if bracketed {
            let ticker = end == token.0 + 1 && !self.doc.word(token).chars().any(char::is_lowercase);
            return (!ticker).then_some(Found { name: Span::new(token.0, end), sort: Sort::Body, known: None });
        }
        let (start, person_title) = self.after_titles(Span::new(token.0, end));
        if start >= end {
            return None;
        }
        let name = Span::new(start, end);
        let sort = if person_title { Sort::Person } else { self.sort_of(name) };
        // What follows a known name inside one entity is mostly a common noun with a capital ("Council Resolutions").
        let after_known =
            start > sentence.start && name.len() == 1 && sort != Sort::Person && self.is_known(TokenId(start - 1));
        let one_entity = after_known && self.doc.entity_at(TokenId(start)).is_some_and(|e| e.span.contains(start - 1));
        // A name of no sort is kept: it may turn out to be a surname, or be told what it is by an apposition.
        (!one_entity).then_some(Found { name, sort, known: None })
    }

    /// Tells whether a known name is only the beginning of a longer name that is not known ("Jordan Hall", "Korea Tin Co").
    fn swallowed(&self, token: TokenId, sentence: Span<TokenId>) -> bool {
        let Some((_, known)) = self.known_name(token).filter(|(_, k)| k.span.start == token.0) else {
            return false;
        };
        let next = TokenId(known.span.end);
        if next.0 >= sentence.end || !self.is_name_word(next) || self.is_known(next) {
            return false;
        }
        let titled = token.0 > sentence.start
            && person_noun(self.doc, TokenId(token.0 - 1), self.words).is_some_and(|n| n.before_name)
            && self.doc.word(TokenId(token.0 - 1)).starts_with(char::is_uppercase);
        if titled && known.sort != Sort::Body && !known.adjective && known.span.len() == 1 {
            return true;
        }
        let Some(entity) = self.doc.entity_at(next).filter(|e| e.span.contains(token.0)) else { return false };
        // "U.S. Steel" is left apart: after "U.S." the wires write common nouns with a capital.
        let acronym = self.doc.word(token).chars().skip(1).any(char::is_uppercase);
        match entity.kind {
            _ if !matches!(known.sort, Sort::Country | Sort::Place) || acronym => false,
            EntityKind::Person => known.span.len() == 1 && !known.adjective && !self.ends_as_body(entity.span),
            EntityKind::Org => {
                let last = TokenId(self.run_end(token, sentence) - 1);
                let company = self.words.is("company-ending", self.doc.lower(last));
                company || !known.adjective && last > next && collective(self.doc, last, self.words) == Some(Sort::Body)
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
                let acronym = doc.word(next).chars().skip(1).any(|c| c.is_uppercase() || c == '.');
                let place = known.span.len() == 1 && matches!(known.sort, Sort::Country | Sort::Place);
                // "Royal Bank of Canada" holds "Bank of Canada".
                let body =
                    known.sort == Sort::Body && known.span.len() > 1 && person_noun(doc, last, self.words).is_none();
                if one_entity && !acronym && !known.adjective && (place || body) {
                    end = known.span.end;
                    continue;
                }
                return end;
            }
            let word = doc.lower(next);
            let joined = doc.word(next) == "-" && !doc.token(last).space_after && more && !doc.token(next).space_after;
            let particle =
                self.words.is("name-particle", word) && more && doc.word(after) == "-" && end + 2 < sentence.end;
            // "Samuel Hart and Co Ltd" is one firm.
            let firm = matches!(word, "and" | "&") && more && self.words.is("firm-tail", doc.lower(after));
            if firm && doc.word(after).starts_with(char::is_uppercase) {
                end += 2;
            } else if particle && self.is_name_word(TokenId(end + 2)) && !self.is_known(TokenId(end + 2)) {
                end += 3;
            } else if joined && doc.word(after).starts_with(char::is_alphabetic) && !self.is_known(after) {
                end += 2;
            } else if self.is_name_word(next)
                || more && self.words.is("name-particle", word) && self.is_name_word(after) && !self.is_known(after)
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
    ///
    /// A run that is a title or a collective noun alone has no name: it starts at its end.
    fn after_titles(&self, run: Span<TokenId>) -> (u32, bool) {
        let title = |i: u32| person_noun(self.doc, TokenId(i), self.words).is_some_and(|n| n.before_name);
        let last = TokenId(run.end - 1);
        let is_body = self.ends_as_body(run);
        let named = self.entity_kind(last) == Some(EntityKind::Person) && run.len() > 1;
        let honoured = last.0 > 0 && self.words.is("honorific", self.doc.lower(TokenId(last.0 - 1)));
        let surname = honoured || self.first_is_given(run) || named && run.len() == 2 && !title(run.start);
        if title(last.0) && !surname {
            return (run.end, false);
        }
        if run.len() == 1
            && collective(self.doc, last, self.words).is_some()
            && self.entity_kind(last) != Some(EntityKind::Person)
        {
            return (run.end, false);
        }
        let inside_name = |i: u32| i > run.start && self.words.is("name-particle", self.doc.lower(TokenId(i - 1)));
        let last_title = (run.start..run.end.saturating_sub(1)).rev().find(|&i| title(i) && !inside_name(i));
        if let Some(i) = last_title.filter(|_| !is_body)
            && !self.words.is("after-name", self.doc.lower(TokenId(i + 1)))
        {
            return (i + 1, true);
        }
        // "Crooked Ada Hall": a person known by full name at the end of the run.
        let known_tail = (run.start + 1..run.end.saturating_sub(1))
            .find(|&i| self.words.is_person(self.doc.text_of(Span::new(i, run.end))));
        if let Some(start) = known_tail.filter(|_| !is_body) {
            return (start, false);
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
        start >= 2 && person_noun(self.doc, TokenId(start - 2), self.words).is_some()
    }

    fn first_is_given(&self, run: Span<TokenId>) -> bool {
        run.len() > 1 && self.words.given_name(self.doc.lower(TokenId(run.start))).is_some()
    }

    /// Tells whether the last word of a name says that it names a body.
    fn ends_as_body(&self, name: Span<TokenId>) -> bool {
        let last = TokenId(name.end - 1);
        name.len() > 1
            && (self.words.is("company-ending", self.doc.lower(last))
                || matches!(collective(self.doc, last, self.words), Some(Sort::Body | Sort::People)))
    }

    /// Tells whether a name is the subject of a verb of speaking.
    fn speaks(&self, name: Span<TokenId>) -> bool {
        let speaks =
            |t: TokenId| self.doc.dep(t) == Dep::Nsubj && self.words.is("speaking", self.doc.lemma(self.doc.head(t)));
        self.doc.ids(name).any(speaks)
    }

    /// Returns what kind of thing a name that the caller does not know stands for.
    fn sort_of(&self, name: Span<TokenId>) -> Sort {
        let last = TokenId(name.end - 1);
        let kind = self.entity_kind(last).or_else(|| self.entity_kind(TokenId(name.start)));
        let people_nouns = self.doc.tag(last) == Tag::Nnps && person_noun(self.doc, last, self.words).is_some();
        if people_nouns {
            return Sort::People;
        }
        let plural =
            self.doc.lower(last).strip_suffix('s').filter(|_| name.len() == 1 && self.doc.tag(last) == Tag::Nnps);
        if plural.is_some_and(|family| self.words.surname(family).is_some()) {
            return Sort::People;
        }
        let thing = name.len() > 1 && self.words.is("thing-ending", self.doc.lower(last));
        if thing && !self.first_is_given(name) && kind != Some(EntityKind::Person) {
            let body = kind == Some(EntityKind::Org) && self.ends_as_body(name);
            return if body { Sort::Body } else { Sort::Thing };
        }
        if self.ends_as_body(name)
            && !(self.first_is_given(name) && name.len() == 2 && kind == Some(EntityKind::Person))
        {
            return Sort::Body;
        }
        if self.first_is_given(name) && (name.len() <= 3 || name.len() == 4 && kind != Some(EntityKind::Org)) {
            return Sort::Person;
        }
        if name.len() == 1
            && self.words.surname(self.doc.lower(last)).is_some()
            && !matches!(kind, Some(EntityKind::Gpe | EntityKind::Loc))
        {
            return Sort::Person;
        }
        match kind {
            Some(EntityKind::Person) => Sort::Person,
            Some(EntityKind::Org) => Sort::Body,
            Some(EntityKind::Norp) => Sort::People,
            Some(EntityKind::Gpe | EntityKind::Loc | EntityKind::Fac) => Sort::Place,
            Some(_) => Sort::Thing,
            // Capitalised words that the recogniser passed over, and that speak, are mostly a person of a strange name.
            None if (2..=3).contains(&name.len()) && self.speaks(name) => Sort::Person,
            None => Sort::Thing,
        }
    }

    /// Makes the mention of a name, with the title that stands before it.
    fn mention(&self, found: Found) -> Mention {
        let doc = self.doc;
        let known = found.known.map(|i| self.known[i as usize]);
        let may_be_person =
            known.is_none() && !self.ends_as_body(found.name) && (found.name.len() > 1 || found.sort != Sort::Body);
        let title = if found.sort == Sort::Person || may_be_person { self.title_before(found.name) } else { None };
        let sort = if title.is_some() { Sort::Person } else { found.sort };
        let title = title.or_else(|| if sort == Sort::Body { self.body_noun_before(found.name) } else { None });
        let span = title.map_or(found.name, |(_, start)| Span::new(start, found.name.end));
        let title = title.map(|(head, _)| head);
        // The governor of a name is its last word unless the parser says otherwise.
        let head = doc.ids(found.name).rev().find(|&t| !found.name.contains(doc.head(t).0) || doc.head(t) == t);
        let last = TokenId(found.name.end - 1);
        let surname =
            if sort == Sort::Person && found.name.len() == 1 { self.words.surname(doc.lower(last)) } else { None };
        let told = title.and_then(|t| person_noun(doc, t, self.words)).map_or(Gender::Unknown, |n| n.gender);
        let given = self
            .words
            .given_name(doc.lower(TokenId(found.name.start)))
            .filter(|_| sort == Sort::Person && found.name.len() > 1);
        let gender =
            [known.map_or(Gender::Unknown, |k| k.gender), told, given.unwrap_or_default(), surname.unwrap_or_default()];
        Mention {
            span,
            head: head.unwrap_or(last),
            form: Form::Name,
            sort,
            number: if sort == Sort::People { Number::Plural } else { Number::Singular },
            gender: gender.into_iter().find(|&g| g != Gender::Unknown).unwrap_or_default(),
            name: found.name,
            title,
            known: known.map(|k| k.referent),
            adjective: known.is_some_and(|k| k.adjective),
            quoted: self.quoted[found.name.start as usize],
        }
    }
}
