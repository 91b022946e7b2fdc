//! `demarche explain`: what was found in an article, by which rule, from which words.

mod finding;
mod html;
mod text;

use super::analysis::Analyser;
use super::exit::{Exit, Failure, Outcome};
use super::input::InputArgs;
use super::parse::tree;
use super::terminal::Terminal;
use crate::ingest::Input;
use finding::Explanation;
use std::io::Write;
use std::path::PathBuf;

/// The arguments of `demarche explain`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche explain article.txt
  demarche explain --tree article.txt
  demarche explain --html article.txt > article.html
  demarche explain --rules my-rules/ --lexicon actors.csv article.txt")]
pub(super) struct ExplainArgs {
    /// Articles: files, directories, patterns such as 'news/*.txt', or `-` for standard input
    #[arg(required = true, value_name = "ARTICLE")]
    paths: Vec<PathBuf>,
    /// Write a page that stands by itself, with the article marked up
    #[arg(long, conflicts_with = "tree")]
    html: bool,
    /// Draw the dependency tree of each sentence, too
    #[arg(long)]
    tree: bool,
    #[command(flatten)]
    input: InputArgs,
}

/// Explains each article in turn.
pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> Outcome {
    let analyser = Analyser::load(&args.input)?;
    let reader = args.input.reader()?;
    let mut out = terminal.results();
    let mut exit = Exit::Done;
    let mut explanations = Vec::new();
    for input in reader.read(&args.paths) {
        let article = match input {
            Ok(Input::Piece(piece)) => reader.article_of_piece(*piece),
            Ok(Input::Extraction { path, .. }) => {
                return Err(Failure::Usage(format!("{path}: holds facts, not articles; explain the article itself")));
            }
            Err(error) => Err(error),
        };
        let article = match article {
            Ok(article) => article,
            Err(error) => {
                terminal.error(error);
                exit = Exit::Failed;
                continue;
            }
        };
        let (doc, trace) = analyser.trace(&article);
        let explanation = Explanation::new(article, &trace);
        if args.html {
            explanations.push(explanation);
            continue;
        }
        let trees = if args.tree { tree::drawings(&doc)? } else { Vec::new() };
        text::write(&explanation, &trees, terminal.color_results, &mut out)?;
    }
    if args.html && !explanations.is_empty() {
        html::write(&explanations, &mut out)?;
    }
    out.flush()?;
    Ok(exit)
}
