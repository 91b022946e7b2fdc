//! The articles of a store, each with its text and its facts.

use super::join::{Fault, Join};
use super::publications::{compared_text, contribution_of};
use super::{Store, StoreError};
use crate::assemble::{self, Contribution, Sketch};
use crate::ingest::Article;
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io::{Read, Write};

/// An article as the store keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredArticle {
    /// The article; its regions are not kept.
    pub article: Article,
    /// How many words its news holds.
    pub words: u32,
    /// What was found in it, as JSON without the text.
    pub facts: String,
}

/// An article on its way into a store, with what it adds to the graph.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What is kept of it.
    pub stored: StoredArticle,
    pub(super) contribution: Contribution,
    pub(super) sketch: Sketch,
    hash: blake3::Hash,
}

impl Incoming {
    /// Takes an article, and finds what it adds from the facts kept with it; the error says what is wrong with them.
    pub fn new(stored: StoredArticle) -> Result<Self, String> {
        let contribution = contribution_of(&stored).map_err(|fault| match fault {
            Fault::Damaged(reason) => reason,
            Fault::Sql(error) => error.to_string(),
        })?;
        let article = &stored.article;
        let sketch = Sketch::of(&compared_text(article.title.as_deref(), &article.text));
        let hash = content_hash(article);
        Ok(Self { stored, contribution, sketch, hash })
    }

    /// Returns the number under which the text is compared with others.
    pub(super) fn text_key(&self) -> i64 {
        let [a, b, c, d, e, f, g, h, ..] = *self.hash.as_bytes();
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    fn hash(&self) -> String {
        self.hash.to_hex()[..32].to_owned()
    }

    /// What decides which of two articles under one id stays: the greatest of it.
    fn version(&self) -> Version {
        let article = &self.stored.article;
        let published = article.published.map(|day| day.to_string());
        let path = Reverse(article.path.clone());
        Version { published, hash: self.hash(), fingerprint: fingerprint(article), path }
    }
}

/// What became of an article that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is in the store now.
    New,
    /// It was there before.
    Known,
    /// Another text was there under the same id; the one published later stays, so that their order does not matter.
    Conflict {
        /// Whether it is the one that stays.
        stays: bool,
    },
}

/// How much a store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles, further publications of one text too.
    pub articles: u64,
    /// Nodes by their labels, a JSON list.
    labels: Vec<(String, u64)>,
    /// Relationships by type.
    pub types: Vec<(String, u64)>,
}

impl Counts {
    /// Returns how many nodes bear a label.
    pub fn nodes_with_label(&self, label: &str) -> u64 {
        let bears =
            |labels: &str| serde_json::from_str::<Vec<String>>(labels).is_ok_and(|l| l.iter().any(|l| l == label));
        self.labels.iter().filter(|(labels, _)| bears(labels)).map(|(_, count)| count).sum()
    }
}

/// The versions of one article are ordered by day, then by content; of one version in two files, the file whose path
/// sorts first is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    published: Option<String>,
    hash: String,
    fingerprint: String,
    path: Reverse<Option<String>>,
}

/// What tells a text from others: its title and its words.
fn content_hash(article: &Article) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(article.title.as_deref().unwrap_or_default().as_bytes())
        .update(b"\0")
        .update(article.text.as_bytes());
    hasher.finalize()
}

/// What tells an article from others: all that was read, but not from which file.
fn fingerprint(article: &Article) -> String {
    let a = article;
    let published = a.published.map(|day| day.to_string());
    let mut hasher = blake3::Hasher::new();
    for field in [&a.title, &a.publisher, &a.url, &published, &a.dateline, &Some(a.language.clone())] {
        hasher.update(&[u8::from(field.is_some())]);
        let field = field.as_deref().unwrap_or_default();
        hasher.update(&(field.len() as u64).to_le_bytes()).update(field.as_bytes());
    }
    hasher.update(a.text.as_bytes());
    hasher.finalize().to_hex()[..32].to_owned()
}

/// Tells which articles are in a store, whatever is being written to it.
#[derive(Debug)]
pub struct Known(std::sync::Mutex<rusqlite::Connection>);

impl Known {
    /// Tells whether the same article is there, from the same file or one that sorts before it.
    pub fn contains(&self, article: &Article) -> bool {
        let connection = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut find = match connection.prepare_cached("SELECT fingerprint, path FROM article WHERE id = ?") {
            Ok(find) => find,
            // What can't be looked up is read again; adding it tells what is wrong.
            Err(_) => return false,
        };
        let found: Option<(String, Option<String>)> =
            find.query_row([&article.id], |row| Ok((row.get(0)?, row.get(1)?))).optional().ok().flatten();
        found.is_some_and(|(there, path)| path <= article.path && there == fingerprint(article))
    }
}

