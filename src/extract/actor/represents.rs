//! For whom persons and groups speak.

use super::casting::Casting;
use crate::extract::fact::{ActorId, ActorKind};
use crate::extract::lexicon::{StandsFor, Title};
use crate::nlp::coref::{ChainId, Form, MentionId, base_form, name_above};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::{IndexVec, Span};

/// Collective nouns for people who act for whom they are of.
const SENT: &[&str] = &[
    "delegation",
    "team",
    "mission",
    "office",
    "campaign",
    "camp",
    "entourage",
    "staff",
    "committee",
    "leadership",
    "command",
    "taskforce",
];

/// Returns the words of a role: the noun with what stands before and behind it, without the country.
fn role(doc: &Doc, noun: TokenId, start: u32, taken: Option<Span<TokenId>>) -> String {
    let from = taken.filter(|t| t.end <= noun.0 && t.start >= start).map_or(start, |t| t.end);
    let word = |t: &TokenId| !matches!(doc.pos(*t), Pos::Det | Pos::Part | Pos::Punct | Pos::Pron | Pos::Space);
    let words = doc.ids(Span::new(from, noun.0 + 1)).filter(word);
    words.map(|t| doc.lower(t)).collect::<Vec<_>>().join(" ")
}

/// Returns the words of an office with what is "of" it: "secretary of state".
fn office(doc: &Doc, noun: TokenId, role: &str) -> String {
    let behind = doc.ids(Span::new(noun.0 + 1, (noun.0 + 5).min(doc.sentence_of(noun).end)));
    let words: Vec<&str> = behind.map(|t| doc.lower(t)).take_while(|w| w.chars().all(char::is_alphanumeric)).collect();
    match words.first() {
        Some(&"of") => format!("{role} {}", words.join(" ")),
        _ => role.to_owned(),
    }
}

/// Links persons and groups with whom they speak for.
pub(super) fn link(casting: &mut Casting<'_>, chains: &IndexVec<ChainId, Vec<MentionId>>) {
    for chain in chains {
        let Some(actor) = chain.first().and_then(|&id| casting.cast.actor_of[id]) else { continue };
        if !matches!(casting.cast.actors[actor].kind, ActorKind::Person | ActorKind::Group) {
            continue;
        }
        for &id in chain {
            let Some((above, role)) = speaks_for(casting, id) else { continue };
            let known = &mut casting.cast.actors[actor].represents;
            let role = Some(role).filter(|r| !r.is_empty());
            match known.iter_mut().find(|(a, _)| *a == above) {
                Some((_, old)) => *old = old.take().or(role),
                None if above != actor => known.push((above, role)),
                None => {}
            }
        }
    }
    let all: Vec<ActorId> = casting.cast.actors.ids().collect();
    for actor in all {
        speak_for_more(casting, actor);
    }
}

/// Adds whom an actor speaks for by way of another: the country of an organ of state, the candidate of a campaign.
fn speak_for_more(casting: &mut Casting<'_>, actor: ActorId) {
    let actors = &casting.cast.actors;
    let mut more: Vec<ActorId> = Vec::new();
    for above in actors[actor].represents.iter().map(|(above, _)| &actors[*above]) {
        if above.kind == ActorKind::Organization && matches!(above.sector.as_deref(), Some("GOV" | "MIL")) {
            more.extend(above.part_of.iter().filter(|&&c| actors[c].kind == ActorKind::Country));
        } else if above.kind == ActorKind::Group {
            more.extend(above.represents.iter().map(|(a, _)| *a));
        }
    }
    for above in more {
        let known = &mut casting.cast.actors[actor].represents;
        if above != actor && known.iter().all(|(a, _)| *a != above) {
            known.push((above, None));
        }
    }
}

/// Returns for whom the bearer of a mention's title or noun speaks, and as what.
fn speaks_for(casting: &mut Casting<'_>, id: MentionId) -> Option<(ActorId, String)> {
    let doc = casting.doc;
    let mention = casting.cast.chains.mention(id).clone();
    let noun = match mention.form {
        Form::Name => match mention.title {
            Some(title) => title,
            None => return employer(casting, id),
        },
        Form::Nominal => mention.head,
        Form::Pronoun => return None,
    };
    let base = base_form(doc, noun);
    let title = casting.lexicon.title(base).or_else(|| casting.lexicon.title(doc.lower(noun)));
    let people = SENT.contains(&base)
        || title.is_some_and(|t| matches!(t.class.as_str(), "spokesperson" | "adviser" | "lawyer"));
    let sent = SENT.contains(&base) || casting.lexicon.group(base).is_some_and(|g| g.stands_for == StandsFor::Organ);
    if !title.map_or(sent, |t| t.speaks) {
        return None;
    }
    let above = name_above(doc, &casting.cast.chains, id, people);
    let taken = above.map(|m| casting.cast.chains.mention(m).span);
    let role = role(doc, noun, mention.span.start, taken);
    if let Some(actor) = above.and_then(|above| casting.cast.actor_of[above]) {
        return Some((actor, role));
    }
    if above.is_some() {
        return None;
    }
    let country =
        casting.lexicon.country_of_office(&office(doc, noun, &role)).or_else(|| home_of(casting, &mention, title?))?;
    let actor = casting.actor_of_entry(country, None);
    Some((actor, role))
}

/// Returns the country of an officer of state of whom the text does not say whose: the one the article is about.
fn home_of(
    casting: &Casting<'_>,
    mention: &crate::nlp::coref::Mention,
    title: &Title,
) -> Option<crate::extract::lexicon::EntryId> {
    let state = matches!(title.class.as_str(), "leader" | "minister" | "governor") && title.sector == "GOV";
    let first = casting.doc.lower(TokenId(mention.span.start));
    let definite = mention.form == Form::Name || first == "the";
    if !state || !definite || title.class == "governor" {
        return None;
    }
    casting.context.home
}

/// Returns the body that a name is said to be of by a possessive alone: "the Herald's Ada Hall".
fn employer(casting: &Casting<'_>, id: MentionId) -> Option<(ActorId, String)> {
    let head = casting.cast.chains.mention(id).head;
    let owner = casting.doc.child(head, &[Dep::Poss])?;
    let actor = casting.cast.chains.mention_at(owner).and_then(|m| casting.cast.actor_of[m])?;
    (casting.cast.actors[actor].kind == ActorKind::Organization).then(|| (actor, String::new()))
}
