//! Joins a pronoun with whom it stands for.
//!
//! Candidates are the mentions of the last sentences that agree in sort, number and gender and that syntax allows.
//! Each gets points for nearness, for being a subject, for being spoken of often, and for standing on the same side of
//! the quotation marks; the best wins. Relative pronouns go to the noun that their clause modifies.

use crate::nlp::coref::{Chains, Form, Gender, Mention, MentionId, Number, Sort, Words};
use crate::nlp::{Dep, Doc, Pos, TokenId};
use crate::text::Id;

/// Joins pronouns, in text order, with the best antecedent.
pub(in crate::nlp::coref) fn join(doc: &Doc, words: &dyn Words, chains: &mut Chains) {
    for id in chains.mentions().ids() {
        if chains.mention(id).form != Form::Pronoun {
            continue;
        }
        let antecedent = match doc.lower(chains.mention(id).head) {
            "who" | "whom" | "whose" | "which" | "that" => relative(doc, chains, id),
            "it" if !acts(doc, words, chains.mention(id).head) => None,
            _ => personal(doc, words, chains, id),
        };
        if let Some(antecedent) = antecedent {
            if chains.mention(id).number == Number::Plural && is_coordinated(doc, chains.mention(antecedent)) {
                chains.stand_for_all(id, antecedent);
            } else {
                chains.join(antecedent, id);
            }
        }
    }
}

/// Returns the mention that the clause of a relative pronoun modifies.
fn relative(doc: &Doc, chains: &Chains, id: MentionId) -> Option<MentionId> {
    let pronoun = chains.mention(id).head;
    let clause = doc.ancestors(pronoun).chain([pronoun]).find(|&a| doc.dep(a) == Dep::Relcl)?;
    let noun = doc.head(clause);
    let found = chains.mention_of_head(noun).filter(|&m| m < id)?;
    chains.profile(found).sort.acts().then_some(found)
}

/// Tells whether "it" stands where only somebody who acts can stand.
fn acts(doc: &Doc, words: &dyn Words, it: TokenId) -> bool {
    let head = doc.head(it);
    match doc.dep(it) {
        Dep::Nsubj | Dep::Nsubjpass => {
            let complement = doc.child(head, &[Dep::Acomp, Dep::Attr]);
            let minded = complement.is_some_and(|c| words.is("of-minds", doc.lower(c)));
            minded
                || doc.pos(head) == Pos::Verb
                    && !words.is("subject-is-thing", doc.lemma(head))
                    && doc.dep(it) != Dep::Expl
        }
        Dep::Poss => true,
        _ => {
            words.is("object-acts", doc.lemma(head))
                || words.is("object-acts", doc.lower(head)) && doc.dep(it) == Dep::Pobj
        }
    }
}

fn is_coordinated(doc: &Doc, mention: &Mention) -> bool {
    mention.number == Number::Singular
        && doc.child(mention.head, &[Dep::Conj]).is_some_and(|c| matches!(doc.pos(c), Pos::Propn | Pos::Noun))
}

/// How many sentences back an antecedent may stand.
fn reach(pronoun: &Mention) -> usize {
    if pronoun.sort == Sort::Person { 6 } else { 2 }
}

fn personal(doc: &Doc, words: &dyn Words, chains: &Chains, id: MentionId) -> Option<MentionId> {
    let pronoun = chains.mention(id);
    let sentence = doc.sentence_index(pronoun.head);
    let near = (0..id.index()).rev().map(MentionId::from_index);
    let window = near.take_while(|&c| doc.sentence_index(chains.mention(c).head) + reach(pronoun) >= sentence);
    let scored = window
        .filter(|&c| may_stand_for(doc, words, chains, id, c))
        .map(|c| (score(doc, words, chains, id, c, sentence), c));
    // The first of equals is the nearest.
    let best = scored.fold(None, |best: Option<(i32, MentionId)>, (points, c)| match best {
        Some((most, _)) if most >= points => best,
        _ => Some((points, c)),
    });
    let ahead = cataphor(doc, chains, id).map(|c| (20, c));
    match (best, ahead) {
        (Some(b), Some(a)) => Some(if a.0 > b.0 { a.1 } else { b.1 }),
        (b, a) => b.or(a).map(|(_, c)| c),
    }
}

