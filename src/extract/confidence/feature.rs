//! What the confidence of a relation is judged by.

use super::log_odds;
use crate::extract::fact::{ActorId, ActorKind, Facts, Node, Relation};
use crate::extract::frame;
use crate::nlp::{Doc, Pos, TokenId};

/// The name of the rule's own estimate among the features.
pub(super) const PRIOR: &str = "prior";
/// Sentences of more words are hard to parse.
const LONG_SENTENCE: u32 = 40;
/// Contents of fewer words say little.
const SHORT_CONTENT: usize = 3;
/// Contents of more words are hard to bound.
const LONG_CONTENT: usize = 25;

/// A property of a relation with its value: 1, or the log-odds of the rule's own estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// What it is.
    pub name: String,
    /// How much of it.
    pub value: f64,
}

/// Returns the features of a relation that `trigger` shows, while its confidence is still its rule's.
pub fn features(doc: &Doc, facts: &Facts, relation: &Relation, trigger: TokenId) -> Vec<Feature> {
    let mut names =
        vec!["bias".to_owned(), format!("kind {}", relation.kind.name()), format!("rule {}", relation.rule)];
    let mut say = |holds: bool, what: &str| names.extend(holds.then(|| what.to_owned()));
    match doc.pos(trigger) {
        Pos::Noun | Pos::Propn => say(true, "trigger is a noun"),
        Pos::Adj => say(true, "trigger is an adjective"),
        Pos::Verb | Pos::Aux => {}
        _ => say(true, "trigger is a small word"),
    }
    say(frame::is_passive(doc, trigger), "trigger is in the passive");
    let sentence = doc.sentence_of(trigger);
    say(sentence.len() > LONG_SENTENCE, "sentence is long");
    say(crate::extract::lexicon::in_capitals(doc, sentence), "sentence is a headline");
    let inside = |id: ActorId| {
        facts
            .statements
            .iter()
            .any(|s| !s.actors.contains(&id) && s.content.iter().any(|c| c.covers(doc.token(trigger).span)))
    };
    if let Node::Actor(source) = relation.from {
        let actor = &facts.actors[source];
        let kind = match actor.kind {
            ActorKind::Country => "source is a country",
            ActorKind::Person => "source is a person",
            ActorKind::Organization => "source is a body",
            ActorKind::Group => "source is a group",
        };
        say(true, kind);
        say(actor.represents.is_empty() && actor.code.is_none(), "source is of no known side");
        let near = actor.mentions.iter().filter(|m| relation.evidence.covers(**m));
        let words: Vec<&str> = near.map(|m| m.of(doc.text())).collect();
        say(words.is_empty(), "source is named elsewhere");
        let is_pronoun =
            |w: &&str| matches!(w.to_lowercase().as_str(), "he" | "she" | "it" | "they" | "we" | "i" | "who" | "which");
        say(!words.is_empty() && words.iter().all(is_pronoun), "source is a pronoun");
        say(inside(source), "told by another");
    }
    say(!relation.addressees.is_empty(), "somebody is addressed");
    let content = match relation.content.unwrap_or(relation.to) {
        Node::Event(id) => Some(&facts.events[id]),
        _ => None,
    };
    say(content.is_none(), "no content");
    if let Some(content) = content {
        let words = content.text.split_whitespace().count();
        say(words < SHORT_CONTENT, "content is short");
        say(words > LONG_CONTENT, "content is long");
        say(content.spans.len() > 1, "content is taken up");
        say(content.agents.is_empty(), "content is nobody's");
    }
    let mut features: Vec<Feature> = names.into_iter().map(|name| Feature { name, value: 1.0 }).collect();
    features.push(Feature { name: PRIOR.to_owned(), value: log_odds(relation.confidence) });
    features
}
