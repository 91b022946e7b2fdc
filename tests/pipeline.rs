//! The language engine gives what spaCy gives: the texts in `tests/pipeline`, written for this test, and beside each
//! the CoNLL-U that `tests/pipeline/expected.py` made with spaCy 3.8 and the same pipeline.

use demarche::nlp::{Pipeline, conllu};
use std::path::PathBuf;

/// The texts, in order.
fn texts() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pipeline");
    let mut texts: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    texts.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    texts.sort();
    assert!(texts.len() > 10);
    texts
}

#[test]
fn every_token_tag_tree_lemma_and_entity_is_spacys() {
    let pipeline = Pipeline::bundled();
    let mut wrong = Vec::new();
    for path in texts() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let doc = pipeline.annotate(&std::fs::read_to_string(&path).unwrap());
        let mut ours = Vec::new();
        conllu::write(&doc, name, &mut ours).unwrap();
        let ours = String::from_utf8(ours).unwrap();
        let theirs = std::fs::read_to_string(path.with_extension("conllu")).unwrap();
        if ours.lines().count() != theirs.lines().count() {
            wrong.push(format!("{name}: other tokens or sentences"));
        }
        let differ = ours.lines().zip(theirs.lines()).filter(|(ours, theirs)| ours != theirs);
        wrong.extend(differ.map(|(ours, theirs)| format!("{name}:\n   ours {ours}\n  spaCy {theirs}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_gives_back_what_the_engine_made() {
    let pipeline = Pipeline::bundled();
    for path in texts() {
        let text = std::fs::read_to_string(&path).unwrap();
        let doc = pipeline.annotate(&text);
        let read = conllu::read(&std::fs::read_to_string(path.with_extension("conllu")).unwrap(), &text).unwrap();
        assert_eq!(read.sentences(), doc.sentences());
        assert_eq!(read.entities(), doc.entities());
        for (id, token) in doc.tokens().iter_enumerated() {
            assert_eq!((read.token(id).span, read.token(id).space_after), (token.span, token.space_after));
            assert_eq!((read.lemma(id), read.lower(id)), (doc.lemma(id), doc.lower(id)));
        }
    }
}
