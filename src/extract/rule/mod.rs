//! Extraction rules: which word shows a relation, and where in the dependency tree its parts stand.
//!
//! The rules are data (`data/rules`, one relation a file, in the language of `grammar/rule.pest`); this module reads
//! them, finds them by the lemma of their trigger and matches them against a sentence. It knows trees and words; whose
//! act a match is and which content it has are left to [`relation`](super::relation).

mod ast;
mod library;
mod matcher;
mod parser;

pub use ast::{
    Capture, Condition, Dep, Example, Expectation, Filter, Path, Polarity, Role, Rule, RuleFile, Step, Test, Trigger,
    WordClass,
};
pub use library::{Library, files};
pub use matcher::{Context, Match, Mismatch};
pub use parser::{RuleError, parse};
