//! A session over JSON Lines: a request a line, an answer a line, in order.
//!
//! The protocol is described in the README. A request that fails is answered with `{"error": …}`; the session goes on.

use super::procedure::{TableProcedure, type_named};
use super::typed::{decode, decode_entries, encode_error, encode_node, encode_relationship, encode_table};
use crate::graph::Graph;
use crate::query::{Limits, Params, Session, Table, Type};
use serde_json::{Map, Value as Json, json};
use std::io::{self, BufRead, Write};
use std::sync::Arc;

/// The version of the protocol.
const PROTOCOL: u32 = 1;

/// What keeps the graph after a query that changed it; the text says why it could not.
pub type Save<'s> = &'s mut dyn FnMut(&mut Graph) -> Result<(), String>;

/// Answers requests until the input ends.
pub fn serve(
    graph: Graph,
    save: Option<Save<'_>>,
    limits: Limits,
    input: impl BufRead,
    mut output: impl Write,
) -> io::Result<()> {
    let mut session = Served { graph, save, limits, session: crate::fulltext::session() };
    for line in input.lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = session.answer(&line);
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

struct Served<'s> {
    graph: Graph,
    /// What keeps the graph; none for a graph in memory.
    save: Option<Save<'s>>,
    limits: Limits,
    session: Session,
}

impl Served<'_> {
    fn answer(&mut self, line: &str) -> Json {
        let request: Map<String, Json> = match serde_json::from_str(line) {
            Ok(request) => request,
            Err(error) => return refused("Unsupported", &format!("the request is no JSON object: {error}")),
        };
        let op = request.get("op").and_then(Json::as_str).unwrap_or_default();
        let answered = match op {
            "hello" => Ok(self.hello()),
            "reset" => self.reset(),
            "run" => self.run(&request),
            "dump" => Ok(self.dump()),
            "procedure" => self.procedure(&request),
            other => Err(refused("Unsupported", &format!("there is no operation `{other}`"))),
        };
        answered.unwrap_or_else(|error| error)
    }

    fn hello(&self) -> Json {
        json!({
            "name": "demarche",
            "version": env!("CARGO_PKG_VERSION"),
            "protocol": PROTOCOL,
            "ops": ["hello", "reset", "run", "dump", "procedure"],
        })
    }

    fn reset(&mut self) -> Result<Json, Json> {
        if self.save.is_some() {
            return Err(refused("Unsupported", "only a graph in memory can be reset"));
        }
        self.graph = Graph::new();
        self.session = crate::fulltext::session();
        Ok(json!({"ok": true}))
    }

    fn run(&mut self, request: &Map<String, Json>) -> Result<Json, Json> {
        let invalid = |message: &str| refused("Unsupported", message);
        let query = request.get("query").and_then(Json::as_str).ok_or_else(|| invalid("`query` is missing"))?;
        let params = match request.get("params") {
            None | Some(Json::Null) => Params::new(),
            Some(Json::Object(entries)) => decode_entries(entries).map_err(|message| invalid(&message))?,
            Some(_) => return Err(invalid("`params` is an object")),
        };
        let answered = self.session.execute(&mut self.graph, query, &params, &self.limits);
        let table = answered.map_err(|error| json!({"error": encode_error(&error, query)}))?;
        if table.stats.is_changed()
            && let Some(save) = &mut self.save
        {
            save(&mut self.graph).map_err(|message| refused("Internal", &message))?;
        }
        Ok(encode_table(&table))
    }

    fn dump(&self) -> Json {
        let table = Table::default();
        let nodes: Vec<Json> = self.graph.nodes().map(|node| encode_node(&node.detach(), &table)).collect();
        let rels: Vec<Json> = self.graph.relationships().map(|r| encode_relationship(&r.detach(), &table)).collect();
        json!({"nodes": nodes, "rels": rels})
    }

    fn procedure(&mut self, request: &Map<String, Json>) -> Result<Json, Json> {
        let made = read_procedure(request).map_err(|message| refused("Unsupported", &message))?;
        self.session.procedures.add(made.0, Arc::new(made.1));
        Ok(json!({"ok": true}))
    }
}

fn refused(kind: &str, message: &str) -> Json {
    json!({"error": {"kind": kind, "phase": "compile", "detail": kind, "message": message}})
}

fn read_procedure(request: &Map<String, Json>) -> Result<(String, TableProcedure), String> {
    let name = request.get("name").and_then(Json::as_str).ok_or("`name` is missing")?;
    let list = |key: &str| request.get(key).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let fields = |key: &str| -> Vec<(String, Type)> {
        let text = |field: &Json, key: &str| field.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        list(key).iter().map(|field| (text(field, "name"), type_named(&text(field, "type")))).collect()
    };
    let columns: Vec<String> = list("columns").iter().filter_map(Json::as_str).map(str::to_owned).collect();
    let mut rows = Vec::new();
    for row in list("rows") {
        let row = row.as_array().ok_or("a row is an array")?;
        rows.push(row.iter().map(decode).collect::<Result<Vec<_>, _>>()?);
    }
    let made = TableProcedure::new(fields("inputs"), fields("outputs"), &columns, rows);
    Ok((name.to_owned(), made.ok_or("every input and output needs a column")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(requests: &str) -> String {
        let mut out = Vec::new();
        serve(Graph::new(), None, Limits::default(), requests.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_failing_query_is_an_answer_and_leaves_the_graph_as_it_was() {
        let answers = session(
            r#"{"op":"run","query":"CREATE (a {x: 1}) WITH a RETURN a.x / 0"}
{"op":"dump"}
{"op":"run","query":"RETURN $x AS x","params":{"x":[1,2.0]}}
nonsense
"#,
        );
        let lines: Vec<&str> = answers.lines().collect();
        assert!(lines[0].contains(r#""detail":"DivisionByZero""#), "{}", lines[0]);
        assert_eq!(lines[1], r#"{"nodes":[],"rels":[]}"#);
        assert_eq!(lines[2], r#"{"columns":["x"],"rows":[[[1,2.0]]],"stats":{}}"#);
        assert!(lines[3].starts_with(r#"{"error":"#));
    }
}
