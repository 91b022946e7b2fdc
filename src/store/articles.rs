//! The articles of a store, each with its text and its facts.

use super::{Store, StoreError};
use crate::ingest::Article;
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashSet;
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

/// What became of an article that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is in the store now.
    New,
    /// The same title and text were there before.
    Known,
    /// Another text was there under the same id; it stays.
    Conflict,
}

/// What tells an article from others: its title and text.
fn content_hash(article: &Article) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(article.title.as_deref().unwrap_or_default().as_bytes())
        .update(b"\0")
        .update(article.text.as_bytes());
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The articles that were in a store at one moment.
#[derive(Clone, Debug, Default)]
pub struct Known(FxHashSet<String>);

impl Known {
    /// Tells whether the same title and text were there.
    pub fn contains(&self, article: &Article) -> bool {
        !self.0.is_empty() && self.0.contains(&content_hash(article))
    }
}

impl Store {
    /// Returns what tells the articles that are in the store from new ones.
    pub fn known(&self) -> Result<Known, StoreError> {
        let mut select = self.connection.prepare("SELECT hash FROM article").map_err(|e| self.error(e))?;
        let hashes = select.query_map([], |row| row.get(0)).map_err(|e| self.error(e))?;
        hashes.collect::<Result<_, _>>().map(Known).map_err(|e| self.error(e))
    }

    /// Adds articles in one transaction; tells for each what became of it.
    pub fn add_articles(&self, articles: &[StoredArticle]) -> Result<Vec<Added>, StoreError> {
        let transaction = self.begin()?;
        let added = articles.iter().map(|article| self.add_article(article)).collect::<Result<Vec<_>, _>>();
        let added = added.map_err(|e| self.error(e))?;
        if added.contains(&Added::New) {
            // The graph does not hold them yet; `Store::graph_is_current` tells.
            self.set_meta("graph_is_current", 0)?;
        }
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(added)
    }

    fn add_article(&self, stored: &StoredArticle) -> rusqlite::Result<Added> {
        let article = &stored.article;
        let hash = content_hash(article);
        let mut find = self.connection.prepare_cached("SELECT hash FROM article WHERE id = ?1 OR hash = ?2")?;
        let there: Option<String> = find.query_row([&article.id, &hash], |row| row.get(0)).optional()?;
        if let Some(there) = there {
            return Ok(if there == hash { Added::Known } else { Added::Conflict });
        }
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO article (id, hash, title, publisher, url, published, dateline, language, words, path, text, warnings, facts)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        insert.execute(params![
            article.id,
            hash,
            article.title,
            article.publisher,
            article.url,
            article.published.map(|day| day.to_string()),
            article.dateline,
            article.language,
            stored.words,
            article.path,
            article.text,
            serde_json::json!(article.warnings).to_string(),
            deflated(&stored.facts),
        ])?;
        Ok(Added::New)
    }

    /// Removes the article of an id; tells whether it was there.
    pub fn remove_article(&self, id: &str) -> Result<bool, StoreError> {
        let transaction = self.begin()?;
        let removed = self.connection.execute("DELETE FROM article WHERE id = ?", [id]).map_err(|e| self.error(e))? > 0;
        if removed {
            self.set_meta("graph_is_current", 0)?;
        }
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(removed)
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

    /// Tells whether the graph in the file holds all articles in it.
    pub fn graph_is_current(&self) -> Result<bool, StoreError> {
        Ok(self.meta("graph_is_current")? != Some(0))
    }

    /// Tells whether the graph in the file is more than what its articles give: queries or an import changed it.
    pub fn is_edited(&self) -> Result<bool, StoreError> {
        Ok(self.meta("edited")? == Some(1))
    }

    /// Makes a graph of the articles and writes it, in one transaction that nobody else's writing comes between.
    pub fn assemble<E: From<StoreError>>(
        &self,
        make: impl FnOnce(&Self) -> Result<crate::graph::Graph, E>,
    ) -> Result<crate::graph::Graph, E> {
        let transaction = self.begin()?;
        let graph = make(self)?;
        super::graph::replace(&transaction, &graph).map_err(|e| self.error(e))?;
        self.set_meta("graph_is_current", 1)?;
        self.set_meta("edited", 0)?;
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(graph)
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

    fn stored(id: &str, text: &str) -> StoredArticle {
        let article = Article {
            id: id.into(),
            title: Some("Talks".into()),
            published: Some(jiff::civil::date(2015, 5, 3)),
            language: "en".into(),
            text: text.into(),
            warnings: vec!["odd".into()],
            ..Article::default()
        };
        StoredArticle { article, words: 3, facts: "{\"version\":1}".repeat(50) }
    }

    #[test]
    fn articles_come_back_whole_and_only_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db")).unwrap();
        let (a, b) = (stored("a", "Talks resume."), stored("b", "Talks end."));
        assert_eq!(store.add_articles(&[b.clone(), a.clone()]).unwrap(), [Added::New, Added::New]);
        let again = [stored("c", "Talks end."), stored("a", "Other.")];
        assert_eq!(store.add_articles(&again).unwrap(), [Added::Known, Added::Conflict]);
        assert!(store.known().unwrap().contains(&again[0].article));
        assert!(!store.graph_is_current().unwrap());
        let numbers = store.article_numbers().unwrap();
        let read: Vec<_> = numbers.iter().map(|&number| store.article(number).unwrap().unwrap()).collect();
        assert_eq!(read, [a, b]);
        assert!(store.remove_article("a").unwrap());
        assert!(!store.remove_article("a").unwrap());
        assert_eq!(store.article_count().unwrap(), 1);
    }
}
