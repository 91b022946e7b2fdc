//! Joins mentions of the same known thing, and mentions of the same name.

use crate::nlp::Doc;
use crate::nlp::coref::{Chains, Form, MentionId};
use rustc_hash::FxHashMap;

/// Joins name mentions whose known referent or whose words are the same.
pub(in crate::nlp::coref) fn join(doc: &Doc, chains: &mut Chains) {
    let mut by_referent: FxHashMap<u32, MentionId> = FxHashMap::default();
    let mut by_name: FxHashMap<String, MentionId> = FxHashMap::default();
    let ids = chains.mentions().ids();
    for id in ids {
        let mention = chains.mention(id);
        if mention.form != Form::Name {
            continue;
        }
        let first = match mention.known {
            Some(referent) => *by_referent.entry(referent).or_insert(id),
            None => *by_name.entry(name_key(doc, id, chains)).or_insert(id),
        };
        if first != id {
            chains.join(first, id);
        }
    }
}

/// The words of a name in lower case, one space between.
pub(super) fn name_key(doc: &Doc, id: MentionId, chains: &Chains) -> String {
    let words: Vec<&str> =
        doc.ids(chains.mention(id).name).map(|t| doc.lower(t)).filter(|w| !matches!(*w, "'s" | "’s")).collect();
    words.join(" ")
}
