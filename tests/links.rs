//! Links between contents, in articles of our own.

use crate::synthetic;
use demarche::extract::fact::{Node, RelationKind};
use demarche::extract::{Extractor, Facts};
use demarche::ingest::{Article, Region, RegionKind};
use demarche::nlp::Pipeline;
use demarche::store::Store;
use demarche::text::Span;
use std::sync::OnceLock;

fn engine() -> &'static (Pipeline, Extractor) {
    static ENGINE: OnceLock<(Pipeline, Extractor)> = OnceLock::new();
    ENGINE.get_or_init(|| (Pipeline::bundled(), Extractor::bundled().unwrap()))
}

/// Reads paragraphs as an article of one day.
fn read(id: &str, date: &str, paragraphs: &[&str]) -> (Article, Facts) {
    let text = paragraphs.join("\n\n");
    let mut at = 0;
    let mut regions = Vec::new();
    for paragraph in paragraphs {
        regions.push(Region { kind: RegionKind::Paragraph, span: Span::new(at, at + paragraph.len() as u32) });
        at += paragraph.len() as u32 + 2;
    }
    let article =
        Article { id: id.into(), text, regions, published: Some(date.parse().unwrap()), ..Article::default() };
    let (pipeline, extractor) = engine();
    let facts = extractor.extract(&article, &extractor.annotate(pipeline, &article));
    (article, facts)
}

/// The relations of a kind, each with its ends as text.
fn found(facts: &Facts, kind: RelationKind) -> Vec<(String, String)> {
    let show = |node: Node| match node {
        Node::Actor(id) => facts.actors[id].name.clone(),
        Node::Event(id) => facts.events[id].text.clone(),
        Node::Statement(id) => format!("statement {}", id.0),
    };
    facts.relations.iter().filter(|r| r.kind == kind).map(|r| (show(r.from), show(r.to))).collect()
}

/// Joins articles in a store, in the order given, and returns the relationships of a kind between contents.
fn joined(articles: &[(Article, Facts)], kind: &str) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("a.db")).unwrap();
    for (article, facts) in articles {
        store.add_articles(&[synthetic::incoming_of(article.clone(), facts)]).unwrap();
    }
    let graph = store.load().unwrap();
    let text = |id| graph.node(id).unwrap().get("text").as_str().unwrap_or_default().to_owned();
    let ties = graph.relationships().filter(|tie| tie.kind() == kind);
    ties.map(|tie| (text(tie.start()), text(tie.end()), tie.get("rule").as_str().unwrap().to_owned())).collect()
}

#[test]
fn an_answer_leads_to_the_offer_of_another_article_in_any_order() {
    let offer = read("a", "2031-03-03", &["Norway proposed a joint patrol of the northern fishing grounds."]);
    let refusal = "Iceland on Tuesday rejected a joint patrol of the northern fishing grounds with Norway.";
    let answer = read("b", "2031-03-04", &[refusal]);
    let later = read("c", "2032-03-04", &[refusal]);
    let other =
        read("d", "2031-03-04", &["Sweden rejected a joint patrol of the northern fishing grounds with Finland."]);
    let patrol = "a joint patrol of the northern fishing grounds";
    for order in [[&offer, &answer, &later, &other], [&other, &later, &answer, &offer]] {
        let links = joined(&order.map(Clone::clone), "RESPONDS_TO");
        assert_eq!(links.len(), 1, "{links:?}");
        assert!(links[0].0.starts_with(patrol) && links[0].1 == patrol, "{links:?}");
        assert_eq!(links[0].2, "assemble/responds-to");
    }
}

#[test]
fn a_denial_contradicts_what_another_article_alleges() {
    let charge = read("a", "2031-03-03", &["Norway accused Iceland of sinking two trawlers off Vestby."]);
    let denial = read("b", "2031-03-05", &["Iceland denied sinking two trawlers off Vestby."]);
    let links = joined(&[denial, charge], "CONTRADICTS");
    assert_eq!(links.len(), 1, "{links:?}");
    assert_eq!(links[0].2, "assemble/contradicts");
}

