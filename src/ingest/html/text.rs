//! The text of a tree, in paragraphs.

use dom_query::NodeRef;

/// Elements whose text is none of the article's.
const HIDDEN: &[&str] = &[
    "audio",
    "button",
    "canvas",
    "figcaption",
    "form",
    "head",
    "iframe",
    "input",
    "math",
    "nav",
    "noscript",
    "object",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
];

/// Elements that stand in a line of text.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    // NITF's, which mark names and figures.
    "alt-code",
    "chron",
    "city",
    "classifier",
    "copyrite",
    "country",
    "event",
    "frac",
    "function",
    "lang",
    "location",
    "money",
    "name.given",
    "name.family",
    "num",
    "object.title",
    "org",
    "person",
    "postaddr",
    "pronounce",
    "region",
    "state",
    "sublocation",
    "virtloc",
];

/// Which text is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    All,
    /// That of links alone.
    Links,
}

/// Text as it grows: white space is collapsed, paragraphs are parted by blank lines.
#[derive(Default)]
struct Paragraphs {
    text: String,
    space: bool,
}

impl Paragraphs {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                // Marks that say where a word may break, and nothing else.
                '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => {}
                c if c.is_whitespace() || c == '\0' => self.space = true,
                c => {
                    if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                        self.text.push(' ');
                    }
                    self.space = false;
                    self.text.push(c);
                }
            }
        }
    }

    fn end_line(&mut self) {
        self.space = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn end_paragraph(&mut self) {
        self.end_line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

/// Returns the text below a node.
///
/// The tree is walked without recursion, since its depth is the page's.
pub(super) fn paragraphs(root: &NodeRef<'_>, part: Part) -> String {
    let mut out = Paragraphs::default();
    let mut links = 0_usize;
    let mut next = root.first_child();
    while let Some(node) = next {
        let name = node.node_name();
        let name = name.as_deref().unwrap_or_default();
        let hidden = HIDDEN.contains(&name);
        if node.is_text() {
            if part == Part::All || links > 0 {
                out.push(&node.text());
            }
        } else if name == "br" {
            out.end_line();
        } else if matches!(name, "td" | "th") {
            out.space = true;
        } else if node.is_element() && !INLINE.contains(&name) {
            out.end_paragraph();
        }
        links += usize::from(name == "a");
        if let Some(child) = node.first_child().filter(|_| !hidden) {
            next = Some(child);
            continue;
        }
        // Leave the node, and all above it that it was the last of.
        let mut left = node;
        next = loop {
            let name = left.node_name();
            let name = name.as_deref().unwrap_or_default();
            links -= usize::from(name == "a");
            if left.is_element() && !INLINE.contains(&name) && !matches!(name, "br" | "td" | "th") {
                out.end_paragraph();
            }
            if let Some(sibling) = left.next_sibling() {
                break Some(sibling);
            }
            match left.parent() {
                Some(parent) if parent.id != root.id => left = parent,
                _ => break None,
            }
        };
    }
    out.text.trim().to_owned()
}
