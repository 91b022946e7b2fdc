//! Text in, [`Doc`] with tokens out, as spaCy's tokenizer cuts.
//!
//! Input: a text. Output: a [`Doc`] whose tokens and single spaces make up the text, and the lexeme of each token. What
//! the tokens are is left to the tagger and all after it.
//!
//! 1. The text falls into chunks of white space and of anything else; a single space between two chunks belongs to
//!    neither, and is only noted.
//! 2. A chunk that is an exception of the language ("can't", "Gov.") becomes the exception's tokens.
//! 3. From any other, prefixes and suffixes are cut, one of each a round, until none is left or what is left is an
//!    exception. What is left is an address, or is cut at its infixes.
//! 4. Exceptions that affixes tear apart are put together again over the whole text ([`special`]).
//!
//! Steps 2 and 3 depend on the chunk alone: [`TokenCache`] keeps their result for each distinct chunk.

mod rules;
mod special;

use rustc_hash::FxHashMap;

use super::lexeme::{LexemeId, LexemeTable, Norms};
use super::model::ModelFiles;
use super::{Doc, ModelError, python};
use crate::text::{Byte, Span, Symbol};
use rules::Rules;
use special::Specials;
use std::ops::Range;

/// The tokenizer of one pipeline.
#[derive(Debug)]
pub struct Tokenizer {
    rules: Rules,
    specials: Specials,
    norms: Norms,
}

/// A text cut into tokens.
#[derive(Debug)]
pub struct Tokenized {
    /// The text with its tokens.
    pub doc: Doc,
    /// The lexeme of each token, in the cache's table.
    pub lexemes: Vec<LexemeId>,
    /// The tokens of each region that has any.
    pub regions: Vec<Range<usize>>,
}

/// A token before it has a place: its lexeme and how many bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    lexeme: LexemeId,
    length: u32,
    /// Whether a single space follows.
    space_after: bool,
}

/// What a thread remembers from one text to the next.
#[derive(Debug, Default)]
pub struct TokenCache {
    lexemes: LexemeTable,
    /// Where the pieces of a chunk lie in `pieces`.
    chunks: FxHashMap<Box<str>, (u32, u32)>,
    pieces: Vec<Piece>,
    /// For each lexeme the last document it was met in, and the symbol of its lower case there.
    lowers: Vec<(u32, Symbol)>,
    documents: u32,
    roots: special::Roots,
}

/// How many distinct chunks are kept from one document to the next.
const MAX_CHUNKS: usize = 1 << 17;

/// Longer chunks are not kept: they are rare and seldom come twice.
const MAX_KEPT_CHUNK: usize = 64;

impl Tokenizer {
    /// Reads the tokenizer of a pipeline.
    pub fn load(files: &ModelFiles) -> Result<Self, ModelError> {
        let rules = Rules::load(files)?;
        Ok(Self { specials: Specials::new(&rules), rules, norms: Norms::load(files)? })
    }

    /// Cuts `text`.
    pub fn tokenize(&self, text: &str, cache: &mut TokenCache) -> Tokenized {
        self.tokenize_regions(text, &[Span::new(0, text.len() as u32)], cache)
    }

    /// Cuts regions of `text`, each as if it were a text of its own; what lies outside them has no tokens.
    ///
    /// Regions come in text order. One that does not fit the text, or starts before the one before it ends, is left out.
    pub fn tokenize_regions(&self, text: &str, regions: &[Span<Byte>], cache: &mut TokenCache) -> Tokenized {
        cache.make_room();
        cache.documents = cache.documents.wrapping_add(1);
        let mut made = Tokenized { doc: Doc::new(text), lexemes: Vec::new(), regions: Vec::new() };
        let mut pieces = Vec::with_capacity(text.len() / 4);
        let mut end = 0;
        for region in regions {
            let Some(part) = text.get(region.range()).filter(|_| region.start >= end) else { continue };
            end = region.end;
            pieces.clear();
            for_each_chunk(part, |chunk, space_after| {
                self.push_chunk(chunk, cache, &mut pieces);
                if let Some(last) = pieces.last_mut() {
                    last.space_after = space_after;
                }
            });
            self.specials.apply(part, &mut pieces, &mut cache.lexemes, &mut cache.roots, (&self.rules, &self.norms));
            cache.place(&mut made, region.start, &pieces);
        }
        made
    }

    /// Adds the pieces of one chunk.
    fn push_chunk(&self, chunk: &str, cache: &mut TokenCache, pieces: &mut Vec<Piece>) {
        if let Some(&(start, end)) = cache.chunks.get(chunk) {
            pieces.extend_from_slice(&cache.pieces[start as usize..end as usize]);
            return;
        }
        let first = pieces.len();
        self.rules.cut(chunk, true, &mut |form, norm| {
            let lexeme = cache.lexemes.get_or_insert(&self.norms, form, norm);
            pieces.push(Piece { lexeme, length: form.len() as u32, space_after: false });
        });
        if chunk.len() <= MAX_KEPT_CHUNK {
            let start = cache.pieces.len() as u32;
            cache.pieces.extend_from_slice(&pieces[first..]);
            cache.chunks.insert(chunk.into(), (start, cache.pieces.len() as u32));
        }
    }
}

