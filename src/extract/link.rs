//! One content, one node (schema rule 3): noun phrases that take up an earlier content become mentions of it.
//!
//! Input: events and relations of one article. Output: the same with "the offer", "the tit-for-tat offer", "its demand"
//! folded into the event they stand for.

use super::event::Events;
use super::fact::{ActorId, Event, EventId, Node, RelationKind};
use super::reading::Reading;
use super::relation::Found;
use crate::nlp::{Dep, Doc, Pos, TokenId};
use std::collections::BTreeMap;

/// Nouns that take up a content, and the acts whose content they can be.
const TAKES_UP: &[(&str, &[RelationKind])] = &[
    ("offer", &[RelationKind::Proposes, RelationKind::Promises]),
    ("proposal", &[RelationKind::Proposes, RelationKind::Demands]),
    ("suggestion", &[RelationKind::Proposes]),
    ("initiative", &[RelationKind::Proposes]),
    ("overture", &[RelationKind::Proposes]),
    ("invitation", &[RelationKind::Proposes]),
    ("plan", &[RelationKind::Proposes, RelationKind::Promises]),
    ("idea", &[RelationKind::Proposes]),
    ("counterproposal", &[RelationKind::Proposes]),
    ("counter-proposal", &[RelationKind::Proposes]),
    ("demand", &[RelationKind::Demands]),
    ("request", &[RelationKind::Demands]),
    ("call", &[RelationKind::Demands]),
    ("appeal", &[RelationKind::Demands]),
    ("ultimatum", &[RelationKind::Demands, RelationKind::Threatens]),
    ("threat", &[RelationKind::Threatens]),
    ("promise", &[RelationKind::Promises]),
    ("pledge", &[RelationKind::Promises]),
    ("commitment", &[RelationKind::Promises]),
    ("warning", &[RelationKind::Warns]),
    ("accusation", &[RelationKind::Accuses]),
    ("allegation", &[RelationKind::Accuses]),
    ("charge", &[RelationKind::Accuses]),
    ("statement", WORDS),
    ("remark", WORDS),
    ("comment", WORDS),
    ("stance", WORDS),
    ("position", WORDS),
    ("move", DEEDS),
    ("decision", DEEDS),
];

/// What words can have done.
const WORDS: &[RelationKind] = &[
    RelationKind::Proposes,
    RelationKind::Demands,
    RelationKind::Threatens,
    RelationKind::Promises,
    RelationKind::Accuses,
    RelationKind::Warns,
];

/// What a deed can have been.
const DEEDS: &[RelationKind] = &[RelationKind::Cancels, RelationKind::Rejects, RelationKind::Accepts];

/// Folds events that only take up an earlier one into it, in events and relations alike.
pub(super) fn link(reading: &Reading<'_>, events: &mut Events, found: &mut Vec<Found>) {
    let makers = makers(found);
    let mut stands_for: BTreeMap<EventId, EventId> = BTreeMap::new();
    let mut order: Vec<EventId> = events.list.ids().collect();
    order.sort_by_key(|id| events.heads[id.0 as usize]);
    for &id in &order {
        if let Some(earlier) = antecedent(reading, events, &makers, &order, id, found) {
            let root = stands_for.get(&earlier).copied().unwrap_or(earlier);
            if root != id {
                stands_for.insert(id, root);
            }
        }
    }
    for (&later, &earlier) in &stands_for {
        let spans = events.list[later].spans.clone();
        events.list[earlier].spans.extend(spans);
    }
    let follow = |node: Node| match node {
        Node::Event(id) => Node::Event(stands_for.get(&id).copied().unwrap_or(id)),
        other => other,
    };
    for one in found.iter_mut() {
        one.relation.from = follow(one.relation.from);
        one.relation.to = follow(one.relation.to);
        one.relation.content = one.relation.content.map(follow);
    }
    found.retain(|f| f.relation.from != f.relation.to);
    hold_responsible(reading, found);
    address(reading, events, found);
    drop_unused(events, found);
}

