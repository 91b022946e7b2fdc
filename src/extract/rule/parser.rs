//! Rule text in, [`RuleFile`] out: pairs to syntax, names resolved to the closed lists.

use super::ast::{
    BuiltIn, Capture, Dep, Example, Expectation, Filter, Path, Polarity, Role, Rule, RuleFile, Step, Test, Trigger,
    WordClass,
};
use crate::extract::fact::{ConditionKind, RelationKind};
use crate::text::Lines;
use grammar::{Rule as Symbol, RuleGrammar};
use pest::Parser as _;
use pest::iterators::Pair;
use std::collections::BTreeMap;
use std::str::FromStr;

/// What pest makes of `grammar/rule.pest`.
mod grammar {
    /// The parser.
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/rule.pest"]
    pub(super) struct RuleGrammar;
}

/// Why a rule file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct RuleError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

/// Reads the text of one rule file; `file` names it in errors.
///
/// # Errors
/// Where the text does not follow the grammar, or names a relation, label, path or setting that does not exist.
pub fn parse(text: &str, file: &str) -> Result<RuleFile, RuleError> {
    let reader = Reader { file, lines: Lines::new(text), paths: BTreeMap::new() };
    let pairs = RuleGrammar::parse(Symbol::file, text).map_err(|error| {
        let line = match error.line_col {
            pest::error::LineColLocation::Pos((line, _)) | pest::error::LineColLocation::Span((line, _), _) => line,
        };
        RuleError { file: file.to_owned(), line, message: error.variant.message().into_owned() }
    })?;
    reader.file(pairs.into_iter().next().expect("the grammar yields one file"))
}

struct Reader<'f> {
    file: &'f str,
    lines: Lines,
    paths: BTreeMap<String, Vec<Path>>,
}

type Result<T, E = RuleError> = std::result::Result<T, E>;