impl Store {
    /// Returns what tells the articles that are in the store from new ones.
    pub fn known(&self) -> Result<Known, StoreError> {
        let reader = Self::connect(&self.path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Known(std::sync::Mutex::new(reader.connection)))
    }

    /// Adds articles and joins them into the graph in one transaction; tells for each what became of it.
    pub fn add_articles(&self, articles: &[Incoming]) -> Result<Vec<Added>, StoreError> {
        let transaction = self.begin()?;
        let added = self.join(|join| {
            let (added, chosen) = self.choose(join, articles)?;
            let mut placed = Vec::with_capacity(chosen.len());
            for incoming in chosen {
                placed.push((self.insert(incoming)?, incoming));
            }
            join.add_articles(&placed, &|number| self.reread(number))?;
            Ok(added)
        })?;
        if added.iter().any(|outcome| !matches!(outcome, Added::Known | Added::Conflict { stays: false })) {
            super::graph::bump_generation(&transaction).map_err(|e| self.error(e))?;
        }
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(added)
    }

    /// Runs a change of the joined graph.
    fn join<T>(&self, change: impl FnOnce(&mut Join<'_>) -> Result<T, Fault>) -> Result<T, StoreError> {
        let run = || {
            let mut join = Join::new(&self.connection)?;
            let done = change(&mut join)?;
            join.finish()?;
            Ok(done)
        };
        run().map_err(|fault| match fault {
            Fault::Sql(error) => self.error(error),
            Fault::Damaged(reason) => self.damaged(reason),
        })
    }

    /// Tells what becomes of each article of a batch, and which of them are to be in the file; what one of them replaces
    /// goes.
    fn choose<'a>(
        &self,
        join: &mut Join<'_>,
        articles: &'a [Incoming],
    ) -> Result<(Vec<Added>, Vec<&'a Incoming>), Fault> {
        let mut added = Vec::with_capacity(articles.len());
        let mut chosen: Vec<&Incoming> = Vec::with_capacity(articles.len());
        let mut by_id: FxHashMap<&str, usize> = FxHashMap::default();
        for incoming in articles {
            let id = incoming.stored.article.id.as_str();
            let at = by_id.get(id).copied();
            let there = match at {
                Some(at) => Some((0, chosen[at].version())),
                None => self.version_of(id)?,
            };
            let Some((number, version)) = there else {
                by_id.insert(id, chosen.len());
                chosen.push(incoming);
                added.push(Added::New);
                continue;
            };
            let new = incoming.version();
            let stays = new > version;
            added.push(if new.hash == version.hash { Added::Known } else { Added::Conflict { stays } });
            match at {
                Some(at) if stays => chosen[at] = incoming,
                None if stays => {
                    let reread = |number| self.reread(number);
                    let texts = join.remove_article(number, &reread)?;
                    self.connection.execute("DELETE FROM article WHERE number = ?", [number])?;
                    join.settle(&texts, &FxHashMap::default(), &reread, true)?;
                    by_id.insert(id, chosen.len());
                    chosen.push(incoming);
                }
                _ => {}
            }
        }
        Ok((added, chosen))
    }

