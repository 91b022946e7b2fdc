//! RDF as Turtle, one paragraph a resource.

use super::Selection;
use super::rdf::{PREFIXES, Term, iri, quoted, resources};
use std::io::{self, Write};

/// Writes the part as Turtle.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (prefix, namespace) in PREFIXES {
        writeln!(out, "@prefix {prefix}: <{namespace}> .")?;
    }
    writeln!(out)?;
    for resource in resources(part) {
        let pairs: Vec<String> = resource
            .pairs
            .iter()
            .map(|(predicate, objects)| {
                let objects: Vec<String> = objects.iter().map(text).collect();
                format!("{} {}", verb(predicate), objects.join(", "))
            })
            .collect();
        writeln!(out, "{} {} .", text(&resource.subject), pairs.join(" ;\n    "))?;
    }
    Ok(())
}

fn verb(term: &Term) -> String {
    match term {
        Term::Name("rdf", name) if name == "type" => "a".to_owned(),
        term => text(term),
    }
}

/// Returns a term: a prefixed name where Turtle allows it, else a whole IRI.
fn text(term: &Term) -> String {
    match term {
        Term::Name(prefix, name) => {
            let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if plain { format!("{prefix}:{name}") } else { format!("<{}>", iri(prefix, name)) }
        }
        Term::Text(text) => quoted(text),
        Term::Typed(text, "boolean" | "integer") => text.clone(),
        Term::Typed(text, kind) => format!("{}^^xsd:{kind}", quoted(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_no_words_become_whole_iris() {
        assert_eq!(text(&Term::Name("d", "SAYS".into())), "d:SAYS");
        assert_eq!(text(&Term::Name("d", "two words".into())), "<urn:demarche:schema:two%20words>");
    }

    #[test]
    fn literals_have_their_type() {
        assert_eq!(text(&Term::Typed("0.5".into(), "double")), "\"0.5\"^^xsd:double");
        assert_eq!(text(&Term::Text("a \"b\"".into())), r#""a \"b\"""#);
    }
}
