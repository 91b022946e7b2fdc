//! The graph in a store is what its articles give, in whatever order and however they came and went.

use crate::synthetic;
use demarche::extract::Facts;
use demarche::graph::{Graph, Value};
use demarche::ingest::Article;
use demarche::store::{Incoming, Store, StoreError};
use proptest::prelude::*;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Joins a batch of articles.
type Add<'a> = &'a mut dyn FnMut(&[(i64, Incoming)]) -> Result<(), StoreError>;

/// Everything that a graph holds, number by number, as text.
pub(crate) fn dump(graph: &Graph) -> String {
    let mut out = String::new();
    for node in graph.nodes() {
        let labels: Vec<&str> = node.labels().collect();
        writeln!(out, "({} :{} {:?})", node.id().0, labels.join(":"), node.detach().properties).unwrap();
    }
    for tie in graph.relationships() {
        let ends = (tie.start().0, tie.end().0);
        writeln!(out, "[{} {}-{}->{} {:?}]", tie.id().0, ends.0, tie.kind(), ends.1, tie.detach().properties).unwrap();
    }
    out
}

pub(crate) fn dump_of(path: &Path) -> String {
    dump(&Store::open(path).unwrap().load().unwrap())
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Makes a store of articles that come in batches.
    fn store(&self, name: &str, batches: &[&[Incoming]]) -> Store {
        let store = Store::create(&self.path(name)).unwrap();
        for batch in batches {
            store.add_articles(batch).unwrap();
        }
        store
    }
}

fn articles(numbers: impl IntoIterator<Item = u64>) -> Vec<Incoming> {
    numbers.into_iter().map(synthetic::incoming).collect()
}

/// Joins all articles of a store anew.
fn rejoin(store: &Store) {
    let each = |add: Add<'_>| {
        for number in store.article_numbers()? {
            add(&[(number, Incoming::new(store.article(number)?.unwrap()).unwrap())])?;
        }
        Ok::<(), StoreError>(())
    };
    store.rejoin(each).unwrap();
}

/// Checks what must hold in every file of a joined graph, with SQLite alone.
fn check_tables(path: &Path) {
    let connection = rusqlite::Connection::open(path).unwrap();
    let ask = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(ask("PRAGMA integrity_check"), "ok");
    for table in ["article_search", "statement_search"] {
        connection.execute(&format!("INSERT INTO {table} ({table}) VALUES ('integrity-check')"), []).unwrap();
    }
    for (what, sql) in [
        (
            "labels miscounted",
            "SELECT 1 FROM label_set s WHERE count <> (SELECT count(*) FROM node WHERE labels = s.number)",
        ),
        (
            "types miscounted",
            "SELECT 1 FROM type t WHERE count <> (SELECT count(*) FROM relationship WHERE type = t.number)",
        ),
        ("a node without labels", "SELECT 1 FROM node WHERE labels NOT IN (SELECT number FROM label_set)"),
        (
            "an end that is no node",
            "SELECT 1 FROM relationship r WHERE r.start NOT IN (SELECT number FROM node) OR r.\"end\" NOT IN (SELECT number FROM node)",
        ),
        ("a shared node without place", "SELECT 1 FROM shared_node WHERE number NOT IN (SELECT number FROM node)"),
        (
            "a node of nobody",
            "SELECT 1 FROM node WHERE article IS NULL AND number NOT IN (SELECT number FROM shared_node)",
        ),
        (
            "a node of an article that is gone",
            "SELECT 1 FROM node WHERE article NOT IN (SELECT number FROM article WHERE representative = number)",
        ),
        ("a report of nothing", "SELECT 1 FROM report WHERE node NOT IN (SELECT number FROM node)"),
        (
            "evidence of nothing",
            "SELECT 1 FROM shared_evidence WHERE relationship NOT IN (SELECT number FROM relationship UNION SELECT number FROM shared_relationship)",
        ),
        ("evidence of nobody", "SELECT 1 FROM shared_evidence WHERE article NOT IN (SELECT number FROM article)"),
        (
            "a relationship of nobody",
            "SELECT 1 FROM relationship r WHERE article IS NULL AND number NOT IN (SELECT relationship FROM shared_evidence)",
        ),
        (
            "an act of nothing",
            "SELECT 1 FROM act WHERE content NOT IN (SELECT number FROM node) OR actor NOT IN (SELECT number FROM node)",
        ),
        (
            "a word of nothing",
            "SELECT 1 FROM act_word w WHERE NOT EXISTS (SELECT 1 FROM act a WHERE a.content = w.content AND a.actor = w.actor AND a.kind = w.kind)",
        ),
        ("a repetition of nothing", "SELECT 1 FROM repetition WHERE content NOT IN (SELECT number FROM node)"),
        (
            "texts miscounted",
            "SELECT 1 FROM text t WHERE articles <> (SELECT count(*) FROM article WHERE text_key = t.key)",
        ),
        ("a band of nothing", "SELECT 1 FROM text_band WHERE text NOT IN (SELECT key FROM text)"),
        (
            "nearness to nothing",
            "SELECT 1 FROM text_near WHERE text NOT IN (SELECT key FROM text) OR other NOT IN (SELECT key FROM text)",
        ),
        (
            "a statement that is not found",
            "SELECT 1 FROM statement WHERE node NOT IN (SELECT rowid FROM statement_search)",
        ),
        (
            "a statement found that is gone",
            "SELECT 1 FROM statement_search WHERE rowid NOT IN (SELECT node FROM statement)",
        ),
    ] {
        let wrong = connection.prepare(sql).unwrap().exists([]).unwrap();
        assert!(!wrong, "{what}");
    }
}

