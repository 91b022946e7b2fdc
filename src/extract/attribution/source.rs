//! Whose content it is: the subject, the agent, the possessor, what follows "according to" or stands before the colon.

use super::cue::{Cue, CueKind};
use super::page::{Page, cut};
use crate::nlp::{Dep, Pos, TokenId};
use crate::text::Span;

/// How a source stands to its cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Road {
    None,
    Subject,
    /// The cue stands before its subject.
    Inverted,
    Agent,
    /// The subject of the verb that this one is coordinated with.
    Shared,
    /// The subject of the verb above.
    Control,
    /// The noun that the verb modifies.
    Modified,
    Possessor,
    Preposition,
    Mark,
    /// The subject of a passive cue.
    PassiveSubject,
    /// The subject of a verb further up.
    Above,
    /// What follows the cue as its object.
    Object,
    /// The word right before the verb group.
    Before,
    /// The word right after the cue.
    After,
    /// The subject of the sentence before.
    Previous,
}

/// A source as found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) head: Option<TokenId>,
    pub(super) span: Span<TokenId>,
    pub(super) road: Road,
}

const NONE: Source = Source { head: None, span: Span::new(0, 0), road: Road::None };

/// Collects all that may be the source of a cue, the likeliest by rule first; "nobody" is the last.
pub(super) fn candidates(page: &Page, cue: Cue, first: Source) -> Vec<Source> {
    let doc = page.doc;
    let mut found = vec![first];
    let mut add = |head: TokenId, road: Road| {
        if matches!(doc.pos(head), Pos::Punct | Pos::Space)
            || head == cue.head
            || found.iter().any(|f| f.head == Some(head))
        {
            return;
        }
        found.push(phrase(page, head, cue.head, road));
    };
    if cue.kind != CueKind::Mark {
        for &child in doc.children(cue.head) {
            match doc.dep(child) {
                Dep::Nsubj | Dep::Csubj => add(child, Road::Subject),
                Dep::Nsubjpass => add(child, Road::PassiveSubject),
                Dep::Poss => add(child, Road::Possessor),
                Dep::Agent | Dep::Prep => {
                    let agent = doc.dep(child) == Dep::Agent;
                    if let Some(object) = doc.child(child, &[Dep::Pobj]) {
                        add(object, if agent { Road::Agent } else { Road::Preposition });
                    }
                }
                Dep::Dobj | Dep::Npadvmod | Dep::Attr | Dep::Oprd if child.0 > cue.head.0 => add(child, Road::Object),
                _ => {}
            }
        }
        let mut own_clause = true;
        for above in doc.ancestors(cue.head).take(6) {
            if is_verbal(page, above) {
                for subject in doc.children_by(above, &[Dep::Nsubj, Dep::Nsubjpass, Dep::Csubj]) {
                    add(subject, if own_clause { Road::Control } else { Road::Above });
                }
                if let Some(agent) = agent(page, above) {
                    add(agent, Road::Above);
                }
                own_clause = false;
            } else if matches!(doc.pos(above), Pos::Noun | Pos::Propn | Pos::Pron) {
                add(above, Road::Modified);
                if let Some(possessor) = doc.child(above, &[Dep::Poss]) {
                    add(possessor, Road::Possessor);
                }
            }
        }
        if let Some(before) = beside(page, cue.head, false) {
            add(before, Road::Before);
        }
        if let Some(after) = beside(page, cue.head, true) {
            add(after, Road::After);
        }
        let sentence = doc.sentence_index(cue.head);
        if let Some(previous) = sentence.checked_sub(1).and_then(|i| doc.sentences().get(i))
            && let Some(root) = doc.ids(*previous).find(|&id| doc.head(id) == id)
            && let Some(subject) = subject(page, root)
            && page.paragraph(subject).is_some()
        {
            add(subject, Road::Previous);
        }
    }
    if first.head.is_some() {
        found.push(NONE);
    }
    found
}

/// The nominal next to a cue, across auxiliaries and adverbs; the head of its phrase.
fn beside(page: &Page, cue: TokenId, after: bool) -> Option<TokenId> {
    let doc = page.doc;
    let sentence = page.sentence(cue);
    let mut at = cue.0;
    for _ in 0..4 {
        at = if after { at + 1 } else { at.checked_sub(1)? };
        let id = TokenId(at);
        if !sentence.contains(at) {
            return None;
        }
        match doc.pos(id) {
            Pos::Noun | Pos::Propn | Pos::Pron => {
                let mut head = id;
                while matches!(doc.dep(head), Dep::Compound | Dep::Poss | Dep::Amod | Dep::Nmod)
                    && sentence.contains(doc.head(head).0)
                    && (doc.head(head).0 > cue.0) == after
                {
                    head = doc.head(head);
                }
                return Some(head);
            }
            Pos::Aux | Pos::Adv | Pos::Part | Pos::Det | Pos::Adj => {}
            Pos::Punct if doc.word(id) == "," && !after => {}
            _ => return None,
        }
    }
    None
}

