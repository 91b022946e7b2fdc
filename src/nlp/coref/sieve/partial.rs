//! Joins a shortened name with the full one: surnames, acronyms in brackets, bodies without their ending.

use super::exact::name_key;
use crate::nlp::coref::{Chains, Form, MentionId, Sort};
use crate::nlp::{Doc, Tag, TokenId};
use crate::text::{Id, Span};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// Joins each shortened name with the full name that the article uses most; among equals with the nearest before it, or
/// where there is none the first behind it.
pub(in crate::nlp::coref) fn join(doc: &Doc, chains: &mut Chains) {
    let names: Vec<MentionId> = chains
        .mentions()
        .iter_enumerated()
        .filter(|(_, m)| m.form == Form::Name && !m.name.is_empty())
        .map(|(id, _)| id)
        .collect();
    acronyms(doc, chains, &names);
    let by_word = index(doc, chains, &names);
    titles_as_surnames(doc, chains, &by_word);
    // A name is joined by its words, so that all its mentions go with the first that finds a fuller one.
    let mut done: FxHashMap<String, MentionId> = FxHashMap::default();
    for &id in &names {
        let key = name_key(doc, id, chains);
        if let Some(&first) = done.get(&key) {
            if chains.mention(first).known == chains.mention(id).known {
                chains.join(first, id);
            }
            continue;
        }
        let word = |t: u32| doc.lower(TokenId(t));
        let name = chains.mention(id).name;
        let near = [word(name.start), word(name.end - 1)]
            .into_iter()
            .flat_map(|w| by_word.get(w).into_iter().flatten())
            .copied();
        let fits = near.filter(|&full| !chains.same(full, id) && shortens(doc, chains, id, full));
        let best = fits.max_by_key(|&full| {
            let distance = full.index().abs_diff(id.index());
            (chains.profile(full).sort == Sort::Person, full < id, chains.profile(full).size, Reverse(distance))
        });
        if let Some(full) = best {
            chains.join(full, id);
            done.insert(key, id);
        }
    }
}

/// Joins a bare title with a capital ("Duke", "King") with the person whose surname it is.
fn titles_as_surnames(doc: &Doc, chains: &mut Chains, by_word: &FxHashMap<&str, Vec<MentionId>>) {
    for id in chains.mentions().ids() {
        let mention = chains.mention(id);
        if mention.form != Form::Nominal || mention.span.len() != 1 || doc.tag(mention.head) != Tag::Nnp {
            continue;
        }
        let bearers = by_word.get(doc.lower(mention.head)).into_iter().flatten();
        let person = bearers.filter(|&&full| chains.profile(full).sort == Sort::Person && full != id).find(|&&full| {
            let name = chains.mention(full).name;
            doc.lower(TokenId(name.end - 1)) == doc.lower(mention.head)
        });
        if let Some(&person) = person {
            chains.join(person, id);
        }
    }
}

/// The names of several words, by their first and their last word.
fn index<'d>(doc: &'d Doc, chains: &Chains, names: &[MentionId]) -> FxHashMap<&'d str, Vec<MentionId>> {
    let mut by_word: FxHashMap<&str, Vec<MentionId>> = FxHashMap::default();
    for &id in names.iter().filter(|&&id| chains.mention(id).name.len() > 1) {
        let name = chains.mention(id).name;
        for token in [name.start, name.end - 1] {
            by_word.entry(doc.lower(TokenId(token))).or_default().push(id);
        }
    }
    by_word
}

/// Tells whether the name of `short` is a shortened form of the name of `full`.
fn shortens(doc: &Doc, chains: &Chains, short: MentionId, full: MentionId) -> bool {
    let (a, b) = (chains.mention(short), chains.mention(full));
    if a.name.len() >= b.name.len() || a.adjective {
        return false;
    }
    let word = |i: u32| doc.lower(TokenId(i));
    let tail =
        |from: Span<_>| (b.name.end - from.len()..b.name.end).zip(from.positions()).all(|(x, y)| word(x) == word(y));
    let one = a.name.len() == 1;
    match chains.profile(full).sort {
        Sort::Person if a.known.is_some() => a.sort == Sort::Person && tail(a.name),
        Sort::Person => {
            // What the recogniser took for a body or place is a person where a person of that name is about.
            let may_be_person = a.sort == Sort::Person || one && doc.tag(TokenId(a.name.start)) != Tag::Nnps;
            let surname = a.gender.agrees(b.gender) && may_be_person && tail(a.name);
            // "Hillary" for "Hillary Ashe".
            surname || one && a.sort == Sort::Person && a.title.is_none() && word(a.name.start) == word(b.name.start)
        }
        Sort::Body if a.known.is_none() && a.sort != Sort::Person => {
            let prefix = a.name.positions().zip(b.name.positions()).all(|(x, y)| word(x) == word(y));
            // "the Herald" for "Bay City Herald".
            let after_the = a.name.start > 0 && doc.lower(TokenId(a.name.start - 1)) == "the";
            prefix || one && after_the && b.name.len() < 6 && tail(a.name)
        }
        _ => false,
    }
}

/// Joins "Institute for Peace Research (IPR)" with its acronym.
fn acronyms(doc: &Doc, chains: &mut Chains, names: &[MentionId]) {
    for pair in names.windows(2) {
        let (full, short) = (chains.mention(pair[0]), chains.mention(pair[1]));
        let bracketed =
            short.name.len() == 1 && short.name.start == full.name.end + 1 && doc.word(TokenId(full.name.end)) == "(";
        let word = doc.word(TokenId(short.name.start));
        let bodies = full.sort == Sort::Body && short.known.is_none_or(|_| short.sort == Sort::Body);
        if bracketed && bodies && word.len() > 1 && !word.chars().any(char::is_lowercase) {
            chains.join(pair[0], pair[1]);
        }
    }
}
