//! The logical arguments of a predicate, whatever the construction they stand in.
//!
//! Input: a linked doc and a predicate token. Output: the heads of its subject and object: through passives, relative
//! clauses, coordination, control, participles and light verbs. Left to the caller: which actor that is.

use super::time::is_weekday;
use crate::nlp::{Dep, Doc, EntityKind, Pos, Tag, TokenId};

/// How many heads are climbed in search of a shared subject.
const MAX_CLIMB: usize = 8;

/// Verbs whose object is the subject of their infinitive: "urged Oslo to sign".
const OBJECT_CONTROL: &[&str] = &[
    "advise",
    "allow",
    "ask",
    "authorize",
    "beg",
    "challenge",
    "command",
    "compel",
    "consider",
    "convince",
    "deem",
    "direct",
    "enable",
    "encourage",
    "expect",
    "find",
    "force",
    "forbid",
    "get",
    "help",
    "implore",
    "instruct",
    "invite",
    "lead",
    "lobby",
    "oblige",
    "order",
    "permit",
    "persuade",
    "press",
    "pressure",
    "prompt",
    "push",
    "remind",
    "request",
    "require",
    "tell",
    "urge",
    "want",
    "warn",
    "pressurize",
    "beseech",
    "petition",
];

/// Verbs that praise or blame their object for what it does.
const JUDGING: &[&str] = &[
    "accuse",
    "admonish",
    "applaud",
    "arrest",
    "attack",
    "berate",
    "blame",
    "blast",
    "call",
    "castigate",
    "charge",
    "chastise",
    "chide",
    "commend",
    "condemn",
    "congratulate",
    "criticise",
    "criticize",
    "credit",
    "denounce",
    "fault",
    "fine",
    "hail",
    "indict",
    "lambast",
    "lambaste",
    "laud",
    "mock",
    "praise",
    "punish",
    "rebuke",
    "reprimand",
    "ridicule",
    "salute",
    "scold",
    "slam",
    "sue",
    "suspect",
    "thank",
];

/// Verbs that lend a noun a subject: "made an offer", "issued a threat".
const LIGHT_VERBS: &[&str] = &[
    "make",
    "give",
    "issue",
    "extend",
    "submit",
    "present",
    "have",
    "put",
    "send",
    "lodge",
    "launch",
    "deliver",
    "raise",
    "voice",
    "express",
    "repeat",
    "renew",
    "reiterate",
    "table",
    "announce",
    "unveil",
    "outline",
    "advance",
    "file",
    "level",
    "hold",
    "conduct",
    "begin",
    "start",
    "resume",
    "take",
    "pay",
    "set",
    "seek",
    "float",
    "provide",
    "release",
    "publish",
    "draft",
    "prepare",
    "hear",
    "come",
    "offer",
    "propose",
    "owe",
];

/// Verbs whose passive names the author of a text or a plan: "the plan drafted by the committee".
const AUTHORING: &[&str] = &[
    "adopt",
    "announce",
    "draft",
    "draw",
    "introduce",
    "issue",
    "launch",
    "make",
    "offer",
    "pass",
    "prepare",
    "present",
    "propose",
    "publish",
    "put",
    "release",
    "send",
    "sign",
    "sponsor",
    "submit",
    "table",
    "unveil",
    "write",
];

/// Tells whether a verb lends its object a subject: "made an offer", "reached agreement".
pub(crate) fn lends_subject(doc: &Doc, verb: TokenId) -> bool {
    let lemma = doc.lemma(verb);
    LIGHT_VERBS.contains(&lemma) || matches!(lemma, "reach" | "sign" | "conclude" | "strike" | "clinch")
}

/// Tells whether a verb is in the passive.
pub(crate) fn is_passive(doc: &Doc, verb: TokenId) -> bool {
    doc.child(verb, &[Dep::Auxpass, Dep::Nsubjpass, Dep::Agent]).is_some()
        || (doc.tag(verb) == Tag::Vbn && doc.dep(verb) == Dep::Acl)
}

