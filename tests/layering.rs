//! Each module uses only the modules below it in the table of `src/lib.rs`.

use std::path::Path;

/// Module, and what it may use beside itself, `text` and `error`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("ingest", &[]),
    ("nlp", &[]),
    ("graph", &[]),
    ("extract", &["nlp", "ingest"]),
    ("assemble", &["ingest", "extract", "graph"]),
    ("query", &["graph"]),
    ("store", &["graph", "ingest", "assemble"]),
    ("fulltext", &["graph", "query", "store"]),
    ("export", &["graph", "query"]),
    ("import", &["graph"]),
    ("repl", &["graph", "query", "store", "export", "fulltext"]),
    ("serve", &["graph", "query", "store", "export", "fulltext"]),
    ("score", &["nlp", "extract"]),
];

fn sources(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn no_module_uses_one_above_it() {
    let mut wrong = Vec::new();
    for (module, allowed) in MAY_USE {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module);
        let mut files: Vec<_> = Some(folder.with_extension("rs")).into_iter().filter(|file| file.exists()).collect();
        if folder.is_dir() {
            sources(&folder, &mut files);
        }
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            for (number, line) in code.enumerate() {
                for (at, _) in line.match_indices("crate::") {
                    let rest = &line[at + "crate::".len()..];
                    let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    let known = MAY_USE.iter().any(|(m, _)| *m == used) || used == "cli";
                    if known && used != *module && used != "text" && !allowed.contains(&used.as_str()) {
                        wrong.push(format!("{}: code line {}: {module} uses {used}", file.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
