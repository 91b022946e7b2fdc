//! What rustyline asks while a line is edited: completion, hint, colours, and whether Enter ends the input.

use super::complete::{Candidate, Vocabulary, complete};
use super::highlight::highlight;
use super::lex::{Kind, lexemes, statements};
use super::{command, english};
use crate::query::{ParseStatus, parse_status};
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter, HistoryHinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper, Result};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is shown on an empty line.
const INVITATION: &str = "MATCH (a:Actor)-[:PROPOSES]->(p) RETURN a.name, p.text   (:help, Tab completes)";

/// The helper of the line editor.
pub struct LineHelper {
    /// The words that completion knows.
    pub vocabulary: Vocabulary,
    color: bool,
    history: HistoryHinter,
    inviting: bool,
    stop: Option<Arc<AtomicBool>>,
}

impl LineHelper {
    /// Makes a helper; without colour nothing is painted and nothing is hinted.
    pub fn new(vocabulary: Vocabulary, color: bool) -> Self {
        Self { vocabulary, color, history: HistoryHinter::new(), inviting: true, stop: None }
    }

    /// Turns a switch that stops queries off whenever Enter ends an input.
    ///
    /// Until then the editor reads Ctrl-C as a key, so that what was pressed before is for a query that has ended; what is
    /// pressed after it stops the query even where that has not begun yet.
    pub fn rearm(&mut self, stop: Arc<AtomicBool>) {
        self.stop = Some(stop);
    }

    /// Stops the invitation on empty lines, once the user has found the way.
    pub const fn stop_inviting(&mut self) {
        self.inviting = false;
    }
}

impl Helper for LineHelper {}

/// The rest of a line that the user may take over with the right arrow.
#[derive(Debug, PartialEq, Eq)]
pub struct Suggestion {
    shown: String,
    taken: bool,
}

impl Hint for Suggestion {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.taken.then_some(self.shown.as_str())
    }
}

impl Hinter for LineHelper {
    type Hint = Suggestion;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<Suggestion> {
        if !self.color || pos < line.len() {
            return None;
        }
        if line.is_empty() {
            return self.inviting.then(|| Suggestion { shown: INVITATION.to_owned(), taken: false });
        }
        if let Some(rest) = self.history.hint(line, pos, context).filter(|rest| !rest.contains('\n')) {
            return Some(Suggestion { shown: rest, taken: true });
        }
        self.only_way_on(line).map(|shown| Suggestion { shown, taken: true })
    }
}

impl LineHelper {
    /// Returns the rest of the word where it can become only one.
    fn only_way_on(&self, line: &str) -> Option<String> {
        let (start, candidates) = complete(line, line.len(), &self.vocabulary);
        let [Candidate { replacement, .. }] = candidates.as_slice() else { return None };
        let typed = line.get(start..).filter(|typed| !typed.is_empty())?;
        replacement.strip_prefix(typed).filter(|rest| !rest.is_empty()).map(str::to_owned)
    }
}

impl Completer for LineHelper {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _context: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        let (start, candidates) = complete(line, pos, &self.vocabulary);
        let pair = |c: Candidate| Pair { display: c.display, replacement: c.replacement };
        Ok((start, candidates.into_iter().map(pair).collect()))
    }
}

impl Highlighter for LineHelper {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        if self.color { Cow::Owned(highlight(line, pos)) } else { Cow::Borrowed(line) }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _default: bool) -> Cow<'b, str> {
        if self.color { Cow::Owned(format!("\x1b[1;34m{prompt}\x1b[0m")) } else { Cow::Borrowed(prompt) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\x1b[2m{hint}\x1b[0m"))
    }

    fn highlight_char(&self, _line: &str, _pos: usize, kind: CmdKind) -> bool {
        self.color && kind != CmdKind::ForcedRefresh
    }
}

impl Validator for LineHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        let done = is_finished(context.input());
        if let Some(stop) = self.stop.as_ref().filter(|_| done) {
            stop.store(false, Ordering::Relaxed);
        }
        Ok(if done { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

/// Tells whether Enter ends the input: the parser knows whether more must follow.
///
/// A wrong query ends too, so that its error shows at once; an empty line ends whatever was begun.
pub fn is_finished(input: &str) -> bool {
    let trimmed = input.trim();
    if trimmed.is_empty() || trimmed.starts_with(':') || command::plain_word(trimmed).is_some() {
        return true;
    }
    if input.ends_with("\n\n") || input.ends_with("\n") && trimmed.ends_with(';') {
        return true;
    }
    if english::answer(trimmed).is_some() {
        return true;
    }
    match statements(input).last() {
        Some((last, false)) => match parse_status(last) {
            ParseStatus::Complete => gives_something(last),
            ParseStatus::Incomplete => false,
            ParseStatus::Error(_) => true,
        },
        _ => true,
    }
}

/// Tells whether a query returns or changes something: without that, more must follow.
fn gives_something(query: &str) -> bool {
    const ENDS: [&str; 8] = ["RETURN", "CREATE", "MERGE", "DELETE", "SET", "REMOVE", "FOREACH", "CALL"];
    let found = lexemes(query);
    let words = found.iter().filter(|lexeme| lexeme.kind == Kind::Word);
    words.into_iter().any(|word| ENDS.iter().any(|end| end.eq_ignore_ascii_case(word.text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parser_decides_whether_a_line_goes_on() {
        for open in ["MATCH (n)", "MATCH (n) WHERE n.x = 1", "MATCH (n) RETURN", "RETURN 'a", "RETURN 1; MATCH (a"] {
            assert!(!is_finished(open), "{open}");
        }
        for done in
            ["", "  ", ":help", "quit", "MATCH (n) RETURN n", "RETURN )", "MATCH (n\n\n", "MATCH (n);", "who said so"]
        {
            assert!(is_finished(done), "{done:?}");
        }
    }
}
