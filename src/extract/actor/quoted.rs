//! "I", "we", "my country" inside quotations, once it is known who speaks.

use super::Cast;
use crate::extract::fact::ActorId;
use crate::nlp::{Doc, TokenId};
use crate::text::Span;

/// Notes for each pronoun of the first person inside a quotation whom it stands for.
pub(super) fn resolve(cast: &mut Cast, doc: &Doc, quotes: &[(Vec<Span<TokenId>>, Vec<ActorId>)]) {
    for (spans, speakers) in quotes {
        let sides: Vec<ActorId> = speakers.iter().map(|&s| cast.side_of(s)).collect();
        for token in spans.iter().flat_map(|&s| doc.ids(s)) {
            let stands_for = match doc.lower(token) {
                "i" | "me" | "my" | "mine" | "myself" => speakers,
                "we" | "us" | "our" | "ours" | "ourselves" => &sides,
                _ => continue,
            };
            for &actor in stands_for {
                cast.place(token, actor);
                let span = doc.token(token).span;
                let mentions = &mut cast.actors[actor].mentions;
                if !mentions.contains(&span) {
                    mentions.push(span);
                    mentions.sort();
                }
            }
        }
    }
}

impl Cast {
    /// Returns the side that a speaker represents, or the speaker.
    fn side_of(&self, speaker: ActorId) -> ActorId {
        self.actors[speaker].represents.first().map_or(speaker, |(side, _)| *side)
    }
}
