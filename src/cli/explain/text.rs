//! An explanation for the terminal.

use super::finding::{Explanation, Mark};
use crate::cli::terminal::printable;
use crate::text::{Byte, Span};
use std::io::{self, Write};

const RESET: &str = "\x1b[0m";
const DIM: &str = "\x1b[2m";
const BOLD: &str = "\x1b[1m";

/// Writes each sentence and under it what was found; `trees` holds a drawing for each sentence, or none.
pub(super) fn write(
    explanation: &Explanation,
    trees: &[(Span<Byte>, String)],
    color: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let article = &explanation.article;
    let name = article.path.as_deref().or(article.title.as_deref()).unwrap_or(&article.id);
    let paint = |code: &str, text: &str| if color { format!("{code}{text}{RESET}") } else { text.to_owned() };
    writeln!(out, "{}", paint(BOLD, &format!("== {} ==", printable(name))))?;
    for sentence in &explanation.sentences {
        writeln!(out, "\n{}", marked(explanation, sentence.span, color))?;
        let drawing = trees.iter().filter(|(span, _)| span.overlaps(sentence.span));
        drawing.into_iter().try_for_each(|(_, drawing)| write!(out, "\n{drawing}\n"))?;
        for finding in &sentence.findings {
            let words = if finding.words.is_empty() { String::new() } else { format!(" from \"{}\"", finding.words) };
            let origin = format!("[{}{words}, {:.2}]", finding.by, finding.confidence);
            let kind = paint(BOLD, &finding.kind);
            writeln!(out, "  {kind} {} {}", printable(&finding.what), paint(DIM, &printable(&origin)))?;
        }
    }
    writeln!(out)
}

/// Returns a sentence on one line, with colours where asked for.
fn marked(explanation: &Explanation, span: Span<Byte>, color: bool) -> String {
    let text = explanation.article.text.as_str();
    let flat = |from: u32, to: u32| -> String {
        let piece = Span::<Byte>::new(from, to).of(text).replace(['\n', '\t'], " ");
        printable(&piece).into_owned()
    };
    let mut line = String::new();
    let mut at = span.start;
    for (mark, kind, _) in explanation.marks.iter().filter(|(mark, ..)| span.covers(*mark)) {
        let code = match kind {
            Mark::Actor => "\x1b[36m",
            Mark::Cue => "\x1b[32m",
            Mark::Trigger => "\x1b[1;33m",
        };
        line += &flat(at, mark.start);
        let words = flat(mark.start, mark.end);
        line += &if color { format!("{code}{words}{RESET}") } else { words };
        at = mark.end;
    }
    line + &flat(at, span.end)
}