/// Finds the source of a cue.
pub(super) fn find(page: &Page, cue: Cue) -> Source {
    match cue.kind {
        CueKind::Verb => of_verb(page, cue.head, 0),
        CueKind::Noun => of_noun(page, cue.head),
        CueKind::Adjective => of_adjective(page, cue.head),
        CueKind::According => of_according(page, cue.head),
        CueKind::Adverb => NONE,
        CueKind::Mark | CueKind::Title => of_mark(page, cue.head),
    }
}

fn phrase(page: &Page, head: TokenId, cue: TokenId, road: Road) -> Source {
    let mut span = page.subtree(head);
    if span.contains(cue.0) {
        span = if cue.0 > head.0 { Span::new(span.start, cue.0) } else { Span::new(cue.0 + 1, span.end) };
    }
    // A quotation mark or a comma after the subject opens something else.
    let span = cut(page.trimmed(span), span);
    let span = if span.is_empty() { Span::new(head.0, head.0 + 1) } else { span };
    Source { head: Some(head), span, road }
}

fn of_verb(page: &Page, verb: TokenId, depth: u32) -> Source {
    let doc = page.doc;
    let passive = is_passive(page, verb);
    if !passive {
        if let Some(subject) = subject(page, verb) {
            if matches!(doc.lower(subject), "it" | "there") && doc.dep(subject) == Dep::Expl {
                return NONE;
            }
            let road = if subject.0 > verb.0 { Road::Inverted } else { Road::Subject };
            return phrase(page, subject, verb, road);
        }
    } else {
        if let Some(agent) = agent(page, verb) {
            return phrase(page, agent, verb, Road::Agent);
        }
        if doc.dep(verb) != Dep::Conj || doc.child(verb, &[Dep::Nsubjpass, Dep::Auxpass]).is_some() {
            return NONE;
        }
    }
    if depth > 4 {
        return NONE;
    }
    let head = doc.head(verb);
    let above = |road| {
        let found = of_verb(page, head, depth + 1);
        if found.head.is_some() { Source { road, ..found } } else { NONE }
    };
    match doc.dep(verb) {
        Dep::Conj if is_verbal(page, head) => above(Road::Shared),
        Dep::Xcomp | Dep::Ccomp if is_verbal(page, head) => {
            match doc.child(head, &[Dep::Dobj]).filter(|o| o.0 < verb.0) {
                Some(object) => phrase(page, object, verb, Road::Control),
                None if is_passive(page, head) => subject(page, head)
                    .or_else(|| doc.child(head, &[Dep::Nsubjpass]))
                    .map_or(NONE, |s| phrase(page, s, verb, Road::Control)),
                None => above(Road::Control),
            }
        }
        Dep::Advcl | Dep::Pcomp | Dep::Parataxis | Dep::Dep | Dep::Prep => match governor(page, verb) {
            Some(governor) if is_passive(page, governor) => {
                doc.child(governor, &[Dep::Nsubjpass]).map_or(NONE, |s| phrase(page, s, verb, Road::Control))
            }
            Some(governor) if depth < 4 => {
                let found = of_verb(page, governor, depth + 1);
                if found.head.is_some() { Source { road: Road::Control, ..found } } else { NONE }
            }
            _ => NONE,
        },
        Dep::Acl | Dep::Relcl => of_modifier(page, verb, head),
        _ => NONE,
    }
}

/// "a statement saying", "the man accusing", "his plan to call".
fn of_modifier(page: &Page, verb: TokenId, noun: TokenId) -> Source {
    let doc = page.doc;
    if doc.child(verb, &[Dep::Aux]).is_some() {
        return match of_noun(page, noun) {
            found if found.head.is_some() => Source { road: Road::Control, ..found },
            _ => NONE,
        };
    }
    let mut source = phrase(page, noun, verb, Road::Modified);
    source.span = cut(source.span, Span::new(0, verb.0.max(noun.0 + 1)));
    source
}

