//! The graph in the tables `node` and `relationship`.

use super::properties::Decoder;
use super::rows::{DateKeys, RowMaker};
use super::{Store, StoreError, snapshot};
use crate::graph::{Graph, Node, NodeId, Properties, Value};
use crate::text::Symbol;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

impl Store {
    /// Replaces the graph in the file, in one transaction, by one that did not come from its articles alone.
    pub fn write(&self, graph: &Graph) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        replace(&transaction, graph).map_err(|e| self.error(e))?;
        self.discard_curations()?;
        self.set_meta("edited", 1)?;
        self.set_meta("building", 0)?;
        transaction.commit().map_err(|e| self.error(e))
    }

    /// Keeps what queries changed in a graph, unless another program has changed it since [`Store::generation`] was `read`;
    /// returns the new generation.
    ///
    /// Where articles gave the graph, the changes are listed beside it (see the table `curation`); else it is replaced.
    pub fn write_after(&self, graph: &mut Graph, read: i64) -> Result<i64, StoreError> {
        let transaction = self.begin()?;
        if self.generation()? != read {
            return Err(StoreError::Changed { path: self.path.display().to_string() });
        }
        match graph.edits() {
            Some(edits) if self.is_curated()? => {
                self.add_curations(edits).and_then(|()| bump_generation(&transaction)).map_err(|e| self.error(e))?;
            }
            _ => {
                replace(&transaction, graph).map_err(|e| self.error(e))?;
                self.discard_curations()?;
                self.set_meta("edited", 1)?;
            }
        }
        let generation = self.generation()?;
        transaction.commit().map_err(|e| self.error(e))?;
        graph.forget_edits();
        Ok(generation)
    }

    /// Returns how often the graph in the file was replaced.
    pub fn generation(&self) -> Result<i64, StoreError> {
        Ok(self.meta("generation")?.unwrap_or(0))
    }

    /// Reads the graph, every node and relationship under the number it was written with, with the changes made by hand;
    /// further ones are watched for.
    pub fn load(&self) -> Result<Graph, StoreError> {
        // One transaction: the graph as it was at one moment, whatever is being written.
        let transaction = self.connection.unchecked_transaction().map_err(|e| self.error(e))?;
        let snapshot = self.load_snapshot(&transaction)?;
        let from_tables = snapshot.is_none();
        let mut graph = match snapshot {
            Some(graph) => graph,
            None => self.load_tables(&transaction)?,
        };
        let (generation, edits) = (self.generation()?, self.curations()?);
        drop(transaction);
        if from_tables {
            self.leave_snapshot(&graph, generation);
        }
        graph.apply(&edits);
        Ok(graph)
    }

    /// Reads the graph from its tables, without what was changed by hand.
    pub(super) fn load_tables(&self, connection: &Connection) -> Result<Graph, StoreError> {
        if self.meta("assembly")?.unwrap_or(0) > 0 {
            super::joined::load(self, connection)
        } else {
            Loader { store: self, connection, graph: Graph::new() }.load()
        }
    }
}

/// Deletes the graph, and all that joining articles into it needs; the articles stay.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    const TABLES: [&str; 16] = [
        "relationship",
        "node",
        "label_set",
        "type",
        "date_key",
        "statement_search",
        "shared_node",
        "report",
        "shared_relationship",
        "shared_evidence",
        "act",
        "act_word",
        "repetition",
        "text",
        "text_band",
        "text_near",
    ];
    snapshot::release(connection)?;
    for table in TABLES {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    connection.execute(
        "DELETE FROM meta WHERE key IN ('assembly', 'statements_indexed', 'nodes', 'relationships', 'node_bound', 'relationship_bound')",
        [],
    )?;
    Ok(())
}

/// Notes that the graph is another one than before.
pub(super) fn bump_generation(connection: &Connection) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO meta (key, value) VALUES ('generation', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1";
    connection.execute(sql, []).map(|_| ())
}

/// Writes the graph over what was there.
pub(super) fn replace(connection: &Connection, graph: &Graph) -> rusqlite::Result<()> {
    clear(connection)?;
    fill(connection, graph)?;
    index_statements(connection, graph)
}

/// Writes the graph into tables that hold none.
fn fill(connection: &Connection, graph: &Graph) -> rusqlite::Result<()> {
    let mut maker = RowMaker::new(DateKeys::of(graph));
    while let Some(rows) = maker.next(graph) {
        rows.write(connection)?;
    }
    complete(connection, graph, &maker)
}

