//! Full-text search over articles and statements.

use super::{Store, StoreError};
use rusqlite::params;

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
}

/// The marks that an excerpt puts around the words that match.
pub const MARKS: [&str; 2] = ["«", "»"];

const ARTICLES: &str = "
    SELECT article.id, article.published, article.title, snippet(article_search, 1, ?2, ?3, '…', 24)
    FROM article_search JOIN article ON article.number = article_search.rowid
    WHERE article_search MATCH ?1 ORDER BY bm25(article_search, 4.0, 1.0), article.id LIMIT ?4";

const STATEMENTS: &str = "
    SELECT article, date,
        CASE WHEN substr(source, 1, 1) <> '[' THEN source ELSE (SELECT group_concat(name, ', ') FROM (
            SELECT properties->>'name' AS name FROM json_each(source) JOIN node ON node.number = value ORDER BY name)) END,
        snippet(statement_search, 0, ?2, ?3, '…', 24)
    FROM statement_search WHERE statement_search MATCH ?1
    ORDER BY bm25(statement_search), article, (SELECT properties->>'id' FROM node WHERE node.number = statement_search.rowid)
    LIMIT ?4";

/// Returns an expression for texts that hold all words, whatever signs are in them.
pub(super) fn words_of(text: &str) -> String {
    let words = text.split_whitespace().map(|word| format!("\"{}\"", word.replace('"', "\"\"")));
    words.collect::<Vec<_>>().join(" ")
}

impl Store {
    /// Finds articles and statements by their words, best first, articles before statements.
    ///
    /// `words` follows the syntax of SQLite's FTS5 (`talks NOT sanctions`, `"no preconditions"`, `negotiat*`); what is no
    /// such expression is taken as words that must all be there.
    pub fn search(&self, words: &str, limit: u32) -> Result<Vec<Hit>, StoreError> {
        self.index_statements()?;
        self.find(words, limit).or_else(|_| self.find(&words_of(words), limit)).map_err(|e| self.error(e))
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
                Ok(Hit { kind, article: row.get(0)?, date: row.get(1)?, title: row.get(2)?, excerpt })
            })?;
            for hit in found {
                hits.push(hit?);
            }
        }
        Ok(hits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fact::{Actor, ActorKind, Facts, Manner, Modality, Mode, Polarity, RelationKind, Statement};
    use crate::ingest::Article;
    use crate::store::{Incoming, StoredArticle};
    use crate::text::Span;

    /// An article of which the first two words are an actor and a statement.
    fn article(id: &str, text: &str) -> Incoming {
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
        facts.relations.push(crate::extract::fact::Relation {
            kind: RelationKind::Says,
            from: crate::extract::fact::Node::Actor(actor),
            to: crate::extract::fact::Node::Statement(statement),
            content: None,
            addressees: vec![],
            condition: None,
            negated: false,
            evidence: whole,
            date: None,
            confidence: 1.0,
            rule: "said".into(),
        });
        let facts = crate::extract::json::Extraction::new(&article, &facts).without_text().to_line();
        Incoming::new(StoredArticle { article, words: 1, facts }).unwrap()
    }

    #[test]
    fn statements_written_in_bulk_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut graph = Graph::new();
        graph.add_node(["Statement"], Properties::from([("text".into(), "We offer a talk".into())]));
        Store::write_new(&path, &graph).unwrap();
        assert_eq!(Store::open(&path).unwrap().search("talks", 3).unwrap().len(), 1);
        let again = Store::write_new(&path, &graph);
        assert!(matches!(again, Err(StoreError::Exists { .. })));
    }

    #[test]
    fn articles_and_statements_are_found_by_their_words() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db")).unwrap();
        store.add_articles(&[article("a", "Norland offered talks."), article("b", "Sudland refused.")]).unwrap();
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
}