/// How many articles the generated tests take.
const COUNT: usize = 60;

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn no_order_and_no_batches_leave_a_trace(
        order in Just((0..COUNT).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec(0..COUNT, 0..6),
        again in proptest::collection::vec(0..COUNT, 0..5),
    ) {
        let all = articles(0..COUNT as u64);
        let folder = Folder::new();
        let expected = dump(&folder.store("sorted.db", &[&all]).load().unwrap());
        let mut shuffled: Vec<Incoming> = order.iter().map(|&at| all[at].clone()).collect();
        shuffled.extend(again.iter().map(|&at| all[at].clone()));
        let mut cuts: Vec<usize> = cuts.into_iter().chain([0, shuffled.len()]).collect();
        cuts.sort_unstable();
        let batches: Vec<&[Incoming]> = cuts.windows(2).map(|w| &shuffled[w[0]..w[1]]).collect();
        let store = folder.store("shuffled.db", &batches);
        check_tables(store.path());
        prop_assert!(dump(&store.load().unwrap()) == expected, "another graph");
        rejoin(&store);
        check_tables(store.path());
        prop_assert!(dump(&store.load().unwrap()) == expected, "another graph when joined anew");
    }

    #[test]
    fn what_is_removed_was_never_there(
        order in Just((0..COUNT).collect::<Vec<_>>()).prop_shuffle(),
        gone in 1..COUNT,
        together in any::<bool>(),
    ) {
        let all = articles(0..COUNT as u64);
        let folder = Folder::new();
        let store = folder.store("all.db", &[&all]);
        let (gone, left) = order.split_at(gone);
        let ids: Vec<String> = gone.iter().map(|&at| all[at].stored.article.id.clone()).collect();
        if together {
            store.remove_articles(&ids).unwrap();
        } else {
            ids.iter().for_each(|id| _ = store.remove_articles(std::slice::from_ref(id)).unwrap());
        }
        check_tables(store.path());
        let left: Vec<Incoming> = left.iter().map(|&at| all[at].clone()).collect();
        let expected = dump(&folder.store("left.db", &[&left]).load().unwrap());
        prop_assert!(dump(&store.load().unwrap()) == expected, "a trace of what is gone");
    }

    #[test]
    fn graphs_that_are_merged_are_the_graph_of_all_their_articles(
        sides in proptest::collection::vec(0..3u8, COUNT),
        swapped in any::<bool>(),
    ) {
        let all = articles(0..COUNT as u64);
        let folder = Folder::new();
        // 2: in both.
        let side = |which: u8| -> Vec<Incoming> {
            all.iter().zip(&sides).filter(|(_, side)| **side == which || **side == 2).map(|(a, _)| a.clone()).collect()
        };
        let (a, b) = (folder.store("a.db", &[&side(0)]), folder.store("b.db", &[&side(1)]));
        let parts = if swapped { [&b, &a] } else { [&a, &b] };
        let merged = folder.store("merged.db", &[]);
        for part in parts {
            for number in part.article_numbers().unwrap() {
                let stored = part.article(number).unwrap().unwrap();
                merged.add_articles(&[Incoming::new(stored).unwrap()]).unwrap();
            }
        }
        check_tables(merged.path());
        let expected = dump(&folder.store("all.db", &[&all]).load().unwrap());
        prop_assert!(dump(&merged.load().unwrap()) == expected, "another graph");
    }
}

