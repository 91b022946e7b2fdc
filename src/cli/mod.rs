//! The command line: one file per subcommand, its arguments beside its action.
//!
//! [`main`] parses what was typed ([`args`]), hands it to the subcommand's `run` together with the [`Terminal`], and
//! turns the outcome into an exit code ([`exit`]). Results go to standard output, remarks to standard error.
//!
//! # Adding a subcommand
//!
//! 1. A file `src/cli/NAME.rs` with `#[derive(clap::Args)] pub(super) struct NameArgs` (imperative doc comments, examples
//!    in `after_help`) and `pub(super) fn run(args: &NameArgs, terminal: &Terminal) -> Outcome`.
//! 2. `mod NAME;` below, a variant in [`args::Command`] whose doc comment is the one-line help, and its arm in
//!    `Command::run`.

mod add;
mod analysis;
mod args;
mod build;
mod completions;
mod corpus;
mod demo;
mod diff;
mod exit;
mod explain;
mod export;
mod extract;
mod import;
mod input;
mod limits;
mod merge;
mod ordered;
mod pager;
mod parse;
mod query;
mod remove;
mod rules;
mod run;
mod score;
mod search;
mod serve;
mod session;
mod shell;
mod stats;
mod summary;
mod terminal;
mod timeline;
mod train_attribution;
mod train_confidence;

use clap::Parser;
use exit::Exit;
use terminal::Terminal;

/// Runs the program.
pub fn main() -> std::process::ExitCode {
    let args = match args::Arguments::try_parse() {
        Ok(args) => args,
        Err(message) => {
            // Help and version are answers, everything else is wrong usage; clap knows which stream is due. A closed
            // stream leaves nobody to tell.
            let _ = message.print();
            return if message.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    let terminal = Terminal::new(&args.global);
    outlive_limits();
    exit::conclude(args.command.run(&terminal), &terminal).into()
}

/// Lets a write beyond a limit on file sizes fail as on a full disk, instead of ending the program.
fn outlive_limits() {
    #[cfg(unix)]
    // Where it can't be registered the program ends as before; a store is whole either way.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}