/// Writes all but the rows of a graph; its statements are not found by a search before they are indexed.
pub(super) fn complete(connection: &Connection, graph: &Graph, maker: &RowMaker) -> rusqlite::Result<()> {
    maker.write_names(connection)?;
    snapshot::write(connection, graph)?;
    let mut insert = connection.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")?;
    bump_generation(connection)?;
    insert.execute(params!["statements_indexed", 0])?;
    insert.execute(params!["nodes", graph.node_count() as i64])?;
    insert.execute(params!["relationships", graph.relationship_count() as i64])?;
    Ok(())
}

/// Makes all statements findable.
pub(super) fn index_statements(connection: &Connection, graph: &Graph) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM statement_search", [])?;
    let sql = "INSERT INTO statement_search (rowid, text, source, article, date) VALUES (?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(sql)?;
    for node in graph.nodes_with_label("Statement") {
        if let Some(text) = node.get("text").as_str() {
            let shown = Shown::of(graph, node);
            insert.execute(params![node.id().0, text, shown.source, shown.article, shown.date])?;
        }
    }
    connection.execute("UPDATE meta SET value = 1 WHERE key = 'statements_indexed'", [])?;
    Ok(())
}

/// Returns the day of a statement.
pub(super) fn day_of(statement: Node<'_>) -> Option<String> {
    match statement.get("date") {
        Value::Date(date) => Some(date.to_string()),
        other => other.as_str().map(str::to_owned),
    }
}

/// What a search shows beside the text of a statement.
struct Shown {
    /// The numbers of those who made it, as a JSON list.
    source: Option<String>,
    article: Option<String>,
    date: Option<String>,
}

impl Shown {
    fn of(graph: &Graph, statement: Node<'_>) -> Self {
        let sources: BTreeSet<u32> =
            graph.incoming(statement.id()).filter(|r| r.kind() == "SAYS").map(|r| r.start().0).collect();
        let articles = graph.outgoing(statement.id()).filter(|r| r.kind() == "REPORTED_IN").map(|r| r.end());
        let articles = articles.filter_map(|id| graph.node(id)?.get("id").as_str().map(str::to_owned));
        let article = articles.min();
        let date = day_of(statement);
        let source = (!sources.is_empty()).then(|| serde_json::json!(sources).to_string());
        Self { source, article, date }
    }
}

/// Reads the tables into a graph.
struct Loader<'s> {
    store: &'s Store,
    connection: &'s Connection,
    graph: Graph,
}