/// A text of many words, none of them another's.
fn long_text(seed: u64, words: usize) -> Vec<String> {
    let mut chance = synthetic::Chance(seed);
    (0..words).map(|_| (0..7).map(|_| char::from(b'a' + chance.below(26) as u8)).collect()).collect()
}

fn publication(id: &str, publisher: &str, day: Option<i8>, text: &str) -> Incoming {
    let article = Article {
        id: id.into(),
        publisher: Some(publisher.into()),
        published: day.map(|day| jiff::civil::date(2031, 3, day)),
        language: "en".into(),
        text: text.into(),
        ..Article::default()
    };
    synthetic::incoming_of(article, &Facts::default())
}

#[test]
fn wire_copy_counts_once_and_says_where_it_was_printed() {
    let words = long_text(1, 150);
    let (whole, cut) = (words.join(" "), words[..125].join(" "));
    // Near to the copy that was cut, and not to the whole: they hang together through it.
    let cut_again = words[..104].join(" ");
    let all = [
        publication("wire", "Sample Wire", Some(5), &whole),
        publication("same", "The Courier", Some(6), &whole),
        publication("cut", "The Mail", Some(6), &cut),
        publication("cut-again", "The Post", None, &cut_again),
        publication("other", "Sample Wire", Some(5), &long_text(2, 150).join(" ")),
    ];
    let articles = |store: &Store| -> Vec<(String, Value, Value)> {
        let graph = store.load().unwrap();
        let row = |node: demarche::graph::Node<'_>| {
            (
                node.get("id").as_str().unwrap().to_owned(),
                node.get("publications").clone(),
                node.get("publishers").clone(),
            )
        };
        graph.nodes_with_label("Article").map(row).collect()
    };
    let list = |items: &[&str]| Value::from(items.iter().map(|&item| item.to_owned()).collect::<Vec<_>>());
    let other = ("other".to_owned(), Value::Null, Value::Null);
    let publishers = list(&["Sample Wire", "The Courier", "The Mail", "The Post"]);
    let expected = [other.clone(), ("wire".to_owned(), list(&["cut", "same", "cut-again"]), publishers)];
    let folder = Folder::new();
    for (i, order) in [[0, 1, 2, 3, 4], [3, 0, 4, 2, 1], [4, 3, 2, 1, 0], [1, 3, 0, 4, 2]].into_iter().enumerate() {
        let one_by_one: Vec<Vec<Incoming>> = order.iter().map(|&at| vec![all[at].clone()]).collect();
        let batches: Vec<&[Incoming]> = one_by_one.iter().map(Vec::as_slice).collect();
        let store = folder.store(&format!("{i}.db"), &batches);
        assert_eq!(articles(&store), expected, "order {order:?}");
        let counts = store.counts().unwrap();
        assert_eq!((counts.articles, counts.nodes_with_label("Article")), (5, 2));
        // Without what joined them the two parts fall asunder.
        store.remove_articles(&["cut".to_owned()]).unwrap();
        let publishers = list(&["Sample Wire", "The Courier"]);
        let asunder = [
            ("cut-again".to_owned(), Value::Null, Value::Null),
            other.clone(),
            ("wire".to_owned(), list(&["same"]), publishers),
        ];
        assert_eq!(articles(&store), asunder, "order {order:?}");
        check_tables(store.path());
    }
}