/// Calls `take` for each chunk of `text`, with whether a single space follows that belongs to no chunk.
fn for_each_chunk<'t>(text: &'t str, mut take: impl FnMut(&'t str, bool)) {
    let mut start = 0;
    let mut in_space = text.chars().next().is_some_and(python::is_space);
    for (at, c) in text.char_indices() {
        let space = if c.is_ascii() { is_ascii_space(c) } else { python::is_space(c) };
        if space == in_space {
            continue;
        }
        let single = c == ' ';
        if start < at {
            take(&text[start..at], single);
        }
        start = at + usize::from(single);
        in_space = space;
    }
    if start < text.len() {
        take(&text[start..], false);
    }
}

/// As [`python::is_space`] for ASCII, without a table.
fn is_ascii_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\x1c'..='\x1f' | ' ')
}

impl TokenCache {
    /// Returns the lexemes met so far.
    pub fn lexemes(&self) -> &LexemeTable {
        &self.lexemes
    }

    /// Forgets what was met when it has become much.
    fn make_room(&mut self) {
        if self.lexemes.make_room() || self.chunks.len() > MAX_CHUNKS {
            self.chunks.clear();
            self.pieces.clear();
            self.lowers.clear();
            self.roots.clear();
        }
    }

    /// Appends the pieces of a region that starts at byte `start`.
    fn place(&mut self, made: &mut Tokenized, start: u32, pieces: &[Piece]) {
        let (first, mut at) = (made.doc.len(), start);
        self.lowers.resize(self.lexemes.len(), (self.documents.wrapping_sub(1), Symbol::EMPTY));
        for piece in pieces {
            let (document, lower) = &mut self.lowers[crate::text::Id::index(piece.lexeme)];
            if *document != self.documents {
                (*document, *lower) = (self.documents, made.doc.intern(self.lexemes.lower(piece.lexeme)));
            }
            made.doc.push_lowered(Span::new(at, at + piece.length), piece.space_after, *lower);
            at += piece.length + u32::from(piece.space_after);
        }
        made.lexemes.extend(pieces.iter().map(|piece| piece.lexeme));
        if let Some(token) = made.doc.tokens_mut().get_mut(first) {
            token.sent_start = true;
            made.regions.push(first..made.doc.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static ENGLISH: LazyLock<Tokenizer> = LazyLock::new(|| Tokenizer::load(&ModelFiles::bundled()).unwrap());

    fn words(text: &str) -> Vec<String> {
        let doc = ENGLISH.tokenize(text, &mut TokenCache::default()).doc;
        doc.tokens().ids().map(|id| doc.word(id).to_owned()).collect()
    }

    #[test]
    fn chunks_are_cut_as_spacy_cuts_them() {
        let cut = |text: &str| words(text).join("|");
        // Expected: spaCy 3.8.
        assert_eq!(cut("He can't say \"no\" (yet)."), "He|ca|n't|say|\"|no|\"|(|yet|)|.");
        assert_eq!(cut("U.S.-based firm, $1.5bn; 10km"), "U.S.-based|firm|,|$|1.5bn|;|10|km");
        assert_eq!(cut("see http://example.com/a?b=1, ok"), "see|http://example.com/a?b=1|,|ok");
        assert_eq!(cut("tit-for-tat and/or Gov. Smith's"), "tit|-|for|-|tat|and/or|Gov.|Smith|'s");
        assert_eq!(cut("said.The end... ok :) at 10a.m."), "said|.|The|end|...|ok|:)|at|10|a.m.");
    }

    #[test]
    fn white_space_is_a_token_but_for_single_spaces() {
        assert_eq!(words(" a  b\n\nc \n d "), [" ", "a", " ", "b", "\n\n", "c", "\n ", "d"]);
        assert_eq!(words("\u{a0}x\u{a0} y"), ["\u{a0}", "x", "\u{a0} ", "y"]);
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("  "), ["  "]);
    }

    #[test]
    fn the_cache_changes_nothing() {
        let mut cache = TokenCache::default();
        for text in ["we can't, we won't (ever)", "(ever) can't; won't", "we can't, we won't (ever)"] {
            let fresh = ENGLISH.tokenize(text, &mut TokenCache::default()).doc;
            let cached = ENGLISH.tokenize(text, &mut cache).doc;
            assert_eq!(fresh.tokens(), cached.tokens());
        }
    }

    proptest! {
        #[test]
        fn tokens_and_spaces_make_up_the_text(text in "([a-zA-Z0-9.'’:;()$€\\-/@ \n\t\u{a0}é😀]{0,12} ?){0,6}") {
            let Tokenized { doc, lexemes, .. } = ENGLISH.tokenize(&text, &mut TokenCache::default());
            let mut made = String::new();
            for (id, token) in doc.tokens().iter_enumerated() {
                prop_assert_eq!(token.span.start as usize, made.len());
                prop_assert!(!token.span.is_empty());
                made.push_str(doc.word(id));
                if token.space_after {
                    made.push(' ');
                }
            }
            prop_assert_eq!(made, text);
            prop_assert_eq!(lexemes.len(), doc.len());
        }
    }
}
