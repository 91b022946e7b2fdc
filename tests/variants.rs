//! Pipelines of other shapes than the bundled one give what spaCy gives with them (`tests/variants/make.py`), and damaged
//! ones give an error.

use demarche::nlp::{ModelError, Pipeline};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/variants")
}

#[test]
fn vectors_wide_windows_and_other_states_are_as_in_spacy() {
    let pipeline = Pipeline::open(&folder().join("tiny.zip")).unwrap();
    let text = std::fs::read_to_string(folder().join("tiny.txt")).unwrap();
    let mut ours = String::new();
    for line in text.lines() {
        let doc = pipeline.annotate(line);
        for sentence in doc.sentences() {
            for id in doc.ids(*sentence) {
                let token = doc.token(id);
                let head = if token.head == id { 0 } else { token.head.0 - sentence.start + 1 };
                let entity = doc.entity_at(id).map_or("O".to_owned(), |entity| {
                    format!("{}-{}", if entity.span.start == id.0 { "B" } else { "I" }, entity.kind)
                });
                let (number, start) = (id.0 - sentence.start + 1, token.span.start);
                let misc = format!("Start={start}|End={}|Ent={entity}", token.span.end);
                let (word, tag, dep) = (doc.word(id), token.tag, token.dep);
                ours += &format!("{number}\t{word}\t_\t_\t{tag}\t_\t{head}\t{dep}\t_\t{misc}\n");
            }
            ours.push('\n');
        }
    }
    let theirs = std::fs::read_to_string(folder().join("tiny.conllu")).unwrap();
    for (number, (ours, theirs)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(ours, theirs, "line {}", number + 1);
    }
    assert_eq!(ours.lines().count(), theirs.lines().count());
}

/// Unpacks the tiny pipeline.
fn unpack(into: &Path) {
    let file = std::fs::File::open(folder().join("tiny.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).unwrap();
        let path = into.join(entry.enclosed_name().unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        std::fs::File::create(path).unwrap().write_all(&bytes).unwrap();
    }
}

/// The files that a pipeline of networks is read from.
const FILES: [&str; 11] = [
    "config.cfg",
    "tok2vec/model",
    "tagger/model",
    "tagger/cfg",
    "parser/model",
    "parser/moves",
    "ner/model",
    "ner/moves",
    "tokenizer",
    "vocab/vectors",
    "vocab/key2row",
];

#[test]
fn damaged_files_are_errors_and_never_panics() {
    let root = tempfile::tempdir().unwrap();
    unpack(root.path());
    let pipeline = root.path().join("en_tiny/en_tiny-0.0.0");
    let mut refused = 0;
    for name in FILES {
        let path = pipeline.join(name);
        let whole = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let missing = Pipeline::open(root.path());
        assert!(missing.is_err() || name == "vocab/key2row", "without {name}");
        for part in [0, 1, 7, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..part]).unwrap();
            refused += usize::from(Pipeline::open(root.path()).is_err());
        }
        // Flipped bytes may leave a pipeline that loads; it must then annotate without panic.
        for step in 0..24 {
            let mut bytes = whole.clone();
            let at = (step * 7919 + step * step * 131) % bytes.len().min(4096 + step * 512);
            bytes[at] ^= 1 << (step % 8);
            std::fs::write(&path, &bytes).unwrap();
            if let Ok(pipeline) = Pipeline::open(root.path()) {
                pipeline.annotate("Ms. Lund left Oslo. They won't (ever) talk, she said.");
            }
        }
        std::fs::write(&path, &whole).unwrap();
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn parts_that_are_not_supported_are_named() {
    let root = tempfile::tempdir().unwrap();
    unpack(root.path());
    let path = root.path().join("en_tiny/en_tiny-0.0.0/config.cfg");
    let config = std::fs::read_to_string(&path).unwrap();
    let refusal = |from: &str, to: &str| {
        assert!(config.contains(from), "{from}");
        std::fs::write(&path, config.replacen(from, to, 1)).unwrap();
        match Pipeline::open(root.path()) {
            Err(error @ (ModelError::Unsupported { .. } | ModelError::Malformed { .. })) => error.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let remedy = "is not supported; use an English CNN pipeline of spaCy 3.8 (sm, md or lg)";
    assert_eq!(
        refusal("factory = \"tok2vec\"", "factory = \"transformer\""),
        format!("`config.cfg`: component `tok2vec` (`transformer`) {remedy}")
    );
    assert_eq!(
        refusal("spacy.MultiHashEmbed.v2", "spacy.CharacterEmbed.v2"),
        format!("`config.cfg`: architecture `spacy.CharacterEmbed.v2` in [components.tok2vec.model.embed] {remedy}")
    );
    assert_eq!(refusal("lang = \"en\"", "lang = \"de\""), format!("`config.cfg`: language `de` {remedy}"));
    assert_eq!(
        refusal("[\"tok2vec\", \"tagger\", \"parser\"", "[\"parser\", \"tok2vec\", \"tagger\""),
        "`config.cfg` is damaged or of another spaCy version: [components.parser.model.tok2vec] listens to `*`, which no \
         component before it is"
    );
}