/// Tells whether a token is negated: "not", "never", "no", "neither", or a verb of refusal over it is left to rules.
pub(crate) fn is_negated(doc: &Doc, token: TokenId) -> bool {
    let own = doc.children(token).iter().any(|&c| {
        doc.dep(c) == Dep::Neg
            || matches!(doc.lower(c), "never" | "neither" | "nor" | "hardly" | "n't" | "n’t")
            || (doc.dep(c) == Dep::Det && doc.lower(c) == "no")
            || (doc.lower(c) == "longer" && doc.children(c).iter().any(|&n| doc.lower(n) == "no"))
    });
    let head = doc.head(token);
    // "Did not withdraw its offer": what somebody has is there, whatever is not done to it.
    let governed = doc.dep(token) == Dep::Dobj
        && doc.pos(token) == Pos::Noun
        && doc.child(token, &[Dep::Poss]).is_none()
        && is_negated(doc, head);
    own || governed
        || (matches!(doc.dep(token), Dep::Xcomp | Dep::Ccomp)
            && matches!(doc.lemma(head), "fail" | "decline" | "refuse"))
        || (doc.dep(token) == Dep::Xcomp && doc.tag(token) == Tag::Vb && head != token && has_not(doc, head))
        || (doc.pos(token) == Pos::Verb && matches!(doc.dep(token), Dep::Relcl | Dep::Acl) && is_no_way(doc, head))
        || (doc.pos(token) == Pos::Verb
            && doc.children_by(token, &[Dep::Nsubj, Dep::Nsubjpass]).any(|s| {
                matches!(doc.lower(s), "nobody" | "none")
                    || doc.child(s, &[Dep::Det]).is_some_and(|d| doc.lower(d) == "no")
            }))
}

/// Tells whether a verb bears "not" or "never" itself: what it governs is denied with it ("does not want to offer").
fn has_not(doc: &Doc, verb: TokenId) -> bool {
    doc.children(verb).iter().any(|&c| doc.dep(c) == Dep::Neg || matches!(doc.lower(c), "n't" | "n’t"))
}

/// "There is no way they will agree."
fn is_no_way(doc: &Doc, noun: TokenId) -> bool {
    doc.lemma(noun) == "way" && doc.child(noun, &[Dep::Det]).is_some_and(|d| doc.lower(d) == "no")
}

/// Returns the head of the logical subject: who does what the predicate says.
pub(crate) fn subject(doc: &Doc, predicate: TokenId) -> Option<TokenId> {
    climb(doc, predicate, MAX_CLIMB)
}

fn climb(doc: &Doc, predicate: TokenId, steps: usize) -> Option<TokenId> {
    let steps = steps.checked_sub(1)?;
    if is_passive(doc, predicate) {
        let by = doc.child(predicate, &[Dep::Agent])?;
        return doc.child(by, &[Dep::Pobj]);
    }
    let head = doc.head(predicate);
    // A second subject behind the verb is mostly no subject: "attacked Berg, calling him “a failed candidate”".
    let subjects = || doc.children_by(predicate, &[Dep::Nsubj, Dep::Csubj, Dep::Expl]);
    if let Some(own) = subjects().rfind(|&s| s < predicate).or_else(|| subjects().next_back()) {
        return Some(antecedent(doc, counted(doc, own), predicate));
    }
    match doc.dep(predicate) {
        // "Insisted that there be no cash and called for cuts": the second verb may hang on the inner one.
        Dep::Conj if doc.child(head, &[Dep::Expl]).is_some() => climb(doc, doc.head(head), steps),
        Dep::Conj if is_reporters(doc, predicate, head) => climb(doc, doc.head(head), steps),
        Dep::Conj => climb(doc, head, steps),
        Dep::Pcomp if doc.tag(predicate) == Tag::Vbg && doer(doc, predicate).is_some() => doer(doc, predicate),
        Dep::Xcomp | Dep::Ccomp | Dep::Advcl | Dep::Pcomp | Dep::Prep | Dep::Acomp | Dep::Attr | Dep::Oprd => {
            if doc.dep(predicate) == Dep::Xcomp
                && OBJECT_CONTROL.contains(&doc.lemma(head))
                && let Some(object) = object(doc, head)
            {
                return Some(object);
            }
            // "Are scheduled to meet", "is expected to sign": who is expected is who will do it.
            if doc.dep(predicate) == Dep::Xcomp
                && is_passive(doc, head)
                && let Some(raised) = doc.child(head, &[Dep::Nsubjpass])
            {
                return Some(antecedent(doc, raised, head));
            }
            match doc.pos(head) {
                Pos::Noun if doc.dep(predicate) == Dep::Prep => bearer(doc, head, steps),
                _ => climb(doc, head, steps),
            }
        }
        Dep::Acl if doc.tag(predicate) == Tag::Vbg => Some(one_among(doc, head).unwrap_or(head)),
        Dep::Acl => bearer(doc, head, steps),
        Dep::Relcl => Some(head),
        Dep::Dobj | Dep::Pobj if doc.pos(predicate) == Pos::Noun => bearer(doc, predicate, steps),
        _ => None,
    }
}

