//! `demarche diff`: what two graphs do not share.
//!
//! A node is known by its labels and its `id` (where it has none, by its name or text), a relationship by its type and
//! its ends.

use super::corpus;
use super::exit::{Exit, Outcome};
use super::terminal::{Terminal, printable};
use crate::export::{inline, main_label, title};
use crate::graph::{Graph, Node, Value};
use crate::query::Table;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Compare two graphs
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  demarche diff before.db after.db
  demarche diff --summary before.db after.db

Ends with status 0 where both hold the same, 1 where they differ.")]
pub(super) struct DiffArgs {
    /// The first graph
    #[arg(value_name = "A")]
    first: PathBuf,
    /// The second graph
    #[arg(value_name = "B")]
    second: PathBuf,
    /// Only count the differences
    #[arg(long)]
    summary: bool,
}

/// What is compared: captions and properties, by identity.
type Things = BTreeMap<String, (String, BTreeMap<String, Value>)>;

/// Runs the subcommand.
pub(super) fn run(args: &DiffArgs, terminal: &Terminal) -> Outcome {
    let first = corpus::load(&args.first, terminal)?;
    let second = corpus::load(&args.second, terminal)?;
    let mut out = terminal.results();
    let mut differ = false;
    for (noun, a, b) in
        [("nodes", nodes(&first), nodes(&second)), ("relationships", relationships(&first), relationships(&second))]
    {
        let lines = differences(&a, &b);
        let count = |mark: char| lines.iter().filter(|line| line.starts_with(mark)).count();
        differ |= !lines.is_empty();
        writeln!(out, "{noun}: {} only in A, {} only in B, {} changed", count('-'), count('+'), count('~'))?;
        if !args.summary {
            for line in &lines {
                let code = if line.starts_with('-') {
                    "31"
                } else if line.starts_with('+') {
                    "32"
                } else {
                    "33"
                };
                let line = printable(line);
                if terminal.color_results {
                    writeln!(out, "\x1b[{code}m{line}\x1b[0m")?;
                } else {
                    writeln!(out, "{line}")?;
                }
            }
        }
    }
    out.flush()?;
    Ok(if differ { Exit::Failed } else { Exit::Done })
}

fn nodes(graph: &Graph) -> Things {
    let mut things = Things::new();
    for node in graph.nodes() {
        let labels: Vec<&str> = node.labels().collect();
        let caption = format!("(:{} {:?})", main_label(node).unwrap_or_default(), title(node));
        let properties = node.properties().map(|(key, value)| (key.to_owned(), value.clone())).collect();
        insert(&mut things, format!("{}\u{0}{}", labels.join(":"), identity(node)), caption, properties);
    }
    things
}

fn relationships(graph: &Graph) -> Things {
    let mut things = Things::new();
    for relationship in graph.relationships() {
        let end = |id| graph.node(id).map(|node| (identity(node), title(node))).unwrap_or_default();
        let (start, end, kind) = (end(relationship.start()), end(relationship.end()), relationship.kind());
        let caption = format!("({})-[:{kind}]->({})", start.1, end.1);
        let properties = relationship.properties().map(|(key, value)| (key.to_owned(), value.clone())).collect();
        insert(&mut things, format!("{}\u{0}{kind}\u{0}{}", start.0, end.0), caption, properties);
    }
    things
}

/// Adds a thing; several of one identity are told apart by a number.
fn insert(things: &mut Things, key: String, caption: String, properties: BTreeMap<String, Value>) {
    let free = (0..).map(|number| format!("{key}\u{0}{number}")).find(|key| !things.contains_key(key));
    things.insert(free.unwrap_or(key), (caption, properties));
}

fn identity(node: Node<'_>) -> String {
    node.get("id").as_str().map_or_else(|| title(node), str::to_owned)
}

fn differences(a: &Things, b: &Things) -> Vec<String> {
    let mut lines = Vec::new();
    let table = Table::default();
    let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), |value| inline(value, &table));
    for (key, (caption, before)) in a {
        let Some((_, after)) = b.get(key) else {
            lines.push(format!("- {caption}"));
            continue;
        };
        let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
        let changes: Vec<String> = keys
            .filter(|key| before.get(*key) != after.get(*key))
            .map(|key| format!("{key}: {} → {}", shown(before.get(key)), shown(after.get(key))))
            .collect();
        if !changes.is_empty() {
            lines.push(format!("~ {caption} {}", changes.join("; ")));
        }
    }
    lines.extend(b.iter().filter(|(key, _)| !a.contains_key(*key)).map(|(_, (caption, _))| format!("+ {caption}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Properties;

    fn graph(names: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::new();
        for (id, name) in names {
            let properties = [("id", *id), ("name", *name)].map(|(k, v)| (k.to_owned(), v.into()));
            graph.add_node(["Actor"], Properties::from(properties));
        }
        graph
    }

    #[test]
    fn what_is_new_gone_or_changed_is_told() {
        let (a, b) = (graph(&[("1", "Peru"), ("2", "Chile")]), graph(&[("1", "Perú"), ("3", "Brazil")]));
        assert_eq!(
            differences(&nodes(&a), &nodes(&b)),
            [r#"~ (:Actor "Peru") name: "Peru" → "Perú""#, r#"- (:Actor "Chile")"#, r#"+ (:Actor "Brazil")"#]
        );
        assert!(differences(&nodes(&a), &nodes(&a)).is_empty());
    }
}
