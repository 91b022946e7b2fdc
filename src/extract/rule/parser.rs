//! Rule text in, [`RuleFile`] out: pairs to syntax, names resolved to the closed lists.

use super::ast::{
    BuiltIn, Capture, Condition, Dep, Example, Expectation, Filter, Path, Polarity, Role, Rule, RuleFile, Step, Test,
    Trigger, WordClass,
};
use crate::extract::fact::{AddedKind, ConditionKind, Ends, RelationKind};
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
#[error("{file}:{line}:{column}: {message}")]
pub struct RuleError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
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
        let (line, column) = match error.line_col {
            pest::error::LineColLocation::Pos(at) | pest::error::LineColLocation::Span(at, _) => at,
        };
        let message = error.renamed_rules(|symbol| in_words(*symbol).to_owned()).variant.message().into_owned();
        RuleError { file: file.to_owned(), line, column, message }
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
        let (line, column) = pair.as_span().start_pos().line_col();
        RuleError { file: self.file.to_owned(), line, column, message }
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
                    relation = self.relation(item)?;
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

    fn relation(&self, pair: Pair<'_, Symbol>) -> Result<RelationKind> {
        let (mut is_new, mut ends, mut named) = (false, Ends::Content, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Symbol::new => is_new = true,
                Symbol::ends if part.as_str().contains("actors") => ends = Ends::Actors,
                Symbol::ends => ends = Ends::Contents,
                _ => named = Some(part),
            }
        }
        let named = named.expect("a relation has a name");
        let name = named.as_str();
        match (RelationKind::from_str(name), is_new) {
            (Ok(kind), false) => Ok(kind),
            (Ok(_), true) => Err(self.error(&named, format!("`{name}` is in the schema; leave out `new`"))),
            (Err(_), true) => AddedKind::new(name, ends)
                .map(RelationKind::Added)
                .map_err(|error| self.error(&named, format!("`{name}`: {error}"))),
            (Err(_), false) => {
                let like = RelationKind::ALL.into_iter().find(|k| k.name().get(..3) == name.get(..3));
                let like = like.map_or_else(String::new, |kind| format!("did you mean {}? ", kind.name()));
                let message =
                    format!("`{name}` is no relation of the schema; {like}write `new relation {name}` to add it");
                Err(self.error(&named, message))
            }
        }
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
                    let paths = inner.next().expect("a condition has paths");
                    into.push(Condition { written: squeeze(paths.as_str()), paths: self.paths(paths)? });
                }
                Symbol::setting => {
                    let mut inner = clause.into_inner();
                    let setting = inner.next().expect("a setting has a name");
                    let value = inner.next().expect("a setting has a value");
                    match setting.as_str().trim() {
                        "kind" => kind = Some(self.label::<ConditionKind>(&value, "kind of condition")?),
                        "polarity" => denies = value.as_str() == "negative",
                        "confidence" => {
                            confidence = self.label(&value, "number from 0 to 1")?;
                            if !(0.0..=1.0).contains(&confidence) {
                                return Err(self.error(&value, format!("{confidence} is no number from 0 to 1")));
                            }
                        }
                        other => return Err(self.error(&setting, format!("`{other}` is no setting of a rule"))),
                    }
                }
                _ => {}
            }
        }
        let trigger = trigger.ok_or_else(|| self.error(&whole, format!("rule `{name}` has no trigger")))?;
        let name = format!("{}/{name}", relation.name().to_lowercase().replace('_', "-"));
        let place = (self.file.to_owned(), whole.as_span().start_pos().line_col().0);
        Ok(Rule { name, relation, trigger, place, when, unless, captures, kind, denies, confidence })
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
        let (mut paths, mut written) = (Vec::new(), String::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Symbol::role => role = read_role(part.as_str()),
                Symbol::optional => optional = true,
                _ => {
                    written = squeeze(part.as_str());
                    paths = self.paths(part)?;
                }
            }
        }
        Ok(Capture { role, optional, paths, written })
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

/// Puts what is written over several lines on one.
fn squeeze(written: &str) -> String {
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a part of the grammar is called in messages.
fn in_words(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::relation => "`relation NAME`",
        Symbol::new => "`new`",
        Symbol::ends | Symbol::what => "`between actors` or `between contents`",
        Symbol::path_definition => "`path NAME = …`",
        Symbol::rule => "`rule NAME { … }`",
        Symbol::example => "`match \"sentence\"`",
        Symbol::no => "`no match \"sentence\"`",
        Symbol::trigger => "`trigger verb|noun|adj|word { … }`",
        Symbol::word_class => "verb, noun, adj or word",
        Symbol::flag => "negated, any-polarity, passive or active",
        Symbol::lemma | Symbol::word => "a base form",
        Symbol::condition | Symbol::condition_kind => "`when PATHS` or `unless PATHS`",
        Symbol::setting | Symbol::setting_name => "`confidence 0.8`, `kind …` or `polarity …`",
        Symbol::value => "a value",
        Symbol::capture | Symbol::role => "a part (source, content, target, addressee, consequent, condition)",
        Symbol::optional => "`?`",
        Symbol::paths | Symbol::path => "a path",
        Symbol::down => "`>label`",
        Symbol::up => "`<label`",
        Symbol::named => "the name of a path (this, subject, object, author, speaker, or your own)",
        Symbol::deps | Symbol::dep | Symbol::any => "a dependency label or `*`",
        Symbol::filter => "`[filter]`",
        Symbol::property_test | Symbol::property => "`tag:`, `pos:`, `dep:`, `entity:`, `is:` or `class:`",
        Symbol::property_value => "a label",
        Symbol::path_test => "`has:PATHS`",
        Symbol::lemma_test => "base forms",
        Symbol::not => "`!`",
        Symbol::expectation => "a part and its words",
        Symbol::string | Symbol::characters => "words in quotation marks",
        Symbol::name => "a name",
        Symbol::EOI => "the end of the file",
        _ => "something else",
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
        "consequent" | "cause" => Role::Consequent,
        "condition" | "effect" => Role::Condition,
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
        assert!(error.to_string().starts_with("x.rule:4:9: no path `bject`"), "{error}");
    }
}
