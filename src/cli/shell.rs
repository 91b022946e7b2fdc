//! `demarche shell`: the loop around a session, with line editor, history and pager, or a script on standard input.

use super::corpus;
use super::exit::{Exit, Failure, Outcome};
use super::input::InputArgs;
use super::limits::LimitArgs;
use super::pager::Screen;
use super::terminal::Terminal;
use crate::graph::Graph;
use crate::repl::{Flow, LineHelper, Session, Settings, Vocabulary, is_finished};
use crate::store::Store;
use rustyline::config::{BellStyle, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Config, Editor};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// How many inputs the history keeps.
const HISTORY: usize = 5_000;

/// Ask a graph questions, one after the other
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  demarche shell news.db
  demarche shell                # an empty graph in memory, to try things out
  echo 'MATCH (a:Actor) RETURN a.name;' | demarche shell news.db")]
pub(super) struct ShellArgs {
    /// The graph to open; without it an empty one in memory
    #[arg(value_name = "FILE", default_value = ":memory:", hide_default_value = true)]
    graph: PathBuf,
    /// Never pipe long answers through a pager
    #[arg(long)]
    no_pager: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Runs the subcommand.
pub(super) fn run(args: &ShellArgs, terminal: &Terminal) -> Outcome {
    let typed = io::stdin().is_terminal() && io::stdout().is_terminal();
    let settings = Settings { color: terminal.color_results, width: super::terminal::width(), interactive: typed };
    let mut session = if args.graph.as_os_str() == ":memory:" {
        Session::on(Graph::new(), settings)
    } else {
        let graph = corpus::load(&args.graph, terminal)?;
        let mut session = Session::of_store(graph, Store::open(&args.graph)?, settings);
        let terminal = *terminal;
        session.add_with(Box::new(move |graph, paths| add(graph, paths, &terminal)));
        session
    };
    session.bound(args.limits.limits()?);
    if typed { converse(session, terminal, settings.color, !args.no_pager) } else { follow_script(session, terminal) }
}

/// Adds articles as `demarche add` does; gives the graph with them.
fn add(path: &Path, paths: &[PathBuf], terminal: &Terminal) -> Result<Graph, String> {
    let args = InputArgs::default();
    let added = || -> Result<Graph, Failure> {
        let store = Store::open_for_writing(path)?;
        corpus::ensure_joined(&store, false, args.threads(), terminal)?;
        corpus::read_into(&store, paths, &args, terminal)?;
        store.set_meta("building", 0)?;
        Ok(store.load()?)
    };
    added().map_err(|failure| failure.to_string())
}

/// Answers what a person types.
fn converse(mut session: Session, terminal: &Terminal, color: bool, paging: bool) -> Outcome {
    let config = Config::builder()
        .max_history_size(HISTORY)
        .and_then(|config| config.history_ignore_dups(true))
        .map_err(unusable)?
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .bell_style(BellStyle::None)
        .auto_add_history(false)
        .build();
    let mut editor: Editor<LineHelper, DefaultHistory> = Editor::with_config(config).map_err(unusable)?;
    let mut helper = LineHelper::new(Vocabulary::default(), color);
    helper.rearm(session.stop_switch());
    editor.set_helper(Some(helper));
    let history = history_file();
    if let Some(file) = &history {
        // No history yet is no failure.
        let _ = editor.load_history(file);
    }
    let stop = session.stop_switch();
    // While a line is typed the editor takes Ctrl-C itself; at any other time it stops the query at hand.
    if let Err(error) = ctrlc::set_handler(move || stop.store(true, Ordering::Relaxed)) {
        terminal.detail(format!("Ctrl-C will end the shell: {error}"));
    }
    terminal.remark(session.greeting());
    loop {
        if let (Some(words), Some(helper)) = (session.fresh_vocabulary(), editor.helper_mut()) {
            helper.vocabulary = words;
        }
        session.set_width(super::terminal::width());
        let input = match editor.readline("demarche> ") {
            Ok(input) => input,
            // Ctrl-C drops the line, Ctrl-D leaves.
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(unusable(error)),
        };
        if input.trim().is_empty() {
            continue;
        }
        let _ = editor.add_history_entry(input.trim_end());
        if let Some(file) = &history {
            keep_history(&mut editor, file, terminal);
        }
        if let Some(helper) = editor.helper_mut() {
            helper.stop_inviting();
        }
        let height = super::terminal::height().filter(|_| paging);
        let mut screen = Screen::new(height, session.stop_switch());
        let flow = session.handle(&input, &mut screen)?;
        screen.finish()?;
        if flow == Flow::Quit {
            break;
        }
    }
    Ok(Exit::Done)
}

fn unusable(error: ReadlineError) -> Failure {
    match error {
        ReadlineError::Io(error) => Failure::Output(error),
        other => Failure::Output(io::Error::other(other)),
    }
}

/// Answers a script: an input ends with a semicolon, at an empty line, before a `:command`, or at the end.
///
/// Like other shells it goes on after an error and tells of it by the exit code.
fn follow_script(mut session: Session, terminal: &Terminal) -> Outcome {
    let mut out = terminal.results();
    let mut failed = false;
    let mut pending = String::new();
    let mut lines = io::stdin().lock().lines();
    loop {
        let line = lines
            .next()
            .transpose()
            .map_err(|error| crate::Error::Io { path: "standard input".into(), source: error })?;
        let ends_here = match &line {
            None => true,
            Some(line) => line.trim().is_empty() && is_finished(&pending) || line.trim_start().starts_with(':'),
        };
        if ends_here && !pending.trim().is_empty() {
            match session.handle(&std::mem::take(&mut pending), &mut out)? {
                Flow::Quit => break,
                flow => failed |= flow == Flow::Failed,
            }
        }
        let Some(line) = line else { break };
        pending.push_str(&line);
        pending.push('\n');
        let whole = line.trim_end().ends_with(';') || line.trim_start().starts_with(':') || is_plain(&pending);
        if whole && is_finished(&pending) {
            let flow = session.handle(&std::mem::take(&mut pending), &mut out)?;
            // Whoever drives the shell through pipes waits for the answer.
            out.flush()?;
            match flow {
                Flow::Quit => break,
                flow => failed |= flow == Flow::Failed,
            }
        }
    }
    out.flush()?;
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

/// Tells whether a lone word is a command of its own.
fn is_plain(pending: &str) -> bool {
    matches!(pending.trim().to_ascii_lowercase().as_str(), "help" | "?" | "exit" | "quit")
}

fn keep_history(editor: &mut Editor<LineHelper, DefaultHistory>, file: &Path, terminal: &Terminal) {
    let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
    if let Err(error) = folder.map_err(ReadlineError::from).and_then(|()| editor.save_history(file)) {
        terminal.detail(format!("the history could not be kept in {}: {error}", file.display()));
    }
}

/// Returns where the history is kept: in the user's data directory, or where `DEMARCHE_HISTORY` says.
fn history_file() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(file) = set("DEMARCHE_HISTORY") {
        return Some(file);
    }
    let folder = if cfg!(windows) {
        set("APPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    folder.map(|folder| folder.join("demarche").join("history"))
}