/// Joins articles in a store and returns who speaks for whom there.
fn mandates(articles: &[&(Article, Facts)]) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("a.db")).unwrap();
    for (article, facts) in articles {
        store.add_articles(&[synthetic::incoming_of(article.clone(), facts)]).unwrap();
    }
    let graph = store.load().unwrap();
    let name = |id| graph.node(id).unwrap().get("name").as_str().unwrap().to_owned();
    let ties = graph.relationships().filter(|tie| tie.kind() == "REPRESENTS");
    ties.map(|tie| (name(tie.start()), name(tie.end()))).collect()
}

#[test]
fn what_one_article_says_of_an_office_overrules_what_another_leaves_to_the_context() {
    let vague = read(
        "a",
        "2031-03-03",
        &["Peru will wait for an answer, Foreign Minister Carla Borrero said.", "Peru has asked for talks twice."],
    );
    let plain = read("b", "2031-03-04", &["Ecuador's Foreign Minister Carla Borrero said that the talks would go on."]);
    let speaks_for = |country: &str| [("Carla Borrero".to_owned(), country.to_owned())];
    assert_eq!(mandates(&[&vague]), speaks_for("Peru"));
    assert_eq!(mandates(&[&vague, &plain]), speaks_for("Ecuador"));
    assert_eq!(mandates(&[&plain, &vague]), speaks_for("Ecuador"));
}

const TALKS: &[&str] = &[
    "Norway held talks with Iceland on Monday about fishing rights.",
    "The mood was good after two days of talks, an observer said.",
    "The talks are a subject of much debate in the press.",
];

#[test]
fn counted_talks_are_those_told_of_before_and_a_mere_topic_is_none() {
    let (_, facts) = read("a", "2031-03-03", TALKS);
    let pair = ("Norway".to_owned(), "Iceland".to_owned());
    assert_eq!(found(&facts, RelationKind::Consults), [pair.clone(), pair]);
}

#[test]
fn a_denied_accusation_contradicts_what_was_alleged() {
    let (_, facts) = read(
        "a",
        "2031-03-03",
        &["Norway accused Iceland of sinking two trawlers.", "Iceland denied that it had sunk two trawlers."],
    );
    let links = found(&facts, RelationKind::Contradicts);
    assert_eq!(links.len(), 1, "{links:?}");
    assert_eq!(links[0].1, "sinking two trawlers");
}

#[test]
fn a_denial_of_something_else_contradicts_nothing() {
    let (_, facts) = read(
        "a",
        "2031-03-03",
        &[
            "Norway accused Iceland of sinking two trawlers.",
            "Sweden denied that it had closed its border with Finland.",
        ],
    );
    assert!(found(&facts, RelationKind::Contradicts).is_empty());
}

#[test]
fn a_cause_is_told_from_its_effect() {
    let (_, facts) = read("a", "2031-03-03", &["The blockade led to a shortage of fuel on the islands."]);
    let link = ("The blockade".to_owned(), "a shortage of fuel on the islands".to_owned());
    assert_eq!(found(&facts, RelationKind::Causes), [link]);
}

/// Sentences with plain praise or blame: who judges whom, and as what.
const JUDGEMENTS: &[(&str, RelationKind, &str, &str)] = &[
    ("Peru's envoy said Chile had violated the truce.", RelationKind::Accuses, "Peru's envoy", "Chile"),
    (
        "Peru's minister said that Chile's decision was based on inaccurate data.",
        RelationKind::Criticizes,
        "Peru's minister",
        "Chile",
    ),
    ("“Chile has no respect for the law,” Peru's envoy said.", RelationKind::Criticizes, "Peru's envoy", "Chile"),
    (
        "Peru's envoy said Chile's reckless policies were a danger to the region.",
        RelationKind::Criticizes,
        "Peru's envoy",
        "Chile",
    ),
];

#[test]
fn plain_blame_is_told() {
    for &(sentence, kind, from, to) in JUDGEMENTS {
        let (_, facts) = read("a", "2031-03-03", &[sentence]);
        assert_eq!(found(&facts, kind), [(from.to_owned(), to.to_owned())], "{sentence}");
    }
}
