//! The facts of one article: actors, statements, events and the relations between them.
//!
//! Names and meanings are those of the schema; spans are bytes into the article's text. `cli extract` writes them with
//! code points.

use crate::define_id;
use crate::text::{Byte, IndexVec, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

define_id! {
    /// The number of an actor among the facts of one article.
    ActorId
}
define_id! {
    /// The number of a statement among the facts of one article.
    StatementId
}
define_id! {
    /// The number of an event among the facts of one article.
    EventId
}

/// All that one article says of who said and did what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Every sentence of the article's news.
    pub sentences: Vec<Span<Byte>>,
    /// Who appears.
    pub actors: IndexVec<ActorId, Actor>,
    /// What was said, written, thought.
    pub statements: IndexVec<StatementId, Statement>,
    /// What happened, may happen or is proposed to happen.
    pub events: IndexVec<EventId, Event>,
    /// How these hang together: one entry for every place that shows a relation.
    pub relations: Vec<Relation>,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// A state.
    Country,
    /// A person with a name.
    Person,
    /// A body with a name: organ of government, company, party, armed group, international organisation.
    Organization,
    /// An unnamed collective or person: "US officials", "a senior administration official".
    Group,
}

impl ActorKind {
    /// Returns the label of the actor's node beside `Actor`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Country => "Country",
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::Group => "Group",
        }
    }
}

/// Someone who can speak or act.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The same in every article: `country:PRK`, `org:un-security-council`, `person:caitlin-hayden`; a group's holds
    /// the article's id.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// ISO 3166 alpha-3, or the organisation's usual code.
    pub code: Option<String>,
    /// GOV, MIL, LEG, JUD, OPP, REB, MED, BUS, CVL, IGO, NGO …
    pub sector: Option<String>,
    /// The other names the article uses.
    pub aliases: Vec<String>,
    /// For whom it speaks.
    pub represents: Vec<Mandate>,
    /// What it is an organ of.
    pub part_of: Vec<ActorId>,
    /// Every place that refers to it, pronouns too.
    pub mentions: Vec<Span<Byte>>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
}

/// For whom an actor speaks, and as what.
#[derive(Clone, Debug, PartialEq)]
pub struct Mandate {
    /// The country, body or person spoken for.
    pub of: ActorId,
    /// The role, where it is named.
    pub role: Option<String>,
    /// What it rests on.
    pub basis: Basis,
    /// The mention that shows it; `None` where the text does not.
    pub shown: Option<Span<Byte>>,
}

/// What it rests on that an actor speaks for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The text says so: "Iran's envoy", "the party's leader".
    Text,
    /// The lexicon knows who held the office at the article's date.
    Lexicon,
    /// The text names an office of state but not whose: it is taken to be that of the country the article is about.
    Context,
}

/// How a statement's words were rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    /// In quotation marks throughout.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// In both.
    Mixed,
}

/// How a content was uttered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Said.
    Speech,
    /// Written.
    Writing,
    /// Thought, felt, intended.
    Thought,
}

/// Whether a content is affirmed or negated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// Affirmed.
    Positive,
    /// Negated.
    Negative,
}

/// How firmly a content is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// As a fact.
    Asserted,
    /// "may", "could".
    Possible,
    /// "must", "should".
    Necessary,
    /// "would", "if".
    Conditional,
}

/// An attributed content: what somebody said, wrote, thinks or intends, in one stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Whose content it is, as the text has it; empty where the text names nobody.
    pub source: Vec<Span<Byte>>,
    /// The words that attribute it.
    pub cue: Vec<Span<Byte>>,
    /// The content, in pieces where the attribution interrupts it.
    pub content: Vec<Span<Byte>>,
    /// Who the source is.
    pub actors: Vec<ActorId>,
    /// To whom it is addressed.
    pub addressees: Vec<ActorId>,
    /// The relation type of the act it performs, `SAYS` where it performs no other.
    pub act: RelationKind,
    /// In quotation marks or not.
    pub manner: Manner,
    /// Said, written or thought.
    pub mode: Mode,
    /// Affirmed or negated.
    pub polarity: Polarity,
    /// How firmly it is put.
    pub modality: Modality,
    /// When it was made.
    pub date: Option<Date>,
    /// The statement it stands in, where one attribution holds another.
    pub within: Option<StatementId>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
}

/// How real an event is, according to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Factuality {
    /// It happened or happens.
    Actual,
    /// It did not happen.
    Negated,
    /// Somebody means to do it.
    Planned,
    /// Somebody offers or suggests it.
    Proposed,
    /// Somebody wants another to do it.
    Demanded,
    /// Somebody threatens it.
    Threatened,
    /// It is a condition, or holds only under one.
    Conditional,
    /// It is only imagined.
    Hypothetical,
    /// Somebody says that it is not so.
    Denied,
    /// Somebody says that it is so, and the text does not.
    Alleged,
}

