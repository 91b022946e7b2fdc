//! The graph as RDF resources: what Turtle and N-Quads write.
//!
//! Nodes are `urn:demarche:node:N`; labels, types and keys are terms of `urn:demarche:schema:`. Each relationship is a
//! triple, and again an `rdf:Statement` that bears its properties. Evidence is told in the words of PROV-O: an actor is a
//! `prov:Agent`; article, statement, event and relationship are `prov:Entity`; a statement is attributed to who says it;
//! contents and relationships are derived from the article that shows them, whose words a content quotes.

use super::Selection;
use super::caption::title;
use super::value::property_text;
use crate::graph::{Node, NodeId, Relationship, Value};
use std::collections::BTreeMap;

/// The prefixes with their namespaces.
pub(super) const PREFIXES: [(&str, &str); 7] = [
    ("d", "urn:demarche:schema:"),
    ("n", "urn:demarche:node:"),
    ("r", "urn:demarche:relationship:"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A name or a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// A name: prefix and rest.
    Name(&'static str, String),
    /// A text.
    Text(String),
    /// A literal of a type of XML Schema.
    Typed(String, &'static str),
}

/// What is said of one subject.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) subject: Term,
    /// Predicates, each with its objects.
    pub(super) pairs: Vec<(Term, Vec<Term>)>,
    /// The article that says so.
    pub(super) source: Option<Term>,
}

impl Resource {
    fn single(subject: Term, predicate: Term, object: Term, source: &Option<Term>) -> Self {
        Self { subject, pairs: vec![(predicate, vec![object])], source: source.clone() }
    }
}

/// Lists the resources of a part: nodes, then relationships.
pub(super) fn resources<'g>(part: &'g Selection<'_>) -> impl Iterator<Item = Resource> + 'g {
    let articles: BTreeMap<&str, NodeId> = part
        .nodes()
        .filter(|node| node.has_label("Article"))
        .filter_map(|node| Some((node.get("id").as_str()?, node.id())))
        .collect();
    let edges = part.relationships().flat_map(move |edge| {
        let source = edge.get("article").as_str().and_then(|id| articles.get(id)).copied();
        relationship(edge, source)
    });
    part.nodes().map(described).chain(edges)
}

fn prov(name: &str) -> Term {
    Term::Name("prov", name.to_owned())
}

fn rdf(name: &str) -> Term {
    Term::Name("rdf", name.to_owned())
}

fn schema(name: &str) -> Term {
    Term::Name("d", name.to_owned())
}

fn node_name(id: NodeId) -> Term {
    Term::Name("n", id.0.to_string())
}

fn described(node: Node<'_>) -> Resource {
    let classes: Vec<Term> = node.labels().map(schema).chain(provenance_class(node).map(prov)).collect();
    let mut pairs = Vec::new();
    if !classes.is_empty() {
        pairs.push((rdf("type"), classes));
    }
    pairs.push((Term::Name("rdfs", "label".to_owned()), vec![Term::Text(title(node))]));
    pairs.extend(properties(node.properties()));
    Resource { subject: node_name(node.id()), pairs, source: None }
}

fn relationship(edge: Relationship<'_>, source: Option<NodeId>) -> Vec<Resource> {
    let (start, end, kind) = (node_name(edge.start()), node_name(edge.end()), schema(edge.kind()));
    let source = source.map(node_name);
    let mut all = vec![Resource::single(start.clone(), kind.clone(), end.clone(), &source)];
    match edge.kind() {
        "SAYS" => all.push(Resource::single(end.clone(), prov("wasAttributedTo"), start.clone(), &source)),
        "REPORTED_IN" => {
            all.push(Resource::single(start.clone(), prov("wasDerivedFrom"), end.clone(), &source));
            if !edge.get("quote").is_null() {
                all.push(Resource::single(start.clone(), prov("wasQuotedFrom"), end.clone(), &source));
            }
        }
        "REPRESENTS" => all.push(Resource::single(start.clone(), prov("actedOnBehalfOf"), end.clone(), &source)),
        _ => {}
    }
    let mut pairs = vec![
        (rdf("type"), vec![rdf("Statement"), prov("Entity")]),
        (rdf("subject"), vec![start]),
        (rdf("predicate"), vec![kind]),
        (rdf("object"), vec![end]),
    ];
    if let Some(article) = &source {
        pairs.push((prov("wasDerivedFrom"), vec![article.clone()]));
    }
    pairs.extend(properties(edge.properties()));
    all.push(Resource { subject: Term::Name("r", edge.id().0.to_string()), pairs, source });
    all
}

fn provenance_class(node: Node<'_>) -> Option<&'static str> {
    const CLASSES: [(&str, &str); 7] = [
        ("Person", "Person"),
        ("Organization", "Organization"),
        ("Actor", "Agent"),
        ("Article", "Entity"),
        ("Statement", "Entity"),
        ("Event", "Entity"),
        ("Place", "Location"),
    ];
    CLASSES.into_iter().find(|(label, _)| node.has_label(label)).map(|(_, class)| class)
}

/// Returns predicates with objects; the parts of a list are objects of the same predicate.
fn properties<'v>(properties: impl Iterator<Item = (&'v str, &'v Value)>) -> impl Iterator<Item = (Term, Vec<Term>)> {
    properties.filter_map(|(key, value)| {
        let objects: Vec<Term> = match value {
            Value::List(items) => items.iter().map(object).collect(),
            value => vec![object(value)],
        };
        (!objects.is_empty()).then(|| (schema(key), objects))
    })
}

fn object(value: &Value) -> Term {
    let text = property_text(value);
    match value {
        Value::Boolean(_) => Term::Typed(text, "boolean"),
        Value::Integer(_) => Term::Typed(text, "integer"),
        Value::Float(number) if number.is_infinite() => {
            Term::Typed(if *number < 0.0 { "-INF" } else { "INF" }.to_owned(), "double")
        }
        Value::Float(_) => Term::Typed(text, "double"),
        Value::Date(_) => Term::Typed(text, "date"),
        _ => Term::Text(text),
    }
}

/// Returns the whole name of a term: what may not stand in an IRI is percent-encoded.
pub(super) fn iri(prefix: &str, name: &str) -> String {
    let namespace = PREFIXES.iter().find(|(known, _)| *known == prefix).map_or("", |(_, namespace)| namespace);
    let mut iri = namespace.to_owned();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => iri.push(char::from(byte)),
            byte => iri.push_str(&format!("%{byte:02X}")),
        }
    }
    iri
}

/// Returns a text in quotation marks, as Turtle and N-Quads read it.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c.is_control() => literal.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}