/// Returns the subject of the main clause where the pronoun stands in what comes before it: "In her speech, Hall said".
fn cataphor(doc: &Doc, chains: &Chains, id: MentionId) -> Option<MentionId> {
    let pronoun = chains.mention(id).head;
    let root = doc.ancestors(pronoun).last()?;
    let subject = doc.child(root, &[Dep::Nsubj, Dep::Nsubjpass]).filter(|s| s.0 > pronoun.0)?;
    let candidate = chains.mention_of_head(subject)?;
    let below =
        doc.ancestors(pronoun).any(|a| matches!(doc.dep(a), Dep::Prep | Dep::Advcl | Dep::Acl) && a.0 < subject.0);
    (below && chains.mention(candidate).form == Form::Name && agrees(chains, id, candidate, doc)).then_some(candidate)
}

fn agrees(chains: &Chains, id: MentionId, candidate: MentionId, doc: &Doc) -> bool {
    let pronoun = chains.mention(id);
    let mention = chains.mention(candidate);
    let profile = chains.profile(candidate);
    if mention.adjective {
        return false;
    }
    match pronoun.sort {
        Sort::Person => {
            profile.sort == Sort::Person && mention.number == Number::Singular && pronoun.gender.agrees(profile.gender)
        }
        Sort::People => {
            let plural = mention.number == Number::Plural || profile.sort == Sort::People;
            profile.sort.acts()
                && (plural || is_coordinated(doc, mention) || matches!(profile.sort, Sort::Body | Sort::Country))
        }
        _ => {
            matches!(profile.sort, Sort::Body | Sort::Country)
                && mention.number == Number::Singular
                && mention.form != Form::Pronoun
                || mention.form == Form::Pronoun && mention.sort == Sort::Body && profile.sort.acts() && profile.named
        }
    }
}

/// Tells whether agreement and syntax let a pronoun stand for a mention before it.
fn may_stand_for(doc: &Doc, words: &dyn Words, chains: &Chains, id: MentionId, candidate: MentionId) -> bool {
    let (pronoun, mention) = (chains.mention(id), chains.mention(candidate));
    if !agrees(chains, id, candidate, doc) || mention.span.contains(pronoun.head.0) {
        return false;
    }
    // A pronoun that nothing stands behind does not help.
    if mention.form == Form::Pronoun && chains.profile(candidate).size == 1 {
        return false;
    }
    let reflexive = doc.lower(pronoun.head).ends_with("self") || doc.lower(pronoun.head).ends_with("selves");
    if !reflexive && doc.dep(pronoun.head) != Dep::Poss && doc.dep(mention.head) != Dep::Poss {
        let clause = |t: TokenId| if doc.dep(t) == Dep::Pobj { doc.head(doc.head(t)) } else { doc.head(t) };
        if clause(pronoun.head) == clause(mention.head) && clause(mention.head) != mention.head {
            return false;
        }
    }
    // Who speaks says "I" of himself inside the quotation.
    !(pronoun.quoted
        && !mention.quoted
        && same_sentence(doc, pronoun, mention)
        && is_speaker(doc, words, mention.head)
        && pronoun.sort == Sort::Person)
}

