//! spaCy's numbers for strings: what its tables are keyed by and its hash embeddings look up.
//!
//! A string's number is its 64-bit hash, except for the names in spaCy's own symbol list (labels and attributes), which
//! bear their position in that list. A word that happens to be such a name ("agent", "mark", "DATE") bears it too.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The seed of spaCy's string hash.
const SEED: u64 = 1;

/// Returns spaCy's number for `string`.
pub(crate) fn string_id(string: &str) -> u64 {
    match SYMBOLS.get(string) {
        Some(&position) => u64::from(position),
        None => murmur_hash_64a(string.as_bytes(), SEED),
    }
}

/// MurmurHash2, 64-bit version A (Austin Appleby, public domain).
fn murmur_hash_64a(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let mut blocks = bytes.chunks_exact(8);
    for block in &mut blocks {
        let mut k = block.iter().rev().fold(0, |k, &b| k << 8 | u64::from(b)).wrapping_mul(M);
        k ^= k >> 47;
        hash = (hash ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    let rest = blocks.remainder();
    if !rest.is_empty() {
        hash ^= rest.iter().rev().fold(0, |k, &b| k << 8 | u64::from(b));
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 47;
    hash = hash.wrapping_mul(M);
    hash ^ hash >> 47
}

/// Position of each name in spaCy's symbol list.
static SYMBOLS: LazyLock<FxHashMap<&'static str, u16>> = LazyLock::new(|| {
    // Stretches of the list with the position of their first name (`spacy/symbols.pyx` of 3.8). Left out are the
    // placeholders `FLAG19` to `FLAG63` and `DEPRECATED001` to `DEPRECATED276`, which no text contains.
    let stretches: [(u16, &str); 3] = [
        (
            0,
            " IS_ALPHA IS_ASCII IS_DIGIT IS_LOWER IS_PUNCT IS_SPACE IS_TITLE IS_UPPER LIKE_URL LIKE_NUM LIKE_EMAIL \
             IS_STOP IS_OOV_DEPRECATED IS_BRACKET IS_QUOTE IS_LEFT_PUNCT IS_RIGHT_PUNCT IS_CURRENCY",
        ),
        (
            64,
            "ID ORTH LOWER NORM SHAPE PREFIX SUFFIX LENGTH CLUSTER LEMMA POS TAG DEP ENT_IOB ENT_TYPE HEAD SENT_START \
             SPACY PROB LANG ADJ ADP ADV AUX CONJ CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X EOL \
             SPACE",
        ),
        (
            380,
            "PERSON NORP FACILITY ORG GPE LOC PRODUCT EVENT WORK_OF_ART LANGUAGE LAW DATE TIME PERCENT MONEY QUANTITY \
             ORDINAL CARDINAL acomp advcl advmod agent amod appos attr aux auxpass cc ccomp complm conj cop csubj \
             csubjpass dep det dobj expl hmod hyph infmod intj iobj mark meta neg nmod nn npadvmod nsubj nsubjpass num \
             number oprd obj obl parataxis partmod pcomp pobj poss possessive preconj prep prt punct quantmod relcl \
             rcmod root xcomp acl ENT_KB_ID MORPH ENT_ID IDX _",
        ),
    ];
    stretches.iter().flat_map(|(first, names)| names.split(' ').zip(*first..)).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_have_spacys_numbers() {
        // As printed by spaCy 3.8's StringStore.
        let known = [
            ("coffee", 3197928453018144401),
            ("a", 11901859001352538922),
            ("government's", 616374574525511955),
            ("", 0),
            ("IS_CURRENCY", 18),
            ("ID", 64),
            ("SPACE", 103),
            ("DATE", 391),
            ("punct", 445),
            ("_", 456),
        ];
        known.iter().for_each(|&(string, id)| assert_eq!(string_id(string), id, "{string}"));
    }
}
