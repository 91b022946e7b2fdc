//! What the commands of a session do.

use super::answer::Answered;
use super::command::{COMMANDS, Command};
use super::evidence::Grounds;
use super::lex::statements;
use super::portrait::portrait;
use super::session::{Flow, Mode, Session, io_only};
use crate::export::{Format, Options, Selection, Style, TableFormat, TableWriter, write_graph, write_tables};
use crate::graph::{Graph, Value};
use crate::query::{Table, nearest};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Session {
    pub(super) fn set_mode(&mut self, name: &str, out: &mut dyn Write) -> io::Result<Flow> {
        if name.is_empty() {
            let mut text = format!("mode is {}; there are\n", self.mode.name());
            let mut line = |name: &str, what: &str| text.push_str(&format!("  {name:<9}  {what}\n"));
            for format in TableFormat::ALL {
                line(format.name(), format.caption());
            }
            line("graph", "a drawing in text of the nodes and relationships of the answer");
            for format in pictures() {
                let what = format!("the nodes and relationships of the answer, for {}", format.caption());
                line(format.name(), &what);
            }
            self.tell(&text, out)?;
            return Ok(Flow::Done);
        }
        if name == "graph" {
            self.mode = Mode::Sketch;
            return Ok(Flow::Done);
        }
        let rows = name.parse().ok().map(Mode::Rows);
        let picture = || name.parse::<Format>().ok().filter(|format| format.is_text()).map(Mode::Picture);
        match rows.or_else(picture) {
            Some(mode) => {
                self.mode = mode;
                Ok(Flow::Done)
            }
            None => {
                let names = TableFormat::ALL.into_iter().map(TableFormat::name).chain(["graph"]);
                let meant = nearest(name, names.chain(pictures().map(Format::name)));
                let hint = meant.map_or_else(|| "`:mode` lists them".to_owned(), |m| format!("did you mean `{m}`?"));
                self.fail(&format!("there is no mode `{name}`; {hint}"), out)
            }
        }
    }

    pub(super) fn set_timer(&mut self, word: &str, out: &mut dyn Write) -> io::Result<Flow> {
        self.timer = match word {
            "" => !self.timer,
            "on" => true,
            "off" => false,
            _ => return self.fail("`:timer` takes on or off", out),
        };
        writeln!(out, "timer is {}", if self.timer { "on" } else { "off" })?;
        Ok(Flow::Done)
    }

    pub(super) fn reopen(&mut self, file: &str, out: &mut dyn Write) -> io::Result<Flow> {
        if file.is_empty() {
            return self.fail("`:open` takes the file of a graph", out);
        }
        match Self::open(Path::new(file), self.settings) {
            Ok(other) => {
                // The settings of the session stay, the stop switch among them.
                let parameters = std::mem::take(&mut self.parameters);
                let cancel = Arc::clone(&self.cancel);
                let (mode, timer, rows_shown, adder) = (self.mode, self.timer, self.rows_shown, self.adder.take());
                let limits = self.limits.clone();
                *self = Self { mode, timer, rows_shown, parameters, cancel, adder, limits, ..other };
                writeln!(out, "{} nodes, {} relationships", self.graph.node_count(), self.graph.relationship_count())?;
                Ok(Flow::Done)
            }
            Err(error) => self.fail(&error.to_string(), out),
        }
    }

    pub(super) fn read(&mut self, file: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let script = match std::fs::read_to_string(file) {
            Ok(script) => script,
            Err(error) => return self.fail(&format!("{file}: {error}"), out),
        };
        for (statement, _) in statements(&script) {
            if self.settings.interactive && self.mode_is_for_people() {
                let text: Vec<&str> = statement.lines().filter(|l| !l.trim().is_empty()).collect();
                writeln!(out, "{}", self.dim(&text.join("\n")))?;
            }
            if self.statement(statement.trim(), out)? == Flow::Failed {
                return Ok(Flow::Failed);
            }
        }
        Ok(Flow::Done)
    }

    pub(super) fn list_parameters(&mut self, word: &str, out: &mut dyn Write) -> io::Result<Flow> {
        match word {
            "clear" => {
                self.parameters.clear();
                self.stale = true;
            }
            "" if self.parameters.is_empty() => writeln!(out, "no parameter is set; `:set NAME VALUE` sets one")?,
            "" => {
                let table = Table::default();
                for (name, value) in &self.parameters {
                    writeln!(out, "${name} = {}", crate::export::inline(value, &table))?;
                }
            }
            _ => return self.fail("`:params` takes nothing, or clear", out),
        }
        Ok(Flow::Done)
    }

    pub(super) fn set_parameter(&mut self, words: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let words = words.trim_start_matches('$');
        let cut = words.find(|c: char| c.is_whitespace() || c == '=' || c == ':').unwrap_or(words.len());
        let (name, expression) = words.split_at(cut);
        let expression = expression.trim_start_matches(|c: char| c.is_whitespace() || c == '=' || c == ':');
        if name.is_empty() || expression.is_empty() {
            return self.fail("`:set` takes a name and an expression: `:set who 'Peru'`", out);
        }
        let query = format!("RETURN {expression} AS value");
        match self.answer(&query) {
            Ok(table) => {
                let value = table.rows.into_iter().flatten().next().unwrap_or_default();
                self.parameters.insert(name.to_owned(), value);
                self.stale = true;
                Ok(Flow::Done)
            }
            Err(error) => {
                write!(out, "{}", self.painted(&error.render(&query)))?;
                if expression.split_whitespace().count() == 1 && !expression.contains('\'') {
                    writeln!(out, "hint: texts stand in quotation marks: `:set {name} '{expression}'`")?;
                }
                Ok(Flow::Failed)
            }
        }
    }

    pub(super) fn actors(&mut self, part: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let wanted = part.to_lowercase();
        let columns = ["name", "kind", "aliases"].map(str::to_owned).to_vec();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for actor in self.graph.nodes().filter(|node| node.has_label("Actor")) {
            let aliases = match actor.get("aliases") {
                Value::List(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                _ => Vec::new(),
            };
            let name = actor.get("name").as_str().unwrap_or_default();
            if std::iter::once(name)
                .chain(aliases.iter().map(String::as_str))
                .any(|n| n.to_lowercase().contains(&wanted))
            {
                rows.push(vec![actor.get("name").clone(), actor.get("kind").clone(), aliases.join(", ").into()]);
            }
        }
        rows.sort_by(|a, b| {
            crate::export::plain(&a[0], &Table::default()).cmp(&crate::export::plain(&b[0], &Table::default()))
        });
        let table = Table::new(columns, rows, crate::query::Stats::default(), &self.graph);
        let answer = Answered::of(table);
        self.show(&answer, true, out)?;
        self.last = Some(answer);
        Ok(Flow::Done)
    }

    pub(super) fn why(&mut self, words: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let row = match self.row(words, "why") {
            Ok(row) => row,
            Err(message) => return self.fail(&message, out),
        };
        let grounds = Grounds::of(row, &self.graph);
        if grounds.is_empty() {
            return self
                .fail("no node of the graph is named in this row: return names, texts or the nodes themselves", out);
        }
        let texts = |id: &str| self.store.as_ref().and_then(|store| store.article_text(id).ok().flatten());
        write!(out, "{}", grounds.render(&self.graph, &texts, self.settings.color, self.settings.width))?;
        Ok(Flow::Done)
    }

    /// Describes the nodes of a row.
    pub(super) fn portrait(&self, words: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let row = match self.row(words, "explain") {
            Ok(row) => row,
            Err(message) => return self.fail(&message, out),
        };
        let text = portrait(row, &self.graph, self.settings.color);
        if text.is_empty() {
            return self.fail("no node of the graph is named in this row", out);
        }
        self.tell(&text, out)?;
        Ok(Flow::Done)
    }

    /// Returns a row of the last answer by its number, the first where none is given.
    fn row(&self, number: &str, command: &str) -> Result<&[Value], String> {
        let Some(table) = self.last.as_ref().map(|last| &last.table).filter(|table| !table.rows.is_empty()) else {
            return Err(format!("there is no answer to look behind yet: ask first, then `:{command} 1`"));
        };
        let number = if number.is_empty() { Ok(1) } else { number.parse::<usize>() };
        let row = number.ok().and_then(|number| number.checked_sub(1)).and_then(|at| table.rows.get(at));
        row.map(Vec::as_slice)
            .ok_or_else(|| format!("`:{command}` takes a row of the last answer, 1 to {}", table.rows.len()))
    }

    /// Adds articles to the graph at hand.
    pub(super) fn add(&mut self, words: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let paths: Vec<PathBuf> = words.split_whitespace().map(PathBuf::from).collect();
        if paths.is_empty() {
            return self.fail("`:add` takes articles: files, folders or patterns", out);
        }
        if self.store.is_none() {
            return self.fail("articles need a graph in a file: `demarche build ARTICLES -o FILE` makes one", out);
        }
        let Some(adder) = &mut self.adder else { return self.fail("articles can't be added here", out) };
        match adder(&self.path, &paths) {
            Ok(graph) => {
                let articles = |graph: &Graph| graph.nodes_with_label("Article").count();
                let new = articles(&graph).saturating_sub(articles(&self.graph));
                self.read = self.store.as_ref().and_then(|store| store.generation().ok()).unwrap_or(self.read);
                self.graph = graph;
                // Rows of an answer may name nodes by numbers that others have now.
                self.last = None;
                self.stale = true;
                let (nodes, relationships) = (self.graph.node_count(), self.graph.relationship_count());
                let articles = match new {
                    0 => "no new article".to_owned(),
                    1 => "1 new article".to_owned(),
                    more => format!("{more} new articles"),
                };
                writeln!(out, "{articles}; {nodes} nodes, {relationships} relationships")?;
                Ok(Flow::Done)
            }
            Err(message) => self.fail(&message, out),
        }
    }

    pub(super) fn export(&mut self, words: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let (whole, file) = match words.split_once(char::is_whitespace) {
            Some(("graph", file)) => (true, file.trim()),
            _ => (false, words),
        };
        if file.is_empty() {
            return self
                .fail("`:export` takes a file; its extension is the format (.csv, .json, .md, .dot, .graphml …)", out);
        }
        let path = Path::new(file);
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        let rows = TableFormat::ALL.into_iter().find(|f| f.extension() == extension && !whole);
        let done = match (rows, &self.last) {
            (Some(format), Some(_)) => match create(path).and_then(|mut file| {
                let written = io_only(self.write_last(TableWriter::new(format, Style::default()), &mut file))?;
                file.flush()?;
                Ok(written)
            }) {
                Ok(Ok(rows)) => Ok(format!("{rows} rows written to {}", path.display())),
                Ok(Err(error)) => return self.fail(&error.to_string(), out),
                Err(error) => Err(error),
            },
            (Some(_), None) => {
                return self.fail("there is no answer to export yet; `:export graph FILE` writes the graph", out);
            }
            (None, last) => {
                let Some(format) = Format::of_path(path) else {
                    let known: Vec<&str> = Format::ALL.map(Format::extension).to_vec();
                    return self.fail(
                        &format!("the extension of `{file}` is no format; there are {}, tsv, md", known.join(", ")),
                        out,
                    );
                };
                let values = last.iter().flat_map(|last| last.table.rows.iter().flatten());
                let named = Selection::of_values(&self.graph, values);
                let part = if whole || named.is_empty() { Selection::whole(&self.graph) } else { named };
                let (nodes, edges) = (part.nodes().count(), part.relationships().count());
                let written = if format.is_two_files() {
                    let files = format.two_files(path);
                    create(&files[0]).and_then(|mut first| {
                        let mut second = create(&files[1])?;
                        io_only(write_tables(&part, format, &Options::default(), [&mut first, &mut second]))?;
                        first.flush()?;
                        second.flush()?;
                        Ok(format!("{} and {}", files[0].display(), files[1].display()))
                    })
                } else {
                    create(path).and_then(|mut file| {
                        io_only(write_graph(&part, format, &Options::default(), &mut file))?;
                        file.flush()?;
                        Ok(path.display().to_string())
                    })
                };
                written.map(|names| format!("{nodes} nodes and {edges} relationships written to {names}"))
            }
        };
        match done {
            Ok(message) => {
                writeln!(out, "{message}")?;
                Ok(Flow::Done)
            }
            Err(error) => self.fail(&format!("{file}: {error}"), out),
        }
    }
}

/// Returns the formats of graphs that are text and no format of rows.
fn pictures() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|f| f.is_text() && f.name().parse::<TableFormat>().is_err())
}