/// Tells whether a pronoun stands in the content of a noun that a mention before it is the possessor or author of.
fn owns_what_holds(doc: &Doc, owner: TokenId, pronoun: TokenId) -> bool {
    let through = |p: TokenId| doc.lower(p) == "by" && doc.pos(doc.head(p)) == Pos::Noun;
    let noun = match doc.dep(owner) {
        Dep::Poss => doc.head(owner),
        Dep::Pobj if through(doc.head(owner)) => doc.head(doc.head(owner)),
        _ => return false,
    };
    let content = |t: TokenId| doc.head(t) == noun && matches!(doc.dep(t), Dep::Acl | Dep::Ccomp | Dep::Prep);
    // "Hall's plan and his promise".
    let beside = doc.dep(pronoun) == Dep::Poss && doc.dep(doc.head(pronoun)) == Dep::Conj;
    let shared = beside && doc.head(doc.head(pronoun)) == noun;
    owner < pronoun && (shared || doc.ancestors(pronoun).chain([pronoun]).any(content))
}

fn same_sentence(doc: &Doc, a: &Mention, b: &Mention) -> bool {
    doc.sentence_index(a.head) == doc.sentence_index(b.head)
}

fn is_speaker(doc: &Doc, words: &dyn Words, token: TokenId) -> bool {
    doc.dep(token) == Dep::Nsubj && words.is("speaking", doc.lemma(doc.head(token)))
}

/// Returns the relation in which a noun stands to its clause; an apposition or conjunct shares that of its head.
fn role_of(doc: &Doc, noun: TokenId) -> Dep {
    let shares = |t: TokenId| matches!(doc.dep(t), Dep::Appos | Dep::Conj);
    let mut at = noun;
    for _ in 0..6 {
        if !shares(at) {
            break;
        }
        at = doc.head(at);
    }
    doc.dep(at)
}

fn score(doc: &Doc, words: &dyn Words, chains: &Chains, id: MentionId, candidate: MentionId, sentence: usize) -> i32 {
    let (pronoun, mention) = (chains.mention(id), chains.mention(candidate));
    let profile = chains.profile(candidate);
    let subject = |t: TokenId| matches!(role_of(doc, t), Dep::Nsubj | Dep::Nsubjpass);
    let away = (sentence - doc.sentence_index(mention.head)) as i32;
    let mut points = -15 * away;
    points += match role_of(doc, mention.head) {
        Dep::Nsubj | Dep::Nsubjpass => 30,
        Dep::Agent | Dep::Dobj | Dep::Dative => 12,
        Dep::Poss => 10,
        Dep::Pobj => 4,
        _ => 8,
    };
    if subject(mention.head) && doc.dep(doc.head(mention.head)) == Dep::Root {
        points += 6;
    }
    if subject(pronoun.head) && subject(mention.head) {
        points += 8;
    }
    if is_speaker(doc, words, pronoun.head) && is_speaker(doc, words, mention.head) {
        points += 14;
    }
    points += 3 * profile.size.min(5) as i32;
    points += match (pronoun.quoted, mention.quoted) {
        (false, true) => -25,
        (true, true) => 8,
        _ => 0,
    };
    // Who speaks does not mean himself by "he" inside his words.
    if pronoun.quoted && !mention.quoted && is_speaker(doc, words, mention.head) {
        points -= 22;
    }
    if pronoun.gender != Gender::Unknown && profile.gender == pronoun.gender {
        points += 6;
    }
    // "Berg said Hall testified that he knew": the nearer speaker tells of himself.
    let clause = doc.head(pronoun.head);
    if subject(pronoun.head) && doc.dep(clause) == Dep::Ccomp && doc.head(mention.head) == doc.head(clause) {
        points += 10;
    }
    // "Berg rejected Hall's offer to withdraw his demand": what stands inside the offer is the offerer's.
    if owns_what_holds(doc, mention.head, pronoun.head) {
        points += 26;
    }
    if pronoun.sort == Sort::People
        && matches!(profile.sort, Sort::Body | Sort::Country | Sort::Person)
        && !is_coordinated(doc, mention)
    {
        points -= 18;
    }
    // Among mentions of one sentence the nearer has a slight edge.
    points - ((id.index() - candidate.index()) as i32).min(8)
}
