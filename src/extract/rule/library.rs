//! The rules of all relations, found by the lemma of their trigger.

use super::ast::{Example, Rule};
use super::matcher::{Context, Match, match_at};
use super::parser::{RuleError, parse};
use crate::nlp::{Doc, TokenId};
use rustc_hash::FxHashMap;

/// The rule files that come with the program: name and text.
const BUNDLED: &[(&str, &str)] = &[
    ("accepts.rule", include_str!("../../../data/rules/accepts.rule")),
    ("accuses.rule", include_str!("../../../data/rules/accuses.rule")),
    ("cancels.rule", include_str!("../../../data/rules/cancels.rule")),
    ("conditions-on.rule", include_str!("../../../data/rules/conditions-on.rule")),
    ("consults.rule", include_str!("../../../data/rules/consults.rule")),
    ("criticizes.rule", include_str!("../../../data/rules/criticizes.rule")),
    ("demands.rule", include_str!("../../../data/rules/demands.rule")),
    ("denies.rule", include_str!("../../../data/rules/denies.rule")),
    ("promises.rule", include_str!("../../../data/rules/promises.rule")),
    ("proposes.rule", include_str!("../../../data/rules/proposes.rule")),
    ("rejects.rule", include_str!("../../../data/rules/rejects.rule")),
    ("responds-to.rule", include_str!("../../../data/rules/responds-to.rule")),
    ("supports.rule", include_str!("../../../data/rules/supports.rule")),
    ("threatens.rule", include_str!("../../../data/rules/threatens.rule")),
    ("warns.rule", include_str!("../../../data/rules/warns.rule")),
];

/// A set of rules, indexed by trigger lemma.
#[derive(Clone, Debug, Default)]
pub struct Library {
    rules: Vec<Rule>,
    /// Lemma → rules, each with the particle that the lemma asks for.
    by_lemma: FxHashMap<String, Vec<(u32, Option<String>)>>,
    /// Examples with the file and the relation's rules they test.
    examples: Vec<(String, Example)>,
}

impl Library {
    /// Reads the rules that come with the program.
    ///
    /// # Errors
    /// Where a bundled file is not well-formed; a test holds that none is.
    pub fn bundled() -> Result<Self, RuleError> {
        let mut library = Self::default();
        for (file, text) in BUNDLED {
            library.add(text, file)?;
        }
        Ok(library)
    }

    /// Adds the rules of one file; `file` names it in errors.
    ///
    /// # Errors
    /// Where the text is not a well-formed rule file.
    pub fn add(&mut self, text: &str, file: &str) -> Result<(), RuleError> {
        let parsed = parse(text, file)?;
        for rule in parsed.rules {
            let number = self.rules.len() as u32;
            for (lemma, particle) in &rule.trigger.lemmas {
                self.by_lemma.entry(lemma.clone()).or_default().push((number, particle.clone()));
            }
            self.rules.push(rule);
        }
        self.examples.extend(parsed.examples.into_iter().map(|e| (file.to_owned(), e)));
        Ok(())
    }

    /// Returns the rules in the order they were added.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns the examples, each with its file.
    pub fn examples(&self) -> &[(String, Example)] {
        &self.examples
    }

    /// Returns the matches of all rules whose trigger is `token`.
    pub fn matches_at<'l>(&'l self, doc: &Doc, token: TokenId, context: &dyn Context) -> Vec<Match<'l>> {
        let Some(candidates) = self.by_lemma.get(doc.lemma(token)) else {
            return Vec::new();
        };
        let matches = candidates.iter().filter_map(|(number, particle)| {
            match_at(&self.rules[*number as usize], particle.as_deref(), doc, token, context)
        });
        matches.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_rule_file_is_well_formed_and_has_examples_of_both_kinds() {
        let library = Library::bundled().unwrap_or_else(|error| panic!("{error}"));
        for (file, _) in BUNDLED {
            for matches in [true, false] {
                let examples = library.examples().iter().filter(|(f, e)| f == file && e.matches == matches);
                assert!(examples.count() > 0, "{file} has no example with matches = {matches}");
            }
        }
    }
}
