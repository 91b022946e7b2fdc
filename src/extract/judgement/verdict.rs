//! What a predicate or a noun phrase says of somebody: good, bad, or that they did something bad.

use crate::extract::frame;
use crate::extract::reading::Reading;
use crate::extract::rule::Context;
use crate::nlp::{Dep, Doc, Pos, TokenId};

/// A judgement, where it stands and whom it falls on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) kind: Kind,
    /// The head of the words that judge.
    pub(super) head: TokenId,
    /// The head of the noun phrase that names who is judged.
    pub(super) bearer: TokenId,
}

/// What is said of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something good.
    Praise,
    /// Something bad.
    Blame,
    /// That they do, did or leave undone something bad.
    Charge,
}

/// What a word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Worth {
    Good,
    Bad,
}

/// Verbs that say of their subject what their complement is worth.
const COPULAR: &[&str] = &["be", "become", "look", "remain", "seem", "sound", "stay", "appear", "get", "prove", "act"];
/// Verbs whose object says what their subject is worth.
const BEARING: &[&str] = &[
    "have",
    "make",
    "show",
    "display",
    "demonstrate",
    "use",
    "tell",
    "take",
    "spread",
    "speak",
    "play",
    "offer",
    "run",
    "give",
    "pursue",
    "employ",
    "do",
    "represent",
    "reflect",
    "commit",
    "send",
    "set",
    "hold",
    "espouse",
    "engage",
];

/// Returns what the words headed by `token` say of whom, if they judge.
pub(super) fn judge(reading: &Reading<'_>, token: TokenId) -> Option<Verdict> {
    let judge = Judge { reading, doc: reading.doc };
    match reading.doc.pos(token) {
        Pos::Verb => judge.clause(token),
        Pos::Aux if !matches!(reading.doc.dep(token), Dep::Aux | Dep::Auxpass) => judge.clause(token),
        Pos::Noun => judge.phrase(token),
        _ => None,
    }
}

struct Judge<'r, 'a> {
    reading: &'r Reading<'a>,
    doc: &'r Doc,
}

impl Judge<'_, '_> {
    fn is(&self, token: TokenId, class: &str) -> bool {
        self.reading.is_in_class(self.doc.lemma(token), class) || self.reading.is_in_class(self.doc.lower(token), class)
    }

    /// "His plan is a disaster"; "they have not kept the pact".
    fn clause(&self, verb: TokenId) -> Option<Verdict> {
        let doc = self.doc;
        let negated = frame::is_negated(doc, verb);
        let kind = self.predicate(verb, negated)?;
        let bearer = self.bearer(verb)?;
        Some(Verdict { kind, head: verb, bearer })
    }

    fn predicate(&self, verb: TokenId, negated: bool) -> Option<Kind> {
        let doc = self.doc;
        let lemma = doc.lemma(verb);
        if COPULAR.contains(&lemma)
            && let Some(kind) = self.complement(verb, negated)
        {
            return Some(kind);
        }
        if frame::is_passive(doc, verb) {
            return self.based_on_bad(verb).then_some(Kind::Blame);
        }
        if self.is(verb, "misdeed") && !self.is_intransitive_accident(verb) {
            return (!negated).then_some(Kind::Charge);
        }
        if negated && (self.is(verb, "duty") || self.falls_short(verb)) && !self.is_epistemic(verb) {
            return Some(Kind::Charge);
        }
        let objects = self.objects(verb);
        if self.is(verb, "brings") && !negated && objects.iter().any(|&o| self.is(o, "ill") || self.is_bad(o)) {
            return Some(Kind::Charge);
        }
        if BEARING.contains(&lemma) {
            let object = doc.child(verb, &[Dep::Dobj])?;
            let worth = self.worth(object);
            let lacking = (negated || doc.children_by(object, &[Dep::Det]).any(|d| doc.lower(d) == "no"))
                && (self.is(object, "merit") || worth == Some(Worth::Good));
            return match worth {
                _ if lacking => Some(Kind::Blame),
                Some(Worth::Bad) if !negated => Some(Kind::Blame),
                Some(Worth::Good) if matches!(lemma, "do" | "show" | "make" | "run") && !negated => Some(Kind::Praise),
                _ => None,
            };
        }
        if lemma == "threaten" && !negated && objects.iter().any(|&o| self.is(o, "asset")) {
            return Some(Kind::Charge);
        }
        let badly = doc.children_by(verb, &[Dep::Advmod]).any(|a| self.is(a, "badly"));
        (badly && !negated).then_some(Kind::Charge)
    }

