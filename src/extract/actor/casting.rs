//! A chain becomes an actor: a known one, a named one, or a group of the article.

use super::context::Context;
use super::reading::Readings;
use super::{Cast, represents};
use crate::extract::fact::{Actor, ActorId, ActorKind};
use crate::extract::lexicon::{EntryId, Lexicon, StandsFor};
use crate::ingest::Article;
use crate::nlp::coref::{Chains, Form, MentionId, Sort, base_form};
use crate::nlp::{Doc, Pos, TokenId};
use crate::text::{IndexVec, Span};

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
    represents::link(&mut casting, &list);
    let mut cast = casting.cast;
    cast.index(doc);
    cast
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
        let above = of.or(known.above).map(|a| self.actor_of_entry(a, None));
        let (id, name) = match (known.generic, of.map(|o| lexicon.entry(o))) {
            (true, Some(country)) => {
                let code = country.code.as_deref().unwrap_or("").to_lowercase();
                (
                    format!("org:{code}-{}", known.id),
                    format!("{} {}", country.note.as_deref().unwrap_or(&country.name), known.name),
                )
            }
            (true, None) => (format!("group:{}/{}", self.cast.article, known.id), known.name.clone()),
            _ => (known.id.clone(), known.name.clone()),
        };
        let actor = Actor {
            kind: if known.generic && of.is_none() { ActorKind::Group } else { known.kind },
            id,
            name,
            code: known.code.clone(),
            sector: known.sector.clone(),
            aliases: Vec::new(),
            represents: Vec::new(),
            part_of: Vec::new(),
            mentions: Vec::new(),
            confidence: if known.generic { 0.8 } else { 0.95 },
        };
        let actor = self.cast.add(actor);
        if let Some(above) = above.filter(|&a| a != actor) {
            match known.kind {
                ActorKind::Person if self.cast.actors[actor].represents.iter().all(|(a, _)| *a != above) => {
                    self.cast.actors[actor].represents.push((above, known.note.clone()));
                }
                _ if !self.cast.actors[actor].part_of.contains(&above) => self.cast.actors[actor].part_of.push(above),
                _ => {}
            }
        }
        actor
    }

    fn actor_of_chain(&mut self, chain: &[MentionId]) -> Option<ActorId> {
        let mention = |id: MentionId| self.cast.chains.mention(id);
        if let Some(referent) = chain.iter().find_map(|&id| mention(id).known) {
            let referent = self.readings.referents.get(referent as usize).copied()?;
            return Some(self.actor_of_entry(referent.entry, referent.of));
        }
        let names = chain.iter().filter(|&&id| mention(id).form == Form::Name && !mention(id).name.is_empty());
        if let Some(&longest) = names.max_by_key(|&&id| (mention(id).name.len(), std::cmp::Reverse(id))) {
            return self.named(longest);
        }
        let nominal = chain.iter().copied().find(|&id| mention(id).form == Form::Nominal)?;
        self.nominal(nominal)
    }

    /// Returns the actor of a name that the lexicon does not know.
    fn named(&mut self, id: MentionId) -> Option<ActorId> {
        let mention = self.cast.chains.mention(id).clone();
        let (kind, prefix, sector) = match mention.sort {
            Sort::Person => (ActorKind::Person, "person", None),
            Sort::Body => (ActorKind::Organization, "org", None),
            Sort::People => return Some(self.cast.group(self.doc.text_of(mention.name), None)),
            _ => return None,
        };
        let name = name_text(self.doc, mention.name);
        Some(self.cast.add(Actor {
            id: format!("{prefix}:{}", slug(&name)),
            name,
            kind,
            code: None,
            sector,
            aliases: Vec::new(),
            represents: Vec::new(),
            part_of: Vec::new(),
            mentions: Vec::new(),
            confidence: if mention.name.len() > 1 { 0.85 } else { 0.7 },
        }))
    }

    /// Returns the actor of a chain without a name.
    fn nominal(&mut self, id: MentionId) -> Option<ActorId> {
        let mention = self.cast.chains.mention(id).clone();
        let base = base_form(self.doc, mention.head);
        let country = represents::above(self, id).and_then(|m| self.country_of_mention(m));
        if let Some(group) = self.lexicon.group(base).cloned() {
            match group.stands_for {
                StandsFor::State => {
                    if let Some(country) = country.or(self.context.home) {
                        return Some(self.actor_of_entry(country, None));
                    }
                }
                StandsFor::Country if mention.number == crate::nlp::coref::Number::Singular => {
                    if let Some(country) = self.context.home.filter(|_| is_definite(self.doc, mention.span)) {
                        return Some(self.actor_of_entry(country, None));
                    }
                    return None;
                }
                StandsFor::Half => return None,
                _ => {}
            }
        }
        let sector = self
            .lexicon
            .title(base)
            .map(|t| t.sector.clone())
            .or_else(|| self.lexicon.group(base).map(|g| g.sector.clone()));
        Some(self.cast.group(&group_name(self.doc, mention.span), sector.filter(|s| !s.is_empty())))
    }

    /// Returns the country that a mention names or stands for.
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
            let (form, adjective, name, whole) = (mention.form, mention.adjective, mention.name, mention.span);
            self.cast.actor_of[id] = Some(actor);
            let noted = &mut self.cast.actors[actor];
            if !noted.mentions.contains(&span) {
                noted.mentions.push(span);
            }
            if form == Form::Pronoun || adjective {
                continue;
            }
            for part in [name, whole] {
                let text = name_text(self.doc, part);
                if !text.is_empty() && text != noted.name && !noted.aliases.contains(&text) {
                    noted.aliases.push(text);
                }
            }
        }
        self.cast.actors[actor].mentions.sort();
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

/// Returns the name of a group: its noun phrase without article.
pub(super) fn group_name(doc: &Doc, span: Span<TokenId>) -> String {
    let skip = doc.ids(span).take_while(|&t| doc.pos(t) == Pos::Det && t.0 + 1 < span.end).count() as u32;
    name_text(doc, Span::new(span.start + skip, span.end))
}

/// Returns a name in the form that ids have: lower-case words of letters and digits with hyphens between.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if matches!(c, '.' | '\'' | '’') {
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}
