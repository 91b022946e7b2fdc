//! RDF as N-Quads: what an article shows stands in the graph that is named after it, the rest in the default graph.

use super::Selection;
use super::rdf::{PREFIXES, Term, iri, quoted, resources};
use std::io::{self, Write};

/// Writes the part, one statement a line.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    for resource in resources(part) {
        let subject = text(&resource.subject);
        let graph = resource.source.as_ref().map(|article| format!("{} ", text(article))).unwrap_or_default();
        for (predicate, objects) in &resource.pairs {
            let predicate = text(predicate);
            for object in objects {
                writeln!(out, "{subject} {predicate} {} {graph}.", text(object))?;
            }
        }
    }
    Ok(())
}

fn text(term: &Term) -> String {
    match term {
        Term::Name(prefix, name) => format!("<{}>", iri(prefix, name)),
        Term::Text(text) => quoted(text),
        Term::Typed(text, kind) => {
            let (_, namespace) = PREFIXES[PREFIXES.len() - 1];
            format!("{}^^<{namespace}{kind}>", quoted(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_written_whole() {
        assert_eq!(text(&Term::Name("n", "7".into())), "<urn:demarche:node:7>");
        assert_eq!(text(&Term::Typed("7".into(), "integer")), "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>");
    }
}
