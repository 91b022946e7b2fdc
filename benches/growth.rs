//! What one more article costs while a graph grows: run with `cargo bench --bench growth -- 200000`.
//!
//! Articles made by a formula (`tests/synthetic.rs`) are joined into a store in batches of 256, as `demarche add` does;
//! analysis of language is left out. Each line is the mean over the articles since the line before.
#![expect(clippy::print_stdout, reason = "a bench shows its figures")]

#[allow(dead_code)]
#[path = "../tests/synthetic.rs"]
mod synthetic;

use demarche::store::{Incoming, Store};
use std::time::Duration;

/// How many articles are committed at a time.
const BATCH: u64 = 256;

/// Where a line is written.
const MARKS: [u64; 8] = [1_000, 5_000, 10_000, 19_000, 50_000, 100_000, 150_000, 200_000];

/// Returns how much processor time this program has used.
fn used() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<i64> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().filter_map(|field| field.parse().ok()).collect();
    // Of the numbers after the command's name these are user and system time, in hundredths of a second.
    Duration::from_millis(10 * fields.get(10..12).map_or(0, |times| times.iter().sum::<i64>().unsigned_abs()))
}

/// Returns the greatest amount of memory that this program has held, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let most = std::env::args().filter_map(|argument| argument.parse().ok()).next_back().unwrap_or(5_000);
    let folder = tempfile::tempdir_in(std::env::var_os("DEMARCHE_BENCH").unwrap_or(".".into())).expect("a folder");
    let path = folder.path().join("growth.db");
    let store = Store::create(&path).expect("a new store");
    let (mut done, mut joining, mut since) = (0, Duration::ZERO, 0);
    println!("articles  ms an article  peak MB  file MB");
    while done < most {
        let batch: Vec<Incoming> = (done..(done + BATCH).min(most)).map(synthetic::incoming).collect();
        let before = used();
        store.add_articles(&batch).expect("room for articles");
        joining += used() - before;
        let reached = done + batch.len() as u64;
        if MARKS.iter().any(|mark| (done + 1..=reached).contains(mark)) || reached == most {
            let cost = joining.as_secs_f64() * 1e3 / (reached - since) as f64;
            let size = std::fs::metadata(&path).map_or(0, |file| file.len() >> 20);
            println!("{reached:8}  {cost:13.3}  {:7}  {size:7}", peak());
            (joining, since) = (Duration::ZERO, reached);
        }
        done = reached;
    }
    let before = used();
    let counts = store.counts().expect("a graph");
    println!("counting {} articles: {:?}", counts.articles, used() - before);
}
