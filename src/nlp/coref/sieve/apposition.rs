//! Joins a name with the noun phrase that stands beside it.

use crate::nlp::coref::{Chains, Form, MentionId, Sort};
use crate::nlp::{Dep, Doc, TokenId};

/// Joins "Ada Hall, the envoy", "the envoy, Ada Hall" and "Ada Hall is the envoy".
pub(in crate::nlp::coref) fn join(doc: &Doc, chains: &mut Chains) {
    for id in chains.mentions().ids() {
        let mention = chains.mention(id);
        if mention.form == Form::Pronoun || mention.adjective {
            continue;
        }
        let head = mention.head;
        for beside in doc.children_by(head, &[Dep::Appos]).collect::<Vec<_>>() {
            unite(chains, id, beside);
        }
        if matches!(doc.dep(head), Dep::Nsubj)
            && doc.lemma(doc.head(head)) == "be"
            && doc.child(doc.head(head), &[Dep::Neg]).is_none()
            && let Some(attribute) = doc.child(doc.head(head), &[Dep::Attr])
        {
            unite(chains, id, attribute);
        }
    }
}

/// Joins two mentions of one sort, of which one is a name and the other is not.
fn unite(chains: &mut Chains, id: MentionId, beside: TokenId) {
    let Some(other) = chains.mention_of_head(beside) else { return };
    let (a, b) = (chains.mention(id), chains.mention(other));
    let forms = matches!((a.form, b.form), (Form::Name, Form::Nominal) | (Form::Nominal, Form::Name));
    // A name of no sort is what the apposition says that it is.
    let person = |s: Sort| matches!(s, Sort::Person | Sort::Thing);
    let persons = person(a.sort) && person(b.sort) && (a.sort, b.sort) != (Sort::Thing, Sort::Thing);
    if forms && persons && a.gender.agrees(b.gender) {
        chains.join(id, other);
    }
}
