//! `demarche rules`: help for those who write extraction rules.

use super::exit::{Exit, Failure, Outcome};
use super::input::AdditionArgs;
use super::terminal::{Terminal, printable};
use crate::extract::rule::{self, Library, Mismatch, Role};
use crate::extract::{Attempt, Extractor, article_of, run_examples};
use crate::nlp::{Doc, Pipeline};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// How much of a rule's paths is shown.
const MAX_SHOWN: usize = 80;

/// The arguments of `demarche rules`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche rules check my-rules/
  demarche rules test my-rules/sues.rule
  demarche rules explain 'Oslo offered to open its ports to Iceland.'
  demarche rules explain --rules my-rules/ 'The union sued the harbour.'

A file holds one relation, its rules and their examples:

  new relation SUES between actors
  rule takes-to-court {
    trigger verb { sue }
    source subject
    target object[is:actor]
    content? >prep[over,for] >pobj
    confidence 0.9
  }
  match \"The union sued Norway over the quotas.\" source \"the union\" target \"Norway\"
  no match \"The union did not sue Norway.\"

The language is described in the project's grammar/rule.pest; data/rules holds the built-in rules.")]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    action: Action,
}

/// What to do with rules.
#[derive(clap::Subcommand, Debug)]
enum Action {
    /// Read rule files and tell what is wrong with them
    #[command(after_help = "Example:\n  demarche rules check my-rules/")]
    Check {
        /// Rule files, or folders of them
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Run the examples of rule files
    #[command(after_help = "Examples:\n  demarche rules test\n  demarche rules test my-rules/")]
    Test {
        /// Rule files, or folders of them [default: the built-in ones]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Tell why each rule matches a sentence or does not
    #[command(after_help = "Example:\n  demarche rules explain --rules my-rules/ 'The union sued the harbour.'")]
    Explain {
        /// The sentence, or several
        #[arg(value_name = "SENTENCE")]
        sentence: String,
        #[command(flatten)]
        additions: AdditionArgs,
    },
}

/// Runs the subcommand.
pub(super) fn run(args: &RulesArgs, terminal: &Terminal) -> Outcome {
    match &args.action {
        Action::Check { paths } => check(paths, terminal),
        Action::Test { paths } => test(paths, terminal),
        Action::Explain { sentence, additions } => explain(sentence, &additions.extractor()?, terminal),
    }
}

/// Reads every file, so that one run tells the first error of each.
fn check(paths: &[PathBuf], terminal: &Terminal) -> Outcome {
    let mut out = terminal.results();
    let mut exit = Exit::Done;
    for path in paths {
        for file in rule::files(path)? {
            let mut library = Library::default();
            if let Err(error) = library.add_path(&file) {
                terminal.error(error);
                exit = Exit::Failed;
                continue;
            }
            let count = |matches| library.examples().iter().filter(|(_, e)| e.matches == matches).count();
            let (positive, negative) = (count(true), count(false));
            let kind = library.rules().first().map_or("", |rule| rule.relation.name());
            let shown = file.display().to_string();
            writeln!(
                out,
                "{}: {kind}: {} rules, {positive} examples that match, {negative} that must not",
                printable(&shown),
                library.rules().len()
            )?;
            if positive == 0 || negative == 0 {
                terminal.warning(format_args!("{shown}: write examples of both kinds, `match` and `no match`"));
            }
        }
    }
    out.flush()?;
    Ok(exit)
}

fn test(paths: &[PathBuf], terminal: &Terminal) -> Outcome {
    let additions = AdditionArgs { rules: paths.to_vec(), ..AdditionArgs::default() };
    let extractor = additions.extractor()?;
    let mut files = Vec::new();
    for path in paths {
        files.extend(rule::files(path)?.iter().map(|file| file.display().to_string()));
    }
    let is_wanted = |file: &str| files.is_empty() || files.iter().any(|wanted| wanted == file);
    let (count, failures) = run_examples(&extractor, &Pipeline::bundled(), is_wanted);
    let mut out = terminal.results();
    for failure in &failures {
        let place = format!("{}:{}", failure.file, failure.line);
        writeln!(out, "{}: \"{}\"", printable(&place), printable(&failure.sentence))?;
        writeln!(out, "  wanted {}", printable(&failure.wanted))?;
        match failure.found.as_slice() {
            [] => writeln!(out, "  found nothing; `demarche rules explain` tells why")?,
            found => found.iter().try_for_each(|found| writeln!(out, "  found {}", printable(found)))?,
        }
    }
    writeln!(out, "{} of {count} examples hold", count - failures.len())?;
    out.flush()?;
    Ok(if failures.is_empty() { Exit::Done } else { Exit::Failed })
}

fn explain(sentence: &str, extractor: &Extractor, terminal: &Terminal) -> Outcome {
    if sentence.trim().is_empty() {
        return Err(Failure::Usage("an empty sentence matches no rule; give one in quotation marks".to_owned()));
    }
    let article = article_of(sentence);
    let doc = extractor.annotate(&Pipeline::bundled(), &article);
    let attempts = extractor.attempts(&article, &doc);
    let mut by_word: BTreeMap<_, Vec<&Attempt<'_>>> = BTreeMap::new();
    attempts.iter().for_each(|attempt| by_word.entry(attempt.token).or_default().push(attempt));
    let mut out = terminal.results();
    for (token, mut attempts) in by_word {
        writeln!(out, "{} (lemma {}, {})", printable(doc.word(token)), doc.lemma(token), doc.pos(token))?;
        attempts.sort_by_key(|attempt| attempt.outcome.is_err());
        for attempt in attempts {
            let (file, line) = &attempt.rule.place;
            let verdict = if attempt.outcome.is_ok() { "matches" } else { "does not match" };
            writeln!(out, "  {} {verdict}  ({}:{line})", attempt.rule.name, printable(file))?;
            for line in details(attempt, &doc) {
                writeln!(out, "    {}", printable(&line))?;
            }
        }
    }
    if attempts.is_empty() {
        writeln!(out, "no word of it is a trigger of any of the {} rules", extractor.library().rules().len())?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// The parts that a match found, or what was missing.
fn details(attempt: &Attempt<'_>, doc: &Doc) -> Vec<String> {
    match &attempt.outcome {
        Ok(found) => {
            let part = |(role, heads): &(Role, Vec<_>)| {
                let words: Vec<&str> = heads.iter().map(|&head| doc.word(head)).collect();
                format!("{} {}", role.name(), words.join(", "))
            };
            found.parts.iter().map(part).collect()
        }
        Err(mismatch) => vec![match mismatch {
            Mismatch::WordClass => "the word is another part of speech than the trigger's".to_owned(),
            Mismatch::Particle => "the trigger's particle is not there".to_owned(),
            Mismatch::Polarity => "the word is negated, or is not although the trigger asks for it".to_owned(),
            Mismatch::Voice => "the word is active where the trigger asks for the passive, or the other way".to_owned(),
            Mismatch::When(paths) => format!("`when {}` leads nowhere", shortened(paths)),
            Mismatch::Unless(paths) => format!("`unless {}` leads somewhere", shortened(paths)),
            Mismatch::Part(role, paths) => format!("`{} {}` leads nowhere", role.name(), shortened(paths)),
        }],
    }
}

/// Cuts a long list of words: the file and line say where the rest stands.
fn shortened(paths: &str) -> String {
    match paths.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &paths[..end]),
        None => paths.to_owned(),
    }
}