impl Reader<'_> {
    fn error(&self, pair: &Pair<'_, Symbol>, message: String) -> RuleError {
        let line = self.lines.position(pair.as_span().start()).0;
        RuleError { file: self.file.to_owned(), line, message }
    }

    fn label<T: FromStr>(&self, pair: &Pair<'_, Symbol>, what: &str) -> Result<T> {
        let name = pair.as_str().trim();
        name.parse().map_err(|_| self.error(pair, format!("`{name}` is no {what}")))
    }

    fn file(mut self, pair: Pair<'_, Symbol>) -> Result<RuleFile> {
        let mut relation = RelationKind::Says;
        let (mut rules, mut examples) = (Vec::new(), Vec::new());
        for item in pair.into_inner() {
            match item.as_rule() {
                Symbol::relation => {
                    let name = item.into_inner().next().expect("a relation has a name");
                    relation = RelationKind::from_str(name.as_str())
                        .map_err(|_| self.error(&name, format!("`{}` is no relation of the schema", name.as_str())))?;
                }
                Symbol::path_definition => {
                    let mut parts = item.into_inner();
                    let name = parts.next().expect("a path has a name").as_str().to_owned();
                    let paths = self.paths(parts.next().expect("a path has steps"))?;
                    self.paths.insert(name, paths);
                }
                Symbol::rule => rules.push(self.rule(item, relation)?),
                Symbol::example => examples.push(self.example(item)),
                _ => {}
            }
        }
        Ok(RuleFile { relation, rules, examples })
    }

    fn rule(&self, pair: Pair<'_, Symbol>, relation: RelationKind) -> Result<Rule> {
        let whole = pair.clone();
        let mut parts = pair.into_inner();
        let name = parts.next().expect("a rule has a name").as_str();
        let (mut trigger, mut captures) = (None, Vec::new());
        let (mut when, mut unless) = (Vec::new(), Vec::new());
        let (mut kind, mut denies, mut confidence) = (None, false, 0.8);
        for clause in parts {
            match clause.as_rule() {
                Symbol::trigger => trigger = Some(self.trigger(clause)),
                Symbol::capture => captures.push(self.capture(clause)?),
                Symbol::condition => {
                    let mut inner = clause.into_inner();
                    let into =
                        if inner.next().is_some_and(|k| k.as_str().trim() == "when") { &mut when } else { &mut unless };
                    into.push(self.paths(inner.next().expect("a condition has paths"))?);
                }
                Symbol::setting => {
                    let mut inner = clause.into_inner();
                    let setting = inner.next().expect("a setting has a name");
                    let value = inner.next().expect("a setting has a value");
                    match setting.as_str().trim() {
                        "kind" => kind = Some(self.label::<ConditionKind>(&value, "kind of condition")?),
                        "polarity" => denies = value.as_str() == "negative",
                        "confidence" => confidence = self.label(&value, "number from 0 to 1")?,
                        other => return Err(self.error(&setting, format!("`{other}` is no setting of a rule"))),
                    }
                }
                _ => {}
            }
        }
        let trigger = trigger.ok_or_else(|| self.error(&whole, format!("rule `{name}` has no trigger")))?;
        let name = format!("{}/{name}", relation.name().to_lowercase().replace('_', "-"));
        Ok(Rule { name, relation, trigger, when, unless, captures, kind, denies, confidence })
    }

    fn trigger(&self, pair: Pair<'_, Symbol>) -> Trigger {
        let mut trigger =
            Trigger { class: WordClass::Word, polarity: Polarity::Affirmed, passive: None, lemmas: Vec::new() };
        for part in pair.into_inner() {
            match (part.as_rule(), part.as_str().trim()) {
                (Symbol::word_class, "verb") => trigger.class = WordClass::Verb,
                (Symbol::word_class, "noun") => trigger.class = WordClass::Noun,
                (Symbol::word_class, "adj") => trigger.class = WordClass::Adj,
                (Symbol::flag, "negated") => trigger.polarity = Polarity::Negated,
                (Symbol::flag, "any-polarity") => trigger.polarity = Polarity::Any,
                (Symbol::flag, "passive") => trigger.passive = Some(true),
                (Symbol::flag, "active") => trigger.passive = Some(false),
                (Symbol::lemma, _) => {
                    let mut words = part.into_inner().map(|w| w.as_str().to_owned());
                    let first = words.next().expect("a lemma has a word");
                    trigger.lemmas.push((first, words.next()));
                }
                _ => {}
            }
        }
        trigger
    }

    fn capture(&self, pair: Pair<'_, Symbol>) -> Result<Capture> {
        let mut optional = false;
        let mut role = Role::Source;
        let mut paths = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Symbol::role => role = read_role(part.as_str()),
                Symbol::optional => optional = true,
                _ => paths = self.paths(part)?,
            }
        }
        Ok(Capture { role, optional, paths })
    }

    fn paths(&self, pair: Pair<'_, Symbol>) -> Result<Vec<Path>> {
        pair.into_inner().map(|path| path.into_inner().map(|step| self.step(step)).collect()).collect()
    }

    fn step(&self, pair: Pair<'_, Symbol>) -> Result<Step> {
        let symbol = pair.as_rule();
        let mut inner = pair.into_inner();
        let first = inner.next().expect("a step has labels or a name");
        let filters = inner.map(|f| self.filter(f)).collect::<Result<_>>()?;
        if symbol == Symbol::named {
            let built_in = match first.as_str() {
                "this" => BuiltIn::This,
                "subject" => BuiltIn::Subject,
                "object" => BuiltIn::Object,
                "author" => BuiltIn::Author,
                "speaker" => BuiltIn::Speaker,
                name => {
                    let paths = self.paths.get(name).ok_or_else(|| {
                        self.error(
                            &first,
                            format!(
                                "no path `{name}` is defined above; built in are this, subject, object, author, speaker"
                            ),
                        )
                    })?;
                    return Ok(Step::Paths(paths.clone(), filters));
                }
            };
            return Ok(Step::BuiltIn(built_in, filters));
        }
        let deps = first.into_inner().filter(|d| d.as_rule() == Symbol::dep);
        let deps = deps.map(|d| self.label::<Dep>(&d, "dependency label")).collect::<Result<Vec<_>>>()?;
        Ok(if symbol == Symbol::down { Step::Down(deps, filters) } else { Step::Up(deps, filters) })
    }

    fn filter(&self, pair: Pair<'_, Symbol>) -> Result<Filter> {
        let mut not = false;
        let mut test = Test::Lemma(Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Symbol::not => not = true,
                Symbol::lemma_test => {
                    test = Test::Lemma(part.into_inner().map(|w| w.as_str().to_lowercase()).collect())
                }
                Symbol::path_test => {
                    test = Test::Has(self.paths(part.into_inner().next().expect("a path test has paths"))?)
                }
                _ => test = self.property(part)?,
            }
        }
        Ok(Filter { not, test })
    }

    fn property(&self, pair: Pair<'_, Symbol>) -> Result<Test> {
        let mut inner = pair.into_inner();
        let property = inner.next().expect("a property test has a property");
        let values: Vec<_> = inner.collect();
        let first = values.first().expect("a property test has a value");
        Ok(match property.as_str() {
            "tag" => Test::Tag(values.iter().map(|v| self.label(v, "tag")).collect::<Result<_>>()?),
            "pos" => Test::Pos(values.iter().map(|v| self.label(v, "part of speech")).collect::<Result<_>>()?),
            "dep" => Test::Dep(values.iter().map(|v| self.label(v, "dependency label")).collect::<Result<_>>()?),
            "entity" => Test::Entity(values.iter().map(|v| self.label(v, "entity kind")).collect::<Result<_>>()?),
            "class" => Test::Class(values.iter().map(|v| v.as_str().to_owned()).collect()),
            _ => match first.as_str() {
                "actor" => Test::Actor,
                "speaker" => Test::Speaker,
                "negated" => Test::Negated,
                "quoted" => Test::Quoted,
                other => {
                    return Err(self
                        .error(first, format!("`is:{other}` is unknown; expected actor, speaker, negated or quoted")));
                }
            },
        })
    }

    fn example(&self, pair: Pair<'_, Symbol>) -> Example {
        let line = self.lines.position(pair.as_span().start()).0;
        let mut example = Example { text: String::new(), matches: true, expected: Vec::new(), line };
        for part in pair.into_inner() {
            match part.as_rule() {
                Symbol::no => example.matches = false,
                Symbol::string => example.text = unquote(part),
                _ => {
                    let mut inner = part.into_inner();
                    let role = read_role(inner.next().expect("an expectation has a role").as_str());
                    let words = unquote(inner.next().expect("an expectation has words"));
                    example.expected.push(Expectation { role, words });
                }
            }
        }
        example
    }
}

