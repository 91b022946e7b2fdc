//! A Mermaid flowchart, for Markdown pages.

use super::Selection;
use super::caption::{is_frame, look, main_label, title};
use super::dot::{caption, wrapped};
use super::value::shortened;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes the part as a flowchart from left to right.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    let mut classes = BTreeMap::new();
    for node in part.nodes() {
        let look = look(node);
        let (open, close) = look.mermaid;
        let class = class_name(main_label(node).unwrap_or_default());
        let text = escaped(&wrapped(&shortened(&title(node), 90), 30));
        writeln!(out, "  n{}{open}\"{text}\"{close}:::{class}", node.id().0)?;
        classes.insert(class, look);
    }
    for relationship in part.relationships() {
        let arrow = if is_frame(relationship.kind()) { "-.->" } else { "-->" };
        let text = caption(relationship.kind(), relationship.get("kind"), relationship.get("negated"));
        let (start, end) = (relationship.start().0, relationship.end().0);
        writeln!(out, "  n{start} {arrow}|\"{}\"| n{end}", escaped(&text))?;
    }
    for (class, look) in classes {
        writeln!(out, "  classDef {class} fill:{},stroke:{},color:#222222", look.fill, look.line)?;
    }
    Ok(())
}

/// Returns a word that Mermaid takes as the name of a class: `class_` keeps it apart from Mermaid's own words.
fn class_name(label: &str) -> String {
    let word: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("class_{word}")
}

/// Escapes a text inside quotation marks: Mermaid knows entity codes with `#` for `&`.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => safe.push_str("#quot;"),
            '#' => safe.push_str("#35;"),
            '<' => safe.push_str("#lt;"),
            '>' => safe.push_str("#gt;"),
            '`' => safe.push_str("#96;"),
            '\n' => safe.push_str("<br>"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_and_markup_are_escaped() {
        assert_eq!(super::escaped("a \"b\" <c>\nd #1"), "a #quot;b#quot; #lt;c#gt;<br>d #35;1");
    }
}
