//! The shell: lines in, answers out.
//!
//! Input: what a user types, or a script on standard input. Output: tables, pictures as text, remarks. [`Session`] holds
//! the open graph and answers one input at a time without knowing where it came from; [`LineHelper`] is what the line
//! editor asks while a line is typed ([`complete`], [`highlight`], whether Enter ends the input). The loop around them,
//! the history file and the terminal belong to `cli::shell`.

mod actions;
mod answer;
mod command;
mod complete;
mod english;
mod evidence;
mod helper;
mod highlight;
mod lex;
mod overview;
mod portrait;
mod prose;
mod session;
mod sketch;

pub use complete::{Candidate, Vocabulary, complete};
pub use helper::{LineHelper, is_finished};
pub use highlight::{highlight, paint_error};
pub use overview::overview;
pub use session::{Adder, Flow, Session, Settings, unknown_names};

/// Splits a script into its statements, without semicolons; what holds only comments is left out.
pub fn statements(script: &str) -> Vec<&str> {
    lex::statements(script).into_iter().map(|(statement, _)| statement.trim()).collect()
}
