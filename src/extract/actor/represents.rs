//! For whom persons and groups speak.

use super::casting::Casting;
use crate::extract::fact::{ActorId, ActorKind, Basis, Mandate};
use crate::extract::lexicon::{StandsFor, Title};
use crate::nlp::coref::{ChainId, Form, Mention, MentionId, Number, base_form, name_above};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::{IndexVec, Span};

/// Returns the words of a role: the noun with what stands before it, and "of State" between it and a name; without the
/// country.
fn role(doc: &Doc, noun: TokenId, mention: &Mention, taken: Option<Span<TokenId>>) -> String {
    let start = mention.span.start;
    let from = taken.filter(|t| t.end <= noun.0 && t.start >= start).map_or(start, |t| t.end);
    let behind = mention.form == Form::Name && taken.is_none_or(|t| t.end <= noun.0) && noun.0 + 1 < mention.name.start;
    let end = if behind && doc.lower(TokenId(noun.0 + 1)) == "of" { mention.name.start } else { noun.0 + 1 };
    let word = |t: &TokenId| !matches!(doc.pos(*t), Pos::Det | Pos::Part | Pos::Punct | Pos::Pron | Pos::Space);
    let words = doc.ids(Span::new(from, end)).filter(word);
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
            if let Some(mandate) = speaks_for(casting, id).filter(|m| m.of != actor) {
                add(&mut casting.cast.actors[actor].represents, mandate);
            }
        }
    }
    let all: Vec<ActorId> = casting.cast.actors.ids().collect();
    for actor in all {
        speak_for_more(casting, actor);
    }
}

/// Adds a mandate to those known; what the text says goes before what is known or guessed.
fn add(known: &mut Vec<Mandate>, new: Mandate) {
    match known.iter_mut().find(|m| m.of == new.of) {
        Some(old) => {
            // "The secretary" later on does not shorten "secretary of state".
            let fuller = |a: &String, b: &String| if b.starts_with(a.as_str()) { b.clone() } else { a.clone() };
            let role = match (&old.role, &new.role) {
                (Some(a), Some(b)) if new.basis < old.basis => Some(fuller(b, a)),
                (Some(a), Some(b)) => Some(fuller(a, b)),
                (a, b) => a.clone().or_else(|| b.clone()),
            };
            if new.basis < old.basis {
                *old = new;
            }
            old.role = role;
        }
        None => known.push(new),
    }
}

/// Adds whom an actor speaks for by way of another: the country of an organ of state, the candidate of a campaign.
fn speak_for_more(casting: &mut Casting<'_>, actor: ActorId) {
    let actors = &casting.cast.actors;
    let mut more: Vec<Mandate> = Vec::new();
    for mandate in &actors[actor].represents {
        let above = &actors[mandate.of];
        let by_way = |of: ActorId| Mandate { of, role: None, ..mandate.clone() };
        if above.kind == ActorKind::Organization && matches!(above.sector.as_deref(), Some("GOV" | "MIL")) {
            more.extend(above.part_of.iter().filter(|&&c| actors[c].kind == ActorKind::Country).map(|&c| by_way(c)));
        } else if above.kind == ActorKind::Group {
            more.extend(above.represents.iter().map(|m| by_way(m.of)));
        }
    }
    for mandate in more.into_iter().filter(|m| m.of != actor) {
        let known = &mut casting.cast.actors[actor].represents;
        if known.iter().all(|m| m.of != mandate.of) {
            known.push(mandate);
        }
    }
}

/// Returns for whom the bearer of a mention's title or noun speaks, and as what.
fn speaks_for(casting: &mut Casting<'_>, id: MentionId) -> Option<Mandate> {
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
    let people = casting.lexicon.is("sent", base)
        || title.is_some_and(|t| matches!(t.class.as_str(), "spokesperson" | "adviser" | "lawyer"));
    let sent = casting.lexicon.is("sent", base)
        || casting.lexicon.group(base).is_some_and(|g| g.stands_for == StandsFor::Organ);
    if !title.map_or(sent, |t| t.speaks) {
        return None;
    }
    let above = name_above(doc, &casting.cast.chains, id, people);
    let taken = above.map(|m| casting.cast.chains.mention(m).span);
    let role = role(doc, noun, &mention, taken);
    let shown = Some(doc.bytes(mention.span));
    let named = Some(role.clone()).filter(|r| !r.is_empty());
    if let Some(of) = above.and_then(|above| casting.cast.actor_of[above]) {
        return Some(Mandate { of, role: named, basis: Basis::Text, shown });
    }
    if above.is_some() {
        return None;
    }
    let of_office = casting.lexicon.country_of_office(&office(doc, noun, &role)).map(|c| (c, Basis::Text));
    let (country, basis) =
        of_office.or_else(|| home_of(casting, &mention, title?).map(|country| (country, Basis::Context)))?;
    let of = casting.actor_of_entry(country, None);
    Some(Mandate { of, role: named, basis, shown })
}

/// Returns the country of an officer of state of whom the text does not say whose: the one the article is about.
fn home_of(casting: &Casting<'_>, mention: &Mention, title: &Title) -> Option<crate::extract::lexicon::EntryId> {
    let state = matches!(title.class.as_str(), "leader" | "minister" | "governor") && title.sector == "GOV";
    let first = casting.doc.lower(TokenId(mention.span.start));
    let definite = mention.form == Form::Name || first == "the";
    // "The ministers" may be those of several countries.
    let one = mention.number == Number::Singular;
    if !state || !definite || !one || title.class == "governor" {
        return None;
    }
    casting.context.home
}

/// Returns the body that a name is said to be of by a possessive alone: "the Herald's Ada Hall".
fn employer(casting: &Casting<'_>, id: MentionId) -> Option<Mandate> {
    let mention = casting.cast.chains.mention(id);
    let (head, shown) = (mention.head, Some(casting.doc.bytes(mention.span)));
    let owner = casting.doc.child(head, &[Dep::Poss])?;
    let of = casting.cast.chains.mention_at(owner).and_then(|m| casting.cast.actor_of[m])?;
    let body = casting.cast.actors[of].kind == ActorKind::Organization;
    body.then_some(Mandate { of, role: None, basis: Basis::Text, shown })
}
