//! Every parser survives what is no input of it: a short run of the fuzz targets with mutations of our own.
//!
//! `cargo fuzz run TARGET` in `fuzz/` goes much further, led by what each input reaches. This run needs nothing but
//! `cargo test`. The mutations are the same in every run. Longer runs:
//!
//!     DEMARCHE_FUZZ_SECONDS=600 cargo test --test main fuzz::long -- --ignored --nocapture
//!     DEMARCHE_FUZZ_ONLY=html,csv DEMARCHE_FUZZ_SEED=7 …
//!
//! What `cargo fuzz` begins with lies in `fuzz/corpus`, once this has put it there:
//!
//!     cargo test --test main fuzz::corpus -- --ignored

#[path = "../fuzz/targets.rs"]
#[allow(unreachable_pub, reason = "the targets of cargo-fuzz share the file")]
mod targets;

use std::path::Path;
use std::time::{Duration, Instant};
use targets::{TARGETS, Target};

/// The longest input, and the longest that is begun with where damage anywhere is enough.
const LONGEST: usize = 1 << 17;
const LONGEST_SEED: usize = 1 << 14;
/// What parsers give meaning to.
const WORDS: &[&[u8]] = &[
    b"\0",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\n",
    b"\r\n\r\n",
    b"\xFF",
    b"\xEF\xBB\xBF",
    b"\xF0\x9F\x98\x80",
    b"\xCC\x81",
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"<![CDATA[",
    b"]]>",
    b"&",
    b"&#x10FFFF;",
    b"&lt;",
    b"<p>",
    b"<table>",
    b"'",
    b"`",
    b"*",
    b"..",
    b"-1",
    b"9223372036854775808",
    b"1e309",
    b"0x",
    b"NaN",
    b"null",
    b"text",
    b"\"text\"",
    b"Content-Length: 0\r\n",
    b"WARC/1.0\r\n",
    b"charset=",
    b"utf-16",
    b"//",
    b"/*",
    b"$",
    b"WHERE",
    b"RETURN",
    b"MATCH",
    b"UNWIND",
    b"date(",
    b"2020-02-30",
    b"P1Y",
    b"\x1F\x8B",
    b"PK\x03\x04",
];

/// A generator of numbers that is the same everywhere (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % bound.max(1)
    }
}

/// Changes an input in one place.
fn mutate(input: &mut Vec<u8>, pool: &[Vec<u8>], numbers: &mut Numbers) {
    let at = numbers.below(input.len() + 1);
    let end = (at + 1 + numbers.below(16)).min(input.len());
    let far = (at + 1 + numbers.below(input.len())).min(input.len());
    match numbers.below(9) {
        0 if at < input.len() => input[at] ^= 1 << numbers.below(8),
        1 if at < input.len() => input[at] = numbers.below(256) as u8,
        2 => drop(input.drain(at..end)),
        3 => drop(input.drain(at..far)),
        4 => {
            let part = input[at..far].to_vec();
            input.splice(at..at, part);
        }
        5 => {
            // Depth is what recursion stumbles over.
            let part = input[at..end].repeat(1 + numbers.below(200));
            input.splice(at..at, part);
        }
        6 => {
            let other = &pool[numbers.below(pool.len())];
            let from = numbers.below(other.len() + 1);
            let until = (from + numbers.below(200)).min(other.len());
            input.splice(at..at, other[from..until].iter().copied());
        }
        7 => input.truncate(at),
        _ => {
            let word = WORDS[numbers.below(WORDS.len())];
            input.splice(at..at, word.iter().copied());
        }
    }
    input.truncate(LONGEST);
}

/// Returns what a target begins with.
fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = target.examples.iter().map(|example| example.to_vec()).collect();
    for seed in target.seeds {
        for entry in walkdir::WalkDir::new(targets::root().join(seed)).sort_by_file_name() {
            let path = entry.unwrap().into_path();
            if path.is_file() {
                let mut bytes = std::fs::read(&path).unwrap();
                let store = target.name == "store";
                bytes.truncate(if store { LONGEST } else { LONGEST_SEED });
                seeds.push(bytes);
            }
        }
    }
    assert!(!seeds.is_empty(), "{} has nothing to begin with", target.name);
    seeds
}

/// Feeds a target until `more` says no; returns how many inputs it took, and how long the slowest.
#[expect(clippy::print_stderr, reason = "the test harness shows it")]
fn run(target: &Target, seed: u64, mut more: impl FnMut(u64) -> bool) -> (u64, Duration) {
    let seeds = seeds(target);
    let mut numbers = Numbers(seed | 1);
    for seed in &seeds {
        (target.run)(seed);
    }
    let (mut count, mut slowest) = (0, Duration::ZERO);
    while more(count) {
        let mut input = seeds[numbers.below(seeds.len())].clone();
        for _ in 0..=numbers.below(6) {
            mutate(&mut input, &seeds, &mut numbers);
        }
        let started = Instant::now();
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (target.run)(&input)));
        if let Err(panic) = result {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}-{seed}-{count}", target.name));
            std::fs::write(&path, &input).unwrap();
            eprintln!("{}: the input that broke it is in {}", target.name, path.display());
            std::panic::resume_unwind(panic);
        }
        slowest = slowest.max(started.elapsed());
        count += 1;
    }
    (count, slowest)
}

#[test]
fn every_target_has_a_file_and_every_file_a_target() {
    let folder = targets::root().join("fuzz/fuzz_targets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path().file_stem().unwrap().to_string_lossy().into())
        .collect();
    files.sort();
    let mut names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    names.sort_unstable();
    assert_eq!(files, names);
    let manifest = std::fs::read_to_string(targets::root().join("fuzz/Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is missing in fuzz/Cargo.toml");
    }
}

#[test]
fn short() {
    for target in TARGETS {
        // Loading a pipeline and writing files cost more than parsing.
        let count = if matches!(target.name, "model" | "store") { 40 } else { 300 };
        assert_eq!(run(target, 0x5EED, |done| done < count).0, count);
    }
}

#[test]
#[ignore = "writes into fuzz/corpus"]
fn corpus() {
    for target in TARGETS {
        let folder = targets::root().join("fuzz/corpus").join(target.name);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds(target).iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number:03}")), seed).unwrap();
        }
    }
}

#[test]
#[ignore = "takes as long as DEMARCHE_FUZZ_SECONDS says, for every target"]
#[expect(clippy::print_stderr, reason = "the test harness shows it")]
fn long() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(usual);
    let seconds = Duration::from_secs(number("DEMARCHE_FUZZ_SECONDS", 60));
    let only = std::env::var("DEMARCHE_FUZZ_ONLY").unwrap_or_default();
    for target in TARGETS.iter().filter(|t| only.is_empty() || only.split(',').any(|name| name == t.name)) {
        let started = Instant::now();
        let (count, slowest) = run(target, number("DEMARCHE_FUZZ_SEED", 1), |_| started.elapsed() < seconds);
        eprintln!(
            "{}: {count} inputs in {} s, the slowest {} ms",
            target.name,
            started.elapsed().as_secs(),
            slowest.as_millis()
        );
    }
}
