//! The shell as a person at a terminal sees it: keys in, whole screens out.
//!
//! Each file in `repl/` is a session: after `>>> ` the keys that are typed, below them the screen that they lead to.
//! Keys with a name stand in angle brackets: `<Enter>`, `<Tab>`, `<Ctrl-R>`. A screen is waited for, however long the
//! machine takes; the keyboard stays until the shell has ended. `DEMARCHE_GOLDEN=write cargo test screens` writes the
//! screens anew; look at the difference before committing it.

use crate::repl::store;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const ROWS: u16 = 34;
const COLUMNS: u16 = 92;
/// How long a screen is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(120);

/// The keys that have a name.
const KEYS: [(&str, &str); 9] = [
    ("<Enter>", "\r"),
    ("<Tab>", "\t"),
    ("<Up>", "\x1b[A"),
    ("<Left>", "\x1b[D"),
    ("<Right>", "\x1b[C"),
    ("<Ctrl-C>", "\x03"),
    ("<Ctrl-D>", "\x04"),
    ("<Ctrl-L>", "\x0c"),
    ("<Ctrl-R>", "\x12"),
];

/// A person at a terminal.
struct Person {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    terminal: Box<dyn MasterPty + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl Person {
    /// Opens the store of a folder.
    fn at(folder: &Path) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(["shell", "news.db", "--no-pager"]);
        command.cwd(folder);
        command.env("TERM", "xterm-256color");
        command.env("DEMARCHE_HISTORY", folder.join("history"));
        command.env_remove("NO_COLOR");
        command.env_remove("COLUMNS");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let size = |length| NonZero::new(length).expect("a terminal has a size");
        let screen = Arc::new(Mutex::new(vt100::Parser::new(size(ROWS), size(COLUMNS), 0)));
        let (mut output, shared) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&screen));
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // The end of the terminal is an error on some systems.
            while let Ok(length @ 1..) = output.read(&mut bytes) {
                shared.lock().unwrap().process(&bytes[..length]);
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        Self { child, keyboard, terminal: pair.master, screen }
    }

    fn types(&mut self, keys: &str) {
        let keys = KEYS.iter().fold(keys.to_owned(), |text, (name, code)| text.replace(name, code));
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Returns what is on the screen, without spaces at the ends.
    fn sees(&self) -> String {
        let screen = self.screen.lock().unwrap();
        let lines: Vec<String> = screen.screen().rows(0, COLUMNS).map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n").trim_end().replace(env!("CARGO_PKG_VERSION"), "VERSION")
    }

    /// Waits until the screen is as expected; returns the last one where it never is.
    fn waits_for(&self, is_expected: impl Fn(&str) -> bool) -> Result<(), String> {
        let started = Instant::now();
        loop {
            let screen = self.sees();
            if is_expected(&screen) {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                return Err(screen);
            }
            std::thread::sleep(Duration::from_millis(15));
        }
    }

    /// Returns the screen once nothing has changed for a while.
    fn settled(&self) -> String {
        let mut last = (self.sees(), Instant::now());
        while last.1.elapsed() < Duration::from_millis(2_500) {
            std::thread::sleep(Duration::from_millis(50));
            let now = self.sees();
            if now != last.0 {
                last = (now, Instant::now());
            }
        }
        last.0
    }

    /// Tells whether the line editor has the keyboard: then the terminal does not gather lines itself.
    #[cfg(unix)]
    fn is_editing(&self) -> bool {
        let settings = self.terminal.get_termios().map(|settings| format!("{:?}", settings.local_flags));
        settings.is_some_and(|flags| !flags.contains("ICANON"))
    }

    /// Drops what is on the line, leaves, and waits until the shell has ended.
    fn leaves(mut self) -> bool {
        let started = Instant::now();
        self.types("<Ctrl-C>");
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            assert!(started.elapsed() < PATIENCE, "the shell does not end: {}", self.sees());
            // What is typed between two lines may be lost, and a shell that has ended takes nothing.
            let _ = self.keyboard.write_all(b"\x04").and_then(|()| self.keyboard.flush());
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // A test that failed leaves no shell behind; one that has ended can't be killed.
        let _ = self.child.kill();
    }
}

/// Plays a session and compares each screen.
fn play(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/repl").join(format!("{name}.txt"));
    let session = std::fs::read_to_string(&path).unwrap();
    let (head, steps) = session.split_once(">>> ").expect("a session has keys");
    let write = std::env::var_os("DEMARCHE_GOLDEN").is_some();
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let mut person = Person::at(folder.path());
    let mut played = head.to_owned();
    // Keys that come before the line editor has the keyboard would be shown twice.
    person.waits_for(|screen| screen.contains("demarche>")).unwrap();
    for step in steps.split("\n>>> ") {
        let (keys, expected) = step.split_once('\n').unwrap_or((step, ""));
        let keys = keys.trim_end();
        person.types(keys.strip_prefix("(look)").unwrap_or(keys));
        if write {
            played += &format!(">>> {keys}\n{}\n\n", person.settled());
            continue;
        }
        let expected = expected.trim_end();
        if let Err(screen) = person.waits_for(|screen| screen == expected) {
            panic!("{name}, after {keys}: expected\n\n{expected}\n\nfound\n\n{screen}\n");
        }
    }
    assert!(person.leaves());
    if write {
        std::fs::write(&path, played.trim_end().to_owned() + "\n").unwrap();
    }
}

#[test]
fn first_steps() {
    play("first-steps");
}

#[test]
fn questions_and_what_is_behind_their_answers() {
    play("questions");
}

#[test]
fn mistakes() {
    play("mistakes");
}

#[test]
fn editing() {
    play("editing");
}

#[test]
#[cfg(unix)]
fn a_query_that_would_take_hours_is_stopped_and_the_shell_lives_on() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let mut person = Person::at(folder.path());
    person.waits_for(|screen| screen.contains("demarche>")).unwrap();
    person.types("UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y RETURN sum(x * y)<Enter>");
    person.waits_for(|_| !person.is_editing()).unwrap();
    let started = Instant::now();
    while !person.sees().contains("the query was stopped") {
        assert!(started.elapsed() < PATIENCE, "{}", person.sees());
        // The query may not have begun when the first arrives.
        person.types("<Ctrl-C>");
        std::thread::sleep(Duration::from_millis(100));
    }
    person.types("RETURN 'still ' + 'here' AS shell<Enter>");
    person.waits_for(|screen| screen.contains("│ still here │")).unwrap();
    assert!(person.leaves());
    assert!(std::fs::read_to_string(folder.path().join("history")).unwrap().contains("UNWIND range"));
}
