//! What the commands of a session do.

use super::command::{COMMANDS, Command};
use super::evidence::Grounds;
use super::lex::statements;
use super::session::{Flow, Mode, Session, io_only};
use crate::export::{ExportError, Format, Options, Selection, Style, TableFormat, write_graph, write_table};
use crate::graph::Value;
use crate::query::Table;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

impl Session {
    pub(super) fn set_mode(&mut self, name: &str, out: &mut dyn Write) -> io::Result<Flow> {
        if name.is_empty() {
            writeln!(out, "mode is {}; there are", self.mode.name())?;
            for format in TableFormat::ALL {
                writeln!(out, "  {:<9} {}", format.name(), format.caption())?;
            }
            for format in Format::ALL.into_iter().filter(|f| f.name().parse::<TableFormat>().is_err()) {
                writeln!(
                    out,
                    "  {:<9} the nodes and relationships of the answer, for {}",
                    format.name(),
                    format.caption()
                )?;
            }
            return Ok(Flow::Done);
        }
        let rows = name.parse().map(Mode::Rows);
        match rows.or_else(|unknown: ExportError| name.parse().map(Mode::Picture).map_err(|_| unknown)) {
            Ok(mode) => {
                self.mode = mode;
                Ok(Flow::Done)
            }
            Err(error) => self.fail(&error.to_string(), out),
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
                let (mode, timer, rows_shown) = (self.mode, self.timer, self.rows_shown);
                *self = Self { mode, timer, rows_shown, parameters, cancel, ..other };
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
                write!(out, "{}", self.red(&error.render(&query)))?;
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
        self.show(&table, true, out)?;
        self.last = Some(table);
        Ok(Flow::Done)
    }

    pub(super) fn why(&mut self, words: &str, out: &mut dyn Write) -> io::Result<Flow> {
        let Some(table) = self.last.as_ref().filter(|table| !table.rows.is_empty()) else {
            return self.fail("there is no answer to look behind yet: ask first, then `:why 1`", out);
        };
        let number = if words.is_empty() { Ok(1) } else { words.parse::<usize>() };
        let row = number.ok().and_then(|number| number.checked_sub(1)).and_then(|at| table.rows.get(at));
        let Some(row) = row else {
            let rows = table.rows.len();
            return self.fail(&format!("`:why` takes a row of the last answer, 1 to {rows}"), out);
        };
        let grounds = Grounds::of(row, &self.graph);
        if grounds.is_empty() {
            return self
                .fail("no node of the graph is named in this row: return names, texts or the nodes themselves", out);
        }
        let texts = |id: &str| self.store.as_ref().and_then(|store| store.article_text(id).ok().flatten());
        write!(out, "{}", grounds.render(&self.graph, &texts, self.settings.color))?;
        Ok(Flow::Done)
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
            (Some(format), Some(table)) => create(path).and_then(|mut file| {
                io_only(write_table(table, format, &Style::default(), &mut file))?;
                file.flush()?;
                Ok(format!("{} rows written to {}", table.rows.len(), path.display()))
            }),
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
                let values = last.iter().flat_map(|table| table.rows.iter().flatten());
                let named = Selection::of_values(&self.graph, values);
                let part = if whole || named.is_empty() { Selection::whole(&self.graph) } else { named };
                create(path).and_then(|mut file| {
                    io_only(write_graph(&part, format, &Options::default(), &mut file))?;
                    file.flush()?;
                    let (nodes, edges) = (part.nodes().count(), part.relationships().count());
                    Ok(format!("{nodes} nodes and {edges} relationships written to {}", path.display()))
                })
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

fn create(path: &Path) -> io::Result<io::BufWriter<std::fs::File>> {
    std::fs::File::create(path).map(io::BufWriter::new)
}

/// Shows all commands, or one.
pub(super) fn help(topic: &str, out: &mut dyn Write) -> io::Result<()> {
    let topic = topic.trim_start_matches(':');
    if let Some(command) = COMMANDS.iter().find(|command| !topic.is_empty() && command.name.starts_with(topic)) {
        return writeln!(out, ":{} {}\n  {}", command.name, command.usage, command.help);
    }
    writeln!(out, "Type an openCypher query; it ends when it is complete, or with `;`.\n")?;
    writeln!(out, "  MATCH (x:Actor)-[:REJECTS]->(p)<-[:PROPOSES]-(y:Actor) RETURN x.name, y.name, p.text;\n")?;
    let usage = |command: &Command| format!(":{} {}", command.name, command.usage);
    let widest = COMMANDS.iter().map(|command| usage(command).len()).max().unwrap_or(0);
    for command in COMMANDS {
        writeln!(out, "  {:<widest$}  {}", usage(command), command.help)?;
    }
    writeln!(
        out,
        "\nTab completes, the right arrow takes the grey suggestion, Ctrl-R searches the history, Ctrl-C stops a query."
    )
}
