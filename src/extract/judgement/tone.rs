//! Blame that no construction shows: a harsh word in a quotation that nothing takes back.
//!
//! It falls on the other actor whom the quotation names nearest; where it names nobody, only what a clause says of its
//! subject is blame ("just unacceptable"), not what it mentions.

use super::bearer::{Bearer, others};
use super::verdict::{Kind, Verdict};
use super::worth::{Scale, Worth};
use crate::extract::attribution::Attribution;
use crate::extract::fact::{ActorId, ActorKind};
use crate::extract::frame;
use crate::extract::reading::Reading;
use crate::extract::rule::Context;
use crate::nlp::{Dep, Pos, TokenId};

/// Returns the blame that lies in one word of a quotation, whomever it falls on.
pub(super) fn harsh(reading: &Reading<'_>, token: TokenId) -> Option<Verdict> {
    let doc = reading.doc;
    let scale = Scale { reading, doc };
    let blames = match doc.pos(token) {
        Pos::Adj | Pos::Noun => scale.own_worth(token) == Some(Worth::Bad) && !scale.is(token, "grim"),
        Pos::Adv => scale.is(token, "badly") && !scale.is(token, "grim"),
        _ => false,
    };
    let denied = |t: TokenId| frame::is_negated(doc, t);
    let taken_back = denied(token) || scale.is_none(token) || denied(doc.head(token)) || scale.is_none(doc.head(token));
    // "My disgust" is no reproach, nor what is told of the speaker.
    let own = doc.children_by(token, &[Dep::Poss]).any(|p| reading.is_speaker(p) || doc.lower(p) == "my");
    let of_speaker = frame::subject(doc, doc.head(token)).is_some_and(|s| reading.is_speaker(s));
    let stands = blames && reading.is_quoted(token) && !taken_back && !own && !of_speaker;
    stands.then_some(Verdict { kind: Kind::Blame, head: token, bearer: Bearer::Deed })
}

/// Tells whether a word is what its clause says: "is unacceptable".
pub(super) fn is_said(reading: &Reading<'_>, token: TokenId) -> bool {
    matches!(reading.doc.dep(token), Dep::Acomp | Dep::Attr | Dep::Oprd)
}

/// Returns the other actor of a quotation who is named nearest to a word of it, before rather than behind.
pub(super) fn target(
    reading: &Reading<'_>,
    attribution: &Attribution,
    token: TokenId,
    from: ActorId,
) -> Option<ActorId> {
    let acts =
        |actor: &ActorId| matches!(reading.cast.actors[*actor].kind, ActorKind::Person | ActorKind::Organization);
    let places = attribution.content.iter().flat_map(|&span| reading.doc.ids(span));
    let named = places.filter_map(|t| others(reading, t, from).into_iter().find(acts).map(|actor| (t, actor)));
    let distance = |t: TokenId| if t < token { token.0 - t.0 } else { 2 * (t.0 - token.0) };
    named.min_by_key(|&(t, _)| distance(t)).map(|(_, actor)| actor)
}
