//! Tells acts that are performed from acts that are only spoken of.
//!
//! Input: a trigger and the words that govern it. An act is not performed where it is only possible ("may agree"),
//! asked about ("is Oslo ready to sign?"), laid down for others ("Oslo should accept") or hoped for, tried, doubted
//! ("hopes to reach agreement"; the words of the classes `unrealized` and `weighed`). "Will" and "would" report an
//! intention: they stay.

use super::fact::RelationKind;
use super::frame;
use super::reading::Reading;
use super::rule::Context;
use crate::nlp::{Dep, Doc, Pos, Tag, TokenId};

/// How many words above the trigger are looked at.
const MAX_CLIMB: usize = 8;

/// Tells whether the act that `trigger` shows is performed, as far as the text tells.
pub(super) fn is_performed(reading: &Reading<'_>, trigger: TokenId, kind: RelationKind) -> bool {
    let doc = reading.doc;
    if is_given(doc, trigger) {
        return true;
    }
    if is_hypothetical(doc, trigger) {
        return false;
    }
    // A meeting hoped for is a meeting planned; whom one means to visit is said all the same.
    if kind == RelationKind::Consults {
        return true;
    }
    let own = if doc.dep(trigger) == Dep::Aux { doc.head(trigger) } else { trigger };
    // A modal that is the trigger, or a refusal ("cannot accept", "there can be no cash"), is judged by what stands
    // above it; who warns says what may come.
    let refused = || doc.children_by(trigger, &[Dep::Attr]).any(|a| frame::is_negated(doc, a));
    let judged_above = kind == RelationKind::Warns || own != trigger || frame::is_negated(doc, trigger) || refused();
    !is_asked(doc, trigger) && (judged_above || !is_modal(doc, own)) && !is_governed(reading, own)
}

/// Tells whether a noun takes its act as given: "if Oslo withdraws its opposition" does not doubt the opposition.
fn is_given(doc: &Doc, trigger: TokenId) -> bool {
    let owner = |&c: &TokenId| match doc.dep(c) {
        Dep::Poss => true,
        Dep::Compound | Dep::Amod | Dep::Nmod => doc.entity_at(c).is_some(),
        Dep::Prep => doc.lower(c) == "by",
        _ => false,
    };
    doc.pos(trigger) == Pos::Noun && doc.children(trigger).iter().any(owner)
}

/// Tells whether a word above the trigger leaves it open whether the act takes place.
fn is_governed(reading: &Reading<'_>, trigger: TokenId) -> bool {
    let doc = reading.doc;
    let mut here = trigger;
    for _ in 0..MAX_CLIMB {
        let head = doc.head(here);
        let governs = matches!(
            doc.dep(here),
            Dep::Dobj
                | Dep::Pobj
                | Dep::Prep
                | Dep::Xcomp
                | Dep::Ccomp
                | Dep::Acl
                | Dep::Pcomp
                | Dep::Acomp
                | Dep::Conj
        );
        if head == here || !governs {
            return false;
        }
        // "May leave and calls for cuts": a verb of its own tense is its own act.
        if doc.dep(here) == Dep::Conj && is_finite(doc, here) {
            return false;
        }
        let weighed =
            doc.pos(here) == Pos::Verb && !is_finite(doc, here) && reading.is_in_class(doc.lemma(head), "weighed");
        let obliged = doc.dep(here) == Dep::Xcomp && doc.lemma(head) == "have";
        if doc.dep(here) != Dep::Conj && (obliged || weighed || reading.is_in_class(doc.lemma(head), "unrealized")) {
            return true;
        }
        let noun = here == trigger && doc.pos(here) == Pos::Noun;
        if noun && doc.pos(head) == Pos::Verb && !frame::lends_subject(doc, head) {
            return false;
        }
        if doc.dep(here) == Dep::Ccomp && is_finite(doc, here) {
            return false;
        }
        if matches!(doc.pos(head), Pos::Verb | Pos::Aux) && is_modal(doc, head) {
            return true;
        }
        here = head;
    }
    false
}

/// Tells whether a verb stands under a modal of possibility or duty.
fn is_modal(doc: &Doc, verb: TokenId) -> bool {
    let modal = doc
        .children_by(verb, &[Dep::Aux])
        .any(|aux| matches!(doc.lower(aux), "may" | "might" | "could" | "can" | "should" | "must" | "ought"));
    // "Would rather cancel" prefers, and does not do it yet.
    modal || doc.children_by(verb, &[Dep::Advmod]).any(|a| doc.lower(a) == "rather" && a < verb)
}

fn is_finite(doc: &Doc, verb: TokenId) -> bool {
    matches!(doc.tag(verb), Tag::Vbd | Tag::Vbz | Tag::Vbp)
        || doc
            .children_by(verb, &[Dep::Aux, Dep::Auxpass])
            .any(|aux| matches!(doc.tag(aux), Tag::Md | Tag::Vbd | Tag::Vbz | Tag::Vbp))
}

/// Tells whether a trigger stands in an if-clause or a question about whether.
fn is_hypothetical(doc: &Doc, trigger: TokenId) -> bool {
    let clause =
        |t: TokenId| doc.children_by(t, &[Dep::Mark]).any(|m| matches!(doc.lower(m), "if" | "unless" | "whether"));
    clause(trigger)
        || doc
            .ancestors(trigger)
            .take_while(|&t| matches!(doc.pos(t), Pos::Verb | Pos::Aux | Pos::Noun | Pos::Adj))
            .take(4)
            .any(clause)
}

/// Tells whether the trigger's sentence is a question.
fn is_asked(doc: &Doc, trigger: TokenId) -> bool {
    doc.ids(doc.sentence_of(trigger)).rev().take(4).any(|t| doc.word(t) == "?")
}
