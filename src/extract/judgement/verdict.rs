//! What a predicate or a noun phrase says of somebody: good, bad, or that they did something bad.

use super::bearer::{Bearer, bearer, holder};
use super::worth::{Scale, Worth};
use crate::extract::frame;
use crate::extract::reading::Reading;
use crate::extract::rule::Context;
use crate::nlp::{Dep, Doc, Pos, Tag, TokenId};

/// A judgement, where it stands and whom it falls on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) kind: Kind,
    /// The head of the words that judge.
    pub(super) head: TokenId,
    /// Who is judged.
    pub(super) bearer: Bearer,
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

/// Returns what the words headed by `token` say of whom, if they judge.
pub(super) fn judge(reading: &Reading<'_>, token: TokenId) -> Option<Verdict> {
    let doc = reading.doc;
    let judge = Judge { scale: Scale { reading, doc }, reading, doc };
    let verdict = match doc.pos(token) {
        Pos::Verb => judge.clause(token),
        Pos::Aux if !matches!(doc.dep(token), Dep::Aux | Dep::Auxpass) => judge.clause(token),
        Pos::Noun => judge.phrase(token),
        Pos::Propn => judge.name(token),
        _ => None,
    };
    // "Is he not reckless?" blames; "is he honest?" does not praise.
    verdict.filter(|v| v.kind != Kind::Praise || !judge.is_asked(token))
}

struct Judge<'r, 'a> {
    scale: Scale<'r, 'a>,
    reading: &'r Reading<'a>,
    doc: &'r Doc,
}

impl Judge<'_, '_> {
    fn is(&self, token: TokenId, class: &str) -> bool {
        self.scale.is(token, class)
    }

    /// Tells whether a clause is put as a question: "is he a liar?".
    fn is_asked(&self, token: TokenId) -> bool {
        let sentence = self.doc.sentence_of(token);
        self.doc.ids(sentence).rev().take(3).any(|t| self.doc.word(t) == "?")
    }

    /// "His plan is a disaster"; "they have not kept the pact".
    fn clause(&self, verb: TokenId) -> Option<Verdict> {
        let negated = frame::is_negated(self.doc, verb);
        let (mut kind, mut strong) = self.predicate(verb, negated)?;
        if kind == Kind::Charge && self.is_modal(verb) {
            // What may come is no deed yet.
            (kind, strong) = (Kind::Blame, false);
        }
        let bearer = bearer(self.reading, verb)?;
        // Of things that nobody is named for, only words that blame somebody tell.
        let blames = strong || bearer.is_told();
        let whole = kind != Kind::Praise || matches!(bearer, Bearer::Named(_));
        (blames && whole).then_some(Verdict { kind, head: verb, bearer })
    }

    fn is_modal(&self, verb: TokenId) -> bool {
        let modal =
            |a: TokenId| matches!(self.doc.lower(a), "may" | "might" | "could" | "can" | "would" | "will" | "'ll");
        self.doc.children_by(verb, &[Dep::Aux]).any(modal)
    }

    /// What a predicate says, and whether it can only be said of what somebody does.
    fn predicate(&self, verb: TokenId, negated: bool) -> Option<(Kind, bool)> {
        let doc = self.doc;
        if self.is(verb, "copular")
            && let Some(said) = self.complement(verb, negated)
        {
            return Some(said);
        }
        if frame::is_passive(doc, verb) {
            if self.based_on_bad(verb) {
                return Some((Kind::Blame, true));
            }
            let misdeed = self.is(verb, "misdeed") || self.is_phrasal_misdeed(verb);
            let done = doc.child(verb, &[Dep::Agent]).is_some() && misdeed && !negated;
            return done.then_some((Kind::Charge, true));
        }
        if (self.is(verb, "misdeed") || self.is_phrasal_misdeed(verb)) && !self.is_intransitive_accident(verb) {
            return (!negated).then_some((Kind::Charge, true));
        }
        if negated && (self.is(verb, "duty") || self.falls_short(verb)) && !self.is_epistemic(verb) {
            return Some((Kind::Charge, false));
        }
        if self.neglects(verb, negated) {
            return Some((Kind::Blame, true));
        }
        let objects = self.objects(verb);
        let result =
            doc.child(verb, &[Dep::Dobj]).is_some() || matches!(doc.lemma(verb), "lead" | "contribute" | "engage");
        let harm =
            self.is(verb, "brings") && result && objects.iter().any(|&o| self.is(o, "ill") || self.scale.is_bad(o));
        if harm && !negated {
            return Some((Kind::Charge, false));
        }
        if self.is(verb, "bearing") {
            return self.borne(verb, negated).map(|kind| (kind, kind == Kind::Blame));
        }
        if doc.lemma(verb) == "threaten" && !negated && objects.iter().any(|&o| self.is(o, "asset")) {
            return Some((Kind::Charge, true));
        }
        let badly = doc.children_by(verb, &[Dep::Advmod]).any(|a| self.is(a, "badly"));
        (badly && !negated).then_some((Kind::Charge, true))
    }

