//! `demarche stats`: what a graph holds.

use super::corpus;
use super::exit::{Exit, Outcome};
use super::terminal::Terminal;
use crate::export::{Style, TableFormat, title, write_table};
use crate::graph::{Direction, Graph, Value};
use crate::query::{Stats, Table};
use crate::repl::overview;
use clap::builder::PossibleValuesParser;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Tell what a graph holds
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  demarche stats news.db
  demarche stats news.db --top 30
  demarche stats news.db --format csv > counts.csv")]
pub(super) struct StatsArgs {
    /// The graph to read
    #[arg(value_name = "FILE")]
    graph: PathBuf,
    /// How many actors to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Write only the counts of labels and relationship types, as rows for programs
    #[arg(short, long, value_parser = PossibleValuesParser::new(TableFormat::ALL.map(TableFormat::name)))]
    format: Option<String>,
}

/// Runs the subcommand.
pub(super) fn run(args: &StatsArgs, terminal: &Terminal) -> Outcome {
    let graph = corpus::load(&args.graph, terminal)?;
    let mut out = terminal.results();
    if let Some(name) = &args.format {
        let style = Style { width: super::terminal::width(), color: terminal.color_results, ..Style::default() };
        write_table(&counts(&graph), name.parse()?, &style, &mut out)?;
        out.flush()?;
        return Ok(Exit::Done);
    }
    write!(out, "{}", overview(&graph, &graph.schema()))?;
    if let Some((first, last)) = days(&graph) {
        writeln!(out, "\nArticles from {first} to {last}")?;
    }
    let busiest = busiest(&graph, args.top);
    if !busiest.rows.is_empty() {
        writeln!(out, "\nBusiest actors")?;
        let style = Style { width: super::terminal::width(), color: terminal.color_results, ..Style::default() };
        write_table(&busiest, TableFormat::Table, &style, &mut out)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// Counts labels and types.
fn counts(graph: &Graph) -> Table {
    let schema = graph.schema();
    let labels = schema.labels.iter().map(|(name, summary)| ("label", name, summary.count));
    let types = schema.types.iter().map(|(name, summary)| ("type", name, summary.count));
    let row = |(what, name, count): (&str, &String, usize)| {
        vec![what.into(), name.as_str().into(), Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))]
    };
    let columns = ["what", "name", "count"].map(str::to_owned).to_vec();
    Table::new(columns, labels.chain(types).map(row).collect(), Stats::default(), graph)
}

/// Returns the first and the last day of publication.
fn days(graph: &Graph) -> Option<(String, String)> {
    let mut days: Vec<String> = graph
        .nodes()
        .filter(|node| node.has_label("Article"))
        .filter_map(|node| match node.get("published") {
            Value::Date(day) => Some(day.to_string()),
            _ => None,
        })
        .collect();
    days.sort();
    Some((days.first()?.clone(), days.last()?.clone()))
}

/// Lists the actors with the most acts, with their three most frequent kinds of act.
fn busiest(graph: &Graph, top: usize) -> Table {
    let mut counted: Vec<(usize, String, String)> = Vec::new();
    for actor in graph.nodes().filter(|node| node.has_label("Actor")) {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, _) in graph.incident(actor.id(), Direction::Outgoing) {
            let kind = graph.relationship(id).map_or("", |relationship| relationship.kind());
            if !matches!(kind, "REPRESENTS" | "PART_OF") {
                *kinds.entry(kind).or_default() += 1;
            }
        }
        let mut kinds: Vec<(usize, &str)> = kinds.into_iter().map(|(kind, count)| (count, kind)).collect();
        kinds.sort_by(|a, b| b.cmp(a));
        let total = kinds.iter().map(|(count, _)| count).sum();
        let words: Vec<String> = kinds.iter().take(3).map(|(count, kind)| format!("{kind} {count}")).collect();
        if total > 0 {
            counted.push((total, title(actor), words.join(", ")));
        }
    }
    counted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let row = |(total, name, words): (usize, String, String)| {
        vec![name.into(), Value::Integer(i64::try_from(total).unwrap_or(i64::MAX)), words.into()]
    };
    let columns = ["actor", "acts", "most often"].map(str::to_owned).to_vec();
    Table::new(columns, counted.into_iter().take(top).map(row).collect(), Stats::default(), graph)
}
