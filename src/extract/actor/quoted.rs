//! "I", "we", "my country" inside quotations, once it is known who speaks.

use super::Cast;
use crate::extract::fact::{Actor, ActorId, ActorKind};
use crate::nlp::{Dep, Doc, TokenId};
use crate::text::{Id, Span};

/// Notes for each pronoun of the first person inside a quotation whom it stands for.
pub(super) fn resolve(cast: &mut Cast, doc: &Doc, quotes: &[(Vec<Span<TokenId>>, Vec<ActorId>)]) {
    for (spans, speakers) in quotes {
        let sides: Vec<ActorId> = speakers.iter().map(|&s| cast.side_of(s)).collect();
        for token in spans.iter().flat_map(|&s| doc.ids(s)) {
            // "my country", "our government".
            let ours = doc.child(token, &[Dep::Poss]).is_some_and(|p| matches!(doc.lower(p), "my" | "our"));
            let stands_for = match doc.lower(token) {
                "country" | "nation" | "government" | "side" if ours => {
                    cast.clear(token);
                    &sides
                }
                "i" | "me" | "my" | "mine" | "myself" => speakers,
                "us" if doc.word(token) == "US" => continue,
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
    /// Places a name that belongs to no mention with the only person whose name it closes: "Hall" with "Ada Hall".
    pub fn place_namesake(&mut self, doc: &Doc, head: TokenId) {
        let word = doc.word(head);
        let closes = |a: &Actor| a.kind == ActorKind::Person && a.name.rsplit(' ').next() == Some(word);
        let fits: Vec<ActorId> = self.actors.iter_enumerated().filter(|&(_, a)| closes(a)).map(|(id, _)| id).collect();
        if let [actor] = fits[..] {
            self.place(head, actor);
        }
    }

    /// Places the head of a source with the last person that the source names: the parser took another word for it.
    pub fn place_inside(&mut self, doc: &Doc, head: TokenId, source: &[Span<TokenId>]) {
        let persons = source.iter().rev().flat_map(|&s| doc.ids(s).rev());
        let inside =
            persons.flat_map(|t| self.at[t.index()].clone()).find(|&a| self.actors[a].kind == ActorKind::Person);
        if let Some(actor) = inside {
            self.place(head, actor);
        }
    }

    /// Forgets what a token was taken to stand for.
    fn clear(&mut self, token: TokenId) {
        if let Some(here) = self.at.get_mut(token.index()) {
            here.clear();
        }
    }

    /// Tells whether two actors stand on the same side: one is, represents or belongs to what the other does.
    pub fn same_side(&self, one: ActorId, other: ActorId) -> bool {
        let sides = self.sides(one);
        self.sides(other).iter().any(|side| sides.contains(side))
    }

    /// Tells whether one actor represents or belongs to the other, however far.
    pub fn speaks_for(&self, one: ActorId, other: ActorId) -> bool {
        self.sides(one).contains(&other)
    }

    /// Returns an actor and all that it represents or belongs to, however far.
    fn sides(&self, actor: ActorId) -> Vec<ActorId> {
        let mut sides = vec![actor];
        let mut next = 0;
        while let Some(&side) = sides.get(next) {
            let above = &self.actors[side];
            let more: Vec<ActorId> =
                above.represents.iter().map(|m| m.of).chain(above.part_of.iter().copied()).collect();
            sides.extend(more.into_iter().filter(|m| !sides.contains(m)).collect::<Vec<_>>());
            next += 1;
        }
        sides
    }

    /// Returns the side that a speaker represents, a country before an organ of it; or the speaker.
    fn side_of(&self, speaker: ActorId) -> ActorId {
        let sides = &self.actors[speaker].represents;
        let country = sides.iter().find(|m| self.actors[m.of].kind == ActorKind::Country);
        country.or(sides.first()).map_or(speaker, |m| m.of)
    }
}