/// Returns who is said to be one of those that a noun counts: "Berg is one of many calling for cuts", "is among those who …".
fn one_among(doc: &Doc, noun: TokenId) -> Option<TokenId> {
    let preposition = doc.head(noun);
    let outer = doc.head(preposition);
    let copula = match doc.lower(preposition) {
        "among" => outer,
        "of" if doc.lower(outer) == "one" && doc.dep(outer) == Dep::Attr => doc.head(outer),
        _ => return None,
    };
    let counted = doc.dep(noun) == Dep::Pobj && doc.lemma(copula) == "be";
    doc.child(copula, &[Dep::Nsubj]).filter(|&s| counted && s < noun)
}

/// Texts and speeches, in which those speak who give them.
const TEXTS: &[&str] = &[
    "ad",
    "address",
    "article",
    "column",
    "commercial",
    "e-mail",
    "editorial",
    "email",
    "essay",
    "interview",
    "letter",
    "mailer",
    "memo",
    "message",
    "note",
    "op-ed",
    "post",
    "release",
    "remark",
    "speech",
    "statement",
    "telegram",
    "tweet",
    "video",
];

/// Returns who gives a text or a speech that the clause names by itself: "in a speech denouncing Oslo, Berg …", "signed a
/// letter that urges …".
pub(crate) fn giver(doc: &Doc, text: TokenId) -> Option<TokenId> {
    if !TEXTS.contains(&doc.lemma(text)) {
        return None;
    }
    let head = doc.head(text);
    let verb = match doc.dep(text) {
        Dep::Dobj => head,
        Dep::Pobj if matches!(doc.lower(head), "in" | "with" | "through" | "via" | "during") => doc.head(head),
        _ => return None,
    };
    let received = matches!(doc.lemma(verb), "receive" | "get" | "read" | "see" | "watch" | "hear" | "cite" | "quote");
    let gives = matches!(doc.pos(verb), Pos::Verb | Pos::Aux) && !received;
    gives.then(|| subject(doc, verb)).flatten()
}

/// Returns who does what stands behind a preposition, where it is not the subject above: "with the envoy calling for calm",
/// "blamed Oslo for closing the port".
fn doer(doc: &Doc, participle: TokenId) -> Option<TokenId> {
    let preposition = doc.head(participle);
    let verb = doc.head(preposition);
    match doc.lower(preposition) {
        "with" => doc.child(preposition, &[Dep::Pobj]).filter(|&noun| noun < participle),
        "for" | "of" if JUDGING.contains(&doc.lemma(verb)) => object(doc, verb),
        // "Criticized Berg and Hall for closing the port": the parser hangs it on the last name.
        "for" if matches!(doc.pos(verb), Pos::Propn | Pos::Noun) => {
            let first = first_of_series(doc, verb);
            let judged = doc.dep(first) == Dep::Dobj && JUDGING.contains(&doc.lemma(doc.head(first)));
            judged.then_some(first)
        }
        // "Is seen by many as being weak".
        "as" if doc.pos(verb) == Pos::Verb => object(doc, verb),
        _ => None,
    }
}

/// Returns who has, makes or does what a noun says: its possessor, its author, or the subject of its light verb.
pub(crate) fn author(doc: &Doc, noun: TokenId) -> Option<TokenId> {
    bearer(doc, noun, MAX_CLIMB)
}

fn bearer(doc: &Doc, noun: TokenId, steps: usize) -> Option<TokenId> {
    let steps = steps.checked_sub(1)?;
    // "Last year's U.S. offer" is not the year's.
    let dated = |t: TokenId| doc.entity_at(t).is_some_and(|e| matches!(e.kind, EntityKind::Date | EntityKind::Time));
    if let Some(owner) = doc.children_by(noun, &[Dep::Poss]).find(|&p| !dated(p)) {
        return Some(owner);
    }
    for preposition in ["by", "from"] {
        let by = doc.children_by(noun, &[Dep::Prep, Dep::Agent]).find(|&p| doc.lower(p) == preposition);
        if let Some(object) = by.and_then(|p| doc.child(p, &[Dep::Pobj])) {
            return Some(object);
        }
    }
    let made = doc.children_by(noun, &[Dep::Acl]).find(|&a| AUTHORING.contains(&doc.lemma(a)));
    if let Some(maker) = made.and_then(|a| doc.child(a, &[Dep::Agent])).and_then(|by| doc.child(by, &[Dep::Pobj])) {
        return Some(maker);
    }
    if let Some(demonym) =
        doc.children_by(noun, &[Dep::Amod, Dep::Compound, Dep::Nmod]).find(|&m| doc.entity_at(m).is_some() && !dated(m))
    {
        return Some(demonym);
    }
    let head = doc.head(noun);
    match doc.dep(noun) {
        Dep::Dobj if LIGHT_VERBS.contains(&doc.lemma(head)) => climb(doc, head, steps),
        Dep::Nsubjpass if LIGHT_VERBS.contains(&doc.lemma(head)) => climb(doc, head, steps),
        Dep::Conj | Dep::Appos => bearer(doc, head, steps),
        _ => None,
    }
}

