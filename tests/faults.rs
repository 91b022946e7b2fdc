//! What goes wrong around a store: runs that are killed, disks that are full, writers that meet.

use crate::joined::{dump, dump_of};
use crate::synthetic::{self, Chance};
use demarche::store::{Store, StoreError};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Writes the lines of so many made-up articles.
fn lines(folder: &Path, count: u64) -> PathBuf {
    let path = folder.join("articles.jsonl");
    let lines: Vec<String> = (0..count).map(synthetic::line).collect();
    std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    path
}

fn demarche(subcommand: &str, store: &Path, lines: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.args([subcommand, "-q", "--input-format", "extraction"]).arg(lines);
    command.args(if subcommand == "build" { vec!["-o".into(), store.to_owned()] } else { vec![] });
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn build(store: &Path, lines: &Path) -> Command {
    demarche("build", store, lines)
}

/// Kills a run at a moment of our choosing; tells whether it had ended well before.
fn kill_after(mut child: Child, patience: Duration) -> bool {
    std::thread::sleep(patience);
    child.kill().unwrap();
    child.wait().unwrap().success()
}

fn says(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// How often a run is killed: `DEMARCHE_KILLS`, or a few times.
fn kills() -> u32 {
    std::env::var("DEMARCHE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8)
}

#[test]
#[expect(clippy::print_stderr, reason = "the test harness shows how many kills there were")]
fn a_run_that_is_killed_at_any_moment_is_finished_by_the_next_with_the_same_result() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let lines = lines(folder.path(), 700);
    let started = Instant::now();
    assert!(build(&path("whole.db"), &lines).status().unwrap().success());
    let whole = started.elapsed();
    let expected = dump_of(&path("whole.db"));
    let mut chance = Chance(u64::from(kills()));
    let (mut killed, mut rounds) = (0, 0);
    while killed < kills() {
        let store = path("cut.db");
        for suffix in ["", "-wal", "-shm"] {
            _ = std::fs::remove_file(path(&format!("cut.db{suffix}")));
        }
        let mut articles = 0;
        loop {
            let finished = if killed < kills() {
                let patience = whole.mul_f64(chance.below(1000) as f64 / 900.0);
                kill_after(build(&store, &lines).spawn().unwrap(), patience)
            } else {
                assert!(build(&store, &lines).status().unwrap().success(), "a run that nobody kills ends");
                true
            };
            if finished {
                break;
            }
            killed += 1;
            // What was committed is whole, and stays.
            let read = |store: Store| {
                Ok((store.article_count()?, store.load()?, store.counts()?, store.meta("building")? == Some(0)))
            };
            match Store::open(&store).and_then(read) {
                Ok((count, graph, counts, is_done)) => {
                    assert!(count >= articles, "{articles} articles before, {count} now");
                    articles = count;
                    assert_eq!(graph.nodes_with_label("Article").count() as u64, counts.nodes_with_label("Article"));
                    // Killed when all was done but its own end: another run would be refused.
                    if is_done {
                        break;
                    }
                }
                Err(StoreError::Missing { .. } | StoreError::NotAStore { .. }) if articles == 0 => {}
                Err(error) => panic!("after a kill: {error}"),
            }
        }
        assert!(dump_of(&store) == expected, "another graph in round {rounds}");
        rounds += 1;
    }
    eprintln!("{killed} kills in {rounds} rounds");
}

#[test]
fn an_addition_that_is_killed_leaves_a_graph_of_whole_batches() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let lines = lines(folder.path(), 800);
    assert!(build(&path("whole.db"), &lines).status().unwrap().success());
    let mut chance = Chance(3);
    for round in 0..3 {
        let store = path(&format!("{round}.db"));
        drop(Store::create(&store).unwrap());
        for _ in 0..2 {
            let mut add = Command::new(env!("CARGO_BIN_EXE_demarche"));
            add.args(["add", "-q", "--input-format", "extraction"]).arg(&store).arg(&lines).stderr(Stdio::null());
            kill_after(add.spawn().unwrap(), Duration::from_millis(20 + chance.below(200)));
        }
        // The graph of what is in the file, joined at once, is the one in the file.
        let cut = Store::open(&store).unwrap();
        let again = Store::create(&path(&format!("{round}-again.db"))).unwrap();
        for number in cut.article_numbers().unwrap() {
            let stored = cut.article(number).unwrap().unwrap();
            again.add_articles(&[demarche::store::Incoming::new(stored).unwrap()]).unwrap();
        }
        assert!(dump(&again.load().unwrap()) == dump(&cut.load().unwrap()), "round {round}");
    }
}

/// Runs a program that may write files of so many blocks of 512 bytes only, as a full disk would let it.
#[cfg(unix)]
fn limited(blocks: u32, command: &Command) -> Output {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("ulimit -f {blocks}; exec \"$@\"")).arg("sh").arg(command.get_program());
    shell.args(command.get_args()).output().unwrap()
}

