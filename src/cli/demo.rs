//! `demarche demo`: the sample corpus from articles to answers, as a first look.

use super::args::Arguments;
use super::exit::{Exit, Failure, Outcome};
use super::terminal::Terminal;
use crate::Error;
use crate::repl::{Flow, Session, Settings, statements};
use crate::serve::page::Question;
use crate::text::capitalized;
use clap::Parser;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many rows of each answer are shown.
const ROWS: usize = 12;

/// Build the sample articles into a graph and ask it six questions
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  demarche demo
  demarche demo -o demo.db && demarche shell demo.db
  demarche demo --unpack sample/")]
pub(super) struct DemoArgs {
    /// Keep the graph in a file; without it the graph is thrown away at the end
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the sample articles and query scripts into a folder, and do no more
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    unpack: Option<PathBuf>,
}

/// Lists files of a folder of the repository with their contents.
macro_rules! bundled {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../data/", $folder, "/", $name)))),+]
    };
}

/// The sample articles.
const ARTICLES: &[(&str, &str)] = bundled!["articles":
    "2031-03-03-trawlers.txt", "2031-03-04-bridge.txt", "2031-03-05-offer.txt", "2031-03-06-brasilia.txt",
    "2031-03-07-interconnector.txt", "2031-03-08-security-council.txt", "2031-03-09-still-stands.txt",
    "2031-03-10-counter.txt", "2031-03-11-first-release.txt", "2031-03-12-shots.txt", "2031-03-13-inspection.txt",
    "2031-03-14-agreement.txt", "2031-03-15-agencies.jsonl",
];

/// The sample query scripts.
const QUERIES: &[(&str, &str)] = bundled!["queries":
    "1-offers.cypher", "2-rejections.cypher", "3-conditions.cypher", "4-accusations.cypher", "5-statements.cypher",
    "6-actors.cypher",
];

/// Runs the subcommand.
pub(super) fn run(args: &DemoArgs, terminal: &Terminal) -> Outcome {
    if let Some(folder) = &args.unpack {
        unpack(ARTICLES, &folder.join("articles"))?;
        unpack(QUERIES, &folder.join("queries"))?;
        terminal.remark(format!(
            "{} articles and {} query scripts in {}",
            ARTICLES.len(),
            QUERIES.len(),
            folder.display()
        ));
        return Ok(Exit::Done);
    }
    let scratch = Scratch::make()?;
    let articles = scratch.0.join("articles");
    unpack(ARTICLES, &articles)?;
    let graph = args.output.clone().unwrap_or_else(|| scratch.0.join("demo.db"));
    let exit = build(&articles, &graph, terminal)?;
    if exit != Exit::Done {
        return Ok(exit);
    }
    let settings = Settings { color: terminal.color_results, width: super::terminal::width(), interactive: false };
    let mut session = Session::open(&graph, settings)?;
    session.show_at_most(ROWS);
    let mut out = terminal.results();
    let mut exit = Exit::Done;
    for (name, script) in QUERIES {
        writeln!(out, "\n{}\n", heading(&question(script), &format!("data/queries/{name}"), terminal.color_results))?;
        if session.handle(script, &mut out)? == Flow::Failed {
            exit = Exit::Failed;
        }
        out.flush()?;
    }
    match &args.output {
        Some(file) => terminal.remark(format!("\ngo on asking: demarche shell {}", file.display())),
        None => terminal.remark("\nto go on asking: demarche demo -o demo.db && demarche shell demo.db"),
    }
    Ok(exit)
}

/// Builds the graph as `demarche build` does.
fn build(articles: &Path, graph: &Path, terminal: &Terminal) -> Outcome {
    let words: [OsString; 5] = ["demarche".into(), "build".into(), articles.into(), "--output".into(), graph.into()];
    let args = Arguments::try_parse_from(words).map_err(|error| Failure::Usage(error.to_string()))?;
    args.command.run(terminal)
}

/// Returns the question of a script: its first comment line.
fn question(script: &str) -> String {
    script.lines().next().unwrap_or_default().trim_start_matches('/').trim().to_owned()
}

/// Returns the questions of the sample scripts; the first of a script is named by what the script asks.
pub(super) fn questions() -> Vec<Question> {
    let mut questions = Vec::new();
    for (_, script) in QUERIES {
        for (at, query) in statements(script).into_iter().enumerate() {
            let named = query.lines().find_map(|line| line.strip_prefix("// name: "));
            let title = if at == 0 { question(script) } else { capitalized(named.unwrap_or_default()) };
            questions.push(Question { title, query: query.to_owned() });
        }
    }
    questions
}

fn heading(question: &str, file: &str, color: bool) -> String {
    if color { format!("\x1b[1;34m{question}\x1b[0m  \x1b[2m{file}\x1b[0m") } else { format!("{question}  ({file})") }
}

fn unpack(files: &[(&str, &str)], folder: &Path) -> Result<(), Failure> {
    let named = |path: &Path, source| Error::Io { path: path.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(|error| named(folder, error))?;
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| named(&path, error))?;
    }
    Ok(())
}

/// A folder that is removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn make() -> Result<Self, Failure> {
        let base = std::env::temp_dir();
        // Made new, so that nobody else's folder is taken over.
        let made = (0..100).find_map(|number| {
            let folder = base.join(format!("demarche-demo-{}-{number}", std::process::id()));
            match std::fs::create_dir(&folder) {
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => None,
                done => Some(done.map(|()| Self(folder))),
            }
        });
        let taken = || Err(std::io::ErrorKind::AlreadyExists.into());
        made.unwrap_or_else(taken).map_err(|source| Error::Io { path: base.display().to_string(), source }.into())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be removed is left to the system's own cleaning.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_sample_is_bundled() {
        for (folder, bundled) in [("articles", ARTICLES), ("queries", QUERIES)] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(folder);
            let mut there: Vec<String> = std::fs::read_dir(path)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            there.sort();
            assert_eq!(there, bundled.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_script_begins_with_its_question() {
        assert!(QUERIES.iter().all(|(_, script)| question(script).ends_with('?')));
    }
}
