//! Matches rules against the dependency tree around a token.
//!
//! Input: a linked doc, a rule and the token that bears one of its trigger lemmas. Output: the heads of the rule's
//! parts. Left to the caller: whose act it is and how far the content reaches.

use super::ast::{BuiltIn, Filter, Path, Polarity, Role, Rule, Step, Test, Trigger, WordClass};
use crate::extract::frame;
use crate::nlp::{Dep, Doc, Pos, TokenId};

/// What a rule may ask that the tree alone does not tell.
pub trait Context {
    /// Tells whether the noun phrase headed by `token` stands for an actor.
    fn is_actor(&self, token: TokenId) -> bool;
    /// Returns the head of the source of the innermost statement whose content holds `token`.
    fn speaker(&self, token: TokenId) -> Option<TokenId>;
    /// Tells whether the noun phrase headed by `token` stands for whoever speaks there, or for the country spoken for.
    fn is_speaker(&self, token: TokenId) -> bool;
    /// Tells whether `token` stands in quotation marks.
    fn is_quoted(&self, token: TokenId) -> bool;
    /// Tells whether `lemma` is in the word class `class` of the lexicon.
    fn is_in_class(&self, lemma: &str, class: &str) -> bool;
}

/// A rule that matched: its trigger and the heads of its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Match<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The word that shows the relation.
    pub trigger: TokenId,
    /// The heads found for each part, in the order of the rule's captures; absent parts are left out.
    pub parts: Vec<(Role, Vec<TokenId>)>,
}

impl Match<'_> {
    /// Returns the heads found for a part.
    pub fn part(&self, role: Role) -> &[TokenId] {
        self.parts.iter().find(|(r, _)| *r == role).map_or(&[], |(_, heads)| heads)
    }
}

/// Matches one rule at one token whose lemma is among the rule's trigger lemmas.
pub(super) fn match_at<'r>(
    rule: &'r Rule,
    particle: Option<&str>,
    doc: &Doc,
    token: TokenId,
    context: &dyn Context,
) -> Option<Match<'r>> {
    let matcher = Matcher { doc, context };
    if !matcher.triggers(&rule.trigger, particle, token) {
        return None;
    }
    let leads = |paths: &Vec<Path>| !matcher.reach(paths, token).is_empty();
    if !rule.when.iter().all(leads) || rule.unless.iter().any(leads) {
        return None;
    }
    let mut parts = Vec::with_capacity(rule.captures.len());
    for capture in &rule.captures {
        let heads = matcher.reach(&capture.paths, token);
        match (heads.is_empty(), capture.optional) {
            (true, false) => return None,
            (true, true) => {}
            // The first capture of a role that finds something holds.
            (false, _) if parts.iter().any(|(role, _)| *role == capture.role) => {}
            (false, _) => parts.push((capture.role, heads)),
        }
    }
    Some(Match { rule, trigger: token, parts })
}

struct Matcher<'m> {
    doc: &'m Doc,
    context: &'m dyn Context,
}

impl Matcher<'_> {
    fn triggers(&self, trigger: &Trigger, particle: Option<&str>, token: TokenId) -> bool {
        let doc = self.doc;
        let class = match trigger.class {
            WordClass::Verb => matches!(doc.pos(token), Pos::Verb | Pos::Aux),
            WordClass::Noun => matches!(doc.pos(token), Pos::Noun | Pos::Propn),
            WordClass::Adj => matches!(doc.pos(token), Pos::Adj | Pos::Verb | Pos::Adv),
            WordClass::Word => true,
        };
        let with_particle = particle.is_none_or(|particle| {
            doc.children_by(token, &[Dep::Prt, Dep::Advmod, Dep::Prep, Dep::Acomp, Dep::Oprd, Dep::Dobj])
                .any(|c| doc.lower(c) == particle || doc.lemma(c) == particle)
        });
        let polarity = match trigger.polarity {
            Polarity::Any => true,
            Polarity::Affirmed => !frame::is_negated(doc, token),
            Polarity::Negated => frame::is_negated(doc, token),
        };
        class && with_particle && polarity && trigger.passive.is_none_or(|p| p == frame::is_passive(doc, token))
    }

    /// Returns the tokens that the first of `paths` to lead somewhere leads to.
    fn reach(&self, paths: &[Path], from: TokenId) -> Vec<TokenId> {
        paths.iter().map(|path| self.follow(path, from)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    fn follow(&self, path: &Path, from: TokenId) -> Vec<TokenId> {
        let mut here = vec![from];
        for step in path {
            let mut next = Vec::new();
            for &token in &here {
                self.step(step, token, &mut next);
            }
            next.sort_unstable();
            next.dedup();
            here = next;
        }
        here
    }

    fn step(&self, step: &Step, token: TokenId, into: &mut Vec<TokenId>) {
        let doc = self.doc;
        match step {
            Step::Down(deps, filters) => {
                into.extend(doc.children(token).iter().copied().filter(|&child| {
                    (deps.is_empty() || deps.contains(&doc.dep(child))) && self.passes(filters, child)
                }))
            }
            Step::Up(deps, filters) => {
                let head = doc.head(token);
                let over = deps.is_empty() || deps.contains(&doc.dep(token));
                into.extend((head != token && over && self.passes(filters, head)).then_some(head));
            }
            Step::BuiltIn(path, filters) => {
                let reached = match path {
                    BuiltIn::This => Some(token),
                    BuiltIn::Subject => frame::subject(doc, token),
                    BuiltIn::Object => frame::object(doc, token),
                    BuiltIn::Author => frame::author(doc, token).or_else(|| self.actor_before(token)),
                    BuiltIn::Speaker => self.context.speaker(token),
                };
                into.extend(reached.filter(|&t| self.passes(filters, t)));
            }
            Step::Paths(paths, filters) => {
                into.extend(self.reach(paths, token).into_iter().filter(|&t| self.passes(filters, t)));
            }
        }
    }

    /// Returns the actor named right before a noun as its modifier: "the union demand".
    fn actor_before(&self, noun: TokenId) -> Option<TokenId> {
        let before = [Dep::Compound, Dep::Nmod, Dep::Amod];
        self.doc.children_by(noun, &before).find(|&m| m < noun && self.context.is_actor(m))
    }

    fn passes(&self, filters: &[Filter], token: TokenId) -> bool {
        filters.iter().all(|filter| self.holds(&filter.test, token) != filter.not)
    }

    fn holds(&self, test: &Test, token: TokenId) -> bool {
        let doc = self.doc;
        match test {
            Test::Lemma(lemmas) => lemmas.iter().any(|l| l == doc.lemma(token) || l == doc.lower(token)),
            Test::Tag(tags) => tags.contains(&doc.tag(token)),
            Test::Pos(poses) => poses.contains(&doc.pos(token)),
            Test::Dep(deps) => deps.contains(&doc.dep(token)),
            Test::Entity(kinds) => doc.entity_at(token).is_some_and(|e| kinds.contains(&e.kind)),
            Test::Actor => self.context.is_actor(token),
            Test::Speaker => self.context.is_speaker(token),
            Test::Negated => frame::is_negated(doc, token),
            Test::Quoted => self.context.is_quoted(token),
            Test::Class(classes) => classes.iter().any(|class| self.context.is_in_class(doc.lemma(token), class)),
            Test::Has(paths) => !self.reach(paths, token).is_empty(),
        }
    }
}
