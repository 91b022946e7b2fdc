//! The annotated document.

use super::labels::{Dep, EntityKind, Pos, Tag};
use super::token::{Token, TokenId};
use crate::text::{Byte, Id, IndexVec, Span, Symbol, Vocab};

/// A named entity: a span of tokens with its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The tokens.
    pub span: Span<TokenId>,
    /// What it names.
    pub kind: EntityKind,
}

/// A text with its tokens and what the annotators said of them.
///
/// The tokenizer makes it, each annotator fills in its layer; [`Doc::link`] then indexes the dependency tree, after
/// which the tree methods (`children`, `subtree`, `sentence_of` …) answer.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    text: String,
    vocab: Vocab,
    tokens: IndexVec<TokenId, Token>,
    entities: Vec<Entity>,
    sentences: Vec<Span<TokenId>>,
    /// Children of token `i`: `children[child_starts[i]..child_starts[i + 1]]`, in text order.
    child_starts: Vec<u32>,
    children: Vec<TokenId>,
    /// Leftmost and rightmost token below each token, itself included.
    edges: Vec<Span<TokenId>>,
    /// Index into `entities` for each token, or `u32::MAX`.
    entity_of: Vec<u32>,
}

impl Doc {
    /// Makes a doc without tokens over `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Appends a token; only the tokenizer and readers of annotated text do so.
    ///
    /// Tokens come in text order and do not overlap.
    pub fn push_token(&mut self, span: Span<Byte>, space_after: bool) -> TokenId {
        let lower = self.text[span.range()].to_lowercase();
        let lower = self.vocab.intern(&lower);
        self.push_lowered(span, space_after, lower)
    }

    /// Appends a token whose form in lower case is known.
    pub(super) fn push_lowered(&mut self, span: Span<Byte>, space_after: bool, lower: Symbol) -> TokenId {
        let id = TokenId::from_index(self.tokens.len());
        self.tokens.push(Token::new(id, span, space_after, lower))
    }

    /// Returns the text, exactly as given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts the text as given in the place of a copy that was read with other letter case.
    ///
    /// A text of another length is refused: offsets would no longer hold.
    pub fn restore_text(&mut self, text: &str) {
        if text.len() == self.text.len() {
            text.clone_into(&mut self.text);
        }
    }

    /// Returns the strings that the tokens' symbols stand for.
    pub fn vocab(&self) -> &Vocab {
        &self.vocab
    }

    /// Stores a string and returns its symbol.
    pub fn intern(&mut self, string: &str) -> Symbol {
        self.vocab.intern(string)
    }

    /// Returns the tokens.
    pub fn tokens(&self) -> &IndexVec<TokenId, Token> {
        &self.tokens
    }

    /// Returns the tokens for an annotator to fill in; call [`Doc::link`] after heads or sentence starts changed.
    pub fn tokens_mut(&mut self) -> &mut [Token] {
        self.tokens.as_mut_slice()
    }

    /// Returns how many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Tells whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Returns one token.
    pub fn token(&self, id: TokenId) -> &Token {
        &self.tokens[id]
    }

    /// Returns a token's form as it stands in the text.
    pub fn word(&self, id: TokenId) -> &str {
        self.token(id).span.of(&self.text)
    }

    /// Returns a token's form in lower case.
    pub fn lower(&self, id: TokenId) -> &str {
        self.vocab.resolve(self.token(id).lower)
    }

    /// Returns a token's base form.
    pub fn lemma(&self, id: TokenId) -> &str {
        self.vocab.resolve(self.token(id).lemma)
    }

    /// Returns a token's fine part of speech.
    pub fn tag(&self, id: TokenId) -> Tag {
        self.token(id).tag
    }

    /// Returns a token's coarse part of speech.
    pub fn pos(&self, id: TokenId) -> Pos {
        self.token(id).pos
    }

    /// Returns a token's relation to its head.
    pub fn dep(&self, id: TokenId) -> Dep {
        self.token(id).dep
    }

    /// Returns the token that a token depends on; a root is its own head.
    pub fn head(&self, id: TokenId) -> TokenId {
        self.token(id).head
    }

    /// Indexes sentences and the dependency tree. Heads outside the sentence are left as the parser gave them.
    pub fn link(&mut self) {
        let n = self.tokens.len();
        self.sentences.clear();
        for id in self.tokens.ids() {
            if id.0 == 0 || self.tokens[id].sent_start {
                self.sentences.push(Span::new(id.0, id.0 + 1));
            } else if let Some(last) = self.sentences.last_mut() {
                last.end = id.0 + 1;
            }
        }
        self.child_starts = vec![0; n + 1];
        for (id, token) in self.tokens.iter_enumerated() {
            if token.head != id {
                self.child_starts[token.head.index() + 1] += 1;
            }
        }
        for i in 0..n {
            self.child_starts[i + 1] += self.child_starts[i];
        }
        let mut next = self.child_starts.clone();
        self.children = vec![TokenId(0); self.child_starts[n] as usize];
        for (id, token) in self.tokens.iter_enumerated() {
            if token.head != id {
                let slot = &mut next[token.head.index()];
                self.children[*slot as usize] = id;
                *slot += 1;
            }
        }
        self.edges = self.tokens.ids().map(|id| Span::new(id.0, id.0 + 1)).collect();
        // A walk to the right and one to the left settle trees without crossing arcs; others settle in at most as many
        // rounds as they are deep.
        for _ in 0..n {
            let mut changed = false;
            for id in self.tokens.ids() {
                changed |= self.widen_head(id);
            }
            for id in self.tokens.ids().rev() {
                changed |= self.widen_head(id);
            }
            if !changed {
                break;
            }
        }
    }

