//! Fine tags, relations and words in, coarse parts of speech and morphology out, by the pipeline's rules.
//!
//! Input: a [`Doc`] with tags and trees. Output: each token's `pos` and `morph`, here and there its lemma, tag or
//! relation. Other lemmas are left to the lemmatizer.
//!
//! A rule is one or more patterns over neighbouring tokens and what to set on one of them. All rules are matched
//! against the doc as it came; then what matched is set in the order of the rules, so that a later rule wins.

use std::ops::Range;

use rmpv::ValueRef;
use rustc_hash::FxHashMap;

use super::model::{ModelFiles, msgpack};
use super::pattern::Pattern;
use super::python;
use super::token::{Morph, TokenId};
use super::{Dep, Doc, ModelError, Pos, Tag};
use crate::text::Id;

/// The rules of one pipeline.
#[derive(Debug)]
pub(super) struct AttributeRuler {
    patterns: Vec<TokenPattern>,
    changes: Vec<Change>,
    /// Patterns by a word in lower case that their first token must be.
    by_lower: FxHashMap<Box<str>, Vec<u32>>,
    /// Patterns by the tag of their first token, where they do not name its word.
    by_tag: Vec<Vec<u32>>,
    /// Patterns by the relation of their first token, where they name neither.
    by_dep: Vec<Vec<u32>>,
    /// All others.
    others: Vec<u32>,
}

/// What neighbouring tokens must be.
#[derive(Debug)]
struct TokenPattern {
    tokens: Vec<Vec<Test>>,
    /// Number of the rule, and which of the tokens it changes.
    rule: u32,
    index: u32,
}

/// One thing that a token must be.
#[derive(Debug)]
enum Test {
    /// Its tag is in a set, one bit each.
    Tag(u64),
    /// Its coarse part of speech is in a set.
    Pos(u64),
    /// Its relation is in a set.
    Dep(u64),
    /// It is white space, or is not.
    Space(bool),
    /// Its form, in lower case or not, is as said.
    Form { lower: bool, expect: Expect },
}

/// What a string must be.
#[derive(Debug)]
enum Expect {
    In(Vec<Box<str>>),
    NotIn(Vec<Box<str>>),
    Matches(Pattern),
}

/// What a rule sets.
#[derive(Debug, Default)]
struct Change {
    tag: Option<Tag>,
    pos: Option<Pos>,
    dep: Option<Dep>,
    morph: Option<Morph>,
    lemma: Option<Box<str>>,
}

impl AttributeRuler {
    /// Reads the rules of the component in `folder`.
    pub(super) fn load(files: &ModelFiles, folder: &str) -> Result<Self, ModelError> {
        let file = format!("{folder}/patterns");
        let bytes = files.read(&file)?;
        let rules = msgpack::decode(&file, &bytes)?;
        let reader = Reader { file: &file };
        let mut ruler = Self {
            patterns: Vec::new(),
            changes: Vec::new(),
            by_lower: FxHashMap::default(),
            by_tag: vec![Vec::new(); Tag::ALL.len()],
            by_dep: vec![Vec::new(); Dep::ALL.len()],
            others: Vec::new(),
        };
        for rule in msgpack::items(&rules).ok_or_else(|| reader.wrong("no list of rules"))? {
            let number = ruler.changes.len() as u32;
            ruler.changes.push(reader.change(rule)?);
            let index = msgpack::get(rule, "index").map_or(Some(0), msgpack::count);
            let index = index.ok_or_else(|| reader.unsupported("an index from the end"))?;
            for pattern in msgpack::get(rule, "patterns").and_then(msgpack::items).unwrap_or_default() {
                let tokens = msgpack::items(pattern).ok_or_else(|| reader.wrong("a pattern that is no list"))?;
                let tokens = tokens.iter().map(|token| reader.tests(token)).collect::<Result<Vec<_>, _>>()?;
                if index >= tokens.len() {
                    return Err(reader.wrong("an index outside its pattern"));
                }
                ruler.push(TokenPattern { tokens, rule: number, index: index as u32 });
            }
        }
        Ok(ruler)
    }

    /// Files a pattern under what its first token must be.
    fn push(&mut self, pattern: TokenPattern) {
        let number = self.patterns.len() as u32;
        let first = &pattern.tokens[0];
        let words = first.iter().find_map(|test| match test {
            Test::Form { lower: true, expect: Expect::In(words) } => Some(words),
            _ => None,
        });
        let tags = first.iter().find_map(|test| if let Test::Tag(tags) = test { Some(*tags) } else { None });
        let deps = first.iter().find_map(|test| if let Test::Dep(deps) = test { Some(*deps) } else { None });
        let file = |set: u64, lists: &mut Vec<Vec<u32>>| {
            lists.iter_mut().enumerate().filter(|(i, _)| set >> i & 1 == 1).for_each(|(_, list)| list.push(number));
        };
        match (words, tags, deps) {
            (Some(words), ..) => {
                words.iter().for_each(|word| self.by_lower.entry(word.clone()).or_default().push(number));
            }
            (None, Some(tags), _) => file(tags, &mut self.by_tag),
            (None, None, Some(deps)) => file(deps, &mut self.by_dep),
            _ => self.others.push(number),
        }
        self.patterns.push(pattern);
    }

