//! Matches of rules become relations between actors and contents.
//!
//! Input: the [`Reading`] of an article. Output: events and one relation for every place that shows one. Left to
//! [`link`](super::link): noun phrases that take up an earlier content.

use super::event::Events;
use super::fact::{ActorId, ActorKind, EventId, Node, Relation, RelationKind};
use super::frame;
use super::performed::is_performed;
use super::reading::Reading;
use super::rule::{Library, Match, Polarity, Role};
use super::{judgement, meeting, time};
use crate::nlp::{Dep, Doc, Pos, Tag, TokenId};
use crate::text::{Byte, Span};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many words before its sentence the person may be named whom a pronoun means.
const PRONOUN_REACH: u32 = 40;

/// A relation with the tokens it was read from.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) relation: Relation,
    pub(super) trigger: TokenId,
}

/// Reads all relations that the rules of `library` find.
pub(super) fn relate(reading: &Reading<'_>, library: &Library, events: &mut Events) -> Vec<Found> {
    let doc = reading.doc;
    let mut found: BTreeMap<(RelationKind, Node, Node, Span<Byte>), Found> = BTreeMap::new();
    for token in doc.tokens().ids() {
        let matches = library.matches_at(doc, token, reading);
        for one in strongest(matches) {
            let mut relator = Relator { reading, events };
            for relation in relator.relations(&one) {
                let key =
                    (relation.relation.kind, relation.relation.from, relation.relation.to, relation.relation.evidence);
                match found.get(&key) {
                    Some(known) if known.relation.confidence >= relation.relation.confidence => {}
                    _ => {
                        found.insert(key, relation);
                    }
                }
            }
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    found.extend(meeting::meetings(reading, events, &found));
    found.extend(judgement::judgements(reading, events, &found));
    consequents(reading, events, &mut found);
    drop_retold(doc, events, &mut found);
    drop_unperformed(reading.doc, events, &mut found);
    found.sort_by_key(|f| (f.trigger, f.relation.kind, f.relation.from, f.relation.to));
    found
}

/// A condition or an answer hangs on what was offered, demanded or said, not on the offering: "made the offer to stop
/// if …" makes the stopping conditional.
fn consequents(reading: &Reading<'_>, events: &mut Events, found: &mut [Found]) {
    let doc = reading.doc;
    let act_of = |head: TokenId, found: &[Found]| {
        let shows = |f: &&Found| f.trigger == head || (doc.head(f.trigger) == head && doc.dep(f.trigger) == Dep::Dobj);
        found.iter().filter(|f| !f.relation.kind.is_between_contents()).find(shows).and_then(|f| match f.relation.to {
            Node::Event(event) => Some(event),
            _ => None,
        })
    };
    for i in 0..found.len() {
        let Node::Event(consequent) = found[i].relation.from else { continue };
        if found[i].relation.kind != RelationKind::ConditionsOn {
            continue;
        }
        let head = events.heads[consequent.0 as usize];
        let said = reading.attributions.iter().find(|a| a.cue_head == head).and_then(|a| a.content_head);
        let content = act_of(head, found).or_else(|| {
            said.map(|c| act_of(c, found).unwrap_or_else(|| events.of_content(reading, c, found[i].trigger, None, &[])))
        });
        if let Some(content) = content
            && Node::Event(content) != found[i].relation.to
        {
            found[i].relation.from = Node::Event(content);
        }
    }
}

/// Drops an act told twice in one sentence, by the verb that introduces it and by a modal within: "insists that Oslo must
/// sign". The surer reading stays.
fn drop_retold(doc: &Doc, events: &Events, found: &mut Vec<Found>) {
    let content = |f: &Found| match (f.relation.from, f.relation.to) {
        (Node::Actor(_), Node::Event(event)) => Some(events.heads[event.0 as usize]),
        _ => None,
    };
    // The modal's verb, or the verb of duty itself, is what the outer verb introduces.
    let introduces = |outer: TokenId, inner: &Found| {
        inner.trigger == outer || (doc.dep(inner.trigger) == Dep::Aux && doc.head(inner.trigger) == outer)
    };
    let retells = |one: &Found, other: &Found| {
        let same = |f: &Found| (f.relation.kind, f.relation.from, f.relation.evidence);
        let (Some(head), Some(rival)) = (content(one), content(other)) else { return false };
        let told = head == rival || introduces(rival, one) || introduces(head, other);
        same(one) == same(other) && one.trigger != other.trigger && told
    };
    let surer = |other: &Found, one: &Found| {
        (other.relation.confidence, one.trigger) > (one.relation.confidence, other.trigger)
    };
    let retold = |one: &Found| found.iter().any(|other| surer(other, one) && retells(one, other));
    let mut kept = found.iter().map(|one| !retold(one)).collect::<Vec<_>>().into_iter();
    found.retain(|_| kept.next().unwrap_or(true));
}

/// Drops acts that are only the content of another: "offered to suspend the tests" suspends nothing yet.
fn drop_unperformed(doc: &Doc, events: &Events, found: &mut Vec<Found>) {
    let contents: Vec<TokenId> = found
        .iter()
        .filter(|f| !f.relation.kind.is_between_contents() && !f.relation.kind.is_between_actors())
        .filter_map(
            |f| if let Node::Event(event) = f.relation.to { Some(events.heads[event.0 as usize]) } else { None },
        )
        .collect();
    let performed = |f: &Found| {
        let kind = f.relation.kind;
        let infinitive = matches!(doc.tag(f.trigger), Tag::Vb | Tag::Vbg);
        kind.is_between_contents()
            || kind == RelationKind::Consults
            || !infinitive
            || !contents.contains(&first_conjunct(doc, f.trigger))
            || matches!(f.relation.to, Node::Event(e) if events.heads[e.0 as usize] == f.trigger)
    };
    found.retain(performed);
}

/// Returns the first of coordinated verbs: "urged to sign the treaty and accept the border".
fn first_conjunct(doc: &Doc, verb: TokenId) -> TokenId {
    let above = std::iter::successors(Some(verb), |&t| (doc.dep(t) == Dep::Conj).then(|| doc.head(t)));
    above.take(4).last().unwrap_or(verb)
}

/// Keeps, of several readings of one trigger as the same or a rival act, the one whose rule is most often right.
///
/// A trigger performs one act on a content and one on an actor; conditions and answers stand beside either.
fn strongest(matches: Vec<Match<'_>>) -> Vec<Match<'_>> {
    let family = |m: &Match<'_>| match m.rule.relation {
        kind if kind.is_between_contents() => (2, Some(kind)),
        kind if kind.is_between_actors() => (1, None),
        _ => (0, None),
    };
    let mut kept: Vec<Match<'_>> = Vec::new();
    for one in matches {
        match kept.iter_mut().find(|k| family(k) == family(&one)) {
            Some(rival) if rival.rule.confidence < one.rule.confidence => *rival = one,
            Some(_) => {}
            None => kept.push(one),
        }
    }
    kept
}

struct Relator<'r, 'a> {
    reading: &'r Reading<'a>,
    events: &'r mut Events,
}

impl Relator<'_, '_> {
    fn relations(&mut self, one: &Match<'_>) -> Vec<Found> {
        let kind = one.rule.relation;
        if kind.is_between_contents() {
            return self.between_contents(one).into_iter().collect();
        }
        let denied = one.rule.trigger.polarity == Polarity::Affirmed;
        let withheld = denied && kind.is_between_actors() && is_withheld(self.reading.doc, one.trigger);
        if withheld || !is_performed(self.reading, one.trigger, kind) {
            return Vec::new();
        }
        let sources = self.sources(one);
        if kind.is_between_actors() { self.between_actors(one, &sources) } else { self.on_content(one, &sources) }
    }

    /// Whose act it is: the actors under the source, or those who wrote the text that speaks.
    fn sources(&self, one: &Match<'_>) -> Vec<ActorId> {
        for &head in one.part(Role::Source) {
            let authors = self.reading.authors_at(head);
            // "The opposition" to a tax is no party.
            let described = matches!(self.reading.doc.dep(one.trigger), Dep::Appos | Dep::Attr);
            let itself = if described { Vec::new() } else { self.reading.actors_at(one.trigger) };
            if !authors.is_empty() && !authors.iter().all(|a| itself.contains(a)) {
                return self.with_joined(one.trigger, authors);
            }
        }
        Vec::new()
    }

    /// Adds those who do the same: "Berg joined Hall in calling for a vote".
    fn with_joined(&self, trigger: TokenId, mut authors: Vec<ActorId>) -> Vec<ActorId> {
        let doc = self.reading.doc;
        let preposition = doc.head(trigger);
        let joins = doc.dep(trigger) == Dep::Pcomp
            && doc.lower(preposition) == "in"
            && doc.lemma(doc.head(preposition)) == "join";
        // "Joined forces with Hall" names him behind "with".
        let joined = doc
            .child(doc.head(preposition), &[Dep::Dobj])
            .filter(|&other| joins && !matches!(doc.lemma(other), "force" | "hand"));
        let more = joined.map(|other| self.reading.actors_at(other)).unwrap_or_default();
        authors.extend(more.into_iter().filter(|actor| !authors.contains(actor)).collect::<Vec<_>>());
        authors
    }

    fn actors(&self, heads: &[TokenId]) -> Vec<ActorId> {
        let mut actors: Vec<ActorId> = heads.iter().flat_map(|&head| self.reading.actors_at(head)).collect();
        actors.sort_unstable();
        actors.dedup();
        actors
    }

    fn content(&mut self, one: &Match<'_>, role: Role) -> Option<EventId> {
        one.part(role).first().map(|&head| self.content_at(one, role, head))
    }

    fn content_at(&mut self, one: &Match<'_>, role: Role, head: TokenId) -> EventId {
        let head = noun_of_clause(self.reading.doc, head);
        let act = match (role, one.rule.relation) {
            (Role::Condition, RelationKind::RespondsTo) | (Role::Consequent, _) => None,
            (_, kind) => Some(kind),
        };
        self.events.of_content(self.reading, head, one.trigger, act, one.part(Role::Target))
    }

    fn on_content(&mut self, one: &Match<'_>, sources: &[ActorId]) -> Vec<Found> {
        if sources.is_empty() {
            return Vec::new();
        }
        let mut addressees = self.actors(one.part(Role::Addressee));
        addressees.retain(|a| !sources.contains(a));
        let mut out = Vec::new();
        // "Called for an inquiry and for the ministry to be closed": each content is an act.
        let doc = self.reading.doc;
        let heads = one.part(Role::Content);
        let parallel = |head: &&TokenId| {
            matches!(doc.dep(**head), Dep::Pobj | Dep::Pcomp) && doc.head(**head) != doc.head(heads[0])
        };
        let heads: Vec<TokenId> = heads.iter().take(1).chain(heads.iter().skip(1).filter(parallel)).copied().collect();
        for head in heads {
            let event = self.content_at(one, Role::Content, head);
            let relate = |&from| self.found(one, Node::Actor(from), Node::Event(event), None, addressees.clone());
            out.extend(sources.iter().map(relate));
        }
        out
    }

    fn between_actors(&mut self, one: &Match<'_>, sources: &[ActorId]) -> Vec<Found> {
        let mut targets = self.actors(one.part(Role::Target));
        if sources.len() > 1 && targets.iter().all(|t| sources.contains(t)) {
            // "Talks between A and B": symmetric, written once from the first named. "They blamed one another": both.
            let mutual = one.part(Role::Target).iter().any(|&t| is_reciprocal(self.reading.doc, t));
            if one.rule.relation == RelationKind::Consults || mutual {
                return self.between_each(one, sources, mutual && one.rule.relation != RelationKind::Consults);
            }
        }
        targets.retain(|t| !sources.contains(t));
        if sources.is_empty() {
            return Vec::new();
        }
        if targets.is_empty() {
            targets = self.meant_by_pronoun(one, sources);
        }
        let event = self.content(one, Role::Content);
        if targets.is_empty() {
            targets = event.map(|e| self.responsible(e, sources)).unwrap_or_default();
        }
        let content = event.map(Node::Event);
        let mut out = Vec::new();
        for &from in sources {
            for &to in &targets {
                out.push(self.found(one, Node::Actor(from), Node::Actor(to), content, Vec::new()));
            }
            // Whose doing it is may be left open: then the content itself is what is praised or blamed.
            if let (true, Some(content)) = (targets.is_empty(), content) {
                out.push(self.found(one, Node::Actor(from), content, None, Vec::new()));
            }
        }
        out
    }

    /// Whom a pronoun means that was taken for the one who acts: "Berg mocked his speech", "Berg called him a liar".
    ///
    /// Nobody attacks himself by "him", nor what is his: it is the person named last before.
    fn meant_by_pronoun(&self, one: &Match<'_>, sources: &[ActorId]) -> Vec<ActorId> {
        let doc = self.reading.doc;
        let disapproves = matches!(one.rule.relation, RelationKind::Criticizes | RelationKind::Accuses);
        let third = |t: &TokenId| match doc.lower(*t) {
            "him" => true,
            "his" | "her" => disapproves,
            _ => false,
        };
        let of_content = one.part(Role::Content).iter().flat_map(|&c| doc.children_by(c, &[Dep::Poss]));
        let Some(pronoun) = one.part(Role::Target).iter().copied().chain(of_content).find(third) else {
            return Vec::new();
        };
        let start = doc.sentence_of(pronoun).start.saturating_sub(PRONOUN_REACH);
        let person = |a: &ActorId| !sources.contains(a) && self.reading.cast.actors[*a].kind == ActorKind::Person;
        let before = (start..pronoun.0).rev().map(|t| self.reading.actors_at(TokenId(t)));
        before
            .map(|actors| actors.into_iter().filter(person).collect::<Vec<_>>())
            .find(|a| !a.is_empty())
            .unwrap_or_default()
    }

    /// The relation between each two of several actors, in both directions where `both`.
    fn between_each(&mut self, one: &Match<'_>, actors: &[ActorId], both: bool) -> Vec<Found> {
        let content = self.content(one, Role::Content).map(Node::Event);
        let mut out = Vec::new();
        for (i, &from) in actors.iter().enumerate() {
            for (j, &to) in actors.iter().enumerate() {
                if i < j || (both && j < i) {
                    out.push(self.found(one, Node::Actor(from), Node::Actor(to), content, Vec::new()));
                }
            }
        }
        out
    }

    /// Who does what is praised or blamed, where the text names them only there.
    fn responsible(&self, event: EventId, sources: &[ActorId]) -> Vec<ActorId> {
        let agents = self.events.list[event].agents.iter().copied();
        agents.filter(|a| !sources.contains(a)).collect()
    }

    fn between_contents(&mut self, one: &Match<'_>) -> Option<Found> {
        let consequent = self.content(one, Role::Consequent)?;
        let condition = self.content(one, Role::Condition)?;
        (consequent != condition)
            .then(|| self.found(one, Node::Event(consequent), Node::Event(condition), None, Vec::new()))
    }

    fn found(&self, one: &Match<'_>, from: Node, to: Node, content: Option<Node>, addressees: Vec<ActorId>) -> Found {
        let doc = self.reading.doc;
        let relation = Relation {
            kind: one.rule.relation,
            from,
            to,
            content,
            addressees,
            condition: one.rule.kind,
            negated: one.rule.denies,
            evidence: doc.bytes(doc.sentence_of(one.trigger)).trimmed(doc.text()),
            date: date_of(self.reading, one.trigger),
            confidence: one.rule.confidence,
            rule: one.rule.name.clone(),
        };
        Found { relation, trigger: one.trigger }
    }
}

/// When an act was performed: the date its words give, else the article's.
pub(super) fn date_of(reading: &Reading<'_>, token: TokenId) -> Option<Date> {
    let published = reading.article.published;
    time::of_predicate(reading.doc, token, published).map(|(first, _)| first).or(published)
}

/// A copula's content is what it says of its subject; elsewhere the head itself.
fn noun_of_clause(doc: &Doc, head: TokenId) -> TokenId {
    if doc.pos(head) == Pos::Adp { doc.child(head, &[Dep::Pobj, Dep::Pcomp]).unwrap_or(head) } else { head }
}

fn is_reciprocal(doc: &Doc, token: TokenId) -> bool {
    matches!(doc.lower(token), "another" | "other")
        && token.0 > 0
        && matches!(doc.lower(TokenId(token.0 - 1)), "one" | "each")
}

/// Tells whether a trigger stands under a negation or a refusal: "was not ready to support", "I don't think I met him".
fn is_withheld(doc: &Doc, trigger: TokenId) -> bool {
    let mut below = trigger;
    for head in doc.ancestors(trigger).take(4) {
        let open = match doc.dep(below) {
            Dep::Xcomp | Dep::Acomp | Dep::Oprd | Dep::Attr | Dep::Pcomp => true,
            Dep::Dobj => frame::lends_subject(doc, head),
            Dep::Ccomp => matches!(doc.lemma(head), "think" | "believe" | "know" | "suppose" | "mean" | "imagine"),
            Dep::Prep => doc.pos(below) == Pos::Adp && doc.pos(head) == Pos::Adj,
            _ => false,
        };
        if !open {
            return false;
        }
        let refused = doc.dep(below) == Dep::Xcomp
            && matches!(
                doc.lemma(head),
                "refuse" | "decline" | "fail" | "unwilling" | "reluctant" | "unable" | "hesitate"
            );
        if refused || frame::is_negated(doc, head) {
            return true;
        }
        below = head;
    }
    false
}
