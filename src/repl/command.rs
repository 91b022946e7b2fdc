//! The shell's own commands: one table feeds parsing, help and completion.

use crate::query::{ErrorDetail, QueryError};

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Help,
    Schema,
    Mode,
    Timer,
    Open,
    Export,
    Read,
    Params,
    Set,
    Actors,
    Why,
    Add,
    Explain,
    All,
    Quit,
}

/// What the words after a command are, for completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    Nothing,
    CommandName,
    ModeName,
    OnOff,
    File,
    ParameterName,
    ActorName,
    Query,
}

/// A command.
#[derive(Debug)]
pub(super) struct Command {
    /// What is typed, without the colon.
    pub(super) name: &'static str,
    /// Its arguments as the help shows them.
    pub(super) usage: &'static str,
    /// What it does, in one line.
    pub(super) help: &'static str,
    pub(super) action: Action,
    pub(super) argument: Argument,
}

/// Every command, in the order of the help.
pub(super) const COMMANDS: &[Command] = &[
    command("help", "[COMMAND]", "show this help, or what one command does", Action::Help, Argument::CommandName),
    command(
        "schema",
        "",
        "show labels, relationship types and properties, with counts",
        Action::Schema,
        Argument::Nothing,
    ),
    command(
        "actors",
        "[TEXT]",
        "list the actors whose name or alias contains TEXT",
        Action::Actors,
        Argument::ActorName,
    ),
    command("why", "N", "show the sentences behind row N of the last answer", Action::Why, Argument::Nothing),
    command("all", "", "show the last answer again, uncut", Action::All, Argument::Nothing),
    command(
        "mode",
        "[NAME]",
        "show answers as table, line, csv, json, markdown, graph, dot …; without NAME list them",
        Action::Mode,
        Argument::ModeName,
    ),
    command("timer", "[on|off]", "tell how long each query took", Action::Timer, Argument::OnOff),
    command("params", "[clear]", "list the parameters", Action::Params, Argument::Nothing),
    command(
        "set",
        "NAME VALUE",
        "set parameter $NAME to the value of an expression",
        Action::Set,
        Argument::ParameterName,
    ),
    command(
        "explain",
        "N|QUERY",
        "show all that the graph holds about row N; or how a query would be answered",
        Action::Explain,
        Argument::Query,
    ),
    command("read", "FILE", "run the statements of a file", Action::Read, Argument::File),
    command(
        "export",
        "FILE",
        "write the last answer, or with `graph FILE` the graph; the extension is the format",
        Action::Export,
        Argument::File,
    ),
    command("open", "FILE", "open another graph", Action::Open, Argument::File),
    command("add", "PATH …", "add articles to the graph: files, folders, patterns", Action::Add, Argument::File),
    command("quit", "", "leave the shell (also exit, quit, Ctrl-D)", Action::Quit, Argument::Nothing),
];

const fn command(
    name: &'static str,
    usage: &'static str,
    help: &'static str,
    action: Action,
    argument: Argument,
) -> Command {
    Command { name, usage, help, action, argument }
}

/// Splits a line like `:mode csv` into command and arguments; a name may be shortened while it stays clear.
///
/// # Errors
///
/// Returns what to tell the user where no command, or more than one, fits.
pub(super) fn parse(line: &str) -> Result<(&'static Command, &str), String> {
    let line = line.trim().trim_start_matches(':').trim_end_matches(';');
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let name = match name.to_ascii_lowercase().as_str() {
        "exit" | "q" => "quit".to_owned(),
        "?" | "h" => "help".to_owned(),
        other => other.to_owned(),
    };
    if let Some(exact) = COMMANDS.iter().find(|command| command.name == name) {
        return Ok((exact, rest.trim()));
    }
    let fitting: Vec<&Command> = COMMANDS.iter().filter(|c| !name.is_empty() && c.name.starts_with(&name)).collect();
    match fitting.as_slice() {
        [one] => Ok((one, rest.trim())),
        [] => {
            let known = QueryError::syntax(ErrorDetail::UnexpectedSyntax, "");
            let near = known.did_you_mean(&name, COMMANDS.iter().map(|command| command.name)).hints.pop();
            let hint = near
                .map_or_else(|| "`:help` lists them".to_owned(), |hint| hint.replace('`', "`:").replace("`:?", "`?"));
            Err(format!("there is no command `:{name}`; {hint}"))
        }
        several => {
            let names: Vec<String> = several.iter().map(|command| format!("`:{}`", command.name)).collect();
            Err(format!("`:{name}` may be {}", names.join(" or ")))
        }
    }
}

/// The words of a first-time user that stand for a command.
pub(super) fn plain_word(line: &str) -> Option<&'static str> {
    match line.trim().trim_end_matches(';').to_ascii_lowercase().as_str() {
        "help" | "?" | "\\?" | "\\h" | ".help" | "help me" => Some(":help"),
        "exit" | "quit" | "bye" | "\\q" | ".quit" | ".exit" | "exit()" | "quit()" => Some(":quit"),
        "show tables" | "show schema" | "schema" | "describe" | "\\d" | "\\dt" | ".tables" | ".schema" => {
            Some(":schema")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_be_shortened_while_they_stay_clear() {
        assert_eq!(parse(":mo csv").map(|(c, rest)| (c.name, rest)), Ok(("mode", "csv")));
        assert_eq!(parse(":exit").map(|(c, _)| c.name), Ok("quit"));
        assert_eq!(parse(":ex").err().as_deref(), Some("`:ex` may be `:explain` or `:export`"));
        assert_eq!(parse(":foo").err().as_deref(), Some("there is no command `:foo`; `:help` lists them"));
    }

    #[test]
    fn every_action_has_one_command() {
        let mut actions: Vec<String> = COMMANDS.iter().map(|c| format!("{:?}", c.action)).collect();
        actions.sort();
        actions.dedup();
        assert_eq!(actions.len(), COMMANDS.len());
    }
}
