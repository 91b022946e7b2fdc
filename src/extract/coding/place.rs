//! Where an event takes place, as far as its own words tell.

use crate::extract::fact::{ActorKind, Place};
use crate::extract::lexicon::{EntryId, Lexicon};
use crate::extract::reading::Reading;
use crate::nlp::{Dep, Doc, EntityKind, Pos, TokenId};

/// Prepositions that tell where.
const WHERE: &[&str] = &["in", "at", "near", "outside", "inside", "across", "throughout", "off", "around"];
/// How many arcs below the event's word a place may stand.
const DEPTH: u8 = 3;

/// Returns the place of the event at `word`, and the country that it lies in as the lexicon has it: the nearest place
/// name after a preposition of place.
pub(super) fn place(reading: &Reading<'_>, lexicon: &Lexicon, word: TokenId) -> Option<(Place, Option<EntryId>)> {
    let doc = reading.doc;
    let verb = doc.head(word);
    let under_light_verb =
        doc.pos(word) == Pos::Noun && matches!(doc.dep(word), Dep::Dobj | Dep::Nsubjpass | Dep::Nsubj);
    let name = below(doc, word, DEPTH).or_else(|| under_light_verb.then(|| below(doc, verb, 1))?)?;
    let day = reading.article.published;
    let country = lexicon.country_of_place(&name, day).filter(|&id| lexicon.entry(id).kind == ActorKind::Country);
    let code = country.and_then(|id| lexicon.entry(id).code.clone());
    Some((Place { name, country: code }, country))
}

fn below(doc: &Doc, word: TokenId, depth: u8) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    for &child in doc.children(word) {
        if doc.dep(child) == Dep::Prep
            && WHERE.contains(&doc.lower(child))
            && let Some(name) = doc.child(child, &[Dep::Pobj]).and_then(|object| named(doc, object))
        {
            return Some(name);
        }
    }
    // "killed two soldiers in Basra", "a bank in Lima": the place may hang on the object.
    doc.children_by(word, &[Dep::Dobj, Dep::Pobj, Dep::Prep, Dep::Nsubjpass]).find_map(|child| below(doc, child, depth))
}

/// Returns the name of the place that a noun phrase is or lies in: "the town of Cizre".
fn named(doc: &Doc, head: TokenId) -> Option<String> {
    let is_place =
        |t: TokenId| doc.entity_at(t).filter(|e| matches!(e.kind, EntityKind::Gpe | EntityKind::Loc | EntityKind::Fac));
    if let Some(entity) = is_place(head) {
        let text = doc.text_of(entity.span).split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = text.strip_prefix("the ").unwrap_or(&text);
        return Some(plain.strip_suffix("'s").unwrap_or(plain).to_owned());
    }
    let of = doc.children_by(head, &[Dep::Prep]).find(|&p| doc.lower(p) == "of")?;
    doc.child(of, &[Dep::Pobj]).filter(|&object| is_place(object).is_some()).and_then(|object| named(doc, object))
}