/// To whom an offer or a demand is put, where only its content or its condition tells: who is to take part in it, or
/// whose action it waits for.
fn address(reading: &Reading<'_>, events: &Events, found: &mut [Found]) {
    let conditions: Vec<(Node, EventId)> = found
        .iter()
        .filter(|f| f.relation.kind == RelationKind::ConditionsOn)
        .filter_map(
            |f| if let Node::Event(condition) = f.relation.to { Some((f.relation.from, condition)) } else { None },
        )
        .collect();
    for one in found.iter_mut() {
        let (Node::Actor(from), Node::Event(event)) = (one.relation.from, one.relation.to) else { continue };
        if one.relation.kind != RelationKind::Proposes || !one.relation.addressees.is_empty() {
            continue;
        }
        let own = events.list[event].targets.iter();
        let awaited =
            conditions.iter().filter(|(of, _)| *of == one.relation.to).flat_map(|(_, c)| &events.list[*c].agents);
        let other_side = |actor: &&ActorId| !reading.cast.same_side(**actor, from);
        one.relation.addressees = own.chain(awaited).filter(other_side).take(1).copied().collect();
    }
}

/// Who is praised or blamed for a content that is somebody's act: whoever put it forward.
fn hold_responsible(reading: &Reading<'_>, found: &mut [Found]) {
    let makers = makers(found);
    for one in found.iter_mut() {
        let (Node::Actor(from), Node::Event(event), true) =
            (one.relation.from, one.relation.to, one.relation.kind.is_between_actors())
        else {
            continue;
        };
        let made = makers.get(&event).into_iter().flatten();
        let maker = made
            .filter(|(kind, actor)| {
                !kind.is_between_actors() && *actor != from && !reading.cast.same_side(*actor, from)
            })
            .find(|(kind, _)| SHOULDERS.contains(kind));
        if let Some(&(_, maker)) = maker {
            one.relation.to = Node::Actor(maker);
            one.relation.content = Some(Node::Event(event));
        }
    }
}

/// Acts that make their content their author's own.
const SHOULDERS: &[RelationKind] = &[
    RelationKind::Proposes,
    RelationKind::Promises,
    RelationKind::Threatens,
    RelationKind::Demands,
    RelationKind::Cancels,
    RelationKind::Rejects,
    RelationKind::Accepts,
];

/// Who performs which act on each event.
fn makers(found: &[Found]) -> BTreeMap<EventId, Vec<(RelationKind, ActorId)>> {
    let mut makers: BTreeMap<EventId, Vec<(RelationKind, ActorId)>> = BTreeMap::new();
    for one in found {
        if let (Node::Actor(actor), Node::Event(event)) = (one.relation.from, one.relation.to) {
            makers.entry(event).or_default().push((one.relation.kind, actor));
        }
        if let (Node::Actor(actor), Some(Node::Event(event))) = (one.relation.from, one.relation.content) {
            makers.entry(event).or_default().push((one.relation.kind, actor));
        }
    }
    makers
}

