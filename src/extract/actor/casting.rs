//! A chain becomes an actor: a known one, a named one, or a group of the article.

use super::context::Context;
use super::reading::Readings;
use super::{Cast, represents};
use crate::extract::fact::{Actor, ActorId, ActorKind, Basis, Mandate};
use crate::extract::lexicon::{Entry, EntryId, Gender, Lexicon, StandsFor, Title};
use crate::ingest::Article;
use crate::nlp::coref::{Chains, Form, Mention, MentionId, Number, Sort, base_form, name_above};
use crate::nlp::{Doc, Pos, TokenId};
use crate::text::{IndexVec, Span};

/// How many tokens before "both sides" the two may be named.
const PAIR_REACH: u32 = 120;

/// Makes the cast from the chains.
pub(super) fn cast(article: &Article, doc: &Doc, lexicon: &Lexicon, readings: &Readings, chains: Chains) -> Cast {
    let (list, _) = chains.chains();
    let mentions = chains.mentions().len();
    let cast =
        Cast { article: article.id.clone(), chains, actor_of: IndexVec::from(vec![None; mentions]), ..Cast::default() };
    let mut casting = Casting { doc, lexicon, readings, context: Context::new(readings), cast };
    for chain in &list {
        if let Some(actor) = casting.actor_of_chain(chain) {
            casting.note(chain, actor);
        }
    }
    casting.place_pairs();
    casting.place_seconds();
    represents::link(&mut casting, &list);
    let mut cast = casting.cast;
    cast.index(doc);
    cast
}

/// Returns id and name of an organ of a country.
fn organ_of(organ: &Entry, country: &Entry) -> (String, String) {
    let code = country.code.as_deref().unwrap_or("").to_lowercase();
    // "us-senate", "US Senate": the part that every country has.
    let own =
        organ.id.strip_prefix("org:").and_then(|id| id.split_once('-')).map_or(organ.id.as_str(), |(_, rest)| rest);
    let plain = organ.name.strip_prefix("US ").or(organ.name.strip_prefix("British ")).unwrap_or(&organ.name);
    (format!("org:{code}-{own}"), format!("{} {plain}", country.note.as_deref().unwrap_or(&country.name)))
}

/// The work of casting one article.
pub(super) struct Casting<'a> {
    pub(super) doc: &'a Doc,
    pub(super) lexicon: &'a Lexicon,
    pub(super) readings: &'a Readings,
    pub(super) context: Context,
    pub(super) cast: Cast,
}

