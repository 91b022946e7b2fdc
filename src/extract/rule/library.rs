//! The rules of all relations, found by the lemma of their trigger.

use super::ast::{Example, Rule};
use super::matcher::{Context, Match, Mismatch, match_at};
use super::parser::{RuleError, parse};
use crate::extract::ExtractError;
use crate::nlp::{Doc, TokenId};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// The rule files that come with the program: name and text.
const BUNDLED: &[(&str, &str)] = &[
    ("accepts.rule", include_str!("../../../data/rules/accepts.rule")),
    ("accuses.rule", include_str!("../../../data/rules/accuses.rule")),
    ("cancels.rule", include_str!("../../../data/rules/cancels.rule")),
    ("causes.rule", include_str!("../../../data/rules/causes.rule")),
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

    /// Adds the rules of a file, or of all files of a folder that end in `.rule`, in the order of their names.
    ///
    /// A rule replaces one of the same name.
    ///
    /// # Errors
    /// Where a file can't be read or is not well-formed, or the folder holds none.
    pub fn add_path(&mut self, path: &Path) -> Result<(), ExtractError> {
        for file in files(path)? {
            let shown = file.display().to_string();
            let text = std::fs::read_to_string(&file).map_err(|source| io(&file, source))?;
            self.add(&text, &shown)?;
        }
        Ok(())
    }

    /// Adds the rules of one file; `file` names it in errors.
    ///
    /// # Errors
    /// Where the text is not a well-formed rule file.
    pub fn add(&mut self, text: &str, file: &str) -> Result<(), RuleError> {
        let parsed = parse(text, file)?;
        if parsed.rules.iter().any(|new| self.rules.iter().any(|old| old.name == new.name)) {
            self.remove(&parsed.rules);
        }
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

    /// Removes rules that others of the same name replace.
    fn remove(&mut self, replaced: &[Rule]) {
        self.rules.retain(|old| replaced.iter().all(|new| new.name != old.name));
        self.by_lemma.clear();
        for (number, rule) in self.rules.iter().enumerate() {
            for (lemma, particle) in &rule.trigger.lemmas {
                self.by_lemma.entry(lemma.clone()).or_default().push((number as u32, particle.clone()));
            }
        }
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
            match_at(&self.rules[*number as usize], particle.as_deref(), doc, token, context).ok()
        });
        matches.collect()
    }

    /// Returns what came of each rule that has the lemma of `token` among its trigger lemmas.
    pub fn attempts_at<'l>(
        &'l self,
        doc: &Doc,
        token: TokenId,
        context: &dyn Context,
    ) -> Vec<(&'l Rule, Result<Match<'l>, Mismatch<'l>>)> {
        let candidates = self.by_lemma.get(doc.lemma(token)).map(Vec::as_slice).unwrap_or_default();
        let attempt = |(number, particle): &(u32, Option<String>)| {
            let rule = &self.rules[*number as usize];
            (rule, match_at(rule, particle.as_deref(), doc, token, context))
        };
        candidates.iter().map(attempt).collect()
    }
}

fn io(path: &Path, source: std::io::Error) -> ExtractError {
    ExtractError::Io { path: path.display().to_string(), source }
}

/// Returns the rule files that a path means, sorted.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, ExtractError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|source| io(path, source))? {
        let file = entry.map_err(|source| io(path, source))?.path();
        if file.extension().is_some_and(|extension| extension == "rule") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() { Err(ExtractError::NoRules { path: path.display().to_string() }) } else { Ok(files) }
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
