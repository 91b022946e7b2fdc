//! `demarche run`: a script of many questions, their rows one after the other.

use super::exit::{Exit, Outcome};
use super::session::{Session, SessionArgs};
use super::terminal::Terminal;
use crate::repl::statements;
use crate::text::Lines;
use std::io::{Read, Write};
use std::path::PathBuf;

/// The arguments of `demarche run`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche run news.db data/queries/1-offers.cypher
  demarche run news.db - < questions.cypher

Statements end with a semicolon. A comment `// name: offers` before a statement gives it a heading. The first
statement that fails stops the script, unless --keep-going.")]
pub(super) struct RunArgs {
    #[command(flatten)]
    session: SessionArgs,
    /// Scripts in openCypher, or `-` for standard input
    #[arg(required = true, value_name = "SCRIPT")]
    scripts: Vec<PathBuf>,
    /// Go on after a statement that fails
    #[arg(short, long)]
    keep_going: bool,
}

/// Returns what a comment `// name: …` above a statement calls it.
fn name_of(statement: &str) -> Option<&str> {
    let comments = statement.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with("//"));
    comments.filter_map(|line| line.trim_start_matches('/').trim().strip_prefix("name:").map(str::trim)).last()
}

/// Runs the scripts.
pub(super) fn run(args: &RunArgs, terminal: &Terminal) -> Outcome {
    let mut session = Session::open(&args.session, terminal)?;
    let mut out = terminal.results();
    let mut exit = Exit::Done;
    for path in &args.scripts {
        let shown = path.display().to_string();
        let mut script = String::new();
        let read = if path.as_os_str() == "-" {
            std::io::stdin().read_to_string(&mut script)
        } else {
            std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut script))
        };
        read.map_err(|source| crate::Error::Io { path: shown.clone(), source })?;
        for statement in statements(&script) {
            match session.answer(statement)? {
                Ok(table) => {
                    if let (Some(name), true) = (name_of(statement), session.is_for_people()) {
                        writeln!(out, "{name}")?;
                    }
                    session.show(&table, terminal, &mut out)?;
                    if session.is_for_people() {
                        writeln!(out)?;
                    }
                }
                Err(error) => {
                    out.flush()?;
                    // Statements are parts of the script.
                    let start = statement.as_ptr().addr().saturating_sub(script.as_ptr().addr());
                    let (line, _) = Lines::new(&script).position(start);
                    terminal.error(format_args!("{shown}: the statement from line {line} on failed"));
                    terminal.plain(error.render(statement).trim_end());
                    exit = Exit::Failed;
                    if !args.keep_going {
                        return Ok(exit);
                    }
                }
            }
        }
    }
    out.flush()?;
    Ok(exit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comment_right_above_names_a_statement() {
        assert_eq!(name_of("// About offers.\n\n// name: offers\nMATCH (n) // name: no\nRETURN n"), Some("offers"));
        assert_eq!(name_of("RETURN 1"), None);
    }
}