impl Casting<'_> {
    /// Returns the actor of an entry, adding it and those above it.
    pub(super) fn actor_of_entry(&mut self, entry: EntryId, of: Option<EntryId>) -> ActorId {
        let lexicon = self.lexicon;
        let known = lexicon.entry(entry);
        // "The Supreme Court" of a country whose court the lexicon knows by itself.
        if let Some(own) = of.and_then(|of| lexicon.by_id(&organ_of(known, lexicon.entry(of)).0))
            && own != entry
        {
            return self.actor_of_entry(own, None);
        }
        let above = of.or(known.above).map(|a| self.actor_of_entry(a, None));
        let (id, name) = match (known.generic, of.map(|o| lexicon.entry(o))) {
            (_, Some(country)) => organ_of(known, country),
            (true, None) => (format!("group:{}/{}", self.cast.article, known.id), known.name.clone()),
            _ => (known.id.clone(), known.name.clone()),
        };
        let kind = if known.generic && of.is_none() { ActorKind::Group } else { known.kind };
        let actor = self.cast.add(Actor {
            code: known.code.clone(),
            sector: known.sector.clone(),
            confidence: match () {
                () if self.readings.unsure.contains(&entry) => 0.5,
                () if known.generic || of.is_some() => 0.8,
                () => 0.95,
            },
            ..blank(id, name, kind)
        });
        let Some(above) = above.filter(|&a| a != actor) else { return actor };
        let noted = &mut self.cast.actors[actor];
        if known.kind != ActorKind::Person {
            if !noted.part_of.contains(&above) {
                noted.part_of.push(above);
            }
        } else if self.context.day.is_some_and(|day| known.holds_on(day))
            && noted.represents.iter().all(|m| m.of != above)
        {
            // Without a date nobody knows whether the office is still, or already, the person's.
            let mandate = Mandate { of: above, role: known.note.clone(), basis: Basis::Lexicon, shown: None };
            noted.represents.push(mandate);
        }
        actor
    }

    fn actor_of_chain(&mut self, chain: &[MentionId]) -> Option<ActorId> {
        let mention = |id: MentionId| self.cast.chains.mention(id);
        if let Some(referent) = chain.iter().find_map(|&id| mention(id).known) {
            let referent = self.readings.referents.get(referent as usize).copied()?;
            let place = self.lexicon.entry(referent.entry).place;
            return (!place).then(|| self.actor_of_entry(referent.entry, referent.of));
        }
        let names = chain.iter().filter(|&&id| mention(id).form == Form::Name && !mention(id).name.is_empty());
        if let Some(&longest) = names.max_by_key(|&&id| (mention(id).name.len(), std::cmp::Reverse(id))) {
            let profile = self.cast.chains.profile(longest);
            return self.named(longest, profile.sort, profile.gender);
        }
        let nominal = chain.iter().copied().find(|&id| mention(id).form == Form::Nominal)?;
        self.nominal(nominal)
    }

    /// Returns the actor of a name that stands in no table of names.
    fn named(&mut self, id: MentionId, sort: Sort, gender: Gender) -> Option<ActorId> {
        let words = self.cast.chains.mention(id).name;
        let name = name_text(self.doc, words);
        let last = self.doc.lower(TokenId(words.end - 1));
        let sort = if words.len() > 1 && self.lexicon.is("company-ending", last) { Sort::Body } else { sort };
        let says_nothing = self.says_nothing(words);
        let (kind, prefix) = match sort {
            // The two of them are placed as a pair.
            Sort::Person | Sort::Body if name == "Koreas" => return None,
            Sort::Person => {
                let day = self.context.day;
                let plain = without_initials(&name);
                let by_surname =
                    || if words.len() == 1 { self.lexicon.person_by_surname(&name, gender, day) } else { None };
                if let Some(person) =
                    self.lexicon.person(&name, day).or_else(|| self.lexicon.person(&plain, day)).or_else(by_surname)
                {
                    return Some(self.actor_of_entry(person, None));
                }
                if says_nothing {
                    return None;
                }
                (ActorKind::Person, "person")
            }
            Sort::Body if says_nothing => return None,
            Sort::Body => (ActorKind::Organization, "org"),
            Sort::People => return Some(self.cast.group(&name, None)),
            _ => return None,
        };
        let confidence = if words.len() > 1 { 0.85 } else { 0.7 };
        let key = if kind == ActorKind::Person { slug(&without_initials(&name)) } else { slug(&name) };
        Some(self.cast.add(Actor { confidence, ..blank(format!("{prefix}:{key}"), name, kind) }))
    }

    /// Tells whether a name is the rest of one ("Corp", "P.") or a word that looks like one ("May").
    fn says_nothing(&self, words: Span<TokenId>) -> bool {
        let nothing = |token: TokenId| {
            let letters = self.doc.word(token).chars().filter(|c| c.is_alphanumeric()).count();
            letters < 2 || self.lexicon.is("no-name-alone", self.doc.lower(token))
        };
        self.doc.ids(words).all(nothing)
    }

    /// Returns the actor of a chain without a name.
    fn nominal(&mut self, id: MentionId) -> Option<ActorId> {
        let mention = self.cast.chains.mention(id).clone();
        let base = base_form(self.doc, mention.head);
        if mention.number == Number::Plural && self.lexicon.is("counted-in-pairs", base) && self.is_pair(mention.span) {
            return None;
        }
        let lexicon = self.lexicon;
        let group = lexicon.group(base).or_else(|| lexicon.group(self.doc.lower(mention.head)));
        match group.map(|g| (g.stands_for, g.country)) {
            Some((StandsFor::State, default))
                if mention.number == Number::Singular || lexicon.group(base).is_none() =>
            {
                if let Some(country) = self.state(id, &mention, default) {
                    return Some(self.actor_of_entry(country, None));
                }
            }
            Some((StandsFor::Country, _)) => {
                let bare = mention.number == Number::Singular
                    && is_definite(self.doc, mention.span)
                    && mention.span.len() == 2;
                let country = self.context.country_at(mention.head).filter(|_| bare)?;
                return Some(self.actor_of_entry(country, None));
            }
            Some((StandsFor::Half, _)) => {
                let after_the = mention.head.0 > 0 && self.doc.lower(TokenId(mention.head.0 - 1)) == "the";
                let capital = self.doc.word(mention.head).starts_with(char::is_uppercase);
                let country = self.context.half(self.lexicon, base == "north").filter(|_| after_the && capital)?;
                return Some(self.actor_of_entry(country, None));
            }
            _ => {}
        }
        let sector = self.title_of(mention.head).map(|t| &t.sector).or(group.map(|g| &g.sector));
        let sector = sector.filter(|s| !s.is_empty()).cloned();
        let nation = self.nation(id);
        let group = self.cast.group(&group_name(self.doc, mention.span), sector);
        let noted = &mut self.cast.actors[group];
        if let Some(nation) = nation.filter(|_| noted.code.is_none()) {
            noted.code = Some(nation + noted.sector.as_deref().unwrap_or_default());
        }
        Some(group)
    }

    /// Returns the code of the country that people are said to be of: "Palestinian gunmen".
    ///
    /// In an article that is about one country only, people of whom nothing is said are of that country.
    fn nation(&self, id: MentionId) -> Option<String> {
        let code = |entry: EntryId| self.lexicon.entry(entry).code.as_deref();
        let Some(above) = name_above(self.doc, &self.cast.chains, id, true) else {
            return self.readings.only.and_then(code).map(str::to_owned);
        };
        if let Some(country) = self.country_of_mention(above) {
            return code(country).map(str::to_owned);
        }
        // A body's code begins with its country's, or with what kind of body it is.
        let referent = self.readings.referents.get(self.cast.chains.mention(above).known? as usize)?;
        code(referent.entry).and_then(|code| code.get(..3)).map(str::to_owned)
    }

    /// Returns what the noun of a role tells, with the word before it where the two together are a role ("attorney general").
    fn title_of(&self, noun: TokenId) -> Option<&Title> {
        let base = base_form(self.doc, noun);
        let before = noun.0.checked_sub(1).map(|i| self.doc.lower(TokenId(i)));
        let both = before.and_then(|word| self.lexicon.title(&format!("{word} {base}")));
        both.or_else(|| self.lexicon.title(base))
    }

    /// Returns the country that "the government", "the US side", "the Reagan administration" stands for.
    fn state(&self, id: MentionId, mention: &Mention, default: Option<EntryId>) -> Option<EntryId> {
        if let Some(above) = name_above(self.doc, &self.cast.chains, id, true) {
            let person = self.cast.actor_of[above]
                .and_then(|a| self.cast.actors[a].represents.first())
                .map(|mandate| mandate.of);
            let of_person = person.and_then(|c| self.lexicon.by_id(&self.cast.actors[c].id));
            return self.country_of_mention(above).or(of_person).or(default);
        }
        let definite = is_definite(self.doc, mention.span);
        default.or_else(|| self.context.country_at(mention.head).filter(|_| definite))
    }

    /// Tells whether a noun phrase counts two: "both sides", "the two countries".
    fn is_pair(&self, span: Span<TokenId>) -> bool {
        self.doc.ids(span).any(|t| matches!(self.doc.lower(t), "two" | "both"))
    }

    /// Places "both sides", "the two Koreas" with the two actors that they stand for.
    fn place_pairs(&mut self) {
        for id in self.cast.chains.mentions().ids() {
            let mention = self.cast.chains.mention(id).clone();
            let plural = mention.form == Form::Nominal && mention.number == Number::Plural;
            let koreas = self.doc.word(mention.head) == "Koreas";
            if !koreas && (!plural || self.cast.actor_of[id].is_some() || !self.is_pair(mention.span)) {
                continue;
            }
            let halves = || Some([self.context.half(self.lexicon, true)?, self.context.half(self.lexicon, false)?]);
            let pair = if koreas { halves() } else { self.context.pair_before(mention.head, PAIR_REACH) };
            for country in pair.into_iter().flatten() {
                let actor = self.actor_of_entry(country, None);
                self.cast.several.push((mention.head, actor));
                self.cast.actors[actor].mentions.push(self.doc.bytes(mention.span));
            }
        }
    }

    /// Places the second country of words that name two.
    fn place_seconds(&mut self) {
        for &(token, country) in &self.readings.second {
            let actor = self.actor_of_entry(country, None);
            self.cast.several.push((token, actor));
            self.cast.actors[actor].mentions.push(self.doc.token(token).span);
        }
    }

    /// Returns the country that a mention names, or whose organ it names.
    pub(super) fn country_of_mention(&self, id: MentionId) -> Option<EntryId> {
        let referent = self.readings.referents.get(self.cast.chains.mention(id).known? as usize)?;
        let entry = self.lexicon.entry(referent.entry);
        if entry.kind == ActorKind::Country { Some(referent.entry) } else { referent.of.or(entry.above) }
    }

    /// Notes which mentions refer to an actor, and under which names.
    fn note(&mut self, chain: &[MentionId], actor: ActorId) {
        for &id in chain {
            let mention = self.cast.chains.mention(id);
            let span = self.doc.bytes(mention.span);
            let (form, name, whole) = (mention.form, mention.name, mention.span);
            let silent = form == Form::Pronoun || mention.adjective;
            self.cast.actor_of[id] = Some(actor);
            let noted = &mut self.cast.actors[actor];
            noted.mentions.push(span);
            if silent {
                continue;
            }
            // A bare noun ("chairman") is no name.
            if form == Form::Nominal && whole.len() < 2 {
                continue;
            }
            for part in [name, whole] {
                let text = name_text(self.doc, part);
                if !text.is_empty() && text != noted.name && !noted.aliases.contains(&text) {
                    noted.aliases.push(text);
                }
            }
        }
    }
}

