//! `demarche query`: one question, its rows.

use super::exit::{Exit, Outcome};
use super::session::{Session, SessionArgs};
use super::terminal::Terminal;
use std::io::{Read, Write};

/// The arguments of `demarche query`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche query news.db 'MATCH (a:Actor)-[:REJECTS]->(p) RETURN a.name, p.text'
  demarche query news.db --format csv 'MATCH (c:Country) RETURN c.name ORDER BY c.name'
  demarche query news.db -p name=Norland 'MATCH (a {name: $name})-[:SAYS]->(s) RETURN s.text'
  demarche query news.db - < question.cypher")]
pub(super) struct QueryArgs {
    #[command(flatten)]
    session: SessionArgs,
    /// The question in openCypher, or `-` to read it from standard input
    #[arg(value_name = "QUERY")]
    query: String,
}

/// Answers the question.
pub(super) fn run(args: &QueryArgs, terminal: &Terminal) -> Outcome {
    let mut text = args.query.clone();
    if text == "-" {
        text.clear();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|source| crate::Error::Io { path: "standard input".to_owned(), source })?;
    }
    let text = text.trim().trim_end_matches(';');
    let mut session = Session::open(&args.session, terminal)?;
    let mut out = terminal.results();
    let style = session.style_for(terminal);
    let answered = session.answer(text, &style, &mut out)?;
    out.flush()?;
    match answered {
        Ok(answer) => {
            Session::tell_changes(&answer, terminal);
            session.tell_unknown(text, &answer, terminal);
            Ok(Exit::Done)
        }
        Err(error) => {
            terminal.failed_query(&error.render(text));
            Ok(Exit::Failed)
        }
    }
}
