//! From the facts of one article to what it adds to the graph, and the rules by which additions join.
//!
//! Input: an article and its facts. Output: its [`Contribution`]. An actor has one node for the whole graph; a content
//! that the same actor puts forward in the same words in two articles has one node; every relationship keeps all places
//! that show it as evidence. Ids derive from content alone.
//!
//! Contributions of many articles join by rules under which no order shows: counts add up ([`ActorRecord`]), the surest
//! place and the first report are shown ([`Evidence`]), and two texts or contents are the same by a relation that looks at
//! these two alone ([`Sketch`], [`Wording`], [`Pairing`]). Each rule can be undone for one article without a look at the others, so that
//! adding or removing an article costs the same in a graph of any size. Left to the next stage: keeping the sums; the
//! store does it.

mod actor;
mod contribution;
mod emit;
mod key;
mod pairing;
mod similar;
mod wording;

pub use actor::{ActorReading, ActorRecord};
pub use contribution::{Act, Contribution, Evidence, OwnNode, Report, Shown, TieKey};
pub use pairing::{LONGEST_WAIT, Pairing};
pub use similar::Sketch;
pub use wording::Wording;

/// The version of these rules; a graph that others joined is joined anew before articles are added to it.
pub const VERSION: i64 = 3;

/// What found for whom somebody speaks where no text says it.
pub const BY_CONTEXT: &str = "actor/context";