/// Returns an actor of which only id, name and kind are known.
pub(super) fn blank(id: String, name: String, kind: ActorKind) -> Actor {
    Actor {
        id,
        name,
        kind,
        code: None,
        sector: None,
        aliases: Vec::new(),
        represents: Vec::new(),
        part_of: Vec::new(),
        mentions: Vec::new(),
        confidence: 0.6,
    }
}

fn is_definite(doc: &Doc, span: Span<TokenId>) -> bool {
    matches!(doc.lower(TokenId(span.start)), "the" | "this" | "that" | "its" | "his" | "her")
}

/// Returns a name as the text has it, white space evened out.
pub(super) fn name_text(doc: &Doc, span: Span<TokenId>) -> String {
    if span.is_empty() {
        return String::new();
    }
    doc.text_of(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that do not make another group of one: "senior US officials" and "US officials".
const VAGUE: &[&str] = &[
    "senior", "top", "some", "several", "many", "key", "leading", "few", "various", "certain", "numerous", "number",
    "of",
];

/// Returns a group's name without words that do not tell it from others.
pub(super) fn without_vague(name: &str) -> String {
    let vague = |w: &str| VAGUE.contains(&w.to_lowercase().as_str()) || w.starts_with(|c: char| c.is_ascii_digit());
    let kept: Vec<&str> = name.split(' ').filter(|w| !vague(w)).collect();
    if kept.is_empty() { name.to_owned() } else { kept.join(" ") }
}

/// Returns a person's name without initials in the middle: one article prints them, another does not.
fn without_initials(name: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    let last = words.len().saturating_sub(1);
    let junior = |i: usize, w: &str| i == last && matches!(w, "Jr." | "Jr" | "Sr." | "Sr");
    let words: Vec<&str> = words.into_iter().enumerate().filter(|&(i, w)| !junior(i, w)).map(|(_, w)| w).collect();
    let last = words.len().saturating_sub(1);
    let initial = |w: &str| w.len() == 2 && w.ends_with('.') || w.len() == 1;
    let kept = words.iter().enumerate().filter(|&(i, w)| i == 0 || i == last || !initial(w));
    kept.map(|(_, w)| *w).collect::<Vec<_>>().join(" ")
}

/// Returns the name of a group: its noun phrase without article and other small words before it.
pub(super) fn group_name(doc: &Doc, span: Span<TokenId>) -> String {
    let small = |t: &TokenId| {
        let pos = matches!(
            doc.pos(*t),
            Pos::Det | Pos::Pron | Pos::Adv | Pos::Cconj | Pos::Adp | Pos::Sconj | Pos::Punct | Pos::Space | Pos::Intj
        );
        pos && t.0 + 1 < span.end
    };
    let skip = doc.ids(span).take_while(small).count() as u32;
    name_text(doc, Span::new(span.start + skip, span.end))
}

/// Returns a name in the form that ids have: lower-case words of letters and digits with hyphens between.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '.' | '\'' | '’')) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}
