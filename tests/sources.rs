//! Files that come from elsewhere are the files that `data/SOURCES.md` says.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Returns the table of a heading: size and checksum by file.
fn table(heading: &str) -> BTreeMap<String, (u64, String)> {
    let sources = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/SOURCES.md")).unwrap();
    let (_, section) = sources.split_once(heading).expect("the heading stands in data/SOURCES.md");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| {
        let cells: Vec<_> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let &[_, file, size, checksum, _] = cells.as_slice() else { return None };
        Some((file.to_owned(), (size.parse().ok()?, checksum.to_owned())))
    });
    rows.collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn the_bundled_pipeline_is_the_one_that_was_published() {
    check("models/en_core_web_sm");
}

#[test]
fn the_bundled_font_is_the_one_that_was_published() {
    check("fonts");
}

/// Compares the files of a folder with the table that has its name.
fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let found: BTreeMap<_, _> = paths
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path).unwrap();
            let checksum = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
            let name = path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
            (name, (bytes.len() as u64, checksum))
        })
        .collect();
    assert_eq!(found, table(&format!("## `{name}/`")));
}
