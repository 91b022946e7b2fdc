//! What the page can ask for, and the answers.
//!
//! | request | answer |
//! |---|---|
//! | `GET /`, `/explorer.js`, `/explorer.css` | the page |
//! | `GET /api/about` | what the graph holds, what can be asked, whether the file has changed since it was read |
//! | `POST /api/reload` | `{}`; the file is read again |
//! | `POST /api/query` `{query, params}` | `{columns, rows, more, milliseconds}`, values as in `demarche serve --stdio` |
//! | `POST /api/download` `{query, params, format}` | the rows, or the part of the graph that they name, as a file |
//! | `POST /api/picture` `{nodes, relationships}` | these, drawn, as SVG |
//! | `GET /api/node?id=` | a node with its relationships |
//! | `GET /api/evidence?id=` | a relationship with the sentences that show it |
//! | `GET /api/article?id=` | an article's text |
//! | `GET /api/search?words=` | articles and statements with these words |
//!
//! What fails is answered with `{"error": {"message", …}}`.

use super::evidence::tell;
use crate::export::{
    ExportError, Format, Options, Place, Selection, Style, TableFormat, main_label, title, write_graph, write_table,
};
use crate::graph::{Direction, Graph, Node, NodeId, RelationshipId, Schema, Value};
use crate::query::{Limits, Params, QueryError, Session, Table};
use crate::serve::typed::{decode_entries, encode_error, encode_node, encode_relationship, encode_table};
use crate::store::{Store, StoreError};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Instant;

/// How many rows the page shows.
const ROWS: usize = 1_000;
/// How many relationships of a node are listed.
const RELATIONSHIPS: usize = 200;
/// How many places of a relationship are shown.
const PLACES: usize = 100;
/// How many hits of each kind a search gives.
const HITS: u32 = 30;

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

/// A question that the page offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it asks, for people.
    pub title: String,
    /// The same in openCypher.
    pub query: String,
}

/// A graph in a file, and all that is needed to answer for it.
#[derive(Debug)]
pub struct Site {
    path: PathBuf,
    limits: Limits,
    questions: Vec<Question>,
    read: RwLock<Arc<Loaded>>,
}

/// The graph as it was when the file was read.
#[derive(Debug)]
struct Loaded {
    graph: Graph,
    /// What is in the graph, once somebody has asked.
    schema: OnceLock<Schema>,
    generation: i64,
    session: Session,
}

impl Loaded {
    fn open(path: &Path) -> Result<Self, StoreError> {
        let store = Store::open(path)?;
        // Read first: what changes meanwhile is noticed later.
        let generation = store.generation()?;
        let (schema, session) = (OnceLock::new(), crate::fulltext::session());
        Ok(Self { graph: store.load()?, schema, generation, session })
    }
}

/// The methods that are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
}

/// What a browser asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'r> {
    pub(super) method: Method,
    /// The path with its query part.
    pub(super) url: &'r str,
    pub(super) body: &'r [u8],
}

/// What it is answered.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) media_type: &'static str,
    /// The name of the file that it is saved as.
    pub(super) file: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    fn of(media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, media_type, file: None, body: body.into() }
    }

    fn json(json: &Json) -> Self {
        Self::of(JSON, json.to_string())
    }

    /// Says why there is no other answer.
    pub(super) fn refused(status: u16, message: &str) -> Self {
        Self { status, ..Self::json(&json!({"error": {"message": message}})) }
    }
}

impl From<StoreError> for Reply {
    fn from(error: StoreError) -> Self {
        Self::refused(500, &error.to_string())
    }
}

impl From<ExportError> for Reply {
    fn from(error: ExportError) -> Self {
        Self::refused(422, &error.to_string())
    }
}

/// A reply, or the refusal that takes its place.
type Answer = Result<Reply, Reply>;

impl Site {
    /// Reads a graph.
    ///
    /// # Errors
    ///
    /// Where the file is none that `demarche build` made, or can't be read.
    pub fn open(path: &Path, limits: Limits, questions: Vec<Question>) -> Result<Self, StoreError> {
        let read = RwLock::new(Arc::new(Loaded::open(path)?));
        Ok(Self { path: path.to_owned(), limits, questions, read })
    }

    /// Answers one request.
    pub(super) fn answer(&self, request: &Request<'_>) -> Reply {
        let (path, pairs) = request.url.split_once('?').unwrap_or((request.url, ""));
        let pairs: BTreeMap<String, String> = form_urlencoded::parse(pairs.as_bytes()).into_owned().collect();
        let answer = match (request.method, path) {
            (Method::Get, "/") => Ok(Reply::of(HTML, include_str!("assets/index.html"))),
            (Method::Get, "/explorer.js") => {
                Ok(Reply::of("text/javascript; charset=utf-8", include_str!("assets/explorer.js")))
            }
            (Method::Get, "/explorer.css") => {
                Ok(Reply::of("text/css; charset=utf-8", include_str!("assets/explorer.css")))
            }
            (Method::Get, "/api/about") => self.about(),
            (Method::Get, "/api/node") => self.node(&pairs),
            (Method::Get, "/api/evidence") => self.evidence(&pairs),
            (Method::Get, "/api/article") => self.article(&pairs),
            (Method::Get, "/api/search") => self.search(&pairs),
            (Method::Post, "/api/reload") => self.reload(),
            (Method::Post, "/api/query") => self.query(request.body),
            (Method::Post, "/api/download") => self.download(request.body),
            (Method::Post, "/api/picture") => self.picture(request.body),
            _ => Err(Reply::refused(404, "there is nothing of this name")),
        };
        answer.unwrap_or_else(|refusal| refusal)
    }

