//! The pipeline inside the binary: `en_core_web_sm` 3.8.0, file by file (origin and checksums in `data/SOURCES.md`).
//!
//! The files lie there uncompressed: nine tenths of them are weights, which compression shrinks by a tenth only, and
//! the networks' numbers are read from where the binary is mapped.

/// The pipeline's name.
pub(super) const NAME: &str = "en_core_web_sm 3.8.0";

/// Lists files of the bundled folder.
macro_rules! files {
    ($($name:literal)+) => {
        &[$(($name, include_bytes!(concat!("../../../data/models/en_core_web_sm/", $name)))),+]
    };
}

/// The files that the pipeline runs on; `senter` is disabled in it and stays outside.
const FILES: &[(&str, &[u8])] = files! {
    "LICENSE" "LICENSES_SOURCES" "attribute_ruler/patterns" "config.cfg" "lemmatizer/lookups/lookups.bin" "meta.json"
    "ner/cfg" "ner/model" "ner/moves" "parser/cfg" "parser/model" "parser/moves" "tagger/cfg" "tagger/model"
    "tok2vec/cfg" "tok2vec/model" "tokenizer" "vocab/key2row" "vocab/lookups.bin" "vocab/strings.json" "vocab/vectors"
    "vocab/vectors.cfg"
};

/// Returns one file.
pub(super) fn file(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(n, _)| *n == name).map(|(_, bytes)| *bytes)
}
