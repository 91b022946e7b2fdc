//! `demarche timeline`: a negotiation day by day.

use super::corpus;
use super::exit::{Exit, Failure, Outcome};
use super::export::actors;
use super::terminal::{Terminal, printable};
use crate::export::{Entry, Style, TableFormat, condition_words, timeline, timeline_table, write_table};
use clap::builder::PossibleValuesParser;
use std::io::Write;
use std::path::PathBuf;

/// Tell a negotiation day by day
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  demarche timeline news.db
  demarche timeline news.db --actor Peru --actor Ecuador
  demarche timeline news.db --act proposes --act rejects --format csv > offers.csv")]
pub(super) struct TimelineArgs {
    /// The graph to read
    #[arg(value_name = "FILE")]
    graph: PathBuf,
    /// Show only what an actor does, and what others answer to it; may be given several times
    #[arg(long, value_name = "NAME")]
    actor: Vec<String>,
    /// Show only one kind of act (proposes, rejects, accepts, demands …); may be given several times
    #[arg(long, value_name = "ACT")]
    act: Vec<String>,
    /// Show nothing before this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
    /// Show nothing after this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<String>,
    /// The form of the output; without it a text for people
    #[arg(short, long, value_parser = PossibleValuesParser::new(TableFormat::ALL.map(TableFormat::name)))]
    format: Option<String>,
}

/// Runs the subcommand.
pub(super) fn run(args: &TimelineArgs, terminal: &Terminal) -> Outcome {
    let graph = corpus::load(&args.graph, terminal)?;
    let mut chosen = Vec::new();
    for name in &args.actor {
        chosen.extend(actors(&graph, name)?);
    }
    let mut entries = timeline(&graph, &chosen);
    let wanted = |verb: &str| {
        let is = |act: &String| verb.eq_ignore_ascii_case(act) || verb.trim_end_matches('s').eq_ignore_ascii_case(act);
        args.act.is_empty() || args.act.iter().any(is)
    };
    entries.retain(|entry| wanted(entry.verb));
    entries.retain(|entry| args.from.as_ref().is_none_or(|day| !entry.date.is_empty() && entry.date >= *day));
    entries.retain(|entry| args.to.as_ref().is_none_or(|day| !entry.date.is_empty() && entry.date <= *day));
    let mut out = terminal.results();
    match &args.format {
        Some(name) => {
            let format: TableFormat = name.parse()?;
            let width = super::terminal::width().filter(|_| format.is_for_people());
            let color = terminal.color_results && format.is_for_people();
            let style = Style { width, color, ..Style::default() };
            write_table(&timeline_table(&entries), format, &style, &mut out)?;
        }
        None => tell(&entries, terminal.color_results, &mut out)?,
    }
    out.flush()?;
    if entries.is_empty() {
        terminal.remark("no act fits; without --actor, --act, --from and --to all are shown");
    }
    Ok(Exit::Done)
}

/// Writes the entries under their days.
fn tell(entries: &[Entry], color: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (bold, dim, end) = if color { ("\x1b[1m", "\x1b[2m", "\x1b[0m") } else { ("", "", "") };
    let mut day = None;
    for entry in entries {
        if day != Some(&entry.date) {
            if day.is_some() {
                writeln!(out)?;
            }
            let shown = if entry.date.is_empty() { "without a date" } else { &entry.date };
            writeln!(out, "{bold}{shown}{end}")?;
            day = Some(&entry.date);
        }
        let to = if entry.to.is_empty() { String::new() } else { format!(" {dim}(to {}){end}", entry.to.join(", ")) };
        // "rejects to release" is no English: a content that is an infinitive stands after a colon, where the verb takes none.
        let takes_infinitive = matches!(entry.verb, "proposes" | "promises" | "threatens" | "demands" | "accepts");
        let colon = if entry.object.starts_with("to ") && !takes_infinitive { ":" } else { "" };
        writeln!(
            out,
            "  {bold}{}{end} {}{colon} {}{to}",
            printable(&entry.actor),
            entry.verb,
            one_line(&entry.object)
        )?;
        for condition in &entry.conditions {
            writeln!(out, "      {}", one_line(&condition_words(condition)))?;
        }
        if !entry.answers.is_empty() {
            writeln!(out, "      {dim}put forward by {}{end}", one_line(&entry.answers.join(", ")))?;
        }
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}
