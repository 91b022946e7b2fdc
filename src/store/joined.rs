//! Reads a joined graph: in the order of its ids, not of the numbers in the file.
//!
//! First come the shared nodes by id, then what each article owns, article by article in the order of their ids; the
//! relationships likewise, the shared ones last. The same articles therefore are the same graph, number by number.

use super::join::Fault;
use super::properties::Decoder;
use super::{Store, StoreError};
use crate::graph::{Graph, NodeId, Value};
use crate::text::Symbol;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

const SHARED_NODES: &str = "SELECT node.number, node.labels, node.properties
    FROM shared_node JOIN node ON node.number = shared_node.number ORDER BY shared_node.id";
const OWN_NODES: &str = "SELECT node.number, node.labels, node.properties
    FROM article CROSS JOIN node ON node.article = article.number ORDER BY article.id, node.number";
const OWN_TIES: &str = "SELECT r.number, r.type, r.start, r.\"end\", r.properties
    FROM article CROSS JOIN relationship r ON r.article = article.number ORDER BY article.id, r.number";
const SHARED_TIES: &str = "SELECT r.number, r.type, r.start, r.\"end\", r.properties, s.content
    FROM shared_relationship s JOIN relationship r ON r.number = s.number
    UNION ALL
    SELECT r.number, r.type, r.start, r.\"end\", r.properties, ''
    FROM repetition p JOIN relationship r ON r.number = p.relationship AND r.start = p.content";
const EVIDENCE: &str = "SELECT relationship, article_id || ':' || start || '-' || \"end\" FROM shared_evidence
    ORDER BY relationship, doubt, missing, date, article_id, start, \"end\", rule";

/// Reads the graph.
pub(super) fn load(store: &Store, connection: &Connection) -> Result<Graph, StoreError> {
    let mut loader =
        Loader { connection, graph: Graph::new(), nodes: FxHashMap::default(), types: FxHashMap::default() };
    loader.load().map_err(|fault| match fault {
        Fault::Sql(error) => store.error(error),
        Fault::Damaged(reason) => store.damaged(reason),
    })?;
    Ok(loader.graph)
}

/// A relationship that is shared, before it has its place.
type SharedTie = ((NodeId, Symbol, NodeId, String), Vec<(Symbol, Value)>);

struct Loader<'s> {
    connection: &'s Connection,
    graph: Graph,
    /// Number in the file → node.
    nodes: FxHashMap<i64, NodeId>,
    types: FxHashMap<i64, Symbol>,
}

impl Loader<'_> {
    fn load(&mut self) -> Result<(), Fault> {
        let label_sets = self.label_sets()?;
        self.read_types()?;
        let mut decoder = Decoder::new(self.date_keys("node")?);
        for sql in [SHARED_NODES, OWN_NODES] {
            let mut select = self.connection.prepare(sql)?;
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                let number: i64 = row.get(0)?;
                let labels = label_sets.get(&row.get(1)?);
                let labels = labels.ok_or_else(|| Fault::Damaged(format!("node {number} has unknown labels")))?.clone();
                let properties = self.properties(row, 2, &mut decoder)?;
                let id = self.graph.add_node_by_symbol(labels, properties);
                self.nodes.insert(number, id);
            }
        }
        let mut decoder = Decoder::new(self.date_keys("relationship")?);
        let mut select = self.connection.prepare(OWN_TIES)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (start, kind, end) = self.ends(row)?;
            let properties = self.properties(row, 4, &mut decoder)?;
            self.graph.add_relationship_by_symbol(start, kind, end, properties);
        }
        for ((start, kind, end, _), properties) in self.shared_ties(&mut decoder)? {
            self.graph.add_relationship_by_symbol(start, kind, end, properties);
        }
        Ok(())
    }

    fn shared_ties(&mut self, decoder: &mut Decoder) -> Result<Vec<SharedTie>, Fault> {
        let evidence = self.graph.intern("evidence");
        let mut places = self.evidence()?;
        let mut ties = Vec::new();
        let mut select = self.connection.prepare(SHARED_TIES)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (start, kind, end) = self.ends(row)?;
            let mut properties = self.properties(row, 4, decoder)?;
            let places = places.remove(&row.get(0)?).unwrap_or_default();
            properties.push((evidence, Value::list(places)));
            ties.push(((start, kind, end, row.get(5)?), properties));
        }
        // Types are numbered in the order of their names.
        ties.sort_unstable_by(|a: &SharedTie, b| a.0.cmp(&b.0));
        Ok(ties)
    }

    /// Reads where each shared relationship is shown.
    fn evidence(&self) -> Result<FxHashMap<i64, Vec<Value>>, Fault> {
        let mut places: FxHashMap<i64, Vec<Value>> = FxHashMap::default();
        let mut select = self.connection.prepare(EVIDENCE)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let place = row.get_ref(1)?.as_str().map_err(|error| Fault::Damaged(error.to_string()))?;
            places.entry(row.get(0)?).or_default().push(place.into());
        }
        Ok(places)
    }

    fn label_sets(&mut self) -> Result<FxHashMap<i64, Vec<Symbol>>, Fault> {
        let mut select =
            self.connection.prepare("SELECT number, labels FROM label_set WHERE count > 0 ORDER BY labels")?;
        let mut sets = FxHashMap::default();
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let labels: String = row.get(1)?;
            let labels: Vec<String> = serde_json::from_str(&labels).map_err(|e| Fault::Damaged(e.to_string()))?;
            sets.insert(row.get(0)?, labels.iter().map(|label| self.graph.intern(label)).collect());
        }
        Ok(sets)
    }

    fn read_types(&mut self) -> Result<(), Fault> {
        let mut select = self.connection.prepare("SELECT number, name FROM type WHERE count > 0 ORDER BY name")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            let symbol = self.graph.intern(&name);
            self.types.insert(row.get(0)?, symbol);
        }
        Ok(())
    }

    fn date_keys(&self, owner: &str) -> Result<BTreeSet<String>, Fault> {
        let mut select = self.connection.prepare("SELECT key FROM date_key WHERE owner = ?")?;
        Ok(select.query_map([owner], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn ends(&self, row: &Row<'_>) -> Result<(NodeId, Symbol, NodeId), Fault> {
        let number: i64 = row.get(0)?;
        let node = |column: usize| -> Result<NodeId, Fault> {
            let id = self.nodes.get(&row.get(column)?).copied();
            id.ok_or_else(|| Fault::Damaged(format!("relationship {number} has an end that is no node")))
        };
        let kind = self.types.get(&row.get(1)?).copied();
        let kind = kind.ok_or_else(|| Fault::Damaged(format!("relationship {number} has an unknown type")))?;
        Ok((node(2)?, kind, node(3)?))
    }

    fn properties(
        &mut self,
        row: &Row<'_>,
        column: usize,
        decoder: &mut Decoder,
    ) -> Result<Vec<(Symbol, Value)>, Fault> {
        match row.get_ref(column)? {
            ValueRef::Null => Ok(Vec::new()),
            ValueRef::Text(json) => decoder.decode(json, &mut self.graph).map_err(Fault::Damaged),
            _ => Err(Fault::Damaged("properties that are no text".to_owned())),
        }
    }
}
