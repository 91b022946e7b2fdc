//! The tables of a store.
//!
//! | table | holds | columns |
//! |---|---|---|
//! | `meta` | facts about the file: `building` (1 until the first run has finished), `assembly` (the rules that joined the graph; 0 or none where queries or an import wrote it), `edited`, `generation`, `statements_indexed` (0 until a search needs it, after an import), sizes | `key`, `value` |
//! | `article` | every article | `number`, `id`, `hash` (of title and text), `text_key` (its first 8 bytes), `fingerprint` (of all that was read but the path), `representative` → `article` (which article stands for this text in the graph: itself, or another publication of the same text), `title`, `publisher`, `url`, `published`, `dateline`, `language`, `words`, `path`, `text`, `warnings` (JSON list), `facts` (JSON, deflated) |
//! | `label_set` | the combinations of labels | `number`, `labels` (JSON list), `count` (of nodes, in a joined graph) |
//! | `type` | the relationship types | `number`, `name`, `count` |
//! | `node` | the nodes | `number`, `labels` → `label_set`, `properties` (JSON object), `article` → `article` (which alone shows it; null for what several may show) |
//! | `relationship` | the relationships | `number`, `type` → `type`, `start` and `end` → `node`, `properties` (JSON object), `article` |
//! | `article_search` | full text of the articles (FTS5), `rowid` → `article` | `title`, `text` |
//! | `statement_search` | full text of the statements (FTS5), `rowid` → `node` | `text`, and beside it `source` (JSON list of → `node`), `article`, `date` |
//! | `snapshot` | the graph once more in columns, for opening fast; emptied by triggers when the tables change | `form`, `part`, … |
//! | `date_key` | the property keys whose JSON strings are dates | `owner` (`node`, `relationship`), `key` |
//! | `curation` | changes made by hand, made again whenever the graph is read | `number`, `change` (JSON) |
//!
//! What a joined graph needs so that an article can be added or removed without a look at the others:
//!
//! | table | holds | columns |
//! |---|---|---|
//! | `shared_node` | the nodes that several articles may show: actors, places, contents put forward again | `number` → `node`, `id`, `state` (of an actor: how many articles give each name, alias, code) |
//! | `report` | what each article tells of a shared event or place, or of a content put forward | `node`, `published`, `article_id`, `article`, `start`, `end`, `properties` |
//! | `shared_relationship` | the relationships between shared nodes, those too that are not shown (a mandate that only the context tells, where other articles tell it in words) | `start`, `type`, `end`, `content`, `number` → `relationship` |
//! | `shared_evidence` | all places that show such a relationship, the best first | `relationship`, `doubt`, `missing`, `date`, `article_id`, `start`, `end`, `rule`, `article`, `properties` |
//! | `act` | which content acts put forward, turn down, allege or deny, and which party each act concerns | `content`, `actor` (the party), `kind`, `articles` |
//! | `act_word` | the words, two by two, by which a content is found again | `actor`, `kind`, `word`, `content` |
//! | `repetition` | the contents that repeat, answer or deny one another, both ways | `content`, `other`, `relationship` |
//! | `text` | the texts, each once, with the number of its articles | `key`, `articles` |
//! | `text_band` | by what near texts are found | `band`, `text` |
//! | `text_near` | texts that are the same news, both ways | `text`, `other` |
//!
//! | view | gives | columns |
//! |---|---|---|
//! | `label` | one row for each label of a node | `node`, `label` |
//! | `node_property`, `relationship_property` | one row for each property | `node` or `relationship`, `key`, `value`, `type` |
//! | `actor`, `statement`, `event` | the nodes of that label | `node` and the properties of the schema |
//! | `relation` | the relationships with both ends | `relationship`, `type`, `start`, `start_name`, `end`, `end_name`, `confidence`, `date` |
//! | `evidence` | every place that shows a relationship | `relationship`, `article`, `start`, `end`, `quote` (out of the article's text) |
//! | `statement_said` | who said what | `source`, `text`, `act`, `date`, `article` |
//! | `proposal_rejected` | who rejects whose proposal | `rejects`, `proposes`, `text`, `date`, `article` |
//! | `condition` | what is offered, demanded or threatened only given what | `actor`, `act`, `text`, `kind`, `condition` |
//! | `publication` | every article, with the one whose text it carries | `article`, `same_as`, `publisher`, `published`, `title` |
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

/// Leads from version 1 to 2: a graph that is joined article by article, and further publications of one text.
///
/// The article's hash is no longer unique: two papers may print the same text. The graph stays as it is until articles
/// are added or removed; then it is joined anew. Changes made by hand are listed beside it.
pub(super) const JOINED: &str = r#"
DROP TRIGGER article_added;
DROP TRIGGER article_removed;
CREATE TABLE article_2 (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL, text_key INTEGER NOT NULL, fingerprint TEXT NOT NULL, representative INTEGER,
    title TEXT, publisher TEXT, url TEXT, published TEXT, dateline TEXT, language TEXT NOT NULL, words INTEGER NOT NULL, path TEXT,
    text TEXT NOT NULL,
    warnings TEXT NOT NULL,
    facts BLOB NOT NULL
);
INSERT INTO article_2
    SELECT number, id, hash, 0, '', NULL, title, publisher, url, published, dateline, language, words, path, text, warnings, facts
    FROM article ORDER BY number;
DROP TABLE article;
ALTER TABLE article_2 RENAME TO article;
CREATE INDEX article_text ON article (text_key);
CREATE TRIGGER article_added AFTER INSERT ON article BEGIN
    INSERT INTO article_search (rowid, title, text) VALUES (new.number, new.title, new.text);
