//! `demarche run`: a script of many questions, their rows one after the other.

use super::exit::{Exit, Failure, Outcome};
use super::session::{Answer, Session, SessionArgs};
use super::terminal::Terminal;
use crate::query::QueryError;
use crate::repl::statements;
use crate::text::Lines;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, StdoutLock, Write};
use std::path::{Path, PathBuf};

/// The arguments of `demarche run`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  demarche run news.db data/queries/1-offers.cypher
  demarche run news.db - < questions.cypher
  demarche run news.db questions.cypher --param who=Peru --format csv -o answers/

Statements end with a semicolon. A comment `// name: offers` before a statement gives its rows a heading \
or, with -o, its file a name. The first statement that fails stops the script, unless --keep-going; either way the \
exit status is 1 then.")]
pub(super) struct RunArgs {
    #[command(flatten)]
    session: SessionArgs,
    /// Scripts in openCypher, or `-` for standard input
    #[arg(required = true, value_name = "SCRIPT")]
    scripts: Vec<PathBuf>,
    /// Write the rows of each statement to a file of its own in this folder
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Go on after a statement that fails
    #[arg(short, long)]
    keep_going: bool,
}

/// Returns what a comment `// name: …` above a statement calls it.
fn name_of(statement: &str) -> Option<&str> {
    let comments = statement.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with("//"));
    comments.filter_map(|line| line.trim_start_matches('/').trim().strip_prefix("name:").map(str::trim)).last()
}

/// Runs the scripts.
pub(super) fn run(args: &RunArgs, terminal: &Terminal) -> Outcome {
    let mut session = Session::open(&args.session, terminal)?;
    let mut results = match &args.output {
        Some(folder) => Results::Files(Files::new(folder)?),
        None => Results::Stream(terminal.results()),
    };
    let mut exit = Exit::Done;
    for path in &args.scripts {
        let shown = path.display().to_string();
        let mut script = String::new();
        let read = if path.as_os_str() == "-" {
            std::io::stdin().read_to_string(&mut script)
        } else {
            std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut script))
        };
        read.map_err(|source| crate::Error::Io { path: shown.clone(), source })?;
        for statement in statements(&script) {
            match results.add(statement, &mut session, terminal)? {
                Ok(answer) => {
                    Session::tell_changes(&answer, terminal);
                    session.tell_unknown(statement, &answer, terminal);
                }
                Err(error) => {
                    // Statements are parts of the script.
                    let start = statement.as_ptr().addr().saturating_sub(script.as_ptr().addr());
                    let (line, _) = Lines::new(&script).position(start);
                    terminal.error(format_args!("{shown}: the statement from line {line} on failed"));
                    terminal.failed_query(&error.render(statement));
                    exit = Exit::Failed;
                    if !args.keep_going {
                        return Ok(exit);
                    }
                }
            }
        }
    }
    results.flush()?;
    Ok(exit)
}

/// Where rows go.
enum Results {
    Stream(BufWriter<StdoutLock<'static>>),
    Files(Files),
}

impl Results {
    /// Answers one statement and takes its rows.
    fn add(
        &mut self,
        statement: &str,
        session: &mut Session,
        terminal: &Terminal,
    ) -> Result<Result<Answer, QueryError>, Failure> {
        match self {
            Self::Stream(out) => {
                let for_people = session.is_for_people();
                let heading = name_of(statement).filter(|_| for_people);
                let style = session.style_for(terminal);
                let answered = session.answer(statement, &style, &mut Headed { heading, out });
                if for_people && matches!(answered, Ok(Ok(_))) {
                    writeln!(out)?;
                }
                // Whoever reads along sees each answer as soon as it is there.
                out.flush()?;
                answered
            }
            Self::Files(files) => files.add(statement, session, terminal),
        }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        if let Self::Stream(out) = self {
            out.flush()?;
        }
        Ok(())
    }
}

/// Puts a heading before the first thing that is written.
struct Headed<'o> {
    heading: Option<&'o str>,
    out: &'o mut dyn Write,
}

impl Write for Headed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(heading) = self.heading.take() {
            writeln!(self.out, "{heading}")?;
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file that is made when something is written to it.
struct Lazy<'p> {
    path: &'p Path,
    file: Option<BufWriter<File>>,
}

impl Write for Lazy<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufWriter::with_capacity(64 * 1024, File::create(self.path)?)),
        };
        file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// A folder with one file for each statement that returns something.
struct Files {
    folder: PathBuf,
    /// How many statements there were.
    count: usize,
    taken: BTreeSet<String>,
}

impl Files {
    fn new(folder: &Path) -> Result<Self, Failure> {
        let named = |source| crate::Error::Io { path: folder.display().to_string(), source };
        std::fs::create_dir_all(folder).map_err(named)?;
        Ok(Self { folder: folder.to_owned(), count: 0, taken: BTreeSet::new() })
    }

    /// Answers one statement; a file of rows that could not be finished is taken away.
    fn add(
        &mut self,
        statement: &str,
        session: &mut Session,
        terminal: &Terminal,
    ) -> Result<Result<Answer, QueryError>, Failure> {
        self.count += 1;
        let name = self.free_name(name_of(statement));
        let path = self.folder.join(format!("{name}.{}", session.extension()));
        let named = |source| crate::Error::Io { path: path.display().to_string(), source };
        let mut file = Lazy { path: &path, file: None };
        let answered = session.answer(statement, &session.style(), &mut file).map_err(|failure| match failure {
            Failure::Output(source) => Failure::Library(named(source)),
            other => other,
        })?;
        file.flush().map_err(named)?;
        let has_file = file.file.is_some();
        match &answered {
            Ok(answer) if answer.columns > 0 => {
                let plural = if answer.rows == 1 { "" } else { "s" };
                terminal.remark(format!("{}: {} row{plural}", path.display(), answer.rows));
            }
            Err(_) if has_file => std::fs::remove_file(&path).map_err(named)?,
            _ => {}
        }
        Ok(answered)
    }

    /// Makes a file name of a statement's name, or of its number where it has none; none is given twice.
    fn free_name(&mut self, name: Option<&str>) -> String {
        let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
        let wanted: String = name.unwrap_or_default().chars().map(safe).collect();
        let wanted = wanted.trim_matches(['-', '.']);
        let wanted = if wanted.is_empty() { format!("result-{}", self.count) } else { wanted.to_owned() };
        // Some file systems tell no capitals from small letters.
        let mut free = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(free.to_lowercase()) {
            free = format!("{wanted}-{number}");
            number += 1;
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_and_differ() {
        let mut files = Files { folder: PathBuf::new(), count: 7, taken: BTreeSet::new() };
        let names = [Some("offers"), Some("Offers"), Some("../who rejects?"), None].map(|name| files.free_name(name));
        assert_eq!(names, ["offers", "Offers-2", "who-rejects", "result-7"]);
    }

    #[test]
    fn the_comment_right_above_names_a_statement() {
        assert_eq!(name_of("// About offers.\n\n// name: offers\nMATCH (n) // name: no\nRETURN n"), Some("offers"));
        assert_eq!(name_of("RETURN 1"), None);
    }
}
