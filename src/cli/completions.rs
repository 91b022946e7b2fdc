//! `demarche completions`: what shells and `man` want to know of the command line.

use super::args::Arguments;
use super::exit::{Exit, Outcome};
use super::terminal::Terminal;
use crate::Error;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;
use std::path::PathBuf;

/// Write the completions of a shell, or man pages
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  demarche completions bash > ~/.local/share/bash-completion/completions/demarche
  demarche completions zsh > ~/.zfunc/_demarche
  demarche completions fish > ~/.config/fish/completions/demarche.fish
  demarche completions --man ~/.local/share/man/man1")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", required_unless_present = "man")]
    shell: Option<Shell>,
    /// Write one man page for each subcommand into a folder
    #[arg(long, value_name = "DIR", conflicts_with = "shell")]
    man: Option<PathBuf>,
}

/// Runs the subcommand.
pub(super) fn run(args: &CompletionsArgs, terminal: &Terminal) -> Outcome {
    let mut command = Arguments::command();
    if let Some(shell) = args.shell {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command, "demarche", &mut script);
        let mut out = terminal.results();
        out.write_all(&script)?;
        out.flush()?;
    }
    if let Some(folder) = &args.man {
        let named = |source| Error::Io { path: folder.display().to_string(), source };
        std::fs::create_dir_all(folder).map_err(named)?;
        clap_mangen::generate_to(command, folder).map_err(named)?;
        terminal.remark(format!("man pages written to {}", folder.display()));
    }
    Ok(Exit::Done)
}