    /// "Sold out the miners", "covered up the leak": the particle makes the deed a bad one.
    fn is_phrasal_misdeed(&self, verb: TokenId) -> bool {
        let doc = self.doc;
        let mut particles = doc.children_by(verb, &[Dep::Prt]);
        particles.any(|p| self.reading.is_in_class(&format!("{} {}", doc.lemma(verb), doc.lower(p)), "misdeed"))
    }

    /// What somebody has, shows or makes: "has no shame", "runs a dishonest campaign", "has the judgment".
    fn borne(&self, verb: TokenId, negated: bool) -> Option<Kind> {
        let doc = self.doc;
        let object = doc.child(verb, &[Dep::Dobj])?;
        let worth = self.scale.worth(object);
        let merit = self.is(object, "merit");
        if (negated || self.scale.is_none(object)) && (merit || worth == Some(Worth::Good)) {
            return Some(Kind::Blame);
        }
        let shows = matches!(doc.lemma(verb), "do" | "show" | "make" | "run" | "demonstrate");
        let owns = matches!(doc.lemma(verb), "have" | "show" | "possess" | "demonstrate" | "bring");
        match worth {
            Some(Worth::Bad) if !negated => Some(Kind::Blame),
            Some(Worth::Good) if shows && !negated && !self.is_modal(verb) => Some(Kind::Praise),
            _ if owns && !negated && self.is(object, "virtue") => Some(Kind::Praise),
            _ => None,
        }
    }

    /// "Has failed to act", "did nothing", "does not know what he is doing", "does not get it".
    fn neglects(&self, verb: TokenId, negated: bool) -> bool {
        let doc = self.doc;
        let object = doc.child(verb, &[Dep::Dobj]);
        match doc.lemma(verb) {
            "fail" => {
                let aside = doc.children_by(verb, &[Dep::Mark, Dep::Advmod]).any(|m| {
                    doc.dep(verb) == Dep::Advcl && matches!(doc.lower(m), "after" | "when" | "before" | "as" | "since")
                });
                let left_undone = doc.children_by(verb, &[Dep::Xcomp, Dep::Dobj]).next().is_some();
                !negated && !aside && left_undone && !self.is_modal(verb)
            }
            "lack" => !negated && object.is_some(),
            "play" => !negated && object.is_some_and(|o| matches!(doc.lemma(o), "politics" | "game" | "dumb")),
            "disqualify" => !negated,
            "do" => !negated && object.is_some_and(|o| doc.lower(o) == "nothing"),
            "get" => negated && object.is_some_and(|o| doc.lower(o) == "it"),
            "know" => {
                let what = |c: TokenId| doc.ids(doc.subtree(c)).take(2).any(|t| doc.lower(t) == "what");
                negated && doc.children_by(verb, &[Dep::Ccomp]).any(what)
            }
            _ => false,
        }
    }

    /// What a copula says: "is reckless", "is not helpful", "is out of touch", "is not aggressive enough".
    fn complement(&self, verb: TokenId, negated: bool) -> Option<(Kind, bool)> {
        let doc = self.doc;
        // "It is breathtaking": the parser may take the word for a verb.
        let participle = || doc.children_by(verb, &[Dep::Xcomp]).find(|&x| self.scale.own_worth(x).is_some());
        let said = doc.child(verb, &[Dep::Acomp, Dep::Attr, Dep::Oprd]).or_else(participle);
        let badly = doc.children_by(verb, &[Dep::Advmod]).any(|a| self.is(a, "badly"));
        if negated && self.falls_short(verb) {
            return Some((Kind::Blame, true));
        }
        if !negated && said.is_some_and(|s| self.is_origin_of_harm(s)) {
            return Some((Kind::Charge, true));
        }
        if !negated && said.is_some_and(|s| self.is_far_from_good(s)) {
            return Some((Kind::Blame, true));
        }
        if !negated && said.is_some_and(|s| self.is_slight(s)) {
            return Some((Kind::Blame, false));
        }
        let worth = said.and_then(|s| self.scale.worth(s)).or_else(|| self.phrase_worth(verb));
        let strong = said.is_some_and(|s| !self.is_grim(s));
        match (worth, negated) {
            (Some(Worth::Bad), false) => Some((Kind::Blame, strong)),
            (Some(Worth::Good), true) => Some((Kind::Blame, false)),
            (Some(Worth::Good), false) => Some((Kind::Praise, false)),
            _ => (badly && doc.lemma(verb) == "act" && !negated).then_some((Kind::Blame, true)),
        }
    }

