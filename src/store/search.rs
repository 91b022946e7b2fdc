//! Full-text search over articles and statements.

use super::{Store, StoreError};
use crate::graph::Graph;
use rusqlite::params;
use rustc_hash::FxHashMap;

/// A place that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What matches: `article` or `statement`.
    pub kind: &'static str,
    /// The article's id, where there is one.
    pub article: Option<String>,
    /// The day: of the article's publication, or when the statement was made.
    pub date: Option<String>,
    /// The article's title, or who made the statement.
    pub title: Option<String>,
    /// The words around the match.
    pub excerpt: String,
    /// The statement's id in the graph.
    pub statement: Option<String>,
}

/// The marks that an excerpt puts around the words that match.
pub const MARKS: [&str; 2] = ["«", "»"];

const ARTICLES: &str = "
    SELECT article.id, article.published, article.title, snippet(article_search, 1, ?2, ?3, '…', 24), NULL
    FROM article_search JOIN article ON article.number = article_search.rowid
    WHERE article_search MATCH ?1 ORDER BY bm25(article_search, 4.0, 1.0), article.id LIMIT ?4";

const STATEMENTS: &str = "
    SELECT article, date,
        CASE WHEN substr(source, 1, 1) <> '[' THEN source ELSE (SELECT group_concat(name, ', ') FROM (
            SELECT properties->>'name' AS name FROM json_each(source) JOIN node ON node.number = value ORDER BY name)) END,
        snippet(statement_search, 0, ?2, ?3, '…', 24),
        (SELECT properties->>'id' FROM node WHERE node.number = statement_search.rowid) AS id
    FROM statement_search WHERE statement_search MATCH ?1
    ORDER BY bm25(statement_search), article, id LIMIT ?4";

/// Returns an expression for texts that hold all words, whatever signs are in them.
pub(super) fn words_of(text: &str) -> String {
    let words = text.split_whitespace().map(|word| format!("\"{}\"", word.replace('"', "\"\"")));
    words.collect::<Vec<_>>().join(" ")
}

impl Store {
    /// Finds articles and statements by their words, best first, articles before statements.
    ///
    /// `words` follows the syntax of SQLite's FTS5 (`talks NOT sanctions`, `"no preconditions"`, `negotiat*`); what is no
    /// such expression is taken as words that must all be there. A statement that was deleted by hand is not found, and
    /// who made one is told as it was corrected; words that were changed or added by hand are found by a query alone.
    pub fn search(&self, words: &str, limit: u32) -> Result<Vec<Hit>, StoreError> {
        self.index_statements()?;
        let changes = self.curations()?.len();
        // As many more as may have been deleted.
        let wanted = limit.saturating_add(u32::try_from(changes).unwrap_or(u32::MAX));
        let found = self.find(words, wanted).or_else(|_| self.find(&words_of(words), wanted));
        let hits = found.map_err(|e| self.error(e))?;
        if changes == 0 { Ok(hits) } else { Ok(curated(hits, &self.load()?, limit)) }
    }

    /// Makes statements findable that were written in bulk.
    fn index_statements(&self) -> Result<(), StoreError> {
        if self.meta("statements_indexed")? != Some(0) {
            return Ok(());
        }
        let store = Self::open_for_writing(&self.path)?;
        let graph = store.load()?;
        let transaction = store.begin()?;
        super::graph::index_statements(&transaction, &graph).map_err(|e| store.error(e))?;
        transaction.commit().map_err(|e| store.error(e))
    }

    fn find(&self, expression: &str, limit: u32) -> rusqlite::Result<Vec<Hit>> {
        let mut hits = Vec::new();
        for (kind, sql) in [("article", ARTICLES), ("statement", STATEMENTS)] {
            let mut select = self.connection.prepare(sql)?;
            let found = select.query_map(params![expression, MARKS[0], MARKS[1], limit], |row| {
                let excerpt: String = row.get(3)?;
                let excerpt = excerpt.split_whitespace().collect::<Vec<_>>().join(" ");
                let (article, date, title) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Hit { kind, article, date, title, excerpt, statement: row.get(4)? })
            })?;
            for hit in found {
                hits.push(hit?);
            }
        }
        Ok(hits)
    }
}

/// Holds what was found against the graph as it was changed by hand.
fn curated(hits: Vec<Hit>, graph: &Graph, limit: u32) -> Vec<Hit> {
    let mut kinds: FxHashMap<&str, u32> = FxHashMap::default();
    let mut kept = Vec::new();
    for mut hit in hits {
        if let Some(id) = &hit.statement {
            let Some(node) = graph.node_with_id("Statement", id) else { continue };
            let sources = graph.incoming(node.id()).filter(|tie| tie.kind() == "SAYS");
            let mut names: Vec<String> =
                sources.filter_map(|tie| Some(graph.node(tie.start())?.get("name").as_str()?.to_owned())).collect();
            names.sort_unstable();
            hit.title = (!names.is_empty()).then(|| names.join(", "));
            hit.date = super::graph::day_of(node);
        }
        let count = kinds.entry(hit.kind).or_default();
        *count += 1;
        if *count <= limit {
            kept.push(hit);
        }
    }
    kept
}
