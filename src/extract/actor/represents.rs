//! For whom persons and groups speak.

use super::casting::Casting;
use crate::extract::fact::{ActorId, ActorKind};
use crate::nlp::coref::{ChainId, Form, MentionId, Sort, base_form};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::{IndexVec, Span};

/// Returns the mention that a noun phrase is said to be of: "US officials", "spokesman for the ministry".
pub(super) fn above(casting: &Casting<'_>, id: MentionId) -> Option<MentionId> {
    let chains = &casting.cast.chains;
    let doc = casting.doc;
    let mention = chains.mention(id);
    let noun = mention.title.unwrap_or(mention.head);
    let end = mention.title.map_or(mention.head.0, |t| t.0);
    let named = |t: TokenId| {
        let other = chains.mention_at(t).filter(|&m| m != id)?;
        let m = chains.mention(other);
        (m.form == Form::Name && matches!(m.sort, Sort::Country | Sort::Body | Sort::People)).then_some(other)
    };
    let before = doc.ids(Span::new(mention.span.start, end)).rev().find_map(named);
    before.or_else(|| {
        let prepositions = doc
            .children_by(noun, &[Dep::Prep])
            .filter(|&p| matches!(doc.lower(p), "for" | "of" | "at" | "with" | "from" | "in"));
        prepositions.filter_map(|p| doc.child(p, &[Dep::Pobj])).find_map(named)
    })
}

/// Returns the words of a role: the noun and what stands before it, without the country.
fn role(doc: &Doc, noun: TokenId, start: u32, taken: Option<Span<TokenId>>) -> String {
    let from = taken.filter(|t| t.end <= noun.0).map_or(start, |t| t.end);
    let words = doc
        .ids(Span::new(from, noun.0 + 1))
        .filter(|&t| !matches!(doc.pos(t), Pos::Det | Pos::Part | Pos::Punct | Pos::Pron | Pos::Space));
    words.map(|t| doc.lower(t)).collect::<Vec<_>>().join(" ")
}

/// Links persons and groups with whom they speak for.
pub(super) fn link(casting: &mut Casting<'_>, chains: &IndexVec<ChainId, Vec<MentionId>>) {
    for chain in chains {
        let Some(actor) = chain.first().and_then(|&id| casting.cast.actor_of[id]) else { continue };
        if !matches!(casting.cast.actors[actor].kind, ActorKind::Person | ActorKind::Group) {
            continue;
        }
        for &id in chain {
            if let Some((above, role)) = speaks_for(casting, id) {
                let known = &mut casting.cast.actors[actor].represents;
                if above != actor && known.iter().all(|(a, _)| *a != above) {
                    known.push((above, Some(role).filter(|r| !r.is_empty())));
                }
            }
        }
    }
}

/// Returns for whom the bearer of a mention's title or noun speaks, and as what.
fn speaks_for(casting: &Casting<'_>, id: MentionId) -> Option<(ActorId, String)> {
    let mention = casting.cast.chains.mention(id);
    let noun = match mention.form {
        Form::Name => mention.title?,
        Form::Nominal => mention.head,
        Form::Pronoun => return None,
    };
    let title = casting.lexicon.title(base_form(casting.doc, noun))?;
    if !title.speaks {
        return None;
    }
    let above = above(casting, id);
    let taken = above.map(|m| casting.cast.chains.mention(m).span);
    let actor = match above {
        Some(above) => casting.cast.actor_of[above]?,
        None if title.sector == "GOV" && mention.form == Form::Name => {
            let home = casting.context.home?;
            *casting.cast.by_id.get(&casting.lexicon.entry(home).id)?
        }
        None => return None,
    };
    Some((actor, role(casting.doc, noun, mention.span.start, taken)))
}