/// Something that happened, happens, may happen or is proposed to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Every place where the article mentions it; the first is the fullest.
    pub spans: Vec<Span<Byte>>,
    /// The word that names it.
    pub trigger: Span<Byte>,
    /// The trigger's base form.
    pub lemma: String,
    /// The content in the text's words, without what is not content.
    pub text: String,
    /// Who does it.
    pub agents: Vec<ActorId>,
    /// To whom, with whom or of whom.
    pub targets: Vec<ActorId>,
    /// Where.
    pub place: Option<Place>,
    /// First day.
    pub date_start: Option<Date>,
    /// Last day.
    pub date_end: Option<Date>,
    /// PLOVER category.
    pub plover: Option<String>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// How real it is.
    pub factuality: Factuality,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
}

/// Where something happens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Its name as the text has it.
    pub name: String,
    /// ISO 3166 alpha-3 of the country it lies in.
    pub country: Option<String>,
}

/// The relation types of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the schema page defines each type; the names are its words")]
pub enum RelationKind {
    Says,
    Proposes,
    Rejects,
    Accepts,
    Demands,
    Promises,
    Threatens,
    Warns,
    Denies,
    Cancels,
    Accuses,
    Criticizes,
    Supports,
    Consults,
    ConditionsOn,
    RespondsTo,
    Causes,
    Repeats,
    Contradicts,
}

/// One end of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// An actor.
    Actor(ActorId),
    /// A statement.
    Statement(StatementId),
    /// An event.
    Event(EventId),
}

/// How a condition is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionKind {
    /// "if", "provided that", "as long as".
    If,
    /// "unless".
    Unless,
    /// "only if".
    OnlyIf,
    /// "must first", "only after", "precondition".
    MustFirst,
    /// "in exchange for", "in return for".
    InExchangeFor,
}

/// A relation, in one place that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Its type.
    pub kind: RelationKind,
    /// Whose act, or the consequent.
    pub from: Node,
    /// The content, the other actor, or the condition.
    pub to: Node,
    /// The content of a relation between actors.
    pub content: Option<Node>,
    /// To whom the act is addressed.
    pub addressees: Vec<ActorId>,
    /// How a condition is put.
    pub condition: Option<ConditionKind>,
    /// Whether the text says that there is no such condition.
    pub negated: bool,
    /// The sentence or clause that shows it.
    pub evidence: Span<Byte>,
    /// When it was said or done.
    pub date: Option<Date>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
    /// What found it.
    pub rule: String,
}

impl RelationKind {
    /// All types, in the order of the schema.
    pub const ALL: [Self; 19] = [
        Self::Says,
        Self::Proposes,
        Self::Rejects,
        Self::Accepts,
        Self::Demands,
        Self::Promises,
        Self::Threatens,
        Self::Warns,
        Self::Denies,
        Self::Cancels,
        Self::Accuses,
        Self::Criticizes,
        Self::Supports,
        Self::Consults,
        Self::ConditionsOn,
        Self::RespondsTo,
        Self::Causes,
        Self::Repeats,
        Self::Contradicts,
    ];

    /// Returns the relationship type of the graph (`CONDITIONS_ON`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Says => "SAYS",
            Self::Proposes => "PROPOSES",
            Self::Rejects => "REJECTS",
            Self::Accepts => "ACCEPTS",
            Self::Demands => "DEMANDS",
            Self::Promises => "PROMISES",
            Self::Threatens => "THREATENS",
            Self::Warns => "WARNS",
            Self::Denies => "DENIES",
            Self::Cancels => "CANCELS",
            Self::Accuses => "ACCUSES",
            Self::Criticizes => "CRITICIZES",
            Self::Supports => "SUPPORTS",
            Self::Consults => "CONSULTS",
            Self::ConditionsOn => "CONDITIONS_ON",
            Self::RespondsTo => "RESPONDS_TO",
            Self::Causes => "CAUSES",
            Self::Repeats => "REPEATS",
            Self::Contradicts => "CONTRADICTS",
        }
    }

    /// Tells whether both ends are actors.
    pub const fn is_between_actors(self) -> bool {
        matches!(self, Self::Accuses | Self::Criticizes | Self::Supports | Self::Consults)
    }

    /// Tells whether both ends are contents.
    pub const fn is_between_contents(self) -> bool {
        matches!(self, Self::ConditionsOn | Self::RespondsTo | Self::Causes | Self::Repeats | Self::Contradicts)
    }
}

/// A name that is no relation type or kind of condition of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a name of the schema")]
pub struct UnknownName;

impl std::str::FromStr for RelationKind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or(UnknownName)
    }
}

impl ConditionKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::If, Self::Unless, Self::OnlyIf, Self::MustFirst, Self::InExchangeFor];

    /// Returns the word of the schema (`must-first`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Unless => "unless",
            Self::OnlyIf => "only-if",
            Self::MustFirst => "must-first",
            Self::InExchangeFor => "in-exchange-for",
        }
    }
}

impl std::str::FromStr for ConditionKind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or(UnknownName)
    }
}
