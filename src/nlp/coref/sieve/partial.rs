//! Joins a shortened name with the full one: surnames, acronyms in brackets, bodies without their ending.

use crate::nlp::coref::{Chains, Form, MentionId, Sort};
use crate::nlp::{Doc, TokenId};
use crate::text::Span;

/// Joins each shortened name with the last full name before it, or else the first after it.
pub(in crate::nlp::coref) fn join(doc: &Doc, chains: &mut Chains) {
    let names: Vec<MentionId> =
        chains.mentions().iter_enumerated().filter(|(_, m)| m.form == Form::Name).map(|(id, _)| id).collect();
    acronyms(doc, chains, &names);
    for (i, &id) in names.iter().enumerate() {
        let short = chains.mention(id).name;
        let before = names[..i].iter().rev();
        let after = names[i + 1..].iter();
        let fits = |&&full: &&MentionId| !chains.same(full, id) && shortens(doc, chains, id, full);
        if let Some(&full) = before.chain(after).find(fits).filter(|_| !short.is_empty()) {
            chains.join(full, id);
        }
    }
}

/// Tells whether the name of `short` is a shortened form of the name of `full`.
fn shortens(doc: &Doc, chains: &Chains, short: MentionId, full: MentionId) -> bool {
    let (a, b) = (chains.mention(short), chains.mention(full));
    if a.name.len() >= b.name.len() || a.known.is_some() && a.sort != b.sort {
        return false;
    }
    let word = |i: u32| doc.lower(TokenId(i));
    let tail = |from: Span<TokenId>| {
        (b.name.end - from.len()..b.name.end).zip(from.positions()).all(|(x, y)| word(x) == word(y))
    };
    match b.sort {
        Sort::Person => {
            let surname = a.gender.agrees(b.gender) && tail(a.name) && a.sort != Sort::Body;
            // "Hillary" for "Hillary Ashe"; "J. Ashe" for "John Ashe".
            let given = a.name.len() == 1 && a.sort == Sort::Person && word(a.name.start) == word(b.name.start);
            surname || given
        }
        Sort::Body if a.sort != Sort::Person => {
            a.name.positions().zip(b.name.positions()).all(|(x, y)| word(x) == word(y))
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