    /// Returns number and version of the article of an id.
    fn version_of(&self, id: &str) -> rusqlite::Result<Option<(i64, Version)>> {
        let sql = "SELECT number, published, hash, fingerprint, path FROM article WHERE id = ?";
        let version = |row: &rusqlite::Row<'_>| {
            let (published, hash, fingerprint, path) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok((row.get(0)?, Version { published, hash, fingerprint, path: Reverse(path) }))
        };
        self.connection.prepare_cached(sql)?.query_row([id], version).optional()
    }

    fn insert(&self, incoming: &Incoming) -> rusqlite::Result<i64> {
        let StoredArticle { article, words, facts } = &incoming.stored;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO article (id, hash, text_key, fingerprint, title, publisher, url, published, dateline, language,
                                  words, path, text, warnings, facts, representative)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(number), 0) + 1 FROM article))",
        )?;
        insert.insert(params![
            article.id,
            incoming.hash(),
            incoming.text_key(),
            fingerprint(article),
            article.title,
            article.publisher,
            article.url,
            article.published.map(|day| day.to_string()),
            article.dateline,
            article.language,
            words,
            article.path,
            article.text,
            serde_json::json!(article.warnings).to_string(),
            deflated(facts),
        ])
    }

    /// Removes the articles of some ids, with all that only they show; tells for each whether it was there.
    pub fn remove_articles(&self, ids: &[String]) -> Result<Vec<bool>, StoreError> {
        let transaction = self.begin()?;
        let removed = self.join(|join| {
            let reread = |number| self.reread(number);
            let mut texts = BTreeSet::new();
            let mut removed = Vec::with_capacity(ids.len());
            for id in ids {
                let number: Option<i64> = join.find("SELECT number FROM article WHERE id = ?", [id])?;
                if let Some(number) = number {
                    texts.extend(join.remove_article(number, &reread)?);
                    self.connection.execute("DELETE FROM article WHERE number = ?", [number])?;
                }
                removed.push(number.is_some());
            }
            // A text that went with its last article has no members.
            join.settle(&texts, &FxHashMap::default(), &reread, true)?;
            Ok(removed)
        })?;
        if removed.contains(&true) {
            super::graph::bump_generation(&transaction).map_err(|e| self.error(e))?;
        }
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(removed)
    }

    /// Tells whether the graph is what the articles give by the present rules.
    pub fn is_joined(&self) -> Result<bool, StoreError> {
        Ok(self.meta("assembly")? == Some(assemble::VERSION))
    }

    /// Joins all articles anew, in one transaction; `each` gives them to the function that it is handed, in batches.
    pub fn rejoin<E: From<StoreError>>(
        &self,
        each: impl FnOnce(&mut dyn FnMut(&[(i64, Incoming)]) -> Result<(), StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let transaction = self.begin()?;
        let sql = "UPDATE article SET representative = NULL, text_key = 0";
        super::graph::clear(&transaction).and_then(|()| transaction.execute(sql, [])).map_err(|e| self.error(e))?;
        each(&mut |batch| {
            self.join(|join| {
                for (number, incoming) in batch {
                    let sql = "UPDATE article SET fingerprint = ? WHERE number = ?";
                    join.run(sql, params![fingerprint(&incoming.stored.article), number])?;
                }
                let batch: Vec<(i64, &Incoming)> = batch.iter().map(|(number, article)| (*number, article)).collect();
                join.add_articles(&batch, &|number| self.reread(number))
            })
        })?;
        self.set_meta("assembly", assemble::VERSION)?;
        self.set_meta("edited", 0)?;
        super::graph::bump_generation(&transaction).map_err(|e| self.error(e))?;
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(())
    }

    /// Counts what a joined graph holds, without reading it.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let read = |sql: &str| -> rusqlite::Result<Vec<(String, u64)>> {
            let mut select = self.connection.prepare(sql)?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
            rows.collect()
        };
        let labels = read("SELECT labels, count FROM label_set WHERE count > 0 ORDER BY labels");
        let types = read("SELECT name, count FROM type WHERE count > 0 ORDER BY name");
        Ok(Counts {
            articles: self.article_count()?,
            labels: labels.map_err(|e| self.error(e))?,
            types: types.map_err(|e| self.error(e))?,
        })
    }

    fn reread(&self, number: i64) -> Result<StoredArticle, Fault> {
        match self.article(number) {
            Ok(Some(article)) => Ok(article),
            Ok(None) => Err(Fault::Damaged(format!("article number {number} is missing"))),
            Err(StoreError::Sqlite { source, .. }) => Err(Fault::Sql(source)),
            Err(error) => Err(Fault::Damaged(error.to_string())),
        }
    }

    /// Returns how many articles there are.
    pub fn article_count(&self) -> Result<u64, StoreError> {
        let count = self.connection.query_row("SELECT count(*) FROM article", [], |row| row.get::<_, i64>(0));
        count.map(i64::unsigned_abs).map_err(|e| self.error(e))
    }

    /// Returns the numbers of all articles, in the order of their ids: the same in whatever order they came.
    pub fn article_numbers(&self) -> Result<Vec<i64>, StoreError> {
        let mut select =
            self.connection.prepare("SELECT number FROM article ORDER BY id").map_err(|e| self.error(e))?;
        let numbers = select.query_map([], |row| row.get(0)).map_err(|e| self.error(e))?;
        numbers.collect::<Result<_, _>>().map_err(|e| self.error(e))
    }

    /// Returns the article of a number.
    pub fn article(&self, number: i64) -> Result<Option<StoredArticle>, StoreError> {
        let sql = "SELECT id, title, publisher, url, published, dateline, language, words, path, text, warnings, facts
                   FROM article WHERE number = ?";
        let mut select = self.connection.prepare_cached(sql).map_err(|e| self.error(e))?;
        let row = select.query_row([number], |row| {
            let article = Article {
                id: row.get(0)?,
                title: row.get(1)?,
                publisher: row.get(2)?,
                url: row.get(3)?,
                published: row.get::<_, Option<String>>(4)?.and_then(|day| day.parse().ok()),
                dateline: row.get(5)?,
                language: row.get(6)?,
                path: row.get(8)?,
                text: row.get(9)?,
                warnings: serde_json::from_str(&row.get::<_, String>(10)?).unwrap_or_default(),
                ..Article::default()
            };
            Ok((article, row.get(7)?, row.get::<_, Vec<u8>>(11)?))
        });
        let Some((article, words, facts)) = row.optional().map_err(|e| self.error(e))? else { return Ok(None) };
        let facts = inflated(&facts).map_err(|e| self.damaged(format!("facts of article `{}`: {e}", article.id)))?;
        Ok(Some(StoredArticle { article, words, facts }))
    }

    /// Returns the text of the article of an id.
    pub fn article_text(&self, id: &str) -> Result<Option<String>, StoreError> {
        let mut select =
            self.connection.prepare_cached("SELECT text FROM article WHERE id = ?").map_err(|e| self.error(e))?;
        select.query_row([id], |row| row.get(0)).optional().map_err(|e| self.error(e))
    }

    /// Tells whether the graph in the file is more than what its articles give: queries or an import changed it.
    pub fn is_edited(&self) -> Result<bool, StoreError> {
        Ok(self.meta("edited")? == Some(1))
    }
}