fn create(path: &Path) -> io::Result<io::BufWriter<std::fs::File>> {
    std::fs::File::create(path).map(io::BufWriter::new)
}

/// Returns what all commands do, or one.
pub(super) fn help(topic: &str) -> String {
    let topic = topic.trim_start_matches(':');
    if let Some(command) = COMMANDS.iter().find(|command| !topic.is_empty() && command.name.starts_with(topic)) {
        return format!(":{} {}\n  {}\n", command.name, command.usage, command.help);
    }
    let mut text = "Type an openCypher query; it ends when it is complete, or with `;`.\n\n  \
                    MATCH (x:Actor)-[:REJECTS]->(p)<-[:PROPOSES]-(y:Actor) RETURN x.name, y.name, p.text;\n\n"
        .to_owned();
    let usage = |command: &Command| format!(":{} {}", command.name, command.usage);
    let widest = COMMANDS.iter().map(|command| usage(command).chars().count()).max().unwrap_or(0);
    for command in COMMANDS {
        text.push_str(&format!("  {:<widest$}  {}\n", usage(command), command.help));
    }
    text.push_str(
        "\n`CALL demarche.procedures()` lists what CALL can do: algorithms, search, merging actors. `EXPLAIN` before a \
         query shows its plan, `PROFILE` what each step of it did.\n\n\
         Tab completes, the right arrow takes the grey suggestion, Ctrl-R searches the history, Ctrl-C stops a query.\n",
    );
    text
}