#[test]
#[cfg(unix)]
fn a_disk_that_is_full_is_said_in_one_line_and_what_was_done_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("a.db");
    let lines = lines(folder.path(), 1500);
    let output = limited(32000, &build(&store, &lines));
    let said = says(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.lines().count() == 1 && said.contains("a.db: ") && said.contains("what was done is kept"), "{said}");
    let cut = Store::open(&store).unwrap();
    let done = cut.article_count().unwrap();
    assert!(done > 0 && done < 1500, "{done} articles fit");
    assert!(cut.load().unwrap().node_count() > 0);
    drop(cut);
    // With room again, the next run finishes it.
    let output = build(&store, &lines).output().unwrap();
    assert!(output.status.success(), "{}", says(&output));
    assert!(build(&folder.path().join("whole.db"), &lines).status().unwrap().success());
    assert!(dump_of(&store) == dump_of(&folder.path().join("whole.db")));
}

#[test]
fn readers_read_whole_graphs_while_a_writer_adds_and_a_second_writer_waits() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("a.db");
    drop(Store::create(&store).unwrap());
    let lines = lines(folder.path(), 600);
    let add = |lines: &Path| {
        let mut add = Command::new(env!("CARGO_BIN_EXE_demarche"));
        add.args(["add", "-q", "--input-format", "extraction"]).arg(&store).arg(lines).stderr(Stdio::piped());
        add.spawn().unwrap()
    };
    // Both add the same articles, so that they meet at every one.
    let mut writers = [add(&lines), add(&lines)];
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let store = store.clone();
            std::thread::spawn(move || {
                let (mut last, mut reads) = (0, 0);
                while last < 600 && reads < 200 {
                    let file = Store::open(&store).unwrap();
                    let graph = file.load().unwrap();
                    let articles = file.article_count().unwrap();
                    assert!(articles >= last, "{last} articles, then {articles}");
                    // Every statement has its article: no batch is seen by half.
                    for statement in graph.nodes_with_label("Statement") {
                        assert!(graph.outgoing(statement.id()).any(|tie| tie.kind() == "REPORTED_IN"));
                    }
                    (last, reads) = (articles, reads + 1);
                    std::thread::sleep(Duration::from_millis(30));
                }
                last
            })
        })
        .collect();
    for writer in &mut writers {
        assert!(writer.wait().unwrap().success());
    }
    for reader in readers {
        assert!(reader.join().unwrap() <= 600);
    }
    assert!(build(&folder.path().join("whole.db"), &lines).status().unwrap().success());
    assert!(dump_of(&store) == dump_of(&folder.path().join("whole.db")));
}

#[test]
fn a_writer_waits_for_another_to_finish() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("a.db");
    drop(Store::create(&store).unwrap());
    let lines = lines(folder.path(), 3);
    let other = rusqlite::Connection::open(&store).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut add = Command::new(env!("CARGO_BIN_EXE_demarche"));
    add.args(["add", "-q", "--input-format", "extraction"]).arg(&store).arg(&lines);
    let mut add = add.spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(add.try_wait().unwrap().is_none(), "it did not wait");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(add.wait().unwrap().success());
    assert_eq!(Store::open(&store).unwrap().article_count().unwrap(), 3);
}

#[test]
fn damaged_files_are_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.db");
    let lines = lines(folder.path(), 60);
    assert!(build(&whole, &lines).status().unwrap().success());
    let bytes = std::fs::read(&whole).unwrap();
    let damaged = folder.path().join("damaged.db");
    let mut chance = Chance(11);
    let mut failed = 0;
    for round in 0..40 {
        let mut bytes = bytes.clone();
        match round % 2 {
            0 => bytes.truncate(chance.below(bytes.len() as u64) as usize),
            // A page overwritten.
            _ => {
                let at = chance.below(bytes.len() as u64 / 4096) as usize * 4096;
                let end = (at + 4096).min(bytes.len());
                bytes[at..end].iter_mut().for_each(|byte| *byte = chance.next() as u8);
            }
        }
        std::fs::write(&damaged, &bytes).unwrap();
        for arguments in [vec!["query", "F", "MATCH (n)-[r]->() RETURN count(*)"], vec!["search", "F", "halt"]] {
            let arguments = arguments.iter().map(|&a| if a == "F" { damaged.as_os_str() } else { a.as_ref() });
            let output = Command::new(env!("CARGO_BIN_EXE_demarche")).args(arguments).output().unwrap();
            let said = says(&output);
            // Where the damage lies in what is not read, there is an answer.
            match output.status.code() {
                Some(0) => {}
                Some(1) => {
                    failed += 1;
                    assert!(said.lines().count() == 1 && said.contains("damaged.db: "), "round {round}: {said}");
                }
                other => panic!("round {round}: {other:?} {said}"),
            }
        }
    }
    assert!(failed > 10, "only {failed} of 80 failed");
}
