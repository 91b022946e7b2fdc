//! The syntax of a rule file, with names resolved to the closed lists where there is one.

use crate::extract::fact::{ConditionKind, RelationKind};
use crate::nlp::{EntityKind, Pos, Tag};

pub use crate::nlp::Dep;

/// One rule file: a relation, its rules and their examples.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleFile {
    /// What the rules find.
    pub relation: RelationKind,
    /// The rules in the order of the file.
    pub rules: Vec<Rule>,
    /// The examples in the order of the file.
    pub examples: Vec<Example>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// `proposes/offers-to-do`: the file's relation in lower case and the rule's own name.
    pub name: String,
    /// What it finds.
    pub relation: RelationKind,
    /// The word that shows the relation.
    pub trigger: Trigger,
    /// The file and line it stands in.
    pub place: (String, usize),
    /// Paths one of which must lead somewhere.
    pub when: Vec<Condition>,
    /// Paths none of which may lead anywhere.
    pub unless: Vec<Condition>,
    /// Where the parts stand.
    pub captures: Vec<Capture>,
    /// How a condition is put.
    pub kind: Option<ConditionKind>,
    /// Whether the rule says that there is no such condition.
    pub denies: bool,
    /// How often the rule is right, 0 to 1.
    pub confidence: f64,
}

/// What must hold around a trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The paths, tried in turn.
    pub paths: Vec<Path>,
    /// The line of the file, as written.
    pub written: String,
}

/// The word that shows a relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// Its part of speech.
    pub class: WordClass,
    /// Whether it stands negated.
    pub polarity: Polarity,
    /// Whether it must be in the passive (true) or must not (false).
    pub passive: Option<bool>,
    /// Base forms, each with its particle where it is a phrasal verb.
    pub lemmas: Vec<(String, Option<String>)>,
}

/// The part of speech of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordClass {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective.
    Adj,
    /// Any word.
    Word,
}

/// Whether a trigger is negated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// It must not be.
    Affirmed,
    /// It must be.
    Negated,
    /// Either.
    Any,
}

impl Role {
    /// Returns the word of the rule language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Content => "content",
            Self::Target => "target",
            Self::Addressee => "addressee",
            Self::Consequent => "consequent",
            Self::Condition => "condition",
        }
    }
}

/// A part of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Whose act it is.
    Source,
    /// What the act is about.
    Content,
    /// The other actor of a relation between actors.
    Target,
    /// To whom the act is addressed.
    Addressee,
    /// What holds only under a condition, answers something, or brings something about.
    Consequent,
    /// The condition, what is answered, or what is brought about.
    Condition,
}

/// Where a part stands, seen from the trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    /// The part.
    pub role: Role,
    /// Whether it may be absent.
    pub optional: bool,
    /// Paths in order of preference.
    pub paths: Vec<Path>,
    /// The line of the file, as written.
    pub written: String,
}

/// Steps over the tree, one after the other.
pub type Path = Vec<Step>;

/// One step over the tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// To dependents; no labels means any.
    Down(Vec<Dep>, Vec<Filter>),
    /// To the head, over one of these labels; none means any.
    Up(Vec<Dep>, Vec<Filter>),
    /// Along a built-in path.
    BuiltIn(BuiltIn, Vec<Filter>),
    /// Along a path defined in the file.
    Paths(Vec<Path>, Vec<Filter>),
}

/// The paths that take more than the tree's own arcs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltIn {
    /// The token itself.
    This,
    /// The logical subject.
    Subject,
    /// The logical object.
    Object,
    /// Possessor, author or light verb's subject of a noun.
    Author,
    /// The source of the innermost statement that the token stands in.
    Speaker,
}

/// What must hold of a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Whether the test is turned round.
    pub not: bool,
    /// The test.
    pub test: Test,
}

/// One test of a token.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The base form, or the form in lower case, is one of these.
    Lemma(Vec<String>),
    /// The fine part of speech.
    Tag(Vec<Tag>),
    /// The coarse part of speech.
    Pos(Vec<Pos>),
    /// The relation to the head.
    Dep(Vec<Dep>),
    /// The kind of named entity it belongs to.
    Entity(Vec<EntityKind>),
    /// It refers to an actor.
    Actor,
    /// It refers to whoever speaks there, or to the country spoken for.
    Speaker,
    /// It is negated.
    Negated,
    /// It stands in quotation marks.
    Quoted,
    /// Its base form is in one of these word classes of the lexicon.
    Class(Vec<String>),
    /// A path leads somewhere from it.
    Has(Vec<Path>),
}

/// An example: a sentence and what the file's rules must find in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Whether a rule must match.
    pub matches: bool,
    /// Parts and the words they must hold.
    pub expected: Vec<Expectation>,
    /// The line it stands in, from 1.
    pub line: usize,
}

/// A part of a relation and the words it must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The part.
    pub role: Role,
    /// Its words.
    pub words: String,
}