    /// What a copula says: "is reckless", "is not helpful", "is out of touch", "is not aggressive enough".
    fn complement(&self, verb: TokenId, negated: bool) -> Option<Kind> {
        let doc = self.doc;
        let said = doc.child(verb, &[Dep::Acomp, Dep::Attr, Dep::Oprd]);
        let badly = doc.children_by(verb, &[Dep::Advmod]).any(|a| self.is(a, "badly"));
        if negated && self.falls_short(verb) {
            return Some(Kind::Blame);
        }
        if !negated && said.is_some_and(|s| self.is_origin_of_harm(s)) {
            return Some(Kind::Charge);
        }
        let worth = said.and_then(|s| self.worth(s)).or_else(|| self.phrase_worth(verb));
        match (worth, negated) {
            (Some(Worth::Bad), false) | (Some(Worth::Good), true) => Some(Kind::Blame),
            (Some(Worth::Good), false) => Some(Kind::Praise),
            _ => (badly && doc.lemma(verb) == "act" && !negated).then_some(Kind::Blame),
        }
    }

    /// "The architect of the war", "the cause of this mess".
    fn is_origin_of_harm(&self, noun: TokenId) -> bool {
        let doc = self.doc;
        self.is(noun, "originator")
            && doc
                .children_by(noun, &[Dep::Prep])
                .filter(|&p| matches!(doc.lower(p), "of" | "behind" | "for"))
                .filter_map(|p| doc.child(p, &[Dep::Pobj]))
                .any(|o| self.is(o, "ill") || self.is_bad(o))
    }

    /// "Out of touch", "at fault", "to blame".
    fn phrase_worth(&self, verb: TokenId) -> Option<Worth> {
        let doc = self.doc;
        let preposition = doc.children_by(verb, &[Dep::Prep]).find(|&p| matches!(doc.lower(p), "out" | "at" | "in"));
        let noun = preposition.and_then(|p| doc.ids(doc.subtree(p)).find(|&t| doc.pos(t) == Pos::Noun));
        let bad = match (preposition.map(|p| doc.lower(p)), noun.map(|n| doc.lemma(n))) {
            (Some("out"), Some(noun)) => matches!(noun, "touch" | "control" | "line" | "depth" | "step" | "mind"),
            (Some("at"), Some(noun)) => noun == "fault",
            (Some("in"), Some(noun)) => matches!(noun, "denial" | "violation" | "breach" | "contempt" | "default"),
            _ => doc.children_by(verb, &[Dep::Xcomp]).any(|x| doc.lemma(x) == "blame"),
        };
        bad.then_some(Worth::Bad)
    }

    /// "Was based on inaccurate data".
    fn based_on_bad(&self, verb: TokenId) -> bool {
        let doc = self.doc;
        matches!(doc.lemma(verb), "base" | "found" | "ground" | "drive" | "motivate" | "build" | "root")
            && !frame::is_negated(doc, verb)
            && self.objects(verb).iter().any(|&o| self.is_bad(o) || self.is(o, "vice"))
    }

    /// "Does not go far enough", "goes nowhere near far enough": with a negation that the caller has seen, or its own.
    fn falls_short(&self, verb: TokenId) -> bool {
        let doc = self.doc;
        let mut near = doc.ids(doc.subtree(verb)).filter(|t| t.0 > verb.0 && t.0 < verb.0 + 8);
        near.any(|t| doc.lower(t) == "enough" && doc.sentence_of(t) == doc.sentence_of(verb))
    }

    /// "Did not understand why": what is not known is no neglect of duty.
    fn is_epistemic(&self, verb: TokenId) -> bool {
        matches!(self.doc.lemma(verb), "understand" | "care" | "recognize" | "recognise" | "acknowledge")
            && self.doc.children_by(verb, &[Dep::Ccomp, Dep::Xcomp]).next().is_some()
    }

    /// "Prices hurt", "the talks failed": verbs of harm without an object, said of things.
    fn is_intransitive_accident(&self, verb: TokenId) -> bool {
        let doc = self.doc;
        let bare = !doc
            .children(verb)
            .iter()
            .any(|&c| matches!(doc.dep(c), Dep::Dobj | Dep::Xcomp | Dep::Ccomp | Dep::Prep | Dep::Prt));
        bare && !matches!(
            doc.lemma(verb),
            "lie" | "cheat" | "steal" | "overreact" | "pander" | "renege" | "capitulate" | "backtrack"
        )
    }

    /// Objects and what prepositions of result bring: "led to chaos", "spread fear".
    fn objects(&self, verb: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let direct = doc.children_by(verb, &[Dep::Dobj]);
        let through = doc
            .children_by(verb, &[Dep::Prep])
            .filter(|&p| matches!(doc.lower(p), "to" | "into" | "in" | "on" | "upon"))
            .flat_map(|p| doc.children_by(p, &[Dep::Pobj, Dep::Pcomp]));
        let mut heads: Vec<TokenId> = direct.chain(through).collect();
        let more: Vec<TokenId> = heads.iter().flat_map(|&h| doc.children_by(h, &[Dep::Conj])).collect();
        heads.extend(more);
        heads
    }

