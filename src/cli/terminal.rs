//! The two output streams: results on standard output, remarks on standard error.

#![allow(dead_code, reason = "subcommands in the making use the rest")]

use super::args::{ColorChoice, GlobalArgs};
use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};

/// What may be said, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    quiet: bool,
    verbose: bool,
    /// Whether remarks are coloured.
    pub(super) color_remarks: bool,
    /// Whether results are coloured.
    pub(super) color_results: bool,
    muted: bool,
}

impl Terminal {
    /// Decides by the options, the environment and what the streams are.
    pub(super) fn new(args: &GlobalArgs) -> Self {
        // The convention of no-color.org: any value but the empty one.
        let allowed = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let color = |is_terminal: bool| match args.color {
            ColorChoice::Auto => allowed && is_terminal,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self {
            quiet: args.quiet,
            verbose: args.verbose,
            color_remarks: color(io::stderr().is_terminal()),
            color_results: color(io::stdout().is_terminal()),
            muted: false,
        }
    }

    /// Makes a terminal that says nothing at all, for tests.
    #[cfg(test)]
    pub(super) fn silent() -> Self {
        Self { quiet: true, verbose: false, color_remarks: false, color_results: false, muted: true }
    }

    /// Opens standard output, buffered; the caller flushes it to learn of a failed write.
    pub(super) fn results(&self) -> BufWriter<io::StdoutLock<'static>> {
        BufWriter::with_capacity(64 * 1024, io::stdout().lock())
    }

    /// Tells whether a progress bar may be drawn.
    pub(super) fn shows_progress(&self) -> bool {
        !self.quiet && !self.muted && io::stderr().is_terminal()
    }

    /// Says what failed, in lines that are made already.
    pub(super) fn plain(&self, lines: &str) {
        self.line(&printable(lines));
    }

    /// Says what is wrong with a query, in lines that show where.
    pub(super) fn failed_query(&self, rendered: &str) {
        let rendered = printable(rendered.trim_end());
        let painted = self.color_remarks.then(|| crate::repl::paint_error(&rendered));
        self.line(painted.as_deref().map_or(&*rendered, str::trim_end));
    }

    /// Says what failed.
    pub(super) fn error(&self, message: impl Display) {
        self.labelled("error", "31", message);
    }

    /// Says what the user should know, unless `--quiet`.
    pub(super) fn warning(&self, message: impl Display) {
        if !self.quiet {
            self.labelled("warning", "33", message);
        }
    }

    /// Says what was done, unless `--quiet`.
    pub(super) fn remark(&self, message: impl Display) {
        if !self.quiet {
            self.line(&message.to_string());
        }
    }

    /// Says what helps to understand a run, only with `--verbose`.
    pub(super) fn detail(&self, message: impl Display) {
        if self.verbose {
            self.line(&message.to_string());
        }
    }

    fn labelled(&self, label: &str, color: &str, message: impl Display) {
        let message = message.to_string();
        let message = printable(&message);
        if self.color_remarks {
            self.line(&format!("\x1b[1;{color}m{label}:\x1b[0m {message}"));
        } else {
            self.line(&format!("{label}: {message}"));
        }
    }

    fn line(&self, line: &str) {
        if !self.muted {
            // Nobody is left to tell that standard error is closed.
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
    }
}

/// Returns how many columns the terminal has, where results go to one.
pub(super) fn width() -> Option<usize> {
    let from_environment = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    size().map(|(width, _)| width).or_else(from_environment).filter(|&width| width > 0)
}

/// Returns how many lines the terminal has, where results go to one.
pub(super) fn height() -> Option<usize> {
    size().map(|(_, height)| height)
}

fn size() -> Option<(usize, usize)> {
    let (width, height) = terminal_size::terminal_size_of(io::stdout())?;
    Some((width.0.into(), height.0.into()))
}

/// Replaces the control characters that a file name or an article may smuggle into a terminal.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        let safe = text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{FFFD}' } else { c });
        Cow::Owned(safe.collect())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_from_articles_never_reach_the_terminal() {
        assert_eq!(printable("a\x1b[31mb\n"), "a\u{FFFD}[31mb\n");
        assert!(matches!(printable("plain, naïve\ttext"), Cow::Borrowed(_)));
    }
}