impl Loader<'_> {
    fn load(mut self) -> Result<Graph, StoreError> {
        let nodes = self.store.meta("node_bound")?.unwrap_or(0);
        let relationships = self.store.meta("relationship_bound")?.unwrap_or(0);
        let room = |bound: i64| usize::try_from(bound).unwrap_or(0).min(1 << 24);
        self.graph.reserve(room(nodes), room(relationships));
        self.load_nodes(nodes)?;
        self.load_relationships(relationships)?;
        Ok(self.graph)
    }

    fn error(&self, source: rusqlite::Error) -> StoreError {
        self.store.error(source)
    }

    fn date_keys(&self, owner: &str) -> Result<BTreeSet<String>, StoreError> {
        let mut select =
            self.connection.prepare("SELECT key FROM date_key WHERE owner = ?").map_err(|e| self.error(e))?;
        let keys = select.query_map([owner], |row| row.get(0)).map_err(|e| self.error(e))?;
        keys.collect::<Result<_, _>>().map_err(|e| self.error(e))
    }

    fn load_nodes(&mut self, bound: i64) -> Result<(), StoreError> {
        let mut sets: FxHashMap<i64, Vec<Symbol>> = FxHashMap::default();
        let mut select = self.connection.prepare("SELECT number, labels FROM label_set").map_err(|e| self.error(e))?;
        let mut rows = select.query([]).map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let (number, labels): (i64, String) = both(row).map_err(|e| self.error(e))?;
            let labels: Vec<String> = serde_json::from_str(&labels).map_err(|e| self.store.damaged(e.to_string()))?;
            sets.insert(number, labels.iter().map(|label| self.graph.intern(label)).collect());
        }
        let mut decoder = Decoder::new(self.date_keys("node")?);
        let sql = "SELECT number, labels, properties FROM node ORDER BY number";
        let mut select = self.connection.prepare(sql).map_err(|e| self.error(e))?;
        let mut rows = select.query([]).map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let (number, set): (i64, i64) = both(row).map_err(|e| self.error(e))?;
            self.skip_nodes(number)?;
            let labels =
                sets.get(&set).ok_or_else(|| self.store.damaged(format!("node {number} has unknown labels")))?;
            let properties = self.properties(row, 2, &mut decoder)?;
            self.graph.add_node_by_symbol(labels.clone(), properties);
        }
        self.skip_nodes(bound)
    }

    /// Uses up the numbers of nodes that were removed.
    fn skip_nodes(&mut self, until: i64) -> Result<(), StoreError> {
        let missing = until - self.graph.node_bound() as i64;
        if until > i64::from(u32::MAX) || missing < 0 {
            return Err(self.store.damaged(format!("node number {until} is out of order")));
        }
        for _ in 0..missing {
            let id = self.graph.add_node_by_symbol(Vec::new(), Vec::new());
            self.graph.remove_node(id);
        }
        Ok(())
    }

    fn load_relationships(&mut self, bound: i64) -> Result<(), StoreError> {
        let mut types: FxHashMap<i64, Symbol> = FxHashMap::default();
        let mut select = self.connection.prepare("SELECT number, name FROM type").map_err(|e| self.error(e))?;
        let mut rows = select.query([]).map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let (number, name): (i64, String) = both(row).map_err(|e| self.error(e))?;
            types.insert(number, self.graph.intern(&name));
        }
        let mut decoder = Decoder::new(self.date_keys("relationship")?);
        let sql = "SELECT number, type, start, \"end\", properties FROM relationship ORDER BY number";
        let mut select = self.connection.prepare(sql).map_err(|e| self.error(e))?;
        let mut rows = select.query([]).map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let (number, kind): (i64, i64) = both(row).map_err(|e| self.error(e))?;
            let ends: (u32, u32) = row.get(2).and_then(|a| Ok((a, row.get(3)?))).map_err(|e| self.error(e))?;
            self.skip_relationships(number)?;
            let damaged = |what: &str| self.store.damaged(format!("relationship {number} has {what}"));
            let kind = *types.get(&kind).ok_or_else(|| damaged("an unknown type"))?;
            let properties = self.properties(row, 4, &mut decoder)?;
            let (start, end) = (NodeId(ends.0), NodeId(ends.1));
            if self.graph.add_relationship_by_symbol(start, kind, end, properties).is_none() {
                return Err(self.store.damaged(format!("relationship {number} has an end that is no node")));
            }
        }
        self.skip_relationships(bound)
    }

    /// Uses up the numbers of relationships that were removed.
    fn skip_relationships(&mut self, until: i64) -> Result<(), StoreError> {
        let missing = until - self.graph.relationship_bound() as i64;
        if until > i64::from(u32::MAX) || missing < 0 {
            return Err(self.store.damaged(format!("relationship number {until} is out of order")));
        }
        // A relationship needs a node; any will do, and none is needed where there is none.
        let node = self.graph.node_ids().next();
        for _ in 0..if node.is_some() { missing } else { 0 } {
            let added = node.and_then(|node| self.graph.add_relationship(node, "", node, Properties::new()));
            added.map(|id| self.graph.remove_relationship(id));
        }
        Ok(())
    }

    fn properties(
        &mut self,
        row: &Row<'_>,
        column: usize,
        decoder: &mut Decoder,
    ) -> Result<Vec<(Symbol, Value)>, StoreError> {
        match row.get_ref(column).map_err(|e| self.store.error(e))? {
            ValueRef::Null => Ok(Vec::new()),
            ValueRef::Text(json) => decoder.decode(json, &mut self.graph).map_err(|e| self.store.damaged(e)),
            _ => Err(self.store.damaged("properties that are no text")),
        }
    }
}

