//! Base noun phrases: a noun, proper noun or pronoun with all that stands before it and depends on it.
//!
//! Input: a linked [`Doc`] with parts of speech and trees. Output: token spans in text order, none inside another, as
//! spaCy's English `noun_chunks`.

use super::{Dep, Doc, Pos, TokenId};
use crate::text::Span;

/// The relations of a noun that heads a noun phrase of its own.
const HEADS: &[Dep] = &[
    Dep::Oprd,
    Dep::Nsubj,
    Dep::Dobj,
    Dep::Nsubjpass,
    Dep::Pcomp,
    Dep::Pobj,
    Dep::Dative,
    Dep::Appos,
    Dep::Attr,
    Dep::Root,
];

impl Doc {
    /// Iterates over the base noun phrases, in text order.
    pub fn noun_chunks(&self) -> impl Iterator<Item = Span<TokenId>> + '_ {
        let mut free = 0;
        self.tokens().ids().filter_map(move |word| {
            if !matches!(self.pos(word), Pos::Noun | Pos::Propn | Pos::Pron) {
                return None;
            }
            let start = self.subtree(word).start;
            if start < free || !HEADS.contains(&self.dep_of_coordination(word)) {
                return None;
            }
            free = word.0 + 1;
            Some(Span::new(start, free))
        })
    }

    /// Returns a token's relation, or for a conjunct that of the first in its coordination.
    fn dep_of_coordination(&self, word: TokenId) -> Dep {
        if self.dep(word) != Dep::Conj {
            return self.dep(word);
        }
        let mut head = self.head(word);
        while self.dep(head) == Dep::Conj && self.head(head) < head {
            head = self.head(head);
        }
        self.dep(head)
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::conllu;

    /// Reads a doc of words with their part of speech, head and relation.
    fn chunks(words: &[(&str, &str, u32, &str)]) -> Vec<String> {
        let text: Vec<&str> = words.iter().map(|w| w.0).collect();
        let text = text.join(" ");
        let mut lines = String::new();
        let mut at = 0;
        for (i, (word, pos, head, dep)) in words.iter().enumerate() {
            let end = at + word.len();
            lines +=
                &format!("{}\t{word}\t{word}\t{pos}\tNN\t_\t{head}\t{dep}\t_\tStart={at}|End={end}|Ent=O\n", i + 1);
            at = end + 1;
        }
        let doc = conllu::read(&lines, &text).unwrap();
        doc.noun_chunks().map(|span| doc.text_of(span).to_owned()).collect()
    }

    #[test]
    fn a_chunk_ends_at_its_noun_and_conjuncts_have_their_own() {
        let words = [
            ("The", "DET", 2, "det"),
            ("envoy", "NOUN", 6, "nsubj"),
            ("of", "ADP", 2, "prep"),
            ("North", "PROPN", 5, "compound"),
            ("Korea", "PROPN", 3, "pobj"),
            ("met", "VERB", 0, "ROOT"),
            ("aides", "NOUN", 6, "dobj"),
            ("and", "CCONJ", 7, "cc"),
            ("new", "ADJ", 10, "amod"),
            ("ministers", "NOUN", 7, "conj"),
            ("yesterday", "NOUN", 6, "npadvmod"),
        ];
        assert_eq!(chunks(&words), ["The envoy", "North Korea", "aides", "new ministers"]);
    }
}