fn deflated(text: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(text.len() / 4), Compression::fast());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("writing to a vector never fails")
}

/// The longest facts that are read, so that a file made to harm can't fill the memory.
const LONGEST: u64 = 1 << 30;

fn inflated(bytes: &[u8]) -> std::io::Result<String> {
    let mut text = String::new();
    DeflateDecoder::new(bytes).take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incoming(id: &str, text: &str) -> Incoming {
        let article = Article {
            id: id.into(),
            title: Some("Talks".into()),
            published: Some(jiff::civil::date(2015, 5, 3)),
            language: "en".into(),
            text: text.into(),
            warnings: vec!["odd".into()],
            ..Article::default()
        };
        let facts = format!(
            r#"{{"version":1,"article":{{"id":"{id}","title":"Talks","published":"2015-05-03","language":"en"}},"text":""}}"#
        );
        Incoming::new(StoredArticle { article, words: 3, facts }).unwrap()
    }

    #[test]
    fn articles_come_back_whole_and_only_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db")).unwrap();
        let (a, b) = (incoming("a", "Talks resume."), incoming("b", "Talks end."));
        assert_eq!(store.add_articles(&[b.clone(), a.clone()]).unwrap(), [Added::New, Added::New]);
        let known = store.known().unwrap();
        assert!(known.contains(&a.stored.article));
        assert!(!known.contains(&incoming("c", "Talks end.").stored.article));
        assert_eq!(store.add_articles(std::slice::from_ref(&a)).unwrap(), [Added::Known]);
        let numbers = store.article_numbers().unwrap();
        let read: Vec<_> = numbers.iter().map(|&number| store.article(number).unwrap().unwrap()).collect();
        assert_eq!(read, [a.stored, b.stored]);
        assert_eq!(store.remove_articles(&["a".into(), "z".into()]).unwrap(), [true, false]);
        assert_eq!(store.article_count().unwrap(), 1);
    }

    #[test]
    fn of_two_texts_under_one_id_the_same_stays_in_any_order() {
        let (a, mut b) = (incoming("a", "Talks resume."), incoming("a", "Talks end."));
        b.stored.article.published = Some(jiff::civil::date(2015, 5, 4));
        let mut kept = Vec::new();
        for batches in [vec![vec![&a], vec![&b]], vec![vec![&b], vec![&a]], vec![vec![&a, &b]], vec![vec![&b, &a]]] {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::create(&folder.path().join("a.db")).unwrap();
            let mut conflicts = 0;
            for batch in batches {
                let batch: Vec<Incoming> = batch.into_iter().cloned().collect();
                let added = store.add_articles(&batch).unwrap();
                conflicts += added.iter().filter(|added| matches!(added, Added::Conflict { .. })).count();
            }
            assert_eq!(conflicts, 1);
            assert_eq!(store.load().unwrap().nodes_with_label("Article").count(), 1);
            kept.push(store.article_text("a").unwrap().unwrap());
        }
        assert_eq!(kept, ["Talks end."; 4]);
    }
}
