//! Words with part of speech and morphology in, base forms out, by spaCy's rules for English.
//!
//! Input: a [`Doc`] with `pos` and `morph`. Output: the lemma of each token that has none yet.
//!
//! 1. A form that is a base form already (a singular noun, an infinitive …) is its own lemma, in lower case.
//! 2. From any other, each rule of its part of speech makes a candidate by replacing an ending. Candidates in the list
//!    of known words come first, in reverse order of the rules, then those that are no words of letters.
//! 3. The exceptions for the form go before all, the last of them first.
//! 4. Without either, the first candidate outside the list, else the form as it stands.

mod tables;

use rustc_hash::FxHashMap;

use super::model::ModelFiles;
use super::model::config::Config;
use super::token::Morph;
use super::{Doc, ModelError, Pos, python};
use crate::text::{Id, Symbol};
use tables::Tables;

/// The lemmatizer of one pipeline.
#[derive(Debug)]
pub(super) struct Lemmatizer {
    tables: Tables,
    /// Whether lemmas that are there are replaced.
    overwrite: bool,
}

/// Lemmas found so far, from one document to the next.
#[derive(Debug, Default)]
pub(super) struct LemmaCache {
    by_form: FxHashMap<Box<str>, Vec<Kept>>,
}

/// The lemma of a form under one part of speech and morphology.
#[derive(Debug)]
struct Kept {
    pos: Pos,
    morph: Morph,
    lemma: Box<str>,
}

/// How many distinct forms are kept from one document to the next.
const MAX_KEPT: usize = 1 << 16;

impl Lemmatizer {
    /// Reads the lemmatizer `name`.
    pub(super) fn load(files: &ModelFiles, config: &Config, name: &str) -> Result<Self, ModelError> {
        let section = format!("components.{name}");
        let mode = config.text(&section, "mode")?.unwrap_or_else(|| "rule".to_owned());
        if mode != "rule" {
            return Err(ModelError::unsupported(super::model::config::FILE, format!("lemmatizer of mode `{mode}`")));
        }
        let overwrite = config.get(&section, "overwrite")? == Some(true.into());
        Ok(Self { tables: Tables::load(files, &format!("{name}/lookups/lookups.bin"))?, overwrite })
    }

    /// Gives each token its lemma.
    pub(super) fn apply(&self, doc: &mut Doc, cache: &mut LemmaCache) {
        if cache.by_form.len() > MAX_KEPT {
            cache.by_form.clear();
        }
        for id in doc.tokens().ids() {
            let token = doc.token(id);
            let (pos, morph) = (token.pos, token.morph);
            if token.lemma != Symbol::EMPTY && !self.overwrite {
                continue;
            }
            let form = doc.word(id);
            let kept = cache.by_form.get(form).and_then(|kept| kept.iter().find(|k| k.pos == pos && k.morph == morph));
            let lemma: Box<str> = match kept {
                Some(kept) => match doc.vocab().lookup(&kept.lemma) {
                    Some(symbol) => {
                        doc.tokens_mut()[id.index()].lemma = symbol;
                        continue;
                    }
                    None => kept.lemma.clone(),
                },
                None => {
                    let lemma: Box<str> = self.lemma(form, pos, morph).into();
                    let kept = Kept { pos, morph, lemma: lemma.clone() };
                    cache.by_form.entry(form.into()).or_default().push(kept);
                    lemma
                }
            };
            doc.tokens_mut()[id.index()].lemma = doc.intern(&lemma);
        }
    }

    /// Returns the base form of `form`.
    fn lemma(&self, form: &str, pos: Pos, morph: Morph) -> String {
        let lower = form.to_lowercase();
        if pos == Pos::Space || is_base_form(pos, morph) {
            return lower;
        }
        let Some(table) = self.tables.of(pos) else {
            return if pos == Pos::Propn { form.to_owned() } else { lower };
        };
        let (mut candidates, mut unknown): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for (ending, replacement) in &table.rules {
            let Some(stem) = lower.strip_suffix(&**ending) else { continue };
            let candidate = format!("{stem}{replacement}");
            if candidate.is_empty() {
            } else if self.tables.knows(pos, &candidate) {
                candidates.insert(0, candidate);
            } else if !candidate.chars().all(python::is_alpha) {
                candidates.push(candidate);
            } else {
                unknown.push(candidate);
            }
        }
        let exceptions = table.exceptions.get(&*lower).map_or(&[][..], |forms| forms);
        for exception in exceptions {
            if candidates.iter().all(|candidate| **candidate != **exception) {
                candidates.insert(0, exception.to_string());
            }
        }
        candidates.into_iter().chain(unknown).next().unwrap_or_else(|| form.to_owned())
    }
}

/// Tells whether a word of this kind is its own base form.
fn is_base_form(pos: Pos, morph: Morph) -> bool {
    let present = Morph::FINITE.with(Morph::PRESENT);
    pos == Pos::Noun && morph.has(Morph::SINGULAR)
        || pos == Pos::Verb && morph.has(present) && !morph.has(Morph::NUMBER)
        || morph.has(Morph::INFINITIVE)
        || morph.has(Morph::FORMLESS)
        || morph.has(Morph::POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lemmas_are_those_of_spacy() {
        let files = ModelFiles::bundled();
        let lemmatizer = Lemmatizer::load(&files, &Config::read(&files).unwrap(), "lemmatizer").unwrap();
        let lemma = |form: &str, pos, features| lemmatizer.lemma(form, pos, Morph::from_features(features));
        // Expected: spaCy 3.8.
        let past = "Tense=Past|VerbForm=Fin";
        for (form, pos, features, expected) in [
            ("Talks", Pos::Noun, "Number=Plur", "talk"),
            ("News", Pos::Noun, "Number=Sing", "news"),
            ("countries", Pos::Noun, "Number=Plur", "country"),
            ("said", Pos::Verb, past, "say"),
            ("OFFERED", Pos::Verb, past, "offer"),
            ("blogged", Pos::Verb, past, "blogge"),
            ("Say", Pos::Verb, "Tense=Pres|VerbForm=Fin", "say"),
            ("is", Pos::Aux, "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", "is"),
            ("Pyongyang", Pos::Propn, "Number=Sing", "Pyongyang"),
            ("better", Pos::Adj, "Degree=Cmp", "well"),
            ("stormier", Pos::Adj, "Degree=Cmp", "stormy"),
            ("Korean", Pos::Adj, "Degree=Pos", "korean"),
            ("“", Pos::Punct, "", "\""),
            ("Xqzzly", Pos::Adv, "", "xqzzly"),
            ("U.S.", Pos::Noun, "Number=Plur", "U.S."),
        ] {
            assert_eq!(lemma(form, pos, features), expected, "{form}");
        }
    }
}
