//! RDF as Turtle: each relationship as a triple, and again as an `rdf:Statement` that bears its properties; evidence
//! in the words of PROV-O.
//!
//! Nodes are `urn:demarche:node:N`; labels, types and keys are terms of `urn:demarche:schema:`. An actor is a
//! `prov:Agent`, an article a `prov:Entity`; a statement is attributed to who says it and derived from its article.

use super::Selection;
use super::value::property_text;
use crate::graph::{Node, Value};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes the part as Turtle.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "@prefix d: <urn:demarche:schema:> .")?;
    writeln!(out, "@prefix n: <urn:demarche:node:> .")?;
    writeln!(out, "@prefix r: <urn:demarche:relationship:> .")?;
    writeln!(out, "@prefix prov: <http://www.w3.org/ns/prov#> .")?;
    writeln!(out, "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .")?;
    writeln!(out, "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .")?;
    writeln!(out, "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n")?;
    for node in part.nodes() {
        let classes: Vec<String> = node.labels().map(term).chain(provenance_class(node).map(str::to_owned)).collect();
        let mut pairs = Vec::new();
        if !classes.is_empty() {
            pairs.push(format!("a {}", classes.join(", ")));
        }
        pairs.push(format!("rdfs:label {}", string(&super::title(node))));
        pairs.extend(property_pairs(node.properties()));
        writeln!(out, "n:{} {} .", node.id().0, pairs.join(" ;\n    "))?;
    }
    for relationship in part.relationships() {
        let (start, end, kind) = (relationship.start().0, relationship.end().0, term(relationship.kind()));
        writeln!(out, "\nn:{start} {kind} n:{end} .")?;
        match relationship.kind() {
            "SAYS" => writeln!(out, "n:{end} prov:wasAttributedTo n:{start} .")?,
            "REPORTED_IN" => writeln!(out, "n:{start} prov:wasDerivedFrom n:{end} .")?,
            "REPRESENTS" => writeln!(out, "n:{start} prov:actedOnBehalfOf n:{end} .")?,
            _ => {}
        }
        let mut pairs = vec![format!(
            "a rdf:Statement ;\n    rdf:subject n:{start} ;\n    rdf:predicate {kind} ;\n    rdf:object n:{end}"
        )];
        pairs.extend(property_pairs(relationship.properties()));
        writeln!(out, "r:{} {} .", relationship.id().0, pairs.join(" ;\n    "))?;
    }
    Ok(())
}

fn provenance_class(node: Node<'_>) -> Option<&'static str> {
    if node.has_label("Person") {
        Some("prov:Person")
    } else if node.has_label("Organization") {
        Some("prov:Organization")
    } else if node.has_label("Actor") {
        Some("prov:Agent")
    } else if node.has_label("Article") || node.has_label("Statement") || node.has_label("Event") {
        Some("prov:Entity")
    } else if node.has_label("Place") {
        Some("prov:Location")
    } else {
        None
    }
}

/// Returns predicates with objects; the parts of a list are objects of the same predicate.
fn property_pairs<'v>(properties: impl Iterator<Item = (&'v str, &'v Value)>) -> Vec<String> {
    properties
        .filter_map(|(key, value)| {
            let objects: Vec<String> = match value {
                Value::List(items) => items.iter().map(object).collect(),
                value => vec![object(value)],
            };
            (!objects.is_empty()).then(|| format!("{} {}", term(key), objects.join(", ")))
        })
        .collect()
}

fn object(value: &Value) -> String {
    let text = property_text(value);
    match value {
        Value::Boolean(_) | Value::Integer(_) => text,
        Value::Float(number) if number.is_nan() => "\"NaN\"^^xsd:double".to_owned(),
        Value::Float(number) if number.is_infinite() => {
            format!("\"{}INF\"^^xsd:double", if *number < 0.0 { "-" } else { "" })
        }
        Value::Float(_) => format!("\"{text}\"^^xsd:double"),
        Value::Date(_) => format!("{}^^xsd:date", string(&text)),
        _ => string(&text),
    }
}

/// Returns a term of the schema: a prefixed name where Turtle allows it, else a whole IRI.
fn term(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && !name.is_empty() {
        return format!("d:{name}");
    }
    let mut iri = String::from("<urn:demarche:schema:");
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => iri.push(char::from(byte)),
            byte => {
                let _ = write!(iri, "%{byte:02X}");
            }
        }
    }
    iri.push('>');
    iri
}

fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(literal, "\\u{:04X}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_no_words_become_whole_iris() {
        assert_eq!(term("SAYS"), "d:SAYS");
        assert_eq!(term("two words"), "<urn:demarche:schema:two%20words>");
    }

    #[test]
    fn literals_have_their_type() {
        assert_eq!(object(&Value::Float(0.5)), "\"0.5\"^^xsd:double");
        assert_eq!(object(&"a \"b\"".into()), r#""a \"b\"""#);
    }
}
