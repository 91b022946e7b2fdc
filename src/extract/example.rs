//! The examples of rule files: sentences in which a file's rules must find a relation, or none.

use super::fact::{Node, Relation};
use super::rule::{Example, Role};
use super::{Extractor, Facts};
use crate::ingest::{Article, Region, RegionKind};
use crate::nlp::Pipeline;
use crate::text::Span;

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFailure {
    /// The rule file.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The sentence.
    pub sentence: String,
    /// What should have been found.
    pub wanted: String,
    /// What the file's rules found instead.
    pub found: Vec<String>,
}

/// Makes an article of one paragraph.
pub fn article_of(sentence: &str) -> Article {
    let span = Span::new(0, sentence.len() as u32);
    Article {
        id: "example".into(),
        text: sentence.into(),
        regions: vec![Region { kind: RegionKind::Paragraph, span }],
        ..Article::default()
    }
}

/// Runs the examples of the files that `wanted` admits; returns how many there are, and those that do not hold.
pub fn run_examples(
    extractor: &Extractor,
    pipeline: &Pipeline,
    wanted: impl Fn(&str) -> bool,
) -> (usize, Vec<ExampleFailure>) {
    let examples = extractor.library().examples().iter().filter(|(file, _)| wanted(file));
    let (mut count, mut failures) = (0, Vec::new());
    for (file, example) in examples {
        count += 1;
        let article = article_of(&example.text);
        let facts = extractor.extract(&article, &extractor.annotate(pipeline, &article));
        failures.extend(failure(extractor, file, example, &facts));
    }
    (count, failures)
}

fn failure(extractor: &Extractor, file: &str, example: &Example, facts: &Facts) -> Option<ExampleFailure> {
    let rules = extractor.library().rules().iter().filter(|rule| rule.place.0 == file);
    let names: Vec<&str> = rules.map(|rule| rule.name.as_str()).collect();
    let found: Vec<&Relation> = facts.relations.iter().filter(|r| names.contains(&r.rule.as_str())).collect();
    let fits = |r: &&Relation| example.expected.iter().all(|e| holds(facts, r, e.role, &e.words, &example.text));
    let is_wrong = if example.matches { !found.iter().any(fits) } else { !found.is_empty() };
    is_wrong.then(|| ExampleFailure {
        file: file.to_owned(),
        line: example.line,
        sentence: example.text.clone(),
        wanted: wanted(example),
        found: found.iter().map(|relation| shown(facts, relation)).collect(),
    })
}

/// Tells whether a part of a relation holds the words.
fn holds(facts: &Facts, relation: &Relation, role: Role, words: &str, text: &str) -> bool {
    let is = |node: Node| match node {
        Node::Actor(id) => {
            let actor = &facts.actors[id];
            let named = words.trim_start_matches("the ").trim_start_matches("The ");
            actor.name.eq_ignore_ascii_case(named)
                || actor.mentions.iter().any(|m| m.of(text).eq_ignore_ascii_case(words))
        }
        Node::Event(id) => facts.events[id].text == words,
        Node::Statement(_) => false,
    };
    match role {
        Role::Source | Role::Consequent => is(relation.from),
        Role::Content => is(relation.content.unwrap_or(relation.to)),
        Role::Target | Role::Condition => is(relation.to),
        Role::Addressee => relation.addressees.iter().any(|&a| is(Node::Actor(a))),
    }
}

fn wanted(example: &Example) -> String {
    if !example.matches {
        return "no match".to_owned();
    }
    let parts: Vec<String> = example.expected.iter().map(|e| format!("{} \"{}\"", e.role.name(), e.words)).collect();
    if parts.is_empty() { "a match".to_owned() } else { parts.join(" ") }
}

fn shown(facts: &Facts, relation: &Relation) -> String {
    let mut line = format!("{}: \"{}\"", relation.rule, facts.words(relation.from));
    for node in std::iter::once(relation.to).chain(relation.content) {
        line += &format!(" → \"{}\"", facts.words(node));
    }
    line
}
