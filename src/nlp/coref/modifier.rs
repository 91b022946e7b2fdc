//! Whose a noun phrase is said to be: "US officials", "spokesman for the ministry".

use super::chain::Chains;
use super::mention::{Form, MentionId, Sort};
use crate::nlp::{Dep, Doc, TokenId};
use crate::text::Span;

/// How many tokens behind a noun its "of" or "for" may stand.
const REACH: u32 = 4;

/// Returns the mention that a noun phrase is said to be of: the last before its noun, or the first behind "of" or "for".
///
/// `people` admits persons too ("Hall's spokesman").
pub fn name_above(doc: &Doc, chains: &Chains, id: MentionId, people: bool) -> Option<MentionId> {
    let mention = chains.mention(id);
    let noun = mention.title.unwrap_or(mention.head);
    let owner = |t: TokenId| {
        let other = chains.mention_at(t).filter(|&m| m != id)?;
        let above = chains.mention(other);
        let sort = matches!(above.sort, Sort::Country | Sort::Body)
            || above.sort == Sort::People && above.form == Form::Name
            || people && above.sort == Sort::Person;
        let form = above.form != Form::Pronoun || doc.dep(above.head) == Dep::Poss && people;
        // A mention that holds this one is not above it.
        (sort && form && !above.span.covers(Span::new(noun.0, noun.0 + 1))).then_some(other)
    };
    let before = doc.ids(Span::new(mention.span.start, noun.0)).rev().find_map(owner);
    before.or_else(|| {
        let near = |p: &TokenId| {
            p.0 > noun.0 && p.0 - noun.0 <= REACH && matches!(doc.lower(*p), "for" | "of" | "at" | "with")
        };
        let objects = doc.children_by(noun, &[Dep::Prep]).filter(near).filter_map(|p| doc.child(p, &[Dep::Pobj]));
        objects.flat_map(|o| [Some(o), doc.child(o, &[Dep::Compound, Dep::Amod, Dep::Poss])]).flatten().find_map(owner)
    })
}
