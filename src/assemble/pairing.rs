//! How contents of different articles belong together, told by the acts that hold them.
//!
//! | what holds the one | what holds the other | relationship |
//! |---|---|---|
//! | an offer, demand, promise or threat | the same act of the same side | `REPEATS`, from the later to the earlier |
//! | one side turns down or agrees to what concerns another | what that other side offered or demanded before | `RESPONDS_TO` |
//! | one side denies | what that side was accused of | `CONTRADICTS` |
//!
//! The contents must be nearly the same ([`Wording`](super::Wording)), and both acts must concern one party, so that no
//! content is compared with more than what one actor has had to do with.

use crate::extract::fact::RelationKind;

/// The acts that put a content forward: its node is the same in all articles where the same actor does so in the same
/// words.
pub(super) const PUT_FORWARD: [RelationKind; 4] =
    [RelationKind::Proposes, RelationKind::Demands, RelationKind::Promises, RelationKind::Threatens];

/// Which act answers which.
const ANSWERS: [(RelationKind, RelationKind, Pairing); 5] = [
    (RelationKind::Rejects, RelationKind::Proposes, Pairing::RespondsTo),
    (RelationKind::Rejects, RelationKind::Demands, Pairing::RespondsTo),
    (RelationKind::Accepts, RelationKind::Proposes, Pairing::RespondsTo),
    (RelationKind::Accepts, RelationKind::Demands, Pairing::RespondsTo),
    (RelationKind::Denies, RelationKind::Accuses, Pairing::Contradicts),
];

/// How the contents of two acts belong together, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pairing {
    /// The same content again.
    Repeats,
    /// An answer to what was put forward.
    RespondsTo,
    /// A denial of what was alleged.
    Contradicts,
}

impl Pairing {
    /// Tells how the content of an act of one type belongs to the content of another, whose act came before or, in a
    /// denial, was alleged.
    ///
    /// ```
    /// use demarche::assemble::Pairing;
    /// assert_eq!(Pairing::of("REJECTS", "PROPOSES"), Some(Pairing::RespondsTo));
    /// assert_eq!(Pairing::of("PROPOSES", "REJECTS"), None);
    /// ```
    pub fn of(act: &str, earlier: &str) -> Option<Self> {
        let again = act == earlier && PUT_FORWARD.iter().any(|kind| kind.name() == act);
        let mut answers = ANSWERS.iter().filter(|(answer, opener, _)| answer.name() == act && opener.name() == earlier);
        if again { Some(Self::Repeats) } else { answers.next().map(|(.., pairing)| *pairing) }
    }

    /// Returns the types of act whose contents may belong to that of an act, in either direction.
    pub fn partners(act: &str) -> impl Iterator<Item = &'static str> {
        let belongs = move |other: &&str| Self::of(act, other).or_else(|| Self::of(other, act)).is_some();
        RelationKind::ALL.iter().map(|kind| kind.name()).filter(belongs)
    }

    /// Tells whether an act may be an answer to an act of another article.
    pub(super) fn is_answer(act: RelationKind) -> bool {
        ANSWERS.iter().any(|(answer, ..)| *answer == act)
    }

    /// The type of the relationship.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Repeats => RelationKind::Repeats.name(),
            Self::RespondsTo => RelationKind::RespondsTo.name(),
            Self::Contradicts => RelationKind::Contradicts.name(),
        }
    }

    /// What found it.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Repeats => "assemble/repeats",
            Self::RespondsTo => "assemble/responds-to",
            Self::Contradicts => "assemble/contradicts",
        }
    }

    /// 1 − confidence, in millionths.
    pub fn doubt(self) -> u32 {
        match self {
            Self::Repeats => 300_000,
            Self::RespondsTo | Self::Contradicts => 400_000,
        }
    }
}

/// How many days there may be between what is put forward or alleged and its answer.
pub const LONGEST_WAIT: i64 = 92;