/// Returns the head of the logical object: to whom or to what it is done.
pub(crate) fn object(doc: &Doc, predicate: TokenId) -> Option<TokenId> {
    if let Some(own) = doc.child(predicate, &[Dep::Dobj]) {
        return Some(antecedent(doc, before_weekday(doc, own), predicate));
    }
    if let Some(passive) = doc.child(predicate, &[Dep::Nsubjpass]) {
        return Some(antecedent(doc, counted(doc, passive), predicate));
    }
    let head = doc.head(predicate);
    match doc.dep(predicate) {
        // "a plan rejected by Oslo"; "the plan Oslo rejected".
        Dep::Acl if doc.tag(predicate) == Tag::Vbn => Some(head),
        Dep::Relcl if doc.child(predicate, &[Dep::Nsubj]).is_some_and(|s| !is_relative(doc, s)) => Some(head),
        // "was presented to and welcomed by ministers"
        Dep::Conj if is_passive(doc, predicate) => object(doc, head),
        _ => shared_object(doc, predicate),
    }
}

/// "Berg endorsed Hall Wednesday": the parser takes the name for a part of the day's.
fn before_weekday(doc: &Doc, object: TokenId) -> TokenId {
    let weekday = is_weekday(doc.lower(object));
    let name = doc.children_by(object, &[Dep::Compound, Dep::Nmod]).next_back();
    name.filter(|&n| weekday && doc.pos(n) == Pos::Propn && n.0 + 1 == object.0).unwrap_or(object)
}

/// Returns the object that the last of several verbs bears for all: "rejected and condemned the plan".
fn shared_object(doc: &Doc, predicate: TokenId) -> Option<TokenId> {
    let bare = !doc
        .children(predicate)
        .iter()
        .any(|&c| matches!(doc.dep(c), Dep::Ccomp | Dep::Xcomp | Dep::Prep | Dep::Acomp | Dep::Attr | Dep::Dative));
    let next = doc.children_by(predicate, &[Dep::Conj]).next()?;
    (bare && doc.pos(next) == Pos::Verb && next.0 <= predicate.0 + 3).then(|| doc.child(next, &[Dep::Dobj]))?
}

fn is_relative(doc: &Doc, token: TokenId) -> bool {
    matches!(doc.tag(token), Tag::Wdt | Tag::Wp) || (doc.lower(token) == "that" && doc.pos(token) == Pos::Pron)
}

/// "Said the banks were holding up the accord and warned …": the second verb stands in the reporter's tense, not in that
/// of the clause it hangs on, so that it is the reporter's.
fn is_reporters(doc: &Doc, verb: TokenId, head: TokenId) -> bool {
    let outer = doc.head(head);
    let auxiliary = |t: TokenId| doc.child(t, &[Dep::Aux, Dep::Auxpass]).is_some();
    doc.dep(head) == Dep::Ccomp
        && doc.tag(verb) == Tag::Vbd
        && doc.tag(outer) == Tag::Vbd
        && !auxiliary(verb)
        && (auxiliary(head) || doc.lemma(head) == "be")
}

/// Returns those who are counted: "a number of senators", "36 of the governments", "most of them".
pub(crate) fn counted(doc: &Doc, head: TokenId) -> TokenId {
    let counts = matches!(doc.pos(head), Pos::Num)
        || matches!(
            doc.lemma(head),
            "number"
                | "majority"
                | "minority"
                | "some"
                | "most"
                | "many"
                | "several"
                | "all"
                | "both"
                | "few"
                | "half"
                | "pct"
                | "percent"
                | "%"
                | "dozen"
                | "one"
                | "each"
                | "none"
                | "rest"
                | "plenty"
                | "handful"
                | "score"
                | "lot"
                | "bunch"
                | "group"
                | "couple"
                | "hundred"
                | "thousand"
                | "million"
        );
    let of = doc.children_by(head, &[Dep::Prep]).find(|&p| doc.lower(p) == "of");
    // "A group of senators and a governor": the governor is none of those counted.
    let alone = doc.child(head, &[Dep::Conj]).is_none();
    of.filter(|_| counts && alone).and_then(|p| doc.child(p, &[Dep::Pobj])).unwrap_or(head)
}