/// Finds the earlier event that a noun phrase takes up.
fn antecedent(
    reading: &Reading<'_>,
    events: &Events,
    makers: &BTreeMap<EventId, Vec<(RelationKind, ActorId)>>,
    order: &[EventId],
    id: EventId,
    found: &[Found],
) -> Option<EventId> {
    let doc = reading.doc;
    let head = events.heads[id.0 as usize];
    let pronoun = matches!(doc.lower(head), "it" | "this" | "that");
    let noun = doc.lemma(head).to_lowercase();
    let acts =
        if pronoun { WORDS } else { TAKES_UP.iter().find(|(known, _)| *known == noun).map(|(_, acts)| *acts)? };
    if !pronoun && (!is_definite(doc, head) || has_content(doc, head)) {
        return None;
    }
    let owners = doc.child(head, &[Dep::Poss]).map(|p| reading.actors_at(p)).unwrap_or_default();
    let answering: Vec<ActorId> = found
        .iter()
        .filter(|f| f.relation.to == Node::Event(id) || f.relation.content == Some(Node::Event(id)))
        .filter(|f| {
            matches!(
                f.relation.kind,
                RelationKind::Rejects | RelationKind::Accepts | RelationKind::Criticizes | RelationKind::Supports
            )
        })
        .filter_map(|f| if let Node::Actor(a) = f.relation.from { Some(a) } else { None })
        .collect();
    // A pronoun takes up only what is answered, and only from the sentence before or its own.
    if pronoun && answering.is_empty() {
        return None;
    }
    let near = |other: EventId| {
        let sentences = doc.sentences();
        let number = |t: TokenId| sentences.partition_point(|s| s.end <= t.0);
        !pronoun || number(head) <= number(events.heads[other.0 as usize]) + 1
    };
    let mut earlier = order
        .iter()
        .copied()
        .rev()
        .filter(|&other| events.heads[other.0 as usize] < head && other != id && near(other));
    let fits = |other: &EventId| {
        makers.get(other).is_some_and(|made| {
            made.iter().any(|(kind, actor)| {
                acts.contains(kind)
                    && !answering.contains(actor)
                    && (owners.is_empty() || owners.iter().any(|o| reading.cast.same_side(*o, *actor)))
            })
        }) && !is_bare(&events.list[*other], doc, events.heads[other.0 as usize])
    };
    earlier.find(fits)
}

fn is_definite(doc: &Doc, head: TokenId) -> bool {
    let article = doc
        .children_by(head, &[Dep::Det, Dep::Poss, Dep::Predet])
        .any(|d| !matches!(doc.lower(d), "a" | "an" | "no" | "any" | "some" | "another" | "every" | "each"));
    article
        && !doc
            .children_by(head, &[Dep::Amod])
            .any(|a| matches!(doc.lower(a), "new" | "fresh" | "another" | "separate" | "rival"))
}

/// Tells whether the noun brings its own content: "the offer to suspend tests".
fn has_content(doc: &Doc, head: TokenId) -> bool {
    doc.children(head).iter().any(|&c| {
        matches!(doc.dep(c), Dep::Acl | Dep::Ccomp) || (doc.dep(c) == Dep::Prep && matches!(doc.lower(c), "of" | "for"))
    })
}

/// Tells whether an event is itself only a noun that takes something up.
fn is_bare(event: &Event, doc: &Doc, head: TokenId) -> bool {
    doc.pos(head) == Pos::Noun && TAKES_UP.iter().any(|(noun, _)| *noun == event.lemma) && !has_content(doc, head)
}

/// Drops events that no relation holds any more, and renumbers the rest.
fn drop_unused(events: &mut Events, found: &mut [Found]) {
    let mut used = vec![false; events.list.len()];
    let mut mark = |node: Node| {
        if let Node::Event(id) = node {
            used[id.0 as usize] = true;
        }
    };
    for one in found.iter() {
        mark(one.relation.from);
        mark(one.relation.to);
        one.relation.content.into_iter().for_each(&mut mark);
    }
    let mut order: Vec<EventId> = events.list.ids().filter(|id| used[id.0 as usize]).collect();
    order.sort_by_key(|&id| (events.list[id].spans.first().copied(), id));
    let renumbered: BTreeMap<EventId, EventId> =
        order.iter().enumerate().map(|(i, &id)| (id, EventId(i as u32))).collect();
    let follow = |node: Node| match node {
        Node::Event(id) => Node::Event(renumbered[&id]),
        other => other,
    };
    for one in found {
        one.relation.from = follow(one.relation.from);
        one.relation.to = follow(one.relation.to);
        one.relation.content = one.relation.content.map(follow);
    }
    events.heads = order.iter().map(|id| events.heads[id.0 as usize]).collect();
    events.list = order.iter().map(|&id| events.list[id].clone()).collect();
}