    /// Sets what the rules say; a pattern lies in one of `regions`.
    pub(super) fn apply(&self, doc: &mut Doc, regions: &[Range<usize>]) {
        // Token in the upper half, rule in the lower: sorted, each token's changes come in the order of the rules.
        let mut found: Vec<u64> = Vec::with_capacity(doc.len() * 2);
        let tokens = regions.iter().flat_map(|region| region.clone().map(|i| (TokenId::from_index(i), region.end)));
        for (id, end) in tokens {
            let by_lower = self.by_lower.get(doc.lower(id)).map_or(&[][..], |list| list);
            let lists =
                [by_lower, &self.by_tag[doc.tag(id) as usize], &self.by_dep[doc.dep(id) as usize], &self.others];
            for &number in lists.into_iter().flatten() {
                let pattern = &self.patterns[number as usize];
                if pattern.fits(doc, id, end) {
                    found.push(u64::from(id.0 + pattern.index) << 32 | u64::from(pattern.rule));
                }
            }
        }
        found.sort_unstable();
        for found in found {
            let change = &self.changes[found as u32 as usize];
            let lemma = change.lemma.as_ref().map(|lemma| doc.intern(lemma));
            let token = &mut doc.tokens_mut()[(found >> 32) as usize];
            token.tag = change.tag.unwrap_or(token.tag);
            token.pos = change.pos.unwrap_or(token.pos);
            token.dep = change.dep.unwrap_or(token.dep);
            token.morph = change.morph.unwrap_or(token.morph);
            token.lemma = lemma.unwrap_or(token.lemma);
        }
    }
}

impl TokenPattern {
    /// Tells whether the tokens from `first` on, before `end`, are as the pattern has them.
    fn fits(&self, doc: &Doc, first: TokenId, end: usize) -> bool {
        first.index() + self.tokens.len() <= end
            && self
                .tokens
                .iter()
                .zip(first.0..)
                .all(|(tests, id)| tests.iter().all(|test| test.holds(doc, TokenId(id))))
    }
}

impl Test {
    fn holds(&self, doc: &Doc, id: TokenId) -> bool {
        match self {
            Self::Tag(set) => set >> doc.tag(id) as u64 & 1 == 1,
            Self::Pos(set) => set >> doc.pos(id) as u64 & 1 == 1,
            Self::Dep(set) => set >> doc.dep(id) as u64 & 1 == 1,
            Self::Space(space) => doc.word(id).chars().all(python::is_space) == *space,
            Self::Form { lower, expect } => expect.holds(if *lower { doc.lower(id) } else { doc.word(id) }),
        }
    }
}

impl Expect {
    fn holds(&self, string: &str) -> bool {
        match self {
            Self::In(list) => list.iter().any(|s| **s == *string),
            Self::NotIn(list) => list.iter().all(|s| **s != *string),
            Self::Matches(pattern) => pattern.find(string, 0).is_some(),
        }
    }
}

/// Reads rules and says what is wrong with them.
struct Reader<'f> {
    file: &'f str,
}

