//! What `demarche search` finds.

use crate::synthetic;
use demarche::extract::fact::{
    Actor, ActorKind, Facts, Manner, Modality, Mode, Node as FactNode, Polarity, Relation, RelationKind, Statement,
};
use demarche::graph::{Graph, Properties};
use demarche::ingest::Article;
use demarche::query::{self, Limits, Params};
use demarche::store::{DateKeys, Incoming, Store, StoreError};
use demarche::text::Span;

/// An article of which the first two words are an actor and a statement.
fn saying(id: &str, text: &str) -> Incoming {
    let article = Article { id: id.into(), text: text.into(), language: "en".into(), ..Article::default() };
    let name = text.split_whitespace().next().unwrap();
    let whole = Span::new(0, text.len() as u32);
    let mut facts = Facts::default();
    let actor = facts.actors.push(Actor {
        id: format!("org:{}", name.to_lowercase()),
        name: name.into(),
        kind: ActorKind::Organization,
        code: None,
        sector: None,
        aliases: vec![],
        represents: vec![],
        part_of: vec![],
        mentions: vec![whole],
        confidence: 1.0,
    });
    let statement = facts.statements.push(Statement {
        source: vec![],
        cue: vec![],
        content: vec![whole],
        actors: vec![actor],
        addressees: vec![],
        act: RelationKind::Says,
        manner: Manner::Direct,
        mode: Mode::Speech,
        polarity: Polarity::Positive,
        modality: Modality::Asserted,
        date: None,
        within: None,
        confidence: 1.0,
    });
    facts.relations.push(Relation {
        kind: RelationKind::Says,
        from: FactNode::Actor(actor),
        to: FactNode::Statement(statement),
        content: None,
        addressees: vec![],
        condition: None,
        negated: false,
        evidence: whole,
        date: None,
        confidence: 1.0,
        rule: "said".into(),
    });
    synthetic::incoming_of(article, &facts)
}

#[test]
fn statements_written_in_bulk_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut graph = Graph::new();
    graph.add_node(["Statement"], Properties::from([("text".into(), "We offer a talk".into())]));
    let write = || Store::write_new::<StoreError>(&path, DateKeys::default(), |_| Ok(graph.clone()));
    write().unwrap();
    assert_eq!(Store::open(&path).unwrap().search("talks", 3).unwrap().len(), 1);
    assert!(matches!(write(), Err(StoreError::Exists { .. })));
}

#[test]
fn articles_and_statements_are_found_by_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("a.db")).unwrap();
    store.add_articles(&[saying("a", "Norland offered talks."), saying("b", "Sudland refused.")]).unwrap();
    let found = |words: &str| -> Vec<(&str, String)> {
        store.search(words, 10).unwrap().into_iter().map(|hit| (hit.kind, hit.excerpt)).collect()
    };
    let talks = || "Norland offered «talks».".to_owned();
    assert_eq!(found("talk"), [("article", talks()), ("statement", talks())]);
    let hit = &store.search("offer", 1).unwrap()[1];
    assert_eq!((hit.title.as_deref(), hit.article.as_deref()), (Some("Norland"), Some("a")));
    assert_eq!(found("refused NOT talks").len(), 2);
    assert_eq!(found("\"unclosed (").len(), 0);
    store.remove_articles(&["b".to_owned()]).unwrap();
    assert_eq!(found("refused"), []);
    // The same where the graph was written by a query.
    store.write(&store.load().unwrap()).unwrap();
    assert_eq!(store.search("offer", 1).unwrap()[1].title.as_deref(), Some("Norland"));
}

#[test]
fn what_was_changed_by_hand_is_found_as_it_is_now() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("a.db")).unwrap();
    let articles = ["Norland offered talks.", "Sudland offered talks.", "Estland offered talks."];
    let incoming: Vec<Incoming> = articles.iter().map(|text| saying(&text[..1], text)).collect();
    store.add_articles(&incoming).unwrap();
    let read = store.generation().unwrap();
    let mut graph = store.load().unwrap();
    for change in [
        "MATCH (:Actor {name: 'Sudland'})-[:SAYS]->(s) DETACH DELETE s",
        "MATCH (a:Actor {name: 'Norland'}) SET a.name = 'Kingdom of Norland'",
    ] {
        query::execute(&mut graph, change, &Params::default(), &Limits::default()).unwrap();
    }
    store.write_after(&mut graph, read).unwrap();
    let sources = |limit: u32| -> Vec<Option<String>> {
        let hits = store.search("talks", limit).unwrap().into_iter();
        hits.filter(|hit| hit.kind == "statement").map(|hit| hit.title).collect()
    };
    assert_eq!(sources(10), [Some("Estland".into()), Some("Kingdom of Norland".into())]);
    assert_eq!(sources(1), [Some("Estland".into())]);
    assert_eq!(store.search("talks", 10).unwrap().iter().filter(|hit| hit.kind == "article").count(), 3);
}
