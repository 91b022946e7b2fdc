//! Explanations as one page that needs no other file.

use super::finding::{Explanation, Finding, Mark};
use crate::text::{Byte, Span};
use std::io::{self, Write};

const HEAD: &str = include_str!("head.html");

/// Writes the page.
pub(super) fn write(explanations: &[Explanation], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", HEAD.trim_end())?;
    for explanation in explanations {
        let article = &explanation.article;
        let name = article.title.as_deref().or(article.path.as_deref()).unwrap_or(&article.id);
        writeln!(out, "<article>\n<h1>{}</h1>", escaped(name))?;
        for sentence in &explanation.sentences {
            writeln!(out, "<section>\n<p>{}</p>", marked(explanation, sentence.span))?;
            if !sentence.findings.is_empty() {
                writeln!(out, "<ul>")?;
                sentence.findings.iter().try_for_each(|finding| writeln!(out, "{}", item(finding)))?;
                writeln!(out, "</ul>")?;
            }
            writeln!(out, "</section>")?;
        }
        writeln!(out, "</article>")?;
    }
    writeln!(out, "</html>")
}

fn item(finding: &Finding) -> String {
    let words = match finding.words.as_str() {
        "" => String::new(),
        words => format!(" from “{}”", escaped(words)),
    };
    format!(
        "<li><b>{}</b> {} <small>{}{words}, {:.2}</small></li>",
        escaped(&finding.kind),
        escaped(&finding.what),
        escaped(&finding.by),
        finding.confidence
    )
}

/// Returns a sentence with its actors, cues and triggers marked.
fn marked(explanation: &Explanation, span: Span<Byte>) -> String {
    let text = explanation.article.text.as_str();
    let piece = |from: u32, to: u32| escaped(Span::<Byte>::new(from, to).of(text));
    let mut line = String::new();
    let mut at = span.start;
    for (mark, kind, tells) in explanation.marks.iter().filter(|(mark, ..)| span.covers(*mark)) {
        let class = match kind {
            Mark::Actor => "actor",
            Mark::Cue => "cue",
            Mark::Trigger => "trigger",
        };
        line += &piece(at, mark.start);
        let words = piece(mark.start, mark.end);
        line += &format!("<mark class=\"{class}\" title=\"{}\">{words}</mark>", escaped(tells));
        at = mark.end;
    }
    line + &piece(at, span.end)
}

/// Makes a text safe inside elements and attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_can_smuggle_no_markup_into_the_page() {
        assert_eq!(escaped("<i a='b'>\"&\x1b"), "&lt;i a=&#39;b&#39;&gt;&quot;&amp;\u{FFFD}");
    }
}
