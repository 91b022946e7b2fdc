//! Whose opinion a word is: who speaks there, and whether what is said is asserted.

use crate::extract::attribution::Attribution;
use crate::extract::fact::ActorId;
use crate::extract::frame;
use crate::extract::reading::Reading;
use crate::extract::rule::Context;
use crate::nlp::{Dep, Doc, Pos, TokenId};

/// How many attributions may hold one another.
const MAX_DEPTH: usize = 6;

/// Returns those who stand for the content of an attribution.
pub(super) fn speakers(reading: &Reading<'_>, attribution: &Attribution) -> Vec<ActorId> {
    let asserts = takes_side(reading, attribution) && !is_wanting(reading, attribution);
    let source = attribution.source_head.filter(|_| asserts);
    source.map(|source| reading.authors_at(source)).unwrap_or_default()
}

/// Tells whether the attribution of number `number` is the innermost whose source is known, and asserts `token`.
pub(super) fn is_asserted(reading: &Reading<'_>, token: TokenId, number: usize) -> bool {
    // "The plan, a term of the critics, is …": words whose speaker is nobody known are the outer speaker's.
    let mut at = reading.attribution_at(token);
    for _ in 0..MAX_DEPTH {
        match at {
            Some(inner) if inner == number => {
                return !is_suspended(reading.doc, token, &reading.attributions[number]);
            }
            Some(inner) => {
                let attribution = &reading.attributions[inner];
                let known = attribution.source_head.is_some_and(|s| !reading.authors_at(s).is_empty());
                if (known && !is_wanting(reading, attribution)) || !takes_side(reading, attribution) {
                    return false;
                }
                at = attribution.within;
            }
            None => return false,
        }
    }
    false
}

/// Tells whether an attribution says what somebody wants: "wants to wreck the law" are the words of whoever says so.
fn is_wanting(reading: &Reading<'_>, attribution: &Attribution) -> bool {
    let wants = |lemma: &str| {
        matches!(
            lemma,
            "want" | "try" | "seek" | "intend" | "plan" | "hope" | "aim" | "like" | "love" | "seem" | "decide"
        )
    };
    attribution.within.is_some() && wants(reading.doc.lemma(attribution.cue_head))
}

/// Tells whether the speaker stands for the content: "denied that" and "asked whether" do not.
fn takes_side(reading: &Reading<'_>, attribution: &Attribution) -> bool {
    let cue = attribution.cue_head;
    !reading.is_in_class(reading.doc.lemma(cue), "distancing") && !frame::is_negated(reading.doc, cue)
}

/// Tells whether a token stands under a condition, a negation or a demand inside the content: it is not asserted.
fn is_suspended(doc: &Doc, token: TokenId, attribution: &Attribution) -> bool {
    let inside = |t: &TokenId| attribution.content.iter().any(|span| span.contains(t.0));
    let above = doc.ancestors(token).take_while(inside);
    let mut below = token;
    let mut path = vec![token];
    for t in above {
        // What is said besides a negated clause is not negated with it.
        let open = !matches!(doc.dep(below), Dep::Conj | Dep::Advcl | Dep::Relcl | Dep::Parataxis | Dep::Appos);
        if open && matches!(doc.pos(t), Pos::Verb | Pos::Aux) {
            if frame::is_negated(doc, t) && matches!(doc.dep(below), Dep::Ccomp | Dep::Xcomp | Dep::Pcomp) {
                return true;
            }
            // "We need strong leaders": what is wanted is not there.
            let wanted = matches!(doc.dep(below), Dep::Dobj | Dep::Xcomp)
                && matches!(doc.lemma(t), "need" | "require" | "deserve" | "demand" | "wish");
            if wanted && doc.pos(below) != Pos::Verb {
                return true;
            }
            if matches!(doc.lemma(t), "stop" | "prevent" | "avoid" | "cease" | "quit" | "refrain" | "deny" | "end") {
                return true;
            }
        }
        below = t;
        path.push(t);
    }
    path.into_iter().any(|t| {
        doc.children_by(t, &[Dep::Mark, Dep::Advmod])
            .any(|m| matches!(doc.lower(m), "if" | "unless" | "whether" | "lest" | "until"))
            || doc.children_by(t, &[Dep::Aux]).any(|a| matches!(doc.lower(a), "should" | "must" | "ought" | "let"))
    })
}