impl Reader<'_> {
    fn wrong(&self, reason: &str) -> ModelError {
        ModelError::malformed(self.file, reason)
    }

    fn unsupported(&self, part: &str) -> ModelError {
        ModelError::unsupported(self.file, part)
    }

    /// Reads what a rule sets.
    fn change(&self, rule: &ValueRef<'_>) -> Result<Change, ModelError> {
        let mut change = Change::default();
        for (key, value) in msgpack::get(rule, "attrs").and_then(msgpack::pairs).unwrap_or_default() {
            let value = msgpack::text(value).ok_or_else(|| self.wrong("a change to what is no string"))?;
            let label = ModelError::label(self.file);
            match msgpack::text(key) {
                Some("TAG") => change.tag = Some(value.parse().map_err(label)?),
                Some("POS") => change.pos = Some(value.parse().map_err(label)?),
                Some("DEP") => change.dep = Some(value.parse().map_err(label)?),
                Some("MORPH") => change.morph = Some(Morph::from_features(value)),
                Some("LEMMA") => change.lemma = Some(value.into()),
                key => return Err(self.unsupported(&format!("change of attribute {key:?}"))),
            }
        }
        Ok(change)
    }

    /// Reads what one token must be.
    fn tests(&self, token: &ValueRef<'_>) -> Result<Vec<Test>, ModelError> {
        let pairs = msgpack::pairs(token).ok_or_else(|| self.wrong("a token pattern that is no map"))?;
        let test = |(key, value): &(ValueRef<'_>, ValueRef<'_>)| {
            let key = msgpack::text(key).unwrap_or_default();
            Ok(match key {
                "TAG" => Test::Tag(self.labels(Tag::ALL, Tag::name, value)?),
                "POS" => Test::Pos(self.labels(Pos::ALL, Pos::name, value)?),
                "DEP" => Test::Dep(self.labels(Dep::ALL, Dep::name, value)?),
                "LOWER" => Test::Form { lower: true, expect: self.expect(value)? },
                "ORTH" | "TEXT" => Test::Form { lower: false, expect: self.expect(value)? },
                "IS_SPACE" => match value {
                    ValueRef::Boolean(space) => Test::Space(*space),
                    _ => return Err(self.wrong("IS_SPACE without true or false")),
                },
                key => return Err(self.unsupported(&format!("pattern over attribute `{key}`"))),
            })
        };
        pairs.iter().map(test).collect()
    }

    /// Returns the labels that `value` allows, one bit each; a label that no token can have allows none.
    fn labels<L: Copy>(&self, all: &[L], name: fn(L) -> &'static str, value: &ValueRef<'_>) -> Result<u64, ModelError> {
        let expect = self.expect(value)?;
        Ok(all.iter().enumerate().filter(|&(_, &label)| expect.holds(name(label))).fold(0, |set, (i, _)| set | 1 << i))
    }

    /// Reads what a string must be.
    fn expect(&self, value: &ValueRef<'_>) -> Result<Expect, ModelError> {
        if let Some(string) = msgpack::text(value) {
            return Ok(Expect::In(vec![string.into()]));
        }
        let [(key, value)] = msgpack::pairs(value).unwrap_or_default() else {
            return Err(self.unsupported("pattern with several conditions on one attribute"));
        };
        let strings = || {
            let items = msgpack::items(value).unwrap_or_default().iter().map(|item| msgpack::text(item).map(Box::from));
            items.collect::<Option<Vec<_>>>().ok_or_else(|| self.wrong("a list of what are no strings"))
        };
        match (msgpack::text(key), msgpack::text(value)) {
            (Some("IN"), _) => Ok(Expect::In(strings()?)),
            (Some("NOT_IN"), _) => Ok(Expect::NotIn(strings()?)),
            (Some("REGEX"), Some(source)) => Pattern::new(source)
                .map(Expect::Matches)
                .map_err(|reason| self.unsupported(&format!("{reason} in the pattern `{source}`"))),
            (key, _) => Err(self.unsupported(&format!("pattern with {}", key.unwrap_or("a number")))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// Returns "word/pos/lemma" after the bundled rules, for words with their tag and relation.
    fn ruled(words: &[(&str, Tag, Dep)]) -> String {
        let text: Vec<&str> = words.iter().map(|w| w.0).collect();
        let mut doc = Doc::new(text.join(" "));
        let mut at = 0;
        for &(word, tag, dep) in words {
            let id = doc.push_token(Span::new(at, at + word.len() as u32), true);
            (doc.tokens_mut()[id.index()].tag, doc.tokens_mut()[id.index()].dep) = (tag, dep);
            at += word.len() as u32 + 1;
        }
        let whole = std::iter::once(0..doc.len()).collect::<Vec<_>>();
        AttributeRuler::load(&ModelFiles::bundled(), "attribute_ruler").unwrap().apply(&mut doc, &whole);
        let token = |id| format!("{}/{}/{}", doc.word(id), doc.pos(id), doc.lemma(id));
        doc.tokens().ids().map(token).collect::<Vec<_>>().join(" ")
    }

    // Expected: spaCy 3.8.
    #[test]
    fn later_rules_win_and_neighbours_count() {
        let words = [("They", Tag::Prp, Dep::Nsubj), ("had", Tag::Vbd, Dep::Aux), ("got", Tag::Vbd, Dep::Root)];
        assert_eq!(ruled(&words), "They/PRON/they had/AUX/have got/VERB/get");
        let words = [
            ("That", Tag::Dt, Dep::Nsubj),
            ("that", Tag::In, Dep::Mark),
            ("Let", Tag::Vb, Dep::Root),
            ("'s", Tag::Prp, Dep::Nsubj),
        ];
        assert_eq!(ruled(&words), "That/PRON/ that/SCONJ/ Let/VERB/ 's/PRON/us");
    }

    #[test]
    fn what_is_not_supported_is_refused() {
        let reader = Reader { file: "attribute_ruler/patterns" };
        let token = ValueRef::Map(vec![(ValueRef::from("LEMMA"), ValueRef::from("be"))]);
        let error = reader.tests(&token).unwrap_err().to_string();
        assert!(error.contains("pattern over attribute `LEMMA` is not supported"), "{error}");
    }
}