    /// Spreads the edges of a token to its head, and tells whether that changed them.
    fn widen_head(&mut self, id: TokenId) -> bool {
        let head = self.tokens[id].head.index();
        let joined = self.edges[head].join(self.edges[id.index()]);
        std::mem::replace(&mut self.edges[head], joined) != joined
    }

    /// Sets the named entities, in text order and without overlap.
    pub fn set_entities(&mut self, entities: Vec<Entity>) {
        self.entity_of = vec![u32::MAX; self.tokens.len()];
        for (i, entity) in entities.iter().enumerate() {
            for position in entity.span.positions() {
                self.entity_of[position as usize] = i as u32;
            }
        }
        self.entities = entities;
    }

    /// Returns the named entities in text order.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Returns the named entity a token belongs to.
    pub fn entity_at(&self, id: TokenId) -> Option<Entity> {
        let i = *self.entity_of.get(id.index())?;
        self.entities.get(i as usize).copied()
    }

    /// Returns the sentences in text order; together they hold all tokens.
    pub fn sentences(&self) -> &[Span<TokenId>] {
        &self.sentences
    }

    /// Returns the number of the sentence a token stands in.
    pub fn sentence_index(&self, id: TokenId) -> usize {
        self.sentences.partition_point(|s| s.end <= id.0)
    }

    /// Returns the sentence a token stands in.
    pub fn sentence_of(&self, id: TokenId) -> Span<TokenId> {
        self.sentences.get(self.sentence_index(id)).copied().unwrap_or_default()
    }

    /// Returns the tokens that depend on a token, in text order.
    pub fn children(&self, id: TokenId) -> &[TokenId] {
        match (self.child_starts.get(id.index()), self.child_starts.get(id.index() + 1)) {
            (Some(&start), Some(&end)) => &self.children[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Iterates over the children with one of `deps`, in text order.
    pub fn children_by<'d>(&'d self, id: TokenId, deps: &'d [Dep]) -> impl DoubleEndedIterator<Item = TokenId> + 'd {
        self.children(id).iter().copied().filter(move |&child| deps.contains(&self.dep(child)))
    }

    /// Returns the first child with one of `deps`.
    pub fn child(&self, id: TokenId, deps: &[Dep]) -> Option<TokenId> {
        self.children(id).iter().copied().find(|&child| deps.contains(&self.dep(child)))
    }

    /// Returns the window from the leftmost to the rightmost token below a token, itself included.
    pub fn subtree(&self, id: TokenId) -> Span<TokenId> {
        self.edges.get(id.index()).copied().unwrap_or_else(|| Span::new(id.0, id.0 + 1))
    }

    /// Iterates over the heads above a token, nearest first; ends at the root.
    pub fn ancestors(&self, id: TokenId) -> impl Iterator<Item = TokenId> + '_ {
        let mut at = id;
        let mut left = self.tokens.len();
        std::iter::from_fn(move || {
            let head = self.head(at);
            if head == at || left == 0 {
                return None;
            }
            left -= 1;
            at = head;
            Some(head)
        })
    }

    /// Tells whether `below` is `above` or depends on it, however far.
    pub fn is_under(&self, below: TokenId, above: TokenId) -> bool {
        below == above || self.ancestors(below).any(|a| a == above)
    }

    /// Returns the text window of a span of tokens, from the first byte of the first to the last of the last.
    pub fn bytes(&self, span: Span<TokenId>) -> Span<Byte> {
        let first = self.tokens.get(TokenId(span.start));
        let last = span.end.checked_sub(1).and_then(|last| self.tokens.get(TokenId(last)));
        match (first, last) {
            (Some(first), Some(last)) if !span.is_empty() => Span::new(first.span.start, last.span.end),
            (Some(first), _) => Span::new(first.span.start, first.span.start),
            _ => Span::new(self.text.len() as u32, self.text.len() as u32),
        }
    }

    /// Returns the text of a span of tokens.
    pub fn text_of(&self, span: Span<TokenId>) -> &str {
        self.bytes(span).of(&self.text)
    }

    /// Returns the tokens that lie, wholly or in part, in a text window.
    pub fn tokens_in(&self, window: Span<Byte>) -> Span<TokenId> {
        let tokens = self.tokens.as_slice();
        let start = tokens.partition_point(|t| t.span.end <= window.start);
        let end = tokens.partition_point(|t| t.span.start < window.end);
        Span::new(start as u32, end as u32)
    }

    /// Iterates over the ids in a span of tokens.
    pub fn ids(&self, span: Span<TokenId>) -> impl DoubleEndedIterator<Item = TokenId> + ExactSizeIterator + use<> {
        (span.start..span.end.min(self.tokens.len() as u32)).map(TokenId)
    }
}