/// Reads the first two columns.
fn both<A: rusqlite::types::FromSql, B: rusqlite::types::FromSql>(row: &Row<'_>) -> rusqlite::Result<(A, B)> {
    Ok((row.get(0)?, row.get(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{OwnedNode, OwnedRelationship};

    fn contents(graph: &Graph) -> (Vec<OwnedNode>, Vec<OwnedRelationship>, usize, usize) {
        let nodes = graph.nodes().map(crate::graph::Node::detach).collect();
        let relationships = graph.relationships().map(crate::graph::Relationship::detach).collect();
        (nodes, relationships, graph.node_bound(), graph.relationship_bound())
    }

    #[test]
    fn a_graph_comes_back_under_its_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db")).unwrap();
        let mut graph = Graph::new();
        let properties =
            |name: &str| Properties::from([("name".to_owned(), name.into()), ("n".to_owned(), 1.0.into())]);
        let nodes: Vec<NodeId> = (0..6)
            .map(|i| graph.add_node(["Actor", if i % 2 == 0 { "Country" } else { "Group" }], properties("a")))
            .collect();
        graph.add_node([""; 0], Properties::new());
        let ties: Vec<_> =
            nodes.windows(2).map(|w| graph.add_relationship(w[0], "SAYS", w[1], properties("b")).unwrap()).collect();
        graph.remove_relationship(ties[4]);
        graph.remove_node(nodes[1]);
        graph.remove_node(nodes[5]);
        store.write(&graph).unwrap();
        let loaded = Store::open(store.path()).unwrap().load().unwrap();
        assert_eq!(contents(&loaded), contents(&graph));
        assert_eq!(contents(&from_tables(&store)), contents(&graph));
        store.write(&loaded).unwrap();
        assert_eq!(contents(&store.load().unwrap()), contents(&graph));
    }

    /// Reads the graph without its snapshot.
    fn from_tables(store: &Store) -> Graph {
        store.connection.execute("DELETE FROM snapshot", []).unwrap();
        store.load().unwrap()
    }

    #[test]
    fn every_kind_of_value_comes_back_from_snapshot_and_tables() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db")).unwrap();
        let mut graph = Graph::new();
        let day = crate::graph::temporal::Date::parse("2015-05-03").map(Value::Date).unwrap();
        let values =
            [Value::Boolean(false), Value::Integer(i64::MIN), 3_i64.into(), 0.5.into(), "\u{e9}\"".into(), day];
        for value in values.iter().chain([&Value::list(values.to_vec())]) {
            // One key that holds everything, and one for each kind.
            let of_kind = value.type_name().to_owned();
            let properties = Properties::from([("any".to_owned(), value.clone()), (of_kind, value.clone())]);
            let node = graph.add_node(["A"], properties.clone());
            graph.add_relationship(node, "T", node, properties);
        }
        store.write(&graph).unwrap();
        assert_eq!(contents(&store.load().unwrap()), contents(&graph));
        assert_eq!(contents(&from_tables(&store)), contents(&graph));
    }

    #[test]
    fn a_snapshot_that_does_not_fit_together_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db")).unwrap();
        let mut graph = Graph::new();
        let node = graph.add_node(["A"], Properties::from([("x".to_owned(), "y".into())]));
        graph.add_relationship(node, "T", node, Properties::new());
        for sql in [
            "UPDATE snapshot SET cells = x'09000000' WHERE part = 'ends'",
            "UPDATE snapshot SET cells = x'' WHERE part = 'starts'",
            "UPDATE snapshot SET cells = x'0900000000000000' WHERE part = 'nodes'",
            "UPDATE snapshot SET cells = x'05000000' WHERE part = 'node'",
            "UPDATE snapshot SET key = 77 WHERE part = 'node'",
            "UPDATE snapshot SET first = 1 WHERE part = 'node'",
            "UPDATE snapshot SET lengths = x'02000000' WHERE part = 'node'",
            "UPDATE snapshot SET texts = x'FF' WHERE part = 'names'",
            "DELETE FROM snapshot WHERE part = 'names'",
        ] {
            store.write(&graph).unwrap();
            assert_eq!(store.load().unwrap().relationship_count(), 1);
            store.connection.execute(sql, []).unwrap();
            assert!(store.load_snapshot(&store.connection).unwrap().is_none(), "{sql}");
            assert_eq!(contents(&store.load().unwrap()), contents(&graph));
        }
    }

    #[test]
    fn a_change_by_hand_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db")).unwrap();
        let mut graph = Graph::new();
        let node = graph.add_node(["A"], Properties::from([("x".to_owned(), 1i64.into())]));
        store.write(&graph).unwrap();
        store.connection.execute("UPDATE node SET properties = '{\"x\":2}'", []).unwrap();
        assert_eq!(store.load().unwrap().node(node).unwrap().get("x"), &Value::Integer(2));
    }

    #[test]
    fn a_file_changed_by_hand_is_refused_with_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db")).unwrap();
        let mut graph = Graph::new();
        let node = graph.add_node(["A"], Properties::from([("x".to_owned(), 1i64.into())]));
        graph.add_relationship(node, "T", node, Properties::new());
        store.write(&graph).unwrap();
        for sql in [
            "UPDATE node SET properties = '{x}'",
            "UPDATE node SET properties = '[1]'",
            "UPDATE node SET properties = x'00'",
            "UPDATE node SET labels = 9",
            "UPDATE node SET number = -1",
            "UPDATE relationship SET \"end\" = 7",
            "UPDATE relationship SET type = 7",
            "UPDATE relationship SET number = 5000000000",
        ] {
            store.write(&graph).unwrap();
            store.connection.execute(sql, []).unwrap();
            let error = store.load().unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{sql}: {error}");
        }
    }
}
