//! How a run ends: exit codes, and failures by who must act on them.

use super::terminal::Terminal;
use crate::Error;
use std::io;
use std::process::ExitCode;

/// What a subcommand gives back.
pub(super) type Outcome = Result<Exit, Failure>;

/// How the run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// All was done, or the reader of our output had enough.
    Done,
    /// Something failed; it has been said what.
    Failed,
    /// The command line asks for something that is not possible.
    Usage,
    /// The user interrupted the run.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Interrupted => 130,
        })
    }
}

/// Why a subcommand stopped.
#[allow(dead_code, reason = "subcommands in the making use the rest")]
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// A call to the library failed.
    #[error(transparent)]
    Library(Error),
    /// The command line asks for something that is not possible.
    #[error("{0}")]
    Usage(String),
    /// Standard output could not be written.
    #[error("standard output: {0}")]
    Output(io::Error),
    /// The user interrupted the run.
    #[error("interrupted")]
    Interrupted,
}

/// Lets `?` lift a module's error.
macro_rules! from_library {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Library(error.into())
            }
        })+
    };
}
from_library! {
    Error, crate::ingest::IngestError, crate::nlp::ModelError, crate::query::QueryError, crate::store::StoreError,
    crate::extract::ExtractError, crate::score::ScoreError,
    crate::import::ImportError,
}

/// An export without a path goes to standard output.
impl From<crate::export::ExportError> for Failure {
    fn from(error: crate::export::ExportError) -> Self {
        error.into_io().map_or_else(|other| Self::Library(other.into()), Self::Output)
    }
}

/// An I/O error that reaches a subcommand without a path comes from standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Failure {
    /// Tells whether the reader of our output went away, as `head` does.
    fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Output(error) | Self::Library(Error::Io { source: error, .. }) => {
                error.kind() == io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }
}

/// Says what failed and gives the code to exit with.
pub(super) fn conclude(outcome: Outcome, terminal: &Terminal) -> Exit {
    match outcome {
        Ok(exit) => exit,
        Err(failure) if failure.is_broken_pipe() => Exit::Done,
        Err(failure) => {
            terminal.error(&failure);
            match failure {
                Failure::Usage(_) => Exit::Usage,
                Failure::Interrupted => Exit::Interrupted,
                Failure::Library(_) | Failure::Output(_) => Exit::Failed,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_success_and_any_other_failure_is_not() {
        let quiet = Terminal::silent();
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(conclude(Err(closed.into()), &quiet), Exit::Done);
        assert_eq!(conclude(Err(io::Error::other("disk full").into()), &quiet), Exit::Failed);
        assert_eq!(conclude(Err(Failure::Usage("no".into())), &quiet), Exit::Usage);
        assert_eq!(conclude(Err(Failure::Interrupted), &quiet), Exit::Interrupted);
    }
}
