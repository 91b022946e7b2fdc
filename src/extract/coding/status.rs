//! Whether a deed is told as done, intended, wanted, or not at all.

use crate::extract::frame;
use crate::nlp::{Dep, Doc, Pos, Tag, TokenId};

/// How a deed is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// It is done.
    Real,
    /// Its agent will do it.
    Planned,
    /// Its agent will not do it.
    Refused,
    /// Its agent should do it.
    Wanted,
    /// Its agent may do it.
    Possible,
}

/// Verbs that tell only how an action goes on.
const ASPECT: &[&str] = &[
    "attempt", "begin", "complete", "continue", "finish", "help", "keep", "manage", "proceed", "remain", "resort",
    "resume", "start", "try", "go",
];

/// Verbs under which a noun tells a deed.
const LIGHT: &[&str] = &[
    "begin",
    "carry",
    "commit",
    "conduct",
    "continue",
    "engage",
    "express",
    "file",
    "give",
    "have",
    "hold",
    "impose",
    "issue",
    "launch",
    "lodge",
    "make",
    "mount",
    "open",
    "pay",
    "perform",
    "perpetrate",
    "pursue",
    "renew",
    "resume",
    "sign",
    "stage",
    "start",
    "undertake",
    "wage",
    "declare",
    "announce",
    "reach",
    "put",
    "order",
    "provide",
    "complete",
    "attend",
    "raise",
    "voice",
    "take",
    "suffer",
    "go",
    "join",
    "agree",
    "conclude",
];

/// Verbs that enter a deed by a preposition: "went on strike".
const ENTERS: &[&str] = &["be", "engage", "enter", "go", "participate", "take"];

/// How many heads are climbed.
const MAX_CLIMB: u8 = 6;

/// Tells how a deed is told; `None` where it is not told as one.
pub(super) fn status(doc: &Doc, word: TokenId) -> Option<Status> {
    if is_asked(doc, word) {
        return None;
    }
    let status = climb(doc, word, MAX_CLIMB)?;
    if !frame::is_negated(doc, word) {
        return Some(status);
    }
    (status == Status::Planned).then_some(Status::Refused)
}

fn climb(doc: &Doc, word: TokenId, steps: u8) -> Option<Status> {
    let steps = steps.checked_sub(1)?;
    if is_supposed(doc, word) {
        return None;
    }
    if doc.pos(word) == Pos::Noun || doc.pos(word) == Pos::Propn {
        return of_noun(doc, word, steps);
    }
    if doc.pos(word) == Pos::Adj {
        let head = doc.head(word);
        return matches!(doc.dep(word), Dep::Acomp | Dep::Oprd | Dep::Xcomp).then(|| climb(doc, head, steps))?;
    }
    if let Some(modal) = modal(doc, word) {
        return modal;
    }
    let head = doc.head(word);
    let shared = || if doc.dep(word) == Dep::Conj { climb(doc, head, steps) } else { None };
    let is_infinitive = doc.children_by(word, &[Dep::Aux]).any(|aux| doc.lower(aux) == "to");
    match doc.tag(word) {
        _ if is_infinitive => of_infinitive(doc, word, steps),
        Tag::Vbd | Tag::Vbz | Tag::Vbp => Some(Status::Real),
        Tag::Vbn if doc.child(word, &[Dep::Aux, Dep::Auxpass]).is_some() => Some(Status::Real),
        Tag::Vbn => match doc.dep(word) {
            Dep::Root | Dep::Advcl | Dep::Ccomp => Some(Status::Real),
            Dep::Conj => shared(),
            _ => None,
        },
        Tag::Vbg if doc.child(word, &[Dep::Aux]).is_some() => Some(Status::Real),
        Tag::Vbg => match doc.dep(word) {
            Dep::Root => Some(Status::Real),
            Dep::Advcl | Dep::Conj if doc.child(word, &[Dep::Mark]).is_none() => climb(doc, head, steps),
            Dep::Acl => Some(Status::Real),
            Dep::Xcomp if ASPECT.contains(&doc.lemma(head)) => climb(doc, head, steps),
            Dep::Pcomp if ASPECT.contains(&doc.lemma(doc.head(head))) => climb(doc, doc.head(head), steps),
            _ => None,
        },
        _ => of_infinitive(doc, word, steps),
    }
}

/// An infinitive tells what the verb above it tells of it.
fn of_infinitive(doc: &Doc, word: TokenId, steps: u8) -> Option<Status> {
    let head = doc.head(word);
    match doc.dep(word) {
        Dep::Conj => climb(doc, head, steps),
        Dep::Xcomp if doc.lemma(head) == "go" && doc.tag(head) == Tag::Vbg => Some(Status::Planned),
        Dep::Xcomp if doc.lemma(head) == "be" => Some(Status::Planned),
        Dep::Xcomp | Dep::Ccomp if ASPECT.contains(&doc.lemma(head)) => climb(doc, head, steps),
        // "Oslo to visit Lima": the future of headlines.
        Dep::Root if doc.child(word, &[Dep::Aux]).is_some_and(|aux| doc.lower(aux) == "to") => Some(Status::Planned),
        Dep::Root => Some(Status::Real),
        _ => None,
    }
}

/// What a modal verb says: `Some(None)` where it says that nothing is told.
fn modal(doc: &Doc, word: TokenId) -> Option<Option<Status>> {
    doc.children_by(word, &[Dep::Aux]).find_map(|aux| match doc.lower(aux) {
        "will" | "shall" | "'ll" | "wo" | "would" | "'d" => Some(Some(Status::Planned)),
        "must" | "should" | "ought" => Some(Some(Status::Wanted)),
        "may" | "might" | "could" => Some(Some(Status::Possible)),
        "can" | "ca" => Some(None),
        "do" | "did" | "does" => Some(Some(Status::Real)),
        _ => None,
    })
}

/// A noun tells a deed under a verb that lends it one, as subject of one that says that it goes on, or by itself.
fn of_noun(doc: &Doc, noun: TokenId, steps: u8) -> Option<Status> {
    let head = doc.head(noun);
    let lemma = doc.lemma(head);
    match doc.dep(noun) {
        Dep::Dobj | Dep::Nsubjpass if LIGHT.contains(&lemma) => climb(doc, head, steps),
        Dep::Nsubj
            if ASPECT.contains(&lemma) || matches!(lemma, "break" | "erupt" | "resume" | "take" | "end" | "kill") =>
        {
            climb(doc, head, steps)
        }
        Dep::Pobj if matches!(doc.lower(head), "on" | "in") && ENTERS.contains(&doc.lemma(doc.head(head))) => {
            climb(doc, doc.head(head), steps)
        }
        Dep::Conj => of_noun(doc, head, steps.checked_sub(1)?),
        _ => None,
    }
}

/// Tells whether a word stands in a question.
fn is_asked(doc: &Doc, word: TokenId) -> bool {
    let end = doc.sentence_of(word).end;
    (word.0..end).any(|t| doc.word(TokenId(t)) == "?")
}

/// Tells whether a word stands in a clause of condition or question.
fn is_supposed(doc: &Doc, word: TokenId) -> bool {
    let supposes = |t: TokenId| {
        doc.children_by(t, &[Dep::Mark]).any(|m| matches!(doc.lower(m), "if" | "unless" | "whether" | "before"))
    };
    supposes(word) || (doc.dep(word) == Dep::Conj && supposes(doc.head(word)))
}