fn unquote(pair: Pair<'_, Symbol>) -> String {
    pair.into_inner().next().map(|c| c.as_str().to_owned()).unwrap_or_default()
}

fn read_role(name: &str) -> Role {
    match name.trim() {
        "content" => Role::Content,
        "target" => Role::Target,
        "addressee" => Role::Addressee,
        "consequent" => Role::Consequent,
        "condition" => Role::Condition,
        _ => Role::Source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"relation PROPOSES
path by = >agent >pobj
rule offers-to-do { # offers made by a verb
  trigger verb passive { offer, put forward }
  source by | subject
  content >xcomp[!tag:VBG] | object
  addressee? >dative
  unless >aux[may,might]
  confidence 0.9
}
match "Oslo offered to sign." source "Oslo" content "to sign"
no match "Oslo did not offer to sign."
"#;

    #[test]
    fn a_file_becomes_rules_and_examples() {
        let file = parse(FILE, "proposes.rule").unwrap();
        let rule = &file.rules[0];
        assert_eq!((rule.name.as_str(), rule.confidence), ("proposes/offers-to-do", 0.9));
        assert_eq!(rule.trigger.lemmas[1], ("put".to_owned(), Some("forward".to_owned())));
        assert_eq!(rule.captures.len(), 3);
        assert!(rule.captures[2].optional && !rule.captures[1].optional);
        assert_eq!(file.examples.iter().map(|e| (e.line, e.matches)).collect::<Vec<_>>(), [(11, true), (12, false)]);
    }

    #[test]
    fn an_unknown_path_names_its_line() {
        let error =
            parse("relation PROPOSES\nrule r {\n trigger verb { offer }\n source bject }", "x.rule").unwrap_err();
        assert!(error.to_string().starts_with("x.rule:4: no path `bject`"), "{error}");
    }
}
