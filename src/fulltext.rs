//! `CALL demarche.search(…)`: the texts of statements and events by their words, inside queries.
//!
//! In: the words, as `demarche search` takes them. Out: nodes with how well they match. The index is made of the graph in
//! memory when it is first asked for, and again when a text has changed, so that a query finds what it would see.

use crate::graph::{Graph, NodeId, Value};
use crate::query::{ErrorDetail, ErrorKind, Procedure, QueryError, Rows, Session, Signature, Surroundings, Type};
use crate::store::TextIndex;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// Makes a query session that can search texts.
///
/// ```
/// use demarche::graph::{Graph, Properties};
/// use demarche::query::{Limits, Params};
/// let mut graph = Graph::new();
/// graph.add_node(["Statement"], Properties::from([("text".into(), "We offered talks".into())]));
/// let query = "CALL demarche.search('offer talks') YIELD node, score RETURN node.text";
/// let table = demarche::fulltext::session().run(&graph, query, &Params::new(), &Limits::default())?;
/// assert_eq!(table.rows, [["We offered talks".into()]]);
/// # Ok::<(), demarche::query::QueryError>(())
/// ```
pub fn session() -> Session {
    let mut session = Session::default();
    session.procedures.add("demarche.search", Arc::new(Search::default()));
    session
}

/// Finds statements and events by the words of their texts.
#[derive(Debug)]
struct Search {
    signature: Signature,
    /// The index with the hash of the texts that it was made of.
    index: Mutex<Option<(u64, TextIndex)>>,
}

impl Default for Search {
    fn default() -> Self {
        let field = |name: &str, kind: Type| (name.to_owned(), kind);
        let caption = "finds statements and events by the words of their texts, best first; words, AND, OR, NOT, \
                       \"a phrase\" and a prefix* as in `demarche search`";
        let signature = Signature {
            caption: caption.to_owned(),
            inputs: vec![field("words", Type::String), field("limit", Type::Integer)],
            optional: 1,
            outputs: vec![field("node", Type::Node), field("score", Type::Float)],
            writes: false,
        };
        Self { signature, index: Mutex::new(None) }
    }
}

/// Returns the texts of a label's nodes.
fn texts<'g>(graph: &'g Graph, label: &str) -> Vec<(u32, &'g str)> {
    graph.nodes_with_label(label).filter_map(|node| Some((node.id().0, node.get("text").as_str()?))).collect()
}

fn failed(reason: &rusqlite::Error) -> QueryError {
    let message = format!("the texts can't be searched: {reason}");
    QueryError::runtime(ErrorKind::ProcedureError, ErrorDetail::InvalidArgumentValue, message)
}

impl Procedure for Search {
    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn call(&self, graph: &Graph, arguments: &[Value], _: Surroundings<'_>) -> Result<Rows, QueryError> {
        let Some(words) = arguments.first().and_then(Value::as_str).filter(|words| !words.trim().is_empty()) else {
            return Ok(Rows::new());
        };
        let limit = match arguments.get(1) {
            None | Some(Value::Null) => usize::MAX,
            Some(value) => value.as_integer().and_then(|limit| usize::try_from(limit).ok()).ok_or_else(|| {
                let message = "the limit of a search is a whole number that is not negative";
                QueryError::runtime(ErrorKind::ArgumentError, ErrorDetail::NegativeIntegerArgument, message)
            })?,
        };
        // What is both is listed once.
        let (statements, mut events) = (texts(graph, "Statement"), texts(graph, "Event"));
        events.retain(|(id, _)| statements.binary_search_by_key(id, |(id, _)| *id).is_err());
        let mut hasher = FxHasher::default();
        (&statements, &events).hash(&mut hasher);
        let hash = hasher.finish();
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        if index.as_ref().is_none_or(|(made_of, _)| *made_of != hash) {
            let made = TextIndex::new(&[statements, events]).map_err(|reason| failed(&reason))?;
            *index = Some((hash, made));
        }
        let Some((_, index)) = index.as_ref() else { return Ok(Rows::new()) };
        let found = index.search(words, limit).map_err(|reason| failed(&reason))?;
        Ok(found.into_iter().map(|(id, score)| vec![Value::Node(NodeId(id)), score.into()]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Properties;
    use crate::query::{Limits, Params};

    #[test]
    fn a_query_finds_the_texts_that_the_graph_has_now() {
        let session = session();
        let mut graph = Graph::new();
        for (label, text) in [("Statement", "Sanctions stay"), ("Event", "talks on sanctions"), ("Actor", "sanctions")]
        {
            graph.add_node([label], Properties::from([("text".into(), text.into())]));
        }
        let mut found = |query: &str| -> Vec<String> {
            let table = session.execute(&mut graph, query, &Params::new(), &Limits::default()).unwrap();
            let text = |row: &Vec<Value>| row[0].as_str().unwrap_or_default().to_owned();
            table.rows.iter().map(text).collect()
        };
        let call =
            |words: &str| format!("CALL demarche.search('{words}') YIELD node RETURN node.text ORDER BY node.text");
        assert_eq!(found(&call("sanction")), ["Sanctions stay", "talks on sanctions"]);
        assert_eq!(found(&call("sanctions NOT talk")), ["Sanctions stay"]);
        assert_eq!(found(&call("\"unclosed (")), [""; 0]);
        assert_eq!(found(&call("  ")), [""; 0]);
        found("MATCH (s:Statement) SET s.text = 'Talks resume'");
        assert_eq!(found(&call("talk")), ["Talks resume", "talks on sanctions"]);
        assert_eq!(
            found("CALL demarche.search('talks', 1) YIELD node, score WHERE score > 0 RETURN node.text").len(),
            1
        );
    }
}
