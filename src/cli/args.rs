//! What can be typed: the options of every subcommand and the list of subcommands.

use super::exit::Outcome;
use super::terminal::Terminal;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turn news articles into a graph of actors, statements and events, and ask it who said what to whom
#[derive(Debug, Parser)]
#[command(
    name = "demarche",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done, 1 something failed and it was said what, 2 wrong usage, 130 interrupted"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: GlobalArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The options of every subcommand.
#[derive(Args, Clone, Debug)]
pub(super) struct GlobalArgs {
    /// Colour the output: `auto` on a terminal only, and not where NO_COLOR is set
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, help_heading = "Global options")]
    pub(super) color: ColorChoice,
    /// Print no remarks, only errors
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub(super) quiet: bool,
    /// Print more remarks
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Global options")]
    pub(super) verbose: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, where NO_COLOR is not set
    #[default]
    Auto,
    /// In any case
    Always,
    /// In no case
    Never,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Turn articles into a graph in a file
    Build(super::build::BuildArgs),
    /// Ask a graph one question
    Query(super::query::QueryArgs),
    /// Run a script of questions
    Run(super::run::RunArgs),
    /// Build the sample articles into a graph and ask it six questions
    Demo(super::demo::DemoArgs),
    /// Ask a graph questions, one after the other
    #[command(alias = "repl")]
    Shell(super::shell::ShellArgs),
    /// Tell a negotiation day by day: who offered, on which condition, who answered how
    Timeline(super::timeline::TimelineArgs),
    /// Tell what a graph holds
    Stats(super::stats::StatsArgs),
    /// Write a graph, or a part of it, for other programs
    Export(super::export::ExportArgs),
    /// Compare two graphs
    Diff(super::diff::DiffArgs),
    /// Add articles to a graph
    Add(super::add::AddArgs),
    /// Remove articles from a graph, with all that only they show
    Remove(super::remove::RemoveArgs),
    /// Merge graphs of different articles into one
    Merge(super::merge::MergeArgs),
    /// Find articles and statements by their words
    Search(super::search::SearchArgs),
    /// Write what articles say as JSON Lines, one object an article
    Extract(super::extract::ExtractArgs),
    /// Tell sentence by sentence what was found, by which rule, from which words
    Explain(super::explain::ExplainArgs),
    /// Check, test and explain extraction rules
    Rules(super::rules::RulesArgs),
    /// Write what the language engine makes of texts: tokens, tags, trees, entities
    Parse(super::parse::ParseArgs),
    /// Compare what is extracted with annotated articles
    Score(super::score::ScoreArgs),
    /// Learn the weights that find attributions from annotated articles
    TrainAttribution(super::train_attribution::TrainAttributionArgs),
    /// Learn from annotated articles how likely each relation is to be right
    TrainConfidence(super::train_confidence::TrainConfidenceArgs),
    /// Turn CSV tables into a graph in a file
    Import(super::import::ImportArgs),
    /// Answer queries for other programs
    Serve(super::serve::ServeArgs),
    /// Write the completions of a shell, or man pages
    Completions(super::completions::CompletionsArgs),
}

impl Command {
    /// Runs the subcommand.
    pub(super) fn run(&self, terminal: &Terminal) -> Outcome {
        match self {
            Self::Build(args) => super::build::run(args, terminal),
            Self::Query(args) => super::query::run(args, terminal),
            Self::Run(args) => super::run::run(args, terminal),
            Self::Demo(args) => super::demo::run(args, terminal),
            Self::Shell(args) => super::shell::run(args, terminal),
            Self::Timeline(args) => super::timeline::run(args, terminal),
            Self::Stats(args) => super::stats::run(args, terminal),
            Self::Export(args) => super::export::run(args, terminal),
            Self::Diff(args) => super::diff::run(args, terminal),
            Self::Add(args) => super::add::run(args, terminal),
            Self::Remove(args) => super::remove::run(args, terminal),
            Self::Merge(args) => super::merge::run(args, terminal),
            Self::Search(args) => super::search::run(args, terminal),
            Self::Extract(args) => super::extract::run(args, terminal),
            Self::Explain(args) => super::explain::run(args, terminal),
            Self::Rules(args) => super::rules::run(args, terminal),
            Self::Parse(args) => super::parse::run(args, terminal),
            Self::Score(args) => super::score::run(args, terminal),
            Self::TrainAttribution(args) => super::train_attribution::run(args, terminal),
            Self::TrainConfidence(args) => super::train_confidence::run(args, terminal),
            Self::Import(args) => super::import::run(args, terminal),
            Self::Serve(args) => super::serve::run(args, terminal),
            Self::Completions(args) => super::completions::run(args, terminal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds_no_contradiction() {
        Arguments::command().debug_assert();
    }

    /// Splits a line like a shell does, as far as the examples need it; stops at a pipe, a redirection or `&&`.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quote = None;
        for c in line.chars() {
            match c {
                c if quote == Some(c) => quote = None,
                '\'' | '"' if quote.is_none() => quote = Some(c),
                ' ' if quote.is_none() => words.push(String::new()),
                c => words.last_mut().expect("never empty").push(c),
            }
        }
        let end =
            words.iter().position(|word| matches!(word.as_str(), "|" | ">" | "&&" | "<" | "#")).unwrap_or(words.len());
        words.truncate(end);
        words.retain(|word| !word.is_empty());
        words
    }

    #[test]
    fn every_subcommand_has_examples_and_they_parse() {
        for subcommand in Arguments::command().get_subcommands() {
            let help = subcommand.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples: Vec<&str> = help.lines().map(str::trim).filter(|line| line.contains("demarche ")).collect();
            assert!(!examples.is_empty(), "{} has no example", subcommand.get_name());
            for example in examples {
                for command in example.split(" && ").flat_map(|part| part.split(" | ")) {
                    if command.trim().starts_with("demarche ") {
                        let parsed = Arguments::try_parse_from(words(command.trim()));
                        assert!(
                            parsed.is_ok(),
                            "{command}: {}",
                            parsed.err().map(|e| e.to_string()).unwrap_or_default()
                        );
                    }
                }
            }
        }
    }
}
