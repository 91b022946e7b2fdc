//! Plain English typed where a query is expected: an example query instead of a syntax error.

use crate::graph::{Graph, Node, Value};

/// Words of a question, and a query that answers its like.
const EXAMPLES: &[(&[&str], &str)] = &[
    (&["accus", "blam"], "MATCH (x:Actor)-[:ACCUSES]->(y:Actor) RETURN x.name, y.name"),
    (
        &["reject", "refus", "turn down"],
        "MATCH (x:Actor)-[:REJECTS]->(p)<-[:PROPOSES]-(y:Actor) RETURN x.name, y.name, p.text",
    ),
    (
        &["condition", "depend", "unless"],
        "MATCH (a:Actor)-[:PROPOSES]->(p)-[:CONDITIONS_ON]->(c) RETURN a.name, p.text, c.text",
    ),
    (&["deny", "denie", "denial"], "MATCH (x:Actor)-[:DENIES]->(c) RETURN x.name, c.text"),
    (&["threat"], "MATCH (x:Actor)-[:THREATENS]->(e) RETURN x.name, e.text"),
    (&["demand", "want", "ask"], "MATCH (x:Actor)-[:DEMANDS]->(e) RETURN x.name, e.text"),
    (&["meet", "met", "talk"], "MATCH (x:Actor)-[:CONSULTS]->(y:Actor) RETURN x.name, y.name"),
    (&["say", "said", "quote", "statement"], "MATCH (a:Actor)-[:SAYS]->(s:Statement) RETURN a.name, s.text LIMIT 10"),
    (&["offer", "propos", "suggest"], "MATCH (a:Actor)-[:PROPOSES]->(p) RETURN a.name, p.text"),
    (&["article", "news", "report"], "MATCH (a:Article) RETURN a.published, a.title ORDER BY a.published"),
    (
        &["who", "actor", "country", "people", "person"],
        "MATCH (a:Actor) RETURN a.name, a.kind ORDER BY a.name LIMIT 20",
    ),
];

/// Words with which questions and wishes begin, and no query does.
const OPENERS: &[&str] = &[
    "who", "what", "when", "where", "why", "how", "which", "whose", "is", "are", "did", "does", "do", "has", "have",
    "can", "could", "show", "list", "tell", "give", "find", "please", "hello", "hi", "i", "the", "get",
];

/// The words that a statement in SQL begins with, and one that follows in it.
const SQL: &[(&str, &str)] = &[("select", "from"), ("insert", "into"), ("update", "set"), ("drop", "table")];

/// What to read next.
const FURTHER: &str = "`:schema` shows what there is to ask about, `:help` what else I understand.";

/// Returns a friendly answer where the input looks like English, or like SQL, rather than a query.
pub(super) fn answer(input: &str) -> Option<String> {
    let mut words = input.split_whitespace().map(str::to_lowercase);
    let first = words.next()?;
    if SQL.iter().any(|(begins, follows)| *begins == first && words.clone().any(|word| word == *follows)) {
        return Some(format!(
            "That reads like SQL. I answer openCypher; try this:\n\n  MATCH (a:Actor) RETURN a.name LIMIT 10;\n\n{FURTHER}\n"
        ));
    }
    let lower = input.trim().to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?;
    let words = lower.split_whitespace().count();
    let is_question = OPENERS.contains(&first) || (lower.ends_with('?') && !lower.contains('('));
    if !is_question || lower.contains("(:") || lower.contains("->") {
        return None;
    }
    let (_, query) = EXAMPLES
        .iter()
        .find(|(stems, _)| stems.iter().any(|stem| has_stem(&lower, stem)))
        .or_else(|| EXAMPLES.last())?;
    let opening = if words > 1 {
        "That reads like English. I answer openCypher; try this:"
    } else {
        "I answer openCypher queries; try this:"
    };
    Some(format!("{opening}\n\n  {query};\n\n{FURTHER}\n"))
}

/// Returns a friendly answer where the input is the name of an actor and nothing else.
pub(super) fn about(input: &str, graph: &Graph) -> Option<String> {
    let name = input.trim().trim_end_matches([';', '?', '.']).trim_matches(['"', '\'']).to_lowercase();
    let called = |node: &Node<'_>| match node.get("aliases") {
        Value::List(names) => names.iter().filter_map(Value::as_str).any(|alias| alias.to_lowercase() == name),
        _ => false,
    };
    let actors = || graph.nodes_with_label("Actor");
    let is_name = |node: &Node<'_>| node.get("name").as_str().is_some_and(|own| own.to_lowercase() == name);
    let actor = actors().find(is_name).or_else(|| actors().find(called))?;
    let literal = actor.get("name").as_str()?.replace('\\', "\\\\").replace('\'', "\\'");
    Some(format!(
        "That is an actor. Ask what it does, for example:\n\n  \
         MATCH (a:Actor {{name: '{literal}'}})-[r]->(x) RETURN r LIMIT 20;\n\n{FURTHER}\n"
    ))
}

fn has_stem(text: &str, stem: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(stem))
        || (stem.contains(' ') && text.contains(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_gets_a_query_about_its_matter() {
        let text = answer("Who rejected the offer?").unwrap_or_default();
        assert!(text.contains("[:REJECTS]"), "{text}");
        assert!(answer("what is Lima's condition for talks").is_some_and(|text| text.contains("CONDITIONS_ON")));
    }

    #[test]
    fn queries_are_left_to_the_parser() {
        for query in ["MATCH (n) RETURN n", "retrun 1", "RETURN 'who?'", "FIND (n:Actor)-->(m)"] {
            assert_eq!(answer(query), None, "{query}");
        }
    }

    #[test]
    fn every_example_is_a_query() {
        for (_, query) in EXAMPLES {
            assert_eq!(crate::query::parse_status(query), crate::query::ParseStatus::Complete, "{query}");
        }
    }
}
