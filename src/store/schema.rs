//! The tables of a store.
//!
//! | table | holds | columns |
//! |---|---|---|
//! | `meta` | facts about the file: `building` and `graph_is_current` (0 or 1), `edited`, `generation`, `statements_indexed` (0 until a search needs it, after an import), sizes | `key`, `value` |
//! | `article` | every article | `number`, `id`, `hash` (of title and text), `title`, `publisher`, `url`, `published`, `dateline`, `language`, `words`, `path`, `text`, `warnings` (JSON list), `facts` (JSON, deflated) |
//! | `label_set` | the combinations of labels | `number`, `labels` (JSON list) |
//! | `type` | the relationship types | `number`, `name` |
//! | `node` | the nodes | `number`, `labels` → `label_set`, `properties` (JSON object) |
//! | `relationship` | the relationships | `number`, `type` → `type`, `start` and `end` → `node`, `properties` (JSON object) |
//! | `article_search` | full text of the articles (FTS5), `rowid` → `article` | `title`, `text` |
//! | `statement_search` | full text of the statements (FTS5), `rowid` → `node` | `text`, and beside it `source`, `article`, `date` |
//! | `snapshot` | the graph once more in columns, for opening fast; emptied by triggers when the tables change | `form`, `part`, … |
//! | `date_key` | the property keys whose JSON strings are dates | `owner` (`node`, `relationship`), `key` |
//! | `curation` | changes made by hand, made again whenever the graph is read | `number`, `change` (JSON) |
//!
//! | view | gives | columns |
//! |---|---|---|
//! | `label` | one row for each label of a node | `node`, `label` |
//! | `node_property`, `relationship_property` | one row for each property | `node` or `relationship`, `key`, `value`, `type` |
//! | `actor`, `statement`, `event` | the nodes of that label | `node` and the properties of the schema |
//! | `relation` | the relationships with both ends | `relationship`, `type`, `start`, `start_name`, `end`, `end_name`, `confidence`, `date` |
//! | `evidence` | where a relationship is shown | `relationship`, `article`, `start`, `end`, `quote` (out of the article's text) |
//! | `statement_said` | who said what | `source`, `text`, `act`, `date` |
//!
//! In `properties` booleans, integers, floats (always with a point or exponent), strings and lists are JSON's own. A date
//! is a string under a key of `date_key`. Whatever else there is, is `{"$float": "NaN"}`, `{"$date": …}`, `{"$time": …}`,
//! `{"$localtime": …}`, `{"$datetime": …}`, `{"$localdatetime": …}`, `{"$duration": …}` or, for a string under a key of
//! `date_key`, `{"$string": …}`.

/// Marks an SQLite file as one of ours: `dema` in ASCII.
pub const APPLICATION_ID: i64 = 0x6465_6D61;

/// The version of the tables; older files are brought up to it, newer ones refused.
pub const VERSION: i64 = 2;

/// Makes the tables of version 1.
pub(super) const TABLES: &str = r#"
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO meta (key, value) VALUES ('building', 1);
CREATE TABLE article (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    title TEXT, publisher TEXT, url TEXT, published TEXT, dateline TEXT, language TEXT NOT NULL, words INTEGER NOT NULL, path TEXT,
    text TEXT NOT NULL,
    warnings TEXT NOT NULL,
    facts BLOB NOT NULL
);
CREATE TABLE label_set (number INTEGER PRIMARY KEY, labels TEXT NOT NULL);
CREATE TABLE type (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE node (number INTEGER PRIMARY KEY, labels INTEGER NOT NULL, properties TEXT);
CREATE TABLE relationship (
    number INTEGER PRIMARY KEY, type INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, properties TEXT
);
CREATE VIRTUAL TABLE article_search USING fts5 (
    title, text, content = 'article', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER article_added AFTER INSERT ON article BEGIN
    INSERT INTO article_search (rowid, title, text) VALUES (new.number, new.title, new.text);
END;
CREATE TRIGGER article_removed AFTER DELETE ON article BEGIN
    INSERT INTO article_search (article_search, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
END;
CREATE VIRTUAL TABLE statement_search USING fts5 (
    text, source UNINDEXED, article UNINDEXED, date UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE date_key (owner TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (owner, key)) WITHOUT ROWID;
"#;

/// Leads to version 2: changes made by hand are listed beside the graph.
pub(super) const CURATION: &str = "CREATE TABLE curation (number INTEGER PRIMARY KEY, change TEXT NOT NULL);";

/// Makes the views; they are dropped and made again by every migration.
pub(super) const VIEWS: &str = r#"
CREATE VIEW label AS
    SELECT node.number AS node, each.value AS label
    FROM node JOIN label_set ON label_set.number = node.labels, json_each(label_set.labels) AS each;
CREATE VIEW node_property AS
    SELECT node.number AS node, each.key, each.value, each.type FROM node, json_each(node.properties) AS each;
CREATE VIEW relationship_property AS
    SELECT relationship.number AS relationship, each.key, each.value, each.type
    FROM relationship, json_each(relationship.properties) AS each;
CREATE VIEW actor AS
    SELECT number AS node, properties->>'id' AS id, properties->>'name' AS name, properties->>'kind' AS kind,
        properties->>'code' AS code, properties->>'sector' AS sector, properties->>'aliases' AS aliases
    FROM node WHERE labels IN (SELECT s.number FROM label_set s, json_each(s.labels) l WHERE l.value = 'Actor');
CREATE VIEW statement AS
    SELECT number AS node, properties->>'id' AS id, properties->>'text' AS text, properties->>'manner' AS manner,
        properties->>'mode' AS mode, properties->>'act' AS act, properties->>'cue' AS cue,
        properties->>'polarity' AS polarity, properties->>'modality' AS modality, properties->>'date' AS date
    FROM node WHERE labels IN (SELECT s.number FROM label_set s, json_each(s.labels) l WHERE l.value = 'Statement');
CREATE VIEW event AS
    SELECT number AS node, properties->>'id' AS id, properties->>'text' AS text, properties->>'lemma' AS lemma,
        properties->>'plover' AS plover, properties->>'cameo' AS cameo, properties->>'date_start' AS date_start,
        properties->>'date_end' AS date_end, properties->>'factuality' AS factuality
    FROM node WHERE labels IN (SELECT s.number FROM label_set s, json_each(s.labels) l WHERE l.value = 'Event');
CREATE VIEW relation AS
    SELECT r.number AS relationship, type.name AS type, r.start,
        coalesce(a.properties->>'name', a.properties->>'text', a.properties->>'title') AS start_name, r."end",
        coalesce(b.properties->>'name', b.properties->>'text', b.properties->>'title') AS end_name,
        r.properties->>'confidence' AS confidence, r.properties->>'date' AS date
    FROM relationship r JOIN type ON type.number = r.type JOIN node a ON a.number = r.start JOIN node b ON b.number = r."end";
CREATE VIEW evidence AS
    SELECT r.number AS relationship, r.properties->>'article' AS article, r.properties->>'start' AS start,
        r.properties->>'end' AS "end",
        substr(article.text, (r.properties->>'start') + 1, (r.properties->>'end') - (r.properties->>'start')) AS quote
    FROM relationship r JOIN article ON article.id = r.properties->>'article';
CREATE VIEW statement_said AS
    SELECT a.properties->>'name' AS source, s.properties->>'text' AS text, s.properties->>'act' AS act,
        s.properties->>'date' AS date
    FROM relationship r JOIN type ON type.number = r.type AND type.name = 'SAYS'
    JOIN node a ON a.number = r.start JOIN node s ON s.number = r."end";
"#;
