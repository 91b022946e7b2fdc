//! Attributions become statements: whose content it is, what act it performs, to whom it is addressed.

use super::attribution::Attribution;
use super::fact::{ActorId, Modality, Node, Polarity, Relation, RelationKind, Statement, StatementId};
use super::frame;
use super::reading::Reading;
use super::relation::{Found, date_of};
use crate::nlp::{Dep, TokenId};
use crate::text::IndexVec;

/// Turns each attribution into a statement and a `SAYS` relation for every actor that is its source.
///
/// Statement `i` is attribution `i`.
pub(super) fn state(reading: &Reading<'_>, found: &[Found]) -> (IndexVec<StatementId, Statement>, Vec<Relation>) {
    let doc = reading.doc;
    let mut statements = IndexVec::new();
    let mut says = Vec::new();
    for attribution in reading.attributions {
        let actors = attribution.source_head.map(|head| reading.authors_at(head)).unwrap_or_default();
        let date = date_of(reading, attribution.cue_head);
        let addressees = addressees(reading, attribution, &actors);
        let statement = Statement {
            source: attribution.source.iter().map(|&s| doc.bytes(s)).collect(),
            cue: attribution.cue.iter().map(|&s| doc.bytes(s)).collect(),
            content: attribution.content.iter().map(|&s| doc.bytes(s)).collect(),
            actors: actors.clone(),
            addressees: addressees.clone(),
            act: act(attribution, found),
            manner: attribution.manner,
            mode: attribution.mode,
            polarity: polarity(reading, attribution),
            modality: modality(reading, attribution),
            date,
            within: attribution.within.map(|i| StatementId(i as u32)),
            confidence: attribution.confidence,
        };
        let id = statements.push(statement);
        let evidence = doc.bytes(doc.sentence_of(attribution.cue_head)).trimmed(doc.text());
        says.extend(actors.into_iter().map(|actor| Relation {
            kind: RelationKind::Says,
            from: Node::Actor(actor),
            to: Node::Statement(id),
            content: None,
            addressees: addressees.clone(),
            condition: None,
            negated: false,
            evidence,
            date,
            confidence: attribution.confidence,
            rule: format!("attribution/{}", attribution.rule),
        }));
    }
    (statements, says)
}

fn addressees(reading: &Reading<'_>, attribution: &Attribution, sources: &[ActorId]) -> Vec<ActorId> {
    let mut actors: Vec<ActorId> = attribution.addressees.iter().flat_map(|&head| reading.actors_at(head)).collect();
    actors.retain(|a| !sources.contains(a));
    actors.sort_unstable();
    actors.dedup();
    actors
}

/// The act that the cue itself performs: the relation whose trigger is the cue, else plain saying.
fn act(attribution: &Attribution, found: &[Found]) -> RelationKind {
    let by_cue = found.iter().filter(|f| f.trigger == attribution.cue_head && !f.relation.kind.is_between_contents());
    by_cue.map(|f| f.relation.kind).min().unwrap_or(RelationKind::Says)
}

fn polarity(reading: &Reading<'_>, attribution: &Attribution) -> Polarity {
    let negative = |t: TokenId| frame::is_negated(reading.doc, t);
    if attribution.content_head.is_some_and(negative) || negative(attribution.cue_head) {
        Polarity::Negative
    } else {
        Polarity::Positive
    }
}

fn modality(reading: &Reading<'_>, attribution: &Attribution) -> Modality {
    let doc = reading.doc;
    let Some(head) = attribution.content_head else { return Modality::Asserted };
    let conditional = doc
        .children_by(head, &[Dep::Advcl])
        .any(|c| doc.child(c, &[Dep::Mark]).is_some_and(|m| matches!(doc.lower(m), "if" | "unless")));
    if conditional {
        return Modality::Conditional;
    }
    let by_word = doc.children_by(head, &[Dep::Aux, Dep::Advmod]).find_map(|t| match doc.lower(t) {
        "must" | "should" | "ought" => Some(Modality::Necessary),
        "may" | "might" | "could" | "can" | "perhaps" | "possibly" => Some(Modality::Possible),
        "would" | "'d" => Some(Modality::Conditional),
        _ => None,
    });
    by_word.unwrap_or(Modality::Asserted)
}