    fn loaded(&self) -> Arc<Loaded> {
        self.read.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn about(&self) -> Answer {
        let loaded = self.loaded();
        let graph = &loaded.graph;
        let schema = loaded.schema.get_or_init(|| graph.schema());
        let labels: Vec<_> = schema.labels.iter().map(|(label, summary)| (label, summary.count)).collect();
        let types: Vec<_> = schema.types.iter().map(|(name, summary)| (name, summary.count)).collect();
        let articles = schema.labels.get("Article").map_or(0, |summary| summary.count);
        let questions: Vec<Json> = self.questions.iter().map(|q| json!({"title": q.title, "query": q.query})).collect();
        let graphs = Format::ALL.into_iter().filter(|format| !format.is_two_files() || *format == Format::Csv);
        Ok(Reply::json(&json!({
            "name": self.path.file_name().map_or_else(|| self.path.display().to_string(), |n| n.to_string_lossy().into()),
            "counts": [["articles", articles], ["nodes", graph.node_count()], ["relationships", graph.relationship_count()]],
            "labels": labels,
            "types": types,
            "questions": questions,
            "table_formats": TableFormat::ALL.map(TableFormat::name),
            "graph_formats": graphs.map(|format| format!("graph {}", format.name())).collect::<Vec<_>>(),
            "changed": Store::open(&self.path)?.generation()? != loaded.generation,
        })))
    }

    fn reload(&self) -> Answer {
        let loaded = Arc::new(Loaded::open(&self.path)?);
        *self.read.write().unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(Reply::json(&json!({})))
    }

    fn query(&self, body: &[u8]) -> Answer {
        let (query, params, _) = asked(body)?;
        let loaded = self.loaded();
        let started = Instant::now();
        let mut table = Table::default();
        let mut more = false;
        let answered = loaded.session.read(&loaded.graph, &query, &params, &self.limits, &mut |part| {
            more = table.rows.len() + part.rows.len() > ROWS;
            table.append(part, ROWS);
            if more { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        answered.map_err(|error| failed(&error, &query))?;
        let mut answer = encode_table(&table);
        answer["more"] = more.into();
        answer["milliseconds"] = ((started.elapsed().as_secs_f64() * 1e4).round() / 10.0).into();
        Ok(Reply::json(&answer))
    }

    fn download(&self, body: &[u8]) -> Answer {
        let (query, params, request) = asked(body)?;
        let name = request.get("format").and_then(Json::as_str).unwrap_or_default();
        let loaded = self.loaded();
        let answered = loaded.session.run(&loaded.graph, &query, &params, &self.limits);
        let table = answered.map_err(|error| failed(&error, &query))?;
        let mut body = Vec::new();
        let (media_type, extension) = if let Some(name) = name.strip_prefix("graph ") {
            let format: Format = name.parse()?;
            let part = Selection::of_values(&loaded.graph, table.rows.iter().flatten());
            if part.is_empty() {
                return Err(Reply::refused(
                    422,
                    "the rows name no nodes or relationships; return them: RETURN a, r, b",
                ));
            }
            write_graph(&part, format, &Options::default(), &mut body)?;
            (format.media_type(), format.extension())
        } else {
            let format: TableFormat = name.parse()?;
            write_table(&table, format, &Style::default(), &mut body)?;
            (format.media_type(), format.extension())
        };
        Ok(Reply { file: Some(format!("answer.{extension}")), ..Reply::of(media_type, body) })
    }

    fn picture(&self, body: &[u8]) -> Answer {
        let request = object(body)?;
        let ids = |key: &str| -> Vec<u32> {
            let list = request.get(key).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
            list.iter().filter_map(|id| u32::try_from(id.as_u64()?).ok()).collect()
        };
        let loaded = self.loaded();
        let graph = &loaded.graph;
        let nodes = ids("nodes").into_iter().map(NodeId).filter(|&id| graph.has_node(id)).map(Value::Node);
        let relationships = ids("relationships").into_iter().map(RelationshipId);
        let relationships = relationships.filter(|&id| graph.has_relationship(id)).map(Value::Relationship);
        let values: Vec<Value> = nodes.chain(relationships).collect();
        let part = Selection::of_values(graph, &values);
        if part.is_empty() {
            return Err(Reply::refused(422, "there is nothing to draw"));
        }
        let mut body = Vec::new();
        write_graph(&part, Format::Svg, &Options::default(), &mut body)?;
        Ok(Reply::of(Format::Svg.media_type(), body))
    }

    fn node(&self, pairs: &BTreeMap<String, String>) -> Answer {
        let loaded = self.loaded();
        let graph = &loaded.graph;
        let missing = || Reply::refused(404, "there is no such node");
        let node = graph.node(NodeId(number(pairs)?)).ok_or_else(missing)?;
        let mut ties = Vec::new();
        for (direction, outgoing) in [(Direction::Outgoing, true), (Direction::Incoming, false)] {
            let incident = graph.incident(node.id(), direction);
            ties.extend(incident.filter(|(_, other)| outgoing || *other != node.id()).map(|(id, o)| (id, o, outgoing)));
        }
        let more = ties.len().saturating_sub(RELATIONSHIPS);
        ties.truncate(RELATIONSHIPS);
        let table = Table::default();
        let mut relationships = Vec::new();
        for (id, other, outgoing) in ties {
            if let (Some(tie), Some(other)) = (graph.relationship(id), graph.node(other)) {
                relationships.push(json!({
                    "relationship": encode_relationship(&tie.detach(), &table), "other": brief(other), "outgoing": outgoing,
                }));
            }
        }
        Ok(Reply::json(&json!({
            "node": encode_node(&node.detach(), &table), "relationships": relationships, "more": more,
        })))
    }

    fn evidence(&self, pairs: &BTreeMap<String, String>) -> Answer {
        let loaded = self.loaded();
        let graph = &loaded.graph;
        let missing = || Reply::refused(404, "there is no such relationship");
        let tie = graph.relationship(RelationshipId(number(pairs)?)).ok_or_else(missing)?;
        let (Some(start), Some(end)) = (graph.node(tie.start()), graph.node(tie.end())) else { return Err(missing()) };
        let store = Store::open(&self.path)?;
        let mut places = Vec::new();
        for place in Place::of(tie).iter().take(PLACES) {
            let Some(mut told) = tell(place, &store)? else { continue };
            describe(&mut told, graph.node_with_id("Article", &place.article));
            places.push(told);
        }
        let relationship = encode_relationship(&tie.detach(), &Table::default());
        Ok(Reply::json(&json!({
            "relationship": relationship, "start": brief(start), "end": brief(end), "places": places,
        })))
    }

    fn article(&self, pairs: &BTreeMap<String, String>) -> Answer {
        let id = pairs.get("id").map(String::as_str).unwrap_or_default();
        let text = Store::open(&self.path)?.article_text(id)?;
        let text = text.ok_or_else(|| Reply::refused(404, "there is no such article"))?;
        let loaded = self.loaded();
        let mut told = json!({"id": id, "text": text});
        describe(&mut told, loaded.graph.node_with_id("Article", id));
        Ok(Reply::json(&told))
    }

    fn search(&self, pairs: &BTreeMap<String, String>) -> Answer {
        let words = pairs.get("words").map(String::as_str).unwrap_or_default();
        let loaded = self.loaded();
        let found = if words.trim().is_empty() { Vec::new() } else { Store::open(&self.path)?.search(words, HITS)? };
        let hits = found.into_iter().map(|hit| {
            let node = hit.statement.and_then(|id| loaded.graph.node_with_id("Statement", &id));
            json!({
                "kind": hit.kind, "article": hit.article, "date": hit.date, "title": hit.title, "excerpt": hit.excerpt,
                "node": node.map(|node| node.id().0),
            })
        });
        Ok(Reply::json(&json!({"hits": hits.collect::<Vec<_>>()})))
    }
}

/// Reads a request's object.
fn object(body: &[u8]) -> Result<Map<String, Json>, Reply> {
    serde_json::from_slice(body)
        .map_err(|error| Reply::refused(400, &format!("the request is no JSON object: {error}")))
}

/// Reads a question and its parameters.
fn asked(body: &[u8]) -> Result<(String, Params, Map<String, Json>), Reply> {
    let request = object(body)?;
    let query = request.get("query").and_then(Json::as_str).unwrap_or_default();
    // Places in errors count from the start of what was typed.
    let query = query.trim_end().trim_end_matches(';').to_owned();
    let params = match request.get("params") {
        Some(Json::Object(entries)) => decode_entries(entries).map_err(|message| Reply::refused(400, &message))?,
        _ => Params::new(),
    };
    Ok((query, params, request))
}

fn failed(error: &QueryError, query: &str) -> Reply {
    Reply { status: 422, ..Reply::json(&json!({"error": encode_error(error, query)})) }
}

fn number(pairs: &BTreeMap<String, String>) -> Result<u32, Reply> {
    let number = pairs.get("id").and_then(|id| id.parse().ok());
    number.ok_or_else(|| Reply::refused(400, "`id` is a number"))
}

/// What a node is called where it is not shown whole.
fn brief(node: Node<'_>) -> Json {
    json!({"id": node.id().0, "title": title(node), "label": main_label(node)})
}

/// Adds what is known of an article.
fn describe(told: &mut Json, article: Option<Node<'_>>) {
    for key in ["title", "publisher", "published", "url"] {
        told[key] = match article.map(|node| node.get(key)) {
            Some(Value::Date(date)) => date.to_string().into(),
            Some(value) => value.as_str().map_or(Json::Null, Json::from),
            None => Json::Null,
        };
    }
}
