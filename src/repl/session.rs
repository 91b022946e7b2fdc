//! The open graph and what was asked of it: one input in, its answer out.

use super::answer::Answered;
use super::command::{self, Action};
use super::complete::Vocabulary;
use super::lex::{names_after_colons, statements};
use super::{actions, overview, prose};
use crate::Error;
use crate::export::{ExportError, Format, TableFormat};
use crate::graph::{Graph, Properties};
use crate::query::{ErrorDetail, Limits, QueryError};
use crate::store::Store;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many rows people are shown at once.
const ROWS_SHOWN: usize = 100;

/// How a session talks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Whether answers are coloured.
    pub color: bool,
    /// The terminal's width, where answers go to one.
    pub width: Option<usize>,
    /// Whether a person types: then answers carry remarks.
    pub interactive: bool,
}

/// What to do after an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Ask for the next; the input was answered.
    Done,
    /// Ask for the next; the input failed and it was said why.
    Failed,
    /// Leave the shell.
    Quit,
}

/// How answers are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Rows(TableFormat),
    Picture(Format),
    /// A drawing in text.
    Sketch,
}

impl Mode {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Rows(format) => format.name(),
            Self::Picture(format) => format.name(),
            Self::Sketch => "graph",
        }
    }
}

/// Adds articles to the graph in a file; gives the graph with them, or says what failed.
pub type Adder = Box<dyn FnMut(&Path, &[PathBuf]) -> Result<Graph, String>>;

/// A shell session on one graph.
pub struct Session {
    pub(super) graph: Graph,
    pub(super) queries: crate::query::Session,
    pub(super) store: Option<Store>,
    /// The state of the file that the graph was read from.
    pub(super) read: i64,
    pub(super) path: PathBuf,
    pub(super) settings: Settings,
    pub(super) mode: Mode,
    pub(super) timer: bool,
    pub(super) parameters: Properties,
    pub(super) last: Option<Answered>,
    pub(super) stale: bool,
    pub(super) changed: bool,
    pub(super) rows_shown: usize,
    pub(super) cancel: Arc<AtomicBool>,
    pub(super) adder: Option<Adder>,
    pub(super) limits: Limits,
}

impl Session {
    /// Opens a graph.
    pub fn open(path: &Path, settings: Settings) -> Result<Self, Error> {
        let store = Store::open(path)?;
        let graph = store.load()?;
        Ok(Self::of_store(graph, store, settings))
    }

    /// Starts a session on the graph of an open store.
    pub fn of_store(graph: Graph, store: Store, settings: Settings) -> Self {
        let read = store.generation().unwrap_or_default();
        Self { path: store.path().to_owned(), store: Some(store), read, ..Self::on(graph, settings) }
    }

    /// Starts a session on a graph in memory.
    pub fn on(graph: Graph, settings: Settings) -> Self {
        Self {
            graph,
            queries: crate::fulltext::session(),
            store: None,
            read: 0,
            path: PathBuf::from(":memory:"),
            settings,
            mode: Mode::Rows(TableFormat::Table),
            timer: settings.interactive,
            parameters: Properties::new(),
            last: None,
            stale: true,
            changed: false,
            rows_shown: ROWS_SHOWN,
            cancel: Arc::default(),
            adder: None,
            limits: Limits::default(),
        }
    }

    /// Tells what was opened, in one line.
    pub fn greeting(&self) -> String {
        let articles = self.graph.nodes().filter(|node| node.has_label("Article")).count();
        let (nodes, relationships) = (self.graph.node_count(), self.graph.relationship_count());
        format!(
            "demarche {} on {}: {articles} articles, {nodes} nodes, {relationships} relationships\n\
             `:help` lists commands, `:schema` what there is to ask; Tab completes, Ctrl-D leaves",
            env!("CARGO_PKG_VERSION"),
            self.path.display()
        )
    }

    /// Returns the words for completion where they changed since the last call.
    pub fn fresh_vocabulary(&mut self) -> Option<Vocabulary> {
        std::mem::take(&mut self.stale).then(|| Vocabulary {
            parameters: self.parameters.keys().cloned().collect(),
            ..Vocabulary::of(&self.graph)
        })
    }

    /// Lets `:add` read articles; a session by itself knows graphs only.
    pub fn add_with(&mut self, adder: Adder) {
        self.adder = Some(adder);
    }

    /// Shows people no more rows at once than this.
    pub const fn show_at_most(&mut self, rows: usize) {
        self.rows_shown = rows;
    }

    /// Sets how far a query may go.
    pub fn bound(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Turns the switch off that stops queries; whoever owns the loop says when, since it may be turned on before a query
    /// begins.
    pub fn rearm(&self) {
        self.cancel.store(false, Ordering::Relaxed);
    }

    /// Returns the switch that stops the query at hand, and all that follow until [`rearm`](Self::rearm).
    pub fn stop_switch(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancel)
    }