    fn is_bad(&self, noun: TokenId) -> bool {
        self.worth(noun) == Some(Worth::Bad)
    }

    /// What a word with its own modifiers is worth.
    fn worth(&self, token: TokenId) -> Option<Worth> {
        let doc = self.doc;
        let flipped = doc.children(token).iter().any(|&c| {
            doc.dep(c) == Dep::Neg
                || matches!(doc.lower(c), "hardly" | "scarcely" | "never" | "less" | "nothing")
                || (doc.dep(c) == Dep::Det && doc.lower(c) == "no")
        });
        let own = self.own_worth(token);
        let modifiers = doc.children_by(token, &[Dep::Amod, Dep::Compound, Dep::Nmod, Dep::Advmod]);
        let by_modifier = modifiers.filter(|&m| doc.entity_at(m).is_none()).find_map(|m| self.own_worth(m));
        let conjunct = || doc.children_by(token, &[Dep::Conj]).find_map(|c| self.own_worth(c));
        // "A lot of nonsense", "the kind of rhetoric": what such a noun is worth is what it is of.
        let of = || {
            matches!(doc.lemma(token), "kind" | "piece" | "lot" | "sort" | "bit" | "form" | "act" | "bunch" | "example")
                .then(|| doc.children_by(token, &[Dep::Prep]).find(|&p| doc.lower(p) == "of"))
                .flatten()
                .and_then(|p| doc.child(p, &[Dep::Pobj]))
                .and_then(|o| self.worth(o))
        };
        let worth = by_modifier.or(own).or_else(conjunct).or_else(of)?;
        match (worth, flipped) {
            (worth, false) => Some(worth),
            (Worth::Good, true) => Some(Worth::Bad),
            (Worth::Bad, true) => None,
        }
    }

    fn own_worth(&self, token: TokenId) -> Option<Worth> {
        if self.is(token, "negative") || (self.doc.pos(token) == Pos::Noun && self.is(token, "vice")) {
            Some(Worth::Bad)
        } else if self.is(token, "praise") {
            Some(Worth::Good)
        } else {
            None
        }
    }

    /// "Trump's bigotry", "their reckless policies": a noun for conduct that somebody bears.
    fn phrase(&self, noun: TokenId) -> Option<Verdict> {
        let doc = self.doc;
        let vice = self.is(noun, "vice");
        let bad_conduct = self.is(noun, "conduct")
            && doc.children_by(noun, &[Dep::Amod, Dep::Compound]).any(|m| self.is(m, "negative"));
        if !(vice || bad_conduct) || frame::is_negated(doc, noun) {
            return None;
        }
        Some(Verdict { kind: Kind::Blame, head: noun, bearer: self.holder(noun)? })
    }

    /// Whom a predicate judges: its subject, or whose conduct the subject is.
    fn bearer(&self, verb: TokenId) -> Option<TokenId> {
        let doc = self.doc;
        let subject = frame::subject(doc, verb)
            .or_else(|| frame::is_passive(doc, verb).then(|| doc.child(verb, &[Dep::Nsubjpass])).flatten())?;
        if self.reading.is_actor(subject) {
            return Some(subject);
        }
        let empty = matches!(doc.lower(subject), "it" | "this" | "that" | "which" | "what" | "there");
        if empty || matches!(doc.pos(subject), Pos::Verb | Pos::Aux) {
            // "It is insulting that she refuses"; "playing dumb is disqualifying".
            let below = doc.children_by(verb, &[Dep::Ccomp, Dep::Advcl, Dep::Csubj, Dep::Xcomp]);
            return below
                .filter(|&c| doc.child(c, &[Dep::Mark]).is_none_or(|m| matches!(doc.lower(m), "that" | "for")))
                .filter_map(|c| doc.child(c, &[Dep::Nsubj]))
                .find(|&s| self.reading.is_actor(s));
        }
        (self.is(subject, "conduct") || self.is(subject, "vice")).then(|| self.holder(subject)).flatten()
    }

    /// Whose conduct a noun names: "the U.S. decision", "Trump's remarks", "the decision by Oslo".
    fn holder(&self, noun: TokenId) -> Option<TokenId> {
        let doc = self.doc;
        let mut owner = doc.children_by(noun, &[Dep::Poss, Dep::Amod, Dep::Compound, Dep::Nmod]);
        let actor = |t: &TokenId| self.reading.is_actor(*t);
        owner.find(actor).or_else(|| {
            doc.children_by(noun, &[Dep::Prep, Dep::Agent])
                .filter(|&p| matches!(doc.lower(p), "by" | "of" | "from"))
                .filter_map(|p| doc.child(p, &[Dep::Pobj]))
                .find(actor)
        })
    }
}