/// Returns what a relative pronoun stands for; any other token is itself.
fn antecedent(doc: &Doc, token: TokenId, predicate: TokenId) -> TokenId {
    if !is_relative(doc, token) {
        return token;
    }
    if let Some(focus) = cleft(doc, predicate, token) {
        return focus;
    }
    let clause =
        std::iter::once(predicate).chain(doc.ancestors(predicate).take(MAX_CLIMB)).find(|&t| doc.dep(t) == Dep::Relcl);
    clause.map_or_else(
        || noun_before(doc, predicate, token),
        |clause| described(doc, event_noun(doc, doc.head(clause), token), token),
    )
}

/// "It was Oslo who signed": what is set apart, wherever the parser hangs the clause.
fn cleft(doc: &Doc, predicate: TokenId, relative: TokenId) -> Option<TokenId> {
    let copula = doc.ancestors(predicate).take(3).find(|&t| doc.lemma(t) == "be")?;
    let it = doc.child(copula, &[Dep::Nsubj, Dep::Expl]).filter(|&s| doc.lower(s) == "it");
    let focus = doc.child(copula, &[Dep::Attr]).filter(|&a| a < relative && copula < a);
    it.and(focus)
}

/// Whom a noun describes: in "Berg is a lawyer who opposes the tax" it is Berg who does.
fn described(doc: &Doc, noun: TokenId, relative: TokenId) -> TokenId {
    let first = first_of_series(doc, noun);
    if let Some(one) = one_among(doc, first).filter(|_| doc.lower(relative) == "who") {
        return one;
    }
    // "Is one of the lawyers who …".
    let of = doc.head(first);
    let counted = doc.dep(first) == Dep::Pobj && doc.lower(of) == "of" && doc.lower(doc.head(of)) == "one";
    let first = if counted { first_of_series(doc, doc.head(of)) } else { first };
    let copula =
        doc.lemma(doc.head(first)) == "be" || matches!(doc.lower(doc.head(first)), "'s" | "’s" | "'re" | "’re");
    let person = doc.lower(relative) == "who" && doc.dep(first) == Dep::Attr && copula;
    let whom = doc.child(doc.head(first), &[Dep::Nsubj]).filter(|&s| doc.pos(s) != Pos::Pron || doc.tag(s) == Tag::Prp);
    whom.filter(|_| person).unwrap_or(noun)
}

/// Returns the first of coordinated nouns and appositions.
fn first_of_series(doc: &Doc, noun: TokenId) -> TokenId {
    let above = |&t: &TokenId| matches!(doc.dep(t), Dep::Conj | Dep::Appos).then(|| doc.head(t));
    std::iter::successors(Some(noun), above).take(12).last().unwrap_or(noun)
}

/// A relative clause that the parser hung elsewhere: its pronoun stands for the plural noun right before it.
fn noun_before(doc: &Doc, predicate: TokenId, relative: TokenId) -> TokenId {
    if !matches!(doc.lower(relative), "who" | "whom") {
        return relative;
    }
    let start = doc.subtree(predicate).start;
    let comma = (start.saturating_sub(1)..=start).map(TokenId).find(|&t| doc.word(t) == ",");
    let inside = doc.sentence_of(predicate);
    let before = comma.map(|c| (inside.start..c.0).rev().map(TokenId));
    // "Berg and Hall, both of whom": the names before the comma.
    let names = doc.lower(relative) == "whom" && doc.dep(relative) == Dep::Pobj;
    let fits = |&t: &TokenId| doc.tag(t) == Tag::Nns || (names && doc.tag(t) == Tag::Nnp);
    let noun = before.and_then(|mut b| b.find(fits));
    let whole = |noun: TokenId| {
        let of = doc.head(noun);
        // "Members of the union, a number of whom".
        if doc.dep(noun) == Dep::Pobj && doc.lower(of) == "of" { doc.head(of) } else { first_of_series(doc, noun) }
    };
    noun.map_or(relative, |noun| if names { whole(noun) } else { noun })
}

/// What is done to a thing is said of the deed, not of the name it is done to: in "the attack on Sony, which Washington
/// blames on Pyongyang" the object is the attack.
fn event_noun(doc: &Doc, noun: TokenId, relative: TokenId) -> TokenId {
    let preposition = doc.head(noun);
    let outer = doc.head(preposition);
    let inside = doc.pos(noun) == Pos::Propn
        && doc.dep(noun) == Dep::Pobj
        && doc.dep(preposition) == Dep::Prep
        && doc.pos(outer) == Pos::Noun
        && doc.lower(relative) == "which"
        && doc.dep(relative) == Dep::Dobj;
    if inside { outer } else { noun }
}