fn of_noun(page: &Page, noun: TokenId) -> Source {
    let doc = page.doc;
    if let Some(possessor) = doc.child(noun, &[Dep::Poss]) {
        return phrase(page, possessor, noun, Road::Possessor);
    }
    for preposition in doc.children_by(noun, &[Dep::Prep]) {
        if matches!(doc.lower(preposition), "by" | "from" | "among")
            && let Some(object) = doc.child(preposition, &[Dep::Pobj])
        {
            return phrase(page, object, noun, Road::Preposition);
        }
    }
    let head = doc.head(noun);
    match doc.dep(noun) {
        Dep::Dobj | Dep::Attr if is_verbal(page, head) => match of_verb(page, head, 1) {
            found if found.head.is_some_and(|h| h != noun) => Source { road: Road::Control, ..found },
            _ => NONE,
        },
        Dep::Pobj => match governor(page, noun) {
            Some(governor) if is_verbal(page, governor) && doc.pos(governor) != Pos::Aux => {
                match of_verb(page, governor, 1) {
                    found if found.head.is_some_and(|h| h != noun) => Source { road: Road::Control, ..found },
                    _ => NONE,
                }
            }
            _ => NONE,
        },
        _ => NONE,
    }
}

fn of_adjective(page: &Page, adjective: TokenId) -> Source {
    let doc = page.doc;
    let head = doc.head(adjective);
    match doc.dep(adjective) {
        Dep::Acomp | Dep::Oprd => match of_verb(page, head, 1) {
            found if found.head.is_some() => found,
            _ => NONE,
        },
        Dep::Conj => of_adjective_chain(page, head),
        Dep::Amod | Dep::Acl => phrase(page, head, adjective, Road::Modified),
        Dep::Advcl if is_verbal(page, head) => of_verb(page, head, 1),
        _ => NONE,
    }
}

fn of_adjective_chain(page: &Page, head: TokenId) -> Source {
    if is_verbal(page, head) {
        return of_verb(page, head, 1);
    }
    if page.doc.dep(head) == Dep::Acomp { of_verb(page, page.doc.head(head), 1) } else { NONE }
}

fn of_according(page: &Page, according: TokenId) -> Source {
    let doc = page.doc;
    let to = TokenId(according.0 + 1);
    if to.0 as usize >= doc.len() {
        return NONE;
    }
    let object = doc.child(to, &[Dep::Pobj]).or_else(|| doc.child(according, &[Dep::Pobj]));
    object.map_or(NONE, |object| phrase(page, object, to, Road::Preposition))
}

fn of_mark(page: &Page, mark: TokenId) -> Source {
    let Some(paragraph) = page.paragraph(mark).map(|p| page.paragraphs[p].span) else { return NONE };
    let sentence = page.sentence(mark);
    let before = page.trimmed(Span::new(sentence.start.min(mark.0), mark.0));
    let after = page.trimmed(Span::new(mark.0 + 1, paragraph.end));
    let span = if page.is_mark(mark) && page.doc.word(mark) != ":" { after } else { before };
    let head = page.doc.ids(span).find(|&id| !span.contains(page.doc.head(id).0) || page.doc.head(id) == id);
    Source { head: head.or(Some(TokenId(span.start))), span, road: Road::Mark }
}

/// Returns the subject of a verb, whatever its form.
pub(super) fn subject(page: &Page, verb: TokenId) -> Option<TokenId> {
    page.doc.child(verb, &[Dep::Nsubj, Dep::Csubj])
}

/// Returns who does it in a passive clause.
pub(super) fn agent(page: &Page, verb: TokenId) -> Option<TokenId> {
    let by = page.doc.child(verb, &[Dep::Agent])?;
    page.doc.child(by, &[Dep::Pobj])
}

/// Tells whether a verb is passive, a bare participle after a noun included.
pub(super) fn is_passive(page: &Page, verb: TokenId) -> bool {
    let doc = page.doc;
    doc.children(verb).iter().any(|&c| matches!(doc.dep(c), Dep::Auxpass | Dep::Nsubjpass | Dep::Agent))
        || (doc.tag(verb) == crate::nlp::Tag::Vbn
            && matches!(doc.dep(verb), Dep::Acl | Dep::Advcl | Dep::Conj)
            && doc.child(verb, &[Dep::Nsubj, Dep::Aux]).is_none()
            && (doc.dep(verb) != Dep::Conj || is_passive_head(page, verb)))
}

fn is_passive_head(page: &Page, verb: TokenId) -> bool {
    let head = page.doc.head(verb);
    head != verb && page.doc.child(head, &[Dep::Auxpass]).is_some()
}

/// Tells whether a word heads a clause.
pub(super) fn is_verbal(page: &Page, id: TokenId) -> bool {
    matches!(page.doc.pos(id), Pos::Verb | Pos::Aux)
}

/// Returns the nearest verb above a word, across prepositions and nouns of the same clause.
pub(super) fn governor(page: &Page, id: TokenId) -> Option<TokenId> {
    page.doc.ancestors(id).take(4).find(|&a| is_verbal(page, a))
}
