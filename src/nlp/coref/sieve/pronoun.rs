//! Joins a pronoun with whom it stands for.

use crate::nlp::Doc;
use crate::nlp::coref::{Chains, Form, Mention, MentionId, Number, Sort, Words};
use crate::text::Id;

/// How many sentences back an antecedent may stand.
const REACH: usize = 3;

/// Joins pronouns, in text order, with the best antecedent before them.
pub(in crate::nlp::coref) fn join(doc: &Doc, _words: &dyn Words, chains: &mut Chains) {
    for id in chains.mentions().ids() {
        if chains.mention(id).form == Form::Pronoun
            && let Some(antecedent) = antecedent(doc, chains, id)
        {
            chains.join(antecedent, id);
        }
    }
}

fn antecedent(doc: &Doc, chains: &Chains, id: MentionId) -> Option<MentionId> {
    let pronoun = chains.mention(id);
    let sentence = doc.sentence_index(pronoun.head);
    let near = (0..id.index()).rev().map(|i| MentionId(i as u32));
    near.take_while(|&c| doc.sentence_index(chains.mention(c).head) + REACH >= sentence)
        .find(|&c| agrees(pronoun, chains.mention(c)))
}

fn agrees(pronoun: &Mention, candidate: &Mention) -> bool {
    let sorts = match pronoun.sort {
        Sort::Person => candidate.sort == Sort::Person,
        Sort::People => matches!(candidate.sort, Sort::People),
        _ => matches!(candidate.sort, Sort::Body | Sort::Country),
    };
    candidate.is_antecedent()
        && sorts
        && pronoun.gender.agrees(candidate.gender)
        && (pronoun.number == candidate.number || pronoun.number == Number::Plural)
}