    /// Words for what befalls people as well as for what they do: "terrible", "sad", "dangerous".
    fn is_grim(&self, said: TokenId) -> bool {
        let modifiers = self.doc.children_by(said, &[Dep::Amod, Dep::Compound, Dep::Conj]);
        let bad = |t: TokenId| self.scale.own_worth(t) == Some(Worth::Bad);
        let mut words = std::iter::once(said).chain(modifiers).filter(|&t| bad(t));
        words.all(|t| self.is(t, "grim"))
    }

    /// "Is too weak", "is nothing but a show", "is more interested in power": belittling without a bad word.
    fn is_slight(&self, said: TokenId) -> bool {
        let doc = self.doc;
        let by = |word: &str| doc.children_by(said, &[Dep::Advmod]).any(|a| doc.lower(a) == word);
        let too = doc.pos(said) == Pos::Adj && by("too") && !self.is(said, "no-fault");
        let nothing = doc.lower(said) == "nothing" && doc.children(said).iter().any(|&c| c > said);
        let interested = doc.lower(said) == "interested" && (by("more") || by("only"));
        too || nothing || interested
    }

    /// "Is far from perfect".
    fn is_far_from_good(&self, said: TokenId) -> bool {
        let doc = self.doc;
        let from = doc.children_by(said, &[Dep::Prep]).filter(|&p| doc.lower(p) == "from");
        let mut what = from.flat_map(|p| doc.children(p).iter().copied());
        doc.lower(said) == "far" && what.any(|w| self.scale.worth(w) == Some(Worth::Good) || self.is(w, "positive"))
    }

    /// "The architect of the war", "the cause of this mess".
    fn is_origin_of_harm(&self, noun: TokenId) -> bool {
        let doc = self.doc;
        self.is(noun, "originator")
            && doc
                .children_by(noun, &[Dep::Prep])
                .filter(|&p| matches!(doc.lower(p), "of" | "behind" | "for"))
                .filter_map(|p| doc.child(p, &[Dep::Pobj]))
                .any(|o| self.is(o, "ill") || self.scale.is_bad(o))
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
            && self.objects(verb).iter().any(|&o| self.scale.is_bad(o) || self.is(o, "vice"))
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
        bare && !self.is(verb, "misconduct")
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

    /// "Trump's bigotry", "their reckless policies", "a brilliant move by Oslo", "shame on Oslo": a noun for conduct that
    /// somebody bears.
    fn phrase(&self, noun: TokenId) -> Option<Verdict> {
        let doc = self.doc;
        if frame::is_negated(doc, noun) {
            return None;
        }
        if doc.lower(noun) == "shame" {
            let on = doc.children_by(noun, &[Dep::Prep]).find(|&p| doc.lower(p) == "on")?;
            let bearer = doc.child(on, &[Dep::Pobj]).filter(|&o| self.reading.is_actor(o))?;
            return Some(Verdict { kind: Kind::Blame, head: noun, bearer: Bearer::Named(bearer) });
        }
        let conduct = self.is(noun, "conduct");
        let modified = |deps: &[Dep], class: &str| doc.children_by(noun, deps).any(|m| self.is(m, class));
        let kind = if self.is(noun, "vice") || conduct && modified(&[Dep::Amod, Dep::Compound], "negative") {
            Kind::Blame
        } else if conduct && modified(&[Dep::Amod], "praise") {
            Kind::Praise
        } else {
            return None;
        };
        Some(Verdict { kind, head: noun, bearer: Bearer::Named(holder(self.reading, noun)?) })
    }

    /// "Crooked Berg": a name with a bad word before it.
    fn name(&self, name: TokenId) -> Option<Verdict> {
        let doc = self.doc;
        let before = doc.children_by(name, &[Dep::Amod, Dep::Compound]).filter(|&m| m < name);
        let bad =
            before.filter(|&m| matches!(doc.tag(m), Tag::Jj | Tag::Nnp | Tag::Vbg)).any(|m| self.is(m, "epithet"));
        let named = bad && self.reading.is_actor(name);
        named.then_some(Verdict { kind: Kind::Blame, head: name, bearer: Bearer::Named(name) })
    }
}
