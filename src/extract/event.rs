//! Contents become events: what happened, may happen or is proposed to happen.
//!
//! Input: the head of a content. Output: an event with its words, its frame (who does it, to whom) and how real it is.
//! Left to [`link`](super::link): which later noun phrase takes up the same event.

use super::content;
use super::fact::{ActorId, Event, EventId, Factuality, RelationKind};
use super::frame;
use super::reading::Reading;
use super::time;
use crate::nlp::{Dep, Pos, TokenId};
use crate::text::{IndexVec, Span};
use rustc_hash::FxHashMap;

/// The events of one article while its relations are read.
#[derive(Debug, Default)]
pub(super) struct Events {
    pub(super) list: IndexVec<EventId, Event>,
    /// The head of each event's first mention.
    pub(super) heads: Vec<TokenId>,
    by_head: FxHashMap<TokenId, EventId>,
}

impl Events {
    /// Returns the event of the content headed by `head`, made where it is new.
    ///
    /// `act` is the relation that has it as content, `trigger` the word that shows that relation.
    pub(super) fn of_content(
        &mut self,
        reading: &Reading<'_>,
        head: TokenId,
        trigger: TokenId,
        act: Option<RelationKind>,
        aside: &[TokenId],
    ) -> EventId {
        if let Some(&id) = self.by_head.get(&head) {
            if self.list[id].factuality == Factuality::Actual {
                self.list[id].factuality = factuality(reading, head, act);
            }
            return id;
        }
        let doc = reading.doc;
        let span = content::span(doc, head, trigger, aside);
        let bytes = doc.bytes(span);
        let (agents, targets) = arguments(reading, head, span);
        let period = time::of_predicate(doc, head, reading.article.published);
        let event = Event {
            spans: vec![bytes],
            trigger: doc.token(head).span,
            lemma: doc.lemma(head).to_lowercase(),
            text: squeeze(bytes.of(doc.text())),
            agents,
            targets,
            place: None,
            date_start: period.map(|(first, _)| first),
            date_end: period.map(|(_, last)| last),
            plover: None,
            cameo: None,
            factuality: factuality(reading, head, act),
            confidence: 0.8,
        };
        let id = self.list.push(event);
        self.heads.push(head);
        self.by_head.insert(head, id);
        id
    }

    /// Returns the event whose first mention is headed by `head`.
    pub(super) fn at(&self, head: TokenId) -> Option<EventId> {
        self.by_head.get(&head).copied()
    }

    /// Finds the heads anew, after events were dropped and renumbered.
    pub(super) fn reindex(&mut self) {
        self.by_head = self.heads.iter().copied().zip(self.list.ids()).collect();
    }
}

/// Folds each run of white space into one space: an event's text is shown on one line.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns who does it, and to whom, with whom or of whom it is done.
fn arguments(reading: &Reading<'_>, head: TokenId, span: Span<TokenId>) -> (Vec<ActorId>, Vec<ActorId>) {
    let doc = reading.doc;
    let is_verb = matches!(doc.pos(head), Pos::Verb | Pos::Aux);
    let agent = if is_verb { frame::subject(doc, head) } else { frame::author(doc, head) };
    let agents = agent.map(|t| reading.actors_at(t)).unwrap_or_default();
    let mut targets = Vec::new();
    if is_verb && let Some(object) = frame::object(doc, head) {
        targets = reading.actors_at(object);
        if targets.is_empty()
            && let Some(owner) = doc.child(object, &[Dep::Poss])
        {
            targets = reading.actors_at(owner);
        }
    }
    if targets.is_empty() {
        let below = doc.ids(span).filter(|&t| matches!(doc.dep(t), Dep::Pobj | Dep::Dative | Dep::Dobj));
        let partners = below.filter(|&t| {
            doc.dep(t) != Dep::Pobj
                || matches!(
                    doc.lower(doc.head(t)),
                    "with" | "to" | "against" | "on" | "from" | "between" | "for" | "of"
                )
        });
        targets = partners.map(|t| reading.actors_at(t)).find(|found| !found.is_empty()).unwrap_or_default();
    }
    targets.retain(|t| !agents.contains(t));
    (agents, targets)
}

/// Returns how real the event is: by the act that has it as content, else by its own words.
fn factuality(reading: &Reading<'_>, head: TokenId, act: Option<RelationKind>) -> Factuality {
    match act {
        Some(RelationKind::Proposes) => return Factuality::Proposed,
        Some(RelationKind::Demands) => return Factuality::Demanded,
        Some(RelationKind::Threatens) => return Factuality::Threatened,
        Some(RelationKind::Promises | RelationKind::Accepts) => return Factuality::Planned,
        Some(RelationKind::Denies) => return Factuality::Denied,
        Some(RelationKind::Accuses) => return Factuality::Alleged,
        Some(RelationKind::ConditionsOn) => return Factuality::Conditional,
        Some(RelationKind::Warns) => return Factuality::Hypothetical,
        _ => {}
    }
    let doc = reading.doc;
    if frame::is_negated(doc, head) {
        return Factuality::Negated;
    }
    let modal = doc.children_by(head, &[Dep::Aux]).map(|aux| doc.lower(aux)).find_map(|word| match word {
        "will" | "shall" | "'ll" | "wo" => Some(Factuality::Planned),
        "would" | "'d" | "could" | "may" | "might" | "can" => Some(Factuality::Hypothetical),
        "must" | "should" | "ought" => Some(Factuality::Demanded),
        _ => None,
    });
    modal.unwrap_or(Factuality::Actual)
}
