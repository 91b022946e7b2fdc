//! Where the shell writes: the screen, or the user's pager once an answer is longer than the screen.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// An answer on its way to the screen; no more of it than a screen is held.
pub(super) struct Screen {
    /// How many lines the screen has; none where nothing is paged.
    height: Option<usize>,
    lines: usize,
    held: Vec<u8>,
    reader: Reader,
    /// Set when the reader has had enough, so that the query stops.
    stop: Arc<AtomicBool>,
}

/// Who reads.
enum Reader {
    /// Nobody yet: the answer may fit the screen.
    NotYet,
    Terminal,
    Pager(Child),
    /// The pager was left.
    Gone(Child),
}

impl Screen {
    /// Begins an answer; `stop` is set when the reader leaves before its end.
    pub(super) const fn new(height: Option<usize>, stop: Arc<AtomicBool>) -> Self {
        Self { height, lines: 0, held: Vec::new(), reader: Reader::NotYet, stop }
    }

    /// Shows what is still held and waits for the reader.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if matches!(self.reader, Reader::NotYet | Reader::Terminal) {
            let mut out = io::stdout().lock();
            out.write_all(&self.held)?;
            out.flush()?;
        } else {
            self.give();
        }
        if let Reader::Pager(mut child) | Reader::Gone(mut child) = self.reader {
            drop(child.stdin.take());
            child.wait()?;
        }
        Ok(())
    }

    /// Gives what is held to the pager, which may have been left.
    fn give(&mut self) {
        let held = std::mem::take(&mut self.held);
        let Reader::Pager(child) = &mut self.reader else { return };
        if child.stdin.as_mut().is_some_and(|stdin| stdin.write_all(&held).is_err()) {
            self.stop.store(true, Ordering::Relaxed);
            if let Reader::Pager(child) = std::mem::replace(&mut self.reader, Reader::NotYet) {
                self.reader = Reader::Gone(child);
            }
        }
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        /// How much goes out at once.
        const CHUNK: usize = 64 * 1024;
        self.held.extend_from_slice(bytes);
        if matches!(self.reader, Reader::NotYet) {
            self.lines += bytes.iter().filter(|&&byte| byte == b'\n').count();
            let too_long = self.height.is_some_and(|height| self.lines + 1 > height);
            if too_long {
                self.reader = pager().map_or(Reader::Terminal, Reader::Pager);
            } else if self.height.is_none() {
                self.reader = Reader::Terminal;
            }
        }
        match self.reader {
            Reader::NotYet => {}
            Reader::Terminal if self.held.len() >= CHUNK => {
                io::stdout().lock().write_all(&std::mem::take(&mut self.held))?
            }
            Reader::Terminal => {}
            Reader::Pager(_) if self.held.len() >= CHUNK => self.give(),
            Reader::Pager(_) => {}
            Reader::Gone(_) => self.held.clear(),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts the user's pager, if there is one.
fn pager() -> Option<Child> {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let mut words = pager.split_whitespace();
    let mut command = Command::new(words.next()?);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colours as they are, nothing for what fits, the answer stays on the screen afterwards.
        command.env("LESS", "-RFX");
    }
    command.spawn().ok()
}