#[test]
fn the_same_words_weeks_later_are_news_again() {
    let text = long_text(3, 60).join(" ");
    let days = [(1, "a"), (7, "b"), (13, "c"), (25, "d"), (26, "e")];
    let all = days.map(|(day, id)| publication(id, "Sample Wire", Some(day), &text));
    let folder = Folder::new();
    let names = |store: &Store| -> Vec<String> {
        let graph = store.load().unwrap();
        let others = |node: demarche::graph::Node<'_>| match node.get("publications") {
            Value::List(others) => others.iter().filter_map(|other| other.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        };
        let name = |node: demarche::graph::Node<'_>| {
            format!("{}: {}", node.get("id").as_str().unwrap(), others(node).join(" "))
        };
        graph.nodes_with_label("Article").map(name).collect()
    };
    for (i, order) in [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1], [3, 0, 4, 2, 1]].into_iter().enumerate() {
        let store = folder.store(&format!("{i}.db"), &[]);
        for at in order {
            store.add_articles(&all[at..=at]).unwrap();
        }
        assert_eq!(names(&store), ["a: b c", "d: e"], "order {order:?}");
        store.remove_articles(&["b".to_owned()]).unwrap();
        assert_eq!(names(&store), ["a: ", "c: ", "d: e"], "order {order:?}");
        check_tables(store.path());
    }
}

#[test]
fn a_graph_that_a_query_wrote_is_joined_anew_on_demand() {
    let folder = Folder::new();
    let store = folder.store("a.db", &[&articles(0..30)]);
    let expected = dump(&store.load().unwrap());
    let mut graph = store.load().unwrap();
    graph.add_node(["Remark"], demarche::graph::Properties::new());
    store.write(&graph).unwrap();
    assert_eq!((store.is_joined().unwrap(), store.is_edited().unwrap()), (false, true));
    assert_eq!(dump(&store.load().unwrap()), dump(&graph));
    rejoin(&store);
    assert_eq!((store.is_joined().unwrap(), store.is_edited().unwrap()), (true, false));
    assert!(dump(&store.load().unwrap()) == expected);
    check_tables(store.path());
}

#[test]
fn views_give_in_sql_what_the_graph_gives() {
    let folder = Folder::new();
    let store = folder.store("a.db", &[&articles(0..60)]);
    let mut graph = store.load().unwrap();
    for written_by in ["joining", "a query"] {
        let connection = rusqlite::Connection::open(store.path()).unwrap();
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() as usize;
        let kind = |kind: &str| graph.relationships().filter(|tie| tie.kind() == kind).count();
        let places = |tie: demarche::graph::Relationship<'_>| match tie.get("evidence") {
            Value::List(places) => places.len(),
            _ => 0,
        };
        let all: usize = graph.relationships().map(places).sum();
        assert!(all > graph.relationship_count(), "some are shown in several places");
        assert_eq!(count("SELECT count(*) FROM evidence"), all, "{written_by}");
        assert_eq!(count("SELECT count(*) FROM evidence WHERE quote IS NULL OR quote = ''"), 0, "{written_by}");
        let proposes = "SELECT count(*) FROM evidence JOIN relation USING (relationship) WHERE type = 'PROPOSES' AND quote NOT LIKE '% said: %'";
        assert_eq!(count(proposes), 0, "{written_by}");
        assert_eq!(count("SELECT count(*) FROM relation"), graph.relationship_count(), "{written_by}");
        assert_eq!(count("SELECT count(*) FROM statement_said"), kind("SAYS"), "{written_by}");
        assert_eq!(count("SELECT count(*) FROM relation WHERE type = 'REPEATS'"), kind("REPEATS"), "{written_by}");
        assert_eq!(count("SELECT count(DISTINCT node) FROM label"), graph.node_count(), "{written_by}");
        assert_eq!(count("SELECT count(*) FROM publication WHERE same_as IS NOT NULL"), 2);
        assert!(
            count("SELECT count(*) FROM condition") > 0 && count("SELECT count(*) FROM actor WHERE sector = 'GOV'") > 0
        );
        store.write(&graph).unwrap();
        graph = store.load().unwrap();
    }
}
