//! Graphviz: one cluster for each article, a colour and a shape for each label.
//!
//! What an article reports stands in its cluster, so that the many `REPORTED_IN` relationships need no arrows; one is
//! drawn only where it leaves the cluster. The full text of a node is its tooltip.
//!
//! Columns of more than a hundred nodes are a strip several screens tall; without articles to draw frames around, so many
//! are laid out by their springs (`sfdp`). Arrows of the frame (`AGENT`, `SAYS` …) bear no words where there are many.

use super::Selection;
use super::caption::{color, is_frame, look, main_label, title};
use super::value::{property_text, shortened};
use crate::graph::{Node, NodeId, Value};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How much of a text a node shows.
const TEXT_CHARS: usize = 90;
/// How long a line inside a node gets.
const LINE_CHARS: usize = 26;

/// How many nodes are laid out in columns.
const COLUMN_NODES: usize = 100;
/// How many relationships there may be for those of the frame to bear words.
const FRAME_LABELS: usize = 60;

/// Writes the part as a `digraph`.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph demarche {{")?;
    let springs = part.nodes().count() > COLUMN_NODES && !part.nodes().any(|node| node.has_label("Article"));
    let layout = if springs {
        "layout=sfdp, overlap=prism, outputorder=edgesfirst"
    } else {
        "rankdir=LR, newrank=true, nodesep=0.25, ranksep=0.9"
    };
    writeln!(out, "  graph [{layout}, fontname=\"Helvetica\", fontsize=11];")?;
    writeln!(out, "  node [fontname=\"Helvetica\", fontsize=10, style=\"filled,rounded\", margin=\"0.12,0.06\"];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=8, arrowsize=0.7];")?;
    let homes = homes(part);
    for article in part.nodes().filter(|node| node.has_label("Article")) {
        writeln!(out, "  subgraph cluster_{} {{", article.id().0)?;
        writeln!(out, "    label={}; color=\"#cccccc\"; fontcolor=\"#555555\";", quoted(&heading(article)))?;
        node_line(article, "    ", out)?;
        for node in part.nodes().filter(|node| homes.get(&node.id()) == Some(&article.id())) {
            node_line(node, "    ", out)?;
        }
        writeln!(out, "  }}")?;
    }
    for node in part.nodes().filter(|node| !node.has_label("Article") && !homes.contains_key(&node.id())) {
        node_line(node, "  ", out)?;
    }
    let frame_labels = part.relationships().count() <= FRAME_LABELS;
    for relationship in part.relationships() {
        let (start, end, kind) = (relationship.start(), relationship.end(), relationship.kind());
        if kind == "REPORTED_IN" && homes.get(&start) == Some(&end) {
            continue;
        }
        let style = if is_frame(kind) { ", style=dashed, penwidth=0.7" } else { "" };
        let color = color(kind);
        let text = caption(kind, relationship.get("kind"), relationship.get("negated"));
        let words = if frame_labels || !is_frame(kind) { "label" } else { "tooltip" };
        let text = quoted(&text);
        writeln!(
            out,
            "  n{} -> n{} [{words}={text}, color=\"{color}\", fontcolor=\"{color}\"{style}];",
            start.0, end.0
        )?;
    }
    writeln!(out, "}}")
}

/// Returns the article in whose cluster each content stands: the first that reports it.
fn homes(part: &Selection<'_>) -> BTreeMap<NodeId, NodeId> {
    let mut homes = BTreeMap::new();
    for relationship in part.relationships().filter(|r| r.kind() == "REPORTED_IN") {
        homes.entry(relationship.start()).or_insert_with(|| relationship.end());
    }
    homes
}

fn heading(article: Node<'_>) -> String {
    let day = property_text(article.get("published"));
    let title = shortened(&title(article), 70);
    if day.is_empty() { title } else { format!("{day}  {title}") }
}

/// Returns the words on an arrow: the type, the kind of a condition, and "no" where it is said not to hold.
pub(super) fn caption(kind: &str, condition: &Value, negated: &Value) -> String {
    let no = if *negated == Value::Boolean(true) { "no " } else { "" };
    match condition.as_str() {
        Some(condition) => format!("{kind} {no}{condition}"),
        None => format!("{no}{kind}"),
    }
}

fn node_line(node: Node<'_>, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let look = look(node);
    let text = title(node);
    let label = wrapped(&shortened(&text, TEXT_CHARS), LINE_CHARS);
    let tooltip = match main_label(node) {
        Some(label) => format!("{label}: {text}"),
        None => text,
    };
    writeln!(
        out,
        "{indent}n{} [label={}, shape={}, fillcolor=\"{}\", color=\"{}\", tooltip={}];",
        node.id().0,
        quoted(&label),
        look.shape,
        look.fill,
        look.line,
        quoted(&tooltip)
    )
}

/// Breaks a text into lines of about so many characters.
pub(super) fn wrapped(text: &str, chars: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= chars => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// Returns a string of the DOT language.
fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            c if c.is_control() => literal.push(' '),
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
    fn lines_break_at_words() {
        assert_eq!(wrapped("to suspend nuclear tests this year", 12), "to suspend\nnuclear\ntests this\nyear");
    }

    #[test]
    fn quotes_backslashes_and_line_ends_are_escaped() {
        assert_eq!(quoted("a \"b\" \\ c\nd\u{7}"), r#""a \"b\" \\ c\nd ""#);
    }

    #[test]
    fn an_arrow_tells_the_kind_of_condition() {
        assert_eq!(caption("CONDITIONS_ON", &"if".into(), &Value::Boolean(true)), "CONDITIONS_ON no if");
        assert_eq!(caption("SAYS", &Value::Null, &Value::Null), "SAYS");
    }
}
