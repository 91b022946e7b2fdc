//! Every example of a rule file holds: the rules find what it says, and nothing in what must not match.

use demarche::extract::fact::{Node, Relation};
use demarche::extract::rule::{Example, Role};
use demarche::extract::{Extractor, Facts};
use demarche::ingest::{Article, Region, RegionKind};
use demarche::nlp::Pipeline;
use demarche::text::Span;

/// Reads one sentence as an article of one paragraph.
fn read(extractor: &Extractor, pipeline: &Pipeline, sentence: &str) -> Facts {
    let span = Span::new(0, sentence.len() as u32);
    let article = Article {
        id: "example".into(),
        text: sentence.into(),
        regions: vec![Region { kind: RegionKind::Paragraph, span }],
        ..Article::default()
    };
    extractor.extract(&article, &extractor.annotate(pipeline, &article))
}

/// Tells whether the part of a relation holds the words.
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

fn failure(file: &str, example: &Example, facts: &Facts) -> Option<String> {
    let stem = file.trim_end_matches(".rule");
    let found: Vec<&Relation> = facts.relations.iter().filter(|r| r.rule.starts_with(&format!("{stem}/"))).collect();
    let fits = |r: &&Relation| example.expected.iter().all(|e| holds(facts, r, e.role, &e.words, &example.text));
    let wrong = if example.matches { !found.iter().any(fits) } else { !found.is_empty() };
    wrong.then(|| {
        let show = |node: Node| match node {
            Node::Actor(id) => facts.actors[id].name.clone(),
            Node::Event(id) => format!("<{}>", facts.events[id].text),
            Node::Statement(id) => format!("s{}", id.0),
        };
        let found: Vec<String> = found
            .iter()
            .map(|r| {
                format!("{} {} → {} {}", r.rule, show(r.from), show(r.to), r.content.map(show).unwrap_or_default())
            })
            .collect();
        format!("{file}:{}: {:?}\n    found: {found:?}", example.line, example.text)
    })
}

#[test]
fn every_rule_example_holds() {
    let pipeline = Pipeline::bundled();
    let extractor = Extractor::bundled().unwrap();
    let failures: Vec<String> = extractor
        .library()
        .examples()
        .iter()
        .filter_map(|(file, example)| failure(file, example, &read(&extractor, &pipeline, &example.text)))
        .collect();
    assert!(failures.is_empty(), "{} examples fail:\n{}", failures.len(), failures.join("\n"));
}