    /// Sets the width that answers may take.
    pub const fn set_width(&mut self, width: Option<usize>) {
        self.settings.width = width;
    }

    /// Answers one input: a command, or one or several statements.
    ///
    /// What goes wrong with the input is written to `out` too; an error is one of the output itself.
    pub fn handle(&mut self, input: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let input = input.trim();
        if let Some(command) = command::plain_word(input) {
            return self.command(command, out);
        }
        if input.starts_with(':') {
            return self.command(input, out);
        }
        let mut flow = Flow::Done;
        self.changed = false;
        for (statement, _) in statements(input) {
            if self.statement(statement.trim(), out)? == Flow::Failed {
                flow = Flow::Failed;
                break;
            }
        }
        if self.changed { self.keep(flow, out) } else { Ok(flow) }
    }

    /// Writes a changed graph to its file, as one transaction.
    fn keep(&mut self, flow: Flow, out: &mut dyn Write) -> io::Result<Flow> {
        if self.store.is_none() {
            return Ok(flow);
        }
        let written =
            Store::open_for_writing(&self.path).and_then(|store| store.write_after(&mut self.graph, self.read));
        match written {
            Ok(read) => {
                self.read = read;
                Ok(flow)
            }
            Err(error) => self.fail(&format!("the change is not kept in the file: {error}"), out),
        }
    }

    fn command(&mut self, line: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let (command, rest) = match command::parse(line) {
            Ok(parsed) => parsed,
            Err(message) => return self.fail(&message, out),
        };
        match command.action {
            Action::Help => self.tell(&actions::help(rest), out)?,
            Action::Schema => self.tell(&overview::overview(&self.graph, &self.graph.schema()), out)?,
            Action::Mode => return self.set_mode(rest, out),
            Action::Timer => return self.set_timer(rest, out),
            Action::Open => return self.reopen(rest, out),
            Action::Export => return self.export(rest, out),
            Action::Read => return self.read(rest, out),
            Action::Params => return self.list_parameters(rest, out),
            Action::Set => return self.set_parameter(rest, out),
            Action::Actors => return self.actors(rest, out),
            Action::Why => return self.why(rest, out),
            Action::Add => return self.add(rest, out),
            Action::Explain if rest.parse::<usize>().is_ok() => return self.portrait(rest, out),
            Action::Explain => return self.statement(&format!("EXPLAIN {rest}"), out),
            Action::All => return self.show_all(out),
            Action::Quit => return Ok(Flow::Quit),
        }
        Ok(Flow::Done)
    }

    /// Writes lines that are broken to fit the terminal.
    pub(super) fn tell(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}", prose::folded(text, self.settings.width))
    }

    pub(super) fn fail(&self, message: &str, out: &mut dyn Write) -> io::Result<Flow> {
        writeln!(out, "{}", self.red(&format!("error: {message}")))?;
        Ok(Flow::Failed)
    }

    pub(super) const fn mode_is_for_people(&self) -> bool {
        matches!(self.mode, Mode::Rows(format) if format.is_for_people())
    }

    pub(super) fn dim(&self, text: &str) -> String {
        if self.settings.color { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Paints a rendered error.
    pub(super) fn painted(&self, rendered: &str) -> String {
        if self.settings.color { super::highlight::paint_error(rendered) } else { rendered.to_owned() }
    }

    /// Paints the word `error` that a message begins with.
    pub(super) fn red(&self, message: &str) -> String {
        match message.strip_prefix("error:").filter(|_| self.settings.color) {
            Some(rest) => format!("\x1b[1;31merror:\x1b[0m{rest}"),
            None => message.to_owned(),
        }
    }
}

/// Says which labels and types of a query the graph does not know, and what they may have been meant to be.
pub fn unknown_names(query: &str, graph: &Graph) -> Vec<String> {
    let schema = graph.schema();
    let known = || schema.labels.keys().chain(schema.types.keys()).map(String::as_str);
    let mut hints = Vec::new();
    for name in names_after_colons(query).into_iter().filter(|name| !known().any(|k| k == *name)) {
        let error = QueryError::syntax(ErrorDetail::UnexpectedSyntax, "").did_you_mean(name, known());
        let meant = error.hints.first().map_or_else(|| "`:schema` lists them".to_owned(), Clone::clone);
        hints.push(format!("hint: the graph has no label or type `{name}`; {meant}"));
    }
    hints
}

/// Keeps the I/O error inside an export's error, so that a closed pipe is still seen as one.
pub(super) fn io_only<T>(result: Result<T, ExportError>) -> io::Result<T> {
    result.map_err(|error| error.into_io().unwrap_or_else(io::Error::other))
}