END;
CREATE TRIGGER article_removed AFTER DELETE ON article BEGIN
    INSERT INTO article_search (article_search, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
END;
ALTER TABLE label_set ADD COLUMN count INTEGER;
ALTER TABLE type ADD COLUMN count INTEGER;
ALTER TABLE node ADD COLUMN article INTEGER;
ALTER TABLE relationship ADD COLUMN article INTEGER;
CREATE INDEX node_article ON node (article) WHERE article IS NOT NULL;
CREATE INDEX relationship_article ON relationship (article) WHERE article IS NOT NULL;
CREATE TABLE shared_node (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT);
CREATE TABLE report (
    node INTEGER NOT NULL, published TEXT NOT NULL, article_id TEXT NOT NULL, article INTEGER NOT NULL,
    start INTEGER, "end" INTEGER, properties TEXT,
    PRIMARY KEY (node, published, article_id)
) WITHOUT ROWID;
CREATE TABLE shared_relationship (
    start INTEGER NOT NULL, type INTEGER NOT NULL, "end" INTEGER NOT NULL, content TEXT NOT NULL, number INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (start, type, "end", content)
) WITHOUT ROWID;
CREATE TABLE shared_evidence (
    relationship INTEGER NOT NULL, doubt INTEGER NOT NULL, missing INTEGER NOT NULL, date TEXT NOT NULL, article_id TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, rule TEXT NOT NULL, article INTEGER NOT NULL, properties TEXT NOT NULL,
    PRIMARY KEY (relationship, doubt, missing, date, article_id, start, "end", rule)
) WITHOUT ROWID;
CREATE TABLE act (
    content INTEGER NOT NULL, actor INTEGER NOT NULL, kind TEXT NOT NULL, articles INTEGER NOT NULL,
    PRIMARY KEY (content, actor, kind)
) WITHOUT ROWID;
CREATE TABLE act_word (
    actor INTEGER NOT NULL, kind TEXT NOT NULL, word TEXT NOT NULL, content INTEGER NOT NULL,
    PRIMARY KEY (actor, kind, word, content)
) WITHOUT ROWID;
CREATE TABLE repetition (
    content INTEGER NOT NULL, other INTEGER NOT NULL, relationship INTEGER, PRIMARY KEY (content, other)
) WITHOUT ROWID;
CREATE TABLE text (key INTEGER PRIMARY KEY, articles INTEGER NOT NULL);
CREATE TABLE text_band (band INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (band, text)) WITHOUT ROWID;
CREATE TABLE curation (number INTEGER PRIMARY KEY, change TEXT NOT NULL);
CREATE TABLE text_near (text INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (text, other)) WITHOUT ROWID;
DELETE FROM meta WHERE key = 'graph_is_current';
"#;

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
    WITH place (relationship, place, head) AS (
        SELECT r.number, each.value, rtrim(each.value, '0123456789-')
        FROM relationship r, json_each(coalesce(r.properties->'evidence', json_array(
            r.properties->>'article' || ':' || (r.properties->>'start') || '-' || (r.properties->>'end')))) AS each
        WHERE r.number NOT IN (SELECT relationship FROM shared_evidence)
        UNION ALL
        SELECT relationship, article_id || ':' || start || '-' || "end", article_id || ':' FROM shared_evidence
        WHERE relationship IN (SELECT number FROM relationship)
    ), parts (relationship, article, start, "end") AS (
        SELECT relationship, substr(head, 1, length(head) - 1), cast(substr(place, length(head) + 1) AS INTEGER),
            cast(substr(place, length(head) + 1 + instr(substr(place, length(head) + 1), '-')) AS INTEGER)
        FROM place
    )
    SELECT parts.relationship, parts.article, parts.start, parts."end",
        substr(article.text, parts.start + 1, parts."end" - parts.start) AS quote
    FROM parts JOIN article ON article.id = parts.article;
CREATE VIEW statement_said AS
    SELECT a.properties->>'name' AS source, s.properties->>'text' AS text, s.properties->>'act' AS act,
        s.properties->>'date' AS date, r.properties->>'article' AS article
    FROM type JOIN relationship r ON r.type = type.number
    JOIN node a ON a.number = r.start JOIN node s ON s.number = r."end"
    WHERE type.name = 'SAYS';
CREATE VIEW proposal_rejected AS
    SELECT x.properties->>'name' AS rejects, y.properties->>'name' AS proposes, p.properties->>'text' AS text,
        r.properties->>'date' AS date, r.properties->>'article' AS article
    FROM type tr JOIN relationship r ON r.type = tr.number
    JOIN relationship q ON q."end" = r."end" JOIN type tq ON tq.number = q.type
    JOIN node x ON x.number = r.start JOIN node y ON y.number = q.start JOIN node p ON p.number = r."end"
    WHERE tr.name = 'REJECTS' AND tq.name = 'PROPOSES';
CREATE VIEW condition AS
    SELECT a.properties->>'name' AS actor, tq.name AS act, p.properties->>'text' AS text, r.properties->>'kind' AS kind,
        c.properties->>'text' AS condition
    FROM type tr JOIN relationship r ON r.type = tr.number
    JOIN node p ON p.number = r.start JOIN node c ON c.number = r."end"
    JOIN relationship q ON q."end" = r.start JOIN type tq ON tq.number = q.type JOIN node a ON a.number = q.start
    WHERE tr.name = 'CONDITIONS_ON'
        AND tq.name IN ('PROPOSES', 'DEMANDS', 'PROMISES', 'THREATENS', 'ACCEPTS', 'REJECTS', 'WARNS', 'CANCELS');
CREATE VIEW publication AS
    SELECT article.id AS article, other.id AS same_as, article.publisher, article.published, article.title
    FROM article LEFT JOIN article other ON other.number = article.representative AND other.number <> article.number;
"#;
